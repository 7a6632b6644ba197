"""Workbooks: what cells show, where they stand, what must be told beside them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import hostile_xlsx as raw
import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment

from core.importer.readers import xlsx
from core.importer.readers.sheet import COVERED, REPEATED
from core.importer.readers.xlsx_cells import BAD_INDEX, NO_RESULT, number_text
from core.importer.source import SourceDocument, SourceParagraph, SourceTable

Grid = dict[tuple[int, int], str]


def tables(document: SourceDocument) -> list[SourceTable]:
    return [block for block in document.blocks if isinstance(block, SourceTable)]


def grid(table: SourceTable) -> Grid:
    return {(cell.row, cell.column): cell.text for cell in table.cells}


def kinds(document: SourceDocument) -> list[str]:
    return [note.kind for note in document.notes]


def shown(tmp_path: Path, *cells: str, **parts: str) -> list[tuple[str, str]]:
    """Text and note of raw cells in one row, behind a label."""
    sheet = raw.sheet(raw.row("<c t='str'><v>甲</v></c>", *cells))
    path = raw.write(tmp_path / "a.xlsx", sheet, parts={f"xl/{name}.xml": xml for name, xml in parts.items()})
    (table,) = tables(xlsx.read(path))
    return [(cell.text, cell.note) for cell in table.cells[1:]]


# --- what a cell shows -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("0", "0"),
        ("007", "7"),
        ("12.0", "12"),
        ("0.30000000000000004", "0.3"),
        ("15.279999999999999", "15.28"),
        ("1E+3", "1000"),
        ("1.5e-7", "0.00000015"),
        ("-0", "0"),
        ("-3.50", "-3.5"),
        (".5", "0.5"),
        ("123456789012345678", "123456789012346000"),
        (" 7 ", "7"),
    ],
)
def test_numbers_as_people_see_them(tmp_path: Path, stored: str, text: str) -> None:
    assert shown(tmp_path, raw.number("B1", stored)) == [(text, "")]


@pytest.mark.parametrize("stored", ["1_000", "nan", "inf", "٣", "1e999", "七", "0x10", "1,5"])
def test_what_is_no_number_keeps_its_text_and_a_note(tmp_path: Path, stored: str) -> None:
    ((text, note),) = shown(tmp_path, raw.number("B1", stored))
    assert text == stored and note


def test_kinds_of_cells(tmp_path: Path) -> None:
    strings = raw.shared_strings(
        "<t>文</t>", "<r><t>商业</t></r><r><t>企业</t></r><rPh sb='0' eb='1'><t>x</t></rPh>", "<t>a_x000D_\nb</t>"
    )
    cells = [
        "<c t='s'><v>0</v></c>",
        "<c t='s'><v>1</v></c>",
        "<c t='s'><v>2</v></c>",
        "<c t='inlineStr'><is><t>内</t></is></c>",
        "<c t='b'><v>1</v></c>",
        "<c t='e'><f>1/0</f><v>#DIV/0!</v></c>",
        "<c t='d'><v>2024-01-05</v></c>",
        "<c><f>SUM(A1)</f><v>7</v></c>",
        "<c t='str'><f>T(A1)</f><v></v></c>",
        "<c><f>SUM(A1)</f><v/></c>",
        "<c><f>SUM(A1)</f></c>",
        "<c t='s'><v>999999</v></c>",
        "<c t='s'><v>-1</v></c>",
        "<c t='s'/>",
        "<c><v>1</v></c>",
    ]
    assert shown(tmp_path, *cells, sharedStrings=strings) == [
        ("文", ""),
        ("商业企业", ""),
        ("a\nb", ""),
        ("内", ""),
        ("TRUE", ""),
        ("#DIV/0!", "公式出错（#DIV/0!）"),
        ("2024年1月5日", ""),
        ("7", ""),
        ("", ""),
        ("", NO_RESULT),
        ("", NO_RESULT),
        ("", BAD_INDEX),
        ("", BAD_INDEX),
        ("", ""),
        ("1", ""),
    ]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (date(2024, 1, 15), "yyyy-mm-dd", "2024年1月15日"),
        (date(2023, 12, 31), 'yyyy"年"m"月"d"日"', "2023年12月31日"),
        (45306, "mm-dd-yy", "2024年1月15日"),
        (45306, "[$-804]yyyy年m月d日", "2024年1月15日"),
        (59, "yyyy/m/d", "1900年2月28日"),
        (61, "yyyy/m/d", "1900年3月1日"),
        (datetime(2024, 1, 15, 8, 30), "yyyy-mm-dd hh:mm", "2024年1月15日 8:30"),
        (0.5, "h:mm", "12:00"),
        (-5, "yyyy-mm-dd", "-5"),
        (2958466, "yyyy-mm-dd", "2958466"),
        (0.25, "0%", "0.25"),
        (12, '0"day"', "12"),
        (12, "[Red]#,##0.00", "12"),
        (12, "General", "12"),
        (12, "[DBNum1][$-804]General", "12"),
    ],
)
def test_dates_by_their_format(tmp_path: Path, value: object, number_format: str, text: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["日期", None])
    cell = sheet.cell(2, 2)
    cell.value = value
    cell.number_format = number_format
    book.save(tmp_path / "a.xlsx")
    assert grid(tables(xlsx.read(tmp_path / "a.xlsx"))[0])[1, 1] == text


def test_the_calendar_from_1904(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.worksheets[0].append(["日期", date(2024, 1, 15)])
    book.save(tmp_path / "a.xlsx")
    assert grid(tables(xlsx.read(tmp_path / "a.xlsx"))[0])[0, 1] == "2024年1月15日"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_number_text_is_the_number_to_15_digits(value: float) -> None:
    text = number_text(repr(value))
    assert "e" not in text.lower()
    assert Decimal(text) == Decimal(f"{value:.15g}")


# --- where cells stand -------------------------------------------------------------------------------------------


def test_offset_start_merges_and_blanks(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "依申请"
    for place, value in {"C3": "办理结果", "D3": "予以公开", "D4": "部分公开", "E4": 7, "C5": "合计", "F3": "备"}.items():
        sheet[place] = value
    for merged in ("C3:C4", "D3:E3", "E5:F5", "A1:Z1", "F3:Z3"):
        sheet.merge_cells(merged)
    book.save(tmp_path / "a.xlsx")
    (table,) = tables(xlsx.read(tmp_path / "a.xlsx"))
    assert [(c.row, c.column, c.row_span, c.column_span, c.text) for c in table.cells] == [
        (0, 0, 2, 1, "办理结果"),
        (0, 1, 1, 2, "予以公开"),
        (0, 3, 1, 1, "备"),
        (1, 1, 1, 1, "部分公开"),
        (1, 2, 1, 1, "7"),
        (1, 3, 1, 1, ""),
        (2, 0, 1, 1, "合计"),
        (2, 1, 1, 1, ""),
        (2, 2, 1, 2, ""),
    ]
    assert (table.where, table.has_geometry, table.cells[4].where) == ("工作表“依申请”", True, "工作表“依申请”E4")


def test_a_value_under_a_merge_is_kept_but_not_trusted(tmp_path: Path) -> None:
    sheet = raw.sheet(
        raw.row(raw.number("A1", 1), raw.number("B1", 2), raw.number("C1", 3)),
        '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>',
    )
    (table,) = tables(xlsx.read(raw.write(tmp_path / "a.xlsx", sheet)))
    assert [(c.text, c.column_span, c.note) for c in table.cells] == [("1", 2, ""), ("2", 1, COVERED), ("3", 1, "")]


def test_a_cell_given_twice_keeps_both_texts_and_a_note(tmp_path: Path) -> None:
    sheet = raw.sheet(raw.row(raw.number("A1", 1), raw.number("B1", 2), raw.number("A1", 3)))
    (table,) = tables(xlsx.read(raw.write(tmp_path / "a.xlsx", sheet)))
    assert [(c.text, c.note) for c in table.cells] == [("1\n3", REPEATED), ("2", "")]


def test_a_blank_last_row_is_seen_by_its_format(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["结果维持", "结果纠正"])
    for row in (2, 3, 4):
        for column in (1, 2, 3):
            sheet.cell(row, column).number_format = "0"
    book.save(tmp_path / "a.xlsx")
    (table,) = tables(xlsx.read(tmp_path / "a.xlsx"))
    assert grid(table) == {(0, 0): "结果维持", (0, 1): "结果纠正", (1, 0): "", (1, 1): ""}


def test_cells_without_references_and_a_false_dimension(tmp_path: Path) -> None:
    sheet = raw.sheet(
        "<row><c><v>1</v></c><c/><c><v>2</v></c></row><row/><row><c r='B3'><v>3</v></c><c><v>4</v></c></row>",
        before='<dimension ref="A1"/>',
    )
    (table,) = tables(xlsx.read(raw.write(tmp_path / "a.xlsx", sheet)))
    assert {place: text for place, text in grid(table).items() if text} == {(0, 0): "1", (0, 2): "2", (2, 1): "3", (2, 2): "4"}


def test_a_sheet_of_one_column_is_prose(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "正文"
    sheet["B2"], sheet["B4"] = "一、总体情况", "第一段\n  第二段\n"
    book.create_sheet("空")
    book.save(tmp_path / "a.xlsx")
    assert xlsx.read(tmp_path / "a.xlsx").blocks == (
        SourceParagraph("一、总体情况", "工作表“正文”B2"),
        SourceParagraph("第一段", "工作表“正文”B4"),
        SourceParagraph("第二段", "工作表“正文”B4"),
    )


VALUES = st.one_of(
    st.integers(-(10**14), 10**14),
    st.decimals(-1_000_000, 1_000_000, places=4).map(float),
    st.text(st.sampled_from("规章公开01，. \n_x&<'\""), min_size=1, max_size=8).filter(
        lambda text: text.strip() and not text.startswith("=")
    ),
)
PLACES = st.tuples(st.integers(1, 30), st.integers(1, 20))


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(PLACES, VALUES, min_size=2, max_size=25).filter(lambda cells: len({column for _, column in cells}) > 1))
def test_values_come_back_in_their_places(cells: dict[tuple[int, int], int | float | str]) -> None:
    book = openpyxl.Workbook()
    for (row, column), value in cells.items():
        cell = book.worksheets[0].cell(row, column)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        book.save(path)
        (table,) = tables(xlsx.read(path))
    top, left = (min(place[axis] for place in cells) for axis in (0, 1))
    expected = {
        (row - top, column - left): value if isinstance(value, str) else number_text(repr(value))
        for (row, column), value in cells.items()
    }
    found = grid(table)
    assert {place: text for place, text in found.items() if text} == expected
    assert len(found) == len(table.cells) == (max(r for r, _ in found) + 1) * (max(c for _, c in found) + 1)


# --- what stands beside the cells --------------------------------------------------------------------------------


def test_sheets_in_the_order_of_tabs_with_what_is_hidden(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first, second, third = book.worksheets[0], book.create_sheet("乙"), book.create_sheet("丙")
    for sheet in (first, second, third):
        sheet.append(["规章", 1, 2])
        sheet.append(["许可", 3, 4])
    book.move_sheet(third, -2)
    second.sheet_state = "veryHidden"
    first.row_dimensions[2].hidden = True
    first.column_dimensions["C"].hidden = True
    first.column_dimensions["F"].hidden = True
    book.save(tmp_path / "a.xlsx")
    document = xlsx.read(tmp_path / "a.xlsx")
    assert [block.where for block in document.blocks] == ["工作表“丙”", "工作表“Sheet”", "工作表“乙”"]
    assert [(note.kind, note.text) for note in document.notes] == [
        ("import.hidden_rows", "工作表“Sheet”中第 2 行、C 列是隐藏的，其内容也已读入，请核对。"),
        ("import.hidden_sheet", "工作表“乙”是隐藏的，其内容也已读入，请核对。"),
    ]


def test_drawings_headers_and_properties(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    book.set_properties({"title": "年度报告", "author": "甲"})
    book.set_custom_property("organ", "某镇人民政府")
    sheet = book.add_worksheet("表二")
    sheet.write_row(0, 0, ["规章", 1])
    sheet.insert_textbox(3, 3, "附注文字")
    png = tmp_path / "a.png"
    png.write_bytes(PNG)
    sheet.insert_image(5, 5, str(png), {"description": "公章"})
    sheet.set_header("&C&14某镇年度报告")
    sheet.set_footer("&C第 &P 页 共 &N 页")
    book.add_chartsheet("图")
    book.close()
    document = xlsx.read(tmp_path / "a.xlsx")
    found = [(block.kind, block.text) for block in document.blocks if isinstance(block, SourceParagraph)]
    assert found == [("picture", "公章"), ("text_box", "附注文字"), ("header", "某镇年度报告")]
    assert document.properties == {"title": "年度报告", "creator": "甲", "organ": "某镇人民政府"}
    assert kinds(document) == ["import.sheet_skipped"]


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fea7d6059b0000000049454e44ae426082"
)


def test_comments_and_rich_text(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["规章", 1])
    sheet["A2"] = CellRichText("商业", TextBlock(InlineFont(b=True), "企业"))
    sheet["B1"].comment = Comment("待核实", "甲")
    book.save(tmp_path / "a.xlsx")
    document = xlsx.read(tmp_path / "a.xlsx")
    assert grid(tables(document)[0])[1, 0] == "商业企业"
    assert [(note.kind, note.text, note.where) for note in document.notes] == [("import.comment", "待核实", "工作表“Sheet”B1")]


def test_macros_external_links_and_missing_sheets(tmp_path: Path) -> None:
    links = raw.relationships(
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId2", "worksheet", "worksheets/none.xml"),
        ("v", "vbaProject", "vbaProject.bin"),
        ("x", "externalLink", "externalLinks/externalLink1.xml"),
        ("h", "hyperlink", "http://x.invalid/"),
    )
    one = raw.sheet(raw.row(raw.number("A1", 1), raw.number("B1", 2)))
    parts = {"xl/_rels/workbook.xml.rels": links, "xl/vbaProject.bin": "x"}
    document = xlsx.read(raw.write(tmp_path / "a.xlsm", one, one, parts=parts))
    assert kinds(document) == ["import.macro", "import.external_link", "import.sheet_skipped"]
    assert len(document.blocks) == 1


def test_strict_ooxml(tmp_path: Path) -> None:
    path = raw.write(tmp_path / "a.xlsx", raw.sheet(raw.row(raw.number("A1", 1), raw.number("B1", 2))))
    strict = raw.strict_copy(path)
    assert xlsx.read(strict) == xlsx.read(path)
    assert len(tables(xlsx.read(strict))) == 1


def test_rows_without_numbers_stand_where_their_cells_say(tmp_path: Path) -> None:
    sheet = raw.sheet("<row><c r='B9'><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")
    (table,) = tables(xlsx.read(raw.write(tmp_path / "a.xlsx", sheet)))
    assert [cell.where for cell in table.cells if cell.text] == ["工作表“表1”B9", "工作表“表1”C9", "工作表“表1”A10"]
