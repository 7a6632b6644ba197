"""Documents such as the check report as a workbook: one sheet, a paragraph a row, tables as they stand."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from core.exporter.blocks import Document, Heading, Paragraph, TableBlock, Title
from core.exporter.markup import clean
from core.exporter.typography import text_width
from core.exporter.xlsx_book import Book, Worksheet, write_text
from core.geometry import GridCell, Role

_PIXELS_PER_MM = 5.7
_CHARACTER = 14  # pixels of one Chinese character of 10 pt
_LINE = 18
_TALLEST = 545


def xlsx_of(document: Document) -> bytes:
    """The .xlsx file. Text goes across the columns of the widest table."""
    book = Book()
    book.describe({"title": clean(document.title)[:255], "author": clean(document.author)[:255]}, {}, datetime.now(UTC))
    sheet = book.add_sheet(clean(document.title)[:31])
    widths = _widths(document)
    for column, width in enumerate(widths):
        sheet.set_column_pixels(column, column, width)
    row = 0
    for block in document.blocks:
        if isinstance(block, TableBlock):
            row = _table(book, (sheet, row), block, widths) + 1
        elif isinstance(block, Title | Heading | Paragraph):
            row = _line(book, (sheet, row), block, widths)
    return book.bytes()


def _widths(document: Document) -> tuple[float, ...]:
    tables = [block.grid.widths for block in document.blocks if isinstance(block, TableBlock)]
    return tuple(width * _PIXELS_PER_MM for width in max(tables, key=len, default=(156.0,)))


def _line(book: Book, place: tuple[Worksheet, int], block: Title | Heading | Paragraph, widths: tuple[float, ...]) -> int:
    """A paragraph over all columns; returns the next free row."""
    sheet, row = place
    formats = book.formats
    look = formats.title if isinstance(block, Title) else formats.heading if isinstance(block, Heading) else formats.body
    if len(widths) > 1:
        sheet.merge_range(row, 0, row, len(widths) - 1, "", look)
    write_text(sheet, (row, 0), block.text, look)
    sheet.set_row_pixels(row, _height(block.text, sum(widths)) * (1.6 if isinstance(block, Title) else 1.2))
    return row + 1


def _table(book: Book, place: tuple[Worksheet, int], block: TableBlock, widths: tuple[float, ...]) -> int:
    sheet, top = place
    heights = [float(_LINE)] * block.grid.rows
    for cell in block.grid.cells:
        _cell(book, (sheet, top), cell, block)
        width = sum(widths[cell.column : cell.column + cell.column_span])
        heights[cell.row] = max(heights[cell.row], _height(cell.text, width))
    for row, height in enumerate(heights, top):
        sheet.set_row_pixels(row, height)
    return top + block.grid.rows


def _cell(book: Book, place: tuple[Worksheet, int], cell: GridCell, block: TableBlock) -> None:
    sheet, top = place
    look = book.formats.left_label if cell.role is Role.TEXT else book.formats.label
    first = top + cell.row, cell.column
    if cell.row_span * cell.column_span > 1:
        last = top + cell.row + cell.row_span - 1, cell.column + cell.column_span - 1
        sheet.merge_range(*first, *last, "", look)
    write_text(sheet, first, block.texts[cell.cell_id] if cell.cell_id else cell.text, look)


def _height(text: str, width: float) -> float:
    """Pixels that wrapped text takes: not every program fits rows to their text on opening."""
    lines = sum(max(1, math.ceil(text_width(line) * _CHARACTER / max(width - 8, _CHARACTER))) for line in text.split("\n"))
    return min(_TALLEST, _LINE * lines + 6)
