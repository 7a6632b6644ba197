"""Glued figures (layout-damage L2): the splits that the sums leave are offered, none is ever taken."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from drafts import Box, Par, official, write

from core.forms import Forms, load_forms
from core.importer.glued import glued_row, offer
from core.importer.importing import Imported, import_report
from core.importer.labels import build_index
from core.rules import RuleSet
from core.values import State

REQUESTS = "requests.denied_by_law"
LABEL = "2.其他法律行政法规禁止公开"


@pytest.fixture(scope="module")
def forms() -> Forms:
    return load_forms()


@pytest.fixture(scope="module")
def rules(forms: Forms) -> RuleSet:
    return forms.get("2021-30").rules


def cells_of(forms: Forms, *rows: str) -> list[str]:
    return [cell for row in rows for cell in forms.get("2021-30").template.cells if cell.startswith(f"{row}.")]


def offered(text: str, cells: list[str], rules: RuleSet) -> tuple[list[str], str]:
    found = offer(tuple(text.split()), cells, rules)
    return list(found.figures.values()), found.hint


def test_one_split_by_count(forms: Forms, rules: RuleSet) -> None:
    cells = cells_of(forms, "disclosure.rules")
    assert offered("120", cells, rules)[0] == ["1", "2", "0"]
    assert offered("1000", cells, rules) == (["10", "0", "0"], "只有一种拆法：10、0、0")


def test_one_split_by_the_sum(forms: Forms, rules: RuleSet) -> None:
    """Two ways to cut it into seven counts, one that adds up."""
    found = offered("120000012", cells_of(forms, REQUESTS), rules)
    assert found == (["12", "0", "0", "0", "0", "0", "12"], "只有一种拆法与合计相符：12、0、0、0、0、0、12")


def test_two_splits_are_told_and_none_is_suggested(forms: Forms, rules: RuleSet) -> None:
    found = offered("212000023", cells_of(forms, REQUESTS), rules)
    assert found == ([], "可能是 2、1、20、0、0、0、23 或 21、2、0、0、0、0、23")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("1000002", "没有一种拆法与合计相符"),
        ("000001", "数字个数与表样的列数对不上"),
        ("10 000001", "数字个数与表样的列数对不上"),
        ("11212211350", "与合计相符的拆法太多"),
        ("1" * 30, "可能的拆法太多"),
        ("000/000", ""),
    ],
)
def test_nothing_to_offer(text: str, hint: str, forms: Forms, rules: RuleSet) -> None:
    assert offered(text, cells_of(forms, REQUESTS), rules) == ([], hint)


def test_without_a_sum_only_the_count_speaks(forms: Forms, rules: RuleSet) -> None:
    assert offered("1201", cells_of(forms, "disclosure.rules"), rules) == ([], "拆法不止一种，也没有合计可以核对")


def test_gaps_are_evidence_enough(forms: Forms, rules: RuleSet) -> None:
    """A sum that is wrong in the source is for the check to tell."""
    assert offered("1 0 0 0 0 0 2", cells_of(forms, REQUESTS), rules)[0] == list("1000002")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("001230000010001", "只有一种拆法与合计相符：0、0、1、2、3，0、0、0、0、0，1、0、0、0、1"),
        ("12003200111300000", "只有一种拆法与合计相符：1、2、0、0、3，2、0、0、11、13，0、0、0、0、0"),
        (
            "02002110001100101",
            "可能是 0、2、0、0、2，1、10、0、0、11，0、0、1、0、1 或 0、2、0、0、2，11、0、0、0、11，0、0、1、0、1",
        ),
        ("000001001300000", "没有一种拆法与合计相符"),
    ],
)
def test_table_four(text: str, hint: str, forms: Forms, rules: RuleSet) -> None:
    found = offer((text,), cells_of(forms, "remedies"), rules)
    assert found.hint == hint
    assert bool(found.figures) == hint.startswith("只有")
    assert set(found.figures) <= set(cells_of(forms, "remedies"))


def test_the_longest_row_is_fast(forms: Forms, rules: RuleSet) -> None:
    start = time.perf_counter()
    offer(("9" * 19,), cells_of(forms, REQUESTS), rules)
    assert time.perf_counter() - start < 1


def test_full_width_digits_are_offered_as_plain_ones(forms: Forms) -> None:
    found = glued_row("规章１ ０ ０", build_index(forms.get("2021-30").template))
    assert found is not None and found.figures == ("1", "0", "0")


def imported_with(forms: Forms, path: Path, section: str, row: list[Box], *, cell: str) -> Imported:
    """An official draft in which one row of a table is written otherwise."""
    draft = official(forms.get("2021-30"))
    table = draft.table(section)
    at = next(at for at, boxes in enumerate(table.rows) if any(box.cell == cell for box in boxes))
    table.rows[at] = row
    return import_report(write(draft, path), forms)


def assert_asked(imported: Imported, cells: list[str], suggested: list[str], hint: str) -> None:
    """Nothing is taken, the offer stands with each cell, and the one problem says the same."""
    assert {imported.report.values[cell].state for cell in cells} == {State.UNCLEAR}
    assert [origin.suggestion for origin in map(imported.record.cells.__getitem__, cells)] == (suggested or [None] * len(cells))
    assert all(imported.record.cells[cell].note.endswith(hint) for cell in cells)
    (problem,) = [problem for problem in imported.record.problems if problem.kind == "import.glued_row"]
    assert problem.message.endswith(f"{hint}，请对照原件填写")
    assert list(problem.cells) == cells


@pytest.mark.parametrize("suffix", [".docx", ".html", ".xlsx"])
@pytest.mark.parametrize("label_apart", [True, False])
def test_a_glued_row_of_the_requests(suffix: str, label_apart: bool, forms: Forms, tmp_path: Path) -> None:
    cells = cells_of(forms, REQUESTS)
    figures = "120000012"
    row = [Box("", 1), Box(LABEL, 1), Box(figures, 7)] if label_apart else [Box("", 2), Box(LABEL + figures, 8)]
    if label_apart:
        row.insert(0, Box("", 1))
    imported = imported_with(forms, tmp_path / f"draft{suffix}", "requests", row, cell=cells[0])
    assert_asked(imported, cells, ["12", "0", "0", "0", "0", "0", "12"], "只有一种拆法与合计相符：12、0、0、0、0、0、12")


@pytest.mark.parametrize("suffix", [".docx", ".html", ".xlsx", ".txt"])
def test_all_figures_in_the_first_cell(suffix: str, forms: Forms, tmp_path: Path) -> None:
    """A row whose other cells are there and empty: the long number is no count of the first column."""
    cells = cells_of(forms, REQUESTS)
    row = [Box(""), Box(""), Box(LABEL), Box("120000012"), *[Box("")] * 6]
    imported = imported_with(forms, tmp_path / f"draft{suffix}", "requests", row, cell=cells[0])
    assert_asked(imported, cells, ["12", "0", "0", "0", "0", "0", "12"], "只有一种拆法与合计相符：12、0、0、0、0、0、12")


def test_a_glued_row_with_two_ways(forms: Forms, tmp_path: Path) -> None:
    cells = cells_of(forms, REQUESTS)
    row = [Box("", 2), Box(f"{LABEL}212000023", 8)]
    imported = imported_with(forms, tmp_path / "draft.html", "requests", row, cell=cells[0])
    assert_asked(imported, cells, [], "可能是 2、1、20、0、0、0、23 或 21、2、0、0、0、0、23")


@pytest.mark.parametrize("suffix", [".docx", ".html", ".xlsx"])
def test_glued_table_four(suffix: str, forms: Forms, tmp_path: Path) -> None:
    cells = cells_of(forms, "remedies")
    row = [Box("12003200111300000", 15)]
    imported = imported_with(forms, tmp_path / f"draft{suffix}", "remedies", row, cell=cells[0])
    hint = "只有一种拆法与合计相符：1、2、0、0、3，2、0、0、11、13，0、0、0、0、0"
    assert_asked(imported, cells, ["1", "2", "0", "0", "3", "2", "0", "0", "11", "13", "0", "0", "0", "0", "0"], hint)


def test_a_glued_row_that_comes_twice_is_kept_as_text(forms: Forms, tmp_path: Path) -> None:
    """The first is asked for; the second is shown as text without a place."""
    draft = official(forms.get("2021-30"))
    at = draft.blocks.index(draft.table("disclosure"))
    draft.blocks[at : at + 1] = [Par("规章120"), Par("规章340")]
    imported = import_report(write(draft, tmp_path / "draft.docx"), forms)
    assert_asked(imported, cells_of(forms, "disclosure.rules"), ["1", "2", "0"], "只有一种拆法：1、2、0")
    assert "规章340" in [item.text for item in imported.record.unplaced]
