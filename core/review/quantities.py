"""Quantities in Chinese sentences: Arabic, full-width and Chinese numerals, 万, vague words, units.

Reads what is written, not what it means; claims.py says what a quantity counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_HAN_DIGITS = ("〇零○", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_HAN = {char: digit for digit, chars in enumerate(_HAN_DIGITS) for char in chars}
_HAN_TENS = {"十": 10, "百": 100, "千": 1000}
_HAN_CLASS = "〇零○一二两三四五六七八九十百千"
UNITS = "万元|亿元|元|件次|件|条次|条|份|人次|次(?!性|数|日)|宗|起|项|篇|期|例|个百分点|个|部|％|%"
_QUANTITY = re.compile(
    rf"(?P<before>(?<![附最邻])近|(?<![预节合公])约|大约|超过|超|逾|不少于|不足|不到|至少|将近|[上数几](?=[十百千]))?\s*"
    rf"(?P<number>\d{{1,3}}(?:,\d{{3}}){{1,3}}(?:\.\d{{1,6}})?|\d{{1,12}}(?:\.\d{{1,6}})?|[{_HAN_CLASS}]{{1,9}})"
    rf"\s*(?P<times>万|亿)?(?P<after>余|多|几|左右)?\s*(?P<unit>{UNITS})(?P<tail>左右|以上|以内|余|多)?"
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.")
_RANGE = re.compile(r"\d\s*[至到~～—–]\s*$")
_APPROXIMATE_DIGITS = frozenset("一二三四五六七八九")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit as written at `start`..`end` of the text. `vague` is True for 余, 多, 近, 约 and the like.

    `amount` is in the plain unit: 万 and 亿 are multiplied out, also for money (元). `places` is the number of decimals
    as written: a share given as 1.1 % is only exact to half a tenth.
    """

    amount: Decimal
    unit: str
    vague: bool
    start: int
    end: int
    text: str
    places: int = 0


def find_quantities(text: str) -> list[Quantity]:
    """All quantities with a unit, in order. Document numbers, dates, phone numbers and ordinals have no unit here."""
    return list(_quantities(text.translate(_FULL_WIDTH)))


def _quantities(text: str) -> Iterator[Quantity]:
    for match in _QUANTITY.finditer(text):
        written = match["number"]
        number = _number(written)
        if number is None or _is_ordinal(text, match.start("number")):
            continue
        unit = match["unit"]
        factor = {"万": 10**4, "亿": 10**8, None: 1}[match["times"]] * {"万元": 10**4, "亿元": 10**8}.get(unit, 1)
        vague = any(match[name] for name in ("before", "after", "tail"))
        plain = "元" if unit.endswith("元") else unit.replace("％", "%")
        places = len(written.partition(".")[2])
        yield Quantity(number * factor, plain, vague, match.start(), match.end(), match.group(0).strip(), places)


def _is_ordinal(text: str, start: int) -> bool:
    """「第三次」 counts nothing; nor does a number glued to a longer one or to Latin letters, or the end of a range."""
    before = text[start - 1 : start]
    if before in ("第", "-", ".", "〔", "每") or (before.isascii() and before.isalnum()):
        return True
    return _RANGE.search(text, max(0, start - 6), start) is not None


def _number(written: str) -> Decimal | None:
    if written[0].isdigit() and written[0].isascii():
        return Decimal(written.replace(",", ""))
    if len(written) == 2 and set(written) <= _APPROXIMATE_DIGITS:
        return None  # 「三四件」 is three or four
    return read_han(written)


def read_han(written: str) -> Decimal | None:
    """A Chinese numeral below ten thousand, or digits read out one by one (二〇二三); None for what is neither."""
    if not any(char in _HAN_TENS for char in written):
        return Decimal("".join(str(_HAN[char]) for char in written))
    total = current = 0
    smallest = 10**4
    for char in written:
        if char in _HAN:
            current = _HAN[char]
            continue
        size = _HAN_TENS[char]
        if size >= smallest:
            return None
        total += (current or 1) * size
        current, smallest = 0, size
    return Decimal(total + current)
