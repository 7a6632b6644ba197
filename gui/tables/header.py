"""The merged header of a long table, laid over the top edge of the page while the table scrolls past it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui.tables.view import FormTable
from gui.theme import Theme

_SHADOW = 2


class StickyHeader(QWidget):
    """Paints the header rows of a table once more. Takes no focus and no clicks."""

    def __init__(self, table: FormTable, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._table = table
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def place(self, table_top: int, left: int) -> None:
        """Show or hide: `table_top` is the table's top edge in this widget's parent, negative once it is scrolled past."""
        table = self._table
        rows = table.form_model.grid.header_rows
        height = sum(table.rowHeight(row) for row in range(rows))
        wanted = rows > 0 and table_top < 0 < table_top + table.height() - 2 * height
        if wanted:
            self.setGeometry(left, 0, table.width(), height + _SHADOW)
            self.raise_()
        self.setVisible(wanted)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The header rows and a shadow below."""
        painter = QPainter(self)
        table, rows = self._table, self._table.form_model.grid.header_rows
        for cell in table.form_model.grid.cells:
            if cell.row < rows:
                index = table.form_model.index(cell.row, cell.column)
                table.cells.paint_cell(painter, table.visualRect(index), cell)
        painter.fillRect(0, self.height() - _SHADOW, self.width(), _SHADOW, self._theme.brush("shadow"))
        painter.end()
