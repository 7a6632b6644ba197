"""Lengths, fonts and lines of type on paper, the same on every device.

Unit: one tenth of a point, for fonts (as pixel sizes) and lengths alike; so neither screen nor printer moves a line break.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QPainter, QTextLayout, QTextOption

POINT = 10.0
MM = POINT * 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210.0 * MM, 297.0 * MM
LEFT, TOP, RIGHT, BOTTOM = 28.0 * MM, 37.0 * MM, 26.0 * MM, 35.0 * MM
BODY_WIDTH, BODY_HEIGHT = PAGE_WIDTH - LEFT - RIGHT, PAGE_HEIGHT - TOP - BOTTOM


def page_font(families: Sequence[str], points: float, bold: bool = False, closer: float = 0.0) -> QFont:
    """A font measured in the unit of the pages; `closer` are the points by which its characters stand closer than usual."""
    font = QFont()
    font.setFamilies(list(families))
    font.setPixelSize(round(points * POINT))
    font.setBold(bold)
    if closer:
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, -closer * POINT)
    return font


@dataclass(frozen=True, slots=True)
class TypeSetting:
    """How a paragraph is set: `pitch` from line to line, `indent` of the first line, `width` to fill."""

    font: QFont
    width: float
    pitch: float
    indent: float = 0.0
    alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignJustify


@dataclass(frozen=True, slots=True)
class Typeset:
    """A paragraph broken into lines. The layout owns the lines."""

    layout: QTextLayout
    width: float
    pitch: float

    @property
    def lines(self) -> int:
        """How many lines there are."""
        return self.layout.lineCount()

    @property
    def height(self) -> float:
        """Of all lines together."""
        return self.lines * self.pitch

    def draw_line(self, painter: QPainter, number: int, left: float, top: float) -> None:
        """Paint one line in the middle of its pitch."""
        line = self.layout.lineAt(number)
        line.draw(painter, QPointF(left, top + (self.pitch - line.height()) / 2))

    def draw(self, painter: QPainter, left: float, top: float) -> None:
        """Paint all lines."""
        for number in range(self.lines):
            self.draw_line(painter, number, left, top + number * self.pitch)


def typeset(text: str, setting: TypeSetting) -> Typeset:
    """Break a text into lines; a newline in it ends a line."""
    layout = QTextLayout(text.replace("\n", "\u2028"), setting.font)
    option = QTextOption(setting.alignment)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setUseDesignMetrics(True)
    layout.setTextOption(option)
    layout.beginLayout()
    indent = setting.indent
    line = layout.createLine()
    while line.isValid():
        line.setLineWidth(setting.width - indent)
        line.setPosition(QPointF(indent, 0))
        indent = 0.0
        line = layout.createLine()
    layout.endLayout()
    return Typeset(layout, setting.width, setting.pitch)
