"""Counting relations, and when a print may be final."""

from dataclasses import replace

import paper_samples as own
import pytest
from paper_samples import samples

from core.exporter.options import DRAFT_MARK
from core.findings import Finding
from core.paper.tally import open_errors, tally, watermark_for
from core.review import review
from core.rules import Severity, Verdict

ERROR = Finding("a", Severity.ERROR, "", (), "甲")
WARNING = replace(ERROR, severity=Severity.WARNING)


@pytest.mark.parametrize("make", [samples.filled, samples.blank, own.broken])
def test_every_relation_is_counted_once(make):
    report = make()
    count = tally(report, review(report))
    assert count.total == len(report.check().outcomes)
    assert count.passed + count.broken + count.doubtful + count.explained + count.pending == count.total


def test_broken_relations_are_told():
    report = own.broken()
    count = tally(report, review(report))
    failed = [outcome for outcome in report.check().outcomes if outcome.verdict is Verdict.FAIL]
    assert count.broken == sum(outcome.rule.severity is Severity.ERROR for outcome in failed) > 0
    assert f"不符 {count.broken} 项" in count.words()


def test_what_was_explained_is_no_longer_broken():
    report, findings = own.settled()
    before, after = tally(report, review(own.broken())), tally(report, findings)
    accepted = {finding.rule for finding in findings if finding.accepted}
    failed = {outcome.rule.id for outcome in report.check().outcomes if outcome.verdict is Verdict.FAIL}
    assert after.explained == len(accepted & failed) > 0
    assert before.broken + before.doubtful == after.broken + after.doubtful + after.explained
    assert f"已说明理由 {after.explained} 项" in after.words()


@pytest.mark.parametrize(
    ("findings", "is_final", "word"),
    [
        ([], True, ""),
        ([], False, DRAFT_MARK),
        ([ERROR], True, DRAFT_MARK),
        ([replace(ERROR, accepted="属实")], True, ""),
        ([WARNING], True, ""),
        ([WARNING, ERROR], True, DRAFT_MARK),
    ],
)
def test_a_final_print_needs_every_error_settled(findings, is_final, word):
    assert watermark_for(findings, is_final) == word


def test_open_errors():
    assert open_errors([ERROR, WARNING, replace(ERROR, accepted="")]) == 1
