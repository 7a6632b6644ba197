"""Tables from the lines that are drawn on a page: rulings that touch form a grid, missing walls merge its cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from core.importer.readers.edges import Edges
from core.importer.readers.pdf_page import Char, Page, Ruling

MAX_RULINGS = 1500
_NEAR = 3.0


@dataclass(slots=True)
class Box:
    """A cell of a grid: its place counted from 0, and the characters in it."""

    row: int
    column: int
    row_span: int
    column_span: int
    chars: list[Char] = field(default_factory=list[Char])


@dataclass(slots=True)
class Grid:
    """A ruled table on a page; `columns` are the x of its vertical edges, from left to right."""

    top: float
    bottom: float
    columns: list[float]
    boxes: list[Box]
    by_place: dict[tuple[int, int], Box]
    rows: list[float]

    def take(self, char: Char) -> bool:
        """Put a character into its cell; False when it stands outside the table."""
        x, y = char.middle
        if not (self.bottom <= y <= self.top and self.columns[0] <= x <= self.columns[-1]):
            return False
        row = sum(edge > y for edge in self.rows) - 1
        column = sum(edge < x for edge in self.columns) - 1
        box = self.by_place.get((max(row, 0), max(column, 0)))
        if box is not None:
            box.chars.append(char)
        return box is not None


def find(page: Page) -> list[Grid]:
    """The tables of a page from top to bottom. Raises ValueError for a drawing of far too many lines."""
    across, down = _joined(page.across), _joined(page.down)
    if len(across) + len(down) > MAX_RULINGS:
        raise ValueError("too many rulings")
    grids = (_grid(rows, columns) for rows, columns in _groups(across, down))
    return sorted((grid for grid in grids if len(grid.boxes) > 1), key=lambda grid: -grid.top)


def _joined(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Pieces of one line made whole; lines drawn twice made one."""
    joined: list[Ruling] = []
    open_at: list[Ruling] = []
    for ruling in sorted(rulings, key=lambda ruling: (round(ruling.at), ruling.start)):
        match = next((known for known in open_at if _touches(known, ruling)), None)
        if match is not None:
            open_at.remove(match)
            joined.remove(match)
            ruling = Ruling(match.at, min(match.start, ruling.start), max(match.end, ruling.end))
        open_at = [*(known for known in open_at if ruling.at - known.at <= _NEAR), ruling]
        joined.append(ruling)
    return joined


def _touches(first: Ruling, second: Ruling) -> bool:
    near = abs(first.at - second.at) <= _NEAR / 2
    return near and second.start <= first.end + _NEAR and first.start <= second.end + _NEAR


def _groups(across: list[Ruling], down: list[Ruling]) -> Iterator[tuple[list[Ruling], list[Ruling]]]:
    """Rulings that hang together by crossing, as (horizontal, vertical) lists of at least two and one."""
    waiting_across, waiting_down = set(range(len(across))), set(range(len(down)))
    while waiting_across:
        rows, columns = [waiting_across.pop()], list[int]()
        for row in rows:
            met = [index for index in waiting_down if _cross(across[row], down[index])]
            waiting_down.difference_update(met)
            columns += met
            for column in met:
                more = [index for index in waiting_across if _cross(across[index], down[column])]
                waiting_across.difference_update(more)
                rows += more
        if len(rows) > 1 and columns:
            yield [across[index] for index in rows], [down[index] for index in columns]


def _cross(row: Ruling, column: Ruling) -> bool:
    return row.start - _NEAR <= column.at <= row.end + _NEAR and column.start - _NEAR <= row.at <= column.end + _NEAR


def _grid(across: list[Ruling], down: list[Ruling]) -> Grid:
    ends = [end for ruling in across for end in (ruling.start, ruling.end)]  # tables may be open at their sides
    columns = Edges([*(ruling.at for ruling in down), min(ends), max(ends)], _NEAR)
    rows = Edges((-ruling.at for ruling in across), _NEAR)
    walls = _walls(down, columns, rows, sign=-1), _walls(across, rows, columns, sign=1)
    boxes: list[Box] = []
    by_place: dict[tuple[int, int], Box] = {}
    for row in range(len(rows) - 1):
        for column in range(len(columns) - 1):
            if (row, column) not in by_place:
                places = _region((row, column), walls, (len(rows) - 1, len(columns) - 1))
                boxes.append(_box(places))
                by_place.update(dict.fromkeys(places, boxes[-1]))
    tops = [-edge for edge in rows.starts]
    return Grid(tops[0], tops[-1], columns.starts, boxes, by_place, tops)


def _walls(rulings: list[Ruling], edges: Edges, others: Edges, sign: int) -> set[tuple[int, int]]:
    """(edge, stretch) of the grid where a ruling really is; a stretch lies between two of the other edges."""
    found: set[tuple[int, int]] = set()
    middles = [(first + last) / 2 for first, last in zip(others.starts, others.starts[1:], strict=False)]
    for ruling in rulings:
        edge = edges.index(ruling.at if sign < 0 else -ruling.at)
        start, end = sorted((sign * ruling.start, sign * ruling.end))
        found.update((edge, stretch) for stretch, middle in enumerate(middles) if start <= middle <= end)
    return found


def _region(
    first: tuple[int, int], walls: tuple[set[tuple[int, int]], set[tuple[int, int]]], size: tuple[int, int]
) -> set[tuple[int, int]]:
    """The places that no wall parts from the first one."""
    vertical, horizontal = walls
    found = {first}
    waiting = [first]
    while waiting:
        row, column = waiting.pop()
        for place, is_open in (
            ((row, column + 1), (column + 1, row) not in vertical),
            ((row, column - 1), (column, row) not in vertical),
            ((row + 1, column), (row + 1, column) not in horizontal),
            ((row - 1, column), (row, column) not in horizontal),
        ):
            if is_open and place not in found and 0 <= place[0] < size[0] and 0 <= place[1] < size[1]:
                found.add(place)
                waiting.append(place)
    return found


def _box(places: set[tuple[int, int]]) -> Box:
    rows, columns = [row for row, _ in places], [column for _, column in places]
    return Box(min(rows), min(columns), max(rows) - min(rows) + 1, max(columns) - min(columns) + 1)
