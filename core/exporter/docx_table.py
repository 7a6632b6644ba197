"""A table as a Word table: real merges, the official widths, rows that stay whole.

Word wants every grid row complete: where a cell comes down from above, an empty one with the same width continues it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from core.exporter.blocks import TableBlock
from core.exporter.docx_markup import CELL, KEEP_NEXT, SMALL_CELL, TABLE, TWIPS_PER_MM, element, paragraph, run
from core.exporter.typography import CELL_SIZE, SMALL_CELL_SIZE, even_wrap, fit_figure, label_scale
from core.geometry import GridCell, Role

_ORDINAL = re.compile(r"[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d{1,2}[.．]")
_ROW = 454  # twips, 8 mm
_LABEL_INDENT = 40  # twips between the border and a label set to the left
_LEFT = element("ind", left=_LABEL_INDENT, right=0) + element("jc", val="left")
_MARKED = element("shd", val="clear", color="auto", fill="E7E6E6")
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


def _measures(block: TableBlock, stretch: float) -> _Measures:
    """A long table is set small, so that it stays on one page; widths are rounded so that no column drifts."""
    edges = [0.0]
    for width in block.grid.widths:
        edges.append(edges[-1] + width * stretch)
    twips = tuple(round(edge * TWIPS_PER_MM) for edge in edges)
    if block.is_long:
        return _Measures(SMALL_CELL, SMALL_CELL_SIZE, 15, 350, twips)
    narrow = block.section.table is not None and min(block.grid.widths) < 12
    return _Measures(CELL, CELL_SIZE, 15 if narrow else 57, _ROW, twips)


def table(block: TableBlock, stretch: float = 1.0) -> str:
    """The table. `stretch` is how much wider than the official 版心 the page's text is."""
    measures = _measures(block, stretch)
    rows: list[list[GridCell]] = [[] for _ in range(block.grid.rows)]
    for cell in sorted(block.grid.cells, key=lambda cell: cell.column):
        for row in range(cell.row, cell.row + cell.row_span):
            rows[row].append(cell)
    content = "".join([_row(number, cells, block, measures) for number, cells in enumerate(rows)])
    return f"<w:tbl>{_table_properties(measures)}{content}</w:tbl>"


def _table_properties(measures: _Measures) -> str:
    edges, margin = measures.edges, measures.margin
    columns = "".join([element("gridCol", w=end - start) for start, end in pairwise(edges)])
    margins = element("left", w=margin, type="dxa") + element("right", w=margin, type="dxa")
    return (
        f'<w:tblPr><w:tblStyle w:val="{TABLE}"/><w:tblW w:w="{edges[-1]}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
    )


def _row(number: int, cells: list[GridCell], block: TableBlock, measures: _Measures) -> str:
    is_last = number == block.grid.rows - 1
    keep = not is_last and (block.keep_together or any(cell.role in _HEADER_ROLES for cell in cells))
    header = "<w:tblHeader/>" if number < block.header_rows else ""
    content = "".join([_cell(cell, number, (block, measures), KEEP_NEXT if keep else "") for cell in cells])
    least = 0 if header else round(block.least_height * TWIPS_PER_MM)
    height = f'<w:trHeight w:val="{max(least, measures.height)}" w:hRule="atLeast"/>'
    return f"<w:tr><w:trPr><w:cantSplit/>{height}{header}</w:trPr>{content}</w:tr>"


def _cell(cell: GridCell, row: int, context: tuple[TableBlock, _Measures], keep: str) -> str:
    block, measures = context
    span = f'<w:gridSpan w:val="{cell.column_span}"/>' if cell.column_span > 1 else ""
    if cell.row_span > 1:
        span += f'<w:vMerge w:val="{"restart" if row == cell.row else "continue"}"/>'
    if cell.cell_id in block.marked:
        span += _MARKED
    stands = _stands_upright(cell, measures)
    if stands:
        span += '<w:textDirection w:val="tbRlV"/>'
    properties = keep + _placement(cell, measures, stands)
    text = (block.texts[cell.cell_id] if cell.cell_id else cell.text) if row == cell.row else ""
    lines = [paragraph(measures.style, _cell_run(line, cell, measures), properties) for line in text.split("\n")]
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{measures.width(cell)}" w:type="dxa"/>{span}<w:vAlign w:val="center"/></w:tcPr>'
        f"{''.join(lines)}</w:tc>"
    )


def _stands_upright(cell: GridCell, measures: _Measures) -> bool:
    """Whether a label is set from top to bottom: its column has room for one character only."""
    return cell.role is Role.ROW and cell.row_span > 1 and measures.room(cell) < 2 * measures.size


def _placement(cell: GridCell, measures: _Measures, stands: bool) -> str:
    """Indent and alignment where they differ from the style's, which centres."""
    if cell.role is Role.TEXT:
        return _LEFT
    if cell.role is Role.COLUMN and (free := round(20 * even_wrap(cell.text, measures.room(cell), measures.size))):
        return element("ind", left=free, right=free)
    return _LEFT if cell.role is Role.ROW and _ORDINAL.match(cell.text) and not stands else ""


def _cell_run(line: str, cell: GridCell, measures: _Measures) -> str:
    """A line of a cell; a long figure is set smaller and narrower rather than broken."""
    if not line:
        return ""
    size, scale = measures.size, 100
    if cell.role is Role.VALUE:
        size, scale = fit_figure(line, measures.room(cell), size)
    elif cell.role is Role.ROW:
        scale = label_scale(line, measures.room(cell) - _LABEL_INDENT / 20, size)
    look = f'<w:w w:val="{scale}"/>' if scale != 100 else ""
    if size != measures.size:
        half_points = round(2 * size)
        look += f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
    return run(line, look)
