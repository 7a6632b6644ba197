"""The outline at the left: every section with its state in symbol and words, the one in view marked."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gui.digest import Counts
from gui.painting import rect_of, state_of_option
from gui.places import COVER
from gui.session import ReportSession
from gui.theme import Theme

_ID = int(Qt.ItemDataRole.UserRole)
_STATE = _ID + 1
_HINTS = _ID + 2
_COVER_NAME = "封面与说明"
_STATES = {"done": ("✓", "完成", "ok"), "unfilled": ("○", "待填", "secondary"), "broken": ("≠", "不符", "error")}


def state_of(counts: Counts) -> tuple[str, int]:
    """A section's state and its number: broken before unfilled before done."""
    if counts.errors:
        return "broken", counts.errors
    return ("unfilled", counts.unfilled) if counts.unfilled else ("done", 0)


class Outline(QListWidget):
    """A short list; `chosen` is emitted when a section is to be shown."""

    chosen = Signal(str)

    def __init__(self, session: ReportSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setItemDelegate(_OutlineDelegate(theme, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("大纲")
        self.setMouseTracking(True)
        self.itemClicked.connect(self._on_chosen)
        self.itemActivated.connect(self._on_chosen)
        session.report_replaced.connect(self._fill)
        session.findings_changed.connect(self._refresh)
        theme.changed.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        if not self._session.is_open:
            return
        here = self.currentRow()
        self.clear()
        for section in self._session.report.form.template.sections:
            item = QListWidgetItem(section.heading or _COVER_NAME, self)
            item.setData(_ID, section.id)
        self.setCurrentRow(max(here, 0))
        self._refresh()

    def _refresh(self) -> None:
        for row in range(self.count()):
            item = self.item(row)
            counts = self._session.digest.counts(item.data(_ID))
            state, number = state_of(counts)
            words = f"{_STATES[state][1]} {number}" if number else _STATES[state][1]
            if (item.data(_STATE), item.data(_HINTS)) != ((state, words), counts.hints):
                item.setData(_STATE, (state, words))
                item.setData(_HINTS, counts.hints)
                hints = f"，提示 {counts.hints}" if counts.hints else ""
                item.setData(int(Qt.ItemDataRole.AccessibleTextRole), f"{item.text()}：{words}{hints}")
                item.setToolTip(f"{item.text()}\n{words}{hints}" + (f"\nCtrl+{row}" if row else ""))

    def words(self, section: str) -> str:
        """The state shown for a section."""
        found = next(item for row in range(self.count()) if (item := self.item(row)).data(_ID) == section)
        return found.data(_STATE)[1]

    def show_section(self, section: str) -> None:
        """Mark the section that is in view."""
        for row in range(self.count()):
            if self.item(row).data(_ID) == section:
                self.setCurrentRow(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Headings wrap anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _on_chosen(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(_ID) or COVER)


class _OutlineDelegate(QStyledItemDelegate):
    """Symbol, heading on one or two lines, state below."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        view = self.parent()
        width = view.viewport().width() if isinstance(view, QListWidget) else 200
        heading = QFontMetrics(self._theme.ui_font()).boundingRect(QRect(0, 0, width - 42, 200), _WRAP, index.data())
        return QSize(0, heading.height() + QFontMetrics(self._theme.ui_font(-1)).height() + 16)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        rect, theme = rect_of(option), self._theme
        state, words = index.data(_STATE) or ("done", "")
        symbol, _, color = _STATES[state]
        selected = bool(state_of_option(option) & QStyle.StateFlag.State_Selected)
        hovered = bool(state_of_option(option) & QStyle.StateFlag.State_MouseOver)
        if selected or hovered:
            painter.fillRect(rect, theme.brush("accent_soft" if selected else "hover"))
        if selected:
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), theme.brush("accent"))
        if state_of_option(option) & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.pen("focus", 1))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.setFont(theme.ui_font(1, bold=True))
        painter.setPen(theme.color(color))
        painter.drawText(QRect(rect.left() + 8, rect.top() + 6, 22, 24), int(Qt.AlignmentFlag.AlignHCenter), symbol)
        painter.setFont(theme.ui_font(bold=selected))
        painter.setPen(theme.color("text"))
        painter.drawText(rect.adjusted(34, 7, -8, 0), _WRAP, index.data())
        hints = index.data(_HINTS)
        painter.setFont(theme.ui_font(-1))
        painter.setPen(theme.color(color if state == "broken" else "secondary"))
        text = words + (f" · 提示 {hints}" if hints else "")
        painter.drawText(rect.adjusted(34, 0, -8, -7), int(Qt.AlignmentFlag.AlignBottom), text)


_WRAP = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignTop)
