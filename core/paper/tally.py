"""How a report stands: relations that hold, are broken, were explained or cannot be judged yet; and whether it is final."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.exporter.options import DRAFT_MARK
from core.findings import Finding
from core.report import Report
from core.rules import Severity, Verdict


@dataclass(frozen=True, slots=True)
class Tally:
    """Relations of the form by verdict. `broken` are contradictions (severity error), `doubtful` the other failed ones;

    `explained` failed too, but a person settled them with a written reason. `pending` lack a figure or last year's report.
    """

    total: int
    passed: int
    broken: int
    doubtful: int
    explained: int
    pending: int

    def words(self) -> str:
        """One sentence for paper."""
        parts = [f"相符 {self.passed} 项", f"不符 {self.broken} 项"]
        others = (("待核对", self.doubtful), ("不符但已说明理由", self.explained), ("未填全或无上年数据", self.pending))
        parts += [f"{word} {number} 项" for word, number in others if number]
        return f"共检查勾稽关系 {self.total} 项：{'，'.join(parts)}。"


def tally(report: Report, findings: Iterable[Finding]) -> Tally:
    """Count the relations; `findings` are those of a review of the same report."""
    accepted = {finding.rule for finding in findings if finding.accepted is not None}
    outcomes = report.check().outcomes
    failed = [outcome.rule for outcome in outcomes if outcome.verdict is Verdict.FAIL]
    open_ones = [rule for rule in failed if rule.id not in accepted]
    broken = sum(rule.severity is Severity.ERROR for rule in open_ones)
    passed = sum(outcome.verdict is Verdict.PASS for outcome in outcomes)
    return Tally(
        total=len(outcomes),
        passed=passed,
        broken=broken,
        doubtful=len(open_ones) - broken,
        explained=len(failed) - len(open_ones),
        pending=len(outcomes) - passed - len(failed),
    )


def open_errors(findings: Iterable[Finding]) -> int:
    """How many findings of severity error nobody has settled."""
    return sum(finding.severity is Severity.ERROR and finding.accepted is None for finding in findings)


def watermark_for(findings: Iterable[Finding], is_final: bool) -> str:
    """The word to print across the pages: 送审稿 for a draft and, whatever was wished, while an error is open; "" for none."""
    return "" if is_final and not open_errors(findings) else DRAFT_MARK
