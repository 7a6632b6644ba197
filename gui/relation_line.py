"""The line below the paper: the current cell's relation with figures and gap, or what a paste took and left."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from gui.places import Place
from gui.quiet_label import QuietLabel
from gui.session import ReportSession
from gui.tables.explain import relation_line
from gui.theme import Theme

_HEIGHT = 60


class RelationLine(QFrame):
    """Always there and always of one height, so that the page does not jump."""

    def __init__(self, session: ReportSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._place: Place | None = None
        self.setProperty("role", "panel")
        self.setFixedHeight(_HEIGHT)
        self.words = QuietLabel("当前单元格的勾稽关系", theme, Qt.AlignmentFlag.AlignLeft, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 2, 16, 2)
        row.addWidget(self.words)
        session.findings_changed.connect(self._refresh)

    def show_place(self, place: Place) -> None:
        """The person is here now."""
        if place != self._place:
            self._place = place
            self._refresh()

    def say(self, message: str) -> None:
        """Show a message until the person goes elsewhere or edits again."""
        self.words.say(message, "text")

    def _refresh(self) -> None:
        place, report = self._place, self._session.report
        if place is None:
            return
        if place.cell in report.values:
            text, broken = relation_line(self._session, place.cell)
            self.words.say(text, "error" if broken else "secondary")
        elif place.section in report.texts:
            self.words.say(report.form.template.section(place.section).help)
