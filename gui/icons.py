"""The program's own line icons: SVG files drawn in one family, coloured here by the theme.

Only the sizes for the usual screen scales are rendered, which costs a fraction of a millisecond an icon.
"""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gui.theme import RESOURCES, Theme

ICONS = RESOURCES / "icons"
SIZE = 20
_SCALES = (1, 2)


def icon(name: str, theme: Theme) -> QIcon:
    """A 20 px icon in the text colour, paler when disabled; ask again when the theme changes. Raises FileNotFoundError."""
    found = QIcon()
    for scale in _SCALES:
        found.addPixmap(_render(name, theme, SIZE * scale, "text"), QIcon.Mode.Normal)
        found.addPixmap(_render(name, theme, SIZE * scale, "line_strong"), QIcon.Mode.Disabled)
    return found


def pixmap(name: str, theme: Theme, size: int = SIZE, color: str = "text", ratio: float = 2.0) -> QPixmap:
    """One picture of `size` device-independent pixels in a colour of the theme, for a screen of that pixel ratio."""
    found = _render(name, theme, round(size * ratio), color)
    found.setDevicePixelRatio(ratio)
    return found


def application_icon() -> QIcon:
    """The icon of the window and the task bar."""
    found = QIcon()
    for size in (16, 32, 48, 128):
        found.addFile(str(ICONS / f"nianbao-{size}.png"), QSize(size, size))
    return found


def _render(name: str, theme: Theme, pixels: int, color: str) -> QPixmap:
    text = (ICONS / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", theme.color(color).name())
    found = QPixmap(pixels, pixels)
    found.fill(Qt.GlobalColor.transparent)
    painter = QPainter(found)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    return found
