"""Relations judged on figures whose truth is known (form.md §11: a city's real reports of 2023 and 2024)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from core_samples import CURRENT, OLD, city_2023, city_2024, numbers, zeros

from core.findings import rule_findings
from core.report import CellEdit, PreviousEdit, Report
from core.rules import Severity, Verdict
from core.values import BLANK, UNREAD, State, Value

ONLY_FOR_TOWNSHIPS = {"plausible.township_rules", "plausible.fee_unit"}  # a city makes rules and collects more than 1000 万元


def ids(report: Report, verdict: Verdict = Verdict.FAIL) -> set[str]:
    return {outcome.rule.id for outcome in report.check().outcomes if outcome.verdict is verdict}


def finding(report: Report, rule: str):
    return next(item for item in rule_findings(report, report.check()) if item.rule == rule)


def changed(report: Report, **cells: str) -> Report:
    report.apply(CellEdit(numbers(**cells)))
    return report


def test_every_relation_holds_in_the_real_reports():
    report = city_2024()
    assert ids(report) == ONLY_FOR_TOWNSHIPS
    assert ids(report, Verdict.PENDING) == set()
    assert len(ids(report, Verdict.PASS)) == len(CURRENT.rules.rules) - 2


def test_nothing_happened_is_consistent():
    for form in (CURRENT, OLD):
        report = zeros(form)
        report.apply(PreviousEdit(zeros(form, 2022)))
        assert ids(report, Verdict.PASS) == {rule.id for rule in form.rules.rules}


def rules_broken_by_one_more(cell: str) -> set[str]:
    """What the form says of one figure too many, told without the rule files."""
    section, row, column = cell.split(".")
    if section == "disclosure":
        return {f"carry_over.in_force:{row}"} if row in ("rules", "normative_documents") else set()
    if section == "remedies":
        return {f"remedies.row_sum:{row}"}
    broken = {f"requests.row_sum:{row}"}
    if row not in ("received", "carried_in", "carried_out"):
        broken.add(f"requests.handled_sum:{column}")
    if row in ("received", "carried_in", "handled", "carried_out"):
        broken.add(f"requests.balance:{column}")
    if row == "carried_in":
        broken.add(f"carry_over.requests:{column}")
    return broken


@pytest.mark.parametrize("cell", list(CURRENT.template.cells))
def test_one_figure_too_many_breaks_exactly_its_relations(cell):
    report = city_2024()
    number = report.values[cell].number
    report.apply(CellEdit({cell: Value.of(number + 1)}))
    assert ids(report) - ONLY_FOR_TOWNSHIPS == rules_broken_by_one_more(cell)


@pytest.mark.parametrize("empty", [BLANK, UNREAD, Value(State.PLACEHOLDER, None, "/"), Value(State.UNCLEAR, None, "①")])
def test_a_blank_is_not_zero(empty):
    report = zeros()
    report.apply(PreviousEdit(zeros(year=2022)))
    for cell in CURRENT.template.cells:
        filled_again = report.apply(CellEdit({cell: empty}))
        assert ids(report) == set(), cell
        waiting = {rule.id for rule in CURRENT.rules.rules if cell in rule.cells}
        assert waiting <= ids(report, Verdict.PENDING), cell
        report.apply(filled_again)


def test_without_last_year_the_relations_across_years_wait():
    report = city_2024()
    report.apply(PreviousEdit(None))
    waiting = ids(report, Verdict.PENDING)
    assert waiting == {rule.id for rule in CURRENT.rules.rules if rule.scope == "years" or ".jump_" in rule.id}


def test_a_report_of_the_old_form_as_last_year():
    """From 2020 to 2021 only what both forms mean alike is compared (form.md §5.4)."""
    last = zeros(OLD, 2020)
    changed(last, requests__carried_out__person="2", disclosure__rules__public_total="9")
    report = zeros(year=2021)
    report.apply(PreviousEdit(last))
    assert ids(report) == {"carry_over.requests:person"}
    assert {"carry_over.in_force:rules", "carry_over.in_force:normative_documents"} <= ids(report, Verdict.PENDING)


def test_messages_of_sums_are_in_the_words_of_the_form():
    report = changed(
        zeros(),
        requests__received__person="23",
        requests__carried_in__person="2",
        requests__granted__person="20",
        requests__denied_by_law__person="3",
        requests__handled__person="24",
    )
    assert finding(report, "requests.balance:person").message == "自然人：一 23 + 二 2 = 25，三（七）24 + 四 0 = 24，差 1"
    handled = finding(report, "requests.handled_sum:person").message
    assert handled == "自然人：三（一）至（六）（一）予以公开 20 + （三）2.法律法规禁止 3 = 23，三（七）24，差 1"
    assert finding(report, "requests.row_sum:received").message == "一：自然人 23，总计 0，差 23"
    total = finding(changed(zeros(), requests__received__total="4"), "requests.row_sum:received")
    assert total.message == "一：各项之和 0，总计 4，差 4"
    assert (total.left, total.right) == ("0", "4")


def test_messages_of_the_other_tables():
    report = changed(zeros(), remedies__reconsideration__upheld="2", remedies__reconsideration__total="3")
    message = finding(report, "remedies.row_sum:reconsideration").message
    assert message == "行政复议：结果维持 2，总计 3，差 1"
    report = changed(zeros(), disclosure__rules__issued="2", disclosure__rules__in_force="6")
    message = finding(report, "plausible.township_rules").message
    assert message.startswith("规章：规章本年制发 2 + 规章本年废止 0 + 规章现行有效 6 = 8；乡镇、街道不能制定规章")
    report = changed(zeros(), disclosure__fees__amount="59237.2449")
    assert "59237.2449 万元，数额偏大" in finding(report, "plausible.fee_unit").message
    report = changed(zeros(), disclosure__normative_documents__issued="3")
    message = finding(report, "disclosure.stock:normative_documents").message
    assert message.startswith("行政规范性文件：现行有效 0 + 本年废止 0 = 0，少于本年制发 3；")


def test_messages_across_years():
    report = city_2024()
    changed(report, requests__carried_in__person="117", disclosure__normative_documents__in_force="400")
    message = finding(report, "carry_over.requests:person").message
    assert message == "自然人：今年二 117，去年四 118，差 1；上年结转应与去年年报“四、结转下年度继续办理”相同"
    message = finding(report, "carry_over.in_force:normative_documents").message
    assert "今年现行有效 400，按去年现行有效 597 + 本年制发 50 - 本年废止 227 = 420 推算，差 20" in message
    report = changed(zeros(), remedies__direct_suit__total="1", remedies__direct_suit__other="1")
    report.apply(PreviousEdit(city_2023()))
    message = finding(report, "carry_over.pending:direct_suit").message
    assert message.startswith("未经复议直接起诉：今年总计 1，少于去年尚未审结 6")


@pytest.mark.parametrize(
    ("now", "last", "rules"),
    [
        ("100", "18", set()),
        ("101", "18", {"plausible.jump_up:licensing"}),
        ("11", "0", {"plausible.jump_up:licensing"}),
        ("10", "0", set()),
        ("0", "10", set()),
        ("0", "11", {"plausible.jump_down:licensing"}),
    ],
)
def test_large_changes_against_last_year(now, last, rules):
    report = changed(zeros(), disclosure__licensing__decisions=now)
    report.apply(PreviousEdit(changed(zeros(year=2022), disclosure__licensing__decisions=last)))
    assert {rule for rule in ids(report) if rule.startswith("plausible.")} == rules


def test_double_counting_is_asked_only_for_that_pattern():
    counted_twice = {
        "requests__received__person": "5",
        "requests__granted__person": "2",
        "requests__partly_granted__person": "3",
        "requests__denied_by_law__person": "3",
        "requests__handled__person": "5",
    }
    report = changed(zeros(), **counted_twice)
    found = finding(report, "requests.double_counted:person")
    assert found.severity is Severity.WARNING
    assert "各项之和 8 恰好多出部分公开的件数" in found.message
    for harmless in (
        {"requests__handled__person": "8"},
        {"requests__handled__person": "6"},
        {"requests__partly_granted__person": "0"},
        {"requests__denied_by_law__person": "0"},
    ):
        assert "requests.double_counted:person" not in ids(changed(zeros(), **{**counted_twice, **harmless}))


def suits_without_applications() -> Report:
    """The fourth real report: 直接起诉 3 with no application at all."""
    return changed(
        zeros(), remedies__direct_suit__corrected="2", remedies__direct_suit__other="1", remedies__direct_suit__total="3"
    )


def test_suits_without_applications_are_asked_for():
    found = finding(suits_without_applications(), "remedies.without_requests")
    assert found.severity is Severity.INFO
    assert "未经复议直接起诉总计 3" in found.message


@pytest.mark.parametrize("row", ["received", "carried_in"])
def test_suits_after_applications_of_either_year_are_not_asked_for(row):
    here = changed(suits_without_applications(), **{f"requests__{row}__total": "1"})
    assert "remedies.without_requests" not in ids(here)
    last_year = suits_without_applications()
    last_year.apply(PreviousEdit(changed(zeros(year=2022), **{f"requests__{row}__total": "1"})))
    assert "remedies.without_requests" not in ids(last_year)


def test_suits_are_asked_for_when_last_year_had_no_applications_either():
    report = suits_without_applications()
    report.apply(PreviousEdit(zeros(year=2022)))
    assert "remedies.without_requests" in ids(report)


def test_relations_of_the_trial_form():
    report = zeros(OLD, 2020)
    changed(report, disclosure__licensing__items_last_year="5", disclosure__licensing__items_change="-6")
    assert finding(report, "disclosure.items:licensing").message == "行政许可：上一年项目 5 + 本年增/减 -6 = -1，项目数不能为负"
    changed(report, disclosure__licensing__items_change="-5", disclosure__rules__newly_public="2")
    assert ids(report) == {"disclosure.public:rules", "plausible.township_rules"}
    changed(report, disclosure__rules__newly_public="0", requests__other__person="1")
    assert ids(report) == {"requests.row_sum:other", "requests.handled_sum:person"}
    last = changed(zeros(OLD, 2019), disclosure__licensing__items_last_year="7", disclosure__licensing__items_change="-1")
    report = changed(zeros(OLD, 2020), disclosure__licensing__items_last_year="7")
    report.apply(PreviousEdit(last))
    message = finding(report, "carry_over.items:licensing").message
    assert message.startswith("行政许可：今年上一年项目 7，按去年上一年项目 7 + 去年本年增/减 -1 = 6 推算，差 1；")


def test_a_fix_sets_the_declared_total():
    report = changed(zeros(), requests__received__total="1")
    fix = finding(report, "requests.row_sum:received").fixes[0]
    assert (fix.cells, fix.text) == ({"requests.received.total": Decimal(0)}, "把“一·总计”由 1 改为 0")


@pytest.mark.parametrize("cell", [cell for cell in CURRENT.template.cells if ".total" in cell or ".handled." in cell])
def test_every_wrong_total_has_a_fix_that_restores_it(cell):
    report = city_2024()
    right = report.values[cell].number
    report.apply(CellEdit({cell: Value.of(right + 5)}))
    fixes = [fix for item in rule_findings(report, report.check()) for fix in item.fixes]
    assert {cell: right} in [dict(fix.cells) for fix in fixes]


def test_no_fix_makes_another_relation_fail():
    """Every offered change mends its relation and breaks none that held, whatever single figure is wrong."""
    for cell in CURRENT.template.cells:
        report = city_2024()
        report.apply(CellEdit({cell: Value.of(report.values[cell].number + 3)}))
        broken = ids(report)
        for item in rule_findings(report, report.check()):
            for fix in item.fixes:
                mended = report.copy()
                mended.apply(CellEdit({name: Value.of(number) for name, number in fix.cells.items()}))
                after = ids(mended)
                assert item.rule not in after
                assert {rule for rule in after - broken if "plausible" not in rule} == set(), (cell, fix)


def test_the_carried_figure_is_offered_from_last_year():
    report = city_2024()
    changed(report, requests__carried_in__person="108")
    fixes = finding(report, "carry_over.requests:person").fixes
    assert [(dict(fix.cells), fix.text) for fix in fixes] == [
        ({"requests.carried_in.person": Decimal(118)}, "把“二·自然人”由 108 改为 118")
    ]


def test_the_stock_of_documents_is_offered_from_last_year():
    report = changed(city_2024(), disclosure__normative_documents__in_force="421")
    fixes = finding(report, "carry_over.in_force:normative_documents").fixes
    assert [dict(fix.cells) for fix in fixes] == [{"disclosure.normative_documents.in_force": Decimal(420)}]


def test_no_fix_below_zero():
    report = zeros()
    last = changed(zeros(year=2022), disclosure__normative_documents__in_force="1")
    report.apply(PreviousEdit(last))
    changed(report, disclosure__normative_documents__repealed="3", disclosure__normative_documents__in_force="1")
    assert finding(report, "carry_over.in_force:normative_documents").fixes == ()


def test_gap_and_sides():
    report = changed(city_2024(), requests__received__person="3441")
    outcome = next(item for item in report.check().outcomes if item.rule.id == "requests.balance:person")
    assert (outcome.left, outcome.right, outcome.gap) == (3559, 3558, 1)
