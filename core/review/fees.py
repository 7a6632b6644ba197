"""信息处理费 in section six against the tables (form.md §5.5, R-FEE and R-O2; 国办函〔2020〕109号)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from core.findings import Finding
from core.report import Report
from core.rules import Severity
from core.values import format_number

_SOURCE = "政府信息公开信息处理费管理办法（国办函〔2020〕109号）"
_AMOUNT = re.compile(
    r"信息处理费(?:共计|总额|合计|共|为|：)?\s*(\d{1,3}(?:,\d{3})+|\d{1,12})(\.\d{1,6})?\s*(万元|元)(?!\s*[/／每])"
)
_MENTION = re.compile(r"信息处理费|收费通知")
_UNPAID = "requests.other_unpaid.total"
_FEES = "disclosure.fees.amount"


def fee_findings(report: Report) -> list[Finding]:
    """At most one finding for each of the two relations; none where the edition has no such cell."""
    return [*_unmentioned(report), *_exceeding(report)]


def _number(report: Report, cell: str) -> Decimal | None:
    value = report.values.get(cell)
    return value.number if value else None


def _unmentioned(report: Report) -> Iterator[Finding]:
    """Applications dropped for unpaid fees mean that fee notices were sent: section six must say so."""
    unpaid = _number(report, _UNPAID)
    if unpaid and not _MENTION.search(report.texts["other"]):
        message = f"表三“逾期不缴费”有 {format_number(unpaid)} 件，第六部分却没有写信息处理费的收取情况"
        yield Finding("text.unpaid_mention", Severity.WARNING, "other", (_UNPAID,), message, source=_SOURCE)


def _exceeding(report: Report) -> Iterator[Finding]:
    """信息处理费 is part of the 行政事业性收费 of table two, so it cannot be more."""
    fees = _number(report, _FEES)
    match = _AMOUNT.search(report.texts["other"])
    if fees is None or match is None:
        return
    digits, decimals, unit = match.groups()
    stated = Decimal(digits.replace(",", "") + (decimals or "")) * (10000 if unit == "万元" else 1)
    if stated > fees * 10000:
        yield Finding(
            rule="text.processing_fee",
            severity=Severity.WARNING,
            section="other",
            cells=(_FEES,),
            message=f"第六部分写收取信息处理费 {digits}{decimals or ''}{unit}，表二行政事业性收费只有 {format_number(fees)} 万元",
            left=format_number(stated),
            right=format_number(fees * 10000),
            quote=match.group(0),
            source=_SOURCE,
        )
