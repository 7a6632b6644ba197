"""Source tables -> cells of the form. All tables are one stream of rows: sources cut, repeat and reorder them freely.

What is recognised becomes cells; what is not ends, with its place, in problems, paragraphs or unplaced.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.forms import Form
from core.importer.across import AcrossRows
from core.importer.cell_records import CellRecords, Place
from core.importer.glued import Glued, figures_in, glued_row, offer
from core.importer.labels import LabelIndex, RowKey, canonical
from core.importer.rows import Assigned, Header, LabelledRow, assign, looks_like_figure, read_label, rows_of
from core.importer.source import SourceCell, SourceParagraph, SourceTable
from core.values import Kind

_CHECK_AREA = "勾稽关系校验"
_WIDEST_HEADER = 32  # filled cells of a header row; the form has fifteen
_LEAST_LUMP = 7  # digits that alone at the beginning of a row are no count
_MOST_PARTS = 8  # rows under one group label: more are no group but the whole table


class TableMatcher:
    """Feed it tables in reading order, then ask for the result."""

    def __init__(self, form: Form, index: LabelIndex, is_own: bool = False) -> None:
        self._form = form
        self._index = index
        self._is_own = is_own  # one of our own exports: there no cell holds the figures of others
        self._records = CellRecords(form.template)
        self._across = AcrossRows(index, self._records, form.rules)
        self._header = Header()
        self._rows_seen: dict[tuple[str, ...], str] = {}
        self._half_row: list[SourceCell] | None = None
        self._group_rows: list[tuple[str, tuple[RowKey, ...], list[SourceCell]]] = []

    def add(self, table: SourceTable) -> tuple[list[SourceParagraph], set[str]]:
        """Match one table. Returns stray text that stands in it, and the sections whose figures it holds."""
        self._header.begin_table()
        strays: list[SourceParagraph] = []
        sections: set[str] = set()
        for row in rows_of(table):
            if canonical(row[0].text) == _CHECK_AREA:
                break  # our own Excel file's check area: derived figures, not part of the report
            section = self._row(row, table.has_geometry, strays)
            if section:
                self._header.figures_below()
                sections.add(section)
        self._give_up_half_row()
        return strays, sections

    def add_glued(self, lines: Sequence[SourceParagraph]) -> set[str]:
        """Lines that once were rows of a table (L2). Returns their sections; empty when these rows were read elsewhere."""
        glued = [(line, found) for line in lines if (found := glued_row(line.text, self._index))]
        if not glued or any(found.key.ids in self._rows_seen for _, found in glued):
            return set()
        for line in lines:
            found = glued_row(line.text, self._index)
            if found is None or found.key.ids in self._rows_seen:
                self._records.leave_row([SourceCell(0, 0, 1, 1, line.text, line.where)])
            else:
                self._glued(found, Place(line.where, line.text))
        return {found.key.section for _, found in glued}

    def result(self) -> CellRecords:
        """Everything matched so far, cells that the source lacks included as unread."""
        for name, keys, row in self._group_rows:
            self._group_without_parts(name, keys, row)
        self._group_rows.clear()
        self._records.close(self._index.keys)
        return self._records

    def _row(self, row: list[SourceCell], has_geometry: bool, strays: list[SourceParagraph]) -> str:
        """Match one row; returns the section it belongs to, "" when none."""
        labelled = read_label(row, self._index)
        if labelled is None and (joined := self._joined_with_half(row)):
            self._half_row = None
            labelled = joined
        if labelled is not None and labelled.values:
            self._give_up_half_row()
            return self._labelled(labelled, row, has_geometry)
        section = self._group_row(row) or self._across.add(row, self._header, has_geometry) or self._glued_cell(row)
        if section:
            self._give_up_half_row()
            return section
        self._unlabelled(row, strays)
        return ""

    def _labelled(self, labelled: LabelledRow, row: list[SourceCell], has_geometry: bool) -> str:
        key = labelled.guess.key
        self._records.leave_over(cell for cell in labelled.labels if not self._is_label(cell, labelled))
        if key.ids in self._rows_seen:
            self._repeated(key, row)
            return key.section
        assigned = assign(labelled, self._header, self._index, has_geometry)
        self._rows_seen[key.ids] = Place.of(row).text
        if assigned.columns is None or (not self._is_own and _is_lump(labelled)):
            self._incomplete(labelled, row)
        else:
            self._take_row(labelled, assigned)
        return key.section

    def _take_row(self, labelled: LabelledRow, assigned: Assigned) -> None:
        key, guess = labelled.guess.key, labelled.guess
        confidence = min(guess.confidence, assigned.confidence)
        note = assigned.note if guess.confidence == 1 else f"行名“{labelled.labels[-1].text.strip()}”与表样不同"
        for column, cell in (assigned.columns or {}).items():
            if cell is not None:
                cell_id = f"{key.section}.{key.entry.id}.{column}"
                self._records.take(cell_id, cell, confidence, note, self._foreign_unit(cell_id))
        self._records.leave_over(assigned.left_over)

    def _foreign_unit(self, cell_id: str) -> str:
        """A reason when the header above a money column names another unit than the form does."""
        spec = self._form.template.cells[cell_id]
        if spec.kind is Kind.AMOUNT:
            for _, _, label in self._header.ordered():
                if self._index.column(label, spec.section) == spec.column.id and "元" in label and spec.unit not in label:
                    return f"表头的单位与表样的{spec.unit}不同，请换算后填写"
        return ""

    def _is_label(self, cell: SourceCell, labelled: LabelledRow) -> bool:
        return cell is labelled.labels[-1] or self._is_printed(cell)

    def _is_printed(self, cell: SourceCell) -> bool:
        return self._index.is_furniture(cell.text) or self._index.is_stump(cell.text)

    def _incomplete(self, labelled: LabelledRow, row: list[SourceCell]) -> None:
        """A row whose figures cannot be told apart: every cell is unclear, the row's text is kept."""
        key = labelled.guess.key
        filled = [cell.text for cell in labelled.values if cell.text.strip()]
        if len(filled) == 1 and sum(map(str.isdigit, filled[0])) >= len(key.columns):
            self._ask_for_split(Glued(key, figures_in(filled[0])), Place.of(row), "数字连在一起")
            return
        self._records.unclear(key.ids, Place.of(row), "这一行的数字个数或列序与表样不同")
        count = len(key.columns)
        message = f"“{key.entry.short}”一行的数字与表样的 {count} 列对不上，无法确定各是哪一列，请对照原件填写"
        self._records.problem("import.incomplete_row", message, Place.of(row), key.ids)

    def _repeated(self, key: RowKey, row: list[SourceCell]) -> None:
        """The same row again: nothing to say when it is the same figures, else both are shown and the first is kept."""
        place = Place.of(row)
        if place.text != self._rows_seen[key.ids] and any(looks_like_figure(cell.text) for cell in row):
            message = f"“{key.entry.short}”一行在文件中出现了不止一次，已取第一次出现的数字，请核对"
            self._records.problem("import.repeated_row", message, place, key.ids)

    def _glued(self, glued: Glued, place: Place) -> None:
        self._rows_seen[glued.key.ids] = place.text
        self._ask_for_split(glued, place, "行名和数字连在一起")

    def _ask_for_split(self, glued: Glued, place: Place, what: str) -> None:
        """Every cell is unclear; what the form leaves of the possible splits is offered."""
        printed = tuple(column.id for column in glued.key.columns)
        order = self._header.orders.get(printed, printed)
        offered = offer(glued.figures, [glued.key.ids[printed.index(column)] for column in order], self._form.rules)
        subject = f"“{glued.key.entry.short}”一行的"
        self._records.glued(glued.key.ids, place, (subject, what), offered)

    def _glued_cell(self, row: list[SourceCell]) -> str:
        """A row that lies glued in one cell."""
        filled = [cell for cell in row if cell.text.strip()]
        glued = glued_row(filled[-1].text, self._index) if 0 < len(filled) <= 3 else None
        if glued is None or glued.key.ids in self._rows_seen:
            return ""
        self._glued(glued, Place.of(row))
        return glued.key.section

    def _group_row(self, row: list[SourceCell]) -> str:
        """Figures directly behind a group label (L12: the old single 其他处理 row): judged when all rows are known."""
        figures = [cell for cell in row if looks_like_figure(cell.text)]
        words = [cell for cell in row if cell.text.strip() and not looks_like_figure(cell.text)] if figures else []
        keys = self._index.groups.get(canonical(words[-1].text)) if words else None
        if keys is None or len(keys) > _MOST_PARTS or len(figures) != len(keys[0].columns):
            return ""
        self._group_rows.append((words[-1].text.strip(), keys, row))
        return keys[0].section

    def _group_without_parts(self, name: str, keys: Sequence[RowKey], row: list[SourceCell]) -> None:
        """A group's sum: where its parts are missing, all that is known of them."""
        if any(key.ids in self._rows_seen for key in keys):
            self._records.leave_row(row)
            return
        cells = tuple(cell for key in keys for cell in key.ids)
        note = f"源文件只有“{name}”一行合计，没有分项"
        self._records.unclear(cells, Place.of(row), note)
        self._records.problem("import.old_other_row", f"{note}，请把数字分到各项", Place.of(row), cells)

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

    def _unlabelled(self, row: list[SourceCell], strays: list[SourceParagraph]) -> None:
        self._give_up_half_row()
        filled = [cell for cell in row if cell.text.strip()]
        figures = [cell for cell in filled if looks_like_figure(cell.text)]
        known = sum(map(self._is_printed, filled)) if len(filled) <= _WIDEST_HEADER else 0
        if known and len(figures) <= known:
            if figures or known * 2 < len(filled):
                self._half_row = row
                return
            self._header.add(filled, begins=any(self._index.is_head(cell.text) for cell in filled))
            self._records.leave_over(cell for cell in filled if not self._is_printed(cell))
        elif len(filled) == 1 and self._index.is_label_line(filled[0].text):
            self._records.leave_row(row)
        elif len(filled) == 1 and not figures:
            strays.append(SourceParagraph(filled[0].text, filled[0].where))
        elif filled:
            self._half_row = row

    def _unknown(self, row: list[SourceCell]) -> None:
        place = Place.of(row)
        if any(looks_like_figure(cell.text) for cell in row) and "\t" in place.text:
            message = f"表格中“{place.text[:30]}”一行不是表样中的行，没有读入，请核对"
            self._records.problem("import.unknown_row", message, place)
        else:
            self._records.leave_row(row)


def _is_lump(labelled: LabelledRow) -> bool:
    """One long number in the first of several columns and nothing behind it: all figures of the row in one cell."""
    count = len(labelled.guess.key.columns)
    first, *others = [cell.text.strip() for cell in labelled.values]
    return count > 2 and not any(others) and first.isdecimal() and len(first) >= max(count, _LEAST_LUMP)
