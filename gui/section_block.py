"""One section on the page: heading, character meter, text and table together."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.template import Section
from gui.places import Place
from gui.session import ReportSession
from gui.tables.model import FormTableModel
from gui.tables.view import FormTable
from gui.text_pane import TextPane
from gui.theme import Theme


class SectionBlock(QWidget):
    """Panes of one section. `entered` says where the person is now, `reveal` which piece of which widget should be seen."""

    entered = Signal(object)  # Place
    reveal = Signal(QWidget, QRect)

    def __init__(self, session: ReportSession, section: Section, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._theme = theme
        self._zoom = 1.0
        self.section = section
        self.pane = TextPane(session, section.id, theme, self)
        self.table = FormTable(FormTableModel(session, section.id, self), theme, self) if section.table else None
        self._heading = QLabel(section.heading, self)
        self._heading.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._meter = QLabel(self)
        self._meter.setProperty("role", "secondary")
        self._meter.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        self._lay_out()
        self._connect()
        self._on_theme()
        self._on_text(section.id)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._heading, 1)
        head.addWidget(self._meter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        if self.section.heading:
            layout.addLayout(head)
        else:
            self._heading.hide()
        layout.addWidget(self.pane)
        if self.table:
            layout.addWidget(self.table)

    def _connect(self) -> None:
        self._session.text_changed.connect(self._on_text)
        self._theme.changed.connect(self._on_theme)
        self.pane.entered.connect(lambda: self.entered.emit(Place(self.section.id)))
        self.pane.reveal.connect(lambda rect: self.reveal.emit(self.pane, rect))
        if self.table:
            table = self.table
            table.cell_entered.connect(lambda cell: self.entered.emit(Place(self.section.id, cell)))
            table.reveal.connect(lambda rect: self.reveal.emit(table, rect))

    def fit(self, width: int, zoom: float) -> None:
        """Take a new width and zoom."""
        self.setFixedWidth(width)
        self._zoom = zoom
        self.pane.fit(width, zoom)
        if self.table:
            self.table.fit(width, zoom)
        self._on_theme()

    def go_to(self, place: Place, flash: bool) -> None:
        """Show a place of this section and give it the focus."""
        if place.cell and self.table:
            self.table.go_to(place.cell, flash)
        elif self.table and place.start < 0:
            self.table.go_to(self.table.form_model.lanes.cells[0].cell_id)
        else:
            self.pane.go_to(place.start, place.end, flash)

    def _on_text(self, section: str) -> None:
        if section != self.section.id:
            return
        text = self._session.report.texts[section]
        self.pane.setVisible(bool(text) or self.table is None or self.pane.hasFocus())
        if self.section.limit is not None:
            count = sum(not character.isspace() for character in text)
            over = count > self.section.limit
            self._meter.setText(f"{count}/{self.section.limit} 字" + ("，超出" if over else ""))
            self._meter.setProperty("role", "warning" if over else "secondary")
            self._meter.style().polish(self._meter)

    def _on_theme(self) -> None:
        heading = self._theme.heading_font()
        heading.setPointSizeF(heading.pointSizeF() * 1.1 * self._zoom)
        self._heading.setFont(heading)
