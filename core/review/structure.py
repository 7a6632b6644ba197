"""Completeness of the report as a whole: the right edition, a year, a text in every text section, no empty cells."""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.report import Report
from core.rules import Severity
from core.template import Section
from core.values import State

_SECTION_SOURCE = "政府信息公开条例第五十条、年度报告格式"


def structure_findings(report: Report) -> list[Finding]:
    """Findings about edition, year, empty sections and empty cells."""
    findings = [*_edition(report), *_year(report)]
    for section in report.form.template.sections:
        findings += _empty_cells(report, section) if section.table else _empty_text(report, section)
    return findings


def _edition(report: Report) -> Iterator[Finding]:
    """The tables of another year's edition (form.md C04)."""
    template, year = report.form.template, report.meta.year
    if year is not None and not template.covers(year):
        yield Finding(
            rule="structure.old_edition",
            severity=Severity.ERROR,
            section="",
            cells=(),
            message=f"这是 {year} 年的报告，表格却是{template.name}（{template.issued_as}）的表样，请改用当年适用的表样",
            source=template.issued_as,
        )


def _year(report: Report) -> Iterator[Finding]:
    if report.meta.year is None:
        yield Finding("structure.no_year", Severity.WARNING, "", (), "没有读到报告年度，请填写年度", source=_SECTION_SOURCE)


def _empty_text(report: Report, section: Section) -> Iterator[Finding]:
    """Only the preface may be empty (form.md C01, C08)."""
    if section.heading and not report.texts[section.id]:
        message = f"“{section.heading}”还没有内容"
        yield Finding("unfilled.text", Severity.ERROR, section.id, (), message, source=_SECTION_SOURCE)


def _empty_cells(report: Report, section: Section) -> Iterator[Finding]:
    """Cells without a number (form.md C29): blank is not 0, so the relations they belong to cannot be judged."""
    cells = [cell for cell in report.form.template.cells.values() if cell.section == section.id]
    empty = tuple(cell.id for cell in cells if report.values[cell.id].state is not State.VALUE)
    if empty:
        names = "、".join(f"“{report.form.template.cells[cell].name}”" for cell in empty[:3])
        more = f"等 {len(empty)} 格" if len(empty) > 3 else f"{len(empty)} 格"
        message = f"{names}{more}还没有填写数字；没有发生的请填 0"
        yield Finding("unfilled.cells", Severity.WARNING, section.id, empty, message, source="年度报告格式")
