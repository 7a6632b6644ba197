"""Checks of structure and text: what the relations between cells cannot see.

`review(report, record)` gives every finding of a report, relations included, in the order of the form.
"""

from __future__ import annotations

from core.findings import Finding, in_form_order, rule_findings
from core.provenance import ImportRecord, Problem
from core.report import Report
from core.review.fees import fee_findings
from core.review.structure import structure_findings

__all__ = ["review"]


def review(report: Report, record: ImportRecord | None = None) -> list[Finding]:
    """All findings. `record` adds what the import could not settle; None for a report made in the program."""
    findings = rule_findings(report, report.check())
    findings += structure_findings(report)
    findings += fee_findings(report)
    if record is not None:
        findings += [_of_problem(problem) for problem in record.problems]
    return in_form_order(findings)


def _of_problem(problem: Problem) -> Finding:
    where = f"（{problem.where}）" if problem.where else ""
    return Finding(
        rule=problem.kind,
        severity=problem.severity,
        section=problem.section,
        cells=problem.cells,
        message=problem.message + where,
        quote=problem.text or None,
        source="导入",
    )
