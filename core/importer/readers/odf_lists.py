"""The numbers that an OpenDocument list shows before its items (ODF 1.3 part 3, 16.30-16.35)."""

from __future__ import annotations

from collections.abc import Iterable

from core.importer.guard import XmlElement
from core.importer.readers.docx_numerals import numeral
from core.importer.readers.odf_text import STYLE, TEXT

_LEVEL = TEXT + "level"
_FORMATS = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "一, 二, 三, ...": "chineseCounting",
    "１, ２, ３, ...": "decimalFullWidth",
    "①, ②, ③, ...": "decimalEnclosedCircle",
    "甲, 乙, 丙, ...": "ideographTraditional",
    "子, 丑, 寅, ...": "ideographZodiac",
    "壹, 贰, 叁, ...": "chineseLegalSimplified",
}
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
MAX_LEVELS = 10

_Counts = dict[int, int]


class Lists:
    """Counts the items of all lists of a document, in reading order."""

    def __init__(self, roots: Iterable[XmlElement]) -> None:
        self._styles: dict[str, dict[int, XmlElement]] = {}
        for root in roots:
            for style in root.iter(TEXT + "list-style"):
                levels = {int(level.get(_LEVEL, "1")): level for level in style if level.get(_LEVEL)}
                self._styles[style.get(STYLE + "name", "")] = levels
        self._by_id: dict[str, _Counts] = {}
        self._by_style: dict[str, _Counts] = {}

    def begin(self, element: XmlElement) -> tuple[str, _Counts]:
        """The style of an outermost `text:list`, and its counts by level, carried on from the list that it continues."""
        style = element.get(TEXT + "style-name", "")
        before = self._by_id.get(element.get(TEXT + "continue-list", ""))
        if before is None and element.get(TEXT + "continue-numbering") == "true":
            before = self._by_style.get(style)
        counts = {} if before is None else before
        if element.get(_XML_ID):
            self._by_id[element.get(_XML_ID, "")] = counts
        self._by_style[style] = counts
        return style, counts

    def number(self, item: XmlElement, style: str, counts: _Counts, depth: int) -> str:
        """Count one more item at a depth from 1; returns what is printed before it, "" for a bullet."""
        level = self._styles.get(style, {}).get(depth)
        start = item.get(TEXT + "start-value") or (None if depth in counts else _start(level))
        counts[depth] = int(start) if start else counts[depth] + 1
        for deeper in [known for known in counts if known > depth]:
            del counts[deeper]
        return self._label(style, counts, depth)

    def _label(self, style: str, counts: _Counts, depth: int) -> str:
        levels = self._styles.get(style, {})
        own = levels.get(depth)
        if own is None or not own.get(STYLE + "num-format"):
            return ""
        shown = min(int(own.get(TEXT + "display-levels", "1")), depth)
        parts = [_numeral(levels.get(level), counts.get(level, 1)) for level in range(depth - shown + 1, depth + 1)]
        return own.get(STYLE + "num-prefix", "") + ".".join(filter(None, parts)) + own.get(STYLE + "num-suffix", "")


def _start(level: XmlElement | None) -> str:
    return "1" if level is None else level.get(TEXT + "start-value", "1")


def _numeral(level: XmlElement | None, number: int) -> str:
    written = "" if level is None else level.get(STYLE + "num-format", "")
    return numeral(number, _FORMATS.get(written, "decimal")) if written else ""
