"""OpenDocument spreadsheets with the conventions of xlsx.py: one table a sheet, stored results, repeated cells capped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.importer.guard import XmlElement
from core.importer.readers.odf_text import DRAW, OFFICE, STYLE, TABLE, Found, P, plain_lines, text_of
from core.importer.readers.sheet import (
    MAX_COLUMNS,
    MAX_ROWS,
    Block,
    Sheet,
    check_size,
    column_name,
    hidden_notes,
    require_few_sheets,
    sheet_blocks,
)
from core.importer.readers.xlsx_cells import NO_RESULT, number_text
from core.importer.source import SourceDocument, SourceNote, SourceParagraph

_CALCEXT_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_ROW, _COLUMN = TABLE + "table-row", TABLE + "table-column"
_CELLS = (TABLE + "table-cell", TABLE + "covered-table-cell")
_NUMBER = re.compile(r"[-+]?\d{1,40}(\.\d{0,40})?([eE][-+]?\d{1,3})?", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d).*)?", re.ASCII)
_NUMERIC = ("float", "percentage", "currency")
_HIDDEN = ("collapse", "filter")


def document(content: XmlElement, book: XmlElement, name: str) -> SourceDocument:
    """The sheets of an `office:spreadsheet` in the order of their tabs. Raises UnreadableFileError."""
    tables = list(book.iterchildren(TABLE + "table"))
    require_few_sheets(len(tables), name)
    unseen = set(_hidden_styles(content))
    blocks: list[Block] = []
    notes: list[SourceNote] = []
    for table in tables:
        sheet = _sheet(table)
        check_size(sheet, name)
        of_sheet = [*sheet_blocks(sheet), *_drawn(table, sheet)]
        blocks += of_sheet
        notes += hidden_notes(sheet, bool(of_sheet) and table.get(TABLE + "style-name") in unseen)
        notes += _comments(table, sheet)
    return SourceDocument("ods", tuple(blocks), tuple(notes))


def _hidden_styles(content: XmlElement) -> Iterator[str]:
    for style in content.iter(STYLE + "style"):
        for properties in style.iterchildren(STYLE + "table-properties"):
            if properties.get(TABLE + "display") == "false":
                yield style.get(STYLE + "name", "")


def _sheet(table: XmlElement) -> Sheet:
    sheet = Sheet(table.get(TABLE + "name", ""))
    row = 1
    for element in table.iter(_ROW):
        repeated = _count(element, "number-rows-repeated")
        if element.find(f".//{P}") is not None or any(_formula(cell) for cell in element):
            for again in range(min(repeated, MAX_ROWS + 1 - sheet.rows)):
                cells = _cells(element, row + again, sheet)
                sheet.add_row(row + again, cells, element.get(TABLE + "visibility") in _HIDDEN)
        elif repeated == 1:
            sheet.add_row(row, _cells(element, row, sheet))
        row += repeated
        if sheet.rows > MAX_ROWS:
            break
    sheet.hidden += _hidden_columns(table, sheet)
    return sheet


def _cells(row: XmlElement, number: int, sheet: Sheet) -> Iterator[tuple[int, str, str]]:
    column = 1
    for cell in row.iterchildren(*_CELLS):
        repeated = _count(cell, "number-columns-repeated")
        if repeated <= MAX_COLUMNS or cell.find(P) is not None:
            text, note = _shown(cell)
            is_there = text or note or cell.get(TABLE + "style-name")
            for again in range(min(repeated, MAX_COLUMNS + 1) if is_there else 0):
                yield column + again, text, note
        down, right = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
        if down > 1 or right > 1:
            sheet.merges.append(((number, column), (number + down - 1, column + right - 1)))
        column += repeated


def _shown(cell: XmlElement) -> tuple[str, str]:
    """The text of a cell and "" or the reason why it may not be the value."""
    printed = "\n".join(text_of(paragraph, Found()) for paragraph in cell.iterchildren(P))
    kind = cell.get(OFFICE + "value-type", "")
    if cell.get(_CALCEXT_TYPE) == "error":
        return printed, f"公式出错（{printed}）"
    if not kind and not printed and _formula(cell):
        return "", NO_RESULT
    value = cell.get(OFFICE + "value", "")
    if kind in _NUMERIC and _NUMBER.fullmatch(value):
        return number_text(value), ""
    if kind == "date" and (found := _DATE.fullmatch(cell.get(OFFICE + "date-value", ""))):
        year, month, day = (int(part) for part in found.groups()[:3])
        clock = f" {int(found[4])}:{found[5]}" if found[4] else ""
        return f"{year}年{month}月{day}日{clock}", ""
    return printed, ""


def _formula(cell: XmlElement) -> bool:
    return cell.get(TABLE + "formula") is not None


def _hidden_columns(table: XmlElement, sheet: Sheet) -> Iterator[str]:
    used = {column for _, column in sheet.texts}
    start = 1
    for element in table.iter(_COLUMN):
        end = start + _count(element, "number-columns-repeated")
        if element.get(TABLE + "visibility") in _HIDDEN:
            yield from (f"{column_name(column)} 列" for column in sorted(used) if start <= column < end)
        start = end


def _drawn(table: XmlElement, sheet: Sheet) -> Iterator[SourceParagraph]:
    where = f"工作表“{sheet.name}”"
    for shape in table.iter(DRAW + "frame", DRAW + "custom-shape"):
        text = plain_lines(shape)
        if text:
            yield from (SourceParagraph(line, where, "text_box") for line in text.split("\n"))
        elif shape.find(DRAW + "image") is not None:
            yield SourceParagraph("", where, "picture")


def _comments(table: XmlElement, sheet: Sheet) -> Iterator[SourceNote]:
    for comment in table.iter(OFFICE + "annotation"):
        yield SourceNote("import.comment", plain_lines(comment), f"工作表“{sheet.name}”")


def _count(element: XmlElement, name: str) -> int:
    return max(int(element.get(TABLE + name, "1")[:9]), 1)
