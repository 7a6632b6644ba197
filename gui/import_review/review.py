"""The state of an import review: the report as read, what was answered, what is left. No widgets.

Every answer is an edit of a private copy of the report and can be taken back; nothing leaves before the person accepts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from core.importer.importing import Imported
from core.provenance import CellOrigin, ImportRecord
from core.report import CellEdit, Edit, Report, TextEdit, clean_text
from core.values import BLANK, State, Value, format_number, parse_value
from gui.import_review.questions import Kind, Question, cell_question, find_questions

NEEDS_NUMBER = "请填写数字，或者按 Delete 留空"


class Answer(StrEnum):
    """What became of a question."""

    OPEN = "open"
    ACCEPTED = "accepted"  # as read
    CHANGED = "changed"  # typed by the person
    EMPTIED = "emptied"  # left blank, or text left out
    PLACED = "placed"  # text put into a section


@dataclass(frozen=True, slots=True)
class _Step:
    """One answer, and how to take it back."""

    question: Question
    before: Answer
    inverse: Edit | None


class Review(QObject):
    """Questions of an import and their answers, by number."""

    answered = Signal(int)
    cells_changed = Signal(object)  # tuple[str, ...]
    texts_changed = Signal()
    questions_changed = Signal()

    def __init__(self, imported: Imported, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.report: Report = imported.report.copy()
        self._record: ImportRecord = imported.record
        self.questions = find_questions(self.report.form, imported.record)
        self._answers: dict[Question, Answer] = {}
        self._seen: set[Question] = set()
        self._placed: dict[Question, str] = {}
        self._steps: list[_Step] = []

    @property
    def record(self) -> ImportRecord:
        """The record as it was read."""
        return self._record

    def answer(self, number: int) -> Answer:
        """What became of a question."""
        return self._answers.get(self.questions[number], Answer.OPEN)

    def placed_in(self, number: int) -> str:
        """The section that a text was put into, "" for none."""
        return self._placed.get(self.questions[number], "")

    @property
    def total(self) -> int:
        """How many questions want an answer."""
        return sum(question.counts for question in self.questions)

    @property
    def left(self) -> int:
        """How many of them have none yet."""
        return sum(question.counts and question not in self._answers for question in self.questions)

    @property
    def unseen(self) -> int:
        """Unsure figures that the person has not had before their eyes."""
        return sum(question.is_unsure and question not in self._seen | set(self._answers) for question in self.questions)

    def see(self, number: int) -> None:
        """The question was shown."""
        self._seen.add(self.questions[number])

    def offered(self, number: int) -> str:
        """What the editor of a cell shows at first: the number as read, else the suggestion."""
        question = self.questions[number]
        if question.kind is not Kind.CELL:
            return ""
        number_read = self.report.values[question.cells[0]].number
        return question.suggestion if number_read is None else format_number(number_read)

    def put(self, number: int, text: str) -> str:
        """Answer a cell by a typed text; returns why it is refused, "" when it was taken."""
        question = self.questions[number]
        if not text.strip():
            is_unread = self.report.values[question.cells[0]].state is State.UNREAD
            if is_unread:
                self.empty(number)
            return "" if is_unread else NEEDS_NUMBER
        spec = self.report.form.template.cells[question.cells[0]]
        reading = parse_value(text, spec.kind, spec.unit)
        if reading.value.state is State.UNCLEAR:
            return f"{reading.reason}，{NEEDS_NUMBER}"
        old = self.report.values[question.cells[0]]
        if reading.value.number == old.number and reading.value.state is old.state:
            self._record_step(question, Answer.ACCEPTED, None)
        else:
            self._set(question, Answer.CHANGED, reading.value)
        return ""

    def empty(self, number: int) -> None:
        """Leave the cells blank, or the text out."""
        question = self.questions[number]
        if question.is_unsure:
            self._set(question, Answer.EMPTIED, BLANK)
        elif question.kind is Kind.TEXT:
            self._record_step(question, Answer.EMPTIED, None)

    def acknowledge(self, number: int) -> None:
        """Agree with what is there: the row is missing, the text stays out, the remark is read."""
        question = self.questions[number]
        if question.kind is Kind.REMARK:
            self._record_step(question, Answer.ACCEPTED, None)
        elif question.kind in (Kind.ROW, Kind.TEXT):
            self.empty(number)

    def place(self, number: int, section: str) -> None:
        """Put a text at the end of a section's text."""
        question = self.questions[number]
        if question.kind is not Kind.TEXT:
            return
        old = self.report.texts[section]
        text = clean_text(question.raw)
        inverse = self.report.apply(TextEdit(section, f"{old}\n{text}" if old else text))
        self._placed[question] = section
        self._record_step(question, Answer.PLACED, inverse)
        self.texts_changed.emit()

    def split(self, number: int) -> None:
        """Ask about each cell of a missing row by itself."""
        row = self.questions[number]
        cells = [cell_question(self.report.form, self._record, cell) for cell in row.cells]
        self._seen.update(cells)
        at = next((index for index, question in enumerate(self.questions) if question.kind is not Kind.CELL), number)
        rest = [question for question in self.questions if question is not row]
        self.questions = [*rest[:at], *cells, *rest[at:]]
        self.questions_changed.emit()

    def accept_all(self) -> None:
        """Take everything as offered. Cells that have nothing to offer stay open; nothing happens while any is unseen."""
        if self.unseen:
            return
        for number, question in enumerate(self.questions):
            if question in self._answers:
                continue
            if question.kind is Kind.CELL:
                self.put(number, self.offered(number))
            else:
                self.acknowledge(number)

    def undo(self) -> int | None:
        """Take the latest answer back; returns its question's number, None when there is nothing to take back."""
        if not self._steps:
            return None
        step = self._steps.pop()
        if step.inverse is not None:
            self.report.apply(step.inverse)
        if step.before is Answer.OPEN:
            self._answers.pop(step.question, None)
        else:
            self._answers[step.question] = step.before
        if self._placed.pop(step.question, ""):
            self.texts_changed.emit()
        return self._tell(step.question)

    def result(self) -> tuple[Report, ImportRecord]:
        """The report as answered, and the record without what was settled."""
        cells = dict(self._record.cells)
        settled = {cell for question in self._answers for cell in question.cells if question.is_unsure}
        for cell in settled:
            value = self.report.values[cell]
            cells[cell] = CellOrigin(value.raw, value.state, cells[cell].where)
        problems = tuple(problem for problem in self._record.problems if not problem.cells or not set(problem.cells) <= settled)
        placed = [question.unplaced for question in self._placed]
        unplaced = tuple(item for item in self._record.unplaced if not any(item is other for other in placed))
        return self.report.copy(), replace(self._record, cells=cells, problems=problems, unplaced=unplaced)

    def _set(self, question: Question, answer: Answer, value: Value) -> None:
        inverse = self.report.apply(CellEdit(dict.fromkeys(question.cells, value)))
        self._record_step(question, answer, inverse)

    def _record_step(self, question: Question, answer: Answer, inverse: Edit | None) -> None:
        self._steps.append(_Step(question, self._answers.get(question, Answer.OPEN), inverse))
        self._answers[question] = answer
        self._seen.add(question)
        self._tell(question)

    def _tell(self, question: Question) -> int | None:
        number = next((index for index, other in enumerate(self.questions) if other is question), None)
        if question.cells:
            self.cells_changed.emit(question.cells)
        if number is not None:
            self.answered.emit(number)
        return number


def shown_value(value: Value) -> str:
    """A cell's text in the review: the number, else what is there."""
    return format_number(Decimal(value.number)) if value.number is not None else value.raw
