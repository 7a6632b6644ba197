"""The Word export: geometry, merges, page behaviour, properties; read back from the XML itself."""

import re
import subprocess
from dataclasses import replace
from datetime import date

import exporter_samples as samples
import ooxml
import pytest
from ooxml import W, attribute, text_of

from core.errors import TemplateError
from core.exporter import docx_style
from core.exporter.blocks import Change, Column, Document, Paragraph, Piece, plain_table, table_block
from core.exporter.docx_writer import docx_of, write_docx
from core.exporter.options import Options
from core.exporter.typography import even_wrap, fit_figure, label_scale, signature_indents, text_width, title_lines
from core.geometry import Role
from core.report import Meta, MetaEdit, Report, TextEdit
from core.values import State


def body_of(report):
    return ooxml.part(write_docx(report, samples.MOMENT), "word/document.xml").find(W + "body")


def tables_of(report):
    return body_of(report).findall(W + "tbl")


def style_of(paragraph):
    return attribute(paragraph, "pPr/pStyle")


@pytest.mark.parametrize("edition", samples.EDITIONS)
def test_merges_are_those_of_the_form(edition):
    report = samples.filled(edition)
    for table, grid in zip(tables_of(report), report.form.grids.values(), strict=True):
        found = {cell[:4]: cell[4] for cell in ooxml.merged_cells(table)}
        assert set(found) == {(cell.row, cell.column, cell.row_span, cell.column_span) for cell in grid.cells}
        for cell in grid.cells:
            text = found[cell.row, cell.column, cell.row_span, cell.column_span]
            assert text == (cell.text or text)


@pytest.mark.parametrize("edition", samples.EDITIONS)
def test_every_figure_stands_in_its_cell(edition):
    report = samples.filled(edition)
    numbers = {cell: index for index, cell in enumerate(report.values, 1000)}
    samples.put(report, numbers)
    for table, grid in zip(tables_of(report), report.form.grids.values(), strict=True):
        found = {cell[:2]: cell[4] for cell in ooxml.merged_cells(table)}
        assert all(found[cell.row, cell.column] == str(numbers[cell.cell_id]) for cell in grid.cells if cell.cell_id)


@pytest.mark.parametrize("make", [samples.filled, samples.blank])
@pytest.mark.parametrize("edition", samples.EDITIONS)
def test_it_passes_the_audit(make, edition, tmp_path):
    assert ooxml.findings(write_docx(make(edition)), ".docx", tmp_path) == []


@pytest.mark.parametrize("edition", samples.EDITIONS)
def test_tables_have_the_official_widths(edition):
    report = samples.filled(edition)
    for table, grid in zip(tables_of(report), report.form.grids.values(), strict=True):
        widths = [int(column.get(W + "w")) * 25.4 / 1440 for column in table.find(W + "tblGrid")]
        assert widths == pytest.approx(grid.widths, abs=0.02)
        assert attribute(table, "tblPr/tblLayout", "type") == "fixed"
        for row in table.findall(W + "tr"):
            total = sum(int(attribute(cell, "tcPr/tcW", "w")) for cell in row.findall(W + "tc"))
            assert total * 25.4 / 1440 == pytest.approx(sum(grid.widths), abs=0.02)


def test_rows_stay_whole_and_headers_repeat():
    _, requests, remedies = tables_of(samples.filled())
    for table, headers in ((requests, 3), (remedies, 3)):
        rows = table.findall(W + "tr")
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [index < headers for index in range(len(rows))]


def test_a_table_stays_on_one_page_together_with_its_heading():
    body = body_of(samples.filled())
    for table in body.findall(W + "tbl"):
        kept = [[p.find(f"{W}pPr/{W}keepNext") is not None for p in row.iter(W + "p")] for row in table.findall(W + "tr")]
        assert all(all(row) for row in kept[:-1])
        assert not any(kept[-1])
        assert style_of(table.getprevious()) == "Heading1"


def test_paragraphs_and_headings_have_their_styles():
    styles = {text_of(p): style_of(p) for p in body_of(samples.filled()).findall(W + "p")}
    assert styles["一、总体情况"] == "Heading1"
    assert styles["（一）主动公开情况"] == "Heading2"
    assert styles["1.严格审核"] == "Heading3"
    assert styles["主动公开政府信息126条。"] == "BodyText"
    assert styles["=1+1"] == "BodyText"


def test_the_title_breaks_at_a_good_place_and_is_one_paragraph():
    title = body_of(samples.filled())[0]
    assert style_of(title) == "Title"
    assert [text_of(run) for run in title.findall(W + "r")] == [samples.ORGAN, "", "2023年政府信息公开工作年度报告"]
    assert len(list(title.iter(W + "br"))) == 1


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("山枣镇2023年政府信息公开工作年度报告", ["山枣镇2023年政府信息公开工作年度报告"]),
        ("山枣镇办2023年度政府信息公开工作年度报告表", ["山枣镇办", "2023年度政府信息公开工作年度报告表"]),
        (
            "洛浦县恰尔巴格镇人民政府 2023 年政府信息公开工作年度报告",
            ["洛浦县恰尔巴格镇人民政府 ", "2023 年政府信息公开工作年度报告"],
        ),
        (
            "博尔塔拉蒙古自治州温泉县查干屯格乡人民政府2023年政府信息公开工作年度报告",
            ["博尔塔拉蒙古自治州温泉县查干屯格乡", "人民政府2023年政府信息公开工作年度报告"],
        ),
        ("无" * 30, ["无" * 30]),
    ],
)
def test_titles(title, lines):
    assert list(title_lines(title)) == lines


def test_signature_without_seal_is_placed_by_the_standard():
    name, day = body_of(samples.filled()).findall(W + "p")[-2:]
    assert (text_of(name), text_of(day)) == (samples.ORGAN, "2024年1月15日")
    assert (style_of(name), style_of(day)) == ("Signature", "Date")
    start = (28 - 2 - 10) * 315
    assert int(attribute(name, "pPr/ind", "left")) == start
    assert int(attribute(day, "pPr/ind", "left")) == start + 2 * 315
    assert attribute(name, "pPr/spacing", "before") == "579"
    assert name.getprevious().find(f"{W}pPr/{W}keepNext") is not None


@pytest.mark.parametrize(
    ("name", "day", "starts"),
    [
        ("青山县云溪镇人民政府", "2024年1月5日", (16, 18)),
        ("云溪镇", "2024年12月15日", (28 - 2 - 7 - 2, 28 - 2 - 7)),
        ("云溪镇", "", (23, 23)),
        ("很" * 40, "2024年1月5日", (0, 2)),
    ],
)
def test_signature_starts(name, day, starts):
    assert signature_indents(name, day) == starts


@pytest.mark.parametrize(
    ("name", "day", "starts"),
    [
        ("青山县云溪镇人民政府", "2024年1月5日", (28 - 4 - 3 - 5, 28 - 4 - 6)),
        ("云溪镇", "2024年12月15日", (28 - 4 - 3.5 - 1.5, 28 - 4 - 7)),
        ("很" * 20, "2024年1月5日", (28 - 20, 28 - 10 - 3)),  # too long to be centred there: both move left
        ("很" * 40, "2024年1月5日", (0, 5)),
        ("云溪镇", "", (28 - 4 - 3, 28 - 4 - 1.5)),
    ],
)
def test_signature_with_seal(name, day, starts):
    """7.3.5.1: the date ends four characters from the right, the organ is centred over it; both inside the 版心."""
    assert signature_indents(name, day, with_seal=True) == starts


def test_the_seal_moves_the_signature_and_nothing_else():
    plain, sealed = (
        ooxml.part(write_docx(samples.filled(), samples.MOMENT, Options(with_seal=seal)), "word/document.xml")
        for seal in (False, True)
    )
    lines = [[ooxml.etree.tostring(node) for node in document.find(W + "body")] for document in (plain, sealed)]
    assert lines[0][:-3] == lines[1][:-3]
    day = sealed.find(W + "body").findall(W + "p")[-1]
    assert int(attribute(day, "pPr/ind", "left")) == round((28 - 4 - text_width("2024年1月15日")) * 315)


def test_a_very_long_organ_is_set_narrower_rather_than_broken():
    report = samples.filled()
    report.apply(MetaEdit(replace(report.meta, signature="新疆维吾尔自治区博尔塔拉蒙古自治州温泉县查干屯格乡人民政府")))
    name = body_of(report).findall(W + "p")[-2]
    width = text_width(text_of(name))
    assert width > 28
    assert width * int(attribute(name, "r/rPr/w")) / 100 <= 28


def test_adjoining_tables_stay_two_tables():
    table = plain_table("", (Column("名称", 60), Column("数", 96, Role.VALUE)), (("甲", "1"),))
    data = docx_of(Document("", "", (table, table)), samples.FORMS.get("2021-30").style)
    kinds = [node.tag.removeprefix(W) for node in ooxml.part(data, "word/document.xml").find(W + "body")]
    assert kinds == ["tbl", "p", "tbl", "p", "sectPr"]


def test_marked_cells_and_changed_text():
    block = table_block(samples.filled(), samples.filled().form.template.sections[2])
    cell = "disclosure.rules.issued"
    pieces = (Piece(Change.SAME, "共"), Piece(Change.DELETED, "3"), Piece(Change.INSERTED, "5"))
    blocks = (Paragraph("共35", "", pieces), replace(block, marked=frozenset({cell})))
    body = ooxml.part(docx_of(Document("", "", blocks), samples.FORMS.get("2021-30").style), "word/document.xml")
    looks = [[node.tag.removeprefix(W) for node in run.iterfind(f"{W}rPr/*")] for run in next(body.iter(W + "p")).iter(W + "r")]
    assert looks == [[], ["strike", "color"], ["color", "u"]]
    assert len(list(body.iter(W + "shd"))) == 1


def test_text_of_a_cell_with_several_lines_is_several_paragraphs():
    report = samples.filled()
    samples.put_text(report, "disclosure.rules.issued", "约20件\n（含上年）", State.UNCLEAR)
    cell = next(cell for cell in ooxml.merged_cells(tables_of(report)[0]) if cell[:2] == (2, 1))
    assert cell[4] == "约20件\n（含上年）"


@pytest.mark.parametrize("edition", samples.EDITIONS)
def test_eleven_digits_fit_on_one_line_in_every_column(edition):
    report = samples.with_numbers(edition, 12345678901)
    for table in tables_of(report):
        margin = int(attribute(table, "tblPr/tblCellMar/left", "w"))
        default = 18 if "FormTextSmall" in {style_of(p) for p in table.iter(W + "p")} else 21
        for cell in table.iter(W + "tc"):
            if text_of(cell) == "12345678901":
                room = int(attribute(cell, "tcPr/tcW", "w")) / 20 - 2 * margin / 20
                size = int(attribute(cell, "p/r/rPr/sz") or default) / 2
                scale = int(attribute(cell, "p/r/rPr/w") or 100) / 100
                assert 11 * 0.56 * size * scale <= room
                assert size >= 7
                assert scale >= 0.6


def test_fit_figure_keeps_ordinary_figures_large():
    assert fit_figure("1234", 28) == (10.5, 100)
    assert fit_figure("", 28) == (10.5, 100)
    assert fit_figure("x" * 300, 28) == (7.0, 50)


def test_headers_and_labels_break_between_words():
    assert even_wrap("社会公益组织", 49, 9) > 0
    assert even_wrap("总计", 49, 9) == even_wrap("1.其他", 10, 9) == 0
    assert label_scale("（三）不予公开", 40.5, 9) == 90
    assert label_scale("1.属于国家秘密", 102, 9) == 100
    assert label_scale("4.无正当理由大量反复申请", 102, 9) == 94


def test_text_width():
    assert text_width("2023年“好”") == 6


def test_properties():
    files = ooxml.parts(write_docx(samples.filled(), samples.MOMENT))
    core = files["docProps/core.xml"].decode()
    assert samples.TITLE in core
    assert f"<dc:creator>{samples.ORGAN}</dc:creator>" in core
    assert core.count("2024-01-15T08:30:00Z") == 2
    custom = dict(re.findall(r'name="([^"]+)"><vt:lpwstr>([^<]*)<', files["docProps/custom.xml"].decode()))
    assert custom == {"nianbao.edition": "2021-30", "nianbao.organ": samples.ORGAN, "nianbao.year": "2023"}


@pytest.mark.parametrize("edition", samples.EDITIONS)
def test_page_type_and_footers_of_the_written_file_are_those_of_the_style(edition):
    """test_style.py compares the style document with form.md §8; nothing of it may change on the way out."""
    report = samples.filled(edition)
    written, style = ooxml.parts(write_docx(report)), ooxml.parts(report.form.style.read_bytes())
    assert {name: written[name] for name in style if name.startswith("word/") and name != "word/document.xml"} == {
        name: part for name, part in style.items() if name.startswith("word/") and name != "word/document.xml"
    }
    pages = [next(ooxml.etree.fromstring(parts["word/document.xml"]).iter(W + "sectPr")) for parts in (written, style)]
    assert ooxml.etree.tostring(pages[0], method="c14n") == ooxml.etree.tostring(pages[1], method="c14n")


def test_same_report_same_bytes():
    assert write_docx(samples.filled(), samples.MOMENT) == write_docx(samples.filled(), samples.MOMENT)


def test_no_link_outside_no_numbering_no_macro():
    files = ooxml.parts(write_docx(samples.filled()))
    assert all(b"External" not in data for name, data in files.items() if name.endswith(".rels"))
    assert not [name for name in files if "numbering" in name or "vba" in name.lower()]
    assert b"numPr" not in files["word/document.xml"]


def test_characters_that_xml_cannot_hold_are_left_out():
    report = Report(samples.FORMS.get("2021-30"), Meta(title="甲\x00乙\ud800\ufffe丙", organ="\x07丁"))
    report.apply(TextEdit("overview", "a\x0bb<&>\"'"))
    texts = [text_of(p) for p in body_of(report).findall(W + "p")]
    assert texts[0] == "甲乙丙"
    assert "ab<&>\"'" in texts


def test_a_report_without_text_still_has_all_headings():
    headings = [text_of(p) for p in body_of(samples.blank()).findall(W + "p") if style_of(p) == "Heading1"]
    assert headings == [section.heading for section in samples.blank().form.template.sections if section.heading]


def test_signature_may_lack_a_part():
    report = samples.blank()
    report.apply(MetaEdit(replace(report.meta, date=date(2024, 12, 5))))
    last = body_of(report).findall(W + "p")[-1]
    assert (style_of(last), text_of(last)) == ("Date", "2024年12月5日")


@pytest.mark.parametrize("damage", [None, b"no zip", b""])
def test_a_missing_or_damaged_style_is_said_plainly(damage, tmp_path):
    if damage is not None:
        (tmp_path / "style.docx").write_bytes(damage)
    with pytest.raises(TemplateError, match=r"style\.docx"):
        docx_style.load_style(tmp_path / "style.docx")


@pytest.mark.slow
@pytest.mark.parametrize("edition", samples.EDITIONS)
def test_libreoffice_prints_it_with_each_table_on_one_page(edition, tmp_path):
    report = samples.filled(edition)
    report.apply(TextEdit("overview", "\n".join(["本机关认真贯彻落实条例，不断提高公开质量，较好地完成了全年任务。" * 3] * 9)))
    pdf = ooxml.convert(write_docx(report), ".docx", "pdf", tmp_path)
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
    pages = [re.sub(r"\s", "", page) for page in text.split("\f") if page.strip()]
    assert 4 <= len(pages) <= 6
    for first, last in (
        ("第二十条第（一）项", "行政事业性收费"),
        ("一、本年新收", "四、结转下年度继续办理"),
        ("行政复议行政诉讼", "0" * 15),
    ):
        assert any(first in page and last in page for page in pages)
    assert [page[-3:] for page in pages] == [f"—{number}—" for number in range(1, len(pages) + 1)]
