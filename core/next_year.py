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
from core.values import UNREAD, Kind, State, Value, format_number, format_value, unit_of

_DATE = re.compile(
    r"(?:20\d{2}\s*年\s*)?(?<!\d)\d{1,2}\s*月\s*\d{1,2}\s*日|20\d{2}\s*年\s*\d{1,2}\s*月"
    r"|(?<!\d)20\d{2}\s*[./-]\s*\d{1,2}\s*[./-]\s*\d{1,2}(?!\d)|(?<!\d)\d{1,2}\s*月(?:份|底|初)?(?!\s*\d)"
)
_EVERY_YEAR = re.compile(r"1\s*月\s*1\s*日|12\s*月\s*31\s*日")  # the period of the statistics, without a year
_YEAR = re.compile(r"(?<!\d)20\d{2}(?=\s*(?:年|－|-|—|–|～|~|至))|二[〇○零][〇○零一二三四五六七八九]{2}(?=年)")
_DOCUMENT_NUMBER = re.compile(
    r"[〔\[［（(【]20\d{2}[〕\]］）)】]\s*第?\s*\d+\s*号|〔20\d{2}〕|国务院令\s*第?\s*\d+\s*号|第\s*\d+\s*号"
)
_FIGURE = re.compile(
    r"(?<![\d.,第])(?<!第 )(\d{1,3}(?:,\d{3})+|\d{1,12})(\.\d{1,6})?\s*(万|亿)?[余多]?\s*"
    r"(元|人次|件次|条次|件|条|篇|次|期|份|宗|起|例|场|批|户|家|名|人|页|项|个百分点|百分点|%|％)"
)
_CALENDAR = range(1900, 3000)


@dataclass(frozen=True, slots=True)
class NextYear:
    """The new report, last year's beside it, and what could not be carried over."""

    report: Report
    notes: tuple[Problem, ...]


def start_next_year(previous: Report, forms: Forms, year: int | None = None) -> NextYear:
    """A draft for `year` (None: the year after the previous report's).

    Last year's report is laid beside the new one, and its 四 carried over, only when it is of the year before or tells no
    year. Raises UserError for a year that cannot follow it.
    """
    new_year = _following_year(previous, year)
    follows = previous.meta.year in (None, new_year - 1)
    form = forms.for_year(new_year)
    report = Report(form, _moved_meta(previous.meta, new_year, form))
    if follows:
        report.apply(PreviousEdit(previous.copy()))
        report.apply(CellEdit(_carried_in(previous, report)))
    for section, text in previous.texts.items():
        if text and section in report.texts:
            report.apply(TextEdit(section, text, tuple(find_leftovers(section, text, previous))))
    gap = () if follows else (_not_adjacent(previous, new_year),)
    return NextYear(report, (*gap, *_not_carried(previous, report)))


def _following_year(previous: Report, year: int | None) -> int:
    old = previous.meta.year
    if year is None and old is None:
        raise UserError("去年的报告里没有读到年度，请先指定新报告的年度。")
    new = year if year is not None else (old or 0) + 1
    if new not in _CALENDAR:
        raise UserError(f"“{new}”不是正确的年度，请填写四位数字，例如 2024。")
    if old is not None and new <= old:
        raise UserError(f"所给的是 {old} 年的报告，只能用来开始 {old + 1} 年或以后的报告。")
    return new


def _not_adjacent(previous: Report, year: int) -> Problem:
    message = f"所给的是 {previous.meta.year} 年的报告，不是 {year - 1} 年的，上年结转没有带入，跨年的关系也不检查"
    return Problem("carry_over.gap", Severity.WARNING, message)


def _moved_meta(old: Meta, year: int, form: Form) -> Meta:
    """Title and date moved on by the same number of years; a report without a title gets the usual one."""
    title = form.template.title.format(organ=old.organ, year=year)
    if old.year is not None:
        moved, count = re.subn(rf"(?<!\d){old.year}(?=\s*年)", str(year), old.title)
        title = moved if count else title
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
        if cell not in placed and value.state in (State.VALUE, State.UNCLEAR):
            shown = format_value(value, cells[cell].kind)
            message = f"旧表样的“{cells[cell].name}”（{shown}）在新表样中没有对应的格，没有带入"
            yield Problem("convert.no_place", Severity.INFO, message, text=shown, section=cells[cell].section)


def _near(source: Report, target: Form, mapping: Mapping[str, str]) -> Iterator[Problem]:
    """Figures that stand under another name now: nearly the same, but not surely (form.md §3.4)."""
    for cell, old in mapping.items():
        value = source.values[old]
        if cell != old and value.number is not None:
            names = source.form.template.cells[old].name, target.template.cells[cell].name
            message = f"“{names[1]}”的 {format_number(value.number)} 取自旧表样的“{names[0]}”，两者含义相近但不完全相同，请核对"
            section = target.template.cells[cell].section
            yield Problem("convert.near", Severity.INFO, message, cells=(cell,), section=section)


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
    """The same report in another edition of the form, with a problem for every figure without a place or with a near one.

    What the old edition does not ask is unread. Last year's report is taken along as it is.
    """
    if report.form.template.edition == form.template.edition:
        return report, ()
    converted = Report(form, report.meta)
    mapping = _cell_mapping(report.form, form)
    converted.apply(CellEdit(dict.fromkeys(form.template.cells, UNREAD)))
    converted.apply(CellEdit({target: report.values[source] for target, source in mapping.items()}))
    for section, text in report.texts.items():
        converted.apply(TextEdit(section, text, report.marks(section)))
    converted.apply(PreviousEdit(report.previous))
    return converted, (*_near(report, form, mapping), *_without_place(report, set(mapping.values())))


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
        if not _EVERY_YEAR.fullmatch(match.group(0)):
            yield "date", match.start(), match.end(), "去年报告中的日期，请改为今年的"
    for match in _YEAR.finditer(text):
        yield "year", match.start(), match.end(), "去年报告中的年份，请核对后修改"
    names = _names_by_number(previous)
    for match in _FIGURE.finditer(text):
        name = names.get(_meaning(match))
        hint = f"与去年表中“{name}”的数字相同，请改为今年的" if name else "去年报告中的数字，请改为今年的"
        yield "figure", match.start(), match.end(), hint


def _meaning(match: re.Match[str]) -> tuple[bool, Decimal]:
    """(whether it is money, the amount in pieces or 元) of a figure in text."""
    digits, decimals, times, unit = match.groups()
    factor = {"万": 10_000, "亿": 100_000_000}.get(times or "", 1)
    return unit == "元", Decimal(digits.replace(",", "") + (decimals or "")) * factor


def _names_by_number(previous: Report) -> Mapping[tuple[bool, Decimal], str]:
    """The first cell of last year's tables that holds each amount (but 0); totals are named before their parts."""
    cells = previous.form.template.cells
    filled = [(value, cells[cell]) for cell, value in previous.values.items() if value.number]
    ordered = sorted(filled, key=lambda item: item[1].column.id != "total")
    names: dict[tuple[bool, Decimal], str] = {}
    for value, cell in ordered:
        is_money = cell.kind in (Kind.AMOUNT, Kind.AMOUNT_WITH_UNIT)
        factor = {"万元": 10_000, "亿元": 100_000_000}.get(cell.unit or unit_of(value), 1)
        names.setdefault((is_money, (value.number or Decimal(0)) * factor), cell.name)
    return names
