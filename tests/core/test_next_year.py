"""Starting a year from last year's report, and moving a report to another edition (form.md §3.4, §5.4)."""

from __future__ import annotations

from datetime import date

import pytest
from core_samples import COLUMNS, CURRENT, FORMS, OLD, city_2024, numbers, with_texts, zeros
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UserError
from core.next_year import convert_edition, find_leftovers, start_next_year
from core.report import CellEdit, Meta, MetaEdit, PreviousEdit, Report, TextEdit
from core.rules import Severity, Verdict
from core.values import BLANK, UNREAD, State, Value


def dated(day: date | None, year: int | None = 2023, title: str = "青禾镇2023年政府信息公开工作年度报告") -> Report:
    report = zeros(year=year)
    report.apply(MetaEdit(Meta("青禾镇人民政府", year, title, "青禾镇人民政府", day)))
    return report


def test_what_was_open_last_year_is_carried_in():
    started = start_next_year(city_2024(), FORMS).report
    carried = {column: started.values[f"requests.carried_in.{column}"].number for column in COLUMNS}
    assert list(carried.values()) == [118, 5, 0, 0, 1, 1, 125]
    everything_else = {cell for cell, value in started.values.items() if value != BLANK}
    assert everything_else == {f"requests.carried_in.{column}" for column in COLUMNS}


def test_last_year_lies_beside_it_and_is_not_touched():
    last = city_2024()
    started = start_next_year(last, FORMS).report
    assert started.previous.same_content(city_2024())
    verdicts = {item.rule.id: item.verdict for item in started.check().outcomes}
    assert verdicts["carry_over.requests:person"] is Verdict.PASS
    assert started.check().operands["previous.disclosure.normative_documents.in_force"] == 420
    started.apply(CellEdit(numbers(requests__received__person="1")))
    last.apply(CellEdit(numbers(requests__carried_out__person="0")))
    assert started.previous.values["requests.carried_out.person"] == Value.of(118)


@pytest.mark.parametrize("value", [BLANK, UNREAD, Value(State.PLACEHOLDER, None, "/"), Value(State.UNCLEAR, None, "①")])
def test_no_figure_is_invented(value):
    last = zeros()
    last.apply(CellEdit({"requests.carried_out.person": value}))
    assert start_next_year(last, FORMS).report.values["requests.carried_in.person"] == BLANK


@pytest.mark.parametrize(
    ("title", "moved"),
    [
        ("青禾镇2023年政府信息公开工作年度报告", "青禾镇2024年政府信息公开工作年度报告"),
        ("青禾镇 2023 年政府信息公开工作年度报告", "青禾镇 2024 年政府信息公开工作年度报告"),
        ("青禾镇2023年度政府信息公开工作年度报告", "青禾镇2024年度政府信息公开工作年度报告"),
        ("政府信息公开工作年度报告", "青禾镇人民政府2024年政府信息公开工作年度报告"),
        ("", "青禾镇人民政府2024年政府信息公开工作年度报告"),
    ],
)
def test_the_title_moves_on(title, moved):
    assert start_next_year(dated(None, title=title), FORMS).report.meta.title == moved


@pytest.mark.parametrize(
    ("day", "year", "moved"),
    [
        (date(2024, 1, 15), None, date(2025, 1, 15)),
        (date(2024, 2, 29), None, date(2025, 2, 28)),
        (date(2024, 2, 29), 2027, date(2028, 2, 29)),
        (None, None, None),
    ],
)
def test_the_date_moves_on(day, year, moved):
    meta = start_next_year(dated(day), FORMS, year).report.meta
    assert (meta.year, meta.date, meta.signature, meta.organ) == (year or 2024, moved, "青禾镇人民政府", "青禾镇人民政府")


def test_a_report_without_year_needs_one():
    last = dated(date(2024, 1, 15), year=None)
    with pytest.raises(UserError, match="没有读到年度"):
        start_next_year(last, FORMS)
    started = start_next_year(last, FORMS, 2024).report
    assert (started.meta.year, started.meta.date) == (2024, None)
    assert started.meta.title == "青禾镇人民政府2024年政府信息公开工作年度报告"
    assert started.values["requests.carried_in.person"] == Value.of(0)


@pytest.mark.parametrize("year", [2023, 2022, 0, 24, 99999, -1])
def test_a_year_that_cannot_follow_is_refused(year):
    with pytest.raises(UserError, match=r"年.*。$"):
        start_next_year(dated(date(2024, 1, 15)), FORMS, year)


def test_a_report_of_two_years_ago_gives_its_text_but_no_figures():
    """Its open applications are not those of last year."""
    last = with_texts(dated(None), overview="2023年收到申请3件。")
    last.apply(CellEdit(numbers(requests__carried_out__person="3")))
    started = start_next_year(last, FORMS, 2025)
    assert started.report.texts["overview"] == "2023年收到申请3件。"
    assert started.report.values["requests.carried_in.person"] == BLANK
    assert started.report.previous is None
    (note,) = started.notes
    assert (note.kind, note.severity) == ("carry_over.gap", Severity.WARNING)
    assert "2023 年的报告，不是 2024 年的" in note.message


def quotes(text: str, last: Report | None = None) -> list[tuple[str, str]]:
    return [(mark.kind, mark.quote) for mark in find_leftovers("overview", text, last or zeros())]


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("2023年，我镇认真贯彻条例。", [("year", "2023")]),
        ("2023 年度", [("year", "2023")]),
        ("2021—2025年规划", [("year", "2021"), ("year", "2025")]),
        ("2022-2023年", [("year", "2022"), ("year", "2023")]),
        ("二〇二三年", [("year", "二〇二三")]),
        ("截至2023年12月31日", [("date", "2023年12月31日")]),
        ("3月15日召开会议", [("date", "3月15日")]),
        ("2023年6月印发", [("date", "2023年6月")]),
        ("6月份和9月底", [("date", "6月份"), ("date", "9月底")]),
        ("2023.12.31", [("date", "2023.12.31")]),
        ("2024-1-5", [("date", "2024-1-5")]),
        ("收到申请25件", [("figure", "25件")]),
        ("公开信息1,234条", [("figure", "1,234条")]),
        ("阅读 2.3 万余次", [("figure", "2.3 万余次")]),
        ("500余条", [("figure", "500余条")]),
        ("收费3.5万元", [("figure", "3.5万元")]),
        ("增长12.5%，提高3个百分点", [("figure", "12.5%"), ("figure", "3个百分点")]),
        ("召开会议3次、培训16人次", [("figure", "3次"), ("figure", "16人次")]),
        ("2023年3月1日至5日收到2件", [("date", "2023年3月1日"), ("figure", "2件")]),
    ],
)
def test_what_is_marked(text, marked):
    assert quotes(text) == marked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "依照国办公开办函〔2021〕30号",
        "依照国办公开办函[2021]30号",
        "依照国办公开办函（2021）30 号",
        "国务院令第711号",
        "国务院令 第 711 号",
        "统计期间为1月1日至12月31日",
        "第3期公报、第2次会议、第50条",
        "（一）主动公开\n1.公开目录",
        "三个方面、五项措施",
        "12345热线",
        "邮编262400，电话0536-6221001",
        "去年、上年度",
    ],
)
def test_what_is_not_marked(text):
    assert quotes(text) == []


def test_figures_tell_where_last_year_had_them():
    last = city_2024()
    text = "收到申请3525件，其中自然人3440件；印发文件50件；收费72701.2578万元；没有50元的；0件；9999件。"
    hints = {mark.quote: mark.hint for mark in find_leftovers("overview", text, last)}
    assert "“一·总计”" in hints["3525件"]
    assert "“一·自然人”" in hints["3440件"]
    assert "“行政规范性文件·本年制发”" in hints["50件"]
    assert "“行政事业性收费·收费金额”" in hints["72701.2578万元"]
    for other in ("50元", "0件", "9999件"):  # money is not a count, and a 0 stands in many cells
        assert hints[other] == "去年报告中的数字，请改为今年的"


def test_a_sum_of_money_is_found_in_any_unit():
    last = zeros(OLD, 2019)
    last.apply(CellEdit({"disclosure.procurement.amount": Value(State.VALUE, Value.of("15.279").number, "15.279万元")}))
    (mark,) = find_leftovers("overview", "采购152790元", last)
    assert "“政府集中采购·采购总金额”" in mark.hint


def test_the_text_is_carried_as_a_draft_with_its_marks():
    text = "2023年收到申请1件。\n依照国办公开办函〔2021〕30号。"
    last = with_texts(zeros(), overview=text, other="无。")
    started = start_next_year(last, FORMS).report
    assert started.texts["overview"] == text
    assert started.texts["other"] == "无。"
    assert [mark.quote for mark in started.marks("overview")] == ["2023", "1件"]
    assert {mark.section for mark in started.marks("overview")} == {"overview"}
    started.apply(TextEdit("overview", text.replace("2023", "2024")))
    assert [mark.quote for mark in started.marks("overview")] == ["1件"]


@given(st.text(st.sampled_from("20231年月日件条万元〔〕号第,.%—-至、余 ")))
def test_marks_are_in_order_apart_and_on_their_words(text):
    end = 0
    for mark in find_leftovers("overview", text, zeros()):
        assert end <= mark.start < mark.end
        assert text[mark.start : mark.end] == mark.quote
        assert mark.hint.endswith(("的", "修改"))
        end = mark.end


def old_report() -> Report:
    """2020 on the trial form, every figure another."""
    report = Report(OLD, Meta("甲镇人民政府", 2020, "甲镇人民政府2020年政府信息公开工作年度报告"))
    report.apply(CellEdit({cell: Value.of(index + 1) for index, cell in enumerate(report.values)}))
    return with_texts(report)


SAME = [
    ("disclosure.licensing.decisions", "disclosure.licensing.decisions"),
    ("disclosure.penalties.decisions", "disclosure.penalties.decisions"),
    ("disclosure.compulsion.decisions", "disclosure.compulsion.decisions"),
]
NEAR = [
    ("disclosure.rules.issued", "disclosure.rules.made"),
    ("disclosure.normative_documents.issued", "disclosure.normative_documents.made"),
]


def test_what_the_trial_form_gives_the_present_one():
    old = old_report()
    new, notes = convert_edition(old, CURRENT)
    shared = [
        (cell, cell) for cell in CURRENT.template.cells if not cell.startswith("disclosure.") and cell in OLD.template.cells
    ]
    assert len(shared) == 22 * 7 + 15
    expected = dict(SAME + NEAR + shared)
    for cell, value in new.values.items():
        assert value == (old.values[expected[cell]] if cell in expected else UNREAD), cell
    unknown = {cell for cell in CURRENT.template.cells if cell not in expected}
    assert {"disclosure.rules.in_force", "disclosure.normative_documents.repealed", "disclosure.fees.amount"} <= unknown
    near = {note.cells[0]: note.message for note in notes if note.kind == "convert.near"}
    assert set(near) == {cell for cell, _ in NEAR}
    assert "“规章·本年制发”的 1 取自旧表样的“规章·本年新制作”" in near["disclosure.rules.issued"]
    lost = [note.message for note in notes if note.kind == "convert.no_place"]
    assert len(lost) == len(OLD.template.cells) - len(expected)
    assert "旧表样的“（六）其他处理·自然人”（163）在新表样中没有对应的格，没有带入" in lost
    assert len(notes) == len(near) + len(lost)


def test_a_conversion_keeps_everything_else():
    old = old_report()
    old.apply(PreviousEdit(zeros(OLD, 2019)))
    new, _ = convert_edition(old, CURRENT)
    assert (new.meta, dict(new.texts)) == (old.meta, dict(old.texts))
    assert new.previous is old.previous
    same, notes = convert_edition(old, OLD)
    assert (same is old, notes) == (True, ())


def test_blank_cells_are_not_missed_in_a_conversion():
    _, notes = convert_edition(Report(OLD), CURRENT)
    assert notes == ()


def test_a_year_of_the_new_form_after_one_of_the_old():
    started = start_next_year(old_report(), FORMS)
    assert started.report.form is FORMS.get("2021-30")
    assert started.report.values["requests.carried_in.person"].number == old_report().values["requests.carried_out.person"].number
    assert started.report.previous.form is FORMS.get("2019-60")
    assert all("没有带入" in note.message and note.severity is Severity.INFO for note in started.notes)
    shown = "".join(note.message for note in started.notes)
    assert "“政府集中采购·采购总金额”" in shown
    assert "“行政许可·处理决定”" not in shown


def test_a_year_of_the_same_form_loses_nothing():
    assert start_next_year(city_2024(), FORMS).notes == ()
