"""The five real reports: the findings that a reviewer would expect, and nothing false (spec of the form, section 10)."""

from pathlib import Path

import pytest

from core.forms import load_forms
from core.importer.importing import import_report
from core.review import review_text
from core.rules import Severity

REPORTS = Path(__file__).resolve().parents[3] / "shared" / "reports"
FORMS = load_forms()
EXPECTED = {
    "000": {
        "identity.title_wording",
        "structure.missing_results",
        "structure.too_long",
        "text.cut_off_date",
        "text.vague_figure",
        "text.half_width",
    },
    "001": {"structure.no_period_or_contact", "structure.missing_topic", "structure.missing_results"},
    "002": {
        "identity.title_wording",
        "identity.self_name",
        "structure.no_period_or_contact",
        "structure.no_fee_sentence",
        "structure.short_problems",
        "text.numbering",
    },
    "003": {"text.wrong_word", "structure.short_problems"},
    "004": {
        "structure.no_period_or_contact",
        "structure.missing_results",
        "structure.no_fee_sentence",
        "text.proposals",
        "text.stray_punctuation",
        "text.numbering",
        "text.list_count",
        "text.wrong_word",
    },
}


@pytest.mark.parametrize("name", EXPECTED)
def test_expected_findings(name: str) -> None:
    files = sorted(REPORTS.glob(f"{name}_*.txt"))
    if not files:
        pytest.skip("the real reports are not at hand")
    findings = review_text(import_report(files[0], FORMS).report)
    assert {finding.rule for finding in findings} == EXPECTED[name]
    errors = {finding.rule for finding in findings if finding.severity is Severity.ERROR}
    assert errors == ({"identity.self_name"} if name == "002" else set())
