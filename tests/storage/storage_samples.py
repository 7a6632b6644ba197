"""What the tests of storage share: the form, a report with everything in it, and strategies for edits."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from core.forms import load_forms
from core.report import CellEdit, ExemptionEdit, GroupEdit, Mark, Meta, MetaEdit, PreviousEdit, Report, TextEdit
from core.values import BLANK, State, Value

FORMS = load_forms()
FORM = FORMS.get("2021-30")
CELLS = list(FORM.template.cells)
SECTIONS = [section.id for section in FORM.template.sections]
CELL = "requests.received.person"

values = st.one_of(
    st.just(BLANK),
    st.integers(0, 10**9).map(Value.of),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8).map(lambda raw: Value(State.UNCLEAR, None, raw)),
)
cell_edits = st.dictionaries(st.sampled_from(CELLS), values, min_size=1, max_size=7).map(CellEdit)
text_edits = st.builds(TextEdit, st.sampled_from(SECTIONS), st.text(max_size=30))
meta_edits = st.builds(
    lambda organ, year, day: MetaEdit(Meta(organ, year, f"{organ}{year}年报告", organ, day)),
    st.text(max_size=8),
    st.integers(2019, 2040),
    st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2040, 1, 1))),
)
exemptions = st.builds(ExemptionEdit, st.sampled_from(["a", "b"]), st.text(max_size=4), st.none() | st.just("已核对。"))
simple = st.one_of(cell_edits, text_edits, meta_edits, exemptions)
edits = st.one_of(simple, st.lists(simple, max_size=3).map(lambda parts: GroupEdit(tuple(parts))))


def full_report() -> Report:
    """A report with meta, texts, a mark, cells of several states and last year's report."""
    last = Report(FORM, Meta("青石镇人民政府", 2023, "青石镇人民政府2023年政府信息公开工作年度报告", "青石镇人民政府"))
    last.apply(CellEdit({"requests.carried_out.person": Value.of(2)}))
    title = "青石镇人民政府2024年政府信息公开工作年度报告"
    report = Report(FORM, Meta("青石镇人民政府", 2024, title, "青石镇人民政府", date(2025, 1, 20)))
    mark = Mark("overview", 0, 5, "year", "2023年", "这是去年的年份，请改为 2024 年。")
    report.apply(TextEdit("overview", "2023年，全镇主动公开信息 36 条。\n第二段。", (mark,)))
    report.apply(CellEdit({CELL: Value.of(3), "requests.received.business": Value(State.UNCLEAR, None, "约5件")}))
    report.apply(CellEdit({"remedies.reconsideration.upheld": Value(State.PLACEHOLDER, None, "/")}))
    report.apply(PreviousEdit(last))
    return report


def blank_report() -> Report:
    return Report(FORM, Meta("青石镇人民政府", 2024, "青石镇人民政府2024年政府信息公开工作年度报告"))
