"""One row of a source table at a time: which cells are labels, which are figures, which column each figure belongs to.

Knows nothing of files. The order of a row's own cells counts more than grid positions, which word processors shift
(a phantom column moved ten of fifteen figures in one re-saved table); positions decide only where counts do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from core.importer.labels import Guess, LabelIndex, canonical
from core.importer.source import SourceCell, SourceTable
from core.template import Entry
from core.values import Kind, State, parse_value

_LONGEST_FIGURE = 40
_LONGEST_NUMBER_WORD = 4  # 「不适用」, 「十二件」
_MOST_LABELS = 8  # cells with words before the first figure; the form has three
_SURE = 0.95


@dataclass(slots=True)
class Header:
    """The column headers met so far in a table: innermost known label per stretch of grid columns, in order.

    `orders` remembers for each set of columns (in printed order) how the tables so far had them, for parts of a table
    without a header of their own.
    """

    leaves: dict[int, tuple[int, str]] = field(default_factory=dict[int, tuple[int, str]])  # start -> (end, canonical label)
    orders: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict[tuple[str, ...], tuple[str, ...]])
    _has_figures_below: bool = False

    def begin_table(self) -> None:
        """Another table: its own headers count."""
        self.leaves.clear()
        self._has_figures_below = False

    def figures_below(self) -> None:
        """A row of figures was met: the next header row begins a new header."""
        self._has_figures_below = True

    def add(self, cells: Sequence[SourceCell], begins: bool) -> None:
        """Take in a header row: a label below another one replaces it. `begins`: it has a label that only heads columns."""
        if begins and self._has_figures_below:
            self.begin_table()
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
    """Whether a cell text is a number, a placeholder or a number with a remark, but no label and no date."""
    stripped = text.strip()
    if not 0 < len(stripped) <= _LONGEST_FIGURE or "年" in stripped:
        return False
    is_word = "一" <= stripped[0] <= "龥" and len(stripped) > _LONGEST_NUMBER_WORD
    return not is_word and _is_figure(stripped)


@lru_cache(maxsize=4096)
def _is_figure(stripped: str) -> bool:
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
    if not 0 < len(lead) <= _MOST_LABELS or any(index.is_head(cell.text) for cell in lead):
        return None
    for end in range(len(lead), 0, -1):
        guess = index.row(lead[end - 1].text)
        for start in (end - 2, end - 3):
            if (guess is None or guess.confidence < _SURE) and start >= 0:
                joined = index.row("".join(cell.text for cell in lead[start:end]))
                guess = joined if joined is not None and joined.confidence >= _SURE else guess
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
        return Assigned(_blank(columns, values))
    printed = tuple(column.id for column in columns)
    leaves = _leaves(row, header, index)
    order = _header_order(printed, leaves)
    if order is not None:
        header.orders[printed] = tuple(column for _, _, column in order)
    ids = printed if leaves else header.orders.get(printed, printed)
    if not has_geometry:
        flat = [leaf[2] for leaf in leaves if leaf[2] is not None] == _read_flat(columns)
        return _by_order_of_text(ids, values, [] if flat else leaves)
    placed = _by_position(values, order) if order is not None else None
    return _cross_checked(placed, values) if placed is not None else _in_order_of(ids, values, leaves)


def _blank(columns: Sequence[Entry], values: Sequence[SourceCell]) -> dict[str, SourceCell | None]:
    """All cells of the row are there and empty."""
    return {column.id: values[min(position, len(values) - 1)] for position, column in enumerate(columns)}


_Leaf = tuple[int, int, "str | None"]


def _leaves(row: LabelledRow, header: Header, index: LabelIndex) -> list[_Leaf]:
    """(start, end, column id or None) of the innermost headers, from the row's first column to its last."""
    wanted = {column.id for column in row.guess.key.columns}
    found: list[_Leaf] = []
    for start, end, label in header.ordered():
        column = index.column(label, row.guess.key.section)
        found.append((start, end, column if column in wanted else None))
    known = [at for at, leaf in enumerate(found) if leaf[2] is not None]
    return found[known[0] : known[-1] + 1] if known else []


def _header_order(printed: Sequence[str], leaves: Sequence[_Leaf]) -> list[tuple[int, int, str]] | None:
    """The leaves of the row's columns; None unless each stands there once."""
    ours = [(start, end, column) for start, end, column in leaves if column is not None]
    return ours if sorted(leaf[2] for leaf in ours) == sorted(printed) else None


def _by_position(values: Sequence[SourceCell], order: list[tuple[int, int, str]]) -> Assigned | None:
    """Each column takes the one cell that covers it best; None when a cell would cover two or a figure none."""
    if [cell.column for cell in values] == [start for start, _, _ in order]:
        return Assigned(dict(zip((column for _, _, column in order), values, strict=True)))
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


def _cross_checked(placed: Assigned, values: Sequence[SourceCell]) -> Assigned:
    """Positions against plain order: where each column has one cell but positions leave one out, order is right.

    A column without any cell means that the row is too short for its table: then nothing tells which cell is missing.
    """
    assert placed.columns is not None  # noqa: S101 set by the caller
    count = len(placed.columns)
    if all(placed.columns.values()) and not (placed.left_over and len(values) == count):
        return placed
    if len(values) != count:
        return Assigned(None)
    ordered = by_order(list(placed.columns), values)
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


def _read_flat(columns: Sequence[Entry]) -> list[str]:
    """The columns in the order in which a merged header is read line by line: short label paths first."""
    return [column.id for column in sorted(columns, key=lambda column: len(column.path))]


def _in_order_of(ids: Sequence[str], values: Sequence[SourceCell], leaves: Sequence[_Leaf]) -> Assigned:
    """By plain order, unless the header's own order contradicts the form's."""
    return Assigned(None) if _contradicts(ids, leaves) else by_order(ids, values)


def _contradicts(ids: Sequence[str], leaves: Sequence[_Leaf]) -> bool:
    """Whether known headers stand in another order than the form prints them; a name printed twice says nothing."""
    named = [leaf[2] for leaf in leaves if leaf[2] is not None]
    places = [ids.index(column) for column in dict.fromkeys(named)]
    return places != sorted(places)


def _by_order_of_text(ids: Sequence[str], values: Sequence[SourceCell], leaves: Sequence[_Leaf]) -> Assigned:
    """Plain text pads rows with empty cells and swallows others: only a full row counts, or one that keeps its columns."""
    filled = [cell for cell in values if cell.text.strip()]
    if sorted(leaf[2] or "" for leaf in leaves if leaf[2]) == sorted(ids):
        return _under_leaves(values, filled, leaves)
    if _contradicts(ids, leaves):
        return Assigned(None)
    if len(filled) == len(ids):
        return Assigned(dict(zip(ids, filled, strict=True)))
    if len(values) == len(ids) and len(filled) <= 2 and values[-1].text.strip():
        return Assigned(dict(zip(ids, values, strict=True)), 0.8, "这一行有空白")
    return Assigned(None)


def _under_leaves(values: Sequence[SourceCell], filled: Sequence[SourceCell], leaves: Sequence[_Leaf]) -> Assigned:
    """A header with all columns: the row must have a figure for each, or stand under it field by field."""
    if len(filled) == len(leaves):
        return _zipped(leaves, filled, 1.0, "")
    starts = {leaf[0] for leaf in leaves}
    under = [cell for cell in values if cell.column in starts]
    keeps_columns = len(under) == len(leaves) and sum(bool(cell.text.strip()) for cell in under) == len(filled)
    trusted = keeps_columns and (under[0].text.strip() or (len(filled) == 1 and under[-1].text.strip()))
    return _zipped(leaves, under, 0.8, "这一行有空白") if trusted else Assigned(None)


def _zipped(leaves: Sequence[_Leaf], cells: Sequence[SourceCell], confidence: float, note: str) -> Assigned:
    pairs = list(zip(leaves, cells, strict=True))
    taken: dict[str, SourceCell | None] = {leaf[2]: cell for leaf, cell in pairs if leaf[2] is not None}
    return Assigned(taken, confidence, note, tuple(cell for leaf, cell in pairs if leaf[2] is None and cell.text.strip()))


def _without_trailing_blanks(values: Sequence[SourceCell], count: int) -> Sequence[SourceCell] | None:
    """The first `count` cells when all that follow are empty and the last of them is filled (blank cells inside stay)."""
    if len(values) > count and values[count - 1].text.strip() and not any(cell.text.strip() for cell in values[count:]):
        return values[:count]
    return None
