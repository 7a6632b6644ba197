"""A sheet of any spreadsheet format as blocks: one table a sheet, merged ranges kept as ranges.

Only cells that are really there count, so a cell or a merge at the far corner of the sheet costs nothing. Rows and
columns are counted again from the first one that is used. Raises UnreadableFileError for what no report can be.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from core.importer.guard import refuse
from core.importer.source import SourceCell, SourceNote, SourceParagraph, SourceTable

MAX_SHEETS = 64
MAX_ROWS = 2000
MAX_COLUMNS = 64
MAX_MERGES = 10_000
_MAX_COVERED = 4 * MAX_ROWS * MAX_COLUMNS

COVERED = "这一格被合并单元格盖住，在表中看不见"
REPEATED = "这一格在文件中出现了两次"

Place = tuple[int, int]
Block = SourceParagraph | SourceTable


@dataclass(slots=True)
class Sheet:
    """The cells that hold something, by (row, column) as the file counts them, from 1."""

    name: str
    texts: dict[Place, tuple[str, str]] = field(default_factory=dict[Place, tuple[str, str]])
    rows: int = 0
    blank_row: int = 0
    """The row of formatted cells without a value directly below the last row with one, if there is such."""
    merges: list[tuple[Place, Place]] = field(default_factory=list[tuple[Place, Place]])
    hidden: list[str] = field(default_factory=list[str])

    def where(self, place: Place) -> str:
        """How a person finds a cell: 「工作表“表二”D5」."""
        return f"工作表“{self.name}”{column_name(place[1])}{place[0]}"

    def add_row(self, row: int, cells: Iterable[tuple[int, str, str]], hidden: bool = False) -> None:
        """Take (column, text, note) of the cells of one row; rows come from the top down."""
        before = len(self.texts)
        empty = False
        for column, text, note in cells:
            place = row, column
            if not text.strip() and not note:
                empty = True
            elif place in self.texts:
                self.texts[place] = f"{self.texts[place][0]}\n{text}", REPEATED
            else:
                self.texts[place] = text, note
                self.blank_row = 0
        # 表四 has no row label: when its only row was left blank, nothing but formatted cells tells of it.
        if empty and self.texts and next(reversed(self.texts))[0] == row - 1:
            self.blank_row = row
        if len(self.texts) > before:
            self.rows += 1
            if hidden:
                self.hidden.append(f"第 {row} 行")


@lru_cache(maxsize=1024)
def column_name(number: int) -> str:
    """The letters of a column counted from 1."""
    name = ""
    while number:
        number, letter = divmod(number - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def require_few_sheets(count: int, file_name: str) -> None:
    """Refuse a workbook with more sheets than a report can have."""
    if count > MAX_SHEETS:
        refuse(file_name, f"有 {count} 张工作表，不像年度报告；请只留下报告的工作表，另存后再导入。")


def hidden_notes(sheet: Sheet, is_hidden: bool) -> Iterator[SourceNote]:
    """What to tell of a hidden sheet, or of hidden rows and columns in it."""
    where = f"工作表“{sheet.name}”"
    if is_hidden:
        yield SourceNote("import.hidden_sheet", f"{where}是隐藏的，其内容也已读入，请核对。", where)
    if sheet.hidden:
        places = "、".join(sheet.hidden[:10]) + ("等" if len(sheet.hidden) > 10 else "")
        yield SourceNote("import.hidden_rows", f"{where}中{places}是隐藏的，其内容也已读入，请核对。", where)


def check_size(sheet: Sheet, file_name: str) -> None:
    """Refuse a sheet with more rows, columns or merges than a report can have."""
    columns = len({column for _, column in sheet.texts})
    if sheet.rows > MAX_ROWS or columns > MAX_COLUMNS or len(sheet.merges) > MAX_MERGES:
        size = f"超过 {MAX_ROWS} 行、{MAX_COLUMNS} 列或 {MAX_MERGES} 处合并单元格"
        refuse(file_name, f"中工作表“{sheet.name}”{size}，不像年度报告；请只留下报告的表格，另存后再导入。")


def sheet_blocks(sheet: Sheet) -> Iterator[Block]:
    """One table; paragraphs for a sheet with a single column of text; nothing for an empty one."""
    if len({column for _, column in sheet.texts}) == 1:
        yield from _paragraphs(sheet)
    elif sheet.texts:
        yield SourceTable(tuple(_cells(sheet)), f"工作表“{sheet.name}”")


def _paragraphs(sheet: Sheet) -> Iterator[SourceParagraph]:
    """A sheet with one column of text is prose, one paragraph for each line of a cell."""
    for place, (text, _) in sorted(sheet.texts.items()):
        for line in text.split("\n"):
            if line.strip():
                yield SourceParagraph(line.strip(), sheet.where(place))


def _cells(sheet: Sheet) -> Iterator[SourceCell]:
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


def _used(sheet: Sheet, axis: int, limit: int) -> Sequence[int]:
    """The rows (or columns) of the table: from first to last used one, without the unused between if they are too far apart."""
    used = {place[axis] for place in sheet.texts}
    if axis == 0 and sheet.blank_row:
        used.add(sheet.blank_row)
    whole = range(min(used), max(used) + 1)
    return whole if len(whole) <= limit else sorted(used)


def _spans(sheet: Sheet, grid: list[Sequence[int]]) -> tuple[dict[Place, Place], set[Place]]:
    """Merged ranges cut to the table: their spans by place in the table, and the places they cover."""
    spans: dict[Place, Place] = {}
    covered: set[Place] = set()
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
