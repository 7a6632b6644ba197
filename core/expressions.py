"""Linear expressions of rule files: `name + name - 2*name + 3`, compared by == != <= >= < >.

A whitelist of tokens, never eval. A name is an operand; what it stands for is the caller's business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(r"\s*(?:(\d+)|([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|(==|!=|<=|>=|<|>|[+\-*]))", re.ASCII)
RELATIONS = ("==", "!=", "<=", ">=", "<", ">")


@dataclass(frozen=True, slots=True)
class Term:
    """`factor` times the operand called `name`; name is "" for a plain number."""

    factor: int
    name: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sums of terms and the relation that should hold between them."""

    left: tuple[Term, ...]
    relation: str
    right: tuple[Term, ...]


def parse_sum(text: str, groups: dict[str, str] | None = None) -> tuple[Term, ...]:
    """The terms of a sum; a name found in `groups` is replaced by its expression. Raises ValueError, also for a circle."""
    return _expanded(text, groups or {}, ())


def _expanded(text: str, groups: dict[str, str], inside: tuple[str, ...]) -> tuple[Term, ...]:
    """`inside` are the groups that the text belongs to, outermost first."""
    terms: list[Term] = []
    for sign, factor, name in _signed_terms(_tokens(text)):
        if name in inside:
            raise ValueError(f"{name} 用自己来定义自己")
        if name in groups:
            inner_terms = _expanded(groups[name], groups, (*inside, name))
            terms += [Term(sign * factor * inner.factor, inner.name) for inner in inner_terms]
        else:
            terms.append(Term(sign * factor, name))
    return tuple(terms)


def parse_comparison(text: str, groups: dict[str, str] | None = None) -> Comparison:
    """`sum relation sum`. Raises ValueError."""
    parts = re.split(r"(==|!=|<=|>=|<|>)", text)
    if len(parts) != 3:
        raise ValueError(f"“{text}”应有且只有一个比较符号")
    return Comparison(parse_sum(parts[0], groups), parts[1], parse_sum(parts[2], groups))


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    position = 0
    stripped = text.rstrip()
    while position < len(stripped):
        match = _TOKEN.match(stripped, position)
        if match is None or match.group(3) in RELATIONS:
            raise ValueError(f"“{text}”在第 {position + 1} 个字符处写错了")
        tokens.append(match.group(0).strip())
        position = match.end()
    return tokens


def _signed_terms(tokens: list[str]) -> list[tuple[int, int, str]]:
    """(sign, factor, name) of each term; name is "" for a plain number."""
    terms: list[tuple[int, int, str]] = []
    rest = list(tokens)
    while rest:
        sign = 1
        if rest[0] in "+-":
            sign = -1 if rest.pop(0) == "-" else 1
        elif terms:
            raise ValueError("两项之间缺少加号或减号")
        terms.append((sign, *_product(rest)))
    if not terms:
        raise ValueError("算式是空的")
    return terms


def _product(rest: list[str]) -> tuple[int, str]:
    if not rest or rest[0] in "+-*":
        raise ValueError("算式在运算符号后没有写完")
    first = rest.pop(0)
    if not first.isdigit():
        return 1, first
    if rest and rest[0] == "*":
        if len(rest) < 2 or not (rest[1][0].isalpha() or rest[1][0] == "_"):
            raise ValueError("乘号后面应为一个名称")
        rest.pop(0)
        return int(first), rest.pop(0)
    return int(first), ""
