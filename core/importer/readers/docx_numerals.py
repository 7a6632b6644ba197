"""Writes a list number as Word shows it: 一、十二、壹、甲、①、iv, ... (ST_NumberFormat)."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_PLACES = ("", "拾", "佰", "仟")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LARGEST = 9999
"""Beyond this every format is written in plain digits: a file may ask for the Roman or letter form of a billion."""


def _counting(number: int) -> str:
    text = _by_places(number, "零" + _DIGITS[1:], _PLACES)
    return text[1:] if text.startswith("一十") else text


def _legal(number: int) -> str:
    return _by_places(number, _LEGAL_DIGITS, _LEGAL_PLACES)


def _by_places(number: int, digits: str, places: tuple[str, ...]) -> str:
    if number == 0:
        return digits[0]
    text = ""
    gap = False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += (digits[0] if gap and text else "") + digits[digit] + places[place]
        gap = digit == 0
    return text


def _digital(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _full_width(number: int) -> str:
    return "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in str(number))


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text or "0"


def _letters(number: int) -> str:
    """a … z, aa, bb, … as Word goes on; 0 has no letter."""
    if number == 0:
        return "0"
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _from_block(first: str, last: int) -> Callable[[int], str]:
    """Numbers 1 … `last` are consecutive characters from `first`; others stay plain digits."""
    return lambda number: chr(ord(first) + number - 1) if 1 <= number <= last else str(number)


def _from_list(characters: str) -> Callable[[int], str]:
    return lambda number: characters[number - 1] if 1 <= number <= len(characters) else str(number)


def _circled(number: int) -> str:
    if 21 <= number <= 35:
        return chr(ord("㉑") + number - 21)
    return _from_block("①", 20)(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand"),
        _counting,
    ),
    **dict.fromkeys(("chineseLegalSimplified", "ideographLegalTraditional"), _legal),
    **dict.fromkeys(("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"), _digital),
    "ideographTraditional": _from_list(_STEMS),
    "ideographZodiac": _from_list(_BRANCHES),
    "ideographEnclosedCircle": _from_block("㊀", 10),
    **dict.fromkeys(("decimalFullWidth", "decimalFullWidth2"), _full_width),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    "decimalEnclosedFullstop": _from_block("⒈", 20),
    "decimalEnclosedParen": _from_block("⑴", 20),
    "decimalZero": lambda number: f"{number:02d}",
    "numberInDash": lambda number: f"- {number} -",
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "none": lambda _number: "",
}


def numeral(number: int, number_format: str) -> str:
    """`number` in a format of Word; a format not known here is written in plain digits."""
    if not 0 <= number <= _LARGEST or number_format not in _FORMATS:
        return str(number)
    return _FORMATS[number_format](number)
