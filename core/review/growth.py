"""「较上年增长 x%」 behind a figure of the tables, worked out again from last year's report (form.md T-YOY)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from core.claims import FIGURE, FIGURE_REST, Claim
from core.findings import Finding
from core.report import Report
from core.review.claims import Statement, all_statements, total
from core.review.lists import fits, percent
from core.review.passage import Passage
from core.review.quantities import Quantity
from core.rules import Severity
from core.values import Value, format_number

_COMPARED = re.compile(
    rf"[^。；\n{FIGURE}]{{0,8}}?(?:同比|(?:比|较|与|相比|相较)(?:上年度?|去年|上一年度?|20\d{{2}}年度?)(?:同期)?(?:相比)?)[，]?(?:有所|分别)?"
    rf"(?P<way>增长|增加|上升|提高|下降|减少|降低|持平)了?(?:约)?(?P<by>{FIGURE}{FIGURE_REST}*+)?"
)
_DOWN = frozenset(("下降", "减少", "降低"))


def growth_findings(report: Report) -> Iterator[Finding]:
    """Nothing without last year's report."""
    if report.previous is None:
        return
    said = all_statements(report)
    for claim in report.form.claims.claims:
        for passage, item in said.get(claim.id, []):
            match = _COMPARED.match(passage.masked, item.end)
            if match is not None and claim.equals and not item.vague:
                yield from _compared(report, claim, (passage, item), match)


def _compared(report: Report, claim: Claim, said: tuple[Passage, Statement], match: re.Match[str]) -> Iterator[Finding]:
    """A finding when the comparison fits none of last year's figures that the claim may mean."""
    passage, item = said
    previous: Mapping[str, Value] = report.previous.values if report.previous else {}
    bases = [total(terms, previous) for terms in (claim.equals, *(other.terms for other in claim.accept))]
    known = [base for base in bases if base is not None]
    by = passage.quantities.get(match.start("by")) if match["by"] else None
    if not known or bases[0] is None or (by is None and match["way"] != "持平") or (by is not None and by.vague):
        return
    if not any(_holds(item.amount, base, match["way"], by) for base in known):
        yield replace(
            passage.finding("text.growth", Severity.WARNING, _message(item, bases[0], by), (item.start, match.end())),
            cells=claim.cells,
            left=format_number(item.amount),
            right=format_number(bases[0]),
            source=claim.source,
        )


def _holds(now: Decimal, base: Decimal, way: str, by: Quantity | None) -> bool:
    change = base - now if way in _DOWN else now - base
    if by is None:
        return change == 0
    if by.unit == "%":
        return not base or fits(by, change, base)
    return change == by.amount


def _message(item: Statement, base: Decimal, by: Quantity | None) -> str:
    change = item.amount - base
    way = "增长" if change >= 0 else "下降"
    real = f"{way} {abs(change)}"
    if base and by is not None and by.unit == "%":
        real = f"{way} {percent(abs(change), base, max(by.places, 2))}%"
    return f"今年 {item.shown}，去年报告是 {format_number(base)}，{real}，与正文所写不同，请核对"
