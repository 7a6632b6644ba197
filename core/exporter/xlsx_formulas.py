"""Relations of the form as Excel formulas: sums for the totals, sides and verdicts for the check cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.rules import Rule, Side

Place = tuple[int, int]
Places = Mapping[str, Place]
"""Row and column, from 0, of each cell id."""

_RELATIONS = {"==": "=", "!=": "<>"}


def address(place: Place) -> str:
    """「D4」 for (3, 3)."""
    row, column = place
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def ranges(places: Iterable[Place]) -> str:
    """「D4:I4,D9」: neighbours in a row or a column as one range."""
    found: list[list[Place]] = []
    for place in places:
        if found and _continues(found[-1], place):
            found[-1].append(place)
        else:
            found.append([place])
    return ",".join(address(run[0]) if len(run) == 1 else f"{address(run[0])}:{address(run[-1])}" for run in found)


def _continues(run: list[Place], place: Place) -> bool:
    step = place[0] - run[-1][0], place[1] - run[-1][1]
    return step in ((0, 1), (1, 0)) and (len(run) == 1 or step == (run[1][0] - run[0][0], run[1][1] - run[0][1]))


def amount(side: Side, places: Places) -> str:
    """The value of a side, without the equals sign."""
    if not side.names:
        return str(side.constant)
    if side.factors is None:
        total = ranges(places[name] for name in side.names)
        text = total if len(side.names) == 1 else f"SUM({total})"
    else:
        terms = (f"{factor:+d}*{address(places[name])}" for name, factor in zip(side.names, side.factors, strict=True))
        text = "".join(terms).removeprefix("+")
    return f"{text}{side.constant:+d}" if side.constant else text


def amount_or_blank(side: Side, places: Places) -> str:
    """The value of a side, "" while one of its cells holds no number."""
    if not side.names:
        return amount(side, places)
    cells = list(dict.fromkeys(side.names))
    return f'IF(COUNT({ranges(places[name] for name in cells)})<{len(cells)},"",{amount(side, places)})'


def verdict(rule: Rule, left: Place, right: Place, places: Places) -> str:
    """「相符」, 「不符」 or 「未填全」 from the check cells `left` and `right`; conditions of the rule are looked at too."""
    first, second = address(left), address(right)
    text = f'IF({first}{_RELATIONS.get(rule.relation, rule.relation)}{second},"相符","不符")'
    if rule.unless:
        text = f'IF(OR({_conditions(rule.unless, places)}),"相符",{text})'
    if rule.when:
        text = f'IF(AND({_conditions(rule.when, places)}),{text},"相符")'
    return f'IF(OR({first}="",{second}=""),"未填全",{text})'


def _conditions(conditions: Iterable[tuple[Side, str, Side]], places: Places) -> str:
    return ",".join(
        f"{amount(left, places)}{_RELATIONS.get(relation, relation)}{amount(right, places)}"
        for left, relation, right in conditions
    )
