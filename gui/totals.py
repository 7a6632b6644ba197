"""按合计填写 and 自动合计: what a declared total must be, worked out from the form's own relations. No Qt.

A declared total is the one cell that a relation of the table may be solved for. Blank parts give no total: blank is not 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from core.report import CheckResult, Report
from core.rules import Fix, Number, Operands, Rule, RuleSet, Severity, Verdict, show_number
from core.values import Value

_PASSES = 3  # a total of totals settles after the totals it adds up


def declared_totals(rules: RuleSet) -> dict[str, tuple[Rule, ...]]:
    """Total cells and the relations that define each of them."""
    found: dict[str, list[Rule]] = {}
    for rule in rules.rules:
        is_sum = rule.scope == "table" and rule.severity is Severity.ERROR and rule.relation == "=="
        if is_sum and len(rule.solve) == 1:
            found.setdefault(rule.solve[0], []).append(rule)
    return {cell: tuple(owners) for cell, owners in found.items()}


def computed_totals(totals: Mapping[str, tuple[Rule, ...]], operands: Operands) -> dict[str, Value]:
    """The totals that differ from what their parts add up to, with the right number; incomplete ones are left out."""
    figures: dict[str, Number | None] = dict(operands)
    changed: dict[str, Value] = {}
    for _ in range(_PASSES):
        for cell, rules in totals.items():
            number = next((found for rule in rules if (found := _solved(rule, cell, figures)) is not None), None)
            if number is not None and number >= 0 and figures[cell] != number:
                figures[cell] = number
                changed[cell] = Value.of(Decimal(number))
    return changed


def with_totals(report: Report, values: Mapping[str, Value]) -> dict[str, Value]:
    """The values of an edit together with the totals that follow from it."""
    operands = dict(report.check().operands)
    operands.update({cell: value.number for cell, value in values.items()})
    totals = computed_totals(declared_totals(report.form.rules), operands)
    return {**values, **totals}


def total_fix(report: Report, result: CheckResult, cell: str) -> Fix | None:
    """The one-key change for a cell: its own total if it is one, else the total of a broken relation that it is part of."""
    rules = report.form.rules.by_cell.get(cell, ())
    own = [rule for rule in rules if cell in rule.solve]
    broken = {outcome.rule.id for outcome in result.outcomes if outcome.verdict is Verdict.FAIL}
    parts = sorted((rule for rule in rules if rule.solve and cell not in rule.solve), key=lambda rule: rule.id not in broken)
    candidates = [(rule, cell) for rule in own] + [(rule, rule.solve[0]) for rule in parts if rule.scope == "table"]
    return next((fix for fix in _fixes(report, candidates, result.operands)), None)


def _fixes(report: Report, candidates: Iterable[tuple[Rule, str]], operands: Operands) -> Iterable[Fix]:
    for rule, target in candidates:
        number = _solved(rule, target, operands)
        if number is not None and number >= 0 and number != operands[target]:
            name = report.form.template.cells[target].name
            old = show_number(operands[target])
            yield Fix({target: Decimal(number)}, f"把“{name}”由 {old} 改为 {show_number(number)}")


def _solved(rule: Rule, cell: str, operands: Operands) -> Number | None:
    """What the cell must be for the relation to hold; None while another operand is blank."""
    empty = {**operands, cell: 0}
    left, right = rule.left.amount(empty), rule.right.amount(empty)
    if left is None or right is None or rule.relation != "==":
        return None
    return right - left if cell in rule.left.names else left - right
