"""Counts the automatic numbers of Word and gives each paragraph the label that a person sees before its text.

Lists that share an abstract definition share their counters; a start override restarts them at the first
paragraph that uses it. Bullets are ornaments and give no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from core.importer.guard import XmlElement
from core.importer.readers import docx_names as w
from core.importer.readers.docx_names import to_int, word
from core.importer.readers.docx_numerals import numeral
from core.importer.readers.docx_styles import NumberingRef, Styles

_LEVELS = 9
_LONGEST_LABEL = 60
_FIELD = re.compile(r"%([1-9])")
_CLOSED = tuple("、）。．，：】》〉」』")
"""A label that ends so has its own room; others get the space that Word's tab shows."""

_ABSTRACT = word("abstractNum")
_ABSTRACT_ID = word("abstractNumId")
_NUM = word("num")
_LEVEL = word("lvl")
_LEVEL_INDEX = word("ilvl")
_LEVEL_OVERRIDE = word("lvlOverride")
_START_OVERRIDE = word("startOverride")
_START = word("start")
_FORMAT = word("numFmt")
_LEVEL_TEXT = word("lvlText")
_SUFFIX = word("suff")
_LEGAL = word("isLgl")
_RESTART = word("lvlRestart")
_STYLE_LINK = word("styleLink")
_LINKED_STYLE = word("numStyleLink")


@dataclass(slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    legal: bool = False
    restart: int | None = None
    style: str = ""
    hidden: bool = False


@dataclass(slots=True)
class _Abstract:
    levels: dict[int, _Level] = field(default_factory=dict[int, _Level])
    linked_style: str = ""
    counters: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


@dataclass(slots=True)
class _List:
    abstract_id: str = ""
    starts: dict[int, int] = field(default_factory=dict[int, int])
    levels: dict[int, _Level] = field(default_factory=dict[int, _Level])
    begun: set[int] = field(default_factory=set[int])


class Numbering:
    """The lists of one document with their counters: ask for the labels in reading order, once a paragraph."""

    def __init__(self, root: XmlElement | None, styles: Styles) -> None:
        self._styles = styles
        self._abstracts: dict[str, _Abstract] = {}
        self._lists: dict[str, _List] = {}
        self._style_lists: dict[str, str] = {}
        for child in () if root is None else root:
            if child.tag == _ABSTRACT:
                self._add_abstract(child)
            elif child.tag == _NUM:
                self._lists[child.get(w.NUMBER_ID, "")] = _read_list(child)

    def label(self, direct: NumberingRef | None, style_id: str) -> str:
        """Count one paragraph and return its label with the gap behind it, "" for a paragraph without a number."""
        styled = self._styles.get(style_id).numbering
        number_id = direct.number_id if direct and direct.number_id is not None else styled.number_id
        numbered = self._lists.get(number_id or "0")
        if numbered is None:
            return ""
        abstract = self._abstract_of(numbered)
        if abstract is None:
            return ""
        index = direct.level if direct and direct.level is not None else styled.level
        if index is None:
            index = next((index for index, level in abstract.levels.items() if level.style and level.style == style_id), 0)
        return self._count(numbered, abstract, min(max(index, 0), _LEVELS - 1))

    def _add_abstract(self, element: XmlElement) -> None:
        abstract_id = element.get(_ABSTRACT_ID, "")
        abstract = self._abstracts[abstract_id] = _Abstract()
        for child in element:
            if child.tag == _LEVEL:
                abstract.levels[to_int(child.get(_LEVEL_INDEX), 0)] = _read_level(child)
            elif child.tag == _STYLE_LINK:
                self._style_lists[child.get(w.VAL, "")] = abstract_id
            elif child.tag == _LINKED_STYLE:
                abstract.linked_style = child.get(w.VAL, "")

    def _abstract_of(self, numbered: _List) -> _Abstract | None:
        """The definition that a list really uses: it may only point to a list style."""
        abstract = self._abstracts.get(numbered.abstract_id)
        if abstract is None or not abstract.linked_style or abstract.levels:
            return abstract
        linked = self._style_lists.get(abstract.linked_style)
        if linked is None:
            styled = self._lists.get(self._styles.get(abstract.linked_style).numbering.number_id or "")
            linked = styled.abstract_id if styled else None
        return self._abstracts.get(linked) if linked is not None else None

    def _count(self, numbered: _List, abstract: _Abstract, index: int) -> str:
        counters = abstract.counters
        current = counters[index]
        restarted = index in numbered.starts and index not in numbered.begun
        numbered.begun.add(index)
        counters[index] = _start(numbered, abstract, index) if current is None or restarted else current + 1
        for deeper in range(index + 1, _LEVELS):
            restart = _level(numbered, abstract, deeper).restart
            if restart is None or (restart > 0 and index < restart):
                counters[deeper] = None
        return _label(numbered, abstract, index)


def _level(numbered: _List, abstract: _Abstract, index: int) -> _Level:
    return numbered.levels.get(index) or abstract.levels.get(index) or _UNDEFINED


_UNDEFINED = _Level(format="none")


def _start(numbered: _List, abstract: _Abstract, index: int) -> int:
    return numbered.starts.get(index, _level(numbered, abstract, index).start)


def _label(numbered: _List, abstract: _Abstract, index: int) -> str:
    level = _level(numbered, abstract, index)
    if level.format == "bullet" or level.hidden:
        return ""

    def number(match: re.Match[str]) -> str:
        other = int(match[1]) - 1
        value = abstract.counters[other]
        value = _start(numbered, abstract, other) if value is None else value
        number_format = _level(numbered, abstract, other).format
        return numeral(value, "decimal" if level.legal and number_format != "none" else number_format)

    text = _FIELD.sub(number, level.text)
    if not text or level.suffix == "nothing" or text.endswith(_CLOSED) or text[-1].isspace():
        return text
    return text + " "


def _read_list(element: XmlElement) -> _List:
    numbered = _List()
    for child in element:
        if child.tag == _ABSTRACT_ID:
            numbered.abstract_id = child.get(w.VAL, "")
        elif child.tag == _LEVEL_OVERRIDE:
            index = to_int(child.get(_LEVEL_INDEX), 0)
            for override in child:
                if override.tag == _START_OVERRIDE:
                    numbered.starts[index] = to_int(override.get(w.VAL), 1)
                elif override.tag == _LEVEL:
                    numbered.levels[index] = _read_level(override)
    return numbered


def _read_level(element: XmlElement) -> _Level:
    level = _Level()
    for child in _with_fallbacks(element):
        tag = child.tag
        value = child.get(w.VAL, "")
        if tag == _START:
            level.start = to_int(value, 1)
        elif tag == _RESTART:
            level.restart = to_int(value, 0)
        elif tag == _LEGAL:
            level.legal = w.is_on(child)
        elif tag == w.RUN_PROPERTIES:
            level.hidden = any(w.is_on(hidden) for hidden in child.iterchildren(w.HIDDEN))
        elif tag in _TEXT_PROPERTIES:
            setattr(level, _TEXT_PROPERTIES[str(tag)], value[:_LONGEST_LABEL])
    return level


_TEXT_PROPERTIES = {_FORMAT: "format", _LEVEL_TEXT: "text", _SUFFIX: "suffix", w.STYLE: "style"}


def _with_fallbacks(element: XmlElement) -> Iterator[XmlElement]:
    """The children; for a format that only new Word knows, the standard one that stands beside it."""
    for child in element:
        if child.tag == w.ALTERNATE:
            for fallback in child.iterchildren(w.FALLBACK):
                yield from fallback
        else:
            yield child
