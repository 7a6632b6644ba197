"""A one-line field of the report's meta data: taken over when it is left, refused with a line below when it cannot be."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from gui.keys import asks_for_undo


class LineField(QLineEdit):
    """`take` gets the text and returns "" or the reason why it is refused; Esc gives the old text back."""

    entered = Signal()

    def __init__(self, name: str, take: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._take = take
        self._shown = ""
        self.note = QLabel(self.parentWidget())
        self.note.setProperty("role", "error")
        self.note.hide()
        self.setAccessibleName(name)
        self.setFrame(False)
        self.returnPressed.connect(self.commit)

    def show_text(self, text: str) -> None:
        """Show the report's text, unless something else is being typed here."""
        if text == self._shown:
            return
        if self.text() == self._shown or not self.hasFocus():
            self.setText(text)
        self._shown = text

    def commit(self) -> None:
        """Take over what is typed."""
        if self.text() == self._shown:
            self._say("")
            return
        reason = self._take(self.text())
        self._say(reason)

    def _say(self, reason: str) -> None:
        self.note.setText(reason)
        self.note.setVisible(bool(reason))
        self.setProperty("refused", bool(reason))
        self.setAccessibleDescription(reason)
        self.style().polish(self)

    def event(self, event: QEvent) -> bool:
        """While nothing is being typed here, undo belongs to the window."""
        if self.text() == self._shown and asks_for_undo(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives the old text back."""
        if event.key() == Qt.Key.Key_Escape:
            self.setText(self._shown)
            self._say("")
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The person is here now."""
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take over what was typed."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.commit()
