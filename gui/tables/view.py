"""A form table as a spreadsheet: moving, typing, selecting, copying, pasting, filling. It never scrolls by itself.

The page around it scrolls; `reveal` tells it which part should be seen.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QMimeData, QModelIndex, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QAbstractScrollArea,
    QTableView,
    QWidget,
)

from core.geometry import GridCell
from core.values import BLANK
from gui.tables.blocks import block_around, clipboard_matrix, filled_down
from gui.tables.clipboard import Paster, to_html, to_tsv
from gui.tables.delegate import CellDelegate
from gui.tables.editor import CellEditor, refusal_words
from gui.tables.model import FormTableModel
from gui.tables.sizes import plain_table, set_heights, set_spans, set_widths
from gui.theme import Theme

_FLASH_MS = 900
_Trigger = QAbstractItemView.EditTrigger
_SelectionFlag = QItemSelectionModel.SelectionFlag
_Key = Qt.Key


class FormTable(QTableView):
    """The table of one section."""

    cell_entered = Signal(str)  # the current cell, "" when the table loses it
    reveal = Signal(QRect)  # in the table's own coordinates
    message = Signal(str)  # one line for the foot of the table

    def __init__(self, model: FormTableModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form_model = model
        self._theme = theme
        self._zoom = 1.0
        self._anchor = ""
        self.setModel(model)
        self.cells = CellDelegate(model, theme, self)
        self.setItemDelegate(self.cells)
        self.cells.leave.connect(self._on_leave)
        self._set_up()
        set_spans(self, model)
        theme.changed.connect(self._on_theme)
        model.session.commit_requested.connect(self.commit)

    def _set_up(self) -> None:
        plain_table(self)
        self.setEditTriggers(_Trigger.DoubleClicked | _Trigger.EditKeyPressed | _Trigger.AnyKeyPressed)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setAccessibleName(self.form_model.session.heading(self.form_model.section) + " 表格")

    def _on_theme(self) -> None:
        self.cells.refresh()
        self.viewport().update()

    # -- size ----------------------------------------------------------------

    def fit(self, width: int, zoom: float) -> None:
        """Lay the columns over `width` pixels in the form's own proportions and take the height that the rows need."""
        self._zoom = zoom
        self.cells.set_zoom(zoom)
        set_widths(self, self.form_model, width)
        set_heights(self, self.form_model, self.cells, zoom)
        self.setFixedSize(width, self.verticalHeader().length() + 1)

    def set_compare(self, on: bool) -> None:
        """Show last year's figures below this year's."""
        self.form_model.set_compare(on)
        self.fit(self.width(), self._zoom)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The page scrolls, not this."""
        event.ignore()  # the page scrolls, not the table

    def scrollTo(
        self, index: QModelIndex, _hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """All of the table is on the page; the page is asked to show this cell."""
        if index.isValid() and self.isVisible():
            self.reveal.emit(self.visualRect(index).translated(self.viewport().pos()))

    # -- the current cell ----------------------------------------------------

    def current_cell(self) -> str:
        """The id of the current cell, "" for none."""
        index = self.currentIndex()
        cell = self.form_model.cell(index.row(), index.column()) if index.isValid() else None
        return cell.cell_id if cell else ""

    def selected_cells(self) -> list[str]:
        """The selected input cells in reading order, the current one when nothing is selected."""
        model = self.selectionModel()
        chosen = [
            cell.cell_id for cell in self.form_model.lanes.cells if model.isSelected(self.form_model.index_of(cell.cell_id))
        ]
        return chosen or [cell for cell in [self.current_cell()] if cell]

    def go_to(self, cell_id: str, flash: bool = False) -> None:
        """Make a cell current, give the table the focus and let the cell light up once."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        index = self.form_model.index_of(cell_id)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        if flash:
            self.cells.flashing = cell_id
            self.update(index)
            QTimer.singleShot(_FLASH_MS, self, self._end_flash)

    def _end_flash(self) -> None:
        self.cells.flashing = ""
        self.viewport().update()

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        """Selections begin here; the page is told where the person is."""
        super().currentChanged(current, previous)
        self._anchor = self.current_cell()
        self._announce()

    def _announce(self) -> None:
        cell = self.current_cell()
        self.form_model.set_current(cell)
        self.cell_entered.emit(cell)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Repaint the current cell only: the item view's own way repaints all, twice for each entry."""
        QAbstractScrollArea.focusOutEvent(self, event)
        self.update(self.currentIndex())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """As above; somebody who comes by keyboard starts at the first input cell."""
        QAbstractScrollArea.focusInEvent(self, event)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self.update(self.currentIndex())
        if not self.currentIndex().isValid() or not self.current_cell():
            self.setCurrentIndex(self.form_model.index_of(self.form_model.lanes.cells[0].cell_id))
        else:
            self._announce()

    def _move_to(self, cell_id: str) -> None:
        self.selectionModel().setCurrentIndex(self.form_model.index_of(cell_id), _SelectionFlag.ClearAndSelect)

    def _extend_to(self, index: QModelIndex) -> None:
        """Select from where the selection began; the item view's own memory of that is stale after Tab and Enter."""
        first = self.form_model.index_of(self._anchor or self.current_cell())
        block = QItemSelection(
            self.form_model.index(min(first.row(), index.row()), min(first.column(), index.column())),
            self.form_model.index(max(first.row(), index.row()), max(first.column(), index.column())),
        )
        anchor = self._anchor
        self.selectionModel().setCurrentIndex(index, _SelectionFlag.NoUpdate)
        self._anchor = anchor
        self.selectionModel().select(block, _SelectionFlag.ClearAndSelect)

    def _target(self, key: Qt.Key, to_the_end: bool) -> GridCell:
        """Where a movement key leads; Home and End with Ctrl to the ends of the table."""
        lanes = self.form_model.lanes
        here = self.current_cell()
        if not here:
            return lanes.cells[0]
        cell = lanes.cell(here)
        first, last = (lanes.cells[0], lanes.cells[-1]) if to_the_end else lanes.row_ends(cell)
        ways = {
            _Key.Key_Up: lanes.vertical(cell, -1),
            _Key.Key_Down: lanes.vertical(cell, 1),
            _Key.Key_Left: lanes.beside(cell, -1),
            _Key.Key_Right: lanes.beside(cell, 1),
            _Key.Key_Home: first,
            _Key.Key_End: last,
        }
        return ways[key]

    # -- keys ----------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Undo belongs to the window's one stack, Tab to the table until its end."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in (_Key.Key_Tab, _Key.Key_Backtab)
        ):
            return self._tab(-1 if event.key() == _Key.Key_Backtab else 1) or super().event(event)
        return super().event(event)

    def _tab(self, step: int) -> bool:
        here = self.current_cell()
        target = self.form_model.lanes.in_order(self.form_model.lanes.cell(here), step) if here else None
        if target is None:
            return False
        self._move_to(target.cell_id)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Moving, filling and clearing; page keys go on to the page."""
        if event.key() in _MOVES:
            self._move(event)
            return
        action = self._action_for(event)
        if action is not None:
            action()
            event.accept()
        elif event.key() in _PAGE_KEYS or event.key() == _Key.Key_F1:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _move(self, event: QKeyEvent) -> None:
        to_the_end = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        target = self._target(Qt.Key(event.key()), to_the_end).cell_id
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._extend_to(self.form_model.index_of(target))
        else:
            self._move_to(target)

    def _action_for(self, event: QKeyEvent) -> Callable[[], object] | None:
        for standard, action in self._standard_keys():
            if event.matches(standard):
                return action
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() in (_Key.Key_Return, _Key.Key_Enter):
            return lambda: self._enter(-1 if shift else 1)
        if event.key() in (_Key.Key_Delete, _Key.Key_Backspace):
            return self.clear_cells
        return None

    def _standard_keys(self) -> tuple[tuple[QKeySequence.StandardKey, Callable[[], object]], ...]:
        key = QKeySequence.StandardKey
        return (key.Copy, self.copy), (key.Cut, self.cut), (key.Paste, self.paste), (key.SelectAll, self.selectAll)

    def _enter(self, step: int) -> None:
        here = self.current_cell()
        if here:
            self._move_to(self.form_model.lanes.entered(self.form_model.lanes.cell(here), step).cell_id)

    # -- entry ---------------------------------------------------------------

    def edit(self, index: QModelIndex, trigger: QAbstractItemView.EditTrigger, event: QEvent) -> bool:  # type: ignore[override]
        """Open the editor; remember whether typing opened it, and say why a computed total does not open."""
        typing = trigger == _Trigger.AnyKeyPressed
        wanted = typing and isinstance(event, QKeyEvent) and event.text().isprintable() and bool(event.text())
        if wanted and self.current_cell() in self.form_model.session.computed:
            self.message.emit("Σ 这一格由“自动合计”计算；要自己填写，请先关闭“自动合计”")
            return False
        opened = super().edit(index, trigger, event)
        editor = self.open_editor()
        if opened and editor is not None:
            editor.typed = typing
        return opened

    def open_editor(self) -> CellEditor | None:
        """The editor that is open, None for none."""
        return next((child for child in self.viewport().findChildren(CellEditor) if not child.isHidden()), None)

    def commit(self) -> bool:
        """Put what is typed into the report and close the editor. False: it was refused and stays open."""
        editor = self.open_editor()
        return editor is None or self._take(editor)

    def _take(self, editor: CellEditor) -> bool:
        reading = self.form_model.read(editor.cell_id, editor.text())
        if not self.form_model.store(editor.cell_id, reading):
            editor.refuse(refusal_words(reading), self.parentWidget() or self)
            return False
        self._close(editor)
        return True

    def _close(self, editor: CellEditor) -> None:
        had_focus = editor.hasFocus()
        editor.dismiss()
        self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        if had_focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """A refused entry stays where it is."""
        if not (isinstance(editor, CellEditor) and editor.refused):
            super().closeEditor(editor, hint)

    def _on_leave(self, editor: CellEditor, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == _Key.Key_Escape:
            self._close(editor)
            return
        if self._take(editor) and event is not None:
            self._move_after(event)

    def _move_after(self, event: QKeyEvent) -> None:
        lanes, here = self.form_model.lanes, self.current_cell()
        cell = lanes.cell(here)
        back = event.key() == _Key.Key_Backtab or bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        step = -1 if back else 1
        ways = {
            _Key.Key_Tab: lambda: lanes.in_order(cell, step) or cell,
            _Key.Key_Backtab: lambda: lanes.in_order(cell, step) or cell,
            _Key.Key_Up: lambda: lanes.vertical(cell, -1),
            _Key.Key_Down: lambda: lanes.vertical(cell, 1),
            _Key.Key_Left: lambda: lanes.beside(cell, -1),
            _Key.Key_Right: lambda: lanes.beside(cell, 1),
        }
        self._move_to(ways.get(Qt.Key(event.key()), lambda: lanes.entered(cell, step))().cell_id)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A refused entry has to be settled before another cell is taken."""
        if not self.commit():
            editor = self.open_editor()
            if editor is not None:
                editor.setFocus()
            return
        index = self.indexAt(event.position().toPoint())
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and index.flags() & Qt.ItemFlag.ItemIsSelectable:
            self._extend_to(index)
            return
        super().mousePressEvent(event)

    # -- blocks of cells -----------------------------------------------------

    def clear_cells(self) -> None:
        """Delete: the selected cells become blank, not 0."""
        cells = [cell for cell in self.selected_cells() if cell not in self.form_model.session.computed]
        self.form_model.session.edit_cells(dict.fromkeys(cells, BLANK), f"清除 {len(cells)} 个单元格")

    def copy(self) -> None:
        """The block around the selection as tab-separated text and as an HTML table."""
        matrix = block_around(self.form_model, self.selected_cells())
        if matrix:
            data = QMimeData()
            data.setText(to_tsv(matrix))
            data.setHtml(to_html(matrix))
            QGuiApplication.clipboard().setMimeData(data)

    def cut(self) -> None:
        """Copy, then clear."""
        self.copy()
        self.clear_cells()

    def paste(self) -> None:
        """Lay the clipboard over the table from the current cell on, as one step; say what was not taken."""
        here = self.current_cell()
        matrix = clipboard_matrix()
        if not here or not matrix or not matrix[0]:
            self.message.emit("剪贴板里没有可以粘贴的数字")
            return
        selected = self.selected_cells()
        lanes = self.form_model.lanes
        start = lanes.cell(selected[0] if len(selected) > 1 else here)
        plan = Paster(lanes, self.form_model.specs).plan(matrix, start, selected)
        self.form_model.session.edit_cells(plan.values, f"粘贴 {len(plan.values)} 个单元格")
        self.message.emit(plan.words())

    def fill_down(self) -> None:
        """Ctrl+D: the top figure of each selected column into the cells below; a single cell takes the one above."""
        values = filled_down(self.form_model, self.selected_cells())
        self.form_model.session.edit_cells(values, f"向下填充 {len(values)} 个单元格")


_MOVES = (_Key.Key_Up, _Key.Key_Down, _Key.Key_Left, _Key.Key_Right, _Key.Key_Home, _Key.Key_End)
_PAGE_KEYS = (_Key.Key_PageUp, _Key.Key_PageDown)
