"""空白填 0: one explicit step that first lists what it fills; each cell can be left out."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from core.report import Report
from core.values import State, Value

_ID = int(Qt.ItemDataRole.UserRole)
_CHECKED = Qt.CheckState.Checked


def blank_cells(report: Report, among: Iterable[str] | None = None) -> list[str]:
    """The cells with nothing in them, in the order of the form; only those `among` a selection if given."""
    chosen = None if among is None else set(among)
    empty = (State.BLANK, State.UNREAD)
    return [cell for cell, value in report.values.items() if value.state in empty and (chosen is None or cell in chosen)]


class FillZeroDialog(QDialog):
    """The list; `values()` is what to put in after it was accepted."""

    def __init__(self, report: Report, cells: Iterable[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("空白填 0")
        self.resize(420, 480)
        self._list = QTreeWidget(self)
        self._list.setHeaderHidden(True)
        self._list.setAccessibleName("要填 0 的单元格")
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self._fill = self._buttons.addButton("填 0", QDialogButtonBox.ButtonRole.AcceptRole)
        self._buttons.button(QDialogButtonBox.StandardButton.Cancel).setText("取消")
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        for widget in (self._words, self._list, self._buttons):
            layout.addWidget(widget)
        self._add(report, cells)
        self._list.itemChanged.connect(self._count)
        self._count()

    def _add(self, report: Report, cells: Iterable[str]) -> None:
        groups: dict[str, QTreeWidgetItem] = {}
        for cell in cells:
            spec = report.form.template.cells[cell]
            group = groups.get(spec.section)
            if group is None:
                group = groups[spec.section] = _item(self._list, report.form.template.section(spec.section).heading)
                group.setFlags(group.flags() | Qt.ItemFlag.ItemIsAutoTristate)
            item = _item(group, f"{spec.row.short} · {spec.column.short}")
            item.setData(0, _ID, cell)
        self._list.expandAll()

    def chosen(self) -> list[str]:
        """The ticked cells."""
        groups = [self._list.topLevelItem(row) for row in range(self._list.topLevelItemCount())]
        items = [group.child(row) for group in groups for row in range(group.childCount())]
        return [item.data(0, _ID) for item in items if item.checkState(0) == _CHECKED]

    def values(self) -> dict[str, Value]:
        """0 for each ticked cell."""
        return dict.fromkeys(self.chosen(), Value.of(0))

    def _count(self) -> None:
        count = len(self.chosen())
        self._words.setText(f"下面 {count} 个空白单元格将填 0。没有发生的事项才填 0；还没有统计的请去掉勾选。")
        self._fill.setText(f"填 0（{count} 格）")
        self._fill.setEnabled(count > 0)


def _item(parent: QTreeWidget | QTreeWidgetItem, text: str) -> QTreeWidgetItem:
    item = QTreeWidgetItem(parent, [text])
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(0, _CHECKED)
    return item
