"""Paints the cells of a form table with their marks, and makes the editor. Brushes, pens and fonts are cached by the theme.

Every mark has a fill, an edge and a symbol, so that it is told without colour too (look.md, Marks).
"""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from core.geometry import GridCell, Role
from gui.digest import Mark
from gui.painting import rect_of, state_of_option
from gui.tables.editor import CellEditor
from gui.tables.model import FormTableModel
from gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_CENTER = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
_LEFT = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextWordWrap)
_MIDDLE = int(Qt.AlignmentFlag.AlignCenter)
_CORNER = int(Qt.AlignmentFlag.AlignRight) | int(Qt.AlignmentFlag.AlignTop)
_OTHER_CORNER = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignTop)
_SELECTION_ALPHA = 120


class CellDelegate(QStyledItemDelegate):
    """One delegate a view; `leave` is emitted with the editor and the key that ended the entry."""

    leave = Signal(object, object)  # CellEditor, QKeyEvent | None (None: focus went elsewhere)

    def __init__(self, model: FormTableModel, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self._zoom = 1.0
        self.flashing = ""
        self.refresh()

    def set_zoom(self, zoom: float) -> None:
        """Scale the fonts."""
        self._zoom = zoom
        self.refresh()

    def refresh(self) -> None:
        """Take fonts and brushes from the theme anew."""
        self.number_font = self._scaled(0)
        self.label_font = self._scaled(-0.5)
        self.em = QFontMetrics(self.label_font).horizontalAdvance("中")
        self.small_font = self._scaled(-2)
        self._symbol_font = self._scaled(-1.5)
        self._symbol_font.setBold(True)
        selection = QColor(self._theme.color("selection"))
        selection.setAlpha(_SELECTION_ALPHA)
        self._selection = QBrush(selection)

    def _scaled(self, delta: float) -> QFont:
        font = self._theme.ui_font(delta)
        font.setPointSizeF(font.pointSizeF() * self._zoom)
        return font

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        cell = self._model.cell(index.row(), index.column())
        if cell is None:
            return
        self.paint_cell(painter, rect_of(option), cell, state_of_option(option))

    def paint_cell(
        self, painter: QPainter, rect: QRect, cell: GridCell, state: QStyle.StateFlag = QStyle.StateFlag.State_None
    ) -> None:
        """One cell with its lines; `rect` is that of the whole merged cell."""
        if cell.role is Role.VALUE:
            self._paint_value(painter, rect, cell.cell_id, state)
        else:
            self._paint_label(painter, rect, cell)
        self._paint_lines(painter, rect, cell)

    def _paint_lines(self, painter: QPainter, rect: QRect, cell: GridCell) -> None:
        """Right and lower line of each cell, the outer ones at the table's edges."""
        line = self._theme.brush("line_strong")
        painter.fillRect(rect.right(), rect.top(), 1, rect.height(), line)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, line)
        if cell.row == 0:
            painter.fillRect(rect.left(), rect.top(), rect.width(), 1, line)
        if cell.column == 0:
            painter.fillRect(rect.left(), rect.top(), 1, rect.height(), line)

    def _paint_label(self, painter: QPainter, rect: QRect, cell: GridCell) -> None:
        painter.fillRect(rect, self._theme.brush("locked_fill"))
        painter.setPen(self._theme.color("locked_text"))
        painter.setFont(self.label_font)
        left = cell.role is Role.ROW and cell.row_span == 1
        painter.drawText(
            rect.adjusted(6 if left else 3, 2, -4, -2), _LEFT if left else _CENTER, label_text(cell, rect.width(), self.em)
        )

    def _paint_value(self, painter: QPainter, rect: QRect, cell_id: str, state: QStyle.StateFlag) -> None:
        mark = self._model.mark(cell_id)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        painter.fillRect(rect, self._theme.brush(self._fill(cell_id, mark)))
        if selected and not focused:
            painter.fillRect(rect, self._selection)
        self._paint_text(painter, rect, cell_id)
        if mark:
            self._paint_mark(painter, rect, mark, self._model.is_strong(cell_id))
        if focused:
            painter.setPen(self._theme.pen("current", 2))
            inset = 4 if mark & Mark.ERROR else 1  # the edge of a broken relation stays visible
            painter.drawRect(rect.adjusted(inset, inset, -inset - 1, -inset - 1))

    def _fill(self, cell_id: str, mark: int) -> str:
        if cell_id == self.flashing:
            return "flash"
        if mark & Mark.ERROR:
            return "error_fill_strong" if self._model.is_strong(cell_id) else "error_fill"
        if mark & Mark.WARNING:
            return "warning_fill"
        if mark & Mark.GUESSED:
            return "guessed_fill"
        return "computed_fill" if mark & Mark.COMPUTED else "paper"

    def _paint_text(self, painter: QPainter, rect: QRect, cell_id: str) -> None:
        text = self._model.text(cell_id)
        painter.setPen(self._theme.color("text"))
        painter.setFont(self.number_font)
        if not self._model.compare:
            painter.drawText(rect, _MIDDLE, text)
            return
        half = rect.height() * 11 // 20
        painter.drawText(QRect(rect.left(), rect.top() + 1, rect.width(), half), _MIDDLE, text)
        self._paint_last_year(painter, QRect(rect.left(), rect.top() + half, rect.width(), rect.height() - half - 2), cell_id)

    def _paint_last_year(self, painter: QPainter, rect: QRect, cell_id: str) -> None:
        old = self._model.last_year(cell_id)
        if not old:
            return
        differs = old != self._model.text(cell_id)
        painter.setPen(self._theme.color("difference" if differs else "faint"))
        painter.setFont(self.small_font)
        painter.drawText(rect, _MIDDLE, f"去年 {old}" if rect.width() > 58 else old)
        if differs:
            painter.fillRect(rect.left() + 8, rect.bottom(), rect.width() - 16, 1, self._theme.brush("difference"))

    def _paint_mark(self, painter: QPainter, rect: QRect, mark: int, strong: bool) -> None:
        painter.setFont(self._symbol_font)
        corner = rect.adjusted(5, 3, -5, -3)
        if mark & Mark.ERROR:
            painter.setPen(self._theme.pen("error", 3 if strong else 2))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
            painter.drawText(corner, _CORNER, "≠")
        elif mark & Mark.WARNING:
            painter.setPen(self._theme.pen("warning"))
            painter.drawRect(rect.adjusted(1, 1, -3, -3))
            painter.drawText(corner, _CORNER, "!")
        elif mark & Mark.GUESSED:
            painter.setPen(self._theme.pen("guessed", 1, Qt.PenStyle.DashLine))
            painter.drawRect(rect.adjusted(1, 1, -3, -3))
            painter.drawText(corner, _CORNER, "?")
        elif mark & Mark.UNFILLED:
            painter.setPen(self._theme.pen("unfilled", 1, Qt.PenStyle.DotLine))
            painter.drawRect(rect.adjusted(3, 3, -5, -5))
        if mark & Mark.COMPUTED:
            painter.setPen(self._theme.color("computed"))
            painter.drawText(corner, _OTHER_CORNER, "Σ")

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget | None:  # type: ignore[override]
        """A line edit for input cells only."""
        cell = self._model.cell(index.row(), index.column())
        if cell is None or cell.role is not Role.VALUE:
            return None
        editor = CellEditor(cell.cell_id, self._theme, parent)
        editor.setFont(self.number_font)
        editor.setAccessibleName(str(index.data(int(Qt.ItemDataRole.AccessibleTextRole))))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Fill a new editor; a running one is never refreshed, the person may be composing in it."""
        if isinstance(editor, CellEditor) and not editor.loaded:
            editor.setText(str(index.data(int(Qt.ItemDataRole.EditRole)) or ""))
            editor.loaded = True

    def setModelData(self, editor: QWidget, _model: QAbstractItemModel, _index: Index) -> None:
        """The view asks for it where the current cell changes under an open editor."""
        if isinstance(editor, CellEditor):
            self.leave.emit(editor, None)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """Inside the lines of the cell."""
        editor.setGeometry(rect_of(option).adjusted(0, 0, -1, -1))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Keys and focus changes that end an entry."""
        if not isinstance(editor, CellEditor):
            return super().eventFilter(editor, event)
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _ends_entry(editor, event):
            event.accept()
            return True
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and _ends_entry(editor, event):
            if not editor.composing:  # a key during a composition is the input method's
                self.leave.emit(editor, event)
            return True
        if kind == QEvent.Type.FocusOut:
            if editor.isVisible() and not editor.hasFocus():
                self.leave.emit(editor, None)
            return False
        return False


_VERTICAL = (Qt.Key.Key_Up, Qt.Key.Key_Down)
_ENDING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape, *_VERTICAL)


def _ends_entry(editor: CellEditor, event: QKeyEvent) -> bool:
    key = event.key()
    return key in _ENDING or (editor.typed and key in (Qt.Key.Key_Left, Qt.Key.Key_Right))


def label_text(cell: GridCell, width: int, em: int) -> str:
    """A tall narrow label is written downwards, four characters in a narrow column two by two, as on the printed form."""
    if cell.role is Role.ROW and cell.row_span > 2 and width < em * 3:
        return "\n".join(cell.text)
    if cell.role is Role.COLUMN and len(cell.text) == 4 and cell.column_span == 1 and width < em * 5:
        return f"{cell.text[:2]}\n{cell.text[2:]}"
    return cell.text
