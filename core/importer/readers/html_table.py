"""The grid of an HTML table (HTML standard, 4.9.12 "Forming a table"): which cell stands where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from core.errors import UnreadableFileError
from core.importer.source import SourceCell

MAX_ROWS = 2000
MAX_COLUMNS = 64
MAX_SPAN = 64

PICTURE = "这一格是图片，图中的内容无法读取"
_ORDER = ("thead", "tbody", "tfoot")


@dataclass(slots=True)
class Cell:
    """A cell as the markup gives it; `row_span` 0 means to the end of its part of the table."""

    row_span: int
    column_span: int
    lines: list[str] = field(default_factory=list[str])
    has_picture: bool = False


_Section = list[list[Cell]]


class TableGrid:
    """Takes rows and cells as they come; head and foot go to their places whatever the order of the markup."""

    def __init__(self) -> None:
        self._sections: list[tuple[str, _Section]] = []
        self._in_part = self._in_row = False

    def begin(self, tag: str) -> None:
        """A `tr`, or a `thead`, `tbody` or `tfoot`, starts."""
        self._in_row = tag == "tr"
        if tag in _ORDER or not self._in_part:
            self._in_part = True
            self._sections.append((tag if tag in _ORDER else "tbody", []))
        if tag == "tr":
            self._sections[-1][1].append([])

    def end_part(self) -> None:
        """A `thead`, `tbody` or `tfoot` ends; rows that follow on their own belong to the body."""
        self._in_part = self._in_row = False

    def add(self, row_span: str | None, column_span: str | None) -> Cell:
        """A cell with its attributes as written; the markup may have forgotten the row."""
        if not self._in_row:
            self.begin("tr")
        cell = Cell(_span(row_span, least=0), _span(column_span, least=1))
        self._sections[-1][1][-1].append(cell)
        return cell

    def is_empty(self) -> bool:
        """Whether nothing at all is in it, as in tables that only make distance."""
        return not any(cell.lines or cell.has_picture for _, rows in self._sections for row in rows for cell in row)

    def cells(self, where: str) -> Iterator[SourceCell]:
        """All cells in order. Raises UnreadableFileError, whose text completes a sentence, for too large a table."""
        top = 0
        for _, rows in sorted(self._sections, key=lambda section: _ORDER.index(section[0])):
            if top + len(rows) > MAX_ROWS:
                raise UnreadableFileError(f"超过 {MAX_ROWS} 行，不像年度报告，没有读取。")
            yield from _placed(rows, top, where)
            top += len(rows)


def _placed(rows: _Section, top: int, where: str) -> Iterator[SourceCell]:
    """The cells of one part of the table; spans from above push cells to the right but end with the part."""
    taken_until = [0] * MAX_COLUMNS
    for index, row in enumerate(rows):
        column = 0
        for cell in row:
            while column < MAX_COLUMNS and taken_until[column] > index:
                column += 1
            if column >= MAX_COLUMNS:
                raise UnreadableFileError(f"超过 {MAX_COLUMNS} 列，不像年度报告，没有读取。")
            right = min(cell.column_span, MAX_COLUMNS - column)
            down = min(cell.row_span or len(rows), len(rows) - index)
            taken_until[column : column + right] = [index + down] * right
            note = PICTURE if cell.has_picture else ""
            place = f"{where}第 {top + index + 1} 行第 {column + 1} 列"
            yield SourceCell(top + index, column, down, right, "\n".join(cell.lines), place, note)
            column += right


def _span(written: str | None, least: int) -> int:
    """A span as browsers read it: leading digits, anything else is 1; cut to what an annual report can need."""
    digits = re.match(r"\s*\+?0*([0-9]{1,6})", written or "")
    return min(max(int(digits[1]), least), MAX_SPAN) if digits else 1
