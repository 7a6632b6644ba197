"""Sentences against tables over many numbers and wordings: equal keeps quiet, unequal is found, both editions read."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.findings import Finding
from core.forms import load_forms
from core.report import CellEdit, Meta, Report, TextEdit
from core.review import review_text
from core.review.claims import all_statements, total
from core.rules import Severity
from core.values import BLANK, Value

FORMS = load_forms()
FORM = FORMS.get("2021-30")
SENTENCES = (
    ("text.requests_received", "requests.received.total", "2023年，我镇共收到政府信息公开申请{}件。"),
    ("text.requests_received", "requests.received.total", "全年收到{}件政府信息公开申请，均为网络提交。"),
    ("text.requests_received", "requests.received.total", "（二）依申请公开。全年共受理申请{}件。"),
    ("text.requests_received", "requests.received.total", "本年新收公民、法人和其他组织提出的政府信息公开申请{}件。"),
    ("text.requests_carried_in", "requests.carried_in.total", "政府信息公开申请方面，上年结转{}件。"),
    ("text.requests_carried_out", "requests.carried_out.total", "政府信息公开申请结转下年度继续办理{}件。"),
    ("text.requests_handled", "requests.handled.total", "对政府信息公开申请，已按时答复{}件。"),
    ("text.requests_granted", "requests.granted.total", "对政府信息公开申请，予以公开{}件。"),
    ("text.requests_denied", "requests.denied_internal.total", "政府信息公开申请办理结果为不予公开{}件。"),
    ("text.requests_by_persons", "requests.received.person", "政府信息公开申请中，自然人申请{}件。"),
    ("text.reconsiderations", "remedies.reconsideration.total", "因政府信息公开被申请行政复议{}件。"),
    ("text.lawsuits", "remedies.suit_after_reconsideration.total", "因政府信息公开被提起行政诉讼{}件。"),
    ("text.documents_in_force", "disclosure.normative_documents.in_force", "现行有效的行政规范性文件共{}件。"),
    ("text.penalties", "disclosure.penalties.decisions", "全年作出行政处罚决定{}件。"),
)


def found(text: str, cells: dict[str, Value], edition: str = "2021-30") -> list[Finding]:
    report = Report(FORMS.get(edition), Meta("青石镇人民政府", 2023 if edition == "2021-30" else 2020))
    report.apply(CellEdit(dict.fromkeys(report.values, Value.of(0)) | cells))
    report.apply(TextEdit("overview", text))
    return [item for item in review_text(report) if item.rule.startswith("text.")]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SENTENCES), st.integers(1, 4000), st.integers(0, 4000))
def test_equal_keeps_quiet_and_unequal_is_found(sentence: tuple[str, str, str], stated: int, stored: int) -> None:
    rule, cell, words = sentence
    hits = [item for item in found(words.format(stated), {cell: Value.of(stored)}) if item.rule == rule]
    if stated == stored:
        assert hits == []
        return
    (hit,) = hits
    assert hit.severity is (Severity.WARNING if rule == "text.penalties" else Severity.ERROR)
    assert (hit.left, hit.right) == (str(stated), str(stored))
    assert f"{stated}件" in hit.message
    assert cell in hit.cells


@pytest.mark.parametrize(("rule", "cell", "words"), SENTENCES)
@pytest.mark.parametrize("frame", ["其中{}", "2022年{}", "全县{}", "上半年{}", "{}"])
def test_other_scopes_are_not_errors(rule: str, cell: str, words: str, frame: str) -> None:
    text = frame.format(words.format("近30"))
    assert not [item for item in found(text, {cell: Value.of(900)}) if item.severity is Severity.ERROR]


def test_blank_cells_are_not_judged() -> None:
    assert found("收到政府信息公开申请5件。", {"requests.received.total": BLANK}) == []


def test_the_old_edition_has_its_own_rows() -> None:
    text = "收到政府信息公开申请5件，其他处理2件，新制定规范性文件1件。"
    cells = {"requests.received.total": Value.of(5), "requests.other.total": Value.of(3)}
    rules = {item.rule for item in found(text, cells, "2019-60")}
    assert rules == {"text.requests_other_handling", "text.documents_issued"}


def test_statements_are_read_once_for_each_place() -> None:
    report = Report(FORM, Meta("青石镇人民政府", 2023))
    report.apply(TextEdit("overview", "收到政府信息公开申请3件。"))
    (said,) = all_statements(report)["text.requests_received"]
    assert (said[1].amount, said[1].sure) == (Decimal(3), True)


def test_a_sum_with_a_constant_and_a_missing_cell() -> None:
    claim = FORM.claims.by_id["text.fees"]
    assert total(claim.equals, {"disclosure.fees.amount": Value.of("0.1")}) == 1000
    assert total(claim.equals, {}) is None
