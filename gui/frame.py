"""The middle of the window: outline, page, side panel.

Below 1200 px the side panel lies over the page instead of squeezing it.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from gui.theme import Theme

NARROW = 1200
_SMALL = 960
_OUTLINE = 200
_OUTLINE_SMALL = 160
_SIDE = 300


class Frame(QWidget):
    """Lays three widgets out by hand; `side_shown` follows what is to be seen of the side panel."""

    side_shown = Signal(bool)

    def __init__(self, outline: QWidget, page: QWidget, side: QWidget, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.outline, self.page, self.side = outline, page, side
        self._wants_outline = True
        self._wants_side = True  # beside the page
        self._over = False  # laid over the page, in a narrow window
        for widget in (outline, page, side):
            widget.setParent(self)
        side.setAutoFillBackground(True)
        theme.changed.connect(self.update)

    @property
    def is_narrow(self) -> bool:
        """Whether the side panel lies over the page."""
        return self.width() < NARROW

    @property
    def wants_side(self) -> bool:
        """Whether the side panel stands beside the page where there is room."""
        return self._wants_side

    def start_with(self, outline: bool, side: bool) -> None:
        """What is to be seen at first; in a narrow window the side panel waits to be asked for."""
        self._wants_outline, self._wants_side = outline, side
        self._arrange()

    def show_outline(self, on: bool) -> None:
        """Show or hide the outline."""
        self._wants_outline = on
        self._arrange()

    def show_side(self, on: bool) -> None:
        """Show or hide the side panel, beside or over the page."""
        if self.is_narrow:
            self._over = on
        else:
            self._wants_side = on
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """At the border of 1200 px the side panel changes its place."""
        super().resizeEvent(event)
        if (event.oldSize().width() < NARROW) is not self.is_narrow:
            self._over = False
        self._arrange()

    def _arrange(self) -> None:
        height = self.height()
        left = (_OUTLINE_SMALL if self.width() < _SMALL else _OUTLINE) if self._wants_outline else 0
        side = self._over if self.is_narrow else self._wants_side
        right = 0 if self.is_narrow or not side else _SIDE
        self.outline.setVisible(bool(left))
        self.outline.setGeometry(0, 0, max(left - 1, 0), height)
        self.page.setGeometry(left, 0, self.width() - left - right, height)
        self.side.setGeometry(self.width() - _SIDE + 1, 0, _SIDE - 1, height)
        if self.side.isHidden() is side:
            self.side.setVisible(side)
            self.side_shown.emit(side)
        self.side.raise_()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The lines between the parts."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.brush("line"))
        painter.end()
