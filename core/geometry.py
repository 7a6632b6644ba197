"""Where each label and each cell of a table stands: one answer for the screen, Word, Excel and HTML.

Merged headers are derived, not stored: neighbours with an equal label prefix merge, a short path fills its depth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.template import Band, Section, Table


class Role(StrEnum):
    """What a grid cell is."""

    TITLE = "title"  # full-width band title
    CORNER = "corner"  # the cell above the row labels
    COLUMN = "column"  # column header
    ROW = "row"  # row label
    VALUE = "value"  # a cell to fill in
    TEXT = "text"  # running text, set to the left; no table of the form has one, those of sign-off and check sheets do


@dataclass(frozen=True, slots=True)
class GridCell:
    """One printed cell. Rows and columns count from 0. `cell_id` is "" for everything but values."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    role: Role
    cell_id: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A laid-out table. `cells` tile the grid exactly, ordered by row, then column.

    `header_rows` is the number of rows to repeat on each page (0 where the header is not on top of everything).
    `widths` are millimetres per grid column.
    """

    rows: int
    columns: int
    cells: tuple[GridCell, ...]
    header_rows: int
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    length: int
    path: tuple[str, ...]


def layout(section: Section) -> Grid:
    """The grid of a table section. Raises ValueError for a text section or a table that does not tile its grid."""
    table = section.table
    if table is None:
        raise ValueError(f"{section.id} has no table")
    cells: list[GridCell] = []
    row = 0
    for band in table.bands:
        row = _across(section.id, band, row, cells) if table.across else _down(section.id, (table, band), row, cells)
    widths = table.label_widths + table.value_widths
    grid = Grid(row, len(widths), tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))), _header_rows(table), widths)
    _assert_tiled(section.id, grid)
    return grid


def _header_rows(table: Table) -> int:
    """Rows to repeat on a new page: only a table of one band without a title has its header on top of everything."""
    if len(table.bands) != 1 or table.bands[0].title:
        return 0
    band = table.bands[0]
    own = max(len(column.path) for column in band.columns)
    return own + (max(len(row.path) for row in band.rows) if table.across else 0)


def _down(section_id: str, where: tuple[Table, Band], row: int, cells: list[GridCell]) -> int:
    """A band whose rows go down the page; returns the next free row."""
    table, band = where
    labels = len(table.label_widths)
    if band.title:
        cells.append(GridCell(row, 0, 1, labels + len(table.value_widths), band.title, Role.TITLE))
        row += 1
    depth = max(len(column.path) for column in band.columns)
    cells.append(GridCell(row, 0, depth, labels, band.heading, Role.CORNER))
    starts = _starts(band.spans, labels)
    heads = [_Span(start, span, column.path) for start, span, column in zip(starts, band.spans, band.columns, strict=True)]
    cells += _merged(heads, depth, row)
    row += depth
    for cell in _merged([_Span(row + index, 1, entry.path) for index, entry in enumerate(band.rows)], labels, 0):
        cells.append(GridCell(cell.column, cell.row, cell.column_span, cell.row_span, cell.text, Role.ROW))
    for index, entry in enumerate(band.rows):
        for start, span, column in zip(starts, band.spans, band.columns, strict=True):
            cell_id = f"{section_id}.{entry.id}.{column.id}"
            cells.append(GridCell(row + index, start, 1, span, "", Role.VALUE, cell_id))
    return row + len(band.rows)


def _across(section_id: str, band: Band, row: int, cells: list[GridCell]) -> int:
    """A band whose rows stand beside each other, each with all columns, on one row of figures."""
    width = sum(band.spans)
    heads: list[_Span] = []
    values: list[tuple[int, int, str]] = []
    for index, entry in enumerate(band.rows):
        for start, span, column in zip(_starts(band.spans, index * width), band.spans, band.columns, strict=True):
            heads.append(_Span(start, span, entry.path + column.path))
            values.append((start, span, f"{section_id}.{entry.id}.{column.id}"))
    depth = max(len(head.path) for head in heads)
    cells += _merged(heads, depth, row)
    cells += [GridCell(row + depth, start, 1, span, "", Role.VALUE, cell_id) for start, span, cell_id in values]
    return row + depth + 1


def _starts(spans: Sequence[int], first: int) -> list[int]:
    starts = [first]
    for span in spans[:-1]:
        starts.append(starts[-1] + span)
    return starts


def _merged(heads: list[_Span], depth: int, top: int, level: int = 0) -> Iterator[GridCell]:
    """Header cells for paths side by side: equal prefixes merge, a path's last label fills the remaining depth."""
    index = 0
    while index < len(heads):
        head = heads[index]
        last = level == len(head.path) - 1
        end = index + 1
        while not last and end < len(heads) and heads[end].path[: level + 1] == head.path[: level + 1]:
            end += 1
        group = heads[index:end]
        width = sum(item.length for item in group)
        height = depth - level if last else 1
        yield GridCell(top + level, head.start, height, width, head.path[level], Role.COLUMN)
        if not last:
            yield from _merged(group, depth, top, level + 1)
        index = end


def _assert_tiled(section_id: str, grid: Grid) -> None:
    """Every grid position is covered exactly once and every cell covers one: the promise that merges never overlap."""
    covered = [
        (row, column)
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    ]
    invisible = any(cell.row_span < 1 or cell.column_span < 1 for cell in grid.cells)
    if invisible or len(covered) != len(set(covered)) or len(covered) != grid.rows * grid.columns:
        raise ValueError(f"the table of {section_id} does not tile its grid")
