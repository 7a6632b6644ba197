"""The next year's report from last year's: figures carried over, text as a draft with every leftover marked.

Also the move of a report to another edition of the form (form.md §3.4). What has no place in the new form is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from core.errors import UserError
from core.forms import Form, Forms
from core.provenance import Problem
from core.report import CellEdit, Mark, Meta, PreviousEdit, Report, TextEdit
from core.rules import Severity
from core.values import State, Value, format_number, format_value

_DATE = re.compile(
    r"(?:20\d{2}\s*年\s*)?\d{1,2}\s*月\s*\d{1,2}\s*日|20\d{2}\s*年\s*\d{1,2}\s*月|(?<!\d)\d{1,2}\s*月(?:份|底|初)?(?!\s*\d)"
)
_YEAR = re.compile(r"(?<!\d)20\d{2}(?=\s*(?:年|－|-|—|至))")
_DOCUMENT_NUMBER = re.compile(r"〔20\d{2}〕\s*\d*\s*号?|国令第\s*\d+\s*号|国务院令\s*第?\s*\d+\s*号|第\s*\d+\s*号")
_FIGURE = re.compile(
    r"(?<![\d.])(\d{1,12}(?:\.\d{1,6})?)\s*(?:余|多)?\s*(?:万元|亿元|元|件|条|篇|次|期|份|宗|起|人次|余人|个百分点|%|％|项)"
)


@dataclass(frozen=True, slots=True)
class NextYear:
    """The new report, last year's beside it, and what could not be carried over."""

    report: Report
    notes: tuple[Problem, ...]


def start_next_year(previous: Report, forms: Forms, year: int | None = None) -> NextYear:
    """A draft for `year` (None: the year after the previous report's).

    Raises UserError when no year is given and last year's report does not tell its own.
    """
    if year is None and previous.meta.year is None:
        raise UserError("去年的报告里没有读到年度，请先指定新报告的年度。")
    new_year = year if year is not None else (previous.meta.year or 0) + 1
    form = forms.for_year(new_year)
    report = Report(form, _moved_meta(previous.meta, new_year, form))
    report.apply(PreviousEdit(previous.copy()))
    report.apply(CellEdit(_carried_in(previous, report)))
    for section, text in previous.texts.items():
        if text and section in report.texts:
            report.apply(TextEdit(section, text, tuple(find_leftovers(section, text, previous))))
    return NextYear(report, tuple(_not_carried(previous, report)))


def _moved_meta(old: Meta, year: int, form: Form) -> Meta:
    """Title and date moved on by the same number of years; a report without a title gets the usual one."""
    title = form.template.title.format(organ=old.organ, year=year)
    if old.year is not None and f"{old.year}年" in old.title:
        title = old.title.replace(f"{old.year}年", f"{year}年")
    return replace(old, year=year, title=title, date=_moved_date(old, year))


def _moved_date(old: Meta, year: int) -> date | None:
    if old.date is None or old.year is None:
        return None
    target = old.date.year + year - old.year
    try:
        return old.date.replace(year=target)
    except ValueError:  # 29 February
        return old.date.replace(year=target, day=28)


def _carried_in(previous: Report, report: Report) -> dict[str, Value]:
    """Last year's 四 (carried out) as this year's 二 (carried in), column by column; only sure numbers (R-X-CARRY)."""
    carried: dict[str, Value] = {}
    for cell, value in previous.values.items():
        section, _, column = cell.partition(".carried_out.")
        target = f"{section}.carried_in.{column}"
        if column and target in report.values and value.number is not None:
            carried[target] = Value.of(value.number)
    return carried


def _not_carried(previous: Report, report: Report) -> Iterator[Problem]:
    """Filled cells of another edition that the new form has no place for."""
    old, new = previous.form.template, report.form.template
    if old.edition != new.edition:
        mapping = _cell_mapping(previous.form, report.form)
        yield from _without_place(previous, set(mapping.values()))


def _without_place(source: Report, placed: set[str]) -> Iterator[Problem]:
    cells = source.form.template.cells
    for cell, value in source.values.items():
        if cell not in placed and value.state in (State.VALUE, State.UNCLEAR) and value.raw:
            shown = format_value(value, cells[cell].kind)
            name = f"{cells[cell].row.short}·{cells[cell].column.short}"
            message = f"旧表样的“{name}”（{shown}）在新表样中没有对应的格，没有带入"
            yield Problem("convert.no_place", Severity.INFO, message, text=shown, section=cells[cell].section)


def _cell_mapping(old: Form, new: Form) -> dict[str, str]:
    """New cell id -> old cell id that feeds it, from the new template's `converts_from`; `*` stands for equal ids."""
    mapping: dict[str, str] = {}
    for target, source in new.template.converts_from.get(old.template.edition, {}).items():
        if target.endswith(".*"):
            prefix = target[:-1]
            same = [cell for cell in new.template.cells if cell.startswith(prefix) and cell in old.template.cells]
            mapping |= {cell: cell for cell in same}
        elif source in old.template.cells:
            mapping[target] = source
    return mapping


def convert_edition(report: Report, form: Form) -> tuple[Report, tuple[Problem, ...]]:
    """The same report in another edition of the form, and a problem for every figure without a place there.

    Last year's report is taken along as it is.
    """
    if report.form.template.edition == form.template.edition:
        return report, ()
    converted = Report(form, report.meta)
    mapping = _cell_mapping(report.form, form)
    converted.apply(CellEdit({target: report.values[source] for target, source in mapping.items()}))
    for section, text in report.texts.items():
        converted.apply(TextEdit(section, text, report.marks(section)))
    converted.apply(PreviousEdit(report.previous))
    return converted, tuple(_without_place(report, set(mapping.values())))


def find_leftovers(section: str, text: str, previous: Report) -> list[Mark]:
    """Years, dates and figures of last year in carried text, in order and without overlap."""
    taken = [match.span() for match in _DOCUMENT_NUMBER.finditer(text)]
    marks: list[Mark] = []
    for kind, start, end, hint in _candidates(text, previous):
        if all(end <= begin or start >= stop for begin, stop in taken):
            taken.append((start, end))
            marks.append(Mark(section, start, end, kind, text[start:end], hint))
    return sorted(marks, key=lambda mark: mark.start)


def _candidates(text: str, previous: Report) -> Iterator[tuple[str, int, int, str]]:
    """(kind, start, end, hint), the most telling kind first."""
    for match in _DATE.finditer(text):
        yield "date", match.start(), match.end(), "去年报告中的日期，请改为今年的"
    for match in _YEAR.finditer(text):
        yield "year", match.start(), match.end(), "去年报告中的年份，请核对后修改"
    names = _names_by_number(previous)
    for match in _FIGURE.finditer(text):
        name = names.get(Decimal(match.group(1)))
        hint = f"与去年表中“{name}”的数字相同，请改为今年的" if name else "去年报告中的数字，请改为今年的"
        yield "figure", match.start(), match.end(), hint


def _names_by_number(previous: Report) -> Mapping[Decimal, str]:
    """The first cell of last year's tables that holds each number; totals are named before their parts."""
    cells = previous.form.template.cells
    filled = [(value.number, cells[cell]) for cell, value in previous.values.items() if value.number is not None]
    ordered = sorted(filled, key=lambda item: item[1].column.id != "total")
    names: dict[Decimal, str] = {}
    for number, cell in ordered:
        names.setdefault(Decimal(format_number(number)), cell.name)
    return names
