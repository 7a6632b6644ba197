"""Edits, undo, redo, save, reload, crash and import in any order, against a plain dictionary; and the long storms, shortened."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from core.exporter.export import export
from core.importer.importing import import_report
from core.journal import Journal, Known
from core.project import save
from core.recovering import recover
from core.report import CellEdit, Edit, ExemptionEdit, GroupEdit, Meta, MetaEdit, Report, TextEdit, clean_text
from core.seal import Stamp
from core.values import BLANK, Value
from faults.results import Outcome
from faults.storms import open_storm, undo_storm
from faults.subject import FORM, FORMS

CELLS = st.sampled_from(list(FORM.template.cells))
TEXTS = st.sampled_from(["", "正文。", "（一）主动公开\n公开信息3条。", "一二三四五六七八九十" * 30])
Content = dict[str, object]


class ReportStorm(RuleBasedStateMachine):
    """The report, its file and its journal on one side, `content` on the other."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.folder = Path(self._folder.name)
        self.path = self.folder / "年报.nianbao"
        self.stamp: Stamp | None = None
        self.done: list[tuple[Edit, Content]] = []
        self.undone: list[tuple[Edit, Content]] = []

    @initialize()
    def start(self) -> None:
        self.report = Report(FORM, Meta("青石镇人民政府", 2024, "青石镇人民政府2024年政府信息公开工作年度报告", "青石镇人民政府"))
        self.content: Content = {**dict.fromkeys(self.report.values, BLANK), **self.report.texts, "meta": self.report.meta}
        self.content["exemptions"] = {}
        self.saved = dict(self.content)
        self._open_journal()

    def _open_journal(self) -> None:
        self.journal = Journal.start(self.folder / "journals", self.report, Known(self.path))

    def _edit(self, edit: Edit, changes: Content) -> None:
        self.done.append((self.report.apply(edit), dict(self.content)))
        self.journal.write(edit)
        self.undone.clear()
        self.content.update(changes)

    @rule(cells=st.dictionaries(CELLS, st.one_of(st.just(BLANK), st.integers(0, 999).map(Value.of)), min_size=1, max_size=9))
    def edit_cells(self, cells: dict[str, Value]) -> None:
        self._edit(CellEdit(cells), dict(cells))

    @rule(section=st.sampled_from(["overview", "problems", "other"]), text=TEXTS)
    def edit_text(self, section: str, text: str) -> None:
        self._edit(TextEdit(section, text), {section: text})

    @rule(year=st.integers(2021, 2030))
    def edit_meta(self, year: int) -> None:
        meta = Meta("青石镇人民政府", year, f"青石镇人民政府{year}年政府信息公开工作年度报告", "青石镇人民政府")
        self._edit(MetaEdit(meta), {"meta": meta})

    @rule(figures=st.sampled_from(["1=2", "3=4"]), reason=st.sampled_from([None, "已核对。"]))
    def settle_finding(self, figures: str, reason: str | None) -> None:
        kept = {**self.report.exemptions, ("rule", figures): reason}
        changes = {key: value for key, value in kept.items() if value is not None}
        self._edit(ExemptionEdit("rule", figures, reason), {"exemptions": changes})

    @rule(cell=CELLS, text=TEXTS)
    def edit_both(self, cell: str, text: str) -> None:
        edit = GroupEdit((TextEdit("overview", text), CellEdit({cell: Value.of(7)}), TextEdit("overview", text + "尾")))
        self._edit(edit, {cell: Value.of(7), "overview": text + "尾"})

    @precondition(lambda self: self.done)
    @rule()
    def undo(self) -> None:
        inverse, before = self.done.pop()
        self.undone.append((self.report.apply(inverse), dict(self.content)))
        self.journal.write(inverse)
        self.content = before

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        edit, after = self.undone.pop()
        self.done.append((self.report.apply(edit), dict(self.content)))
        self.journal.write(edit)
        self.content = after

    @rule()
    def save(self) -> None:
        self.stamp = save(self.report, self.path, FORMS, known=self.stamp)
        self.journal.saved(Known(self.path, self.stamp.generation, self.stamp.digest))
        self.saved = dict(self.content)

    @precondition(lambda self: self.stamp is not None)
    @rule()
    def reload(self) -> None:
        self.journal.close()
        self.report = import_report(self.path, FORMS).report
        self.content = dict(self.saved)
        self._new_sitting()

    @rule()
    def crash(self) -> None:
        os.close(self.journal._handle)
        self.report = recover(self.journal.file, FORMS).report
        self._new_sitting()

    @rule(suffix=st.sampled_from([".docx", ".xlsx", ".html", ".json"]))
    def export_and_import(self, suffix: str) -> None:
        file = self.folder / f"out{suffix}"
        export(self.report, file, FORMS)
        again = import_report(file, FORMS).report
        shown = {cell: value.number for cell, value in self.report.values.items()}
        assert {cell: value.number for cell, value in again.values.items()} == shown
        for section in ("overview", "problems", "other"):
            assert clean_text(again.texts[section]) == clean_text(self.report.texts[section])

    def _new_sitting(self) -> None:
        self.done.clear()
        self.undone.clear()
        self._open_journal()

    @invariant()
    def the_report_is_the_dictionary(self) -> None:
        if hasattr(self, "report"):
            rest = {"meta": self.report.meta, "exemptions": dict(self.report.exemptions)}
            assert {**self.report.values, **self.report.texts, **rest} == self.content

    def teardown(self) -> None:
        self._folder.cleanup()


ReportStorm.TestCase.settings = settings(max_examples=12, stateful_step_count=25, deadline=None)
TestReportStorm = ReportStorm.TestCase


def test_edits_undone_give_the_start_state() -> None:
    outcome = Outcome()
    undo_storm(3_000, outcome)
    assert outcome.holds, outcome.figures


def test_open_and_close_keep_memory_and_files_bounded() -> None:
    outcome = Outcome()
    open_storm(60, outcome)
    assert outcome.holds, outcome.figures
