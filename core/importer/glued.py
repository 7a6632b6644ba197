"""Figures that lost the gaps between them (layout-damage L2): told, and split only where the form leaves one way.

A split is no more than an offer: the cells stay unclear until a person takes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import comb

from core.importer.labels import LabelIndex, RowKey, canonical
from core.rules import RuleSet, Severity, Verdict

_TAIL = re.compile(r"[\d.+\-—/]+$", re.ASCII)
_SPACED_TAIL = re.compile(r"[\d\s.+\-—/０-９]+$")
_MOST_SPLITS = 20_000


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
    return Glued(key, tuple(spaced.group(0).split()) if spaced else (tail.group(0),))


def only_split(figures: Sequence[str], ids: Sequence[str], rules: RuleSet) -> dict[str, str]:
    """The figure of each cell, if the gaps that are left and the relations of the form allow one split; {} otherwise."""
    if len(figures) == len(ids):
        return dict(zip(ids, figures, strict=True)) if all(map(_is_plain, figures)) else {}
    digits = figures[0] if len(figures) == 1 else ""
    if not digits.isdecimal() or comb(max(len(digits) - 1, 0), len(ids) - 1) > _MOST_SPLITS:
        return {}
    own = RuleSet(
        tuple(
            rule for rule in rules.rules if rule.scope == "table" and rule.severity is Severity.ERROR and {*rule.cells} <= {*ids}
        )
    )
    found = [split for split in _splits(digits, len(ids)) if _holds(own, dict(zip(ids, split, strict=True)))]
    return dict(zip(ids, found[0], strict=True)) if len(found) == 1 else {}


def _splits(digits: str, count: int) -> Iterator[list[str]]:
    for cuts in combinations(range(1, len(digits)), count - 1):
        edges = (0, *cuts, len(digits))
        parts = [digits[start:end] for start, end in pairwise(edges)]
        if all(map(_is_plain, parts)):
            yield parts


def _is_plain(part: str) -> bool:
    """As a person writes a count: no zero in front of other digits."""
    return part.isdecimal() and (part == "0" or not part.startswith("0"))


def _holds(rules: RuleSet, parts: dict[str, str]) -> bool:
    operands = {cell: int(part) for cell, part in parts.items()}
    return all(outcome.verdict is not Verdict.FAIL for outcome in rules.check(operands))
