"""A table of the form as a Word table: real merges, the official widths, rows that stay whole.

Word wants every grid row complete: where a cell comes down from above, an empty one with the same width continues it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from core.exporter.blocks import TableBlock
from core.exporter.docx_markup import CELL, SMALL_CELL, TABLE, TWIPS_PER_MM, W, child, paragraph, run, value
from core.exporter.markup import XmlElement
from core.exporter.typography import CELL_SIZE, SMALL_CELL_SIZE, even_wrap, fit_figure, label_scale
from core.geometry import Grid, GridCell, Role

_ORDINAL = re.compile(r"[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d{1,2}[.．]")
_LABEL_INDENT = 40  # twips between the border and a label set to the left
_HEADER_ROLES = (Role.TITLE, Role.CORNER, Role.COLUMN)


@dataclass(frozen=True, slots=True)
class _Measures:
    """How a table is set: `margin` at either side of a cell and least `height` of a row are twips, `size` points."""

    style: str
    size: float
    margin: int
    height: int
    edges: tuple[int, ...]

    def width(self, cell: GridCell) -> int:
        """Twips between the borders of a cell."""
        return self.edges[cell.column + cell.column_span] - self.edges[cell.column]

    def room(self, cell: GridCell) -> float:
        """Points that the text of a cell has."""
        return (self.width(cell) - 2 * self.margin) / 20


def _measures(grid: Grid) -> _Measures:
    """A long table is set small, so that it stays on one page; widths are rounded so that no column drifts."""
    edges = [0.0]
    for width in grid.widths:
        edges.append(edges[-1] + width)
    twips = tuple(round(edge * TWIPS_PER_MM) for edge in edges)
    if grid.rows > 20:
        return _Measures(SMALL_CELL, SMALL_CELL_SIZE, 15, 350, twips)
    narrow = min(grid.widths) < 12
    return _Measures(CELL, CELL_SIZE, 15 if narrow else 57, 454, twips)


def write_table(body: XmlElement, block: TableBlock) -> None:
    """Append the table to the body."""
    measures = _measures(block.grid)
    table = child(body, "tbl")
    _table_properties(table, measures)
    standing: dict[tuple[int, int], GridCell] = {}
    for cell in block.grid.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            standing[row, cell.column] = cell
    for row in range(block.grid.rows):
        cells = [standing[row, column] for column in range(block.grid.columns) if (row, column) in standing]
        _row(table, row, cells, (block, measures))


def _table_properties(table: XmlElement, measures: _Measures) -> None:
    properties = child(table, "tblPr")
    value(properties, "tblStyle", TABLE)
    child(properties, "tblW", w=measures.edges[-1], type="dxa")
    value(properties, "jc", "center")
    child(properties, "tblLayout", type="fixed")
    margins = child(properties, "tblCellMar")
    child(margins, "left", w=measures.margin, type="dxa")
    child(margins, "right", w=measures.margin, type="dxa")
    grid = child(table, "tblGrid")
    for start, end in zip(measures.edges, measures.edges[1:], strict=False):
        child(grid, "gridCol", w=end - start)


def _row(table: XmlElement, row: int, cells: list[GridCell], context: tuple[TableBlock, _Measures]) -> None:
    block, measures = context
    element = child(table, "tr")
    properties = child(element, "trPr")
    child(properties, "cantSplit")
    child(properties, "trHeight", val=measures.height, hRule="atLeast")
    if row < block.header_rows:
        child(properties, "tblHeader")
    is_last = row == block.grid.rows - 1
    keep = not is_last and (block.keep_together or any(cell.role in _HEADER_ROLES for cell in cells))
    for cell in cells:
        _cell(element, cell, row, (block, measures, keep))


def _cell(element: XmlElement, cell: GridCell, row: int, context: tuple[TableBlock, _Measures, bool]) -> None:
    block, measures, keep = context
    container = child(element, "tc")
    properties = child(container, "tcPr")
    child(properties, "tcW", w=measures.width(cell), type="dxa")
    if cell.column_span > 1:
        value(properties, "gridSpan", cell.column_span)
    if cell.row_span > 1:
        value(properties, "vMerge", "restart" if row == cell.row else "continue")
    stands = _stands_upright(cell, measures)
    if stands:
        value(properties, "textDirection", "tbRlV")
    value(properties, "vAlign", "center")
    text = (block.texts[cell.cell_id] if cell.cell_id else cell.text) if row == cell.row else ""
    for line in text.split("\n"):
        target = _cell_paragraph(container, cell, measures, keep)
        if line:
            _cell_run(target, line, cell, measures)


def _stands_upright(cell: GridCell, measures: _Measures) -> bool:
    """Whether a label is set from top to bottom: its column has room for one character only."""
    return cell.role is Role.ROW and cell.row_span > 1 and measures.room(cell) < 2 * measures.size


def _cell_paragraph(container: XmlElement, cell: GridCell, measures: _Measures, keep: bool) -> XmlElement:
    element, properties = paragraph(container, measures.style)
    if keep:
        child(properties, "keepNext")
    if cell.role is Role.COLUMN and (free := round(20 * even_wrap(cell.text, measures.room(cell), measures.size))):
        child(properties, "ind", left=free, right=free)
    elif cell.role is Role.ROW and _ORDINAL.match(cell.text) and not _stands_upright(cell, measures):
        child(properties, "ind", left=_LABEL_INDENT, right=0)
        value(properties, "jc", "left")
    return element


def _cell_run(target: XmlElement, line: str, cell: GridCell, measures: _Measures) -> None:
    """A line of a cell; a long figure is set smaller and narrower rather than broken."""
    element = run(target, line)
    size, scale = measures.size, 100
    if cell.role is Role.VALUE:
        size, scale = fit_figure(line, measures.room(cell), size)
    elif cell.role is Role.ROW:
        scale = label_scale(line, measures.room(cell) - _LABEL_INDENT / 20, size)
    if (size, scale) == (measures.size, 100):
        return
    properties = etree.Element(W + "rPr")
    if scale != 100:
        value(properties, "w", scale)
    if size != measures.size:
        value(properties, "sz", round(2 * size))
        value(properties, "szCs", round(2 * size))
    element.insert(0, properties)
