"""Asks for the written reason of a 确认无误, in the panel itself: no dialog, the report stays in sight."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from core.findings import Finding, figures_of
from gui.session import ReportSession

_LONGEST = 200


class ReasonBar(QFrame):
    """Hidden until it is asked. It goes away when its finding does: nobody settles what he has not seen."""

    ended = Signal()

    def __init__(self, session: ReportSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._asked: tuple[str, str] | None = None  # rule and figures
        self.setProperty("role", "notice")
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        self.reason = QLineEdit(self)
        self.reason.setMaxLength(_LONGEST)
        self.reason.setPlaceholderText("写明理由，如：机构合并后的数")
        self.reason.setAccessibleName("确认无误的理由")
        self.accept = QPushButton("确认无误", self)
        self.cancel = QPushButton("取消", self)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.accept)
        row.addWidget(self.cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addWidget(self.words)
        layout.addWidget(self.reason)
        layout.addLayout(row)
        self.reason.textChanged.connect(self._on_typed)
        self.reason.returnPressed.connect(self._take)
        self.accept.clicked.connect(self._take)
        self.cancel.clicked.connect(self.end)
        session.findings_changed.connect(self._on_findings)
        session.report_replaced.connect(self.hide)
        self.hide()

    def ask(self, finding: Finding) -> None:
        """Ask why this finding is right as it is."""
        self._asked = (finding.rule, figures_of(self._session.report, finding))
        self.words.setText(finding.message)
        self.reason.clear()
        self._on_typed("")
        self.show()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def end(self) -> None:
        """Go away."""
        self._asked = None
        self.hide()
        self.ended.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves everything as it was."""
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        else:
            super().keyPressEvent(event)

    def _on_typed(self, text: str) -> None:
        self.accept.setEnabled(bool(text.strip()))

    def _take(self) -> None:
        finding, reason = self._current(), self.reason.text().strip()
        if finding is not None and reason:
            self.end()
            self._session.settle(finding, reason)

    def _on_findings(self) -> None:
        if self._asked is not None and self._current() is None:
            self._asked = None
            self.hide()

    def _current(self) -> Finding | None:
        """The finding asked about, on the same figures, still open."""
        report = self._session.report
        found = (item for item in self._session.digest.open if item.rule == (self._asked or ("",))[0])
        return next((item for item in found if (item.rule, figures_of(report, item)) == self._asked), None)
