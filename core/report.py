"""A report as the clerk edits it: meta, cells, texts, last year's report. Every change is an edit with an inverse."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from core.errors import EditError
from core.forms import Form
from core.rules import PREVIOUS, Number, Outcome
from core.values import BLANK, Value, fits


@dataclass(frozen=True, slots=True)
class Meta:
    """Who reports on which year. `year` is the data year (the report appears in year + 1); None while unknown.

    `title` and `signature` are printed as they stand; "" prints no title or signature.
    """

    organ: str = ""
    year: int | None = None
    title: str = ""
    signature: str = ""
    date: date | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A leftover of last year in carried text: characters `start` to `end` of the section's text.

    `kind` is year, date or figure; `quote` the marked piece; `hint` one Chinese sentence.
    """

    section: str
    start: int
    end: int
    kind: str
    quote: str
    hint: str


@dataclass(frozen=True, slots=True)
class CellEdit:
    """Put these values into these cells."""

    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class TextEdit:
    """Replace the text of a section; paragraphs are lines.

    `marks` are the marks of that section afterwards; None keeps those that the change does not touch.
    """

    section: str
    text: str
    marks: tuple[Mark, ...] | None = None


@dataclass(frozen=True, slots=True)
class MetaEdit:
    """Replace the meta data."""

    meta: Meta


@dataclass(frozen=True, slots=True)
class PreviousEdit:
    """Lay another report (or none) beside this one as last year's."""

    previous: Report | None


@dataclass(frozen=True, slots=True)
class ExemptionEdit:
    """Settle a finding with a written reason (确认无误), or withdraw that with None.

    `rule` is the finding's id, `figures` what it was about when it was settled (see core.findings.figures_of).
    """

    rule: str
    figures: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class GroupEdit:
    """Several edits as one, applied in order."""

    edits: tuple[Edit, ...]


Edit = CellEdit | TextEdit | MetaEdit | PreviousEdit | ExemptionEdit | GroupEdit


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The verdicts of every relation, and the figures they were judged on."""

    outcomes: tuple[Outcome, ...]
    operands: Mapping[str, Number | None] = field(repr=False)


class Report:
    """One report of one edition. Change it through `apply` only."""

    def __init__(self, form: Form, meta: Meta | None = None) -> None:
        self.form = form
        self._meta = meta or Meta()
        self._values: dict[str, Value] = dict.fromkeys(form.template.cells, BLANK)
        self._texts: dict[str, str] = {section.id: "" for section in form.template.sections}
        self._marks: dict[str, tuple[Mark, ...]] = {}
        self._previous: Report | None = None
        self._exemptions: dict[tuple[str, str], str] = {}
        self._operands: dict[str, Number | None] = {}
        self._gather_operands()

    @property
    def meta(self) -> Meta:
        """Organ, year, title, signature, date."""
        return self._meta

    @property
    def previous(self) -> Report | None:
        """Last year's report, None when there is none at hand."""
        return self._previous

    @property
    def values(self) -> Mapping[str, Value]:
        """Every cell of the edition by id; read only."""
        return self._values

    @property
    def texts(self) -> Mapping[str, str]:
        """Every section's text by id, paragraphs as lines; read only."""
        return self._texts

    @property
    def exemptions(self) -> Mapping[tuple[str, str], str]:
        """The written reasons of settled findings by rule id and figures; read only."""
        return self._exemptions

    def marks(self, section: str) -> tuple[Mark, ...]:
        """The leftovers of last year still standing in a section's text, in order."""
        return self._marks.get(section, ())

    def apply(self, edit: Edit) -> Edit:
        """Carry out an edit and return the one that takes it back. Raises EditError and changes nothing if it cannot."""
        if isinstance(edit, CellEdit):
            return self._apply_cells(edit)
        if isinstance(edit, TextEdit):
            return self._apply_text(edit)
        if isinstance(edit, MetaEdit):
            inverse = MetaEdit(self._meta)
            self._meta = edit.meta
            return inverse
        if isinstance(edit, PreviousEdit):
            inverse = PreviousEdit(self._previous)
            self._previous = edit.previous
            self._gather_operands()
            return inverse
        if isinstance(edit, ExemptionEdit):
            return self._apply_exemption(edit)
        return self._apply_group(edit)

    def check(self) -> CheckResult:
        """Judge every relation of the edition on the present figures."""
        return CheckResult(tuple(self.form.rules.check(self._operands)), dict(self._operands))

    def copy(self) -> Report:
        """An independent report with the same content; last year's report is shared, it is not edited."""
        twin = Report(self.form, self._meta)
        twin._values, twin._texts, twin._marks = dict(self._values), dict(self._texts), dict(self._marks)
        twin._previous = self._previous
        twin._exemptions = dict(self._exemptions)
        twin._gather_operands()
        return twin

    def same_content(self, other: Report) -> bool:
        """Whether edition, meta, cells and texts are equal. Last year's report and marks are not compared."""
        mine = (self.form.template.edition, self._meta, self._values, self._texts)
        return mine == (other.form.template.edition, other._meta, other._values, other._texts)

    def _apply_cells(self, edit: CellEdit) -> CellEdit:
        cells = self.form.template.cells
        for cell_id, value in edit.values.items():
            if cell_id not in cells:
                raise EditError(f"这一版表样没有单元格“{cell_id}”。")
            if not fits(value, cells[cell_id].kind):
                raise EditError(f"“{cells[cell_id].name}”不能填写“{value.raw or value.number}”。")
        inverse = CellEdit({cell_id: self._values[cell_id] for cell_id in edit.values})
        for cell_id, value in edit.values.items():
            self._values[cell_id] = value
            self._operands[cell_id] = _number(value)
        return inverse

    def _apply_text(self, edit: TextEdit) -> TextEdit:
        if edit.section not in self._texts:
            raise EditError(f"这一版表样没有“{edit.section}”这一部分。")
        old = self._texts[edit.section]
        inverse = TextEdit(edit.section, old, self.marks(edit.section))
        self._texts[edit.section] = edit.text
        kept = _surviving(self.marks(edit.section), old, edit.text) if edit.marks is None else edit.marks
        self._marks[edit.section] = kept
        return inverse

    def _apply_exemption(self, edit: ExemptionEdit) -> ExemptionEdit:
        key = (edit.rule, edit.figures)
        inverse = ExemptionEdit(edit.rule, edit.figures, self._exemptions.get(key))
        if edit.reason is None:
            self._exemptions.pop(key, None)
        elif edit.reason.strip():
            self._exemptions[key] = edit.reason.strip()
        else:
            raise EditError("确认无误需要写明理由。")
        return inverse

    def _apply_group(self, edit: GroupEdit) -> GroupEdit:
        done: list[Edit] = []
        try:
            for part in edit.edits:
                done.append(self.apply(part))
        except EditError:
            for inverse in reversed(done):
                self.apply(inverse)
            raise
        return GroupEdit(tuple(reversed(done)))

    def _gather_operands(self) -> None:
        """Rule operands from scratch: this year's cells, and last year's under their prefix; None for what is not there."""
        old: Mapping[str, Value] = self._previous.values if self._previous else {}
        operands: dict[str, Number | None] = {cell_id: _number(value) for cell_id, value in self._values.items()}
        for cell_id in (*self._values, *self.form.rules.previous):
            operands[PREVIOUS + cell_id] = _number(old.get(cell_id, BLANK))
        self._operands = operands


def _number(value: Value) -> Number | None:
    """A whole number as int: the check adds ints much faster than decimals, and just as exactly."""
    number = value.number
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else number


def _surviving(marks: tuple[Mark, ...], old: str, new: str) -> tuple[Mark, ...]:
    """The marks outside the changed stretch; those behind it move along.

    What was typed or deleted between equal characters can be told in two ways; a mark stays if one of them spares it.
    """
    if not marks:
        return ()
    shortest = min(len(old), len(new))
    prefix = _common_prefix(old, new)
    suffix = _common_prefix(old[::-1], new[::-1])
    early = [_moved(mark, old, new, (prefix, min(suffix, shortest - prefix))) for mark in marks]
    late = [_moved(mark, old, new, (min(prefix, shortest - suffix), suffix)) for mark in marks]
    kept = [one or other for one, other in zip(early, late, strict=True)]
    ordered = sorted((mark for mark in kept if mark), key=lambda mark: mark.start)
    return tuple(mark for before, mark in zip([None, *ordered], ordered, strict=False) if not before or before.end <= mark.start)


def _moved(mark: Mark, old: str, new: str, same: tuple[int, int]) -> Mark | None:
    """The mark in the new text, whose first and last characters are the same; None when the change touches it."""
    prefix, suffix = same
    if mark.end <= prefix:
        return mark
    if mark.start < len(old) - suffix:
        return None
    shift = len(new) - len(old)
    return replace(mark, start=mark.start + shift, end=mark.end + shift)


def _common_prefix(one: str, other: str) -> int:
    limit = min(len(one), len(other))
    return next((index for index in range(limit) if one[index] != other[index]), limit)


_LINE_END = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_NO_TEXT = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"  # what XML forbids or nobody sees
    "|[\uf000-\uf0ff]"  # bullets of symbol fonts; rare names stand elsewhere in the private area and stay
    "|[\u200b\u2060\ufeff]"  # zero-width blanks
)


def clean_text(text: str) -> str:
    """Text as a section keeps it: one paragraph a line, no blank lines, no control characters, no indents or trailing space.

    Every end of line counts, also the soft one of Word (vertical tab) and a page break. A tab becomes a space.
    """
    lines = (_NO_TEXT.sub("", line).replace("\t", " ").strip() for line in _LINE_END.split(text))
    return "\n".join(line for line in lines if line)
