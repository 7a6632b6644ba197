"""Reports with known truth, and random ones, for the tests of core."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from core.forms import load_forms
from core.report import CellEdit, Mark, Meta, PreviousEdit, Report, TextEdit
from core.values import BLANK, UNREAD, Kind, State, Value, format_number

FORMS = load_forms()
CURRENT = FORMS.get("2021-30")
OLD = FORMS.get("2019-60")
COLUMNS = ("person", "business", "research", "nonprofit", "legal_service", "other_org", "total")
RESULTS = ("upheld", "corrected", "other", "pending", "total")

# A city's report of 2024 (form.md §11, real figures; every relation within the year and to 2023 holds).
_REQUESTS_2024 = """
received 3440 75 0 1 6 3 3525
carried_in 118 3 0 0 0 0 121
granted 1408 21 0 0 2 0 1431
partly_granted 462 9 0 0 0 0 471
denied_state_secret 2 0 0 0 0 0 2
denied_by_law 1 0 0 0 0 0 1
denied_security 4 0 0 0 0 0 4
denied_third_party 16 1 0 0 0 0 17
denied_internal 21 0 0 0 0 0 21
denied_deliberative 10 1 0 0 0 0 11
denied_enforcement_file 21 2 0 0 0 0 23
denied_query_matter 13 0 0 0 0 0 13
unavailable_not_held 859 33 0 0 3 2 897
unavailable_needs_creation 35 1 0 0 0 0 36
unavailable_unclear 8 0 0 0 0 0 8
rejected_petition 86 1 0 0 0 0 87
rejected_repeat 26 1 0 0 0 0 27
rejected_publication 0 0 0 0 0 0 0
rejected_excessive 3 0 0 0 0 0 3
rejected_reissue 0 0 0 0 0 0 0
other_uncorrected 75 1 0 1 0 0 77
other_unpaid 38 0 0 0 0 0 38
other_misc 352 2 0 0 0 0 354
handled 3440 73 0 1 5 2 3521
carried_out 118 5 0 0 1 1 125
"""
_REMEDIES_2024 = """
reconsideration 88 18 28 36 170
direct_suit 7 0 11 7 25
suit_after_reconsideration 33 0 6 13 52
"""
_DISCLOSURE_2024 = {
    "rules.issued": "2",
    "rules.repealed": "1",
    "rules.in_force": "12",
    "normative_documents.issued": "50",
    "normative_documents.repealed": "227",
    "normative_documents.in_force": "420",
    "licensing.decisions": "1573179",
    "penalties.decisions": "2676474",
    "compulsion.decisions": "29351",
    "fees.amount": "72701.2578",
}


def numbers(**cells: str) -> dict[str, Value]:
    """Cell ids with `__` for the dots -> values."""
    return {cell.replace("__", "."): Value.of(number) for cell, number in cells.items()}


def _rows(section: str, columns: Iterable[str], text: str) -> dict[str, Value]:
    names = tuple(columns)
    lines = [line.split() for line in text.split("\n") if line]
    return {f"{section}.{row}.{name}": Value.of(n) for row, *ns in lines for name, n in zip(names, ns, strict=True)}


def zeros(form=CURRENT, year: int | None = 2023) -> Report:
    """A township where nothing happened: every relation holds."""
    report = Report(form, Meta("青禾镇人民政府", year, f"青禾镇人民政府{year}年政府信息公开工作年度报告"))
    report.apply(CellEdit(dict.fromkeys(report.values, Value.of(0))))
    return report


def city_2023() -> Report:
    """Last year of the city: of it we know what the relations across years need; the rest is 0."""
    report = zeros(year=2023)
    report.apply(CellEdit(_rows("requests", COLUMNS, "carried_out 118 3 0 0 0 0 121")))
    known = {"disclosure.rules.in_force": "11", "disclosure.normative_documents.in_force": "597"}
    known |= {"remedies.reconsideration.pending": "26", "remedies.direct_suit.pending": "6"}
    known |= {"remedies.suit_after_reconsideration.pending": "9"}
    known |= {"disclosure.licensing.decisions": "1500000", "disclosure.penalties.decisions": "2600000"}
    known |= {"disclosure.compulsion.decisions": "30000"}
    report.apply(CellEdit({cell: Value.of(number) for cell, number in known.items()}))
    return report


def city_2024() -> Report:
    """The city's 2024 report with 2023 beside it."""
    report = Report(CURRENT, Meta("某市人民政府", 2024, "某市人民政府2024年政府信息公开工作年度报告"))
    report.apply(CellEdit(_rows("requests", COLUMNS, _REQUESTS_2024)))
    report.apply(CellEdit(_rows("remedies", RESULTS, _REMEDIES_2024)))
    report.apply(CellEdit({f"disclosure.{cell}": Value.of(number) for cell, number in _DISCLOSURE_2024.items()}))
    report.apply(PreviousEdit(city_2023()))
    return report


def with_texts(report: Report, **texts: str) -> Report:
    """The report with something in every text section, and `texts` in those named."""
    for section in report.form.template.sections:
        if section.table is None:
            default = "" if section.id == "preface" else "有关情况如下。"
            report.apply(TextEdit(section.id, texts.get(section.id, default)))
    return report


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
RAWS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)


def numbers_of(kind: Kind) -> st.SearchStrategy[Decimal]:
    """Numbers that a cell of the kind may hold."""
    if kind is Kind.COUNT:
        return st.integers(0, 10**12 - 1).map(Decimal)
    if kind is Kind.SIGNED:
        return st.integers(-(10**9), 10**9).map(Decimal)
    return st.decimals(0, 10**9, places=6)


def values_of(kind: Kind) -> st.SearchStrategy[Value]:
    """Values in all five states."""
    return st.one_of(
        numbers_of(kind).map(Value.of),
        st.builds(lambda number, raw: Value(State.VALUE, number, raw), numbers_of(kind), RAWS),
        st.just(BLANK),
        st.just(UNREAD),
        st.sampled_from(["/", "-", "—", "无"]).map(lambda raw: Value(State.PLACEHOLDER, None, raw)),
        RAWS.map(lambda raw: Value(State.UNCLEAR, None, raw)),
    )


@st.composite
def cell_values(draw: st.DrawFn, form, most: int = 12) -> Mapping[str, Value]:
    """Random values for some cells of an edition."""
    cells = draw(st.lists(st.sampled_from(sorted(form.template.cells)), max_size=most, unique=True))
    return {cell: draw(values_of(form.template.cells[cell].kind)) for cell in cells}


METAS = st.builds(
    Meta,
    organ=TEXTS,
    year=st.none() | st.integers(1900, 2999),
    title=TEXTS,
    signature=TEXTS,
    date=st.none() | st.dates(date(1900, 1, 1), date(2999, 12, 31)),
)


@st.composite
def marks_in(draw: st.DrawFn, section: str, text: str) -> tuple[Mark, ...]:
    """Marks one behind the other in a text."""
    ends = draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True))
    ends.sort()
    pairs = zip(ends[::2], ends[1::2], strict=False)
    return tuple(Mark(section, a, b, draw(st.sampled_from(["year", "date", "figure"])), text[a:b], "请核对") for a, b in pairs)


@st.composite
def reports(draw: st.DrawFn, with_previous: bool = True) -> Report:
    """A random report of either edition, with or without last year's."""
    form = draw(st.sampled_from(list(FORMS)))
    report = Report(form, draw(METAS))
    report.apply(CellEdit(draw(cell_values(form))))
    for section in draw(st.lists(st.sampled_from(list(report.texts)), max_size=3, unique=True)):
        text = draw(TEXTS)
        report.apply(TextEdit(section, text, draw(marks_in(section, text))))
    if with_previous and draw(st.booleans()):
        report.apply(PreviousEdit(draw(reports(with_previous=False))))
    return report


def shown(values: Mapping[str, Value]) -> dict[str, str]:
    """Numbers as the contract prints them, blanks left out: what a failed test should print."""
    return {cell: format_number(value.number) for cell, value in values.items() if value.number is not None}
