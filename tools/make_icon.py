"""Draw the application icon's PNG sizes and the Windows .ico from resources/icons/nianbao.svg.

Usage: QT_QPA_PLATFORM=offscreen .venv/bin/python tools/make_icon.py
"""

from __future__ import annotations

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ICONS = Path(__file__).resolve().parent.parent / "resources" / "icons"
PNG_SIZES = (16, 32, 48, 128, 256)
ICO_SIZES = (16, 32, 48, 256)


def png(size: int) -> bytes:
    """Return the icon as PNG of that many pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(ICONS / "nianbao.svg")).render(painter)
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # pyright: ignore[reportCallIssue, reportArgumentType] the stub asks for bytes, the call refuses them
    return bytes(data.data())


def ico(pictures: dict[int, bytes]) -> bytes:
    """Return a Windows icon file holding those PNGs (allowed since Vista)."""
    offset = 6 + 16 * len(pictures)
    entries, body = b"", b""
    for size, data in pictures.items():
        edge = size % 256
        entries += struct.pack("<BBBBHHII", edge, edge, 0, 0, 1, 32, len(data), offset + len(body))
        body += data
    return struct.pack("<HHH", 0, 1, len(pictures)) + entries + body


def main() -> None:
    """Write all files beside the SVG."""
    app = QGuiApplication([])
    for size in PNG_SIZES:
        (ICONS / f"nianbao-{size}.png").write_bytes(png(size))
    (ICONS / "nianbao.ico").write_bytes(ico({size: png(size) for size in ICO_SIZES}))
    del app


if __name__ == "__main__":
    main()
