"""Characters by their places -> lines -> paragraphs. A PDF knows neither: where a line ends and begins must tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from core.importer.readers.pdf_page import Char

_BROKEN = re.compile(r"(?<=\d)\n(?=\d)")
_SAME_LINE = 0.5  # of the character's height
_WORD_GAP = 0.25
_FIELD_GAP = 1.6
_INDENT = 1.2
_FULL = 1.8
_OTHER_SIZE = 0.15
_SIGNS = 2
_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; `size` is the height of its largest character. Fields far apart are held so by two spaces."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    page: int = 0


def lines_of(chars: Iterable[Char], page: int = 0) -> list[Line]:
    """The lines from top to bottom."""
    lines: list[list[Char]] = []
    for char in sorted(chars, key=lambda char: -char.middle[1]):
        last = lines[-1] if lines else None
        if last and abs(last[0].middle[1] - char.middle[1]) < _SAME_LINE * max(last[0].y1 - last[0].y0, char.y1 - char.y0):
            last.append(char)
        else:
            lines.append([char])
    return [_line(sorted(line, key=lambda char: char.x0), page) for line in lines]


def _line(chars: list[Char], page: int) -> Line:
    size = max(char.y1 - char.y0 for char in chars)
    text = chars[0].text + "".join(_gap(before, char, size) + char.text for before, char in pairwise(chars))
    return Line(text, chars[0].x0, max(char.x1 for char in chars), chars[0].middle[1], size, page)


def _gap(before: Char, char: Char, size: float) -> str:
    """The space between two characters; between Chinese and other script a printer leaves some of its own."""
    gap = (char.x0 - before.x1) / size
    if gap > _FIELD_GAP:
        return "  "
    return " " if gap > _WORD_GAP and before.text.isascii() and char.text.isascii() else ""


def cell_text(chars: list[Char]) -> tuple[str, bool]:
    """The text of a cell, and whether digits were broken over lines: one number or two, nobody knows."""
    lines = [line.text.replace("  ", "") for line in lines_of(chars)]
    text = "\n".join(lines)
    whole = _BROKEN.sub("", text)
    return whole, whole != text


@dataclass(frozen=True, slots=True)
class Measure:
    """Where the text of a document begins and ends across the page."""

    left: float
    right: float


def measure(lines: list[Line], width: float) -> Measure:
    """From all lines outside tables. Full lines end at one place; without some, the margins are taken as alike."""
    left = min((line.x0 for line in lines), default=0.0)
    ends = sorted((line.x1 for line in lines), reverse=True)
    has_full_lines = len(ends) > _SIGNS and ends[0] - ends[_SIGNS] < lines[0].size
    return Measure(left, ends[0] if has_full_lines else width - left)


def paragraphs(lines: list[Line], page: Measure) -> Iterator[str]:
    """The paragraphs of a stretch of lines that stand below each other."""
    text, last = "", None
    for line in lines:
        if last is not None and _begins(line, last, page):
            yield text
            text = ""
        joint = " " if text and text[-1].isascii() and text[-1].isalpha() and line.text[:1].isascii() else ""
        text += joint + line.text
        last = line
    if text:
        yield text


def _begins(line: Line, last: Line, page: Measure) -> bool:
    """Whether a line begins a paragraph: it is numbered, indented or of another size, or the one before ended early."""
    size = max(line.size, last.size)
    if _NUMBERED.match(line.text) or abs(line.size - last.size) > _OTHER_SIZE * size:
        return True
    return line.x0 > page.left + _INDENT * size or last.x1 < page.right - _FULL * size
