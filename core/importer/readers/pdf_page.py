"""One page of a PDF as PDFium gives it: characters with their boxes, and the straight lines that are drawn.

Coordinates are points, y upwards, turned as the page is shown. White space is left out: where characters stand says
more. Radicals that stand for whole characters (a fault of many fonts' tables) are put right.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

MAX_CHARACTERS = 60_000
MAX_OBJECTS = 60_000
"""In a whole file: an annual report has some 300 on a page."""
_THIN = 3.0
_SHORT = 1.0
_LINE_TO, _MOVE_TO = 0, 2
_PATH, _IMAGE = 2, 3
# Radicals of the supplement block have no compatibility mapping in Unicode, but only one simplified character each.
_RADICALS = str.maketrans("⺠⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳⻄", "民见角贝车长门青页风飞食马骨鬼鱼鸟麦黄齐齿龙龟西")

_Turn = Callable[[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Char:
    """A character and its box."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of the box."""
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2


@dataclass(frozen=True, slots=True)
class Ruling:
    """A straight line along an axis: where it lies across, and from where to where it goes."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Page:
    """What is on a page. `pictures` counts the images, `objects` everything drawn or written."""

    width: float
    height: float
    chars: list[Char] = field(default_factory=list[Char])
    across: list[Ruling] = field(default_factory=list[Ruling])
    down: list[Ruling] = field(default_factory=list[Ruling])
    pictures: int = 0
    objects: int = 0


def load(source: Any, raw: Any, objects_left: int) -> Page:
    """The page, `raw` being `pypdfium2.raw`. Raises ValueError for one with more on it than may be left."""
    width, height = source.get_size()
    page = Page(width, height)
    turn = _turned(source.get_rotation(), width, height)
    text = source.get_textpage()
    page.chars += _chars(text, raw, turn)
    for item in source.get_objects(max_depth=4):
        page.objects += 1
        if page.objects > objects_left:
            raise ValueError("too many objects on a page")
        if item.type == _PATH:
            _add_rulings(item, raw, turn, page)
        elif item.type == _IMAGE:
            page.pictures += 1
    return page


def _turned(rotation: int, width: float, height: float) -> _Turn:
    """From the coordinates of the file to those of the page as shown, `width` and `height` being the shown ones."""
    match rotation:
        case 90:
            return lambda x, y: (y, height - x)
        case 180:
            return lambda x, y: (width - x, height - y)
        case 270:
            return lambda x, y: (width - y, x)
        case _:
            return lambda x, y: (x, y)


def _chars(text: Any, raw: Any, turn: _Turn) -> Iterator[Char]:
    count = text.count_chars()
    if count > MAX_CHARACTERS:
        raise ValueError("too many characters on a page")
    high = ""
    seen: set[tuple[str, int, int]] = set()
    for index in range(count):
        unit = chr(raw.FPDFText_GetUnicode(text.raw, index) & 0xFFFF)
        if "\ud800" <= unit <= "\udbff":
            high = unit
            continue
        written, high = _corrected(high + unit), ""
        if written.isspace() or written in "\x00\x02\ufeff" or raw.FPDFText_IsGenerated(text.raw, index) == 1:
            continue
        left, bottom, right, top = text.get_charbox(index, loose=True)
        (x0, y0), (x1, y1) = turn(left, bottom), turn(right, top)
        char = Char(written, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        place = written, round(char.x0), round(char.y0)
        if place not in seen:  # bold by printing twice
            seen.add(place)
            yield char


def _corrected(written: str) -> str:
    whole = written.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if len(whole) == 1 and ("\u2e80" <= whole <= "\u2fdf" or "\uf900" <= whole <= "\ufaff"):
        return unicodedata.normalize("NFKC", whole.translate(_RADICALS))
    return whole


def _add_rulings(item: Any, raw: Any, turn: _Turn, page: Page) -> None:
    """Strokes, and filled bars so thin that they are meant as strokes; other filled shapes are shading."""
    left, bottom, right, top = item.get_bounds()
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item.raw, fill, stroke)
    if min(right - left, top - bottom) < _THIN:
        x, y = (left + right) / 2, (bottom + top) / 2
        first, last = ((left, y), (right, y)) if right - left > top - bottom else ((x, bottom), (x, top))
        _add_ruling(turn(*first), turn(*last), page)
    elif stroke.value:
        for first, last in _segments(item, raw):
            _add_ruling(turn(*first), turn(*last), page)


def _segments(item: Any, raw: Any) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    matrix = item.get_matrix()
    begin = here = (0.0, 0.0)
    for index in range(min(raw.FPDFPath_CountSegments(item.raw), MAX_OBJECTS)):
        segment = raw.FPDFPath_GetPathSegment(item.raw, index)
        x, y = ctypes.c_float(), ctypes.c_float()
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == _MOVE_TO:
            begin = point
        elif kind == _LINE_TO:
            yield here, point
        if raw.FPDFPathSegment_GetClose(segment):
            yield point, begin
        here = point


def _add_ruling(first: tuple[float, float], last: tuple[float, float], page: Page) -> None:
    (x0, y0), (x1, y1) = first, last
    wide, high = abs(x1 - x0), abs(y1 - y0)
    if high < _THIN and wide > max(high, _SHORT):
        page.across.append(Ruling((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
    elif wide < _THIN and high > max(wide, _SHORT):
        page.down.append(Ruling((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
