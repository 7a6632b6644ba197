"""Rows of an RTF table as they are met, and the grid they make: cells say only where their right edge is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from core.importer.readers.edges import Edges
from core.importer.readers.flow import FlowCell

TOLERANCE = 40  # twips, as narrow columns in docx_table.py


@dataclass(slots=True)
class CellShape:
    """What stands before a `\\cellx`: its right edge in twips, whether it begins or goes on with a merge."""

    right: int = 0
    merged_down: bool = False
    merged_across: bool = False


@dataclass(slots=True)
class RowShape:
    """What a `\\trowd` defines; `pending` is the cell whose `\\cellx` has not come yet."""

    left: int = 0
    cells: list[CellShape] = field(default_factory=list[CellShape])
    pending: CellShape = field(default_factory=CellShape)

    def end_cell(self, right: int) -> None:
        """A `\\cellx`."""
        self.pending.right = right
        self.cells.append(self.pending)
        self.pending = CellShape()


@dataclass(slots=True)
class _Row:
    shape: RowShape
    texts: list[str]


@dataclass(slots=True)
class TableRows:
    """The table that is being read: finished rows, and the texts of the cells of the row that is not."""

    rows: list[_Row] = field(default_factory=list[_Row])
    texts: list[str] = field(default_factory=list[str])

    def end_row(self, shape: RowShape) -> None:
        """A `\\row`: the definition that holds at its end counts."""
        if self.texts:
            self.rows.append(_Row(RowShape(shape.left, list(shape.cells)), self.texts))
        self.texts = []

    def width(self) -> int:
        """The largest number of cells in a row."""
        return max((len(row.texts) for row in self.rows), default=0)

    def cells(self) -> Iterator[FlowCell]:
        """All cells with their places; the rest of a merge joins its beginning."""
        edges = Edges(_positions(self.rows), TOLERANCE)
        above: dict[int, FlowCell] = {}
        for number, row in enumerate(self.rows):
            merging: dict[int, FlowCell] = {}
            for cell, shape in _placed(row, number, edges):
                upper = above.get(cell.column) if shape.merged_down and not cell.text else None
                if upper is not None:
                    upper.row_span += 1
                merging[cell.column] = upper or cell
                if upper is None:
                    yield cell
            above = merging


def _positions(rows: list[_Row]) -> Iterator[float]:
    for row in rows:
        yield row.shape.left
        yield from (cell.right for cell in row.shape.cells[: len(row.texts)])


def _placed(row: _Row, number: int, edges: Edges) -> list[tuple[FlowCell, CellShape]]:
    """The cells of one row; what the definition does not know follows column by column."""
    placed: list[tuple[FlowCell, CellShape]] = []
    start = edges.index(row.shape.left)
    for index, text in enumerate(row.texts):
        shape = row.shape.cells[index] if index < len(row.shape.cells) else None
        end = edges.index(shape.right) if shape else start + 1
        if shape and shape.merged_across and not text and placed:
            placed[-1][0].column_span += max(end - start, 0)
        elif end > start or text:
            placed.append((FlowCell(number, start, text, 1, max(end - start, 1)), shape or CellShape()))
        start = max(end, start)
    return placed
