"""Reading `rules.toml` of an edition: relations as data become `Rule` objects, one for each row or column they speak of.

Strict: an unknown key, cell or placeholder is a TemplateError that names file and key.
"""

from __future__ import annotations

from core.expressions import Comparison, Term, parse_comparison, parse_sum
from core.rules import PREVIOUS, Rule, RuleSet, Severity, Side
from core.strict import Keys, read_toml
from core.template import Entry, Template, fields_of

_SCOPES = ("table", "between", "years", "plausible")
_MESSAGE_FIELDS = frozenset(["subject", "left", "right", "left_value", "right_value", "gap"])


def load_rules(template: Template) -> RuleSet:
    """Read and check `rules.toml` beside the template. Raises TemplateError that names file and key."""
    keys = read_toml(template.folder / "rules.toml")
    groups = _groups(keys, template)
    rules = tuple(rule for item in keys.tables("rule") for rule in _Loader(template, groups, item).instances())
    keys.done()
    ids = [rule.id for rule in rules]
    if twice := {rule_id for rule_id in ids if ids.count(rule_id) > 1}:
        raise keys.error("rule", f"编号 {'、'.join(sorted(twice))} 用了两次")
    by_cell: dict[str, list[Rule]] = {}
    for rule in rules:
        for cell in rule.cells:
            by_cell.setdefault(cell, []).append(rule)
    return RuleSet(rules, {cell: tuple(found) for cell, found in by_cell.items()}, _previous(rules))


def _groups(keys: Keys, template: Template) -> dict[str, str]:
    """Names for sums. A name must not hide a row or a column."""
    groups = keys.string_map("groups")
    taken = {entry.id for cell in template.cells.values() for entry in (cell.row, cell.column)}
    for name, text in groups.items():
        if name in taken:
            raise keys.error(f"groups.{name}", "与一个行或列的编号相同")
        try:
            parse_sum(text, groups)
        except ValueError as error:
            raise keys.error(f"groups.{name}", str(error)) from error
    return groups


def _previous(rules: tuple[Rule, ...]) -> frozenset[str]:
    """The ids, without their prefix, of last year's cells in the rules and their conditions."""
    conditions = [condition for rule in rules for condition in (*rule.when, *rule.unless)]
    sides = [side for rule in rules for side in (rule.left, rule.right)]
    sides += [side for left, _, right in conditions for side in (left, right)]
    names = (name for side in sides for name in side.names)
    return frozenset(name.removeprefix(PREVIOUS) for name in names if name.startswith(PREVIOUS))


class _Loader:
    """One [[rule]] of a rule file, multiplied over the rows or columns it speaks of."""

    def __init__(self, template: Template, groups: dict[str, str], keys: Keys) -> None:
        self._template = template
        self._groups = groups
        self._keys = keys
        self._order = {cell: index for index, cell in enumerate(template.cells)}
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
        self._check_words()
        if not self._each:
            return [self._instance(None)]
        return [self._instance(entry) for entry in self._entries()]

    def _check_words(self) -> None:
        allowed = {
            "section": (self._section, [section.id for section in self._template.sections]),
            "for_each": (self._each, ["", "row", "column"]),
            "scope": (self._scope, list(_SCOPES)),
            "severity": (self._severity, [severity.value for severity in Severity]),
        }
        for key, (word, words) in allowed.items():
            if word not in words:
                raise self._keys.error(key, f"应为 {'、'.join(filter(None, words))} 之一")
        if self._only and not self._each:
            raise self._keys.error("only", "只能与 for_each 一起使用")
        if unknown := fields_of(self._message) - _MESSAGE_FIELDS:
            raise self._keys.error("message", f"花括号中不认识 {'、'.join(sorted(unknown))}")

    def _entries(self) -> list[Entry]:
        cells = [cell for cell in self._template.cells.values() if cell.section == self._section]
        axis = [cell.row if self._each == "row" else cell.column for cell in cells]
        entries = list({entry.id: entry for entry in axis}.values())
        unknown = set(self._only) - {entry.id for entry in entries}
        if unknown:
            raise self._keys.error("only", f"没有 {'、'.join(sorted(unknown))}")
        if not entries:
            raise self._keys.error("section", "这一部分没有表格")
        return [entry for entry in entries if not self._only or entry.id in self._only]

    def _instance(self, entry: Entry | None) -> Rule:
        left, relation, right = self._condition("expect", self._expect, entry)
        used = {name for name in (*left.names, *right.names) if not name.startswith(PREVIOUS)}
        return Rule(
            id=f"{self._id}:{entry.id}" if entry else self._id,
            scope=self._scope,
            severity=Severity(self._severity),
            section=self._section,
            left=left,
            relation=relation,
            right=right,
            when=tuple(self._condition("when", text, entry) for text in self._when),
            unless=tuple(self._condition("unless", text, entry) for text in self._unless),
            message=self._message,
            subject=entry.short if entry else "",
            source=self._source,
            overridable=self._overridable,
            solve=tuple(self._solvable(name, entry, (left, relation, right)) for name in self._solve),
            cells=tuple(sorted(used, key=self._order.__getitem__)),
        )

    def _solvable(self, name: str, entry: Entry | None, relation: tuple[Side, str, Side]) -> str:
        """The cell that a fix may set: it stands once, with factor 1, in an equation."""
        cell = self._operand("solve", name, entry)[0]
        sides = [side for side in (relation[0], relation[2]) if cell in side.names]
        factors = [factor for side in sides for other, factor in zip(side.names, side.every_factor, strict=True) if other == cell]
        if factors != [1] or relation[1] != "==" or cell.startswith(PREVIOUS):
            raise self._keys.error("solve", f"{name} 应在等式中出现一次，且没有乘数")
        return cell

    def _parse(self, key: str, text: str) -> Comparison:
        try:
            return parse_comparison(text, self._groups)
        except ValueError as error:
            raise self._keys.error(key, str(error)) from error

    def _condition(self, key: str, text: str, entry: Entry | None) -> tuple[Side, str, Side]:
        comparison = self._parse(key, text)
        return self._side(key, comparison.left, entry), comparison.relation, self._side(key, comparison.right, entry)

    def _side(self, key: str, terms: tuple[Term, ...], entry: Entry | None) -> Side:
        named = [term for term in terms if term.name]
        operands = [self._operand(key, term.name, entry) for term in named]
        factors = tuple(term.factor for term in named)
        return Side(
            names=tuple(name for name, _ in operands),
            factors=None if set(factors) <= {1} else factors,
            constant=sum(term.factor for term in terms if not term.name),
            labels=tuple(label for _, label in operands),
        )

    def _operand(self, key: str, name: str, entry: Entry | None) -> tuple[str, str]:
        """Operand id and its name in messages. A full id of last year may be unknown to this edition."""
        previous = name.startswith(PREVIOUS)
        bare = name.removeprefix(PREVIOUS)
        cell_id = self._full_id(bare, entry)
        cell = self._template.cells.get(cell_id)
        if cell is None:
            if previous and cell_id.count(".") == 2 and cell_id == bare:
                return PREVIOUS + cell_id, "去年"
            raise self._keys.error(key, f"没有单元格 {cell_id}")
        short = {"row": cell.column.short, "column": cell.row.short}.get(self._each, f"{cell.row.short}{cell.column.short}")
        return (PREVIOUS + cell_id, f"去年{short}") if previous else (cell_id, short)

    def _full_id(self, bare: str, entry: Entry | None) -> str:
        if entry is None or "." in bare:
            return bare
        return f"{self._section}.{entry.id}.{bare}" if self._each == "row" else f"{self._section}.{bare}.{entry.id}"
