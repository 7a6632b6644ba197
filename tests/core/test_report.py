"""The report as it is edited: every edit can be taken back, marks follow the text, the check sees every figure."""

from __future__ import annotations

import operator
from dataclasses import replace
from decimal import Decimal

import pytest
from core_samples import (
    CURRENT,
    FORMS,
    METAS,
    OLD,
    TEXTS,
    cell_values,
    city_2024,
    marks_in,
    numbers,
    reports,
    zeros,
)
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.errors import EditError
from core.report import (
    CellEdit,
    ExemptionEdit,
    GroupEdit,
    Mark,
    Meta,
    MetaEdit,
    PreviousEdit,
    Report,
    TextEdit,
    clean_text,
)
from core.rules import PREVIOUS, Verdict
from core.values import BLANK, UNREAD, State, Value

few = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def state_of(report: Report):
    """All that can be seen of a report."""
    previous = None if report.previous is None else state_of(report.previous)
    marks = {section: report.marks(section) for section in report.texts}
    exemptions = dict(report.exemptions)
    return report.meta, dict(report.values), dict(report.texts), marks, exemptions, previous, report.check()


@st.composite
def edits(draw: st.DrawFn, form, depth: int = 2):
    """A random edit that the report can carry out."""
    kinds = ["cells", "text", "marked", "meta", "previous", "exemption"] + ["group"] * (depth > 0)
    kind = draw(st.sampled_from(kinds))
    section = draw(st.sampled_from([section.id for section in form.template.sections]))
    if kind == "cells":
        return CellEdit(draw(cell_values(form)))
    if kind == "text":
        return TextEdit(section, draw(TEXTS))
    if kind == "marked":
        text = draw(TEXTS)
        return TextEdit(section, text, draw(marks_in(section, text)))
    if kind == "meta":
        return MetaEdit(draw(METAS))
    if kind == "previous":
        return PreviousEdit(draw(st.sampled_from([None, city_2024(), zeros(OLD, 2020)])))
    if kind == "exemption":
        rule, figures = (draw(st.sampled_from(words)) for words in (("plausible.township_rules", "text.sum"), ("", "1;2")))
        return ExemptionEdit(rule, figures, draw(st.sampled_from([None, "已核对"])))
    return GroupEdit(tuple(draw(st.lists(edits(form, depth - 1), max_size=3))))


@few
@given(st.data())
def test_every_edit_can_be_taken_back_and_done_again(data):
    report = data.draw(reports())
    states, inverses = [state_of(report)], []
    for edit in data.draw(st.lists(edits(report.form), min_size=1, max_size=6)):
        inverses.append(report.apply(edit))
        states.append(state_of(report))
    redone = []
    for inverse, before in zip(reversed(inverses), reversed(states[:-1]), strict=True):
        redone.append(report.apply(inverse))
        assert state_of(report) == before
    for edit, after in zip(reversed(redone), states[1:], strict=True):
        report.apply(edit)
        assert state_of(report) == after


WRONG = [
    CellEdit({"requests.received.nobody": Value.of(1)}),
    CellEdit({"requests.received.person": Value.of("2.5")}),
    CellEdit({"requests.received.person": Value.of(-1)}),
    CellEdit({"requests.received.person": Value(State.VALUE, None, "3")}),
    CellEdit({"requests.received.person": Value(State.BLANK, Decimal(3))}),
    CellEdit({"disclosure.fees.amount": Value(State.VALUE, Decimal("NaN"))}),
    CellEdit({"disclosure.fees.amount": Value(State.VALUE, Decimal("Infinity"))}),
    ExemptionEdit("plausible.township_rules", "", " "),
    TextEdit("appendix", "附录"),
]


@pytest.mark.parametrize("edit", WRONG)
def test_an_impossible_edit_changes_nothing_and_says_why(edit):
    report = city_2024()
    before = state_of(report)
    good = numbers(requests__granted__person="9")
    with pytest.raises(EditError, match=r"[\u4e00-\u9fff].*。$"):
        report.apply(edit)
    assert state_of(report) == before
    if isinstance(edit, CellEdit):
        with pytest.raises(EditError):
            report.apply(CellEdit({**good, **edit.values}))
        assert state_of(report) == before


@few
@given(st.data())
def test_a_group_is_done_as_a_whole_or_not_at_all(data):
    report = data.draw(reports())
    before = state_of(report)
    parts = data.draw(st.lists(edits(report.form), max_size=4))
    place = data.draw(st.integers(0, len(parts)))
    wrong = data.draw(st.sampled_from(WRONG[:1] + WRONG[-1:]))
    with pytest.raises(EditError):
        report.apply(GroupEdit((*parts[:place], GroupEdit((MetaEdit(Meta("甲镇")), wrong)), *parts[place:])))
    assert state_of(report) == before


def brute_force(report: Report) -> dict[str, Verdict]:
    """The verdicts told from the rules by plain evaluation, without operands kept between edits."""
    last = report.previous.values if report.previous else {}

    def amount(side):
        total = Decimal(side.constant)
        for name, factor in zip(side.names, side.factors or [1] * len(side.names), strict=True):
            source = last if name.startswith(PREVIOUS) else report.values
            number = source.get(name.removeprefix(PREVIOUS), BLANK).number
            if number is None:
                return None
            total += number * factor
        return total

    compare = {"==": operator.eq, "!=": operator.ne, "<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt}

    def holds(left, relation, right):
        one, other = amount(left), amount(right)
        return None if one is None or other is None else compare[relation](one, other)

    def verdict(rule):
        result = holds(rule.left, rule.relation, rule.right)
        unmet = [held for condition in rule.when if (held := holds(*condition)) is not True]
        if result is None or (unmet and unmet[0] is None):
            return Verdict.PENDING
        excused = unmet or any(holds(*condition) for condition in rule.unless)
        return Verdict.PASS if result or excused else Verdict.FAIL

    return {rule.id: verdict(rule) for rule in report.form.rules.rules}


@few
@given(st.data())
def test_the_check_follows_every_edit(data):
    report = data.draw(st.sampled_from([city_2024(), zeros(), zeros(OLD, 2020)]))
    small = st.sampled_from([BLANK, UNREAD, *map(Value.of, range(4))])
    for _ in range(data.draw(st.integers(1, 8))):
        cells = data.draw(st.lists(st.sampled_from(list(report.values)), max_size=8))
        report.apply(CellEdit({cell: data.draw(small) for cell in cells}))
        if data.draw(st.booleans()):
            report.apply(PreviousEdit(data.draw(st.sampled_from([None, zeros(), zeros(OLD, 2020), city_2024()]))))
        assert {item.rule.id: item.verdict for item in report.check().outcomes} == brute_force(report)


def test_a_check_keeps_the_figures_it_was_made_on():
    report = zeros()
    before = report.check()
    report.apply(CellEdit(numbers(requests__received__person="5")))
    assert before.operands["requests.received.person"] == 0
    assert before != report.check()


def test_decimals_are_exact():
    report = zeros()
    report.apply(CellEdit(numbers(disclosure__fees__amount="0.1")))
    assert report.check().operands["disclosure.fees.amount"] == Decimal("0.1")


TEXT = "2023年收到申请25件，办结24件。"
MARKS = tuple(
    Mark("overview", TEXT.index(quote), TEXT.index(quote) + len(quote), kind, quote, "请核对")
    for kind, quote in (("year", "2023"), ("figure", "25件"), ("figure", "24件"))
)


def marked() -> Report:
    report = Report(CURRENT)
    report.apply(TextEdit("overview", TEXT, MARKS))
    return report


@pytest.mark.parametrize(
    ("new", "left"),
    [
        (TEXT, ["2023", "25件", "24件"]),
        (TEXT.replace("2023", "2024"), ["25件", "24件"]),
        (TEXT.replace("25", "30"), ["2023", "24件"]),
        ("截至年底，" + TEXT, ["2023", "25件", "24件"]),
        (TEXT + "没有复议。", ["2023", "25件", "24件"]),
        (TEXT.replace("申请", "公开申请"), ["2023", "25件", "24件"]),
        (TEXT.replace("25件，办结24件", "0件"), ["2023"]),
        ("", []),
    ],
)
def test_marks_go_with_the_words_they_stand_on(new, left):
    report = marked()
    report.apply(TextEdit("overview", new))
    assert [mark.quote for mark in report.marks("overview")] == left
    for mark in report.marks("overview"):
        assert new[mark.start : mark.end] == mark.quote


@example(0, 0, "2")
@example(TEXT.index("25"), 6, "")
@given(st.integers(0, len(TEXT)), st.integers(0, 6), st.text(st.sampled_from("2345件年甲"), max_size=4))
def test_marks_always_stand_on_their_words(start, length, typed):
    report = marked()
    end = min(start + length, len(TEXT))
    new = TEXT[:start] + typed + TEXT[end:]
    inverse = report.apply(TextEdit("overview", new))
    left = report.marks("overview")
    assert all(new[mark.start : mark.end] == mark.quote for mark in left)
    outside = {mark.quote for mark in MARKS if mark.end <= start or mark.start >= end} - {
        mark.quote for mark in MARKS if start < mark.end and end > mark.start
    }
    assert outside <= {mark.quote for mark in left}
    report.apply(inverse)
    assert report.marks("overview") == MARKS


def test_marks_of_one_section_are_not_those_of_another():
    report = marked()
    report.apply(TextEdit("problems", "2023年"))
    assert report.marks("overview") == MARKS
    assert report.marks("problems") == ()


def test_a_copy_is_independent():
    report = city_2024()
    twin = report.copy()
    assert state_of(twin) == state_of(report)
    twin.apply(GroupEdit((CellEdit(numbers(requests__granted__person="0")), MetaEdit(Meta()), TextEdit("overview", "甲"))))
    assert state_of(report) == state_of(city_2024())
    assert twin.previous is report.previous


def test_same_content_is_what_the_reader_of_the_report_sees():
    report = marked()
    twin = report.copy()
    twin.apply(TextEdit("overview", TEXT, ()))
    twin.apply(PreviousEdit(zeros()))
    assert report.same_content(twin)
    for edit in (
        CellEdit({"requests.received.person": Value.of(1)}),
        TextEdit("other", "无"),
        MetaEdit(replace(report.meta, organ="甲镇")),
    ):
        other = report.copy()
        other.apply(edit)
        assert not report.same_content(other)
    assert not zeros(CURRENT, 2020).same_content(zeros(OLD, 2020))


def test_a_new_report_is_blank():
    for form in FORMS:
        report = Report(form)
        assert set(report.values.values()) == {BLANK}
        assert set(report.texts.values()) == {""}
        assert (report.meta, report.previous) == (Meta(), None)
        assert {item.verdict for item in report.check().outcomes} == {Verdict.PENDING}


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("甲\r\n乙\r丙\n丁", "甲\n乙\n丙\n丁"),
        ("甲\v乙\f丙\x85丁\u2028戊\u2029己", "甲\n乙\n丙\n丁\n戊\n己"),
        ("\n\n甲\n \n\u3000\n乙\n\n", "甲\n乙"),
        ("\u3000\u3000甲  乙\u3000", "甲  乙"),
        ("甲\t乙", "甲 乙"),
        ("\x00甲\x07\ud800\ufffe\uffff乙\u200b\ufeff", "甲乙"),
        ("\uf0b7甲\uf06c", "甲"),
        ("\ue863䶮\U00020bb7\U0002ebf5", "\ue863䶮\U00020bb7\U0002ebf5"),
        ("\u200b", ""),
        ("", ""),
    ],
)
def test_clean_text(text, clean):
    assert clean_text(text) == clean


@given(st.text())
@example("甲\x1c\n乙")
@example(" \x00 甲")
def test_clean_text_is_settled(text):
    clean = clean_text(text)
    assert clean_text(clean) == clean
    assert "" not in clean.split("\n") or clean == ""
    visible = [char for char in text if char.isalnum()]
    assert [char for char in clean if char.isalnum()] == visible
