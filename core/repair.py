"""Which cells are probably wrong: the smallest changes after which every relation holds at once.

Fellegi and Holt's error localisation over whole numbers >= 0, without a solver: the form's relations cross each other
(every figure stands in a row sum and in a column sum), so one or two wrong cells leave a pattern that names them.
Says nothing where several explanations are equally good.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise

from core.rules import Number, Operands, Outcome, Rule, Severity, Verdict, show_number
from core.template import CellSpec

_MOST = 3
_TOO_MANY = 4  # equally good explanations: then none of them is probable
_MOST_GROUPS = 6
_LARGEST = 10**9


@dataclass(frozen=True, slots=True)
class Suggestion:
    """New numbers for some cells; `rules` are the ids of the broken relations that then hold."""

    cells: Mapping[str, Decimal]
    text: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Change:
    """A candidate: cell -> new number. A smaller `weight` is more probable."""

    cells: dict[str, Number]
    weight: float
    reason: str = ""


def suggest(outcomes: Iterable[Outcome], operands: Operands, cells: Mapping[str, CellSpec]) -> list[Suggestion]:
    """At most three suggestions for each group of connected broken relations, most probable first.

    Only equalities of severity error take part, and only those without a blank operand.
    """
    judged = [item for item in outcomes if _is_equation(item.rule) and item.verdict is not Verdict.PENDING]
    broken = [item.rule for item in judged if item.verdict is Verdict.FAIL]
    if not broken:
        return []
    search = _Search([item.rule for item in judged], operands, cells)
    return [
        _worded(change, group, len(group) == len(broken), operands, cells)
        for group, changes in _explained(broken, search)
        for change in changes
    ]


def _explained(broken: list[Rule], search: _Search) -> Iterator[tuple[list[Rule], list[_Change]]]:
    """One explanation for everything if there is one; else one for each group of relations, or pair of groups."""
    if changes := search.best(broken):
        yield broken, changes
        return
    open_groups: list[list[Rule]] = []
    for group in _connected(broken):
        if changes := search.best(group):
            yield group, changes
        else:
            open_groups.append(group)
    for one, other in combinations(open_groups[:_MOST_GROUPS], 2):
        if changes := search.best(one + other):
            yield one + other, changes


def _is_equation(rule: Rule) -> bool:
    return rule.relation == "==" and rule.severity is Severity.ERROR and not rule.when and not rule.unless


def _connected(broken: Sequence[Rule]) -> list[list[Rule]]:
    """Broken relations that share cells, directly or through each other, belong to one mistake (or to tangled ones)."""
    groups: list[tuple[set[str], list[Rule]]] = []
    for rule in broken:
        cells, members = set(rule.cells), [rule]
        for known in [group for group in groups if group[0] & cells]:
            groups.remove(known)
            cells |= known[0]
            members = known[1] + members
        groups.append((cells, members))
    return [members for _, members in groups]


class _Search:
    """Candidate changes of one state of the figures."""

    def __init__(self, rules: Sequence[Rule], operands: Operands, cells: Mapping[str, CellSpec]) -> None:
        self._operands = operands
        self._cells = cells
        self._residual = {rule.id: _residual(rule, operands) for rule in rules}
        self._factors = {rule.id: _factors(rule) for rule in rules}
        self._rules_of: dict[str, list[str]] = {}
        for rule in rules:
            for cell in rule.cells:
                self._rules_of.setdefault(cell, []).append(rule.id)

    def best(self, group: Sequence[Rule]) -> list[_Change]:
        """The most probable changes that mend the group and break nothing; [] when there is none or too many."""
        broken = {rule.id for rule in group}
        for candidates in (self._single(broken), self._shifted(group, broken), self._double(broken)):
            ranked = sorted(candidates, key=lambda change: change.weight)
            if ranked:
                best = [change for change in ranked if change.weight <= ranked[0].weight + 1]
                return best[:_MOST] if len(best) < _TOO_MANY else []
        return []

    def _single(self, broken: set[str]) -> Iterator[_Change]:
        """One cell: it stands in exactly the broken relations, and one difference closes all their gaps."""
        first = min(broken)
        for cell in self._factors[first]:
            if set(self._rules_of[cell]) == broken:
                delta = self._common_delta(cell, self._rules_of[cell])
                if delta is not None and (change := self._change({cell: delta})):
                    yield change

    def _common_delta(self, cell: str, rules: Iterable[str]) -> Number | None:
        """The difference that closes the gap in all these relations; None when they ask for different ones."""
        deltas = {-self._residual[rule] / Decimal(self._factors[rule][cell]) for rule in rules}
        return deltas.pop() if len(deltas) == 1 else None

    def _double(self, broken: set[str]) -> Iterator[_Change]:
        """Two cells: every relation that only one of them stands in is broken, and the common ones balance."""
        first = min(broken)
        seen: set[frozenset[str]] = set()
        for one in self._factors[first]:
            for other in self._partners(one, broken):
                pair = frozenset((one, other))
                if pair in seen:
                    continue
                seen.add(pair)
                if (change := self._pair(one, other, broken)) is not None:
                    yield change

    def _partners(self, one: str, broken: set[str]) -> set[str]:
        """Cells that stand in every relation which `one` would break or leaves broken."""
        mine = set(self._rules_of[one])
        needed = [rule for rule in mine if rule not in broken] + [rule for rule in broken if rule not in mine]
        if not needed:
            return set()
        return set[str].intersection(*(set(self._factors[rule]) for rule in needed)) - {one}

    def _pair(self, one: str, other: str, broken: set[str]) -> _Change | None:
        mine, theirs = set(self._rules_of[one]), set(self._rules_of[other])
        if not broken <= mine | theirs or not (mine - theirs) <= broken or not (theirs - mine) <= broken:
            return None
        if not mine - theirs or not theirs - mine:
            return None
        delta = self._common_delta(one, mine - theirs)
        delta_other = self._common_delta(other, theirs - mine)
        if not delta or not delta_other:
            return None
        for rule in mine & theirs:
            factors = self._factors[rule]
            if factors[one] * delta + factors[other] * delta_other != -self._residual[rule]:
                return None
        return self._change({one: delta, other: delta_other})

    def _change(self, deltas: Mapping[str, Number]) -> _Change | None:
        """The change if all new numbers are possible; its weight says how improbable it is."""
        new: dict[str, Number] = {}
        weight = 0.0
        for cell, delta in deltas.items():
            old = self._operands[cell]
            if old is None:
                return None
            number = old + delta
            if number < 0 or number > _LARGEST or number != int(number):
                return None
            new[cell] = int(number)
            weight += self._weight(cell, old, int(number))
        return _Change(new, weight, self._reason(deltas))

    def _weight(self, cell: str, old: Number, new: int) -> float:
        """A total is a computed figure and often forgotten; swapped digits are a plain slip of the hand."""
        if _digits_swapped(old, new):
            return 1.0
        spec = self._cells[cell]
        return 2.0 if spec.column.id == "total" or spec.row.id == "handled" else 3.0

    def _reason(self, deltas: Mapping[str, Number]) -> str:
        if len(deltas) == 1:
            (cell, delta) = next(iter(deltas.items()))
            old = self._operands[cell] or 0
            return "疑似数字颠倒" if _digits_swapped(old, int(old + delta)) else ""
        one, other = deltas
        same_row = one.rsplit(".", 1)[0] == other.rsplit(".", 1)[0]
        moved = sum(deltas.values()) == 0 and same_row and "total" not in (one.rsplit(".", 1)[1], other.rsplit(".", 1)[1])
        return "疑似填错了列" if moved else ""

    def _shifted(self, group: Sequence[Rule], broken: set[str]) -> Iterator[_Change]:
        """Two neighbouring rows exchanged: all figures of both rows, nothing else."""
        touched = {cell for rule in group for cell in rule.cells}
        section = group[0].section
        rows: dict[str, list[str]] = {}
        for cell, spec in self._cells.items():
            if spec.section == section:
                rows.setdefault(spec.row.id, []).append(cell)
        names = list(rows)
        for upper, lower in pairwise(names):
            if len(rows[upper]) != len(rows[lower]) or not touched & {*rows[upper], *rows[lower]}:
                continue
            change = self._exchange(list(zip(rows[upper], rows[lower], strict=True)), broken)
            if change is not None:
                yield change

    def _exchange(self, pairs: Sequence[tuple[str, str]], broken: set[str]) -> _Change | None:
        changed: dict[str, Number] = {}
        for one, other in pairs:
            old, new = self._operands[one], self._operands[other]
            if old is None or new is None:
                return None
            if old != new:
                changed |= {one: new, other: old}
        if len(changed) < 4 or not self._mends(changed, broken):
            return None
        return _Change(changed, 1.5, "疑似相邻两行填反")

    def _mends(self, changed: Mapping[str, Number], broken: set[str]) -> bool:
        """Whether the change closes every broken relation of the group and leaves the others as they are."""
        affected = {rule for cell in changed for rule in self._rules_of.get(cell, ())}
        if not broken <= affected:
            return False
        for rule in affected:
            factors = self._factors[rule]
            moved = sum(factors[cell] * (new - (self._operands[cell] or 0)) for cell, new in changed.items() if cell in factors)
            if self._residual[rule] + moved != 0:
                return False
        return True


def _residual(rule: Rule, operands: Operands) -> Number:
    return (rule.left.amount(operands) or 0) - (rule.right.amount(operands) or 0)


def _factors(rule: Rule) -> dict[str, int]:
    """Factor of each cell of this year in left - right."""
    factors: dict[str, int] = {}
    for side, sign in ((rule.left, 1), (rule.right, -1)):
        for name, factor in zip(side.names, side.factors or (1,) * len(side.names), strict=True):
            if name in rule.cells:
                factors[name] = factors.get(name, 0) + sign * factor
    return factors


def _digits_swapped(old: Number, new: int) -> bool:
    """12 and 21: the same digits in another order."""
    one, other = str(old), str(new)
    return one != other and len(one) == len(other) > 1 and sorted(one) == sorted(other)


def _worded(
    change: _Change, group: Sequence[Rule], is_all: bool, operands: Operands, cells: Mapping[str, CellSpec]
) -> Suggestion:
    order = [cell for cell in cells if cell in change.cells]
    parts = [f"“{cells[cell].name}”{show_number(operands[cell])}→{show_number(change.cells[cell])}" for cell in order]
    outcome = "全部关系成立" if is_all else f"有关的 {len(group)} 项关系成立"
    reason = f"（{change.reason}）" if change.reason else ""
    shown = "、".join(parts) if len(parts) <= 4 else f"“{cells[order[0]].row.short}”与“{cells[order[-1]].row.short}”两行对调"
    new = {cell: Decimal(change.cells[cell]) for cell in order}
    return Suggestion(new, f"若{shown}，{outcome}{reason}", tuple(rule.id for rule in group))
