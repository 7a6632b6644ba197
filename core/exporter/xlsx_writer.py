"""The report as an Excel workbook: the text on one sheet, each table on its own, with working totals and checks."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime

from core.exporter.blocks import Heading, Paragraph, Signature, TableBlock, Title, build_blocks, known_of, printed_date
from core.exporter.docx_package import properties
from core.exporter.markup import clean
from core.exporter.typography import text_width
from core.exporter.xlsx_book import CELL_LIMIT, TEXT_SIZE, TITLE_SIZE, Book, Format, Formats, Worksheet, write_text
from core.exporter.xlsx_table import write_table
from core.report import Report

TEXT_SHEET = "正文"
_Line = tuple[str, Format, int]  # text, look, size of the type in points
_NAMES = {"disclosure": "主动公开", "requests": "申请情况", "remedies": "复议诉讼"}
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_COLUMN = 600  # pixels
_CHARACTER = 1.4  # pixels of one Chinese character per point of its size
_LINE = 2.0
_TALLEST = 545  # pixels, the most that Excel allows


def write_xlsx(report: Report, moment: datetime | None = None) -> bytes:
    """The .xlsx file. The same report and `moment` (of the document properties; now for None) give the same bytes."""
    book = Book()
    meta = report.meta
    known = {"title": clean(meta.title)[:255], "author": clean(meta.organ)[:255]}
    book.describe(known, properties(known_of(report)), (moment or datetime.now(UTC)).astimezone(UTC))
    blocks = list(build_blocks(report))
    sheet = book.add_sheet(TEXT_SHEET)
    sheet.set_column_pixels(0, 0, _COLUMN)
    row = 0
    for block in blocks:
        if not isinstance(block, TableBlock):
            row = _write_lines(sheet, row, _lines(block, book.formats))
    result = report.check()
    for block in blocks:
        if isinstance(block, TableBlock):
            write_table(book, _sheet_name(block), report, block, result)
    return book.bytes()


def _lines(block: Title | Heading | Paragraph | Signature, formats: Formats) -> Iterator[_Line]:
    match block:
        case Title():
            yield block.text, formats.title, TITLE_SIZE
        case Heading():
            yield block.text, formats.heading, TEXT_SIZE
        case Paragraph():
            yield block.text, formats.body, TEXT_SIZE
        case Signature():
            yield block.name, formats.right, TEXT_SIZE
            yield printed_date(block.day) if block.day else "", formats.right, TEXT_SIZE


def _write_lines(sheet: Worksheet, row: int, lines: Iterator[_Line]) -> int:
    """One cell a paragraph, going down; returns the next free row. What no cell can hold goes on in the next one."""
    for text, look, size in lines:
        for start in range(0, len(text), CELL_LIMIT):
            piece = text[start : start + CELL_LIMIT]
            write_text(sheet, (row, 0), piece, look)
            sheet.set_row_pixels(row, _height(piece, size))
            row += 1
    return row


def _height(text: str, size: int) -> float:
    """Pixels that the wrapped text takes: not every program fits rows to their text on opening."""
    lines = math.ceil((text_width(text) + 1) * _CHARACTER * size / _COLUMN)
    return min(_TALLEST, _LINE * size * lines + 4)


def _sheet_name(block: TableBlock) -> str:
    """「三、申请情况」: the section's own number and a short name, without what Excel forbids."""
    number, mark, name = block.section.heading.partition("、")
    short = _NAMES.get(block.section.id, name or number)
    return _FORBIDDEN.sub("", f"{number if mark else ''}{mark}{short}")[:31]
