"""Completeness of the report as a whole: the right edition, a year, a text in every text section, no empty cells."""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.report import Report
from core.rules import Severity
from core.template import CellSpec, Section
from core.values import State

NOT_A_NUMBER = "structure.not_a_number"
_SECTION_SOURCE = "政府信息公开条例第五十条、年度报告格式"


def structure_findings(report: Report) -> list[Finding]:
    """Findings about edition, years, empty sections, empty cells and cells that hold no number."""
    findings = [*_edition(report), *_year(report), *_previous_year(report)]
    for section in report.form.template.sections:
        if section.table:
            findings += [*_no_numbers(report, section), *_empty_cells(report, section)]
        else:
            findings += _empty_text(report, section)
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


def _previous_year(report: Report) -> Iterator[Finding]:
    """A report of another year beside this one: then the relations across years say nothing."""
    previous, year = report.previous, report.meta.year
    if previous is not None and year is not None and previous.meta.year not in (None, year - 1):
        message = f"对照的是 {previous.meta.year} 年的报告，不是 {year - 1} 年的，请换成 {year - 1} 年的报告再看跨年的关系"
        yield Finding("structure.previous_year", Severity.WARNING, "", (), message, source="年度报告格式")


def _no_numbers(report: Report, section: Section) -> Iterator[Finding]:
    """Something stands there that is not surely a number (form.md C28)."""
    for cell in _cells(report, section):
        value = report.values[cell.id]
        if value.state is State.UNCLEAR:
            message = f"“{cell.name}”填的是“{value.raw[:20]}”，不是确定的数字，请核对后改为数字"
            yield Finding(NOT_A_NUMBER, Severity.ERROR, section.id, (cell.id,), message, source="年度报告格式")


def _cells(report: Report, section: Section) -> list[CellSpec]:
    return [cell for cell in report.form.template.cells.values() if cell.section == section.id]


def _empty_text(report: Report, section: Section) -> Iterator[Finding]:
    """Only the preface may be empty (form.md C01, C08)."""
    if section.heading and not report.texts[section.id].strip():
        message = f"“{section.heading}”还没有内容"
        yield Finding("unfilled.text", Severity.ERROR, section.id, (), message, source=_SECTION_SOURCE)


def _empty_cells(report: Report, section: Section) -> Iterator[Finding]:
    """Cells without a number (form.md C29): blank is not 0, so the relations they belong to cannot be judged."""
    empty = [cell for cell in _cells(report, section) if report.values[cell.id].state not in (State.VALUE, State.UNCLEAR)]
    if empty:
        names = "、".join(f"“{cell.name}”" for cell in empty[:3])
        more = f"等 {len(empty)} 格" if len(empty) > 3 else ""
        message = f"{names}{more}还没有填写数字；没有发生的请填 0"
        ids = tuple(cell.id for cell in empty)
        yield Finding("unfilled.cells", Severity.WARNING, section.id, ids, message, source="年度报告格式")
