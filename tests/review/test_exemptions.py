"""确认无误: settled with a reason, back when the figures change, kept in the file."""

import pytest

from core import storage
from core.errors import EditError, UnreadableFileError
from core.findings import Finding, settle
from core.forms import load_forms
from core.journal_edits import edit_from_json, edit_to_json
from core.report import CellEdit, ExemptionEdit, GroupEdit, Meta, PreviousEdit, Report, TextEdit
from core.review import review
from core.rules import Severity
from core.values import Value

FORMS = load_forms()
FORM = FORMS.get("2021-30")
CARRY = "carry_over.requests:total"


def blank(year: int) -> Report:
    report = Report(FORM, Meta("青石镇人民政府", year))
    report.apply(CellEdit({cell: Value.of(0) for cell in report.values}))
    return report


@pytest.fixture
def merged() -> Report:
    """A report after a merger: one application was carried in that last year's report does not know."""
    report = blank(2023)
    report.apply(PreviousEdit(blank(2022)))
    one = [f"requests.{row}.{column}" for row in ("carried_in", "granted", "handled") for column in ("person", "total")]
    report.apply(CellEdit(dict.fromkeys(one, Value.of(1))))
    report.apply(TextEdit("overview", "2022年，我镇公开信息19条。"))
    return report


def find(report: Report, rule: str) -> Finding:
    return next(finding for finding in review(report) if finding.rule == rule)


def test_an_overridable_error_is_settled_and_still_shown(merged: Report) -> None:
    merged.apply(settle(merged, find(merged, CARRY), "  两镇合并，上年结转来自原白云镇  "))
    finding = find(merged, CARRY)
    assert (finding.severity, finding.accepted) == (Severity.ERROR, "两镇合并，上年结转来自原白云镇")


def test_it_comes_back_when_the_figures_change(merged: Report) -> None:
    merged.apply(settle(merged, find(merged, CARRY), "合并"))
    merged.apply(CellEdit({"requests.carried_in.total": Value.of(2)}))
    assert find(merged, CARRY).accepted is None
    merged.apply(CellEdit({"requests.carried_in.total": Value.of(1)}))
    assert find(merged, CARRY).accepted == "合并"


def test_a_text_warning_is_tied_to_its_words(merged: Report) -> None:
    merged.apply(settle(merged, find(merged, "text.leftover_year"), "确为上年数据"))
    assert find(merged, "text.leftover_year").accepted
    merged.apply(TextEdit("overview", "2021年，我镇公开信息19条。"))
    assert find(merged, "text.leftover_year").accepted is None


def test_a_finding_without_figures_is_tied_to_what_it_says(merged: Report) -> None:
    merged.apply(settle(merged, find(merged, "structure.missing_results"), "上级未考核"))
    assert find(merged, "structure.missing_results").accepted
    merged.apply(TextEdit("overview", "2022年，我镇公开信息19条。工作考核合格。"))
    assert find(merged, "structure.missing_results").accepted is None


@pytest.mark.parametrize("rule", ["requests.balance:person", "unfilled.text", "structure.no_period_or_contact"])
def test_what_the_form_itself_demands_cannot_be_settled(merged: Report, rule: str) -> None:
    merged.apply(CellEdit({"requests.granted.person": Value.of(5), "requests.handled.person": Value.of(5)}))
    with pytest.raises(EditError):
        settle(merged, find(merged, rule), "就是这样")


def test_a_reason_is_needed(merged: Report) -> None:
    with pytest.raises(EditError):
        merged.apply(settle(merged, find(merged, CARRY), "   "))


def test_the_edit_can_be_taken_back_and_done_again(merged: Report) -> None:
    first = merged.apply(settle(merged, find(merged, CARRY), "甲"))
    second = merged.apply(GroupEdit((settle(merged, find(merged, CARRY), "乙"),)))
    assert list(merged.exemptions.values()) == ["乙"]
    again = merged.apply(second)
    assert list(merged.exemptions.values()) == ["甲"]
    merged.apply(again)
    merged.apply(settle(merged, find(merged, CARRY), None))
    assert not merged.exemptions
    merged.apply(first)
    assert not merged.exemptions


def test_a_copy_has_its_own(merged: Report) -> None:
    twin = merged.copy()
    merged.apply(settle(merged, find(merged, CARRY), "合并"))
    assert not twin.exemptions
    assert merged.copy().exemptions == merged.exemptions


def test_it_survives_the_file(merged: Report) -> None:
    merged.apply(settle(merged, find(merged, CARRY), "合并"))
    data = storage.to_json(merged, None, review(merged))
    loaded, record = storage.load(storage.dump(data), "a.nianbao", FORMS)
    assert loaded.exemptions == merged.exemptions
    assert find(loaded, CARRY).accepted == "合并"
    assert not record.unplaced
    assert [item["accepted"] for item in data["findings"] if item["rule"] == CARRY] == ["合并"]
    assert data["exceptions"][0]["reason"] == "合并"


def test_a_file_without_a_reason_is_refused(merged: Report) -> None:
    data = storage.to_json(merged) | {"exceptions": [{"rule": CARRY, "figures": "x", "reason": " "}]}
    with pytest.raises(UnreadableFileError, match="exceptions"):
        storage.load(storage.dump(data), "a.json", FORMS)


def test_the_journal_knows_it() -> None:
    edit = ExemptionEdit(CARRY, "1; 0", "合并")
    assert edit_from_json(edit_to_json(edit, {}), {}, FORMS) == edit
