"""One row of a source table at a time: which cells are labels, which are figures, which column each figure belongs to.

Knows nothing of files. The order of a row's own cells counts more than grid positions, which word processors shift
(a phantom column moved ten of fifteen figures in one re-saved table); positions decide only where counts do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.importer.labels import Guess, LabelIndex, canonical
from core.importer.source import SourceCell, SourceTable
from core.template import Entry
from core.values import Kind, State, parse_value


@dataclass(slots=True)
class Header:
    """The column headers met so far in a table: innermost known label per stretch of grid columns, in order."""

    leaves: dict[int, tuple[int, str]] = field(default_factory=dict[int, tuple[int, str]])  # start -> (end, canonical label)

    def add(self, cells: Sequence[SourceCell]) -> None:
        """Take in a header row: a label below another one replaces it."""
        for cell in cells:
            label = canonical(cell.text)
            if not label:
                continue
            end = cell.column + cell.column_span
            for start in [known for known, (stop, _) in self.leaves.items() if known < end and stop > cell.column]:
                del self.leaves[start]
            self.leaves[cell.column] = (end, label)

    def ordered(self) -> list[tuple[int, int, str]]:
        """(start, end, canonical label) from left to right."""
        return [(start, end, label) for start, (end, label) in sorted(self.leaves.items())]


@dataclass(frozen=True, slots=True)
class Assigned:
    """The figures of one row: column -> cell (None where the source has no cell), and how sure the assignment is.

    `left_over` are non-empty cells that belong to no column. `columns` is None when the row could not be told apart.
    """

    columns: dict[str, SourceCell | None] | None
    confidence: float = 1.0
    note: str = ""
    left_over: tuple[SourceCell, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelledRow:
    """A row whose label is known: the guess, its label cells, the cells behind them."""

    guess: Guess
    labels: tuple[SourceCell, ...]
    values: tuple[SourceCell, ...]


def rows_of(table: SourceTable) -> list[list[SourceCell]]:
    """The cells by row, each row from left to right."""
    rows: dict[int, list[SourceCell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell)
    return [sorted(rows[number], key=lambda cell: cell.column) for number in sorted(rows)]


def looks_like_figure(text: str) -> bool:
    """Whether a cell text is a number, a placeholder or a number with a remark, but no label."""
    stripped = text.strip()
    if not stripped or len(stripped) > 40:
        return False
    reading = parse_value(stripped, Kind.SIGNED)
    if reading.value.state in (State.VALUE, State.PLACEHOLDER):
        return True
    amount = parse_value(stripped, Kind.AMOUNT_WITH_UNIT)
    return amount.value.state is State.VALUE or amount.suggestion is not None or _is_digits(stripped)


def _is_digits(text: str) -> bool:
    return text[0].isdigit() and sum(char.isdigit() for char in text) * 2 > len(text)


def read_label(row: Sequence[SourceCell], index: LabelIndex) -> LabelledRow | None:
    """The row's label and the cells behind it; None for headers, stray text and rows of other forms."""
    lead = _leading_words(row)
    if not lead or any(index.is_head(cell.text) for cell in lead):
        return None
    for end in range(len(lead), 0, -1):
        guess = index.row(lead[end - 1].text)
        if guess is None and end > 1:
            guess = _exact(index.row("".join(cell.text for cell in lead[max(0, end - 2) : end])))
        if guess is not None:
            return _labelled(row, lead[:end], guess, index)
    return None


def _labelled(row: Sequence[SourceCell], labels: Sequence[SourceCell], guess: Guess, index: LabelIndex) -> LabelledRow | None:
    """None when more labels follow, or nothing but gaps after a label that also stands above columns: a header row."""
    values = row[row.index(labels[-1]) + 1 :]
    has_figures = any(looks_like_figure(cell.text) for cell in values)
    if any(cell.text.strip() and index.is_furniture(cell.text) for cell in values):
        return None
    if not has_figures and canonical(labels[-1].text) in index.heads:
        return None
    return LabelledRow(guess, tuple(labels), tuple(values))


def _exact(guess: Guess | None) -> Guess | None:
    return guess if guess is not None and guess.confidence >= 0.95 else None


def _leading_words(row: Sequence[SourceCell]) -> list[SourceCell]:
    """The non-empty cells before the first figure, as long as only labels and gaps precede it."""
    lead: list[SourceCell] = []
    for cell in row:
        if looks_like_figure(cell.text):
            break
        if cell.text.strip():
            lead.append(cell)
    return lead


def assign(row: LabelledRow, header: Header, index: LabelIndex, has_geometry: bool) -> Assigned:
    """Give each figure of a row its column."""
    columns = row.guess.key.columns
    values = row.values
    if not any(cell.text.strip() for cell in values):
        return Assigned(dict.fromkeys((column.id for column in columns), None) if not values else _blank(columns, values))
    order = _header_order(row, header, index) if has_geometry else None
    if order is not None:
        placed = _by_position(values, order)
        if placed is not None:
            return _cross_checked(placed, columns, values)
    ids = [column.id for column in columns]
    return by_order(ids, values) if has_geometry else _by_order_of_text(ids, values)


def _blank(columns: Sequence[Entry], values: Sequence[SourceCell]) -> dict[str, SourceCell | None]:
    """All cells of the row are there and empty."""
    return {column.id: values[min(position, len(values) - 1)] for position, column in enumerate(columns)}


def _header_order(row: LabelledRow, header: Header, index: LabelIndex) -> list[tuple[int, int, str]] | None:
    """(start, end, column id) of the row's columns as the header above has them; None unless each stands there once."""
    key = row.guess.key
    found = [(start, end, index.column(label, key.section)) for start, end, label in header.ordered()]
    known = [(start, end, column) for start, end, column in found if column is not None]
    wanted = {column.id for column in key.columns}
    ours = [item for item in known if item[2] in wanted]
    return ours if sorted(item[2] for item in ours) == sorted(wanted) else None


def _by_position(values: Sequence[SourceCell], order: list[tuple[int, int, str]]) -> Assigned | None:
    """Each column takes the one cell that covers it best; None when a cell would cover two or a figure none."""
    taken: dict[str, SourceCell | None] = {}
    used: set[int] = set()
    for start, end, column in order:
        best = max(values, key=lambda cell: _overlap(cell, start, end))
        if not _overlap(best, start, end):
            taken[column] = None
            continue
        if id(best) in used and best.text.strip():
            return None
        used.add(id(best))
        taken[column] = best
    left_over = tuple(cell for cell in values if id(cell) not in used and cell.text.strip())
    return Assigned(taken, left_over=left_over)


def _overlap(cell: SourceCell, start: int, end: int) -> int:
    return max(0, min(cell.column + cell.column_span, end) - max(cell.column, start))


def _cross_checked(placed: Assigned, columns: Sequence[Entry], values: Sequence[SourceCell]) -> Assigned:
    """Positions against plain order: where each column has one cell but positions leave one out, order is right."""
    assert placed.columns is not None  # noqa: S101 set by the caller
    complete = all(placed.columns.values()) and not placed.left_over
    if complete or len(values) != len(columns):
        return placed
    ordered = by_order([column.id for column in columns], values)
    return Assigned(ordered.columns, 0.8, "表头与数据错位，按顺序读取", ordered.left_over)


def by_order(ids: Sequence[str], values: Sequence[SourceCell]) -> Assigned:
    """By plain order, if the number of cells or the number of filled cells fits; else the row cannot be told apart."""
    filled = [cell for cell in values if cell.text.strip()]
    for candidates in (values, filled):
        if len(candidates) == len(ids):
            return Assigned(dict(zip(ids, candidates, strict=True)))
    trimmed = _without_trailing_blanks(values, len(ids))
    if trimmed is not None:
        return Assigned(dict(zip(ids, trimmed, strict=True)), 0.9, "行尾有多余的空格")
    return Assigned(None)


def _by_order_of_text(ids: Sequence[str], values: Sequence[SourceCell]) -> Assigned:
    """Plain text pads rows with empty cells and swallows others: only a full row counts, or one with nothing but its total."""
    filled = [cell for cell in values if cell.text.strip()]
    if len(filled) == len(ids):
        return Assigned(dict(zip(ids, filled, strict=True)))
    if len(values) == len(ids) and len(filled) <= 2 and values[-1].text.strip():
        return Assigned(dict(zip(ids, values, strict=True)), 0.8, "这一行有空白")
    return Assigned(None)


def _without_trailing_blanks(values: Sequence[SourceCell], count: int) -> Sequence[SourceCell] | None:
    """The first `count` cells when all that follow are empty and the last of them is filled (blank cells inside stay)."""
    if len(values) > count and values[count - 1].text.strip() and not any(cell.text.strip() for cell in values[count:]):
        return values[:count]
    return None
