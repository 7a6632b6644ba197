"""The little language of rule files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.expressions import Comparison, Term, parse_comparison, parse_sum

CHINESE = r"[\u4e00-\u9fff]"


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("a", (Term(1, "a"),)),
        ("a + b", (Term(1, "a"), Term(1, "b"))),
        ("a+b-c", (Term(1, "a"), Term(1, "b"), Term(-1, "c"))),
        ("-a", (Term(-1, "a"),)),
        ("5*previous.decisions + 10", (Term(5, "previous.decisions"), Term(10, ""))),
        ("a - 3", (Term(1, "a"), Term(-3, ""))),
        ("remedies.direct_suit.total", (Term(1, "remedies.direct_suit.total"),)),
        ("  12  ", (Term(12, ""),)),
    ],
)
def test_sums(text, terms):
    assert parse_sum(text) == terms


@pytest.mark.parametrize("relation", ["==", "!=", "<=", ">=", "<", ">"])
def test_comparisons(relation):
    assert parse_comparison(f"a + 1 {relation} b") == Comparison((Term(1, "a"), Term(1, "")), relation, (Term(1, "b"),))


def test_groups_stand_for_sums_within_sums():
    groups = {"denied": "secret + law", "results": "granted + denied - 1"}
    assert parse_sum("x - results", groups) == (
        Term(1, "x"),
        Term(-1, "granted"),
        Term(-1, "secret"),
        Term(-1, "law"),
        Term(1, ""),
    )
    assert parse_sum("2*denied", groups) == (Term(2, "secret"), Term(2, "law"))


def test_one_group_may_be_used_twice():
    assert parse_sum("a + b", {"a": "c", "b": "c"}) == (Term(1, "c"), Term(1, "c"))


@pytest.mark.parametrize("groups", [{"a": "a"}, {"a": "b + 1", "b": "c", "c": "a"}])
def test_a_group_in_a_circle_is_refused(groups):
    with pytest.raises(ValueError, match="用自己来定义自己"):
        parse_sum("a", groups)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "+",
        "a +",
        "a b",
        "2 3",
        "2*",
        "*a",
        "2*3",
        "2*-a",
        "a*2",
        "--a",
        "a + * b",
        "a / b",
        "(a)",
        "a = b",
        "a, b",
        "٣",
        "a\u00b2",
        "__import__('os')",
        "a; b",
        "1.5",
        "a + b.",
        "a..b",
        "a.2",
        "总计",
        "a == b",
    ],
)
def test_what_is_no_sum_is_refused(text):
    with pytest.raises(ValueError, match=CHINESE):
        parse_sum(text)


@pytest.mark.parametrize("text", ["a", "a == b == c", "a = b", "== b", "a ==", "a === b", "a => b", "a <> b"])
def test_what_is_no_comparison_is_refused(text):
    with pytest.raises(ValueError, match=CHINESE):
        parse_comparison(text)


@given(st.text(st.sampled_from("ab1 +-*=<>!._²٣总"), max_size=12))
def test_any_text_is_a_comparison_or_refused(text):
    try:
        comparison = parse_comparison(text)
    except ValueError:
        return
    assert comparison.left
    assert comparison.right
