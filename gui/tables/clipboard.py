"""Blocks of cells to and from Word, WPS and Excel: tab-separated text and HTML tables. No Qt.

A matrix is rows of texts; None marks a position that a merged cell of the source covers.
"""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from core.geometry import GridCell
from core.template import CellSpec
from core.values import Kind, Reading, State, Value, parse_value
from gui.tables.lanes import Lanes

Row = list[str | None]
Matrix = list[Row]
_MAX_SPAN = 64
_MAX_ROWS = 2000


def value_of(reading: Reading, kind: Kind) -> Value | None:
    """The value that an entry stands for, None when it is not surely a number or blank and must be refused."""
    value = reading.value
    if value.number is not None:
        return value if kind is Kind.AMOUNT_WITH_UNIT else Value.of(value.number)
    return value if value.state is State.BLANK else None


def to_tsv(matrix: Matrix) -> str:
    """Tab-separated text as spreadsheets write it."""
    return "\n".join("\t".join(text or "" for text in row) for row in matrix)


def to_html(matrix: Matrix) -> str:
    """An HTML table; merged cells keep their span."""
    return "<table>" + "".join(f"<tr>{''.join(_html_cells(row))}</tr>" for row in matrix) + "</table>"


def _html_cells(row: Row) -> Iterable[str]:
    for index, text in enumerate(row):
        if text is None:
            continue
        span = 1
        while index + span < len(row) and row[index + span] is None:
            span += 1
        extra = f' colspan="{span}"' if span > 1 else ""
        yield f"<td{extra}>{html.escape(text)}</td>"


def read_tsv(text: str) -> Matrix:
    """Rows of tab-separated text; quoted cells may hold line breaks."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    rows = csv.reader(io.StringIO(lines), delimiter="\t")
    try:
        return _even([list[str | None](row) for _, row in zip(range(_MAX_ROWS), rows, strict=False)])
    except csv.Error:  # an odd quote or a NUL: not from a spreadsheet
        return _even([list[str | None](line.split("\t")) for line in lines.split("\n")[:_MAX_ROWS]])


def read_html(text: str) -> Matrix | None:
    """The first table of an HTML fragment, merged cells spread out; None when there is none."""
    reader = _TableReader()
    reader.feed(text)
    return _even(reader.rows) if reader.rows else None


def _even(rows: Matrix) -> Matrix:
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


class _TableReader(HTMLParser):
    """Collects the cells of the outermost first table."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Matrix = []
        self._depth = 0
        self._closed = False
        self._cell: list[str] | None = None
        self._spans = (1, 1)
        self._taken: dict[tuple[int, int], None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
        elif self._depth != 1 or self._closed:
            return
        elif tag == "tr" and len(self.rows) < _MAX_ROWS:
            self._end_cell()
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self._end_cell()
            found = dict(attrs)
            self._cell = []
            self._spans = (_span(found.get("rowspan")), _span(found.get("colspan")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._depth -= 1
            if self._depth == 0:
                self._end_cell()
                self._closed = bool(self.rows)
        elif tag in ("td", "th", "tr") and self._depth == 1:
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        text, self._cell = " ".join("".join(self._cell).split()), None
        number, row = len(self.rows) - 1, self.rows[-1]
        self._skip_taken(number, row)
        start = len(row)
        row += [text, *[None] * (self._spans[1] - 1)]
        for below in range(1, self._spans[0]):
            for column in range(start, start + self._spans[1]):
                self._taken[number + below, column] = None

    def _skip_taken(self, number: int, row: Row) -> None:
        while (number, len(row)) in self._taken:
            row.append(None)


def _span(text: str | None) -> int:
    number = (text or "1").strip()
    return min(max(int(number), 1), _MAX_SPAN) if number.isascii() and number.isdigit() else 1


@dataclass(frozen=True, slots=True)
class PastePlan:
    """What a paste would do: the values, how many pieces fall outside the table, and what could not be read."""

    values: dict[str, Value]
    outside: int
    refused: tuple[str, ...]

    def words(self) -> str:
        """One line for the clerk."""
        parts = [f"已粘贴 {len(self.values)} 个单元格"]
        if self.outside:
            parts.append(f"{self.outside} 个超出表格，没有粘贴")
        if self.refused:
            listed = "、".join(f"“{text[:12]}”" for text in self.refused[:5])
            more = " 等" if len(self.refused) > 5 else ""
            parts.append(f"{len(self.refused)} 个不是数字，没有粘贴：{listed}{more}")
        return "；".join(parts)


class Paster:
    """Lays a matrix over the input cells of one table."""

    def __init__(self, lanes: Lanes, cells: dict[str, CellSpec]) -> None:
        self._lanes = lanes
        self._cells = cells
        self._values: dict[str, Value] = {}
        self._outside = 0
        self._refused: list[str] = []

    def plan(self, matrix: Matrix, start: GridCell, selected: Sequence[str] = ()) -> PastePlan:
        """Where each text goes: the whole form over itself, one text into the whole selection, else from `start` on."""
        grid = self._lanes.grid
        if len(matrix) == grid.rows and len(matrix[0]) == grid.columns:
            for cell in self._lanes.cells:
                self._put(cell, matrix[cell.row][cell.column])
            return self._done()
        block = without_labels(matrix)
        if len(block) == 1 and len(block[0]) == 1 and len(selected) > 1:
            for cell_id in selected:
                self._put(self._lanes.cell(cell_id), block[0][0])
            return self._done()
        self._lay(block, start)
        return self._done()

    def _lay(self, block: Matrix, start: GridCell) -> None:
        rows = [number for number in self._lanes.row_numbers if number >= start.row]
        for index, texts in enumerate(block):
            for offset, text in enumerate(texts):
                cell = self._lanes.covering(rows[index], start.column + offset) if index < len(rows) else None
                if cell is None:
                    self._outside += bool(text)
                elif cell.column >= start.column + offset or offset == 0:
                    self._put(cell, text)
                else:
                    self._outside += bool(text)

    def _put(self, cell: GridCell, text: str | None) -> None:
        if text is None:
            return
        spec = self._cells[cell.cell_id]
        value = value_of(parse_value(text, spec.kind, spec.unit), spec.kind)
        if value is None:
            self._refused.append(text)
        else:
            self._values[cell.cell_id] = value

    def _done(self) -> PastePlan:
        return PastePlan(self._values, self._outside, tuple(self._refused))


def without_labels(matrix: Matrix) -> Matrix:
    """The matrix without leading rows and columns of labels, as when a table is copied from Word with its headings."""
    rows = list(matrix)
    while len(rows) > 1 and _is_label_line(rows[0]):
        rows = rows[1:]
    while rows and len(rows[0]) > 1 and _is_label_line([row[0] for row in rows]):
        rows = [row[1:] for row in rows]
    return rows


def _is_label_line(texts: Iterable[str | None]) -> bool:
    """Whether there is text but not one number or placeholder in it."""
    readings = [parse_value(text, Kind.AMOUNT_WITH_UNIT).value for text in texts if text]
    return bool(readings) and all(value.state is State.UNCLEAR for value in readings)
