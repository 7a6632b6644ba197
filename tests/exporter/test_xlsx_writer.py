"""The Excel export, read by openpyxl: real numbers, formulas with stored results, checks, no formula from text."""

import re
import zipfile
from decimal import Decimal
from io import BytesIO

import exporter_samples as samples
import ooxml
import openpyxl
import pytest

from core.errors import WriteError
from core.exporter.render import SUFFIXES, render
from core.exporter.xlsx_table import CHECKS_TITLE
from core.exporter.xlsx_writer import write_xlsx
from core.report import CellEdit, Meta, Report, TextEdit
from core.values import BLANK, State, Value

SHEETS = ["正文", "二、主动公开", "三、申请情况", "四、复议诉讼"]


def books_of(report):
    """The workbook with its formulas and the one with their stored results."""
    data = write_xlsx(report, samples.MOMENT)
    return openpyxl.load_workbook(BytesIO(data)), openpyxl.load_workbook(BytesIO(data), data_only=True)


def place_of(report, cell_id):
    section = cell_id.split(".")[0]
    cell = next(cell for cell in report.form.grids[section].cells if cell.cell_id == cell_id)
    return {"row": cell.row + 1, "column": cell.column + 1}


def cell_in(book, report, cell_id):
    sheet = {"disclosure": SHEETS[1], "requests": SHEETS[2], "remedies": SHEETS[3]}[cell_id.split(".")[0]]
    return book[sheet].cell(**place_of(report, cell_id))


def checks_in(sheet):
    """Label, left, right and verdict of each check row."""
    start = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == CHECKS_TITLE)
    assert all(cell.value is None for cell in sheet[start - 1])
    last = sheet.max_column
    rows = range(start + 2, sheet.max_row + 1)
    return [(sheet.cell(row, 1).value, *(sheet.cell(row, last + offset).value for offset in (-2, -1, 0))) for row in rows]


@pytest.mark.parametrize("edition", samples.EDITIONS)
def test_sheets_and_audit(edition, tmp_path):
    report = samples.filled(edition)
    assert books_of(report)[0].sheetnames == SHEETS
    assert ooxml.findings(write_xlsx(report), ".xlsx", tmp_path) == []


def test_the_text_sheet_has_a_paragraph_a_cell_in_order():
    lines = [row[0].value for row in books_of(samples.filled())[0]["正文"].rows]
    assert lines[:4] == [samples.TITLE, samples.TEXTS["preface"], "一、总体情况", "2023年，云溪镇认真贯彻条例。"]
    assert lines[-2:] == [samples.ORGAN, "2024年1月15日"]


@pytest.mark.parametrize("edition", samples.EDITIONS)
def test_the_geometry_is_that_of_the_form(edition):
    report = samples.filled(edition)
    book = books_of(report)[0]
    for name, grid in zip(SHEETS[1:], report.form.grids.values(), strict=True):
        merged = {
            (area.min_row - 1, area.min_col - 1, area.size["rows"], area.size["columns"])
            for area in book[name].merged_cells.ranges
        }
        spans = {(c.row, c.column, c.row_span, c.column_span) for c in grid.cells if c.row_span * c.column_span > 1}
        assert {area for area in merged if area[0] < grid.rows} == spans
        assert all(book[name].cell(c.row + 1, c.column + 1).value == c.text for c in grid.cells if c.text)


@pytest.mark.parametrize("edition", samples.EDITIONS)
def test_every_figure_is_a_number_in_its_cell(edition):
    report = samples.filled(edition)
    numbers = {cell: index for index, cell in enumerate(report.values, 1000)}
    samples.put(report, numbers)
    stored = books_of(report)[1]
    assert {cell: cell_in(stored, report, cell).value for cell in numbers} == numbers


def test_totals_are_formulas_with_their_results():
    report = samples.filled()
    formulas, stored = books_of(report)
    for cell, formula, result in (
        ("requests.received.total", "=SUM(D4:I4)", 23),
        ("requests.handled.person", "=SUM(D6:D26)", 24),
        ("requests.handled.total", "=SUM(D27:I27)", 24),
        ("remedies.direct_suit.total", "=SUM(F4:I4)", 0),
    ):
        assert cell_in(formulas, report, cell).value == formula
        assert cell_in(stored, report, cell).value == result


def test_a_total_that_differs_stays_the_clerks_figure():
    report = samples.filled()
    samples.put(report, {"requests.received.total": 24})
    assert cell_in(books_of(report)[0], report, "requests.received.total").value == 24


@pytest.mark.parametrize("missing", ["requests.received.total", "requests.received.business"])
def test_a_blank_is_never_a_zero(missing):
    report = samples.filled()
    report.apply(CellEdit({missing: BLANK}))
    formulas = books_of(report)[0]
    assert cell_in(formulas, report, missing).value is None
    assert not str(cell_in(formulas, report, "requests.received.total").value).startswith("=")


def test_an_empty_report_has_no_figure_and_no_result():
    report = samples.blank()
    formulas, stored = books_of(report)
    assert all(cell_in(formulas, report, cell).value is None for cell in report.values)
    assert {check[3] for check in checks_in(stored["三、申请情况"])} == {"未填全"}


def test_check_cells():
    report = samples.filled()
    formulas, stored = books_of(report)
    checks = checks_in(stored["三、申请情况"])
    shown = [rule for rule in report.form.rules.rules if rule.scope == "table" and rule.section == "requests"]
    assert len(checks) == len(shown)
    assert ("自然人：一 + 二 = 三（七） + 四", 25, 25, "相符") in checks
    assert {check[3] for check in checks} == {"相符"}
    assert all(str(part).startswith("=") for check in checks_in(formulas["三、申请情况"]) for part in check[1:])


def test_check_cells_show_what_does_not_agree():
    report = samples.filled()
    samples.put(report, {"requests.carried_out.person": 3})
    checks = checks_in(books_of(report)[1]["三、申请情况"])
    assert ("自然人：一 + 二 = 三（七） + 四", 25, 27, "不符") in checks


def test_placeholders_units_and_unclear_cells_are_text():
    report = samples.filled("2019-60")
    amount = next(cell for cell, spec in report.form.template.cells.items() if spec.kind == "amount_with_unit")
    report.apply(CellEdit({amount: Value(State.VALUE, Decimal(251000), "251000元")}))
    samples.put_text(report, "requests.received.person", "/")
    samples.put_text(report, "requests.carried_in.person", "=2+3", State.UNCLEAR)
    formulas = books_of(report)[0]
    assert cell_in(formulas, report, amount).value == "251000元"
    assert cell_in(formulas, report, "requests.received.person").value == "/"
    unclear = cell_in(formulas, report, "requests.carried_in.person")
    assert (unclear.value, unclear.data_type) == ("=2+3", "s")


@pytest.mark.parametrize(("number", "expected"), [("3.4157", 3.4157), ("99999999.123456", 99999999.123456), ("0", 0)])
def test_amounts_are_exact_numbers(number, expected):
    report = samples.filled()
    samples.put(report, {"disclosure.fees.amount": Decimal(number)})
    assert cell_in(books_of(report)[0], report, "disclosure.fees.amount").value == expected


def test_a_number_that_excel_cannot_keep_exactly_is_text():
    report = samples.filled()
    samples.put(report, {"disclosure.fees.amount": Decimal("999999999999.123456")})
    assert cell_in(books_of(report)[0], report, "disclosure.fees.amount").value == "999999999999.123456"


def test_text_never_becomes_formula_link_or_markup():
    lines = [
        "=1+1",
        '=HYPERLINK("http://x")',
        "+2",
        "-3",
        "@SUM(A1)",
        "http://example.com",
        "123",
        "<r><t>x</t></r>",
        "_x0041_",
        "{=1}",
    ]
    report = samples.blank()
    report.apply(TextEdit("overview", "\n".join(lines)))
    data = write_xlsx(report)
    cells = {cell.value: cell for (cell,) in openpyxl.load_workbook(BytesIO(data))["正文"].rows}
    assert set(lines) <= set(cells)
    assert {cells[line].data_type for line in lines} == {"s"}
    assert all(b"External" not in content for content in ooxml.parts(data).values())


def test_a_very_long_paragraph_loses_nothing():
    report = samples.blank()
    report.apply(TextEdit("overview", "长" * 50_000))
    lines = [row[0].value for row in books_of(report)[0]["正文"].rows]
    assert "".join(lines).count("长") == 50_000


def test_properties_and_page():
    data = write_xlsx(samples.filled(), samples.MOMENT)
    book = openpyxl.load_workbook(BytesIO(data))
    assert (book.properties.title, book.properties.creator) == (samples.TITLE, samples.ORGAN)
    custom = {item.name: item.value for item in book.custom_doc_props.props}
    assert custom == {"nianbao.edition": "2021-30", "nianbao.organ": samples.ORGAN, "nianbao.year": "2023"}
    sheet = book["三、申请情况"]
    assert (sheet.page_setup.paperSize, sheet.freeze_panes, sheet.print_title_rows) == (9, "D4", "$1:$3")
    assert data == write_xlsx(samples.filled(), samples.MOMENT)


def test_long_meta_is_cut_only_in_the_properties():
    report = Report(samples.FORMS.get("2021-30"), Meta("长" * 400, 2023, "题" * 400))
    book = books_of(report)[0]
    assert book["正文"]["A1"].value == "题" * 400


@pytest.mark.slow
@pytest.mark.parametrize("edition", samples.EDITIONS)
def test_libreoffice_calculates_what_is_stored(edition, tmp_path):
    report = samples.filled(edition)
    samples.put(report, {"requests.carried_out.person": 3, "remedies.direct_suit.upheld": 1})
    report.apply(CellEdit({"requests.carried_in.business": BLANK}))
    stored = books_of(report)[1]
    bare = BytesIO()
    with zipfile.ZipFile(bare, "w") as package:
        for name, data in ooxml.parts(write_xlsx(report)).items():
            package.writestr(name, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", data))
    saved = openpyxl.load_workbook(ooxml.convert(bare.getvalue(), ".xlsx", "xlsx", tmp_path), data_only=True)
    for name in SHEETS[1:]:
        for row in stored[name].rows:
            for cell in row:
                assert (saved[name][cell.coordinate].value or None) == (cell.value or None), f"{name}!{cell.coordinate}"


@pytest.mark.parametrize("suffix", [*SUFFIXES, ".DOCX"])
def test_render_by_suffix(suffix):
    data = render(samples.filled(), suffix)
    assert data.startswith(b"<!DOCTYPE html>" if "htm" in suffix.lower() else b"PK")


@pytest.mark.parametrize("suffix", [".pdf", ""])
def test_an_unknown_suffix_is_refused_with_what_is_possible(suffix):
    with pytest.raises(WriteError, match=r"\.docx.*\.xlsx.*\.html"):
        render(samples.filled(), suffix)
