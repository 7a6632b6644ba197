"""Where type goes on the page, as numbers: breaks of the title, place of the signature, size of a figure in its cell.

Word, print and preview ask here, so that they agree. Widths are in ems (one Chinese character); rules of GB/T 9704.
"""

from __future__ import annotations

import math
import re
import unicodedata
from itertools import combinations, pairwise

LINE_CHARACTERS = 28  # of body type, 3号
TITLE_CHARACTERS = 20  # of title type, 2号, in the same 156 mm
CELL_SIZE = 10.5  # 五号
SMALL_CELL_SIZE = 9.0  # 小五
_FIGURE_SIZES = (10.5, 9.0, 8.0, 7.0)
_LEAST_SCALE = 50
_LEAST_LABEL_SCALE = 87
_LEAST_NAME_SCALE = 66
_NUMBERED = re.compile("（.）")
_MOST_TITLE_LINES = 4
_UNBREAKABLE = re.compile(r"[!-~→]+")
_BEFORE_YEAR = re.compile(r"(?<!\d)(?=(?:19|20)\d\d\s*年)")
_AFTER_YEAR = re.compile(r"(?<=\d年)|(?<=\d年度)(?!年)")
_BEFORE_NAME = re.compile("(?=政府信息公开)")
_AFTER_PLACE = re.compile("(?<=[省市县区镇乡州盟旗])|(?<=街道)|(?=人民政府)|(?=办事处)")


def text_width(text: str) -> float:
    """Ems of a line: full-width characters count 1, half-width ones 0.5."""
    return sum(1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5 for character in text)


def title_lines(title: str, most: int = TITLE_CHARACTERS) -> tuple[str, ...]:
    """The title in as few lines as fit, broken between words, best place first; whole when no good break is found."""
    places = _title_breaks(title)
    for breaks in range(_MOST_TITLE_LINES):
        for chosen in combinations(places, breaks):
            ends = (0, *sorted(chosen), len(title))
            lines = tuple(title[start:end] for start, end in pairwise(ends))
            if all(2 < text_width(line) <= most for line in lines):
                return lines
    return (title,)


def _title_breaks(title: str) -> list[int]:
    """Places for a break, the most natural first: around the year, before the name of the report, inside the organ."""
    found: list[int] = []
    for pattern in (_BEFORE_YEAR, _AFTER_YEAR, _BEFORE_NAME, _AFTER_PLACE):
        found += [match.start() for match in pattern.finditer(title) if match.start() not in found]
    return [place for place in found if 0 < place < len(title)]


def signature_indents(name: str, day: str, with_seal: bool = False) -> tuple[float, float]:
    """Characters to leave free before the organ and before the date below it (GB/T 9704 7.3.5).

    No seal: the longer line ends two characters from the right; the date begins two characters after the organ. With
    one: the date ends four characters from the right and the organ is centred over it, both moved left when it is long.
    """
    if with_seal:
        return _sealed_indents(text_width(name), text_width(day))
    if not name or not day:
        alone = max(0.0, LINE_CHARACTERS - 2 - text_width(name or day))
        return alone, alone
    if text_width(day) > text_width(name):
        start = LINE_CHARACTERS - 2 - text_width(day)
        return start - 2, start
    start = max(0.0, LINE_CHARACTERS - 2 - text_width(name))
    return start, start + 2


def name_scale(name: str) -> int:
    """Character width in per cent at which a very long organ stands on one line; 100 for one that fits or never will."""
    scale = math.floor(100 * LINE_CHARACTERS / max(text_width(name), 1))
    return min(100, scale) if scale >= _LEAST_NAME_SCALE else 100


def _sealed_indents(name: float, day: float) -> tuple[float, float]:
    centre = LINE_CHARACTERS - 4 - (day or name) / 2
    centre = min(centre, LINE_CHARACTERS - name / 2)
    return max(0.0, centre - name / 2), max(0.0, centre - day / 2)


def fit_figure(text: str, width: float, size: float = CELL_SIZE) -> tuple[float, int]:
    """Type size in points, at most `size`, and character width in per cent at which no figure breaks in `width` points.

    What would need less than half its width (no figure of the form does) keeps the smallest size and breaks.
    """
    longest = max(map(len, _UNBREAKABLE.findall(text)), default=0)
    ems = longest * 0.56 + 0.44 * text.count("→")  # digits of the common faces take 0.5 to 0.56 em
    for candidate in _FIGURE_SIZES:
        if candidate <= size and ems * candidate <= width:
            return candidate, 100
    smallest = _FIGURE_SIZES[-1]
    scale = math.floor(100 * width / (ems * smallest)) if ems else 100
    return smallest, min(100, max(scale, _LEAST_SCALE))


def even_wrap(text: str, width: float, size: float) -> float:
    """How many points to leave free at either side so that a short Chinese header breaks into even lines, 0 for none."""
    capacity = int(width / size)
    count = len(text)
    if count <= capacity or capacity < 2 or text_width(text) != count or not text.isalpha():
        return 0.0
    per_line = math.ceil(count / math.ceil(count / capacity))
    per_line += per_line % 2  # most words have two characters
    if per_line >= capacity:
        return 0.0
    return (width - (per_line + 0.4) * size) / 2


def label_scale(text: str, width: float, size: float) -> int:
    """Character width in per cent at which a row label breaks well; 100 when squeezing it a little does not help.

    A label that is hardly too long goes on one line. In 「（三）不予公开」 the number takes three characters and words two,
    so a line should hold an odd number of them.
    """
    ems, capacity = text_width(text), int(width / size)
    if ems * size <= width:
        return 100
    wanted = ems if not _NUMBERED.match(text) else capacity + 1 - capacity % 2
    scale = math.floor(100 * width / (wanted * size))
    return min(100, scale) if scale >= _LEAST_LABEL_SCALE else 100
