"""The scrolling page: one sheet of paper on the ground, parts below each other, zoom, headers that stay visible.

It knows its parts only as widgets with `fit(width, zoom)`; what they show is not its business.
"""

from __future__ import annotations

from typing import Protocol, cast

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from gui.theme import Theme

_WIDEST = 900
_NARROWEST = 620
_AROUND = 16
_INSIDE = 32
_GAP = 20
_BELOW = 48
_WHEEL_STEP = 32
_STEPS = (0.5, 0.67, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5)


class Part(Protocol):
    """What can stand on the paper."""

    def fit(self, width: int, zoom: float) -> None:
        """Take a width in pixels and a zoom factor."""
        ...


class Sticky(Protocol):
    """A header that the page keeps in sight."""

    def place(self, table_top: int, left: int) -> None:
        """Where its table's top left corner is in the viewport now."""
        ...


class Sheet(QWidget):
    """The paper itself, with a soft edge."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        theme.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """White, with an edge."""
        painter = QPainter(self)
        edge = self.rect().adjusted(0, 0, -1, -1)
        painter.fillRect(self.rect(), self._theme.brush("shadow"))
        painter.fillRect(edge.adjusted(0, 0, 0, -1), self._theme.brush("paper"))
        painter.setPen(self._theme.pen("paper_edge"))
        painter.drawRect(edge)
        painter.end()


class Paper(QScrollArea):
    """The centre of the window."""

    zoom_changed = Signal(float)
    section_seen = Signal(str)  # the section at the top of the view, while scrolling

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.zoom = 1.0
        self._parts: list[tuple[str, QWidget]] = []
        self._sticky: list[tuple[QWidget, Sticky]] = []
        self._seen = ""
        self.anchor: tuple[str, QWidget, QRect] | None = None
        self._quiet = QTimer(self, singleShot=True, interval=0)
        self._quiet.timeout.connect(self._look)
        ground = QWidget(self)
        self.sheet = Sheet(theme, ground)
        self._column = QVBoxLayout(self.sheet)
        self._column.setSpacing(_GAP)
        outer = QVBoxLayout(ground)
        outer.setContentsMargins(_AROUND, _AROUND, _AROUND, _AROUND)
        outer.addWidget(self.sheet, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(1)
        self.setWidget(ground)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalScrollBar().setSingleStep(_WHEEL_STEP)
        self.setAccessibleName("报告")
        self.verticalScrollBar().valueChanged.connect(self._look)

    # -- parts ---------------------------------------------------------------

    def add(self, section: str, part: QWidget) -> None:
        """Put a part (a widget with `fit`) below the others; it belongs to that section."""
        self._parts.append((section, part))
        self._column.addWidget(part)
        part.show()

    def keep_in_sight(self, table: QWidget, header: Sticky) -> None:
        """Have `header` (a child of the viewport) stay at the top while `table` scrolls past."""
        self._sticky.append((table, header))

    def clear(self) -> None:
        """Take all parts away, another report is coming."""
        for _, header in self._sticky:
            cast("QWidget", header).deleteLater()
        for _, part in self._parts:
            self._column.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts, self._sticky, self._seen, self.anchor = [], [], "", None
        self.verticalScrollBar().setValue(0)

    # -- size ----------------------------------------------------------------

    def refit(self) -> None:
        """Lay the paper out for the present width and zoom."""
        room = self.viewport().width() - 2 * _AROUND
        width = min(round(_WIDEST * self.zoom), max(room, round(_NARROWEST * self.zoom)))
        inside = min(round(_INSIDE * self.zoom), width // 18)
        self._column.setContentsMargins(inside, round(28 * self.zoom), inside, round(36 * self.zoom))
        self.sheet.setFixedWidth(width)
        for _, part in self._parts:
            cast("Part", part).fit(width - 2 * inside, self.zoom)
        self._quiet.start()

    def set_zoom(self, zoom: float) -> None:
        """Another scale, the same place at the top of the view."""
        zoom = min(max(zoom, _STEPS[0]), _STEPS[-1])
        if zoom == self.zoom:
            return
        bar = self.verticalScrollBar()
        share = bar.value() / max(self.widget().height(), 1)
        self.zoom = zoom
        self.refit()
        self._settle()
        bar.setValue(round(share * self.widget().height()))
        self.zoom_changed.emit(zoom)

    def zoom_in(self) -> None:
        """The next larger step."""
        self.set_zoom(next((step for step in _STEPS if step > self.zoom + 0.001), _STEPS[-1]))

    def zoom_out(self) -> None:
        """The next smaller step."""
        self.set_zoom(next((step for step in reversed(_STEPS) if step < self.zoom - 0.001), _STEPS[0]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width lays the paper out anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.refit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                (self.zoom_in if event.angleDelta().y() > 0 else self.zoom_out)()
            event.accept()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page keys come up from tables and texts."""
        step = self.verticalScrollBar().pageStep() * 9 // 10
        if event.key() == Qt.Key.Key_PageDown:
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + step)
        elif event.key() == Qt.Key.Key_PageUp:
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() - step)
        else:
            super().keyPressEvent(event)

    # -- looking -------------------------------------------------------------

    def show_rect(self, part: QWidget, rect: QRect, centred: bool = False) -> None:
        """Scroll as little as needed for a piece of a part to be seen, not under a sticky header; `centred`: well in sight."""
        self._settle()
        top = part.mapTo(self.widget(), rect.topLeft()).y()
        above = self._header_room()
        bar, height = self.verticalScrollBar(), self.viewport().height()
        hidden = top - above < bar.value() or top + rect.height() + _BELOW > bar.value() + height
        if hidden and centred:
            bar.setValue(top - height * 2 // 5)
        elif top - above < bar.value():
            bar.setValue(top - above - 8)
        elif hidden:
            bar.setValue(top + rect.height() + _BELOW - height)
        self._show_across(part.mapTo(self.widget(), rect.topLeft()).x(), rect.width())

    def _show_across(self, left: int, width: int) -> None:
        """The same sideways, where a large zoom makes the paper wider than the window."""
        bar, room = self.horizontalScrollBar(), self.viewport().width()
        if left < bar.value():
            bar.setValue(left - _AROUND)
        elif left + width > bar.value() + room:
            bar.setValue(left + width + _AROUND - room)

    def _settle(self) -> None:
        """Have everything laid out now, places are about to be asked for."""
        for widget in (*(part for _, part in self._parts), self.sheet, self.widget()):
            layout = widget.layout()
            if layout is not None:
                layout.activate()
        QCoreApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))

    def _header_room(self) -> int:
        return max((cast("QWidget", header).height() for _, header in self._sticky), default=0)

    def show_section(self, section: str) -> None:
        """Bring a section's heading to the top of the view."""
        self._settle()
        part = next((part for name, part in self._parts if name == section), None)
        if part is not None:
            self.verticalScrollBar().setValue(part.mapTo(self.widget(), QPoint(0, 0)).y() - 12)

    def _look(self) -> None:
        """After scrolling: place the sticky headers, say which section is on top."""
        viewport = self.viewport()
        for table, header in self._sticky:
            corner = table.mapTo(viewport, QPoint(0, 0))
            header.place(corner.y(), corner.x())
        seen = self._anchored() or self._at_height(viewport.height() // 4)
        if seen != self._seen:
            self._seen = seen
            self.section_seen.emit(seen)

    def _at_height(self, line: int) -> str:
        seen = ""
        for section, part in self._parts:
            if part.mapTo(self.viewport(), QPoint(0, 0)).y() <= line or not seen:
                seen = section
        return seen

    def _anchored(self) -> str:
        """The section of the place last visited while that is in sight, else ""."""
        if self.anchor is None:
            return ""
        section, part, rect = self.anchor
        return section if self.viewport().rect().contains(part.mapTo(self.viewport(), rect.center())) else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The page's content changed its size: headers may have moved."""
        if watched is self.widget() and event.type() == QEvent.Type.Resize:
            self._quiet.start()
        return super().eventFilter(watched, event)
