"""Relations between cells as linear data, and the check of a whole report against them.

Three verdicts: pass, fail, pending (an operand is blank, or there is no report of last year). Exact numbers, exact
equality. Everything is checked after each edit: it costs some tens of microseconds.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, cast

from core.errors import TemplateError
from core.expressions import Comparison, Term, parse_comparison
from core.strict import Keys, read_toml
from core.template import Entry, Template
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
    _pick: Callable[[Operands], tuple[Number, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_pick", _picker(self.names))

    def amount(self, operands: Operands) -> Number | None:
        """The side's value, None while an operand is blank. `operands` must have a key for every name."""
        try:
            if self.factors is None:
                return sum(self._pick(operands), self.constant)
            return sum(map(operator.mul, self._pick(operands), self.factors), self.constant)
        except TypeError:  # a None among them: asking each first would double the cost of the whole check
            return None


def _picker(names: tuple[str, ...]) -> Callable[[Operands], tuple[Number, ...]]:
    """A function that takes the named figures out of the operands, as fast as the language can."""
    if len(names) > 1:
        return cast("Callable[[Operands], tuple[Number, ...]]", operator.itemgetter(*names))
    if not names:
        return lambda _operands: ()
    name = names[0]
    return lambda operands: (cast("Number", operands[name]),)


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
    """All relations of an edition."""

    rules: tuple[Rule, ...]
    by_cell: dict[str, tuple[Rule, ...]] = field(default_factory=dict[str, tuple[Rule, ...]])

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
        return Outcome(rule, Verdict.PENDING, None, None)
    if rule.when or rule.unless:
        settled = _applies(rule, operands)
        if settled is not None:
            return Outcome(rule, settled, left, right)
    if _COMPARE[rule.relation](left, right):
        return Outcome(rule, Verdict.PASS, left, right)
    return Outcome(rule, Verdict.FAIL, left, right)


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
    factors = side.factors or (1,) * len(side.names)
    terms = list(zip(side.labels, side.names, factors, strict=True))
    if len(terms) > 3:
        terms = [term for term in terms if operands.get(term[1])] or terms[:0]
    shown = "".join(_show_term(index, term, operands) for index, term in enumerate(terms))
    if side.constant and terms:
        shown += f" + {side.constant}"
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
        if number is not None and number >= 0 and _breaks_nothing(rules, cell, number, operands):
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


def _breaks_nothing(rules: RuleSet, cell: str, number: Number, operands: Operands) -> bool:
    """Whether fewer error relations of the cell are broken afterwards, and none that held before."""
    changed = {**operands, cell: number}
    before = _broken(rules.by_cell.get(cell, ()), operands)
    after = _broken(rules.by_cell.get(cell, ()), changed)
    return after < before


def _broken(rules: Iterable[Rule], operands: Operands) -> set[str]:
    outcomes = (_judge(rule, operands) for rule in rules)
    return {item.rule.id for item in outcomes if item.verdict is Verdict.FAIL and item.rule.severity is Severity.ERROR}


def load_rules(template: Template) -> RuleSet:
    """Read and check `rules.toml` beside the template. Raises TemplateError that names file and key."""
    keys = read_toml(template.folder / "rules.toml")
    groups = keys.string_map("groups")
    rules = tuple(rule for item in keys.tables("rule") for rule in _Loader(template, groups, item).instances())
    keys.done()
    if len({rule.id for rule in rules}) != len(rules):
        raise keys.error("rule", "有两条规则的编号相同")
    by_cell: dict[str, list[Rule]] = {}
    for rule in rules:
        for cell in rule.cells:
            by_cell.setdefault(cell, []).append(rule)
    return RuleSet(rules, {cell: tuple(found) for cell, found in by_cell.items()})


class _Loader:
    """One [[rule]] of a rule file, multiplied over the rows or columns it speaks of."""

    def __init__(self, template: Template, groups: dict[str, str], keys: Keys) -> None:
        self._template = template
        self._groups = groups
        self._keys = keys
        self._id = keys.take("id", str)
        self._section = keys.take("section", str)
        self._each = keys.take("for_each", str, "")
        self._only = keys.strings("only")
        self._scope = keys.take("scope", str)
        self._severity = keys.take("severity", str)
        self._expect = keys.take("expect", str)
        self._when = keys.strings("when")
        self._unless = keys.strings("unless")
        self._message = keys.take("message", str)
        self._source = keys.take("source", str)
        self._overridable = keys.take("overridable", bool, False)
        self._solve = keys.strings("solve")
        keys.done()

    def instances(self) -> list[Rule]:
        """The rule for each row or column, or the one rule."""
        if self._each not in ("", "row", "column") or self._scope not in ("table", "between", "years", "plausible"):
            raise self._keys.error("for_each", "或 scope 的值不认识")
        if self._severity not in set(Severity):
            raise self._keys.error("severity", "应为 error、warning 或 info")
        if not self._each:
            return [self._instance(None)]
        entries = self._entries()
        return [self._instance(entry) for entry in entries]

    def _entries(self) -> list[Entry]:
        cells = [cell for cell in self._template.cells.values() if cell.section == self._section]
        axis = [cell.row if self._each == "row" else cell.column for cell in cells]
        entries = list({entry.id: entry for entry in axis}.values())
        unknown = set(self._only) - {entry.id for entry in entries}
        if unknown:
            raise self._keys.error("only", f"没有 {'、'.join(sorted(unknown))}")
        return [entry for entry in entries if not self._only or entry.id in self._only]

    def _instance(self, entry: Entry | None) -> Rule:
        comparison = self._parse(self._expect)
        left, right = self._side(comparison.left, entry), self._side(comparison.right, entry)
        used = [name for name in (*left.names, *right.names) if not name.startswith(PREVIOUS)]
        order = list(self._template.cells)
        return Rule(
            id=f"{self._id}:{entry.id}" if entry else self._id,
            scope=self._scope,
            severity=Severity(self._severity),
            section=self._section,
            left=left,
            relation=comparison.relation,
            right=right,
            when=tuple(self._condition(text, entry) for text in self._when),
            unless=tuple(self._condition(text, entry) for text in self._unless),
            message=self._message,
            subject=entry.short if entry else "",
            source=self._source,
            overridable=self._overridable,
            solve=tuple(self._operand(name, entry)[0] for name in self._solve),
            cells=tuple(sorted(set(used), key=order.index)),
        )

    def _parse(self, text: str) -> Comparison:
        try:
            return parse_comparison(text, self._groups)
        except ValueError as error:
            raise self._keys.error("expect", str(error)) from error

    def _condition(self, text: str, entry: Entry | None) -> tuple[Side, str, Side]:
        comparison = self._parse(text)
        return self._side(comparison.left, entry), comparison.relation, self._side(comparison.right, entry)

    def _side(self, terms: tuple[Term, ...], entry: Entry | None) -> Side:
        named = [term for term in terms if term.name]
        operands = [self._operand(term.name, entry) for term in named]
        factors = tuple(term.factor for term in named)
        return Side(
            names=tuple(name for name, _ in operands),
            factors=None if set(factors) <= {1} else factors,
            constant=sum(term.factor for term in terms if not term.name),
            labels=tuple(label for _, label in operands),
        )

    def _operand(self, name: str, entry: Entry | None) -> tuple[str, str]:
        """Operand id and its name in messages. A name of last year may be unknown to this edition."""
        previous = name.startswith(PREVIOUS)
        bare = name.removeprefix(PREVIOUS)
        cell_id = self._full_id(bare, entry)
        cell = self._template.cells.get(cell_id)
        if cell is None:
            if not previous:
                raise self._keys.error("expect", f"没有单元格 {cell_id}")
            return PREVIOUS + cell_id, "去年"
        short = {"row": cell.column.short, "column": cell.row.short}.get(self._each, f"{cell.row.short}{cell.column.short}")
        return (PREVIOUS + cell_id, f"去年{short}") if previous else (cell_id, short)

    def _full_id(self, bare: str, entry: Entry | None) -> str:
        if entry is None or "." in bare:
            return bare
        return f"{self._section}.{entry.id}.{bare}" if self._each == "row" else f"{self._section}.{bare}.{entry.id}"


__all__ = [
    "Fix",
    "Number",
    "Operands",
    "Outcome",
    "Rule",
    "RuleSet",
    "Severity",
    "TemplateError",
    "Verdict",
    "describe",
    "find_fixes",
    "load_rules",
]
