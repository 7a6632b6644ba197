"""The list of what is to be done: grouped by section, errors first, hints folded, fixes by one click.

A click or Enter goes to the place, F8 and Shift+F8 walk through the problems.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QMenu,
    QStackedLayout,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from core.rules import Severity
from gui.digest import is_unfilled
from gui.findings_lines import LineDelegate
from gui.findings_model import FindingsModel, Node
from gui.places import place_of
from gui.reason_bar import ReasonBar
from gui.session import ReportSession
from gui.theme import Theme

_LATER_MS = 60


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
        self.reason = ReasonBar(session, self)
        layout.addWidget(self.reason)
        self._later = QTimer(self, singleShot=True, interval=_LATER_MS)  # off the way of the key press
        self._connect()
        self.refresh()

    def _connect(self) -> None:
        self._later.timeout.connect(self.refresh)
        self._session.findings_changed.connect(self._on_findings_changed)
        self.tree.expanded.connect(lambda index: self._remember(index, True))
        self.tree.collapsed.connect(lambda index: self._remember(index, False))
        self.tree.wanted.connect(self._go)
        self.tree.lines.reason_wanted.connect(self.reason.ask)
        self.reason.ended.connect(self.tree.setFocus)

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
        nodes = [node for node in self._model.nodes() if node.finding and node.finding.accepted is None]
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
        self.lines = LineDelegate(model, session, theme, self)
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
        for deed in self.lines.deeds(finding):
            menu.addAction(deed.text, deed.act)
        menu.exec(event.globalPos())
        menu.deleteLater()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Messages wrap anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
