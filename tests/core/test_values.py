"""What a cell's text is taken for. Nothing but plain digits (also full-width) ever becomes a number."""

from __future__ import annotations

import sys
import unicodedata
from decimal import Decimal

import pytest
from core_samples import numbers_of
from hypothesis import example, given
from hypothesis import strategies as st

from core.values import (
    BLANK,
    UNREAD,
    Kind,
    State,
    Value,
    fits,
    format_number,
    format_value,
    parse_value,
    same_content,
    unit_of,
)

FULL_WIDTH_DIGITS = "０１２３４５６７８９"


def digits_of_the_world() -> list[str]:
    """Every character that Unicode calls a digit or a number, but 0-9 and their full-width twins."""
    every = map(chr, range(sys.maxunicode + 1))
    return [char for char in every if unicodedata.category(char) in ("Nd", "Nl", "No") and char not in FULL_WIDTH_DIGITS][10:]


def invisible() -> list[str]:
    return [char for char in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(char) == "Cf"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", "0"),
        ("7", "7"),
        ("007", "7"),
        ("1,234", "1234"),
        ("1,234,567", "1234567"),
        ("１２", "12"),
        ("１，２３４", "1234"),
        (" 3 ", "3"),
        ("\u30003\u3000", "3"),
        ("\u200b3\ufeff", "3"),
        ("\u202d12\u202c", "12"),
        ("3\xa0", "3"),
        ("3\n", "3"),
        ("3.0", "3"),
        ("999999999999", "999999999999"),
    ],
)
def test_a_count_is_read(text, number):
    reading = parse_value(text, Kind.COUNT)
    assert (reading.value.state, reading.value.number, reading.confidence) == (State.VALUE, Decimal(number), 1.0)
    assert reading.value.raw == text.strip()


@pytest.mark.parametrize("text", ["3件", "3 件", "３件", "12条", "1次"])
def test_a_unit_behind_a_count_is_read_but_looked_at(text):
    reading = parse_value(text, Kind.COUNT)
    assert reading.value.number == Decimal(text[:-1].replace("３", "3"))
    assert reading.confidence < 1
    assert "单位" in reading.reason


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("1_000", None),
        ("٣", None),
        ("①", None),
        ("²", None),
        ("3²", None),
        ("3①", None),
        ("½", None),
        ("1½", None),
        ("𝟏𝟐", None),
        ("Ⅲ", None),
        ("一", "1"),
        ("十", "10"),
        ("○", "0"),
        ("O", "0"),
        ("2.5", None),
        ("-5", None),
        ("－5", None),
        ("+5", "5"),
        ("-0", "0"),
        ("1e3", None),
        ("0x1F", None),
        ("inf", None),
        ("NaN", None),
        ("1,2", None),
        ("0,123", None),
        ("1,23,456", None),
        ("1 2", None),
        ("12/13", None),
        ("12.", None),
        (".5", None),
        ("3万", None),
        ("3余件", None),
        ("3至5", None),
        ("3、4", None),
        ("3%", None),
        ("约3", None),
        ("3（其中网络2）", "3"),
        ("3(含结转)", "3"),
        ("3人次", "3"),
        ("3元", "3"),
        ("1234567890123", None),
        ("表", None),
        ("#REF!", None),
    ],
)
def test_what_is_not_surely_a_count_stays_as_typed(text, suggestion):
    reading = parse_value(text, Kind.COUNT)
    assert (reading.value.state, reading.value.number, reading.value.raw) == (State.UNCLEAR, None, text)
    assert reading.confidence == 0
    assert text[:20] in reading.reason
    assert reading.suggestion == (None if suggestion is None else Decimal(suggestion))


@pytest.mark.parametrize("text", ["", " ", "\u3000", "\t\n", "\u200b", "\ufeff \u00ad"])
def test_nothing_is_blank(text):
    assert parse_value(text, Kind.COUNT).value == BLANK


@pytest.mark.parametrize("text", ["/", "／", "-", "－", "—", "——", "–", "无", "不适用", " / ", "\\"])
@pytest.mark.parametrize("kind", list(Kind))
def test_placeholders_are_neither_blank_nor_zero(text, kind):
    value = parse_value(text, kind).value
    assert (value.state, value.number, value.raw) == (State.PLACEHOLDER, None, text.strip())


@pytest.mark.parametrize(
    ("text", "number"),
    [("-8", "-8"), ("+1036", "1036"), ("－8", "-8"), ("−8", "-8"), ("0", "0"), ("-0", "0"), ("+1,036", "1036")],
)
def test_a_change_has_a_sign(text, number):
    value = parse_value(text, Kind.SIGNED).value
    assert (value.state, str(value.number)) == (State.VALUE, number)


@pytest.mark.parametrize("text", ["-1.5", "--8", "+-8", "8-", "增8"])
def test_a_change_is_whole(text):
    assert parse_value(text, Kind.SIGNED).value.state is State.UNCLEAR


@pytest.mark.parametrize(
    ("text", "number"),
    [("72701.2578", "72701.2578"), ("0.000001", "0.000001"), ("18.60", "18.60"), ("1,234.5", "1234.5"), ("１．５", "1.5")],
)
def test_an_amount_is_exact(text, number):
    assert parse_value(text, Kind.AMOUNT, "万元").value.number == Decimal(number)


@pytest.mark.parametrize("text", ["0.0000001", "-1.5", "1.2.3", "约5"])
def test_an_amount_is_positive_with_six_decimals(text):
    assert parse_value(text, Kind.AMOUNT, "万元").value.state is State.UNCLEAR


def test_the_unit_of_an_amount():
    own = parse_value("3.5万元", Kind.AMOUNT, "万元")
    assert (own.value.number, own.confidence < 1) == (Decimal("3.5"), True)
    other = parse_value("35000元", Kind.AMOUNT, "万元")
    assert other.value.state is State.UNCLEAR
    assert other.suggestion is None  # dividing is the clerk's decision
    assert "万元" in other.reason
    assert parse_value("0元", Kind.AMOUNT, "万元").value.number == 0


@pytest.mark.parametrize(
    ("text", "number", "printed"),
    [
        ("152790元", "152790", "152790元"),
        ("15.279 万元", "15.279", "15.279万元"),
        ("8040", "8040", "8040"),
        ("5元\u200b", "5", "5元"),
    ],
)
def test_an_amount_keeps_its_own_unit(text, number, printed):
    value = parse_value(text, Kind.AMOUNT_WITH_UNIT).value
    assert value.number == Decimal(number)
    assert format_value(value, Kind.AMOUNT_WITH_UNIT) == printed
    assert unit_of(value) == printed.removeprefix(number)


def test_no_digit_of_another_script_becomes_a_number():
    digits = digits_of_the_world()
    assert len(digits) > 1500
    for kind in Kind:
        for char in digits:
            for text in (char, f"1{char}", f"{char}1", f"1{char}1", f"1.{char}"):
                value = parse_value(text, kind, "万元").value
                assert value.state is State.UNCLEAR, f"U+{ord(char):04X} in {text!r} was read as {value.number}"
                assert value.raw == text


def test_no_digit_of_another_script_is_suggested():
    wrong = [char for char in digits_of_the_world() if parse_value(f"3{char}", Kind.COUNT).suggestion is not None]
    assert wrong == []


def test_invisible_characters_never_change_the_number():
    for char in invisible():
        value = parse_value(f"1{char}2", Kind.COUNT).value
        assert (value.state, value.number) in ((State.VALUE, Decimal(12)), (State.UNCLEAR, None)), f"U+{ord(char):04X}"


@given(st.text(), st.sampled_from(list(Kind)))
@example("12" + " " * 500 + "34", Kind.COUNT)
@example("12\x1c", Kind.COUNT)
def test_any_text_is_read_without_fail_and_kept(text, kind):
    value = parse_value(text, kind, "万元").value
    assert fits(value, kind)
    assert value.raw in (text.strip(), "")
    if value.state is State.VALUE:
        digits = [char for char in text if char.isnumeric()]
        assert digits
        assert all(char in "0123456789" + FULL_WIDTH_DIGITS for char in digits)


@given(st.sampled_from(list(Kind)).flatmap(lambda kind: st.tuples(st.just(kind), numbers_of(kind))))
def test_a_printed_number_reads_back(pair):
    kind, number = pair
    again = parse_value(format_number(number), kind, "万元")
    assert (again.value.state, again.value.number, again.confidence) == (State.VALUE, number, 1.0)


@pytest.mark.parametrize(
    ("number", "text"), [("18.60", "18.6"), ("100", "100"), ("1E+3", "1000"), ("0.000001", "0.000001"), ("-0", "0"), ("0.0", "0")]
)
def test_numbers_are_printed_plainly(number, text):
    assert format_number(Decimal(number)) == text


def test_what_a_cell_prints():
    assert format_value(Value(State.UNCLEAR, None, "①")) == "①"
    assert format_value(Value(State.UNCLEAR, None, "一行的全部文字" * 10)) == ""
    assert format_value(Value(State.PLACEHOLDER, None, "/")) == "/"
    assert format_value(BLANK) == format_value(UNREAD) == ""
    assert same_content(BLANK, UNREAD)
    assert same_content(Value.of("1.0"), Value(State.VALUE, Decimal(1), "1件"))
    assert not same_content(BLANK, Value.of(0))
    five_yuan, five_wan = (Value(State.VALUE, Decimal(5), raw) for raw in ("5元", "5万元"))
    assert not same_content(five_yuan, five_wan, Kind.AMOUNT_WITH_UNIT)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (Value(State.VALUE, None, "3"), Kind.COUNT),
        (Value(State.BLANK, Decimal(3), "3"), Kind.COUNT),
        (Value.of("2.5"), Kind.COUNT),
        (Value.of(-1), Kind.COUNT),
        (Value.of("-1.5"), Kind.SIGNED),
        (Value.of(-1), Kind.AMOUNT),
        (Value.of("0.0000001"), Kind.AMOUNT),
        (Value(State.VALUE, Decimal("NaN"), ""), Kind.AMOUNT),
        (Value(State.VALUE, Decimal("Infinity"), ""), Kind.AMOUNT),
        (Value.of(10**12), Kind.COUNT),
    ],
)
def test_what_no_cell_may_hold(value, kind):
    assert not fits(value, kind)
