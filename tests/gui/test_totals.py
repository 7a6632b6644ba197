from decimal import Decimal

from core.report import CellEdit
from core.values import BLANK, Value
from gui.totals import declared_totals, total_fix, with_totals
from tests.gui.samples import full_report


def test_declared_totals_are_the_sums_of_rows_and_of_handled(forms):
    totals = declared_totals(forms.get("2021-30").rules)
    assert "requests.received.total" in totals and "requests.handled.person" in totals
    assert "remedies.direct_suit.total" in totals
    assert "requests.carried_out.person" not in totals and "requests.carried_in.person" not in totals
    assert len(totals) == 25 + 6 + 3


def test_a_changed_part_carries_through_to_the_total_of_totals(forms):
    report = full_report(forms)
    values = with_totals(report, {"requests.granted.person": Value.of(15)})
    changed = {cell: value.number for cell, value in values.items()}
    assert changed == {
        "requests.granted.person": Decimal(15),
        "requests.granted.total": Decimal(18),
        "requests.handled.person": Decimal(25),
        "requests.handled.total": Decimal(30),
    }


def test_blank_parts_give_no_total(forms):
    report = full_report(forms)
    assert with_totals(report, {"requests.granted.person": BLANK}) == {"requests.granted.person": BLANK}


def test_the_one_key_fix_sets_the_cells_own_total(forms):
    report = full_report(forms)
    report.apply(CellEdit({"requests.received.total": BLANK}))
    fix = total_fix(report, report.check(), "requests.received.total")
    assert fix is not None and fix.cells == {"requests.received.total": Decimal(28)}


def test_the_one_key_fix_of_a_part_sets_the_total_of_its_broken_relation(forms):
    report = full_report(forms)
    report.apply(CellEdit({"requests.received.total": Value.of(27)}))
    fix = total_fix(report, report.check(), "requests.received.business")
    assert fix is not None and fix.cells == {"requests.received.total": Decimal(28)}
    assert "27" in fix.text and "28" in fix.text


def test_there_is_nothing_to_fix_where_all_holds(forms):
    report = full_report(forms)
    assert total_fix(report, report.check(), "requests.received.business") is None
    assert total_fix(report, report.check(), "disclosure.fees.amount") is None
