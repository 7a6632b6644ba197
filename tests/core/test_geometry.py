"""Spans of the printed tables (form.md §2 and §3); rows and columns count from 1 as there."""

from __future__ import annotations

import pytest
from core_samples import CURRENT, FORMS, OLD

from core.geometry import Role, layout


def spans(form, section: str) -> dict[str, tuple[int, int, int, int]]:
    """Label -> (row, column, row span, column span) of each label that stands there once."""
    cells = [cell for cell in form.grids[section].cells if cell.text]
    texts = [cell.text for cell in cells]
    return {
        cell.text: (cell.row + 1, cell.column + 1, cell.row_span, cell.column_span)
        for cell in cells
        if texts.count(cell.text) == 1
    }


@pytest.mark.parametrize(
    ("edition", "section", "size"),
    [
        ("2021-30", "disclosure", (14, 4)),
        ("2021-30", "requests", (28, 10)),
        ("2021-30", "remedies", (4, 15)),
        ("2019-60", "disclosure", (18, 5)),
        ("2019-60", "requests", (26, 10)),
        ("2019-60", "remedies", (4, 15)),
    ],
)
def test_size(edition, section, size):
    grid = FORMS.get(edition).grids[section]
    assert (grid.rows, grid.columns) == size
    assert len(grid.widths) == grid.columns
    assert sum(grid.widths) == pytest.approx(156, abs=0.5)  # the text width of the page in millimetres


@pytest.mark.parametrize("form", list(FORMS), ids=lambda form: form.template.edition)
@pytest.mark.parametrize(("section", "repeated"), [("disclosure", 0), ("requests", 3), ("remedies", 3)])
def test_rows_to_repeat_on_the_next_page(form, section, repeated):
    assert form.grids[section].header_rows == repeated


@pytest.mark.parametrize("form", list(FORMS), ids=lambda form: form.template.edition)
@pytest.mark.parametrize("section", ["disclosure", "requests", "remedies"])
def test_cells_tile_the_grid_in_reading_order(form, section):
    grid = form.grids[section]
    covered = [
        (row, column)
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    ]
    assert sorted(covered) == [(row, column) for row in range(grid.rows) for column in range(grid.columns)]
    places = [(cell.row, cell.column) for cell in grid.cells]
    assert places == sorted(places)


@pytest.mark.parametrize("form", list(FORMS), ids=lambda form: form.template.edition)
@pytest.mark.parametrize("section", ["disclosure", "requests", "remedies"])
def test_every_cell_of_the_form_has_one_place(form, section):
    placed = [cell.cell_id for cell in form.grids[section].cells if cell.role is Role.VALUE]
    assert placed == [cell.id for cell in form.template.cells.values() if cell.section == section]
    assert all(not cell.cell_id for cell in form.grids[section].cells if cell.role is not Role.VALUE)


def test_table_two_of_2021():
    found = spans(CURRENT, "disclosure")
    assert found["第二十条第（一）项"] == (1, 1, 1, 4)
    assert found["本年制发件数"] == (2, 2, 1, 1)
    assert found["现行有效件数"] == (2, 4, 1, 1)
    assert found["行政规范性文件"] == (4, 1, 1, 1)
    assert found["第二十条第（八）项"] == (12, 1, 1, 4)
    assert found["本年收费金额（单位：万元）"] == (13, 2, 1, 3)
    values = {cell.cell_id: (cell.row + 1, cell.column + 1, cell.column_span) for cell in CURRENT.grids["disclosure"].cells}
    assert values["disclosure.rules.in_force"] == (3, 4, 1)
    assert values["disclosure.licensing.decisions"] == (7, 2, 3)
    assert values["disclosure.penalties.decisions"] == (10, 2, 3)
    assert values["disclosure.compulsion.decisions"] == (11, 2, 3)
    assert values["disclosure.fees.amount"] == (14, 2, 3)


def test_table_two_of_2019():
    found = spans(OLD, "disclosure")
    assert found["第二十条第（九）项"] == (16, 1, 1, 5)
    assert found["采购项目数量"] == (17, 2, 1, 2)
    assert found["采购总金额"] == (17, 4, 1, 2)
    assert found["本年新公开数量"] == (2, 3, 1, 2)
    assert found["政府集中采购"] == (18, 1, 1, 1)


def test_table_three_of_2021():
    found = spans(CURRENT, "requests")
    assert found["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"] == (1, 1, 3, 3)
    assert found["申请人情况"] == (1, 4, 1, 7)
    assert found["自然人"] == (2, 4, 2, 1)
    assert found["法人或其他组织"] == (2, 5, 1, 5)
    assert found["总计"] == (2, 10, 2, 1)
    assert found["商业企业"] == (3, 5, 1, 1)
    assert found["其他"] == (3, 9, 1, 1)
    assert found["一、本年新收政府信息公开申请数量"] == (4, 1, 1, 3)
    assert found["三、本年度办理结果"] == (6, 1, 22, 1)
    assert found["（一）予以公开"] == (6, 2, 1, 2)
    assert found["（三）不予公开"] == (8, 2, 8, 1)
    assert found["1.属于国家秘密"] == (8, 3, 1, 1)
    assert found["（四）无法提供"] == (16, 2, 3, 1)
    assert found["（五）不予处理"] == (19, 2, 5, 1)
    assert found["（六）其他处理"] == (24, 2, 3, 1)
    assert found["（七）总计"] == (27, 2, 1, 2)
    assert found["四、结转下年度继续办理"] == (28, 1, 1, 3)


def test_table_three_of_2019():
    found = spans(OLD, "requests")
    assert found["三、本年度办理结果"] == (6, 1, 20, 1)
    assert found["（六）其他处理"] == (24, 2, 1, 2)
    assert found["（七）总计"] == (25, 2, 1, 2)
    assert found["四、结转下年度继续办理"] == (26, 1, 1, 3)


@pytest.mark.parametrize("form", list(FORMS), ids=lambda form: form.template.edition)
def test_table_four(form):
    found = spans(form, "remedies")
    assert found["行政复议"] == (1, 1, 1, 5)
    assert found["行政诉讼"] == (1, 6, 1, 10)
    assert found["未经复议直接起诉"] == (2, 6, 1, 5)
    assert found["复议后起诉"] == (2, 11, 1, 5)
    upheld = [(cell.row + 1, cell.column + 1, cell.row_span) for cell in form.grids["remedies"].cells if cell.text == "结果维持"]
    assert upheld == [(2, 1, 2), (3, 6, 1), (3, 11, 1)]
    last = form.grids["remedies"].cells[-1]
    assert (last.row + 1, last.column + 1, last.cell_id) == (4, 15, "remedies.suit_after_reconsideration.total")


def test_a_text_section_has_no_grid():
    with pytest.raises(ValueError, match="no table"):
        layout(CURRENT.template.section("overview"))
