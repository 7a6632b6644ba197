"""The row without a label that holds the figures of several form rows beside each other (table four)."""

from __future__ import annotations

from collections.abc import Sequence

from core.importer.cell_records import CellRecords, Place
from core.importer.glued import Offer, figures_in, offer
from core.importer.labels import LabelIndex, RowKey
from core.importer.rows import Assigned, Header, by_order, looks_like_figure
from core.importer.source import SourceCell
from core.rules import RuleSet

_LEAST_KNOWN = 5  # headers that must belong to the section before a row below them is taken for its figures
_LEAST_GLUED = 4  # digits that are no page number


class AcrossRows:
    """Finds them by the headers above; each section is taken once."""

    def __init__(self, index: LabelIndex, records: CellRecords, rules: RuleSet) -> None:
        self._index = index
        self._rules = rules
        self._records = records
        self._done: set[str] = set()

    def add(self, row: list[SourceCell], header: Header, has_geometry: bool) -> str:
        """Match one row; returns its section, "" when it is none of these."""
        for section, keys in self._index.across.items():
            ids = [cell for key in keys for cell in key.ids]
            below = has_geometry and self._stands_below(row, header, section, len(ids))
            if section in self._done or not (below or self._is_under_header(row, header, section, len(ids))):
                continue
            self._done.add(section)
            values = row if below else [cell for cell in row if _is_value(cell)]
            known = self._leaves(keys, header)
            order = _order(keys, known)
            assigned = _assign(order, values, known, has_geometry)
            if assigned.columns is None:
                self._refuse(ids, order, row)
                return section
            for cell_id, cell in assigned.columns.items():
                if cell is not None:
                    self._records.take(cell_id, cell, assigned.confidence, assigned.note)
            self._records.leave_over(cell for cell in row if cell not in values)
            return section
        return ""

    def _stands_below(self, row: list[SourceCell], header: Header, section: str, count: int) -> bool:
        """Whether the row has one cell under each innermost header: then it holds the figures, whatever is written there."""
        starts = [start for start, _, label in header.ordered() if self._index.column(label, section) is not None]
        if len(starts) != count or [cell.column for cell in row] != starts:
            return False
        return not any(cell.text.strip() and self._index.is_furniture(cell.text) for cell in row)

    def _is_under_header(self, row: list[SourceCell], header: Header, section: str, count: int) -> bool:
        """Whether the labels above belong to that section and the row below them can be its figures."""
        labels = [label for _, _, label in header.ordered()]
        known = sum(self._index.column(label, section) is not None or self._index.is_stump(label) for label in labels)
        if known < _LEAST_KNOWN:
            return False
        filled = [cell.text.strip() for cell in row if cell.text.strip()]
        figures = sum(map(looks_like_figure, filled))
        if len(filled) - figures > figures:
            return False
        return figures * 2 > count or len(row) >= count or (figures == 1 and len(_digits(filled)) >= _LEAST_GLUED)

    def _leaves(self, keys: Sequence[RowKey], header: Header) -> list[tuple[int, int, str]]:
        """(start, end, column id) of the innermost headers that are known."""
        found = [(start, end, self._index.column(label, keys[0].section)) for start, end, label in header.ordered()]
        return [(start, end, column) for start, end, column in found if column is not None]

    def _refuse(self, ids: Sequence[str], order: Sequence[str] | None, row: list[SourceCell]) -> None:
        place = Place.of(row)
        if "\t" not in place.text:
            offered = offer(figures_in(place.text), order, self._rules) if order is not None else Offer({}, "")
            self._records.glued(ids, place, ("", "数字连在一起"), offered)
            return
        note = "这一行的数字个数或列序与表样不同"
        self._records.unclear(ids, place, note)
        self._records.problem("import.incomplete_row", f"{note}，请对照原件填写", place, ids)


def _order(keys: Sequence[RowKey], known: Sequence[tuple[int, int, str]]) -> list[str] | None:
    """The cell ids from left to right: as the header has them where all of it is known, else as printed."""
    printed = [cell for key in keys for cell in key.ids]
    return _ids_under(keys, [column for _, _, column in known]) if len(known) == len(printed) else printed


def _assign(ids: list[str] | None, values: list[SourceCell], known: list[tuple[int, int, str]], has_geometry: bool) -> Assigned:
    """By the innermost headers where all of them are known, in whatever order; else by the form's own order."""
    if ids is None:
        return Assigned(None)
    stands_below = [cell.column for cell in values] == [start for start, _, _ in known]
    least = len(ids) if has_geometry and len(values) >= len(ids) else _LEAST_GLUED + 1
    if (not has_geometry and not stands_below) or _is_lump(values, least):
        values = [cell for cell in values if cell.text.strip()] or values
    elif len(known) == len(ids) and len(values) != len(ids):
        covering = [_covering(values, start, end) for start, end, _ in known]
        if len({id(cell) for cell in covering}) == len(ids) and None not in covering:
            return Assigned(dict(zip(ids, covering, strict=True)))
    return by_order(ids, values)


def _ids_under(keys: Sequence[RowKey], columns: Sequence[str]) -> list[str] | None:
    """The cell ids in the order of the header: each form row's columns together; None if they are not."""
    ids: list[str] = []
    for key in keys:
        width = len(key.columns)
        part = columns[len(ids) : len(ids) + width]
        if sorted(part) != sorted(column.id for column in key.columns):
            return None
        ids += [f"{key.section}.{key.entry.id}.{column}" for column in part]
    return ids


def _is_lump(values: Sequence[SourceCell], least: int) -> bool:
    """One number of at least that many digits at the beginning and nothing else: all figures in one cell.

    In a row that surely has all its cells only a number with a digit for each of them can be that.
    """
    filled = [cell for cell in values if cell.text.strip()]
    return len(filled) == 1 and filled[0] is values[0] and len(_digits([filled[0].text])) >= least


def _is_value(cell: SourceCell) -> bool:
    return not cell.text.strip() or looks_like_figure(cell.text)


def _covering(values: Sequence[SourceCell], start: int, end: int) -> SourceCell | None:
    return next((cell for cell in values if cell.column <= start and cell.column + cell.column_span >= end), None)


def _digits(texts: Sequence[str]) -> str:
    return "".join(char for text in texts for char in text if char.isdigit())
