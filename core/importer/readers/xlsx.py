"""Excel workbooks (ECMA-376) in one pass over each sheet: one table a sheet, merged ranges kept as ranges.

Only cells that are really there count: the stated dimension is never believed, and a cell or a merge at the far
corner of the sheet costs nothing. Rows and columns are counted again from the first one that is used.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path
from string import ascii_letters

from core.importer.guard import Relationship, SafePackage, XmlElement, one_error, refuse
from core.importer.readers.xlsx_cells import MAIN, CellValues, load_values
from core.importer.readers.xlsx_extras import drawn, package_notes, printed, properties, sheet_comments
from core.importer.source import SourceCell, SourceDocument, SourceNote, SourceParagraph, SourceTable

MAX_SHEETS = 64
MAX_ROWS = 2000
MAX_COLUMNS = 64
MAX_MERGES = 10_000
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_MAX_COVERED = 4 * MAX_ROWS * MAX_COLUMNS

COVERED = "这一格被合并单元格盖住，在表中看不见"
REPEATED = "这一格在文件中出现了两次"

_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ROW, _CELL, _COL, _MERGE = (MAIN + tag for tag in ("row", "c", "cols/" + MAIN + "col", "mergeCells/" + MAIN + "mergeCell"))

_Place = tuple[int, int]
_Block = SourceParagraph | SourceTable


@dataclass(slots=True)
class _Sheet:
    """The cells that hold something, by (row, column) as the file counts them, from 1."""

    name: str
    texts: dict[_Place, tuple[str, str]] = field(default_factory=dict[_Place, tuple[str, str]])
    rows: int = 0
    blank_row: int = 0
    """The row of formatted cells without a value directly below the last row with one, if there is such."""
    merges: list[tuple[_Place, _Place]] = field(default_factory=list[tuple[_Place, _Place]])
    hidden: list[str] = field(default_factory=list[str])

    def where(self, place: _Place) -> str:
        return f"工作表“{self.name}”{column_name(place[1])}{place[0]}"


def read(path: Path) -> SourceDocument:
    """The workbook at `path`, its sheets in the order of their tabs; raises UnreadableFileError."""
    with one_error(path.name):
        return _document(SafePackage.open(path))


@lru_cache(maxsize=1024)
def column_name(number: int) -> str:
    """The letters of a column counted from 1."""
    name = ""
    while number:
        number, letter = divmod(number - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def _document(package: SafePackage) -> SourceDocument:
    starts = [link.target for link in package.relationships("").values() if link.kind == "officeDocument"]
    main = package.find(starts[0] if starts else "xl/workbook.xml") or "xl/workbook.xml"
    workbook, links = package.xml(main), package.relationships(main)
    parts = {link.kind: link.target for link in links.values() if not link.external}
    settings = workbook.find(f"{MAIN}workbookPr")
    values = load_values(package, parts, settings is not None and _is_on(settings.get("date1904")))
    sheets = list(workbook.iterfind(f"{MAIN}sheets/{MAIN}sheet"))
    if len(sheets) > MAX_SHEETS:
        refuse(package.name, f"有 {len(sheets)} 张工作表，不像年度报告；请只留下报告的工作表，另存后再导入。")
    blocks: list[_Block] = []
    notes = package_notes(package, links.values())
    for node in sheets:
        _read_sheet(package, (node, links.get(node.get(_ID, ""))), values, (blocks, notes))
    return SourceDocument("xlsx", tuple(blocks), tuple(notes), properties(package))


def _read_sheet(
    package: SafePackage,
    entry: tuple[XmlElement, Relationship | None],
    values: CellValues,
    found: tuple[list[_Block], list[SourceNote]],
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
    sheet = _scan(_Sheet(name), root, values)
    _check_size(sheet, package.name)
    sheet_blocks = [*_sheet_blocks(sheet), *drawn(package, links, where), *printed(root, where)]
    blocks.extend(sheet_blocks)
    notes.extend(_hidden_notes(sheet, node.get("state", "visible") if sheet_blocks else "visible"))
    notes.extend(sheet_comments(package, links, where))


def _hidden_notes(sheet: _Sheet, state: str) -> Iterator[SourceNote]:
    where = f"工作表“{sheet.name}”"
    if state != "visible":
        yield SourceNote("import.hidden_sheet", f"{where}是隐藏的，其内容也已读入，请核对。", where)
    if sheet.hidden:
        places = "、".join(sheet.hidden[:10]) + ("等" if len(sheet.hidden) > 10 else "")
        yield SourceNote("import.hidden_rows", f"{where}中{places}是隐藏的，其内容也已读入，请核对。", where)


# --- one pass over the XML ---------------------------------------------------------------------------------------


def _scan(sheet: _Sheet, root: XmlElement, values: CellValues) -> _Sheet:
    data = root.find(f"{MAIN}sheetData")
    row = 0
    for node in () if data is None else data.iterchildren(_ROW):
        row = _row_number(node.get("r") or _row_of_cells(node), row + 1)
        before = len(sheet.texts)
        _scan_row(sheet, node, row, values)
        if len(sheet.texts) > before:
            sheet.rows += 1
            if _is_on(node.get("hidden")):
                sheet.hidden.append(f"第 {row} 行")
        if sheet.rows > MAX_ROWS:
            break
    sheet.merges.extend(_range(node.get("ref", "")) for node in islice(root.iterfind(_MERGE), MAX_MERGES + 1))
    sheet.hidden.extend(_hidden_columns(sheet, root))
    return sheet


def _scan_row(sheet: _Sheet, node: XmlElement, row: int, values: CellValues) -> None:
    column = 0
    empty = False
    for cell in node.iterchildren(_CELL):
        reference = cell.get("r")
        # The row element gives the row: a reference that differs from it is damage.
        column = _column(reference.rstrip("0123456789")) if reference else column + 1
        place = row, column
        text, note = values.shown(cell)
        if not text.strip() and not note:
            empty = True
        elif place in sheet.texts:
            sheet.texts[place] = f"{sheet.texts[place][0]}\n{text}", REPEATED
        else:
            sheet.texts[place] = text, note
            sheet.blank_row = 0
    # 表四 has no row label: when its only row was left blank, nothing but formatted cells tells of it.
    if empty and sheet.texts and next(reversed(sheet.texts))[0] == row - 1:
        sheet.blank_row = row


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


def _place(reference: str) -> _Place:
    letters = reference.replace("$", "").rstrip("0123456789")
    return _row_number(reference.replace("$", "")[len(letters) :], 0), _column(letters)


def _range(reference: str) -> tuple[_Place, _Place]:
    first, _, last = reference.partition(":")
    (top, left), (bottom, right) = _place(first), _place(last or first)
    return (min(top, bottom), min(left, right)), (max(top, bottom), max(left, right))


def _hidden_columns(sheet: _Sheet, root: XmlElement) -> Iterator[str]:
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


# --- cells to blocks ---------------------------------------------------------------------------------------------


def _check_size(sheet: _Sheet, file_name: str) -> None:
    columns = len({column for _, column in sheet.texts})
    if sheet.rows > MAX_ROWS or columns > MAX_COLUMNS or len(sheet.merges) > MAX_MERGES:
        size = f"超过 {MAX_ROWS} 行、{MAX_COLUMNS} 列或 {MAX_MERGES} 处合并单元格"
        refuse(file_name, f"中工作表“{sheet.name}”{size}，不像年度报告；请只留下报告的表格，另存后再导入。")


def _sheet_blocks(sheet: _Sheet) -> Iterator[_Block]:
    if len({column for _, column in sheet.texts}) == 1:
        yield from _paragraphs(sheet)
    elif sheet.texts:
        yield SourceTable(tuple(_cells(sheet)), f"工作表“{sheet.name}”")


def _paragraphs(sheet: _Sheet) -> Iterator[SourceParagraph]:
    """A sheet with one column of text is prose, one paragraph for each line of a cell."""
    for place, (text, _) in sorted(sheet.texts.items()):
        for line in text.split("\n"):
            if line.strip():
                yield SourceParagraph(line.strip(), sheet.where(place))


def _cells(sheet: _Sheet) -> Iterator[SourceCell]:
    grid = [_used(sheet, 0, MAX_ROWS), _used(sheet, 1, MAX_COLUMNS)]
    spans, covered = _spans(sheet, grid)
    for row, at_row in enumerate(grid[0]):
        for column, at_column in enumerate(grid[1]):
            place = at_row, at_column
            text, note = sheet.texts.get(place, ("", ""))
            if (row, column) in covered:
                if place not in sheet.texts:
                    continue
                note = note or COVERED
            down, right = spans.get((row, column), (1, 1))
            yield SourceCell(row, column, down, right, text, sheet.where(place), note)


def _used(sheet: _Sheet, axis: int, limit: int) -> Sequence[int]:
    """The rows (or columns) of the table: from first to last used one, without the unused between if they are too far apart."""
    used = {place[axis] for place in sheet.texts}
    if axis == 0 and sheet.blank_row:
        used.add(sheet.blank_row)
    whole = range(min(used), max(used) + 1)
    return whole if len(whole) <= limit else sorted(used)


def _spans(sheet: _Sheet, grid: list[Sequence[int]]) -> tuple[dict[_Place, _Place], set[_Place]]:
    """Merged ranges cut to the table: their spans by place in the table, and the places they cover."""
    spans: dict[_Place, _Place] = {}
    covered: set[_Place] = set()
    work = 0
    for first, last in sheet.merges:
        top, left = (bisect_left(grid[axis], first[axis]) for axis in (0, 1))
        bottom, right = (bisect_right(grid[axis], last[axis]) for axis in (0, 1))
        work += max(bottom - top, 0) * max(right - left, 0)
        if work > _MAX_COVERED:
            raise ValueError("merged ranges overlap without end")
        inside = {(row, column) for row in range(top, bottom) for column in range(left, right)}
        if inside and (top, left) not in covered:
            spans[top, left] = bottom - top, right - left
            covered |= inside - {(top, left)}
    return spans, covered
