"""Source tables -> cells of the form. All tables are one stream of rows: sources cut, repeat and reorder them freely.

What is recognised becomes cells; what is not ends, with its place, in problems, paragraphs or unplaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from core.importer.labels import LabelIndex, RowKey, canonical
from core.importer.rows import Assigned, Header, LabelledRow, assign, by_order, looks_like_figure, read_label, rows_of
from core.importer.source import SourceCell, SourceParagraph, SourceTable
from core.provenance import CellOrigin, Problem, Unplaced
from core.rules import Severity
from core.template import Template
from core.values import UNREAD, Reading, State, Value, parse_value

_CHECK_AREA = "勾稽关系校验"


@dataclass(slots=True)
class TableResult:
    """What the tables gave. `sections` are the sections of which at least one row was found in the last table."""

    values: dict[str, Value] = field(default_factory=dict[str, Value])
    origins: dict[str, CellOrigin] = field(default_factory=dict[str, CellOrigin])
    problems: list[Problem] = field(default_factory=list[Problem])
    unplaced: list[Unplaced] = field(default_factory=list[Unplaced])


class TableMatcher:
    """Feed it tables in reading order, then ask for the result."""

    def __init__(self, template: Template, index: LabelIndex) -> None:
        self._template = template
        self._index = index
        self._result = TableResult()
        self._rows_seen: dict[str, str] = {}
        self._half_row: list[SourceCell] | None = None
        self._across_header = Header()

    def add(self, table: SourceTable) -> tuple[list[SourceParagraph], set[str]]:
        """Match one table. Returns stray text that stands in it, and the sections whose figures it holds."""
        header = Header()
        strays: list[SourceParagraph] = []
        sections: set[str] = set()
        self._half_row = None
        for row in rows_of(table):
            if canonical(row[0].text) == _CHECK_AREA:
                break  # our own Excel file's check area: derived figures, not part of the report
            section = self._row(row, header, table.has_geometry, strays)
            sections |= {section} if section else set()
        self._give_up_half_row()
        return strays, sections

    def result(self) -> TableResult:
        """Everything matched so far, cells that the source lacks included as unread."""
        missing = [row for row in self._all_rows() if not any(cell in self._result.values for cell in row.cells())]
        self._report_missing(missing)
        for cell in self._template.cells:
            self._result.values.setdefault(cell, UNREAD)
            self._result.origins.setdefault(cell, CellOrigin("", State.UNREAD, "", 0.0, "源文件中没有这一格"))
        return self._result

    def _row(self, row: list[SourceCell], header: Header, has_geometry: bool, strays: list[SourceParagraph]) -> str:
        """Match one row; returns the section it belongs to, "" when none."""
        labelled = read_label(row, self._index) or self._joined_with_half(row)
        if labelled is not None and labelled.values:
            self._half_row = None
            return self._labelled(labelled, row, header, has_geometry)
        section = self._group_row(row) or self._across_row(row, header, has_geometry)
        if section:
            return section
        self._unlabelled(row, header, strays)
        return ""

    def _labelled(self, labelled: LabelledRow, row: list[SourceCell], header: Header, has_geometry: bool) -> str:
        key = labelled.guess.key
        self._leave_over(cell for cell in labelled.labels if not self._is_label(cell, labelled))
        if key.entry.id + key.section in self._rows_seen:
            self._repeated(key, row)
            return key.section
        assigned = assign(labelled, header, self._index, has_geometry)
        if assigned.columns is None:
            self._incomplete(key, row)
            return key.section
        self._rows_seen[key.entry.id + key.section] = _text_of(row)
        confidence = min(labelled.guess.confidence, assigned.confidence)
        note = assigned.note if labelled.guess.confidence == 1 else f"行名“{labelled.labels[-1].text.strip()}”与表样不同"
        for column in key.columns:
            cell = assigned.columns.get(column.id)
            self._take(key.cell(column), cell, confidence, note or self._foreign_unit(column.id, key.section, header))
        self._leave_over(assigned.left_over)
        return key.section

    def _foreign_unit(self, column: str, section: str, header: Header) -> str:
        """A reason when the header above a money column names another unit than the form does."""
        for _, _, label in header.ordered():
            if self._index.column(label, section) == column and "元" in label and "万元" not in label:
                return "表头的单位是元，与表样的万元不同，请换算后填写"
        return ""

    def _is_label(self, cell: SourceCell, labelled: LabelledRow) -> bool:
        return cell is labelled.labels[-1] or self._index.is_furniture(cell.text) or self._index.is_stump(cell.text)

    def _take(self, cell_id: str, cell: SourceCell | None, confidence: float, note: str) -> None:
        """Record one cell as read; None means that the source has no such cell."""
        if cell is None:
            return
        spec = self._template.cells[cell_id]
        reading = parse_value(cell.text, spec.kind, spec.unit)
        if cell.note or "单位是元" in note:
            reading = _doubtful(reading, cell.note or note)
        sure = round(min(confidence, reading.confidence), 2)
        reason = reading.reason or note
        suggestion = None if reading.suggestion is None else str(reading.suggestion)
        self._result.values[cell_id] = reading.value
        self._result.origins[cell_id] = CellOrigin(reading.value.raw, reading.value.state, cell.where, sure, reason, suggestion)
        if reading.value.state is State.UNCLEAR:
            message = f"“{spec.name}”读不准：{reason}，请核对后填写"
            self._problem("import.unclear_cell", message, (cell.where, reading.value.raw), (cell_id,))

    def _problem(self, kind: str, message: str, source: tuple[str, str], cells: tuple[str, ...]) -> None:
        """`source` is the place and the text there."""
        section = cells[0].split(".")[0] if cells else ""
        self._result.problems.append(Problem(kind, Severity.ERROR, message, source[0], source[1], cells, section))

    def _incomplete(self, key: RowKey, row: list[SourceCell]) -> None:
        """A row whose figures cannot be told apart: every cell is unclear, the row's text is kept."""
        text = _text_of(row)
        for cell in key.cells():
            self._result.values[cell] = Value(State.UNCLEAR, None, text)
            self._result.origins[cell] = CellOrigin(text, State.UNCLEAR, row[0].where, 0.0, "这一行的数字个数与表样不同")
        message = f"“{key.entry.short}”一行的数字个数与表样的 {len(key.columns)} 列不同，无法确定各是哪一列，请对照原件填写"
        self._problem("import.incomplete_row", message, (row[0].where, text), key.cells())

    def _repeated(self, key: RowKey, row: list[SourceCell]) -> None:
        """The same row again: nothing to say when it is the same figures, else both are shown and the first is kept."""
        text = _text_of(row)
        if text != self._rows_seen[key.entry.id + key.section] and any(looks_like_figure(cell.text) for cell in row):
            message = f"“{key.entry.short}”一行在文件中出现了不止一次，已取第一次出现的数字，请核对"
            self._problem("import.repeated_row", message, (row[0].where, text), key.cells())

    def _group_row(self, row: list[SourceCell]) -> str:
        """Figures directly behind a group label (L12: the old single 其他处理 row): the sum is known, the parts are not."""
        words = [cell for cell in row if cell.text.strip() and not looks_like_figure(cell.text)]
        figures = [cell for cell in row if looks_like_figure(cell.text)]
        keys = self._index.groups.get(canonical(words[-1].text), ()) if words else ()
        if len(keys) == 0 or len(figures) != len(keys[0].columns) or len(keys) > 8:
            return ""
        text = _text_of(row)
        cells = tuple(cell for key in keys for cell in key.cells() if cell not in self._result.values)
        if any(key.entry.id + key.section in self._rows_seen for key in keys) or not cells:
            self._result.unplaced.append(Unplaced("table", row[0].where, text))
            return keys[0].section
        note = f"源文件只有“{words[-1].text.strip()}”一行合计，没有分项"
        for cell in cells:
            self._result.values[cell] = Value(State.UNCLEAR, None, text)
            self._result.origins[cell] = CellOrigin(text, State.UNCLEAR, row[0].where, 0.0, note)
        self._problem("import.old_other_row", f"{note}，请把数字分到各项", (row[0].where, text), cells)
        return keys[0].section

    def _across_row(self, row: list[SourceCell], header: Header, has_geometry: bool) -> str:
        """A row without a label that holds the figures of several form rows beside each other (table four)."""
        for section, keys in self._index.across.items():
            ids = [key.cell(column) for key in keys for column in key.columns]
            if any(cell in self._result.values for cell in ids) or not self._under_header(header, section, row, len(ids)):
                continue
            values = [cell for cell in row if not cell.text.strip() or looks_like_figure(cell.text)]
            assigned = self._assign_across(ids, values, header if has_geometry else None, section)
            if assigned.columns is None:
                continue
            for cell_id in ids:
                self._take(cell_id, assigned.columns[cell_id], assigned.confidence, assigned.note)
            self._leave_over(cell for cell in row if cell not in values)
            return section
        return ""

    def _under_header(self, header: Header, section: str, row: list[SourceCell], count: int) -> bool:
        """Whether the labels above belong to that section and the row below them can be its figures."""
        figures = sum(looks_like_figure(cell.text) for cell in row)
        labels = [label for _, _, label in header.ordered()]
        known = sum(self._index.column(label, section) is not None or self._index.is_stump(label) for label in labels)
        blank = not any(cell.text.strip() for cell in row) and len(row) >= count
        return known >= 5 and (figures * 2 > count or blank or (figures > 0 and len(row) >= count))

    def _assign_across(self, ids: list[str], values: list[SourceCell], header: Header | None, section: str) -> Assigned:
        """By the leaf headers where they are all there in printed order, else by plain order."""
        if header is not None:
            leaves = [(start, end, self._index.column(label, section)) for start, end, label in header.ordered()]
            known = [leaf for leaf in leaves if leaf[2] is not None]
            if [leaf[2] for leaf in known] == [cell.split(".")[2] for cell in ids] and len(values) != len(ids):
                covering = [_covering(values, start, end) for start, end, _ in known]
                if len({id(cell) for cell in covering}) == len(ids) and None not in covering:
                    return Assigned(dict(zip(ids, covering, strict=True)))
        return by_order(ids, values)

    def _joined_with_half(self, row: list[SourceCell]) -> LabelledRow | None:
        """A label that a page end cut in two rows: the figures stand in either half."""
        if not self._half_row:
            return None
        words = [cell for cell in row if cell.text.strip() and not looks_like_figure(cell.text)]
        before = [cell for cell in self._half_row if cell.text.strip() and not looks_like_figure(cell.text)]
        if not words or not before:
            return None
        guess = self._index.row(before[-1].text + words[-1].text)
        if guess is None or guess.confidence < 1:
            return None
        halves = (self._half_row[self._half_row.index(before[-1]) + 1 :], row[row.index(words[-1]) + 1 :])
        values = max(halves, key=lambda half: sum(bool(cell.text.strip()) for cell in half))
        return LabelledRow(guess, (*before, *words), tuple(values))

    def _give_up_half_row(self) -> None:
        """A remembered row that nothing completed goes where unknown rows go."""
        row, self._half_row = self._half_row, None
        if row:
            self._unknown(row)

    def _unlabelled(self, row: list[SourceCell], header: Header, strays: list[SourceParagraph]) -> None:
        self._give_up_half_row()
        filled = [cell for cell in row if cell.text.strip()]
        figures = [cell for cell in filled if looks_like_figure(cell.text)]
        known = [cell for cell in filled if self._index.is_furniture(cell.text) or self._index.is_stump(cell.text)]
        if known and len(figures) <= len(known):
            if figures or len(known) * 2 < len(filled):
                self._half_row = row
                return
            header.add(filled)
            self._leave_over(cell for cell in filled if cell not in known)
        elif len(filled) == 1 and not figures:
            strays.append(SourceParagraph(filled[0].text, filled[0].where))
        elif filled:
            self._half_row = row

    def _unknown(self, row: list[SourceCell]) -> None:
        text = _text_of(row)
        figures = [cell for cell in row if looks_like_figure(cell.text)]
        filled = [cell for cell in row if cell.text.strip()]
        if figures and len(filled) > 1:
            message = f"表格中“{text[:30]}”一行不是表样中的行，没有读入，请核对"
            self._problem("import.unknown_row", message, (row[0].where, text), ())
        else:
            self._result.unplaced.append(Unplaced("table", row[0].where, text))

    def _leave_over(self, cells: Iterable[SourceCell]) -> None:
        """Visible cells that belong to nothing are shown as unplaced."""
        for cell in cells:
            self._result.unplaced.append(Unplaced("cell", cell.where, cell.text.strip()))

    def _all_rows(self) -> list[RowKey]:
        found: dict[str, RowKey] = {}
        for key in self._index.rows.values():
            found.setdefault(f"{key.section}.{key.entry.id}", key)
        order = list(self._template.cells)
        return sorted(found.values(), key=lambda key: order.index(key.cells()[0]))

    def _report_missing(self, missing: list[RowKey]) -> None:
        """One problem a table when all of it is missing, else one a row."""
        for section in self._template.sections:
            rows = [key for key in missing if key.section == section.id]
            total = sum(key.section == section.id for key in self._all_rows())
            if rows and len(rows) == total:
                cells = tuple(cell for key in rows for cell in key.cells())
                message = f"没有找到“{section.heading}”的表格，这些格没有读到"
                self._problem("import.missing_table", message, ("", ""), cells)
                continue
            for key in rows:
                self._problem("import.missing_row", f"源文件中没有“{key.entry.label}”一行，这些格没有读到", ("", ""), key.cells())


def _doubtful(reading: Reading, reason: str) -> Reading:
    """A reading that the source itself makes uncertain: never a sure number."""
    if reading.value.state is State.BLANK and not reason:
        return reading
    number = reading.value.number
    return Reading(Value(State.UNCLEAR, None, reading.value.raw), 0.0, reason, number)


def _covering(values: Sequence[SourceCell], start: int, end: int) -> SourceCell | None:
    return next((cell for cell in values if cell.column <= start and cell.column + cell.column_span >= end), None)


def _text_of(row: Sequence[SourceCell]) -> str:
    return "\t".join(" ".join(cell.text.split()) for cell in row if cell.text.strip())
