"""Checks of structure and text: what the relations between cells cannot see.

`review(report, record)` gives every finding of a report, relations included, in the order of the form. It is made of two
halves for whoever checks while somebody types: `review_figures` is quick, `review_text` reads the sentences.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding, in_form_order, rule_findings, with_exemptions
from core.provenance import ImportRecord, Problem
from core.report import CheckResult, Report
from core.review.claims import claim_findings
from core.review.completeness import completeness_findings, count_characters
from core.review.fees import fee_findings
from core.review.growth import growth_findings
from core.review.identity import identity_findings
from core.review.leftovers import date_findings, leftover_findings
from core.review.lists import list_findings
from core.review.similarity import similarity_findings
from core.review.structure import NOT_A_NUMBER, structure_findings
from core.review.wording import repeated_findings, wording_findings
from core.review.words import WordList, bundled_words, load_words, word_findings

__all__ = ["WordList", "count_characters", "load_words", "review", "review_figures", "review_text"]


def review(report: Report, record: ImportRecord | None = None, words: WordList | None = None) -> list[Finding]:
    """All findings. `record` adds what the import could not settle; None for a report made in the program.

    `words` are the wrong words to look for, None for the program's own list. Findings that an exemption covers carry its
    reason in `accepted`.
    """
    return in_form_order([*review_figures(report, record), *review_text(report, words)])


def review_figures(report: Report, record: ImportRecord | None = None, result: CheckResult | None = None) -> list[Finding]:
    """Relations, empty cells and the import's problems: fast enough for every keystroke.

    `result` is the check of the present figures, if the caller has it already. A cell without a sure number is told once:
    by the import, which knows why, if it did.
    """
    findings = rule_findings(report, result or report.check())
    asked = {cell for problem in record.problems for cell in problem.cells} if record else set[str]()
    findings += [item for item in structure_findings(report) if item.rule != NOT_A_NUMBER or not asked.issuperset(item.cells)]
    if record is not None:
        findings += [_of_problem(problem) for problem in record.problems]
    return in_form_order(with_exemptions(report, findings))


def review_text(report: Report, words: WordList | None = None) -> list[Finding]:
    """What the sentences say. Works on a copy of the report in another thread; unchanged sections come from a cache."""
    known = words or bundled_words()
    findings = [*claim_findings(report), *growth_findings(report), *fee_findings(report)]
    findings += completeness_findings(report)
    findings += [*identity_findings(report), *date_findings(report)]
    for section, text in report.texts.items():
        if text:
            findings += _of_section(report, known, section, text)
    findings += [*repeated_findings(report), *similarity_findings(report)]
    return in_form_order(with_exemptions(report, _without_echo(findings)))


def _of_section(report: Report, words: WordList, section: str, text: str) -> Iterator[Finding]:
    """The checks that need nothing but the section and the year."""
    yield from leftover_findings(section, text, report.meta.year)
    yield from list_findings(section, text)
    yield from wording_findings(section, text)
    yield from word_findings(words, section, text)


def _without_echo(findings: list[Finding]) -> list[Finding]:
    """A figure that a claim already calls vague is not called so a second time."""
    told = {(item.section, span) for item in findings if item.rule == "text.vague_figure" and item.cells for span in item.spans}
    return [item for item in findings if item.cells or not _is_told(item, told)]


def _is_told(finding: Finding, told: set[tuple[str, tuple[int, int]]]) -> bool:
    if finding.rule != "text.vague_figure" or len(finding.spans) != 1:
        return False
    (start, end), *_ = finding.spans
    return any(section == finding.section and span[0] < end and start < span[1] for section, span in told)


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
