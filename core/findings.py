"""What is said to the clerk: findings of every check, in the order of the form, with ids of the contract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from core.errors import EditError
from core.repair import Suggestion, suggest
from core.report import CheckResult, ExemptionEdit, Report
from core.rules import Fix, Outcome, Severity, Verdict, describe, find_fixes, show_number
from core.template import SECTION_IDS

_UNFILLED = "unfilled."
_SEVERITY_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    `rule` is the instance id; `section` is "" when it concerns the whole report. `left` and `right` are the two sides as
    printed numbers, None where there are none. `quote` is the exact piece of text that a text finding speaks of.
    Findings whose id begins with `unfilled.` only say that something is still to be filled in. `spans` are the places in
    the section's text, the quoted one first. `accepted` is the written reason of an exemption that covers the finding, None
    where there is none; an accepted finding no longer counts against the report. `overridable` allows one for an error.
    """

    rule: str
    severity: Severity
    section: str
    cells: tuple[str, ...]
    message: str
    left: str | None = None
    right: str | None = None
    fixes: tuple[Fix, ...] = ()
    quote: str | None = None
    source: str = ""
    spans: tuple[tuple[int, int], ...] = ()
    overridable: bool = False
    accepted: str | None = None

    @property
    def may_be_accepted(self) -> bool:
        """Whether a person may settle it with a written reason: warnings, and errors that the rule lets be overridden."""
        if self.rule.startswith(_UNFILLED) or self.severity is Severity.INFO:
            return False
        return self.severity is Severity.WARNING or self.overridable


def rule_findings(report: Report, result: CheckResult) -> list[Finding]:
    """A finding for each broken relation, with the one-click changes that would mend it and the probable culprits."""
    failed = [outcome for outcome in result.outcomes if outcome.verdict is Verdict.FAIL]
    if not failed:
        return []
    names = {cell.id: cell.name for cell in report.form.template.cells.values()}
    findings = [_of_outcome(report, result, outcome, names) for outcome in failed]
    suggestions = suggest(result.outcomes, result.operands, report.form.template.cells)
    return [_with_suggestions(finding, suggestions) for finding in findings]


def _with_suggestions(finding: Finding, suggestions: Iterable[Suggestion]) -> Finding:
    """The finding with every suggestion that mends its relation, unless a fix of the same cells stands there already."""
    known = [dict(fix.cells) for fix in finding.fixes]
    new = [
        Fix(dict(item.cells), item.text) for item in suggestions if finding.rule in item.rules and dict(item.cells) not in known
    ]
    return replace(finding, fixes=(*finding.fixes, *new)) if new else finding


def _of_outcome(report: Report, result: CheckResult, outcome: Outcome, names: Mapping[str, str]) -> Finding:
    rule = outcome.rule
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        section=rule.section,
        cells=rule.cells,
        message=describe(outcome, result.operands),
        left=show_number(outcome.left),
        right=show_number(outcome.right),
        fixes=tuple(find_fixes(report.form.rules, outcome, result.operands, names)),
        source=rule.source,
        overridable=rule.overridable,
    )


def figures_of(report: Report, finding: Finding) -> str:
    """What a finding is about: the numbers of its cells, its two sides and the quoted words. It changes when they change.

    A finding with none of these is about what it says.
    """
    cells = [f"{cell}={show_number(report.values[cell].number)}" for cell in finding.cells if cell in report.values]
    facts = [*cells, *(part for part in (finding.left, finding.right, finding.quote) if part)]
    return "; ".join([finding.section, *(facts or [finding.message])])


def settle(report: Report, finding: Finding, reason: str | None) -> ExemptionEdit:
    """The edit that settles a finding with a written reason (确认无误); None takes that back.

    Raises EditError for a finding that may not be settled.
    """
    if not finding.may_be_accepted:
        raise EditError("这一项不能确认无误，请改正。")
    return ExemptionEdit(finding.rule, figures_of(report, finding), reason)


def with_exemptions(report: Report, findings: Iterable[Finding]) -> list[Finding]:
    """The findings, those settled on just these figures with the reason in `accepted`."""
    reasons = report.exemptions
    if not reasons:
        return list(findings)
    rules = {rule for rule, _ in reasons}
    return [_settled(report, item) if item.rule in rules and item.may_be_accepted else item for item in findings]


def _settled(report: Report, finding: Finding) -> Finding:
    return replace(finding, accepted=report.exemptions.get((finding.rule, figures_of(report, finding))))


def in_form_order(findings: Iterable[Finding]) -> list[Finding]:
    """By section as printed (whole-report findings first), errors before warnings before hints; otherwise as given."""
    places = {section: index for index, section in enumerate(SECTION_IDS)}
    return sorted(findings, key=lambda item: (places.get(item.section, -1), _SEVERITY_ORDER[item.severity]))
