"""Damaged drafts (layout-damage.md): no wrong number ever, nearly all numbers read, all texts whole, nothing lost."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import docx_builder as word
import pytest
from accounting import lost_text
from damage import DAMAGES, Damage
from drafts import Box, Draft, docx_body, official, write, write_bare_lines, write_lines, write_one_sheet
from openpyxl import load_workbook

from core.forms import Forms, load_forms
from core.importer.importing import Imported, import_report
from core.importer.matching import match
from core.importer.source import SourceCell, SourceDocument, SourceTable
from core.values import State


@pytest.fixture(scope="module")
def forms() -> Forms:
    return load_forms()


def assert_read(draft: Draft, imported: Imported, recall: float = 0.98) -> None:
    report = imported.report
    assert report.form.template.edition == draft.form.template.edition
    wrong = {
        cell: (value.number, draft.figures.get(cell))
        for cell, value in report.values.items()
        if value.number is not None and value.number != draft.figures.get(cell)
    }
    assert wrong == {}
    shown = {cell for cell, number in draft.figures.items() if number is not None}
    missed = {cell: report.values[cell] for cell in shown if report.values[cell].state is not State.VALUE}
    assert len(missed) <= (1 - recall) * len(shown), missed
    assert_texts(draft, imported)


def assert_texts(draft: Draft, imported: Imported) -> None:
    meta = imported.report.meta
    assert (meta.title, meta.year) == (draft.title, 2023)
    assert meta.signature and str(meta.date) == "2024-01-18"
    for section in draft.form.template.sections:
        assert imported.report.texts[section.id] == draft.text(section.id), section.id
    assert lost_text(imported) == []


@pytest.mark.parametrize(
    ("damage", "suffix"),
    [pytest.param(*case, id=f"{case[0].name}{case[1]}") for damage in DAMAGES for case in damage.cases],
)
def test_damage(damage: Damage, suffix: str, forms: Forms, tmp_path: Path) -> None:
    draft = official(forms.get(damage.edition))
    damage.change(draft)
    imported = import_report(write(draft, tmp_path / f"draft{suffix}"), forms)
    assert_read(draft, imported, damage.recall)
    assert set(damage.problems) <= {problem.kind for problem in imported.record.problems}


@pytest.mark.parametrize("edition", ["2021-30", "2019-60"])
@pytest.mark.parametrize("writer", [write_lines, write_bare_lines])
def test_cells_one_a_line(writer, edition: str, forms: Forms, tmp_path: Path) -> None:
    draft = official(forms.get(edition))
    assert_read(draft, import_report(writer(draft, tmp_path / "draft.txt"), forms))


@pytest.mark.parametrize("edition", ["2021-30", "2019-60"])
def test_one_sheet(edition: str, forms: Forms, tmp_path: Path) -> None:
    draft = official(forms.get(edition))
    assert_read(draft, import_report(write_one_sheet(draft, tmp_path / "draft.xlsx"), forms))


# --- what only Word or only Excel does ---------------------------------------------------------------------------


def _sdt(body: str) -> str:
    """Content controls around every third cell and paragraph."""
    parts = re.split(r"(<w:tc>.*?</w:tc>)", body)
    wrapped = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
    return "".join(wrapped.format(part) if part.startswith("<w:tc>") and at % 3 == 0 else part for at, part in enumerate(parts))


def _tracked(body: str) -> str:
    """Every number was changed with tracking on: the old one is still there, deleted."""
    runs = re.compile(r"<w:r><w:rPr></w:rPr><w:t xml:space=\"preserve\">(\d{5})</w:t></w:r>")
    mark = 'w:id="1" w:author="a" w:date="2024-01-01T00:00:00Z"'
    return runs.sub(
        rf"<w:del {mark}><w:r><w:delText>99</w:delText></w:r></w:del><w:ins {mark}><w:r><w:t>\1</w:t></w:r></w:ins>", body
    )


def _split_runs(body: str) -> str:
    return re.sub(r"(\d\d)(\d{3}</w:t>)", r'\1</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">\2', body)


def _layout_table(body: str) -> str:
    return f"<w:tbl><w:tblGrid><w:gridCol w:w='9000'/></w:tblGrid><w:tr><w:tc><w:tcPr/>{body}</w:tc></w:tr></w:tbl><w:p/>"


def _wrong_spans(body: str) -> str:
    """The labels of two rows claim one column less or more than there are."""
    rest = r"(/></w:tcPr><w:p><w:pPr></w:pPr><w:r><w:rPr></w:rPr><w:t[^>]*>)"
    body = re.sub(rf'<w:gridSpan w:val="2"{rest}（一）予', r'<w:gridSpan w:val="4"\1（一）予', body)
    return re.sub(rf'<w:gridSpan w:val="3"{rest}二、上', r'<w:gridSpan w:val="2"\1二、上', body)


def _no_grid(body: str) -> str:
    return re.sub(r"<w:tblGrid>.*?</w:tblGrid>", "<w:tblGrid/>", body)


WORD_DAMAGES = [_sdt, _tracked, _split_runs, _layout_table, _wrong_spans, _no_grid]


@pytest.mark.parametrize("change", WORD_DAMAGES, ids=lambda change: change.__name__)
def test_word_damage(change: Callable[[str], str], forms: Forms, tmp_path: Path) -> None:
    draft = official(forms.get("2021-30"))
    body = docx_body(draft)
    changed = change(body)
    assert changed != body
    assert_read(draft, import_report(word.write_docx(tmp_path / "draft.docx", changed), forms), 1.0)


def test_row_with_fewer_cells(forms: Forms, tmp_path: Path) -> None:
    """One cell of a row is gone: nothing tells which, so the whole row is refused, and only that row."""
    draft = official(forms.get("2021-30"))
    body = re.sub(r"<w:tc>(?:(?!</w:tc>).)*10014(?:(?!</w:tc>).)*</w:tc>", "", docx_body(draft))
    row = [cell for cell in draft.figures if cell.startswith("requests.received.")]
    draft.forget(*row)
    imported = import_report(word.write_docx(tmp_path / "draft.docx", body), forms)
    assert_read(draft, imported, 1.0)
    assert {imported.report.values[cell].state for cell in row} == {State.UNCLEAR}


def test_tables_that_are_pictures(forms: Forms, tmp_path: Path) -> None:
    draft = official(forms.get("2021-30"))
    picture = '<w:p><w:r><w:drawing><a:blip r:embed="rId9"/></w:drawing></w:r></w:p>'
    body = re.sub(r"<w:tbl>.*?</w:tbl>", picture, docx_body(draft))
    imported = import_report(word.write_docx(tmp_path / "draft.docx", body), forms)
    assert imported.record.problems[0].kind == "import.tables_are_pictures"
    assert_texts(draft, imported)


def test_one_table_is_a_picture(forms: Forms, tmp_path: Path) -> None:
    draft = official(forms.get("2021-30"))
    draft.forget(*(cell for cell in draft.figures if cell.startswith("disclosure.")))
    picture = '<w:p><w:r><w:drawing><a:blip r:embed="rId9"/></w:drawing></w:r></w:p>'
    body = re.sub(r"<w:tbl>.*?</w:tbl>", picture, docx_body(draft), count=1)
    imported = import_report(word.write_docx(tmp_path / "draft.docx", body), forms)
    assert imported.record.problems[0].kind == "import.tables_are_pictures"
    assert "二、主动公开政府信息情况" in imported.record.problems[0].message
    assert_read(draft, imported, 1.0)


def test_numbers_as_text_and_formulas_in_excel(forms: Forms, tmp_path: Path) -> None:
    """Numbers typed as text are numbers; a formula that nobody has calculated is none."""
    draft = official(forms.get("2021-30"))
    path = write(draft, tmp_path / "draft.xlsx")
    book = load_workbook(path)
    for sheet in book.worksheets[1:]:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if isinstance(cell.value, float | int):
                cell.value = str(cell.value) if cell.value < 10_190 else cell.value
                if cell.value == "10017":
                    cell.value = "=10000+17"
    book.worksheets[2].row_dimensions[9].hidden = True
    book.save(path)
    imported = import_report(path, forms)
    formula = next(cell for cell, number in draft.figures.items() if number == 10017)
    assert imported.report.values[formula].state is State.UNCLEAR
    draft.forget(formula)
    assert_read(draft, imported, 1.0)
    assert "import.hidden_rows" in {problem.kind for problem in imported.record.problems}


def test_split_offered_for_glued_figures(forms: Forms, tmp_path: Path) -> None:
    """「0000000」 has one way to be seven figures; 「1201」 for three figures has several, so nothing is offered."""
    draft = official(forms.get("2021-30"))
    zeros = [cell for cell in draft.figures if cell.startswith("requests.denied_by_law.")]
    table = draft.table("requests")
    at = next(at for at, row in enumerate(table.rows) if any(box.cell == zeros[0] for box in row))
    table.rows[at] = [Box("", 2), Box("2.其他法律行政法规禁止公开0000000", 8)]
    rules = [cell for cell in draft.figures if cell.startswith("disclosure.rules.")]
    draft.table("disclosure").rows[2] = [Box("规章1201", 4)]
    imported = import_report(write(draft, tmp_path / "draft.html"), forms)
    assert [imported.record.cells[cell].suggestion for cell in zeros] == ["0"] * 7
    assert [imported.record.cells[cell].suggestion for cell in rules] == [None] * 3
    draft.forget(*zeros, *rules)
    assert_read(draft, imported, 1.0)


@pytest.mark.parametrize("has_geometry", [True, False])
@pytest.mark.parametrize("text", ["一、本年新收政府信息公开申请{}", "{}", "行政许可{}", "年{}" * 40, "本年上结转政府信息{}"])
def test_hostile_table_is_fast(text: str, has_geometry: bool, forms: Forms) -> None:
    cells = tuple(
        SourceCell(row, column, 1, 1, text.replace("{}", str(row * 64 + column)), "")
        for row in range(2000)
        for column in range(64)
    )
    document = SourceDocument("docx", (SourceTable(cells, "", has_geometry),))
    start = time.perf_counter()
    match(document, "hostile.docx", forms)
    assert time.perf_counter() - start < 4  # measured below 1.5 s on a quiet machine
