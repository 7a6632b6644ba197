"""填报说明: what the section asks for, and what row and column of the current cell mean. One source: the form's own data."""

from __future__ import annotations

import html

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QTextBrowser, QVBoxLayout, QWidget

from core.template import Entry
from gui.places import COVER, Place
from gui.session import ReportSession
from gui.theme import Theme


class HelpPanel(QWidget):
    """The tab 填报说明."""

    def __init__(self, session: ReportSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._theme = theme
        self._place = Place(COVER)
        self.text = QTextBrowser(self)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.document().setDocumentMargin(12)
        self.text.setAccessibleName("填报说明")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text)
        session.report_replaced.connect(self._refresh)
        theme.changed.connect(self._refresh)

    def show_place(self, place: Place) -> None:
        """Explain that place."""
        if place != self._place:
            self._place = place
            if self.isVisible():
                self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Nothing is written while the panel is hidden."""
        super().showEvent(event)
        self._refresh()

    def _refresh(self) -> None:
        if not self._session.is_open:
            return
        template = self._session.report.form.template
        section = template.section(self._place.section)
        parts = [f"<h4>{html.escape(section.heading or '封面与说明')}</h4><p>{html.escape(section.help)}</p>"]
        spec = template.cells.get(self._place.cell)
        if spec is not None:
            parts += [self._entry("这一行", spec.row), self._entry("这一列", spec.column)]
        parts += [self._topics(section.topics), self._source(template.issued_as)]
        self.text.setHtml("<div style='line-height:150%'>" + "".join(parts) + "</div>")

    def _entry(self, kind: str, entry: Entry) -> str:
        article = f"<br>{self._quiet('依据：' + entry.article)}" if entry.article else ""
        return f"<p><b>{kind}：{html.escape(entry.label)}</b><br>{html.escape(entry.help)}{article}</p>"

    def _topics(self, topics: tuple[tuple[str, ...], ...]) -> str:
        if not topics:
            return ""
        lines = "".join(f"<li>{html.escape(names[0])}</li>" for names in topics)
        return f"<p><b>应当写到的方面</b></p><ul>{lines}</ul>"

    def _source(self, issued_as: str) -> str:
        return f"<p>{self._quiet('表样依据：' + issued_as)}</p>"

    def _quiet(self, text: str) -> str:
        return f"<span style='color:{self._theme.color('secondary').name()}'>{html.escape(text)}</span>"
