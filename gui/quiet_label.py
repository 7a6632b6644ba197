"""A text that changes at each key press: it keeps its size, so that the window is not laid out anew each time."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui.theme import Theme


class QuietLabel(QWidget):
    """Wraps its text in the room it is given. `color` is a name of the theme."""

    def __init__(self, name: str, theme: Theme, align: Qt.AlignmentFlag, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._flags = int(align) | int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextWordWrap)
        self.text = ""
        self.color = "secondary"
        self.setAccessibleName(name)

    def say(self, text: str, color: str = "secondary") -> None:
        """Show another text."""
        if (text, color) != (self.text, self.color):
            self.text, self.color = text, color
            self.setToolTip(text)
            self.setAccessibleDescription(text)
            self.update()

    def sizeHint(self) -> QSize:
        """Never a reason for a new layout."""
        return QSize(10, self.fontMetrics().height() + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the text."""
        painter = QPainter(self)
        painter.setPen(self._theme.color(self.color))
        painter.drawText(self.rect(), self._flags, self.text)
        painter.end()
