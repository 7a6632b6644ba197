"""Excel workbooks (ECMA-376) in one pass over each sheet: one table a sheet, merged ranges kept as ranges.

Only cells that are really there count: the stated dimension is never believed. What a sheet becomes is sheet.py's.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from string import ascii_letters

from core.importer.guard import Relationship, SafePackage, XmlElement, one_error
from core.importer.readers.sheet import (
    MAX_MERGES,
    MAX_ROWS,
    Block,
    Place,
    Sheet,
    check_size,
    column_name,
    hidden_notes,
    require_few_sheets,
    sheet_blocks,
)
from core.importer.readers.xlsx_cells import MAIN, CellValues, load_values
from core.importer.readers.xlsx_extras import drawn, package_notes, printed, properties, sheet_comments
from core.importer.source import SourceDocument, SourceNote

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384

_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ROW, _CELL, _COL, _MERGE = (MAIN + tag for tag in ("row", "c", "cols/" + MAIN + "col", "mergeCells/" + MAIN + "mergeCell"))


def read(path: Path) -> SourceDocument:
    """The workbook at `path`, its sheets in the order of their tabs; raises UnreadableFileError."""
    with one_error(path.name):
        return _document(SafePackage.open(path))


def _document(package: SafePackage) -> SourceDocument:
    starts = [link.target for link in package.relationships("").values() if link.kind == "officeDocument"]
    main = package.find(starts[0] if starts else "xl/workbook.xml") or "xl/workbook.xml"
    workbook, links = package.xml(main), package.relationships(main)
    parts = {link.kind: link.target for link in links.values() if not link.external}
    settings = workbook.find(f"{MAIN}workbookPr")
    values = load_values(package, parts, settings is not None and _is_on(settings.get("date1904")))
    sheets = list(workbook.iterfind(f"{MAIN}sheets/{MAIN}sheet"))
    require_few_sheets(len(sheets), package.name)
    blocks: list[Block] = []
    notes = package_notes(package, links.values())
    for node in sheets:
        _read_sheet(package, (node, links.get(node.get(_ID, ""))), values, (blocks, notes))
    return SourceDocument("xlsx", tuple(blocks), tuple(notes), properties(package))


def _read_sheet(
    package: SafePackage,
    entry: tuple[XmlElement, Relationship | None],
    values: CellValues,
    found: tuple[list[Block], list[SourceNote]],
) -> None:
    node, link = entry
    blocks, notes = found
    name = node.get("name", "")
    where = f"工作表“{name}”"
    part = link and package.find(link.target)
    if not link or link.kind != "worksheet" or not part:
        notes.append(SourceNote("import.sheet_skipped", f"{where}不是表格或内容缺失，没有读取。", where))
        return
    root, links = package.xml(part), package.relationships(part).values()
    sheet = _scan(Sheet(name), root, values)
    check_size(sheet, package.name)
    of_sheet = [*sheet_blocks(sheet), *drawn(package, links, where), *printed(root, where)]
    blocks.extend(of_sheet)
    notes.extend(hidden_notes(sheet, bool(of_sheet) and node.get("state", "visible") != "visible"))
    notes.extend(sheet_comments(package, links, where))


# --- one pass over the XML ---------------------------------------------------------------------------------------


def _scan(sheet: Sheet, root: XmlElement, values: CellValues) -> Sheet:
    data = root.find(f"{MAIN}sheetData")
    row = 0
    for node in () if data is None else data.iterchildren(_ROW):
        row = _row_number(node.get("r") or _row_of_cells(node), row + 1)
        sheet.add_row(row, _row_cells(node, values), _is_on(node.get("hidden")))
        if sheet.rows > MAX_ROWS:
            break
    sheet.merges.extend(_range(node.get("ref", "")) for node in islice(root.iterfind(_MERGE), MAX_MERGES + 1))
    sheet.hidden.extend(_hidden_columns(sheet, root))
    return sheet


def _row_cells(node: XmlElement, values: CellValues) -> Iterator[tuple[int, str, str]]:
    column = 0
    for cell in node.iterchildren(_CELL):
        reference = cell.get("r")
        # The row element gives the row: a reference that differs from it is damage.
        column = _column(reference.rstrip("0123456789")) if reference else column + 1
        yield column, *values.shown(cell)


def _row_of_cells(row: XmlElement) -> str:
    """What the first cell says of its row, for rows that do not say it themselves."""
    return row[0].get("r", "").lstrip(ascii_letters) if len(row) else ""


def _row_number(given: str | None, following: int) -> int:
    number = int(given) if given else following
    if not 0 < number <= _LAST_ROW:
        raise ValueError("row out of the sheet")
    return number


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    """1 for 「A」; ValueError (a damaged file) for what is no column of a sheet."""
    column = 0
    for letter in letters[:4].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    if not (letters.isascii() and letters.isalpha() and column <= _LAST_COLUMN):
        raise ValueError(f"no column: {letters[:20]}")
    return column


def _place(reference: str) -> Place:
    letters = reference.replace("$", "").rstrip("0123456789")
    return _row_number(reference.replace("$", "")[len(letters) :], 0), _column(letters)


def _range(reference: str) -> tuple[Place, Place]:
    first, _, last = reference.partition(":")
    (top, left), (bottom, right) = _place(first), _place(last or first)
    return (min(top, bottom), min(left, right)), (max(top, bottom), max(left, right))


def _hidden_columns(sheet: Sheet, root: XmlElement) -> Iterator[str]:
    hidden = [
        range(int(node.get("min", "1")), int(node.get("max", "1")) + 1)
        for node in root.iterfind(_COL)
        if _is_on(node.get("hidden"))
    ]
    if hidden:
        for column in sorted({column for _, column in sheet.texts}):
            if any(column in columns for columns in hidden):
                yield f"{column_name(column)} 列"


def _is_on(flag: str | None) -> bool:
    return flag in ("1", "true", "on")
