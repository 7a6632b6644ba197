"""Figures that lost the gaps between them (layout-damage L2): told, with the splits that the sums of the form leave.

A split is no more than an offer: the cells stay unclear until a person takes it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby, islice, pairwise
from math import comb

from core.importer.labels import LabelIndex, RowKey, canonical
from core.rules import RuleSet, Severity, Verdict

_TAIL = re.compile(r"[\d.+\-—/]+$", re.ASCII)
_SPACED_TAIL = re.compile(r"[\d\s.+\-—/０-９]+$")
_MOST_SPLITS = 20_000  # tried for one row
_MOST_OFFERED = 3  # more than these cannot be told apart by reading them


@dataclass(frozen=True, slots=True)
class Glued:
    """A row whose label and figures are one text."""

    key: RowKey
    figures: tuple[str, ...]


def glued_row(text: str, index: LabelIndex) -> Glued | None:
    """「规章000」, 「规章 0 0 0」: a row's own label with nothing but digits or placeholders behind it."""
    label = canonical(text)
    tail = _TAIL.search(label)
    if tail is None or tail.start() == 0:
        return None
    key = index.rows.get(label[: tail.start()])
    if key is None or label[: tail.start()] in index.heads:
        return None
    spaced = _SPACED_TAIL.search(text.strip())
    return Glued(key, figures_in(spaced.group(0) if spaced else tail.group(0)))


def figures_in(text: str) -> tuple[str, ...]:
    """The pieces between the gaps that are left; full-width digits are made plain."""
    return tuple(unicodedata.normalize("NFKC", text).split())


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered for glued figures: a figure for each cell where only one split is left, and words for the person."""

    figures: dict[str, str]
    hint: str


def offer(figures: Sequence[str], ids: Sequence[str], rules: RuleSet) -> Offer:
    """The figures as their gaps tell them; without any gap, the splits that the number of cells and the sums leave.

    `ids` are in the order of the figures. Some gaps but not all tell nothing: a blank cell leaves the same trace.
    """
    if not all(figure.isascii() and figure.isdecimal() for figure in figures):
        return Offer({}, "")
    if len(figures) == len(ids) and all(map(_is_plain, figures)):
        return Offer(dict(zip(ids, figures, strict=True)), "")
    if len(figures) != 1 or len(figures[0]) < len(ids):
        return Offer({}, "数字个数与表样的列数对不上")
    if comb(len(figures[0]) - 1, len(ids) - 1) > _MOST_SPLITS:
        return Offer({}, "可能的拆法太多")
    sums = _sums_within(rules, ids)
    fitting = (split for split in _splits(figures[0], len(ids)) if _adds_up(sums, ids, split))
    found = list(islice(fitting, _MOST_OFFERED + 1))
    only = dict(zip(ids, found[0], strict=True)) if len(found) == 1 else {}
    return Offer(only, _hint(found, ids, has_sums=bool(sums.rules)))


def _hint(found: Sequence[Sequence[str]], ids: Sequence[str], *, has_sums: bool) -> str:
    shown = " 或 ".join(_in_words(split, ids) for split in found)
    if not found:
        return "没有一种拆法与合计相符" if has_sums else "没有一种说得通的拆法"
    if len(found) == 1:
        return f"只有一种拆法{'与合计相符' if has_sums else ''}：{shown}"
    if not has_sums:
        return "拆法不止一种，也没有合计可以核对"
    return f"可能是 {shown}" if len(found) <= _MOST_OFFERED else "与合计相符的拆法太多"


def _in_words(split: Sequence[str], ids: Sequence[str]) -> str:
    """「1、0、1」, the rows of the form apart from each other."""
    rows = groupby(zip(ids, split, strict=True), key=lambda pair: pair[0].rpartition(".")[0])
    return "，".join("、".join(figure for _, figure in row) for _, row in rows)


def _sums_within(rules: RuleSet, ids: Sequence[str]) -> RuleSet:
    """The relations that must hold among these cells alone. What is only at least so much is no evidence for a split."""
    must = (rule for rule in rules.rules if rule.scope == "table" and rule.severity is Severity.ERROR)
    return RuleSet(tuple(rule for rule in must if rule.relation == "==" and rule.cells and {*rule.cells} <= {*ids}))


def _adds_up(sums: RuleSet, ids: Sequence[str], split: Sequence[str]) -> bool:
    operands = dict(zip(ids, map(int, split), strict=True))
    return all(outcome.verdict is not Verdict.FAIL for outcome in sums.check(operands))


def _splits(digits: str, count: int) -> Iterator[list[str]]:
    for cuts in combinations(range(1, len(digits)), count - 1):
        parts = [digits[start:end] for start, end in pairwise((0, *cuts, len(digits)))]
        if all(map(_is_plain, parts)):
            yield parts


def _is_plain(part: str) -> bool:
    """As a person writes a count: no zero in front of other digits."""
    return part == "0" or not part.startswith("0")
