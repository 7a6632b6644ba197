import pytest
from PySide6.QtCore import Qt

from core.report import PreviousEdit
from core.values import BLANK, State, Value
from gui.digest import Mark
from gui.tables.model import FormTableModel
from tests.gui.samples import full_report


@pytest.mark.parametrize("section", ["disclosure", "requests", "remedies"])
def test_it_keeps_the_rules_of_item_models(session, qtmodeltester, section):
    qtmodeltester.check(FormTableModel(session, section))


def test_labels_cannot_be_reached_cells_can(session):
    model = FormTableModel(session, "requests")
    assert model.flags(model.index(0, 0)) == Qt.ItemFlag.NoItemFlags
    assert model.flags(model.index_of("requests.received.person")) & Qt.ItemFlag.ItemIsEditable
    assert "第一项加第二项之和" in model.index(0, 0).data()


def test_full_width_digits_and_separators_are_taken(session):
    model = FormTableModel(session, "requests")
    assert model.setData(model.index_of("requests.received.person"), "１，２３４")
    assert session.report.values["requests.received.person"] == Value.of(1234)


@pytest.mark.parametrize("text", ["-1", "1.5", "三", "12个左右", "无"])
def test_what_is_not_surely_a_count_is_refused(session, text):
    model = FormTableModel(session, "requests")
    assert not model.setData(model.index_of("requests.received.person"), text)
    assert session.undo_stack.count() == 0


def test_the_fee_may_have_decimals_and_its_own_unit_only(session):
    model = FormTableModel(session, "disclosure")
    fee = model.index_of("disclosure.fees.amount")
    assert model.setData(fee, "18.60") and fee.data() == "18.6"
    assert not model.setData(fee, "186000元")


def test_the_same_number_typed_again_is_no_edit(session):
    model = FormTableModel(session, "requests")
    assert model.setData(model.index_of("requests.received.person"), "23")
    assert session.undo_stack.count() == 0


def test_only_changed_cells_are_reported(session, qtbot):
    model = FormTableModel(session, "requests")
    changed = []
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), first.column(), last.row(), last.column())))
    session.edit_cells({"requests.denied_internal.person": Value.of(0)}, "x")
    assert changed == []
    session.edit_cells({"remedies.direct_suit.other": Value.of(1)}, "x")
    assert changed == []
    session.edit_cells({"requests.received.total": Value.of(29)}, "x")
    rows = {row for row, *_ in changed}
    assert all((first, column) == (last, right) for first, column, last, right in changed)
    assert len(rows) <= 25 and model.index_of("requests.received.person").row() in rows


def test_the_current_cells_relation_is_marked_more_strongly(session):
    model = FormTableModel(session, "requests")
    session.edit_cells({"requests.received.total": Value.of(29), "requests.granted.total": Value.of(18)}, "x")
    model.set_current("requests.received.person")
    assert model.is_strong("requests.received.total") and not model.is_strong("requests.granted.person")
    model.set_current("")
    assert not model.is_strong("requests.received.total")


def test_marks_follow_undo(session):
    model = FormTableModel(session, "requests")
    session.edit_cells({"requests.received.person": BLANK}, "x")
    assert model.mark("requests.received.person") & Mark.UNFILLED
    session.undo_stack.undo()
    assert model.mark("requests.received.person") == 0 and model.text("requests.received.person") == "23"


def test_computed_totals_are_locked_and_marked(session):
    model = FormTableModel(session, "requests")
    session.set_auto_totals(True)
    total = model.index_of("requests.received.total")
    assert model.mark("requests.received.total") & Mark.COMPUTED
    assert not model.flags(total) & Qt.ItemFlag.ItemIsEditable and model.flags(total) & Qt.ItemFlag.ItemIsSelectable


def test_the_tool_tip_says_what_row_and_column_mean_and_what_is_wrong(session):
    model = FormTableModel(session, "requests")
    session.edit_cells({"requests.received.total": Value.of(29)}, "x")
    tip = model.index_of("requests.received.person").data(int(Qt.ItemDataRole.ToolTipRole))
    assert "本年1月1日至12月31日收到的申请件数" in tip and "以个人身份提出申请的公民" in tip and "差 1" in tip
    said = model.index_of("requests.received.person").data(int(Qt.ItemDataRole.AccessibleTextRole))
    assert said == "第三表 自然人 × 一、本年新收政府信息公开申请数量：23，不符"


def test_a_placeholder_from_the_import_is_shown_and_explained(session):
    model = FormTableModel(session, "requests")
    session.edit_cells({"requests.received.person": Value(State.PLACEHOLDER, None, "/")}, "x")
    index = model.index_of("requests.received.person")
    assert index.data() == "/" and "原文写的是“/”" in index.data(int(Qt.ItemDataRole.ToolTipRole))


def test_last_years_figures(session, forms):
    model = FormTableModel(session, "requests")
    assert model.last_year("requests.received.person") == ""
    session.edit(PreviousEdit(full_report(forms)), "x")
    assert model.last_year("requests.received.person") == "23"
