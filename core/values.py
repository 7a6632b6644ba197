"""One cell of the form: a number, a blank, a placeholder, or something that is not surely a number.

Blank is not 0 (form.md §7). Numbers are exact decimals. Who may import this: everybody.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class State(StrEnum):
    """The five states of a cell; the values are those of the JSON contract."""

    VALUE = "value"
    BLANK = "blank"
    PLACEHOLDER = "placeholder"
    UNREAD = "unread"
    UNCLEAR = "unclear"


class Kind(StrEnum):
    """What a cell may hold."""

    COUNT = "count"  # integer >= 0
    SIGNED = "signed"  # integer, a change: -8, +1036
    AMOUNT = "amount"  # decimal >= 0, at most six decimals, unit fixed by the form
    AMOUNT_WITH_UNIT = "amount_with_unit"  # decimal >= 0; the form prints no unit, so the source's unit is kept in `raw`


@dataclass(frozen=True, slots=True)
class Value:
    """One cell's content.

    `number` is None in every state but VALUE. `raw` is the text as typed or read, "" when nothing is there.
    """

    state: State
    number: Decimal | None = None
    raw: str = ""

    @classmethod
    def of(cls, number: Decimal | int | str) -> Value:
        """A plain number, its raw text being its printed form. Raises decimal.InvalidOperation for a bad string."""
        exact = Decimal(number)
        return cls(State.VALUE, exact, format_number(exact))


@dataclass(frozen=True, slots=True)
class Reading:
    """How a text was understood: the value, how sure that is (0-1), and why not 1, as a Chinese sentence or ""."""

    value: Value
    confidence: float = 1.0
    reason: str = ""
    suggestion: Decimal | None = None


BLANK = Value(State.BLANK)
UNREAD = Value(State.UNREAD)

_INVISIBLE = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x206A), 0xFEFF, 0xAD]
)
_FULL_WIDTH = {
    **{0xFF10 + digit: str(digit) for digit in range(10)},
    0xFF0C: ",",
    0xFF0E: ".",
    0xFF0B: "+",
    0xFF0D: "-",
    0x2212: "-",
}
_CLEAN = str.maketrans({**_INVISIBLE, **_FULL_WIDTH})
_NOTHING = "/ // \\ - -- --- — —— – ― ─ ／ \uff3c 无 空 不适用 不涉及 /无 N/A n/a *"
_PLACEHOLDERS = frozenset(_NOTHING.split())
_DIGIT_WORDS = "零〇○Oo 一 二两 三 四 五 六 七 八 九 十"
_WORDS = {word: number for number, words in enumerate(_DIGIT_WORDS.split()) for word in words}
_COUNT_UNITS = "件条份次宗起项个例人部"
_MONEY_UNITS = ("万元", "亿元", "元")
LIMIT = 10**12  # numbers stay below: far above any office's figures, and exact also in Excel
_NUMBER = re.compile(r"[+-]?(?:[1-9]\d{0,2}(?:,\d{3}){1,3}|\d{1,12})(?:\.\d{1,6})?(?![\d.,_])", re.ASCII)
_LONGEST_PRINTED = 24  # a longer unclear text is a whole row of the source, not this cell's content


def parse_value(text: str, kind: Kind, unit: str = "") -> Reading:
    """Read one cell's text.

    `unit` is the unit that the form prints for the cell (「万元」), "" for none. Only what is surely a number
    becomes one; anything else keeps its text in state UNCLEAR, with a suggestion where there is an obvious one.
    """
    raw = text.strip()
    plain = raw.translate(_CLEAN).strip()
    if not plain:
        return Reading(BLANK)
    if plain in _PLACEHOLDERS:
        return Reading(Value(State.PLACEHOLDER, None, raw))
    match = _NUMBER.match(plain)
    if match is None:
        return _unclear(raw, "不是数字", _word_number(plain))
    number = Decimal(match.group(0).replace(",", ""))
    rest = plain[match.end() :].strip()
    if kind is not Kind.SIGNED and number >= 0 and plain[0] in "+-":
        return _unclear(raw, "带有正负号，此处只填写数字", None if rest else abs(number))
    if rest:
        return _with_rest(raw, number, rest, (kind, unit))
    return _of_kind(raw, number, kind)


def _unclear(raw: str, reason: str, suggestion: Decimal | None = None) -> Reading:
    return Reading(Value(State.UNCLEAR, None, raw), 0.0, f"「{raw[:20]}」{reason}", suggestion)


def _word_number(plain: str) -> Decimal | None:
    """A single Chinese number word or a letter O in place of 0, offered but never taken."""
    word = plain.rstrip(_COUNT_UNITS)
    return Decimal(_WORDS[word]) if word in _WORDS else None


def _with_rest(raw: str, number: Decimal, rest: str, expected: tuple[Kind, str]) -> Reading:
    """A number with something behind it: a fitting unit is fine, another unit or a remark makes it unclear."""
    kind, unit = expected
    if kind in (Kind.COUNT, Kind.SIGNED) and len(rest) == 1 and rest in _COUNT_UNITS:
        return _lower(_of_kind(raw, number, kind), f"「{raw}」带有单位")
    if kind is Kind.AMOUNT_WITH_UNIT and rest in _MONEY_UNITS:
        return _of_kind(raw, number, kind)
    if kind is Kind.AMOUNT and rest == unit:
        return _lower(_of_kind(raw, number, kind), f"「{raw}」带有单位")
    if kind is Kind.AMOUNT and rest in _MONEY_UNITS:
        if number == 0:
            return _lower(_of_kind(raw, number, kind), f"「{raw}」带有单位")
        return _unclear(raw, f"的单位与表中“{unit}”不同，请换算后填写")
    return _unclear(raw, "数字后有其他文字", number if _is_remark(rest) and _acceptable(number, kind) else None)


def _is_remark(rest: str) -> bool:
    """A note in brackets or in words behind a number; not what makes it another number (万, 余, 至 5, ²)."""
    if rest[0] in "([<（［【〔":
        return True
    changes_number = rest[0] in "余多几" or any(unicodedata.numeric(char, None) is not None for char in rest)
    return unicodedata.category(rest[0]) == "Lo" and not changes_number


def _lower(reading: Reading, reason: str) -> Reading:
    if reading.value.state is not State.VALUE:
        return reading
    return Reading(reading.value, 0.9, reason)


def _acceptable(number: Decimal, kind: Kind) -> bool:
    if kind in (Kind.COUNT, Kind.SIGNED) and number != number.to_integral_value():
        return False
    return kind is Kind.SIGNED or number >= 0


def _of_kind(raw: str, number: Decimal, kind: Kind) -> Reading:
    if kind in (Kind.COUNT, Kind.SIGNED) and number != number.to_integral_value():
        return _unclear(raw, "不是整数，此处只能填写整数")
    if kind is not Kind.SIGNED and number < 0:
        return _unclear(raw, "是负数，此处不能为负")
    if kind in (Kind.COUNT, Kind.SIGNED):
        number = number.to_integral_value()
    return Reading(Value(State.VALUE, number + 0, raw))


def fits(value: Value, kind: Kind) -> bool:
    """Whether a cell of that kind may hold the value: state and number agree, and the number is one the form allows."""
    number = value.number
    if number is None or value.state is not State.VALUE:
        return number is None and value.state is not State.VALUE
    return number.is_finite() and abs(number) < LIMIT and number == round(number, 6) and _acceptable(number, kind)


def format_number(number: Decimal) -> str:
    """Plain digits, no separators, no exponent, trailing zeros trimmed: the form of the JSON contract."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def unit_of(value: Value) -> str:
    """The money unit that the cell's own text carries (「152790元」 -> 「元」), "" when none."""
    plain = value.raw.translate(_CLEAN).strip()
    return next((unit for unit in _MONEY_UNITS if plain.endswith(unit)), "")


def format_value(value: Value, kind: Kind = Kind.COUNT) -> str:
    """What the printed form shows in the cell: the number (with its own unit where the form prints none), else the raw text."""
    if value.number is None:
        return value.raw if value.state in (State.PLACEHOLDER, State.UNCLEAR) and len(value.raw) <= _LONGEST_PRINTED else ""
    printed = format_number(value.number)
    return printed + unit_of(value) if kind is Kind.AMOUNT_WITH_UNIT else printed


def same_content(one: Value, other: Value, kind: Kind = Kind.COUNT) -> bool:
    """Whether two cells print alike; unread and blank are alike, for both print nothing."""
    return format_value(one, kind) == format_value(other, kind)
