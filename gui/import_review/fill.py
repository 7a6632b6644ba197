"""Fills the two pages of the review: the source as it was read, and the form as it was understood."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableCellFormat,
    QTextTableFormat,
)

from core.geometry import Grid, Role
from core.importer.source import SourceCell, SourceDocument, SourceParagraph, SourceTable
from core.report import Report
from gui.import_review.place_view import PlaceView
from gui.import_review.review import shown_value
from gui.theme import Theme

MOST_ROWS, MOST_COLUMNS = 400, 40
_LEAST_SHARE, _MOST_SHARE = 4, 12  # characters
_KINDS = {"header": "页眉", "footer": "页脚", "footnote": "脚注", "endnote": "尾注", "text_box": "文本框", "picture": "图片"}


def cell_key(cell: str) -> str:
    """The key of a form's cell."""
    return f"cell:{cell}"


def line_key(section: str, number: int) -> str:
    """The key of a line of a section's text; -1 is its heading."""
    return f"text:{section}:{number}"


def section_of(key: str) -> str:
    """The section that a key of the form belongs to, "" for none."""
    kind, _, rest = key.partition(":")
    return rest.partition(".")[0] if kind == "cell" else rest.partition(":")[0] if kind == "text" else ""


class Filler:
    """Writes paragraphs and tables with keys at the end of a page."""

    def __init__(self, view: PlaceView, theme: Theme) -> None:
        self._view, self._theme = view, theme
        self._cursor = view.begin()
        self._is_first = True

    def paragraph(self, key: str, text: str, size: float = 0, note: str = "") -> None:
        """One paragraph; `size` points larger and bold when not 0, `note` in front in small grey words."""
        format_ = QTextBlockFormat()
        format_.setBottomMargin(6)
        format_.setTopMargin(10 if size else 0)
        if self._is_first:
            self._cursor.setBlockFormat(format_)
        else:
            self._cursor.insertBlock(format_)
        self._is_first = False
        start = QTextCursor(self._cursor)
        start.setKeepPositionOnInsert(True)
        if note:
            self._cursor.insertText(f"{note}　", self._characters("secondary", -1))
        self._cursor.insertText(text.replace("\n", "\u2028"), self._characters("text", size, bold=size > 0))
        self._view.tag(key, start, self._cursor)

    def source_table(self, table: SourceTable) -> None:
        """A table as the source has it; what overlaps or lies outside is written below it, so that nothing is hidden."""
        fitting, others = _fit(table.cells)
        rows = max((cell.row + cell.row_span for cell in fitting), default=0)
        columns = max((cell.column + cell.column_span for cell in fitting), default=0)
        if rows and columns:
            made = self._table(rows, columns, _shares(fitting, columns))
            for cell in fitting:
                self._cell(made, cell, cell.where, cell.text)
            self._after_table()
        for cell in others:
            self.paragraph(cell.where, cell.text, note=f"{cell.where}（与别的格重叠）")

    def form_table(self, grid: Grid, report: Report) -> None:
        """A table of the form with its figures."""
        made = self._table(grid.rows, grid.columns, _percent(grid.widths))
        for cell in grid.cells:
            if cell.role is Role.VALUE:
                spot = SourceCell(cell.row, cell.column, cell.row_span, cell.column_span, "", "")
                self._cell(made, spot, cell_key(cell.cell_id), shown_value(report.values[cell.cell_id]))
            else:
                spot = SourceCell(cell.row, cell.column, cell.row_span, cell.column_span, "", "")
                self._cell(made, spot, "", cell.text, is_label=True)
        self._after_table()

    def end(self) -> None:
        """The page is whole: show its beginning."""
        self._view.end()

    def _table(self, rows: int, columns: int, lengths: Sequence[QTextLength]) -> QTextTable:
        format_ = QTextTableFormat()
        format_.setBorder(0.5)
        format_.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        format_.setBorderBrush(self._theme.brush("line_strong"))
        format_.setBorderCollapse(True)
        format_.setCellPadding(3)
        format_.setCellSpacing(0)
        format_.setWidth(QTextLength(QTextLength.Type.PercentageLength, 99))
        format_.setColumnWidthConstraints(list(lengths))
        format_.setBottomMargin(8)
        return self._cursor.insertTable(rows, columns, format_)

    def _cell(self, table: QTextTable, cell: SourceCell, key: str, text: str, is_label: bool = False) -> None:
        if cell.row_span > 1 or cell.column_span > 1:
            table.mergeCells(cell.row, cell.column, cell.row_span, cell.column_span)
        target = table.cellAt(cell.row, cell.column)
        look = QTextTableCellFormat()
        look.setBorder(0.5)
        look.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        look.setBorderBrush(self._theme.brush("line_strong"))
        look.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
        if is_label:
            look.setBackground(self._theme.brush("locked_fill"))
        target.setFormat(look)
        cursor = target.firstCursorPosition()
        start = QTextCursor(cursor)
        start.setKeepPositionOnInsert(True)
        middle = QTextBlockFormat()
        middle.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        cursor.setBlockFormat(middle)
        cursor.insertText(text.replace("\n", "\u2028"), self._characters("locked_text" if is_label else "text", -1.5))
        if key:
            self._view.tag(key, start, cursor)

    def _after_table(self) -> None:
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self._is_first = True  # Qt keeps an empty paragraph behind a table: the next text takes it

    def _characters(self, color: str, size: float, bold: bool = False) -> QTextCharFormat:
        format_ = QTextCharFormat()
        format_.setFont(self._theme.ui_font(size, bold))
        format_.setForeground(self._theme.brush(color))
        return format_


def fill_source(view: PlaceView, source: SourceDocument, theme: Theme) -> None:
    """The whole source in reading order."""
    filler = Filler(view, theme)
    for block in source.blocks:
        if isinstance(block, SourceParagraph):
            filler.paragraph(block.where, block.text, 1 if block.heading else 0, note=_KINDS.get(block.kind, ""))
        else:
            filler.source_table(block)
    filler.end()


def fill_form(view: PlaceView, report: Report, theme: Theme) -> None:
    """The form with title, texts and tables as understood."""
    filler = Filler(view, theme)
    filler.paragraph("meta:title", report.meta.title or "（没有读到标题）", 3)
    for section in report.form.template.sections:
        if section.heading:
            filler.paragraph(line_key(section.id, -1), section.heading, 1)
        for number, line in enumerate(report.texts[section.id].split("\n")):
            if line:
                filler.paragraph(line_key(section.id, number), line)
        if section.table:
            filler.form_table(report.form.grids[section.id], report)
    if report.meta.signature or report.meta.date:
        day = f"{report.meta.date:%Y年%m月%d日}" if report.meta.date else ""
        filler.paragraph("meta:signature", f"{report.meta.signature}　{day}".strip(), note="落款")
    filler.end()


def _percent(widths: Sequence[float]) -> list[QTextLength]:
    return [QTextLength(QTextLength.Type.PercentageLength, 100 * width / sum(widths)) for width in widths]


def _shares(cells: Sequence[SourceCell], columns: int) -> list[QTextLength]:
    """Widths by how long the texts of each column are, within reason."""
    longest = [_LEAST_SHARE] * columns
    for cell in cells:
        if cell.column_span == 1:
            longest[cell.column] = max(longest[cell.column], min(len(cell.text), _MOST_SHARE))
    return _percent(longest)


def _fit(cells: Sequence[SourceCell]) -> tuple[list[SourceCell], list[SourceCell]]:
    """Cells that tile without overlap inside a sane size, their spans cut where needed, and the rest."""
    taken: set[tuple[int, int]] = set()
    fitting: list[SourceCell] = []
    others: list[SourceCell] = []
    for cell in cells:
        rows = range(cell.row, min(cell.row + cell.row_span, MOST_ROWS))
        columns = range(cell.column, min(cell.column + cell.column_span, MOST_COLUMNS))
        area = {(row, column) for row in rows for column in columns}
        if area and not area & taken:
            fitting.append(SourceCell(cell.row, cell.column, len(rows), len(columns), cell.text, cell.where))
            taken |= area
        elif (cell.row, cell.column) not in taken and area:
            fitting.append(SourceCell(cell.row, cell.column, 1, 1, cell.text, cell.where))
            taken.add((cell.row, cell.column))
        elif cell.text.strip():
            others.append(cell)
    return fitting, others
