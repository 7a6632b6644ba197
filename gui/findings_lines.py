"""How a line of the findings is drawn: symbol, wrapped message, and what can be done about it as buttons below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QEvent, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from core.findings import Finding
from core.rules import Fix, show_number
from gui.findings_model import FindingsModel, Index, Node
from gui.painting import rect_of, state_of_option
from gui.session import ReportSession
from gui.theme import Theme

_PAD = 8
_SYMBOL = 22
_WRAP = int(Qt.TextFlag.TextWordWrap)
_BUTTON = 26
_GAP = 4
_MIDDLE = int(Qt.AlignmentFlag.AlignCenter)
_COLORS = {"≠": "error", "!": "warning_text", "i": "info", "○": "secondary", "✓": "ok"}


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that can be done about a finding: `text` in full, `label` short enough for the panel."""

    label: str
    text: str
    act: Callable[[], object]
    is_quiet: bool = False  # drawn without an edge: not the first thing to do


class LineDelegate(QStyledItemDelegate):
    """Wrapped messages with a symbol, fixes as buttons below."""

    reason_wanted = Signal(object)  # Finding: to be settled with a written reason

    def __init__(self, model: FindingsModel, session: ReportSession, theme: Theme, view: QTreeView) -> None:
        super().__init__(view)
        self._model = model
        self._session = session
        self._theme = theme
        self._view = view

    def _text_height(self, node: Node, width: int) -> int:
        font = self._theme.ui_font(bold=node.finding is None)
        room = QRect(0, 0, width - 2 * _PAD - _SYMBOL, 2000)
        return QFontMetrics(font).boundingRect(room, _WRAP, node.text).height()

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Room for the wrapped message and the buttons."""
        node = self._model.node(index)
        width = self._view.viewport().width()
        if node.finding is None:
            words = 0 if node.parent or not node.words else QFontMetrics(self._theme.ui_font(-1)).height() + 2
            return QSize(width, self._text_height(node, width) + words + 14)
        buttons = sum(self._height(deed) + _GAP for deed in self.deeds(node.finding))
        return QSize(width, self._text_height(node, width) + buttons + 12)

    def _height(self, deed: Deed) -> int:
        """A button has one line for each cell that it changes."""
        return _BUTTON + deed.label.count("\n") * QFontMetrics(self._theme.ui_font()).height()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the line."""
        node, rect, theme = self._model.node(index), rect_of(option), self._theme
        rect = QRect(0, rect.top(), self._view.viewport().width(), rect.height())
        if state_of_option(option) & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.brush("accent_soft"))
        elif state_of_option(option) & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.brush("hover"))
        if state_of_option(option) & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.pen("focus"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        (self._paint_heading if node.finding is None else self._paint_finding)(painter, rect, node)

    def _paint_heading(self, painter: QPainter, rect: QRect, node: Node) -> None:
        theme = self._theme
        painter.setPen(theme.color("secondary"))
        painter.setFont(theme.ui_font())
        arrow = "▾" if self._view.isExpanded(self._model.index_of(node)) else "▸"
        painter.drawText(QRect(_PAD, rect.top() + 7, _SYMBOL, 22), int(Qt.AlignmentFlag.AlignLeft), arrow)
        inner = node.parent is not None
        painter.setPen(theme.color("secondary" if inner else "text"))
        painter.setFont(theme.ui_font(bold=not inner))
        text = f"{node.text} {node.words}" if inner else node.text
        painter.drawText(rect.adjusted(_PAD + _SYMBOL, 7, -_PAD, 0), _WRAP, text)
        if not inner and node.words:
            painter.setPen(theme.color("secondary"))
            painter.setFont(theme.ui_font(-1))
            painter.drawText(rect.adjusted(_PAD + _SYMBOL, 0, -_PAD, -5), int(Qt.AlignmentFlag.AlignBottom), node.words)

    def _paint_finding(self, painter: QPainter, rect: QRect, node: Node) -> None:
        theme = self._theme
        painter.setFont(theme.ui_font(bold=True))
        painter.setPen(theme.color(_COLORS[node.symbol]))
        painter.drawText(
            QRect(rect.left() + _PAD, rect.top() + 6, _SYMBOL - 4, 22), int(Qt.AlignmentFlag.AlignHCenter), node.symbol
        )
        painter.setFont(theme.ui_font())
        painter.setPen(theme.color("text"))
        painter.drawText(rect.adjusted(_PAD + _SYMBOL, 6, -_PAD, 0), _WRAP, node.text)
        for button, deed in self.buttons(rect, node):
            painter.setPen(theme.pen("accent"))
            if not deed.is_quiet:
                painter.setBrush(theme.brush("paper"))
                painter.drawRoundedRect(button, 4, 4)
            metrics, room = painter.fontMetrics(), button.width() - (2 if deed.is_quiet else 12)
            shown = [metrics.elidedText(line, Qt.TextElideMode.ElideMiddle, room) for line in deed.label.split("\n")]
            painter.drawText(button, _MIDDLE, "\n".join(shown))

    def deeds(self, finding: Finding) -> list[Deed]:
        """The fixes of a finding, then settling it or taking that back."""
        session = self._session
        if finding.accepted is not None:
            return [Deed("收回确认", "收回确认", lambda: session.settle(finding, None), is_quiet=True)]
        made = [Deed(self._label(fix), fix.text, lambda fix=fix: session.apply_fix(fix)) for fix in finding.fixes]
        if finding.may_be_accepted:
            made.append(Deed("确认无误…", "确认无误…", lambda: self.reason_wanted.emit(finding), is_quiet=True))
        return made

    def _label(self, fix: Fix) -> str:
        """「三（七）·自然人 改为 25」, a line for each cell; of more than three the first two stand for all."""
        cells = self._session.report.form.template.cells
        lines = [f"{cells[cell].name} 改为 {show_number(number)}" for cell, number in fix.cells.items()]
        return "\n".join(lines if len(lines) <= 3 else [*lines[:2], f"……共改 {len(lines)} 格"])

    def buttons(self, rect: QRect, node: Node) -> list[tuple[QRect, Deed]]:
        """The buttons of a line and what they do."""
        if node.finding is None:
            return []
        deeds = self.deeds(node.finding)
        metrics = QFontMetrics(self._theme.ui_font())
        top = rect.bottom() - sum(self._height(deed) + _GAP for deed in deeds)
        made: list[tuple[QRect, Deed]] = []
        for deed in deeds:
            longest = max(map(metrics.horizontalAdvance, deed.label.split("\n")))
            width = min(longest + (2 if deed.is_quiet else 24), rect.width() - _SYMBOL - 2 * _PAD)
            made.append((QRect(rect.left() + _PAD + _SYMBOL, top, width, self._height(deed)), deed))
            top += self._height(deed) + _GAP
        return made

    def deed_at(self, rect: QRect, node: Node, point: QPoint) -> Deed | None:
        """What the button under the mouse does."""
        return next((deed for button, deed in self.buttons(rect, node) if button.contains(point)), None)

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        """A click on a button does what it says."""
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            rect = QRect(0, rect_of(option).top(), self._view.viewport().width(), rect_of(option).height())
            deed = self.deed_at(rect, self._model.node(QPersistentModelIndex(index)), event.position().toPoint())
            if deed is not None:
                deed.act()
                return True
        return super().editorEvent(event, model, option, index)
