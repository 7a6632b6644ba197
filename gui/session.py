"""The one mutator of the open report: edits become undo commands, every change is followed by a fresh check.

The figures are checked at once, the sentences a moment later in another thread (gui/text_check.py).

Panes listen to its signals and never change each other. Dirty means: the undo stack is not clean. No second flag.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from core.findings import Finding, in_form_order, settle
from core.provenance import ImportRecord
from core.report import CellEdit, CheckResult, Edit, GroupEdit, MetaEdit, PreviousEdit, Report, TextEdit
from core.review import WordList, review_figures
from core.rules import Fix
from core.values import Value
from gui.digest import Digest, digest
from gui.tasks import TaskRunner
from gui.text_check import TextCheck
from gui.totals import declared_totals, total_fix, with_totals

Run = tuple[str, int]


class ReportSession(QObject):
    """An open report with its undo stack, file and findings."""

    edited = Signal(object)  # Edit, first of all, as it was carried out: for the journal
    cells_changed = Signal(object)  # frozenset[str]: ids whose value changed
    text_changed = Signal(str)  # section id
    meta_changed = Signal()
    previous_changed = Signal()
    findings_changed = Signal()
    report_replaced = Signal()  # another report was opened; everything is to be shown anew
    path_changed = Signal()
    auto_totals_changed = Signal(bool)
    commit_requested = Signal()  # the report is about to be read: what is being typed is to be put into it

    def __init__(self, parent: QObject | None = None, text_runner: TaskRunner | None = None) -> None:
        """`text_runner` reads the sentences off this thread; without one they are read at each change."""
        super().__init__(parent)
        self.undo_stack = stack = QUndoStack(self)
        self.destroyed.connect(lambda: stack.blockSignals(True))  # a dying stack still reports its clearing
        self._report: Report | None = None
        self._record: ImportRecord | None = None
        self._path: Path | None = None
        self._digest = Digest()
        self._result: CheckResult | None = None
        self._figures: Sequence[Finding] = ()
        self._text_check = TextCheck(text_runner, self)
        self._text_check.done.connect(self._on_text_checked)
        self._auto_totals = False
        self._totals: frozenset[str] = frozenset()

    @property
    def report(self) -> Report:
        """The open report. Raises RuntimeError while none is open."""
        if self._report is None:
            raise RuntimeError("no report is open")
        return self._report

    @property
    def is_open(self) -> bool:
        """Whether a report is open."""
        return self._report is not None

    @property
    def record(self) -> ImportRecord | None:
        """Where the report was imported from, None for one made here or saved since."""
        return self._record

    @property
    def path(self) -> Path | None:
        """The `.nianbao` file, None before the first save."""
        return self._path

    @property
    def findings(self) -> Sequence[Finding]:
        """The findings of the latest check, in the order of the form; those that were settled are among them."""
        return self._digest.findings

    @property
    def is_checking(self) -> bool:
        """Whether the sentences are still to be read since the last change."""
        return self._text_check.is_busy

    @property
    def digest(self) -> Digest:
        """The findings made ready for the screen: the one source of all counts and marks."""
        return self._digest

    @property
    def result(self) -> CheckResult:
        """The verdict of every relation on the present figures."""
        if self._result is None:
            self._result = self.report.check()
        return self._result

    @property
    def auto_totals(self) -> bool:
        """Whether declared totals are computed at each edit (自动合计)."""
        return self._auto_totals

    @property
    def computed(self) -> frozenset[str]:
        """The cells that the program fills in itself; empty while 自动合计 is off."""
        return self._totals if self._auto_totals else frozenset()

    def title_text(self) -> str:
        """What to call the report in the window's title."""
        meta = self.report.meta
        year = f"{meta.year} 年" if meta.year else ""
        return f"{meta.organ or '未填写机关名称'} {year}报告"

    def open(self, report: Report, path: Path | None = None, record: ImportRecord | None = None) -> None:
        """Show another report. `path` None means that it has never been saved as the program's own file."""
        self._report, self._path, self._record = report, path, record
        self._totals = frozenset(declared_totals(report.form.rules))
        self._set_auto_totals(False)
        self.undo_stack.clear()
        if path is None:
            self.undo_stack.resetClean()
        self._text_check.start(report)
        self._check()
        self.report_replaced.emit()
        self.path_changed.emit()
        self.findings_changed.emit()

    def saved(self, path: Path) -> None:
        """The report was written to `path`: this state is the clean one."""
        self._path = path
        self.undo_stack.setClean()
        self.path_changed.emit()

    def commit(self) -> None:
        """Have open editors put what is typed into the report. Call before saving, exporting, printing or closing."""
        self.commit_requested.emit()

    def edit(self, edit: Edit, text: str) -> None:
        """Carry out an edit as one undo step called `text` (「粘贴 7 个单元格」). Raises core.errors.EditError."""
        self.undo_stack.push(EditCommand(self, edit, text))

    def edit_cells(self, values: Mapping[str, Value], text: str) -> None:
        """Put values into cells as one undo step, with the totals that follow; nothing happens if none of them changes."""
        changed = self._changed(values)
        if changed and self._auto_totals:
            changed = self._changed(with_totals(self.report, changed))
        if changed:
            self.edit(CellEdit(changed), text)

    def type_text(self, section: str, text: str, run: int) -> None:
        """Record typing in a section. Changes of one `run` are one undo step."""
        if text != self.report.texts[section]:
            command = EditCommand(self, TextEdit(section, text), f"输入 {self.heading(section)}")
            command.run = (section, run)
            self.undo_stack.push(command)

    def heading(self, section: str) -> str:
        """The section's name in undo texts and lists."""
        return self.report.form.template.section(section).heading or "标题下的说明"

    def apply_fix(self, fix: Fix) -> None:
        """A one-click change offered by a finding."""
        self.edit_cells({cell: Value.of(number) for cell, number in fix.cells.items()}, fix.text)

    def settle(self, finding: Finding, reason: str | None) -> None:
        """确认无误 with a written reason, or None to take that back; one undo step. Raises core.errors.EditError."""
        self.edit(settle(self.report, finding, reason), "收回确认" if reason is None else "确认无误")

    def use_words(self, words: WordList | None) -> None:
        """Look for these wrong words; None for the program's own list."""
        self._text_check.words = words

    def stop(self) -> None:
        """End of the program: nothing is read any more."""
        self._text_check.stop()

    def total_fix(self, cell: str) -> Fix | None:
        """The change that 按合计填写 would make for a cell, None when there is nothing to do."""
        return total_fix(self.report, self.result, cell)

    def start_auto_totals(self, on: bool) -> None:
        """The person's usual choice for a report just opened: no value changes and nothing is to be undone."""
        self._set_auto_totals(on)
        self._check()
        self.findings_changed.emit()

    def set_auto_totals(self, on: bool) -> None:
        """Switch 自动合计 as one undo step, together with the totals that it fills in."""
        if on == self._auto_totals:
            return
        values = self._changed(with_totals(self.report, {})) if on else {}
        command = EditCommand(self, CellEdit(values), "打开自动合计" if on else "关闭自动合计")
        command.auto_totals = on
        self.undo_stack.push(command)

    def perform(self, edit: Edit, auto_totals: bool | None = None) -> Edit:
        """Apply an edit, check, and tell everybody; returns the inverse. For undo commands only."""
        inverse = self.report.apply(edit)
        self.edited.emit(edit)
        if auto_totals is not None:
            self._set_auto_totals(auto_totals)
        self._text_check.follow()
        self._check()
        self._announce(edit)
        self.findings_changed.emit()
        return inverse

    def _changed(self, values: Mapping[str, Value]) -> dict[str, Value]:
        return {cell: value for cell, value in values.items() if self.report.values[cell] != value}

    def _set_auto_totals(self, on: bool) -> None:
        if on != self._auto_totals:
            self._auto_totals = on
            self.auto_totals_changed.emit(on)

    def _check(self) -> None:
        self._result = None
        self._figures = review_figures(self.report, self._record, self.result)
        self._gather()

    def _gather(self) -> None:
        findings = in_form_order([*self._figures, *self._text_check.findings])
        self._digest = digest(findings, self.report, self._record, self.computed)

    def _on_text_checked(self) -> None:
        before = self._digest.findings
        self._gather()
        if self._digest.findings != before:
            self.findings_changed.emit()

    def _announce(self, edit: Edit) -> None:
        if isinstance(edit, GroupEdit):
            for part in edit.edits:
                self._announce(part)
        elif isinstance(edit, CellEdit):
            self.cells_changed.emit(frozenset(edit.values))
        elif isinstance(edit, TextEdit):
            self.text_changed.emit(edit.section)
        elif isinstance(edit, MetaEdit):
            self.meta_changed.emit()
        elif isinstance(edit, PreviousEdit):
            self.previous_changed.emit()


_TYPING = 1


class EditCommand(QUndoCommand):
    """An edit and, once carried out, its inverse.

    `run` is set for typing: commands of one run merge into one step. `auto_totals` is set where 自动合计 is switched.
    """

    def __init__(self, session: ReportSession, edit: Edit, text: str) -> None:
        super().__init__(text)
        self._session = session
        self._edit = edit
        self._inverse: Edit | None = None
        self.run: Run | None = None
        self.auto_totals: bool | None = None

    def id(self) -> int:
        """Only typing merges."""
        return _TYPING if self.run else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Later typing of the same run replaces this edit."""
        if not isinstance(other, EditCommand) or other.run != self.run:
            return False
        self._edit = other._edit
        return True

    def redo(self) -> None:
        """Carry it out."""
        self._inverse = self._session.perform(self._edit, self.auto_totals)

    def undo(self) -> None:
        """Take it back."""
        if self._inverse is not None:
            self._session.perform(self._inverse, None if self.auto_totals is None else not self.auto_totals)
