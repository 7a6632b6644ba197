"""The sign-off sheet (审签单): who drafts, reviews and signs; what was checked; the totals; the mark of the exported file.

The mark is the SHA-256 of the file, so that paper and electronic version can be held together (the notice asks for both).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from core.errors import UnreadableFileError
from core.exporter.blocks import Block, Column, Document, TableBlock, Title, plain_table
from core.findings import Finding, in_form_order
from core.geometry import Role
from core.paper.tally import open_errors, tally
from core.report import Report
from core.values import format_number

_TOTALS = (  # what a leader wants to see, with the cells that are added up; rows that an edition lacks are left out
    ("本年新收申请", ("requests.received.total",)),
    ("上年结转申请", ("requests.carried_in.total",)),
    ("本年办理结果总计", ("requests.handled.total",)),
    ("结转下年度", ("requests.carried_out.total",)),
    ("行政复议", ("remedies.reconsideration.total",)),
    ("行政诉讼", ("remedies.direct_suit.total", "remedies.suit_after_reconsideration.total")),
    ("本年制发规范性文件", ("disclosure.normative_documents.issued",)),
    ("现行有效规范性文件", ("disclosure.normative_documents.in_force",)),
    ("新制作规范性文件", ("disclosure.normative_documents.made",)),
    ("行政许可决定", ("disclosure.licensing.decisions",)),
    ("行政处罚决定", ("disclosure.penalties.decisions",)),
    ("行政强制决定", ("disclosure.compulsion.decisions",)),
    ("事业性收费（万元）", ("disclosure.fees.amount",)),
)
_PAIR = (Column("", 30), Column("", 126, Role.TEXT))
_NAME, _FIGURE = 34.5, 14.5
_SIGN_HEIGHT = 16.0  # mm: room for a handwritten opinion
_SHORT_MARK = 12


@dataclass(frozen=True, slots=True)
class SignOffSettings:
    """What the office prints on its sheet. `note` is printed at the foot, "" for none."""

    title: str = "政府信息公开工作年度报告审签单"
    steps: tuple[str, ...] = ("拟稿", "审核", "签发")
    with_checks: bool = True
    with_totals: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class FileMark:
    """An exported file: its name and SHA-256 in 64 hexadecimal digits."""

    name: str
    digest: str

    @property
    def short(self) -> str:
        """The first digits in groups, to be compared by eye: 「3F2A-91BC-07DE」."""
        start = self.digest[:_SHORT_MARK].upper()
        return "-".join(start[place : place + 4] for place in range(0, _SHORT_MARK, 4))

    @property
    def lines(self) -> tuple[str, str]:
        """All digits in two lines."""
        return self.digest[:32], self.digest[32:]


def file_mark(path: Path) -> FileMark:
    """The mark of a file. Raises UnreadableFileError."""
    try:
        return FileMark(path.name, hashlib.sha256(path.read_bytes()).hexdigest())
    except OSError as error:
        raise UnreadableFileError(f"无法读取“{path.name}”，请先导出报告，再打印审签单。") from error


def signoff_document(
    report: Report, findings: Sequence[Finding], settings: SignOffSettings | None = None, mark: FileMark | None = None
) -> Document:
    """The sheet for a report. `findings` are those of its review, `mark` the file that it belongs to (None: not exported)."""
    chosen = settings or SignOffSettings()
    blocks: list[Block] = [Title(chosen.title), _facts(report, mark), _signing(chosen.steps)]
    if chosen.with_totals:
        blocks.append(_totals(report))
    if chosen.with_checks:
        blocks += [plain_table(name, _PAIR, ((name, text),)) for name, text in _checks(report, findings)]
    if chosen.note:
        blocks.append(plain_table("说明", _PAIR, (("说明", chosen.note),)))
    return Document(chosen.title, report.meta.organ, tuple(blocks))


def _facts(report: Report, mark: FileMark | None) -> TableBlock:
    meta = report.meta
    file = "\n".join((mark.name, f"校验码 {mark.short}，全文（SHA-256）：", *mark.lines)) if mark else "尚未导出"
    rows = (
        ("报告单位", meta.organ),
        ("报告年度", "" if meta.year is None else f"{meta.year} 年"),
        ("报告标题", meta.title),
        ("电子文件", file),
    )
    return plain_table("报告", _PAIR, rows)


def _signing(steps: Sequence[str]) -> TableBlock:
    columns = (Column("环节", 20), Column("意见", 76, Role.TEXT), Column("签名", 30), Column("日期", 30))
    return plain_table("审签", columns, [(step, "", "", "年　　月　　日") for step in steps], _SIGN_HEIGHT)


def _totals(report: Report) -> TableBlock:
    """Two figures' worth of columns beside each other, so that the sheet stays on one page."""
    entries = list(_entries(report))
    half = (len(entries) + 1) // 2
    pairs = zip(entries[:half], [*entries[half:], ("", "", "", "")], strict=False)
    columns = [Column("指标", _NAME), *(Column(name, _FIGURE, Role.VALUE) for name in ("本年", "上年", "增减"))]
    return plain_table("主要数字", (*columns, *columns), [(*left, *right) for left, right in pairs])


def _entries(report: Report) -> Iterator[tuple[str, str, str, str]]:
    for label, cells in _TOTALS:
        if all(cell in report.values for cell in cells):
            now, before = _sum(report, cells), _sum(report.previous, cells)
            gap = None if now is None or before is None else now - before
            sign = "+" if gap and gap > 0 else ""
            yield label, _shown(now), _shown(before), sign + _shown(gap)


def _sum(report: Report | None, cells: Sequence[str]) -> Decimal | None:
    """None while a figure is missing."""
    if report is None:
        return None
    numbers = [report.values[cell].number for cell in cells if cell in report.values]
    known = [number for number in numbers if number is not None]
    return sum(known, Decimal(0)) if len(known) == len(cells) else None


def _shown(number: Decimal | None) -> str:
    return "—" if number is None else format_number(number)


def _checks(report: Report, findings: Sequence[Finding]) -> list[tuple[str, str]]:
    """What was checked, and every settled matter with its reason."""
    errors = open_errors(findings)
    open_ones = f"\n另有 {errors} 处须改正的问题尚未处理。" if errors else ""
    settled = in_form_order(finding for finding in findings if finding.accepted is not None)
    reasons = [f"{number}. {finding.message}（{finding.accepted}）" for number, finding in enumerate(settled, 1)]
    rows = [("检查情况", tally(report, findings).words() + open_ones)]
    return [*rows, ("已确认无误", "\n".join(reasons))] if reasons else rows
