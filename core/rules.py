"""Relations between cells as linear data, and the check of a whole report against them.

Three verdicts: pass, fail, pending (an operand is blank, or there is no report of last year). Exact numbers, exact
equality. Everything is checked after each edit: it costs some tens of microseconds. rule_files.py reads the relations.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from core.values import format_number

Number = int | Decimal
Operands = Mapping[str, Number | None]
PREVIOUS = "previous."


class Severity(StrEnum):
    """How serious a finding is, most serious first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Verdict(StrEnum):
    """What a relation says of the figures at hand."""

    PASS = "pass"  # noqa: S105 a verdict, not a secret
    FAIL = "fail"
    PENDING = "pending"


_PASS, _FAIL, _PENDING = Verdict.PASS, Verdict.FAIL, Verdict.PENDING  # looking a member up costs as much as adding two numbers

_COMPARE: dict[str, Callable[[Number, Number], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a relation: operand names with factors, a constant, and the names that messages use for the operands."""

    names: tuple[str, ...]
    factors: tuple[int, ...] | None
    constant: int
    labels: tuple[str, ...]
    amount: Callable[[Operands], Number | None] = field(init=False, repr=False, compare=False)
    """The side's value, None while an operand is blank. The operands must have a key for every name."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "amount", _adder(self.names, self.factors, self.constant))

    @property
    def every_factor(self) -> tuple[int, ...]:
        """One factor for each name; `factors` is None where all are 1, for speed."""
        return self.factors or (1,) * len(self.names)


def _adder(names: tuple[str, ...], factors: tuple[int, ...] | None, constant: int) -> Callable[[Operands], Number | None]:
    """The function that adds a side up, made once for each relation: the whole check runs after every edit."""
    if not names:
        return lambda _operands: constant
    if len(names) == 1 and factors is None and not constant:
        return operator.itemgetter(names[0])
    if factors is None and len(names) > 1:
        return _plain_adder(operator.itemgetter(*names), constant)
    pick = operator.itemgetter(*names, *names[:1])  # one name more, so that a single one is a tuple too
    weights = (*(factors or (1,)), 0)

    def weighted(operands: Operands) -> Number | None:
        try:
            return sum(map(operator.mul, pick(operands), weights), constant)
        except TypeError:  # a None among them
            return None

    return weighted


def _plain_adder(pick: Callable[[Operands], tuple[Number, ...]], constant: int) -> Callable[[Operands], Number | None]:
    """A sum of figures as they are: most sides of the form."""

    def plain(operands: Operands) -> Number | None:
        try:
            return sum(pick(operands), constant)
        except TypeError:  # a None among them: asking each first would double the cost of the whole check
            return None

    return plain


@dataclass(frozen=True, slots=True)
class Rule:
    """One relation for one row, column or table.

    `id` is the instance id of the contract (`requests.balance:person`), `scope` one of table, between, years, plausible.
    `solve` names cells that may be set so that the relation holds (declared totals). `cells` are the cells of this
    year's form that take part, in reading order.
    """

    id: str
    scope: str
    severity: Severity
    section: str
    left: Side
    relation: str
    right: Side
    when: tuple[tuple[Side, str, Side], ...]
    unless: tuple[tuple[Side, str, Side], ...]
    message: str
    subject: str
    source: str
    overridable: bool
    solve: tuple[str, ...]
    cells: tuple[str, ...]


class Outcome(NamedTuple):
    """What one relation gave; `left` and `right` are None while pending."""

    rule: Rule
    verdict: Verdict
    left: Number | None
    right: Number | None

    @property
    def gap(self) -> Number | None:
        """How far the sides are apart, None while pending."""
        return None if self.left is None or self.right is None else abs(self.left - self.right)


@dataclass(frozen=True, slots=True)
class Fix:
    """A one-click change: cell ids with their new numbers, and what to call it."""

    cells: dict[str, Decimal]
    text: str


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All relations of an edition.

    `by_cell` has the relations that each cell takes part in. `previous` are the ids of last year's cells that relations
    speak of, also those that only another edition has.
    """

    rules: tuple[Rule, ...]
    by_cell: dict[str, tuple[Rule, ...]] = field(default_factory=dict[str, tuple[Rule, ...]])
    previous: frozenset[str] = frozenset()

    def check(self, operands: Operands) -> list[Outcome]:
        """One outcome per relation, in the order of the rule file."""
        return [_judge(rule, operands) for rule in self.rules]


def _holds(comparison: tuple[Side, str, Side], operands: Operands) -> bool | None:
    """Whether a condition holds; None while an operand is blank."""
    left, right = comparison[0].amount(operands), comparison[2].amount(operands)
    return None if left is None or right is None else _COMPARE[comparison[1]](left, right)


def _applies(rule: Rule, operands: Operands) -> Verdict | None:
    """None when the relation is to be judged; PASS or PENDING when its conditions already settle it."""
    for condition in rule.when:
        holds = _holds(condition, operands)
        if not holds:
            return Verdict.PENDING if holds is None else Verdict.PASS
    if any(_holds(condition, operands) for condition in rule.unless):
        return Verdict.PASS
    return None


def _judge(rule: Rule, operands: Operands) -> Outcome:
    left = rule.left.amount(operands)
    right = None if left is None else rule.right.amount(operands)
    if left is None or right is None:
        return Outcome(rule, _PENDING, None, None)
    if rule.when or rule.unless:
        settled = _applies(rule, operands)
        if settled is not None:
            return Outcome(rule, settled, left, right)
    return Outcome(rule, _PASS if _COMPARE[rule.relation](left, right) else _FAIL, left, right)


def describe(outcome: Outcome, operands: Operands) -> str:
    """The finding in the form's words with the figures. Only for a judged relation."""
    rule = outcome.rule
    gap = outcome.gap
    return rule.message.format(
        subject=rule.subject,
        left=_show_side(rule.left, outcome.left, operands),
        right=_show_side(rule.right, outcome.right, operands),
        left_value=show_number(outcome.left),
        right_value=show_number(outcome.right),
        gap=show_number(gap),
    )


def _show_side(side: Side, amount: Number | None, operands: Operands) -> str:
    """「一 23 + 二 2 = 25」; terms that are 0 are left out of long sums."""
    terms = list(zip(side.labels, side.names, side.every_factor, strict=True))
    if len(terms) > 3:
        terms = [term for term in terms if operands.get(term[1])]
    shown = "".join(_show_term(index, term, operands) for index, term in enumerate(terms))
    if side.constant and terms:
        shown += f" {'-' if side.constant < 0 else '+'} {abs(side.constant)}"
    if not terms:
        return show_number(amount) if not side.names else f"各项之和 {show_number(amount)}"
    return shown if len(terms) == 1 and not side.constant else f"{shown} = {show_number(amount)}"


def _show_term(index: int, term: tuple[str, str, int], operands: Operands) -> str:
    label, name, factor = term
    sign = ("-" if factor < 0 else "") if index == 0 else (" - " if factor < 0 else " + ")
    times = "" if abs(factor) == 1 else f"{abs(factor)}×"
    space = "" if label.endswith("）") else " "
    return f"{sign}{times}{label}{space}{show_number(operands.get(name))}"


def show_number(number: Number | None) -> str:
    """Plain digits; 「未填」 for None."""
    return "未填" if number is None else format_number(Decimal(number))


def find_fixes(rules: RuleSet, outcome: Outcome, operands: Operands, names: Mapping[str, str]) -> list[Fix]:
    """Changes of one declared total that make this relation hold and break no other one.

    `names` gives each cell's name for the button text.
    """
    fixes: list[Fix] = []
    for cell in outcome.rule.solve:
        number = _solved(outcome, cell, operands)
        if number is not None and number >= 0 and _breaks_nothing(rules, outcome.rule, {cell: number}, operands):
            old = operands.get(cell)
            fixes.append(Fix({cell: Decimal(number)}, f"把“{names[cell]}”由 {show_number(old)} 改为 {show_number(number)}"))
    return fixes


def _solved(outcome: Outcome, cell: str, operands: Operands) -> Number | None:
    """The number of `cell` that closes the gap; it stands alone with factor 1 on one side."""
    rule = outcome.rule
    if outcome.left is None or outcome.right is None:
        return None
    own, other = (outcome.left, outcome.right) if cell in rule.left.names else (outcome.right, outcome.left)
    return other - own + (operands[cell] or 0)


def _breaks_nothing(rules: RuleSet, rule: Rule, change: Mapping[str, Number], operands: Operands) -> bool:
    """Whether fewer relations of the changed cells are broken afterwards, and none that held before.

    Counted are the errors, and what is as serious as the relation to be mended.
    """
    touched = [other for cell in change for other in rules.by_cell.get(cell, ())]
    counted = [other for other in touched if other.severity in (Severity.ERROR, rule.severity)]
    return _broken(counted, {**operands, **change}) < _broken(counted, operands)


def _broken(rules: Iterable[Rule], operands: Operands) -> set[str]:
    return {rule.id for rule in rules if _judge(rule, operands).verdict is Verdict.FAIL}
