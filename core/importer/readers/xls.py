"""Excel 97-2003 workbooks (.xls, .et) with the conventions of xlsx.py: one table a sheet, numbers as people see them.

The records are read by xlrd, which is no longer developed and allots rows before it knows their cells: it runs in a
child process. Excel 95 comes out too. Text boxes, pictures and print headers are not given by xlrd.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from core.importer import child
from core.importer.guard import MIB, one_error, refuse
from core.importer.readers.sheet import (
    MAX_ROWS,
    Block,
    Sheet,
    check_size,
    column_name,
    hidden_notes,
    require_few_sheets,
    sheet_blocks,
)
from core.importer.readers.xlsx_cells import date_text, number_text
from core.importer.source import SourceDocument, SourceNote

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Cell
    from xlrd.sheet import Sheet as XlrdSheet

_NO_VALUE = frozenset((0, 6))  # no cell, only a format
_EMPTY, _DATE, _BOOLEAN, _ERROR = 0, 3, 4, 5  # xlrd's cell types that are neither text nor a plain number
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_ENCRYPTED = "设有打开密码，请用 WPS 或 Excel 打开，取消密码并另存为 .xlsx 再导入。"
_DAMAGED = "已损坏或结构异常，请用 WPS 或 Excel 打开后另存为 .xlsx 再导入；若打不开，请重新向来源索取。"


def read(path: Path) -> SourceDocument:
    """The workbook at `path`, its sheets in the order of their tabs; raises UnreadableFileError, and nothing else."""
    return child.read("xls", path, child.Limits(memory=384 * MIB))


def parse(path: Path) -> SourceDocument:
    """As `read`, in this process: only for the child, and for tests."""
    from xlrd import open_workbook
    from xlrd.biffh import XLRDError
    from xlrd.compdoc import CompDocError

    with one_error(path.name):
        try:
            book = open_workbook(str(path), logfile=StringIO(), formatting_info=True, ragged_rows=True, on_demand=True)
        except (XLRDError, CompDocError) as error:
            refuse(path.name, _ENCRYPTED if "encrypted" in str(error) else _DAMAGED)
        return _document(book, path.name)


def _document(book: Book, name: str) -> SourceDocument:
    require_few_sheets(book.nsheets, name)
    blocks: list[Block] = []
    notes: list[SourceNote] = []
    for number in range(book.nsheets):
        found = book.sheet_by_index(number)
        sheet = _sheet(found, book)
        check_size(sheet, name)
        of_sheet = list(sheet_blocks(sheet))
        blocks += of_sheet
        notes += hidden_notes(sheet, bool(of_sheet) and found.visibility != 0)
        notes += _comments(found, sheet)
        book.unload_sheet(number)
    return SourceDocument("xls", tuple(blocks), tuple(notes))


def _sheet(found: XlrdSheet, book: Book) -> Sheet:
    sheet = Sheet(found.name)
    last = 0
    for row in range(found.nrows):
        if _NO_VALUE.issuperset(found.row_types(row)) and last != row:
            continue  # formatted cells matter only directly below the last row with a value
        if sheet.rows > MAX_ROWS:
            break
        info = found.rowinfo_map.get(row)
        sheet.add_row(row + 1, _row(found.row(row), book), info is not None and bool(info.hidden))
        last = next(reversed(sheet.texts))[0] if sheet.texts else 0
    # xlrd counts ends one further than the last row and column.
    sheet.merges += [((top + 1, left + 1), (bottom, right)) for top, bottom, left, right in found.merged_cells]
    used = sorted({column for _, column in sheet.texts})
    hidden = (column for column in used if (info := found.colinfo_map.get(column - 1)) is not None and info.hidden)
    sheet.hidden += [f"{column_name(column)} 列" for column in hidden]
    return sheet


def _row(cells: list[Cell], book: Book) -> Iterator[tuple[int, str, str]]:
    for column, cell in enumerate(cells, 1):
        if cell.ctype != _EMPTY:  # a place without a cell; one with only a format is XL_CELL_BLANK
            yield column, *_shown(cell, book)


def _shown(cell: Cell, book: Book) -> tuple[str, str]:
    """The text of a cell and "" or the reason why it may not be the value."""
    value = cell.value
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n"), ""
    if cell.ctype == _DATE:
        return date_text(value, bool(book.datemode)) or number_text(repr(value)), ""
    if cell.ctype == _BOOLEAN:
        return "TRUE" if value else "FALSE", ""
    if cell.ctype == _ERROR:
        error = _ERRORS.get(int(value), "#错误")
        return error, f"公式出错（{error}）"
    return number_text(repr(value)), ""


def _comments(found: XlrdSheet, sheet: Sheet) -> Iterator[SourceNote]:
    for (row, column), note in sorted(found.cell_note_map.items()):
        yield SourceNote("import.comment", note.text.strip(), sheet.where((row + 1, column + 1)))
