"""The probable culprit: names the slip of the pen that was made, and says nothing rather than something silly."""

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.findings import rule_findings
from core.forms import load_forms
from core.repair import Suggestion, suggest
from core.report import CellEdit, Report
from core.rules import Severity, Verdict
from core.values import BLANK, Value

FORM = load_forms().get("2021-30")
COLUMNS = ("person", "business", "research", "nonprofit", "legal_service", "other_org")
RESULTS = [cell.row.id for cell in FORM.template.cells.values() if cell.section == "requests" and cell.column.id == "person"][
    2:-2
]


def table(results: Mapping[str, Mapping[str, int]], pending: int = 0) -> dict[str, int]:
    """Table three with these outcomes by row and column, everything else following from them."""
    cells = {cell: 0 for cell in FORM.template.cells if cell.startswith("requests.")}
    for row, numbers in results.items():
        for column, number in numbers.items():
            cells[f"requests.{row}.{column}"] = number
    cells["requests.carried_out.person"] = pending
    for column in COLUMNS:
        handled = sum(cells[f"requests.{row}.{column}"] for row in RESULTS)
        cells[f"requests.handled.{column}"] = handled
        cells[f"requests.received.{column}"] = handled + cells[f"requests.carried_out.{column}"]
    for row in {cell.split(".")[1] for cell in cells}:
        cells[f"requests.{row}.total"] = sum(cells[f"requests.{row}.{column}"] for column in COLUMNS)
    return cells


SOUND = table(
    {"granted": {"person": 12, "business": 3}, "denied_internal": {"person": 6}, "unavailable_not_held": {"person": 8}}, 1
)


def suggestions(cells: Mapping[str, int], **changes: int) -> list[Suggestion]:
    """What is suggested when these cells (`row__column`) are wrong."""
    wrong = {f"requests.{name.replace('__', '.')}": number for name, number in changes.items()}
    report = Report(FORM)
    values = dict.fromkeys(report.values, Value.of(0)) | {cell: Value.of(number) for cell, number in {**cells, **wrong}.items()}
    report.apply(CellEdit(values))
    result = report.check()
    return suggest(result.outcomes, result.operands, FORM.template.cells)


def numbers(suggestion: Suggestion) -> dict[str, int]:
    return {cell.removeprefix("requests."): int(number) for cell, number in suggestion.cells.items()}


def test_a_sound_table_gets_no_suggestion() -> None:
    assert suggestions(SOUND) == []


def test_a_wrong_inner_cell_is_named() -> None:
    (first, *_) = suggestions(SOUND, denied_internal__person=16)
    assert numbers(first) == {"denied_internal.person": 6}
    assert "16→6，全部关系成立" in first.text


def test_swapped_digits_are_called_so() -> None:
    (first, *_) = suggestions(SOUND, granted__person=21)
    assert numbers(first) == {"granted.person": 12}
    assert first.text.endswith("（疑似数字颠倒）")


def test_two_totals_forgotten() -> None:
    found = suggestions(SOUND, handled__person=20, handled__total=23)
    assert {"handled.person": 26, "handled.total": 29} in [numbers(item) for item in found]
    text = next(item.text for item in found if len(item.cells) == 2)
    person, total = (FORM.template.cells[f"requests.handled.{column}"].name for column in ("person", "total"))
    assert text == f"若“{person}”20→26、“{total}”23→29，全部关系成立"


def test_a_number_in_the_wrong_column() -> None:
    found = suggestions(SOUND, granted__person=10, granted__business=5)
    assert {"granted.person": 12, "granted.business": 3} in [numbers(item) for item in found]
    assert any("疑似填错了列" in item.text for item in found)


def test_neighbouring_rows_exchanged() -> None:
    cells = table({"granted": {"person": 5, "business": 1}, "partly_granted": {"person": 2}}, 2)
    swapped = {
        f"{row}__{column}": cells[f"requests.{other}.{column}"]
        for row, other in (("handled", "carried_out"), ("carried_out", "handled"))
        for column in (*COLUMNS, "total")
    }
    (first, *_) = suggestions(cells, **swapped)
    handled, carried_out = (FORM.template.cells[f"requests.{row}.total"].row.short for row in ("handled", "carried_out"))
    assert first.text == f"若“{handled}”与“{carried_out}”两行对调，全部关系成立（疑似相邻两行填反）"


def test_blank_cells_take_no_part() -> None:
    report = Report(FORM)
    values = dict.fromkeys(report.values, Value.of(0)) | {cell: Value.of(number) for cell, number in SOUND.items()}
    values |= {"requests.granted.person": BLANK, "requests.granted.total": Value.of(99)}
    report.apply(CellEdit(values))
    result = report.check()
    for item in suggest(result.outcomes, result.operands, FORM.template.cells):
        assert "requests.granted.person" not in item.cells


def test_a_table_of_nonsense_gets_few_suggestions_or_none() -> None:
    nonsense = {cell: (index * 37 + 11) % 23 for index, cell in enumerate(SOUND)}
    assert len(suggestions(nonsense)) <= 3 * 6


def test_the_finding_carries_the_suggestion() -> None:
    report = Report(FORM)
    values = dict.fromkeys(report.values, Value.of(0)) | {cell: Value.of(number) for cell, number in SOUND.items()}
    report.apply(CellEdit(values | {"requests.denied_internal.person": Value.of(16)}))
    findings = rule_findings(report, report.check())
    for rule in ("requests.row_sum:denied_internal", "requests.handled_sum:person"):
        fixes = next(item.fixes for item in findings if item.rule == rule)
        assert {"requests.denied_internal.person": Decimal(6)} in [fix.cells for fix in fixes]


def test_one_row_of_table_four() -> None:
    report = Report(FORM)
    row = {"upheld": 3, "corrected": 1, "other": 0, "pending": 2, "total": 60}
    values = dict.fromkeys(report.values, Value.of(0))
    values |= {f"remedies.reconsideration.{column}": Value.of(number) for column, number in row.items()}
    report.apply(CellEdit(values))
    result = report.check()
    found = suggest(result.outcomes, result.operands, FORM.template.cells)
    assert all(len(item.cells) == 1 for item in found)
    assert len(found) <= 3


@pytest.mark.parametrize("cell", ["granted__person", "unavailable_not_held__person", "received__person", "handled__business"])
def test_every_suggestion_leaves_nothing_broken(cell: str) -> None:
    for item in suggestions(SOUND, **{cell: 77}):
        _assert_mended(item, {f"requests.{cell.replace('__', '.')}": 77})


def _assert_mended(item: Suggestion, wrong: Mapping[str, int]) -> None:
    report = Report(FORM)
    values = dict.fromkeys(report.values, Value.of(0)) | {name: Value.of(number) for name, number in {**SOUND, **wrong}.items()}
    report.apply(CellEdit(values | {name: Value.of(number) for name, number in item.cells.items()}))
    broken = {o.rule.id for o in report.check().outcomes if o.verdict is Verdict.FAIL and o.rule.severity is Severity.ERROR}
    assert not broken & set(item.rules)
    if "全部关系成立" in item.text:
        assert not broken


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(RESULTS), st.sampled_from(COLUMNS), st.integers(0, 400))
def test_any_single_slip_is_found_and_mended(row: str, column: str, number: int) -> None:
    name = f"requests.{row}.{column}"
    found = suggestions(SOUND, **{f"{row}__{column}": number})
    if number == SOUND[name]:
        assert found == []
        return
    assert any(item.cells == {name: SOUND[name]} for item in found)
    for item in found:
        _assert_mended(item, {name: number})


class Counting(dict[str, object]):
    """Operands that count how often they are asked."""

    asked = 0

    def __getitem__(self, key: str) -> object:
        Counting.asked += 1
        return super().__getitem__(key)


def test_the_search_is_bounded() -> None:
    """Work, not time: a table where everything is wrong may not cost more than a few thousand look-ups a relation."""
    report = Report(FORM)
    wrong = {cell: Value.of((index * 37 + 11) % 23) for index, cell in enumerate(report.values)}
    report.apply(CellEdit(wrong))
    result = report.check()
    Counting.asked = 0
    suggest(result.outcomes, Counting(result.operands), FORM.template.cells)  # type: ignore[arg-type]
    assert Counting.asked < 20_000
