"""The labelled passages: what must be found is found, what must be left alone is left alone."""

import pytest

from core.forms import load_forms
from core.review import review_text
from tools.review_score import BARS, Score, build, load_cases, main, score

CASES = load_cases()
FORM = load_forms().get("2021-30")


@pytest.fixture(scope="module")
def result() -> Score:
    return score(CASES, FORM)


def test_there_are_enough_passages_of_both_kinds() -> None:
    quiet = [case for case in CASES if not case.get("find")]
    assert len(CASES) >= 120
    assert len(quiet) >= 60


def test_no_false_error(result: Score) -> None:
    assert result.false_errors.total() == 0, result.faults


def test_few_false_warnings(result: Score) -> None:
    assert result.false_warning_share <= BARS["false_warnings"], result.faults


def test_recall(result: Score) -> None:
    assert result.recall >= BARS["recall"], result.faults


def test_a_missed_finding_and_a_false_alarm_are_counted() -> None:
    cases = [
        {"about": "nothing there", "text": "公开信息19条。", "find": ["text.leftover_year"]},
        {"about": "an error nobody expects", "text": "XX镇公开信息19条。"},
    ]
    result = score(cases, FORM)
    assert (result.recall, result.false_errors.total(), result.holds()) == (0, 1, False)


def test_the_command_prints_a_table_and_passes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    assert "text.requests_received" in capsys.readouterr().out


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_places_and_quotes_lie_in_the_text(case: dict[str, object]) -> None:
    report = build(case, FORM)
    for finding in review_text(report):
        text = report.texts.get(finding.section, "")
        for start, end in finding.spans:
            assert 0 <= start < end <= len(text)
        if (
            finding.spans
            and finding.quote
            and finding.rule not in ("text.half_width", "text.stray_punctuation", "text.numbering")
        ):
            assert text[slice(*finding.spans[0])].startswith(finding.quote)
        assert finding.message
        assert "{" not in finding.message
