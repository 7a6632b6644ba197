"""Column widths and row heights of a form table on the screen, and what every such table view has in common."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHeaderView, QTableView

from core.geometry import Grid, Role
from gui.tables.delegate import CellDelegate, label_text
from gui.tables.model import FormTableModel

ROW_HEIGHT = 28
COMPARE_HEIGHT = 42


def plain_table(table: QTableView) -> None:
    """No headers, no scroll bars, no grid: the delegate draws the lines."""
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.horizontalHeader().hide()
    table.verticalHeader().hide()
    for header in (table.horizontalHeader(), table.verticalHeader()):
        header.setMinimumSectionSize(4)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    table.setShowGrid(False)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.setAutoScroll(False)
    table.setCornerButtonEnabled(False)


def set_spans(table: QTableView, model: FormTableModel) -> None:
    """Merge the cells as the form prints them."""
    for cell in model.grid.cells:
        if cell.row_span > 1 or cell.column_span > 1:
            table.setSpan(cell.row, cell.column, cell.row_span, cell.column_span)


def set_widths(table: QTableView, model: FormTableModel, width: int) -> None:
    """Columns in the proportions of the printed form; the rounding goes to the widest."""
    widths = screen_widths(model.grid.widths, model.grid)
    pixels = [int(part * width / sum(widths)) for part in widths]
    pixels[widths.index(max(widths))] += width - sum(pixels)
    for column, size in enumerate(pixels):
        table.setColumnWidth(column, size)


def screen_widths(widths: tuple[float, ...], grid: Grid) -> tuple[float, ...]:
    """On the screen the columns of figures are equally wide, there has to be room for marks; labels as printed."""
    first = min(cell.column for cell in grid.cells if cell.role is Role.VALUE)
    figures = widths[first:]
    return widths[:first] + (sum(figures) / len(figures),) * len(figures)


def set_heights(table: QTableView, model: FormTableModel, delegate: CellDelegate, zoom: float) -> None:
    """Rows of 28 px (42 with last year's figures), more where a label needs more lines."""
    usual = round((COMPARE_HEIGHT if model.compare else ROW_HEIGHT) * zoom)
    metrics = QFontMetrics(delegate.label_font)
    heights = dict.fromkeys(range(model.grid.rows), round(ROW_HEIGHT * zoom))
    heights |= dict.fromkeys(model.lanes.row_numbers, usual)
    for cell in model.grid.cells:
        if cell.row_span == 1 and cell.role is not Role.VALUE:
            width = sum(table.columnWidth(column) for column in range(cell.column, cell.column + cell.column_span)) - 10
            box = metrics.boundingRect(
                QRect(0, 0, width, 1000), int(Qt.TextFlag.TextWordWrap), label_text(cell, width + 10, delegate.em)
            )
            heights[cell.row] = max(heights[cell.row], box.height() + 8)
    for row, height in heights.items():
        table.setRowHeight(row, height)
