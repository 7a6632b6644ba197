"""What an import leaves to be answered: unsure cells first, rows the source lacks, text without a place, then remarks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from core.forms import Form
from core.provenance import CellOrigin, ImportRecord, Problem, Unplaced
from core.values import State


class Kind(StrEnum):
    """What a question is about; the order is that of the list."""

    CELL = "cell"
    ROW = "row"
    TEXT = "text"
    REMARK = "remark"


GROUPS = {Kind.CELL: "读不准的格", Kind.ROW: "源文件里没有的行", Kind.TEXT: "没有放进年报的文字", Kind.REMARK: "其他提示"}


@dataclass(frozen=True, slots=True, eq=False)  # the same header text may stand in a file twice: two questions
class Question:
    """One thing to look at.

    `cells` are the cells concerned (one for CELL, a row's for ROW, any number for REMARK). `raw` is the source's text,
    `where` its place, `note` why it is unsure. `suggestion` is a number to offer, "" for none.
    """

    kind: Kind
    section: str
    title: str
    note: str
    cells: tuple[str, ...] = ()
    raw: str = ""
    where: str = ""
    suggestion: str = ""
    unplaced: Unplaced | None = None

    @property
    def counts(self) -> bool:
        """Whether it is to be answered; a remark is only to be read."""
        return self.kind is not Kind.REMARK

    @property
    def is_unsure(self) -> bool:
        """Whether it is about figures: these must have been seen before everything may be accepted at once."""
        return self.kind in (Kind.CELL, Kind.ROW)


def find_questions(form: Form, record: ImportRecord) -> list[Question]:
    """All questions, in the order of the list."""
    unsure = [(cell, record.cells[cell]) for cell in form.template.cells if _is_unsure(record.cells.get(cell))]
    unread = [cell for cell, origin in unsure if origin.state is State.UNREAD]
    whole, single = _rows(form, unread)
    found = [cell_question(form, record, cell) for cell, _ in unsure if cell not in whole]
    found += [_row_question(form, cells) for cells in single]
    found += [_text_question(item) for item in record.unplaced]
    asked = {cell for question in found for cell in question.cells}
    found += [_remark(problem) for problem in record.problems if not problem.cells or not set(problem.cells) <= asked]
    return found


def cell_question(form: Form, record: ImportRecord, cell: str) -> Question:
    """The question about one cell."""
    spec, origin = form.template.cells[cell], record.cells[cell]
    title = f"{spec.column.short}　·　{spec.row.label}"
    note = origin.note or "请核对"
    return Question(Kind.CELL, spec.section, title, note, (cell,), origin.raw, origin.where, origin.suggestion or "")


def _is_unsure(origin: CellOrigin | None) -> bool:
    return origin is not None and (origin.confidence < 1 or origin.state in (State.UNCLEAR, State.UNREAD))


def _rows(form: Form, unread: list[str]) -> tuple[set[str], list[tuple[str, ...]]]:
    """Unread cells that make up whole rows: the cells, and the cells of each row."""
    of_row: dict[str, list[str]] = {}
    for cell in form.template.cells:
        of_row.setdefault(cell.rpartition(".")[0], []).append(cell)
    rows = [tuple(group) for row, group in groupby(unread, lambda cell: cell.rpartition(".")[0])]
    whole = [cells for cells in rows if len(cells) > 1 and list(cells) == of_row[cells[0].rpartition(".")[0]]]
    return {cell for cells in whole for cell in cells}, whole


def _row_question(form: Form, cells: tuple[str, ...]) -> Question:
    spec = form.template.cells[cells[0]]
    note = f"源文件中没有这一行，{len(cells)} 格没有读到"
    return Question(Kind.ROW, spec.section, spec.row.label, note, cells)


def _text_question(item: Unplaced) -> Question:
    return Question(Kind.TEXT, "", _short(item.text), "这段文字没有放进任何部分", raw=item.text, where=item.where, unplaced=item)


def _remark(problem: Problem) -> Question:
    return Question(
        Kind.REMARK, problem.section, _short(problem.message), problem.message, problem.cells, problem.text, problem.where
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 24 else f"{line[:23]}…"


def by_kind(questions: list[Question]) -> Iterator[tuple[Kind, list[int]]]:
    """Kind and numbers of its questions, in order; kinds without any are left out."""
    for kind in Kind:
        numbers = [number for number, question in enumerate(questions) if question.kind is kind]
        if numbers:
            yield kind, numbers
