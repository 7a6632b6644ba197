"""How a text section looks on the page: paragraphs indented by two characters, headings, leftovers, things found.

Formats only; the characters are never changed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QSyntaxHighlighter,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QTextEdit

from core.exporter.blocks import heading_level
from core.findings import Finding
from core.report import Mark
from core.rules import Severity
from gui.theme import Theme

_LINE_HEIGHT = 160.0
_PROPORTIONAL = int(QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
_LEVEL = int(QTextBlockFormat.Property.UserProperty.value)
_ABOVE_HEADING = 6.0
Stretch = tuple[int, int]


class Headings(QSyntaxHighlighter):
    """Shows 「（一）…」 in 楷体 and 「1.…」 in bold; a running composition is not disturbed by it (reliability.md §3.6)."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._theme = theme
        self._formats: dict[int, QTextCharFormat] = {}
        self.set_zoom(1.0)

    def set_zoom(self, zoom: float) -> None:
        """Take fonts anew from the theme at that zoom."""
        second = _bold(self._theme.kai_font(), 1.08 * zoom)
        third = _bold(self._theme.paper_font(), zoom)
        for level, font in ((2, second), (3, third)):
            self._formats[level] = QTextCharFormat()
            self._formats[level].setFont(font)
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        """Format a heading."""
        level = heading_level(text)
        if level:
            self.setFormat(0, len(text), self._formats[level])


def _bold(font: QFont, factor: float) -> QFont:
    font.setPointSizeF(font.pointSizeF() * factor)
    font.setBold(True)
    return font


def style_paragraphs(document: QTextDocument, again: bool = False) -> None:
    """Line height, indent and space above headings where a paragraph does not have them yet; `again` renews all."""
    block = document.begin()
    while block.isValid():
        level = heading_level(block.text()) + 1  # 0 is the property of a block that was never styled
        if again or block.blockFormat().intProperty(_LEVEL) != level:
            _style(block, level, document.defaultFont())
        block = block.next()


def _style(block: QTextBlock, level: int, font: QFont) -> None:
    em = QFontMetricsF(font).horizontalAdvance("中")
    style = QTextBlockFormat()
    style.setLineHeight(_LINE_HEIGHT, _PROPORTIONAL)
    style.setTextIndent(2 * em)
    style.setTopMargin(_ABOVE_HEADING if level > 1 and block.blockNumber() else 0)
    style.setProperty(_LEVEL, level)
    QTextCursor(block).setBlockFormat(style)


_Underline = QTextCharFormat.UnderlineStyle
_UNDERLINES = {
    Severity.INFO: ("info", _Underline.DotLine),
    Severity.WARNING: ("warning", _Underline.WaveUnderline),
    Severity.ERROR: ("error", _Underline.WaveUnderline),
}


def underlines(pane: QTextEdit, theme: Theme, findings: Sequence[Finding]) -> list[QTextEdit.ExtraSelection]:
    """The places of findings: wavy red and amber, dotted for hints; the graver above the lighter.

    What speaks of most of the text (alike last year's) is told in the panel alone: a page full of lines marks nothing.
    """
    made: list[QTextEdit.ExtraSelection] = []
    most = pane.document().characterCount() // 2
    findings = [item for item in findings if sum(end - start for start, end in item.spans) <= most]
    for severity, (color, line) in _UNDERLINES.items():
        style = QTextCharFormat()
        style.setUnderlineStyle(line)
        style.setUnderlineColor(theme.color(color))
        made += [_selection(pane, span, style) for item in findings if item.severity is severity for span in item.spans]
    return made


def selections(pane: QTextEdit, theme: Theme, marks: Iterable[Mark], found: Iterable[Stretch]) -> list[QTextEdit.ExtraSelection]:
    """Leftovers with a wavy line, then what a search found."""
    leftover = QTextCharFormat()
    leftover.setBackground(theme.brush("leftover_fill"))
    leftover.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    leftover.setUnderlineColor(theme.color("leftover"))
    hit = QTextCharFormat()
    hit.setBackground(theme.brush("search_fill"))
    made = [_selection(pane, (mark.start, mark.end), leftover) for mark in marks]
    return made + [_selection(pane, stretch, hit) for stretch in found]


def cursor_over(document: QTextDocument, text: str, stretch: Stretch) -> QTextCursor:
    """A cursor that selects these characters; Qt counts rare characters (beyond U+FFFF) twice."""
    cursor = QTextCursor(document)
    cursor.setPosition(_units(text, stretch[0]))
    cursor.setPosition(_units(text, stretch[1]), QTextCursor.MoveMode.KeepAnchor)
    return cursor


def _units(text: str, index: int) -> int:
    before = text[: max(index, 0)]
    return len(before) if before.isascii() else len(before.encode("utf-16-le", "surrogatepass")) // 2


def flash_selection(pane: QTextEdit, theme: Theme, stretch: Stretch) -> QTextEdit.ExtraSelection:
    """The place just gone to, lit up once."""
    style = QTextCharFormat()
    style.setBackground(theme.brush("flash"))
    return _selection(pane, stretch, style)


def _selection(pane: QTextEdit, stretch: Stretch, style: QTextCharFormat) -> QTextEdit.ExtraSelection:
    selection = QTextEdit.ExtraSelection()
    selection.cursor = cursor_over(pane.document(), pane.toPlainText(), stretch)  # type: ignore[attr-defined]
    selection.format = style  # type: ignore[attr-defined]
    return selection
