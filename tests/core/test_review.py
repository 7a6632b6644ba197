"""Findings about the report as a whole: what must be said, what must not."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from core_samples import CURRENT, OLD, city_2024, numbers, with_texts, zeros

from core.findings import Finding, in_form_order
from core.provenance import ImportRecord, Problem
from core.report import CellEdit, Meta, MetaEdit, PreviousEdit, Report, TextEdit
from core.review import review
from core.review.fees import fee_findings
from core.review.structure import structure_findings
from core.rules import Severity
from core.template import SECTION_IDS
from core.values import BLANK, UNREAD, State, Value


def rules(report: Report) -> list[str]:
    return [item.rule for item in structure_findings(report)]


def complete(form=CURRENT, year=2023) -> Report:
    return with_texts(zeros(form, year))


def test_a_complete_report_has_no_findings_of_structure():
    assert rules(complete()) == []
    assert rules(complete(OLD, 2020)) == []
    assert fee_findings(complete()) == []


@pytest.mark.parametrize(
    ("form", "year", "wrong"),
    [
        (OLD, 2023, True),
        (OLD, 2021, True),
        (CURRENT, 2020, True),
        (OLD, 2019, False),
        (CURRENT, 2021, False),
        (CURRENT, 2031, False),
    ],
)
def test_the_form_of_another_year(form, year, wrong):
    found = structure_findings(complete(form, year))
    assert [(item.rule, item.severity) for item in found] == [("structure.old_edition", Severity.ERROR)] * wrong
    if wrong:
        assert f"这是 {year} 年的报告" in found[0].message
        assert form.template.issued_as in found[0].message


def test_a_report_without_year():
    report = complete()
    report.apply(MetaEdit(Meta("甲镇")))
    (found,) = structure_findings(report)
    assert (found.rule, found.severity, found.section) == ("structure.no_year", Severity.WARNING, "")


@pytest.mark.parametrize(("year", "told"), [(2022, False), (2021, True), (2023, True), (None, False)])
def test_a_report_of_another_year_beside_this_one(year, told):
    report = complete()
    report.apply(PreviousEdit(complete(year=year)))
    assert rules(report) == ["structure.previous_year"] * told
    if told:
        assert f"对照的是 {year} 年的报告，不是 2022 年的" in structure_findings(report)[0].message


@pytest.mark.parametrize("text", ["", " \n\u3000"])
@pytest.mark.parametrize("section", ["overview", "problems", "other"])
def test_a_section_without_text(section, text):
    report = complete()
    report.apply(TextEdit(section, text))
    (found,) = structure_findings(report)
    assert (found.rule, found.severity, found.section) == ("unfilled.text", Severity.ERROR, section)
    assert found.message == f"“{CURRENT.template.section(section).heading}”还没有内容"


def test_the_preface_and_the_text_beside_a_table_may_be_empty():
    report = complete()
    assert report.texts["preface"] == report.texts["requests"] == ""
    assert rules(report) == []


@pytest.mark.parametrize("value", [BLANK, UNREAD, Value(State.PLACEHOLDER, None, "/")])
def test_cells_without_a_number(value):
    report = complete()
    report.apply(CellEdit({"requests.received.person": value}))
    (found,) = structure_findings(report)
    assert (found.rule, found.severity, found.section) == ("unfilled.cells", Severity.WARNING, "requests")
    assert found.cells == ("requests.received.person",)
    assert found.message == "“一·自然人”还没有填写数字；没有发生的请填 0"


def test_many_cells_without_a_number_are_told_as_one():
    report = with_texts(Report(CURRENT, Meta("甲镇", 2023)))
    found = structure_findings(report)
    assert [(item.rule, item.section, len(item.cells)) for item in found] == [
        ("unfilled.cells", "disclosure", 10),
        ("unfilled.cells", "requests", 175),
        ("unfilled.cells", "remedies", 15),
    ]
    assert found[1].message == "“一·自然人”、“一·商业企业”、“一·科研机构”等 175 格还没有填写数字；没有发生的请填 0"


def unclear() -> Report:
    report = complete()
    report.apply(CellEdit({"requests.received.person": Value(State.UNCLEAR, None, "约3件")}))
    return report


def test_what_is_no_number_is_an_error_and_not_a_blank():
    (found,) = structure_findings(unclear())
    assert (found.rule, found.severity, found.cells) == (
        "structure.not_a_number",
        Severity.ERROR,
        ("requests.received.person",),
    )
    assert found.message == "“一·自然人”填的是“约3件”，不是确定的数字，请核对后改为数字"


def problem(*cells: str) -> ImportRecord:
    item = Problem("import.unclear_cell", Severity.ERROR, "读不准", "表格 2", "约3件", cells, "requests")
    return ImportRecord("去年.docx", "docx", "2021-30", problems=(item,))


def test_an_unclear_cell_is_told_once():
    def told(record: ImportRecord) -> list[str]:
        return sorted(item.rule for item in review(unclear(), record) if item.cells and not item.rule.startswith("text."))

    assert told(problem("requests.received.person")) == ["import.unclear_cell"]
    assert told(problem("requests.received.total")) == ["import.unclear_cell", "structure.not_a_number"]


def test_problems_of_the_import_are_findings():
    found = [item for item in review(complete(), problem("requests.received.person")) if item.rule.startswith("import.")]
    assert found == [
        Finding(
            rule="import.unclear_cell",
            severity=Severity.ERROR,
            section="requests",
            cells=("requests.received.person",),
            message="读不准（表格 2）",
            quote="约3件",
            source="导入",
        )
    ]


def test_findings_stand_in_the_order_of_the_form():
    report = complete(OLD, 2023)
    report.apply(TextEdit("other", ""))
    report.apply(CellEdit({"remedies.direct_suit.total": Value.of(1), "requests.received.person": BLANK}))
    report.apply(CellEdit({"requests.received.total": Value.of(7)}))
    report.apply(CellEdit({"requests.carried_in.total": Value.of(7)}))
    found = review(report)
    places = [item.section for item in found]
    assert places == sorted(places, key=["", *SECTION_IDS].index)
    assert {"", "requests", "remedies", "other"} <= set(places)
    ranks = [(item.section, list(Severity).index(item.severity)) for item in found]
    assert all(one <= other for (a, one), (b, other) in pairwise(ranks) if a == b)
    assert found[0].rule == "structure.old_edition"
    assert in_form_order(reversed(found))[0].rule == "structure.old_edition"


def with_fees(text: str, amount: str = "0.2", unpaid: int = 0) -> list[Finding]:
    report = with_texts(zeros(), other=text)
    report.apply(CellEdit(numbers(disclosure__fees__amount=amount)))
    report.apply(CellEdit({"requests.other_unpaid.total": Value.of(unpaid)}))
    return fee_findings(report)


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("2024年有3件，收取信息处理费2230元。其中1件880元。", "2230"),
        ("信息处理费共2,230元", "2230"),
        ("收取信息处理费 2001 元", "2001"),
        ("信息处理费：2000.5元", "2000.5"),
        ("收取信息处理费1.5万元", "15000"),
    ],
)
def test_more_processing_fees_than_fees(text, stated):
    (found,) = with_fees(text)
    assert (found.rule, found.severity, found.section) == ("text.processing_fee", Severity.WARNING, "other")
    assert (found.left, found.right) == (stated, "2000")
    assert found.quote in text
    assert found.cells == ("disclosure.fees.amount",)


@pytest.mark.parametrize(
    "text",
    [
        "收取信息处理费2000元",
        "收取信息处理费0元",
        "未收取信息处理费。",
        "信息处理费为3000元/件",
        "信息处理费标准为每件9000元",
        "无。",
    ],
)
def test_processing_fees_that_fit(text):
    assert with_fees(text) == []


def test_unknown_fees_are_not_judged():
    report = with_texts(zeros(), other="收取信息处理费2230元")
    report.apply(CellEdit({"disclosure.fees.amount": BLANK}))
    assert fee_findings(report) == []
    assert fee_findings(with_texts(zeros(OLD, 2020), other="收取信息处理费2230元")) == []


def test_unpaid_fees_must_be_mentioned():
    (found,) = with_fees("无。", unpaid=2)
    assert (found.rule, found.severity, found.section) == ("text.unpaid_mention", Severity.WARNING, "other")
    assert "“逾期不缴费”有 2 件" in found.message
    assert with_fees("发出收费通知2件，信息处理费未缴纳。", unpaid=2) == []
    assert with_fees("无。", unpaid=0) == []


def test_the_real_report_of_a_city():
    """Its 72701 万元 hold its 2230 元."""
    report = with_texts(city_2024(), other="2024年有3件政府信息公开申请收取信息处理费2230元。")
    assert report.values["disclosure.fees.amount"].number == Decimal("72701.2578")
    assert fee_findings(report) == []
