from pathlib import Path

import pytest

from core.report import Meta, MetaEdit, TextEdit
from core.values import BLANK, Value
from gui.session import ReportSession
from tests.gui.samples import full_report

CELL = "requests.received.person"


@pytest.fixture
def session(qapp, forms):
    found = ReportSession()
    found.open(full_report(forms), Path("x.nianbao"))
    return found


def test_an_edit_is_one_step_with_a_name_and_can_be_undone(session, qtbot):
    with qtbot.waitSignals([session.cells_changed, session.findings_changed]):
        session.edit_cells({CELL: Value.of(24)}, "填写")
    assert session.undo_stack.undoText() == "填写" and not session.undo_stack.isClean()
    session.undo_stack.undo()
    assert session.report.values[CELL].number == 23 and session.undo_stack.isClean()
    session.undo_stack.redo()
    assert session.report.values[CELL].number == 24


def test_an_edit_that_changes_nothing_is_no_step(session):
    session.edit_cells({CELL: session.report.values[CELL]}, "填写")
    assert session.undo_stack.count() == 0


def test_every_edit_is_checked_at_once(session):
    session.edit_cells({CELL: Value.of(24)}, "填写")
    assert session.digest.counts().errors > 0
    session.undo_stack.undo()
    assert session.digest.counts().errors == 0


def test_typing_of_one_run_is_one_step(session):
    for text in ("一", "一二", "一二三"):
        session.type_text("other", text, run=1)
    session.type_text("other", "一二三四", run=2)
    assert session.undo_stack.count() == 2
    session.undo_stack.undo()
    assert session.report.texts["other"] == "一二三"
    session.undo_stack.undo()
    assert session.report.texts["other"].startswith("本年度")
    session.undo_stack.redo()
    assert session.report.texts["other"] == "一二三"


def test_typing_in_two_sections_is_not_mixed_up(session):
    session.type_text("other", "甲", run=1)
    session.type_text("problems", "乙", run=1)
    assert session.undo_stack.count() == 2


def test_auto_totals_come_in_the_same_step_as_the_edit_that_causes_them(session):
    session.set_auto_totals(True)
    assert session.undo_stack.undoText() == "打开自动合计"
    steps = session.undo_stack.count()
    session.edit_cells({"requests.granted.person": Value.of(15)}, "填写")
    assert session.report.values["requests.handled.total"].number == 30
    assert session.undo_stack.count() == steps + 1
    session.undo_stack.undo()
    assert session.report.values["requests.handled.total"].number == 29
    session.undo_stack.undo()
    assert not session.auto_totals and session.computed == frozenset()


def test_auto_totals_of_a_report_just_opened_change_no_value(session):
    session.edit_cells({"requests.received.total": Value.of(1)}, "填写")
    session.undo_stack.setClean()
    session.start_auto_totals(True)
    assert session.undo_stack.isClean() and session.report.values["requests.received.total"].number == 1
    assert "requests.received.total" in session.computed


def test_a_fix_is_a_step_named_after_it(session):
    session.edit_cells({"requests.received.total": Value.of(27)}, "填写")
    fix = session.total_fix("requests.received.total")
    session.apply_fix(fix)
    assert session.undo_stack.undoText() == fix.text
    assert session.digest.counts().errors == 0


def test_text_and_meta_go_the_same_way(session, qtbot):
    with qtbot.waitSignal(session.text_changed) as said:
        session.edit(TextEdit("other", "新"), "修改")
    assert said.args == ["other"]
    with qtbot.waitSignal(session.meta_changed):
        session.edit(MetaEdit(Meta("甲镇", 2025)), "修改")
    assert session.title_text() == "甲镇 2025 年报告"
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert session.undo_stack.isClean()


def test_a_report_without_a_file_is_unsaved_until_it_is_saved(session, forms):
    session.open(full_report(forms))
    assert not session.undo_stack.isClean()
    session.saved(Path("y.nianbao"))
    assert session.undo_stack.isClean() and session.path == Path("y.nianbao")


def test_clearing_leaves_blank_not_nought(session):
    session.edit_cells({CELL: BLANK}, "清除")
    assert session.report.values[CELL].number is None
    assert session.digest.counts().unfilled == 1


def test_without_a_report_there_is_nothing_to_edit(qapp):
    empty = ReportSession()
    assert not empty.is_open
    with pytest.raises(RuntimeError):
        _ = empty.report
