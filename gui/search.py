"""Ctrl+F: finds words in the texts and in the labels of the tables, and numbers in the cells."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from core.report import Report
from core.values import format_value
from gui.icons import icon
from gui.places import Place
from gui.session import ReportSession
from gui.text_style import Stretch
from gui.theme import Theme

_MOST = 500


def find_places(report: Report, wanted: str) -> list[Place]:
    """Every place of the report that has `wanted` in it, in the order of the page; "" is found nowhere."""
    if not wanted:
        return []
    found: list[Place] = []
    for section in report.form.template.sections:
        found += _in_text(report.texts[section.id], section.id, wanted)
        if section.table:
            found += _in_table(report, section.id, wanted)
    return found[:_MOST]


def _in_text(text: str, section: str, wanted: str) -> Iterator[Place]:
    folded, wanted = text.casefold(), wanted.casefold()
    start = folded.find(wanted)
    while start >= 0 and len(folded) == len(text):
        yield Place(section, start=start, end=start + len(wanted))
        start = folded.find(wanted, start + len(wanted))


def _in_table(report: Report, section: str, wanted: str) -> Iterator[Place]:
    """Cells with exactly this number; for a label the first cell of its row or column."""
    labelled: set[str] = set()
    for cell in report.form.template.cells.values():
        if cell.section != section:
            continue
        hits = {entry.id for entry in (cell.row, cell.column) if wanted in entry.label} - labelled
        if hits or format_value(report.values[cell.id], cell.kind) == wanted:
            labelled |= hits
            yield Place(section, cell.id)


class SearchBar(QFrame):
    """A line above the paper; Enter the next, Shift+Enter the one before, Esc closes."""

    chosen = Signal(object)  # Place
    found_changed = Signal(object)  # dict[str, tuple[Stretch, ...]]
    closed = Signal()

    def __init__(self, session: ReportSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._places: list[Place] = []
        self._at = -1
        self._theme = theme
        self._icons: dict[str, QToolButton] = {}
        self.setProperty("role", "panel")
        self.field = QLineEdit(self)
        self.field.setPlaceholderText("在正文和表格中查找")
        self.field.setAccessibleName("查找")
        self.field.setClearButtonEnabled(True)
        self.count = QLabel(self)
        self.count.setProperty("role", "secondary")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.addWidget(QLabel("查找", self))
        row.addWidget(self.field, 1)
        row.addWidget(self.count)
        for name, text, slot in (
            ("previous", "上一个", lambda: self.step(-1)),
            ("next", "下一个", lambda: self.step(1)),
            ("close", "关闭", self.close_bar),
        ):
            row.addWidget(self._button(theme, name, text, slot))
        self._later = QTimer(self, singleShot=True, interval=120)
        self._later.timeout.connect(self._search)
        self.field.textChanged.connect(lambda _text: self._later.start())
        theme.changed.connect(self._on_theme)
        self.hide()

    def _button(self, theme: Theme, name: str, text: str, slot: object) -> QToolButton:
        button = QToolButton(self)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setText(text)
        button.setIcon(icon(name, theme))
        self._icons[name] = button
        button.setAutoRaise(True)
        button.clicked.connect(slot)
        return button

    def _on_theme(self) -> None:
        for name, button in self._icons.items():
            button.setIcon(icon(name, self._theme))

    def open_bar(self) -> None:
        """Show the bar and let the person type."""
        self.show()
        self.field.setFocus()
        self.field.selectAll()
        self._search()

    def close_bar(self) -> None:
        """Hide the bar and unmark what was found."""
        self.hide()
        self.found_changed.emit({})
        self.closed.emit()

    def _search(self) -> None:
        self._later.stop()
        self._places = find_places(self._session.report, self.field.text())
        self._at = -1
        stretches: dict[str, tuple[Stretch, ...]] = {}
        for place in self._places:
            if place.start >= 0:
                stretches[place.section] = (*stretches.get(place.section, ()), (place.start, place.end))
        self.found_changed.emit(stretches)
        self._say()

    def _say(self) -> None:
        if not self.field.text():
            self.count.setText("")
        elif not self._places:
            self.count.setText("没有找到")
        else:
            self.count.setText(f"{self._at + 1} / {len(self._places)}" if self._at >= 0 else f"共 {len(self._places)} 处")

    def step(self, direction: int) -> None:
        """Go to the next or the previous place; the report may have changed since."""
        at = self._at
        self._search()
        if self._places:
            first = 0 if direction > 0 else -1
            self._at = first % len(self._places) if at < 0 else (at + direction) % len(self._places)
            self.chosen.emit(self._places[self._at])
        self._say()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter the next, Esc closes."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            self.field.setFocus()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)
