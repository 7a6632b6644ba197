"""Turns the rows of a Word table into cells with one place each, whatever its grid claims.

Grid columns too narrow to be seen get no index: LibreOffice adds columns of 1 twip when two rows disagree,
and counting them would move every number behind them one column to the right.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.importer.readers.docx_model import RawCell, RawTable

NARROW_TWIPS = 40


@dataclass(slots=True)
class PlacedCell:
    """A cell with its place among the columns that can be seen. `raw` is the first of the cells merged into it."""

    row: int
    column: int
    column_span: int
    raw: RawCell
    row_span: int = 1


def place(table: RawTable) -> tuple[list[PlacedCell], list[RawCell]]:
    """The cells of a table, merged ones once, ordered by row and column; and the cells that lie covered below others."""
    edges = _visible_edges(table)
    placed: list[PlacedCell] = []
    covered: list[RawCell] = []
    above: dict[int, PlacedCell] = {}
    for row_index, row in enumerate(table.rows):
        merging: dict[int, PlacedCell] = {}
        for raw in row:
            column, end = edges[raw.start], edges[raw.end]
            if column == end and not raw.text():
                continue  # an empty cell as narrow as a line
            upper = above.get(column) if raw.merge == "continue" else None
            if upper is not None:
                upper.row_span += 1
                covered.append(raw)
            else:
                upper = PlacedCell(row_index, column, max(end - column, 1), raw)
                placed.append(upper)
            if raw.merge:
                merging[column] = upper
        above = merging
    return placed, covered


def _visible_edges(table: RawTable) -> list[int]:
    """For each grid line, the number of visible columns before it."""
    last = max((row[-1].end for row in table.rows if row), default=0)
    narrow = {index for index, width in enumerate(table.widths[:last]) if width is not None and width < NARROW_TWIPS}
    if narrow:
        narrow = _without_written(table, narrow) if len(narrow) < len(table.widths) else set[int]()
    edges = [0]
    for index in range(last):
        edges.append(edges[-1] + (index not in narrow))
    return edges


def _without_written(table: RawTable, narrow: set[int]) -> set[int]:
    """Without the columns that hold text of their own: no trace of a disagreement, only widths that nobody kept."""
    written: set[int] = set()
    for row in table.rows:
        for cell in row:
            if cell.start in narrow:
                columns = set(range(cell.start, cell.end))
                if columns <= narrow and cell.text():
                    written |= columns
    return narrow - written
