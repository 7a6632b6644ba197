"""A table of the form on paper: exact widths, rows as high as their text needs, drawn in parts where a page ends."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from core.exporter.blocks import TableBlock
from core.exporter.typography import CELL_SIZE, SMALL_CELL_SIZE, even_wrap, fit_figure, label_scale
from core.geometry import GridCell, Role
from gui.pages.measure import BODY_WIDTH, MM, POINT, Typeset, TypeSetting, page_font, typeset
from gui.theme import PAPER_FAMILIES

_RULE = 0.5 * POINT
_LABEL_INDENT = 2  # points that a label has less, as in Word
_MARKED = QColor("#e7e6e6")
_ORDINAL = re.compile(r"[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d{1,2}[.．]")


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table with the place of every edge. `texts` has the set text of each cell by its grid position."""

    block: TableBlock
    edges: tuple[float, ...]
    heights: tuple[float, ...]
    texts: dict[tuple[int, int], Typeset] = field(repr=False)

    @property
    def header_rows(self) -> int:
        """Rows to repeat where the table goes on on another page."""
        return self.block.header_rows

    def draw(self, painter: QPainter, top: float, first: int, last: int) -> None:
        """Paint rows `first` to `last` (exclusive) from `top` down; a cut merged cell keeps its text in its first part."""
        painter.setPen(QPen(Qt.GlobalColor.black, _RULE))
        for cell in self.block.grid.cells:
            start, end = max(cell.row, first), min(cell.row + cell.row_span, last)
            if start < end:
                area = self._area(cell, (start, end), top - sum(self.heights[:first]))
                if cell.cell_id in self.block.marked:
                    painter.fillRect(area, _MARKED)
                painter.drawRect(area)
                if start == cell.row:
                    self._draw_text(painter, cell, area)

    def _area(self, cell: GridCell, rows: tuple[int, int], origin: float) -> QRectF:
        left, right = self.edges[cell.column], self.edges[cell.column + cell.column_span]
        top = origin + sum(self.heights[: rows[0]])
        return QRectF(left, top, right - left, sum(self.heights[rows[0] : rows[1]]))

    def _draw_text(self, painter: QPainter, cell: GridCell, area: QRectF) -> None:
        text = self.texts[cell.row, cell.column]
        text.draw(painter, area.left() + (area.width() - text.width) / 2, area.top() + (area.height() - text.height) / 2)


def lay_out(block: TableBlock) -> PageTable:
    """Set every text of a table and find the heights of its rows."""
    edges = [(BODY_WIDTH - sum(block.grid.widths) * MM) / 2]
    for width in block.grid.widths:
        edges.append(edges[-1] + width * MM)
    measures = _Measures(block, tuple(edges))
    texts = {(cell.row, cell.column): measures.set(cell) for cell in block.grid.cells}
    return PageTable(block, measures.edges, measures.heights(texts), texts)


class _Measures:
    """Sizes that hold for one table."""

    def __init__(self, block: TableBlock, edges: tuple[float, ...]) -> None:
        self.block = block
        self.edges = edges
        is_narrow = block.is_long or (block.section.table is not None and min(block.grid.widths) < 12)
        self.size = SMALL_CELL_SIZE if block.is_long else CELL_SIZE
        self.margin = (0.75 if is_narrow else 2.85) * POINT
        self.least = (16.8 if block.is_long else 22.5) * POINT  # table three and its heading just fill a page

    def set(self, cell: GridCell) -> Typeset:
        """The text of one cell, broken into lines for its width."""
        room = self.edges[cell.column + cell.column_span] - self.edges[cell.column] - 2 * self.margin
        text, points = cell.text, self.size
        stretch = 100
        if cell.role is Role.VALUE:
            text = self.block.texts[cell.cell_id]
            points, stretch = fit_figure(text, room / POINT, self.size)
        elif cell.role is Role.COLUMN:
            room -= 2 * POINT * even_wrap(text, room / POINT, self.size)
        elif room < 2 * self.size * POINT:
            text = _upright(text)
        elif cell.role is Role.ROW:
            stretch = label_scale(text, room / POINT - _LABEL_INDENT, self.size)
        font = page_font(PAPER_FAMILIES, points)
        font.setStretch(stretch)
        is_item = cell.role is Role.ROW and "\n" not in text and _ORDINAL.match(text) is not None
        is_left = is_item or cell.role is Role.TEXT
        room -= _LABEL_INDENT * POINT if is_left else 0
        alignment = Qt.AlignmentFlag.AlignLeft if is_left else Qt.AlignmentFlag.AlignHCenter
        return typeset(text, TypeSetting(font, room, 1.25 * points * POINT, alignment=alignment))

    def heights(self, texts: dict[tuple[int, int], Typeset]) -> tuple[float, ...]:
        """The least heights that hold every text; what a merged cell lacks goes to its last row."""
        body = max(self.least, self.block.least_height * MM)
        heights = [self.least if row < self.block.header_rows else body for row in range(self.block.grid.rows)]
        for cell in sorted(self.block.grid.cells, key=lambda cell: cell.row_span):
            last = cell.row + cell.row_span
            needed = texts[cell.row, cell.column].height + 3.5 * POINT
            heights[last - 1] += max(0.0, needed - sum(heights[cell.row : last]))
        return tuple(heights)


def _upright(text: str) -> str:
    """One character a line, for a label in a column of one character's width; 「、」 stays with its numeral."""
    return "\n".join(text).replace("\n、", "、")
