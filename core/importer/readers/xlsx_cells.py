"""What a cell of an Excel sheet shows: shared strings, numbers as people see them, dates by their number format.

ECMA-376 part 1, 18.3.1.4 (cells), 18.4 (shared strings), 18.8.30 (number formats).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import isinf

from core.importer.guard import SafePackage, XmlElement

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
NO_RESULT = "公式没有存储结果，请在 Excel 或 WPS 中打开并保存一次"
BAD_INDEX = "文字索引错误，这一格的内容已丢失"
BAD_NUMBER = "存储的数字无法识别"

_T, _R, _V, _F, _IS = (MAIN + tag for tag in ("t", "r", "v", "f", "is"))
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?", re.ASCII)
_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T00:00:00(?:\.0+)?Z?)?", re.ASCII)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMAT_NOISE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.|general', re.IGNORECASE)
_DATE_FORMATS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_LAST_SERIAL = 2_950_000  # in the year 9976; little more would be past the end of the calendar
_PHANTOM_LEAP_DAY = 60  # Excel keeps the error of Lotus 1-2-3 that 1900 was a leap year


@dataclass(frozen=True, slots=True)
class CellValues:
    """What the cells of a workbook refer to: its shared strings, which styles are dates, where its days begin."""

    strings: tuple[str, ...]
    date_styles: frozenset[str]
    from_1904: bool

    def shown(self, cell: XmlElement) -> tuple[str, str]:
        """The text of a `c` element and "" or the reason why it may not be the value."""
        if not len(cell):
            return "", ""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            inline = cell.find(_IS)
            return ("" if inline is None else rich_text(inline)), ""
        value = cell.findtext(_V)
        no_result = value is None or (not value and kind != "str")
        if no_result and cell.find(_F) is not None:
            return "", NO_RESULT
        return self._stored(kind, value or "", cell.get("s", "0"))

    def _stored(self, kind: str, value: str, style: str) -> tuple[str, str]:
        match kind:
            case "n":
                return self._number(value.strip(), style)
            case "s":
                return self._shared(value.strip())
            case "b":
                return {"1": "TRUE", "0": "FALSE"}.get(value.strip(), value), ""
            case "e":
                return value, f"公式出错（{value}）"
            case "d":
                iso = _ISO_DATE.fullmatch(value.strip())
                return ("{}年{}月{}日".format(*map(int, iso.groups())) if iso else value), ""
            case _:
                return clean(value), ""

    def _shared(self, index: str) -> tuple[str, str]:
        if index.isdecimal() and int(index[:9]) < len(self.strings):
            return self.strings[int(index)], ""
        return "", BAD_INDEX

    def _number(self, value: str, style: str) -> tuple[str, str]:
        is_date = style in self.date_styles
        if not is_date and len(value) < 15 and value.isascii() and value.isdigit():
            return value.lstrip("0") or "0", ""
        if not value:
            return "", ""
        if not _NUMBER.fullmatch(value) or isinf(float(value)):
            return value, BAD_NUMBER
        return (is_date and date_text(float(value), self.from_1904)) or number_text(value), ""


def date_text(serial: float, from_1904: bool) -> str:
    """「2024年1月15日」, with the time if there is one; "" for what no date can be."""
    if not 0 <= serial <= _LAST_SERIAL:
        return ""
    minutes = round(serial * 1440)
    days, minutes = divmod(minutes, 1440)
    clock = f"{minutes // 60}:{minutes % 60:02}"
    if not days and not from_1904:
        return clock
    epoch = date(1904, 1, 1) if from_1904 else date(1899, 12, 31 if days < _PHANTOM_LEAP_DAY else 30)
    day = epoch + timedelta(days)
    return f"{day.year}年{day.month}月{day.day}日" + (f" {clock}" if minutes else "")


def number_text(value: str) -> str:
    """A stored number with the 15 digits that Excel shows, without exponent: 0.30000000000000004 is 0.3."""
    text = format(Decimal(f"{float(value):.15g}"), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def clean(text: str) -> str:
    """Stored text with its escapes (`_x000D_`) resolved and line ends as newlines."""
    if "_x" in text:
        text = _UNPRINTABLE.sub("", _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def rich_text(item: XmlElement) -> str:
    """The runs of a string item joined; phonetic guides (`rPh`) are not part of the text."""
    parts = [child.text if child.tag == _T else child.findtext(_T) for child in item.iterchildren(_T, _R)]
    return clean("".join(filter(None, parts)))


def load_values(package: SafePackage, parts: dict[str, str], from_1904: bool) -> CellValues:
    """`parts` gives the stored names by relationship kind; a workbook without strings or styles is in order."""
    strings: tuple[str, ...] = ()
    if part := package.find(parts.get("sharedStrings", "xl/sharedStrings.xml")):
        strings = tuple(rich_text(item) for item in package.xml(part).iterchildren(MAIN + "si"))
    styles: frozenset[str] = frozenset()
    if part := package.find(parts.get("styles", "xl/styles.xml")):
        styles = _date_styles(package.xml(part))
    return CellValues(strings, styles, from_1904)


def _date_styles(root: XmlElement) -> frozenset[str]:
    own = {node.get("numFmtId", ""): node.get("formatCode", "") for node in root.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")}
    styles = (node.get("numFmtId", "0") for node in root.iterfind(f"{MAIN}cellXfs/{MAIN}xf"))
    return frozenset(str(index) for index, number in enumerate(styles) if _is_date(number, own))


def _is_date(number: str, own: dict[str, str]) -> bool:
    if number in own:
        code = _FORMAT_NOISE.sub("", own[number].partition(";")[0]).lower()
        return any(letter in code for letter in "ymdhs")
    return number.isdecimal() and int(number[:4]) in _DATE_FORMATS
