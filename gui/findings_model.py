"""The findings as a tree: sections, under each what is broken or unfilled, its hints folded below; last what was settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.findings import Finding
from core.rules import Severity
from gui.digest import is_unfilled, section_of
from gui.session import ReportSession

Index = QModelIndex | QPersistentModelIndex
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
SYMBOLS = {Severity.ERROR: "≠", Severity.WARNING: "!", Severity.INFO: "i"}
UNFILLED_SYMBOL = "○"
ACCEPTED_SYMBOL = "✓"
ACCEPTED_KEY = "accepted"


@dataclass(slots=True)
class Node:
    """A line of the tree. `finding` is None for a heading; `key` names a heading across rebuilds."""

    text: str
    words: str = ""
    key: str = ""
    folded: bool = False
    finding: Finding | None = None
    parent: Node | None = None
    row: int = 0
    number: int = 0
    children: list[Node] = field(default_factory=list["Node"])

    @property
    def symbol(self) -> str:
        """The mark of the finding, "" for a heading."""
        if self.finding is None:
            return ""
        if self.finding.accepted is not None:
            return ACCEPTED_SYMBOL
        return UNFILLED_SYMBOL if is_unfilled(self.finding) else SYMBOLS[self.finding.severity]


class FindingsModel(QAbstractItemModel):
    """Rebuilt when the findings differ; there are a few dozen of them."""

    def __init__(self, session: ReportSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._findings: Sequence[Finding] = ()
        self._nodes: list[Node] = []
        self._top: list[Node] = []

    def refresh(self) -> bool:
        """Take over the session's findings. False: they are the same as before."""
        findings = self._session.findings
        if findings == self._findings:
            return False
        self.beginResetModel()
        self._findings = findings
        self._build()
        self.endResetModel()
        return True

    def _build(self) -> None:
        self._nodes, self._top = [], []
        by_section: dict[str, list[Finding]] = {}
        for finding in self._session.digest.open:
            by_section.setdefault(section_of(finding), []).append(finding)
        for section in self._session.report.form.template.sections:
            if section.id in by_section:
                self._add_section(section.id, section.heading or "封面与说明", by_section[section.id])
        self._add_accepted(self._session.digest.accepted)

    def _add_accepted(self, findings: Sequence[Finding]) -> None:
        if findings:
            top = self._add(Node(f"已确认 {len(findings)}", key=ACCEPTED_KEY, folded=True), None)
            for finding in findings:
                self._add(Node(f"{finding.message}\n理由：{finding.accepted}", finding=finding), top)

    def _add_section(self, section: str, heading: str, findings: list[Finding]) -> None:
        words = self._session.digest.counts(section).words()
        hints = [item for item in findings if item.severity is not Severity.ERROR and not is_unfilled(item)]
        firm = [item for item in findings if item.severity is Severity.ERROR and not is_unfilled(item)]
        firm += filter(is_unfilled, findings)
        top = self._add(Node(heading, words, key=section, folded=not firm), None)
        for finding in firm:
            self._add(Node(finding.message, finding=finding), top)
        if firm and hints:
            top = self._add(Node("提示", str(len(hints)), key=f"{section}/hints", folded=True), top)
        for finding in hints:
            self._add(Node(finding.message, finding=finding), top)

    def _add(self, node: Node, parent: Node | None) -> Node:
        siblings = parent.children if parent else self._top
        node.parent, node.row, node.number = parent, len(siblings), len(self._nodes)
        siblings.append(node)
        self._nodes.append(node)
        return node

    def node(self, index: Index) -> Node:
        """The line behind an index."""
        return self._nodes[index.internalId()]

    def nodes(self) -> Sequence[Node]:
        """All lines, from top to bottom."""
        return self._nodes

    def index_of(self, node: Node) -> QModelIndex:
        """Where a line stands."""
        return self.createIndex(node.row, 0, node.number)

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 Qt's own signature
        """The index of a line."""
        siblings = self.node(parent).children if parent.isValid() else self._top
        return self.createIndex(row, 0, siblings[row].number) if column == 0 and 0 <= row < len(siblings) else QModelIndex()

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        """The heading above a line."""
        above = self.node(index).parent if index.isValid() else None
        return self.index_of(above) if above else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        """Rows below `parent`."""
        if parent.isValid() and parent.column() > 0:
            return 0
        return len(self.node(parent).children) if parent.isValid() else len(self._top)

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        """Columns below `parent`."""
        return 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Lines can be selected."""
        return _FLAGS if index.isValid() else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        """What is shown of a line."""
        if not index.isValid():
            return None
        node = self.node(index)
        if role == _DISPLAY:
            return node.text
        if role == _ACCESSIBLE:
            return f"{node.symbol}{node.text} {node.words}".strip()
        if role == _TOOL_TIP and node.finding and node.finding.source:
            return f"依据：{node.finding.source}"
        return None
