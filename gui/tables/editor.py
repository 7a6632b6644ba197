"""The line edit inside a cell, and the line below it that says why an entry was refused."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from core.values import Reading, format_number
from gui.theme import Theme

_NOTE_WIDTH = 340


class CellEditor(QLineEdit):
    """Edits one cell. No validator: full-width digits from an input method must arrive (reliability.md §3.6)."""

    def __init__(self, cell_id: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.cell_id = cell_id
        self.typed = True  # begun by typing: the arrow keys move on; begun by F2: they move the caret
        self.loaded = False
        self.composing = False
        self._theme = theme
        self._note: QLabel | None = None
        self.setFrame(False)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.textEdited.connect(self._clear_refusal)

    @property
    def refused(self) -> bool:
        """Whether the present text was refused."""
        return self._note is not None

    def refuse(self, reason: str, host: QWidget) -> None:
        """Mark the editor and say why, in a line below the cell on `host`."""
        self._clear_refusal()
        note = QLabel(reason, host)
        note.setProperty("role", "refusal")
        note.setWordWrap(True)
        note.setFixedWidth(_NOTE_WIDTH)
        note.adjustSize()
        below = self.mapTo(host, QPoint(0, self.height() + 2))
        note.move(max(0, min(below.x(), host.width() - note.width())), below.y())
        if note.geometry().bottom() > host.height():
            note.move(note.x(), self.mapTo(host, QPoint(0, 0)).y() - note.height() - 2)
        note.show()
        note.raise_()
        self._note = note
        self.setAccessibleDescription(reason)
        self.update()

    def dismiss(self) -> None:
        """Take the line below away, the editor is about to close."""
        self._clear_refusal()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember whether something is being composed."""
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """With an edge, red when refused."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(self._theme.pen("refused" if self.refused else "focus", 2))
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _clear_refusal(self) -> None:
        if self._note is not None:
            self._note.hide()
            self._note.deleteLater()
            self._note = None
            self.setAccessibleDescription("")
            self.update()


def refusal_words(reading: Reading) -> str:
    """Why an entry was not taken and what to do, in one or two short sentences."""
    if reading.suggestion is not None:
        number = format_number(reading.suggestion)
        return f"{reading.reason}。如果是 {number}，请直接输入 {number}；按 Esc 恢复原来的数"
    if reading.reason:
        return f"{reading.reason}。请输入数字，按 Esc 恢复原来的数"
    return f"“{reading.value.raw[:12]}”不是数字。没有发生的请填 0，不清楚的按 Delete 留空，按 Esc 恢复原来的数"
