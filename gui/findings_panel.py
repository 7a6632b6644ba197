"""The list of what is to be done: grouped by section, errors first, hints folded, fixes by one click.

A click or Enter goes to the place, F8 and Shift+F8 walk through the problems.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QMenu,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from core.rules import Fix, Severity, show_number
from gui.digest import is_unfilled
from gui.findings_model import FindingsModel, Index, Node
from gui.painting import rect_of, state_of_option
from gui.places import place_of
from gui.session import ReportSession
from gui.theme import Theme

_PAD = 8
_LATER_MS = 60
_SYMBOL = 22
_WRAP = int(Qt.TextFlag.TextWordWrap)
_BUTTON = 26
_MIDDLE = int(Qt.AlignmentFlag.AlignCenter)
_COLORS = {"≠": "error", "!": "warning_text", "i": "info", "○": "secondary"}


class FindingsPanel(QWidget):
    """The tab 检查."""

    chosen = Signal(object)  # Place

    def __init__(self, session: ReportSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._model = FindingsModel(session, self)
        self._closed: set[str] = set()
        self._opened: set[str] = set()
        self.tree = FindingsTree(self._model, session, theme, self)
        self._empty = QLabel("没有发现问题。\n\n表格填完、勾稽关系全部相符，\n可以导出 Word 上报了。", self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setProperty("role", "secondary")
        self.counts = QLabel(self)
        self.counts.setContentsMargins(12, 8, 12, 4)
        self.counts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.tree)
        self._stack.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.counts)
        layout.addLayout(self._stack, 1)
        self._later = QTimer(self, singleShot=True, interval=_LATER_MS)  # off the way of the key press
        self._connect()
        self.refresh()

    def _connect(self) -> None:
        self._later.timeout.connect(self.refresh)
        self._session.findings_changed.connect(self._on_findings_changed)
        self.tree.expanded.connect(lambda index: self._remember(index, True))
        self.tree.collapsed.connect(lambda index: self._remember(index, False))
        self.tree.wanted.connect(self._go)

    def _on_findings_changed(self) -> None:
        self.counts.setText(self._session.digest.counts().words() or "全部完成")
        self._later.start()

    def refresh(self) -> None:
        """Show the session's findings, what was open stays open."""
        if not self._session.is_open:
            return
        self._later.stop()
        self.counts.setText(self._session.digest.counts().words() or "全部完成")
        here = self._current_rule()
        if not self._model.refresh():
            return
        self._stack.setCurrentIndex(0 if self._model.nodes() else 1)
        for node in self._model.nodes():
            if node.key:
                open_ = node.key in self._opened if node.folded else node.key not in self._closed
                self.tree.setExpanded(self._model.index_of(node), open_)
            if node.finding and node.finding.rule == here:
                self.tree.setCurrentIndex(self._model.index_of(node))

    def _current_rule(self) -> str:
        index = self.tree.currentIndex()
        finding = self._model.node(index).finding if index.isValid() else None
        return finding.rule if finding else ""

    def _remember(self, index: QModelIndex, opened: bool) -> None:
        key = self._model.node(index).key
        (self._opened.add if opened else self._opened.discard)(key)
        (self._closed.discard if opened else self._closed.add)(key)

    def _go(self, node: Node) -> None:
        if node.finding:
            self.chosen.emit(place_of(node.finding, self._session.report))

    def step(self, direction: int) -> None:
        """F8: the next problem (errors; where there are none, everything else) and there."""
        self.refresh()
        nodes = [node for node in self._model.nodes() if node.finding]
        errors = [
            node for node in nodes if node.finding and node.finding.severity is Severity.ERROR and not is_unfilled(node.finding)
        ]
        ring = errors or nodes
        if not ring:
            return
        index = self.tree.currentIndex()
        here = self._model.node(index).number if index.isValid() else -1
        if direction > 0:
            target = next((node for node in ring if node.number > here), ring[0])
        else:
            target = next((node for node in reversed(ring) if node.number < here), ring[-1])
        self.tree.setCurrentIndex(self._model.index_of(target))
        self._go(target)


class FindingsTree(QTreeView):
    """The tree itself; `wanted` is emitted for a line that is clicked or entered."""

    wanted = Signal(object)  # Node

    def __init__(self, model: FindingsModel, session: ReportSession, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._session = session
        self.setModel(model)
        self.lines = _LineDelegate(model, session, theme, self)
        self.setItemDelegate(self.lines)
        self.setHeaderHidden(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setIndentation(0)
        self.setUniformRowHeights(False)
        self.setMouseTracking(True)
        self.setExpandsOnDoubleClick(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("检查结果")
        self.clicked.connect(self._on_chosen)
        theme.changed.connect(self.scheduleDelayedItemsLayout)

    def _on_chosen(self, index: QModelIndex) -> None:
        node = self._model.node(index)
        if node.finding is None:
            self.setExpanded(index, not self.isExpanded(index))
        else:
            self.wanted.emit(node)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the place, Ctrl+Enter takes the first fix."""
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            finding = self._model.node(index).finding
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier and finding and finding.fixes:
                self._session.apply_fix(finding.fixes[0])
            else:
                self._on_chosen(index)
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The fixes by keyboard and mouse."""
        index = self.indexAt(event.pos())
        finding = self._model.node(index).finding if index.isValid() else None
        if finding is None:
            return
        menu = QMenu(self)
        menu.addAction("到这里", lambda: self._on_chosen(index))
        for fix in finding.fixes:
            menu.addAction(fix.text, lambda fix=fix: self._session.apply_fix(fix))
        menu.exec(event.globalPos())
        menu.deleteLater()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Messages wrap anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()


class _LineDelegate(QStyledItemDelegate):
    """Wrapped messages with a symbol, fixes as buttons below."""

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
        node = self._model.node(index)
        width = self._view.viewport().width()
        if node.finding is None:
            words = 0 if node.parent else QFontMetrics(self._theme.ui_font(-1)).height() + 2
            return QSize(width, self._text_height(node, width) + words + 14)
        buttons = len(node.finding.fixes) * (_BUTTON + 4)
        return QSize(width, self._text_height(node, width) + buttons + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
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
        if not inner:
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
        for button, fix in self.buttons(rect, node):
            painter.setPen(theme.pen("accent"))
            painter.setBrush(theme.brush("paper"))
            painter.drawRoundedRect(button, 4, 4)
            painter.drawText(button, _MIDDLE, self._label(fix))

    def _label(self, fix: Fix) -> str:
        """「三（七）·自然人 改为 25」: short enough for the panel."""
        cells = self._session.report.form.template.cells
        return "，".join(f"{cells[cell].name} 改为 {show_number(number)}" for cell, number in fix.cells.items())

    def buttons(self, rect: QRect, node: Node) -> list[tuple[QRect, Fix]]:
        """The buttons of a line and what they do."""
        if node.finding is None:
            return []
        metrics = QFontMetrics(self._theme.ui_font())
        top = rect.bottom() - len(node.finding.fixes) * (_BUTTON + 4)
        made: list[tuple[QRect, Fix]] = []
        for number, fix in enumerate(node.finding.fixes):
            width = min(metrics.horizontalAdvance(self._label(fix)) + 24, rect.width() - _SYMBOL - 2 * _PAD)
            made.append((QRect(rect.left() + _PAD + _SYMBOL, top + number * (_BUTTON + 4), width, _BUTTON), fix))
        return made

    def fix_at(self, rect: QRect, node: Node, point: QPoint) -> Fix | None:
        """The fix whose button is under the mouse."""
        return next((fix for button, fix in self.buttons(rect, node) if button.contains(point)), None)

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        """A click on a button applies its fix."""
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            rect = QRect(0, rect_of(option).top(), self._view.viewport().width(), rect_of(option).height())
            fix = self.fix_at(rect, self._model.node(QPersistentModelIndex(index)), event.position().toPoint())
            if fix is not None:
                self._session.apply_fix(fix)
                return True
        return super().editorEvent(event, model, option, index)
