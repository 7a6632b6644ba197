"""The check report: what is to be corrected, in the order of the form, for the person who corrects it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from core.exporter.blocks import Block, Column, Document, Heading, Paragraph, Title, plain_table, printed_date
from core.findings import Finding, in_form_order
from core.geometry import Role
from core.paper.tally import tally
from core.report import Report
from core.rules import Severity

TITLE = "政府信息公开工作年度报告检查意见"
WORDS = {Severity.ERROR: "须改正", Severity.WARNING: "请核对", Severity.INFO: "提示"}
_WHOLE = "整份报告"
_MOST_CELLS = 2
_MOST_FIXES = 3
_LONGEST_QUOTE = 30
_COLUMNS = (
    Column("序号", 11),
    Column("程度", 15),
    Column("位置", 28, Role.TEXT),
    Column("问题", 70, Role.TEXT),
    Column("怎样改", 32, Role.TEXT),
)
_ACCEPTED = (*_COLUMNS[:-1], Column("确认无误的理由", 32, Role.TEXT))


def check_document(report: Report, findings: Sequence[Finding], file: str = "", day: date | None = None) -> Document:
    """The findings of a review as a document. `file` is the name of the checked file, `day` that of the check."""
    blocks = [Title(TITLE), *_summary(report, findings, file, day)]
    open_ones = in_form_order(finding for finding in findings if finding.accepted is None)
    headings = {section.id: section.heading or "标题与说明" for section in report.form.template.sections}
    number = 0
    for section, group in groupby(open_ones, key=lambda finding: finding.section):
        rows = [(*_row(report, finding, index), _fixes(finding)) for index, finding in enumerate(group, number + 1)]
        number += len(rows)
        heading = headings.get(section, _WHOLE)
        blocks += [Heading(1, heading, section), plain_table(heading, _COLUMNS, rows)]
    if not open_ones:
        blocks.append(Paragraph("没有发现需要改正或者核对的地方。", ""))
    return Document(TITLE, report.meta.organ, (*blocks, *_accepted(report, findings)))


def _summary(report: Report, findings: Sequence[Finding], file: str, day: date | None) -> Iterator[Block]:
    shown = report.meta.title or report.form.template.name
    facts = [f"“{file}”" if file else "", f"{printed_date(day)}检查" if day else ""]
    more = "，".join(fact for fact in facts if fact)
    yield Paragraph(f"报告：{shown}{f'（{more}）' if more else ''}", "")
    yield Paragraph(tally(report, findings).words() + _counts(findings), "")


def _counts(findings: Sequence[Finding]) -> str:
    open_ones = [finding.severity for finding in findings if finding.accepted is None]
    parts = [f"{word} {open_ones.count(severity)} 处" for severity, word in WORDS.items() if severity in open_ones]
    return f"以下{'，'.join(parts)}。" if parts else ""


def _row(report: Report, finding: Finding, number: int) -> tuple[str, ...]:
    return str(number), WORDS[finding.severity], _place(report, finding), finding.message


def _fixes(finding: Finding) -> str:
    return "\n".join(f"可以{fix.text}" for fix in finding.fixes[:_MOST_FIXES])


def _place(report: Report, finding: Finding) -> str:
    """The words or the cells that the finding speaks of."""
    if finding.quote:
        is_long = len(finding.quote) > _LONGEST_QUOTE
        return f"“{finding.quote[:_LONGEST_QUOTE]}{'……' if is_long else ''}”"
    cells = report.form.template.cells
    names = [cells[cell].name for cell in finding.cells if cell in cells]
    return "\n".join(names) if len(names) <= _MOST_CELLS else f"{names[0]}\n等 {len(names)} 格"


def _accepted(report: Report, findings: Sequence[Finding]) -> list[Block]:
    """What a person settled, with each reason; nothing when there is none."""
    settled = in_form_order(finding for finding in findings if finding.accepted is not None)
    rows = [(*_row(report, finding, number), finding.accepted or "") for number, finding in enumerate(settled, 1)]
    heading = "已确认无误的事项"
    return [Heading(1, heading, ""), plain_table(heading, _ACCEPTED, rows)] if rows else []
