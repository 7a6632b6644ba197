"""What a person sees in Word is what the docx reader hands over, in the right place."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from random import Random

import docx
import pytest
from docx_builder import MERGE_ON, MERGE_START, cell, par, part, parts_of, rels, row, run, span, table, write_docx, write_zip
from report_docx import Place, unique_report

from core.errors import UnreadableFileError
from core.importer.guard import XmlElement
from core.importer.readers import docx_names as w
from core.importer.readers.docx import read
from core.importer.readers.docx_survey import Survey
from core.importer.source import SourceDocument, SourceParagraph, SourceTable

VANISH = "<w:vanish/>"


def texts(document: SourceDocument, kind: str = "paragraph") -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, SourceParagraph) and block.kind == kind]


def tables(document: SourceDocument) -> list[SourceTable]:
    return [block for block in document.blocks if isinstance(block, SourceTable)]


def grid(found: SourceTable) -> list[tuple[int, int, int, int, str]]:
    return [(cell.row, cell.column, cell.row_span, cell.column_span, cell.text) for cell in found.cells]


def notes(document: SourceDocument) -> list[str]:
    return [note.kind for note in document.notes]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "报告.docx"


def seen(file: Path, body: str, **parts: str) -> SourceDocument:
    return read(write_docx(file, body, **parts))


# --- numbers in their cells ---------------------------------------------------------------------------------


def misplaced(document: SourceDocument, places: dict[str, Place]) -> dict[str, Place | None]:
    """The numbers that are not exactly where they belong."""
    found: dict[str, Place] = {}
    for index, one in enumerate(tables(document)):
        for each in one.cells:
            if each.text in places:
                assert each.text not in found, f"{each.text} came twice"
                found[each.text] = (index, each.row, each.column)
    return {number: found.get(number) for number, place in places.items() if found.get(number) != place}


@pytest.mark.parametrize("phantom", [False, True], ids=["as written", "1-twip column"])
def test_every_number_of_the_official_tables_is_in_its_cell(file: Path, phantom: bool) -> None:
    places = unique_report(file, phantom)
    assert len(places) == 200
    document = read(file)
    assert misplaced(document, places) == {}
    assert [max(each.column + each.column_span for each in one.cells) for one in tables(document)] == [4, 10, 15]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("suffix", ["docx", "doc"])
def test_every_number_is_in_its_cell_after_libreoffice_saved_the_file(file: Path, tmp_path: Path, suffix: str) -> None:
    places = unique_report(file)

    def convert(source: Path, to: str, folder: str) -> Path:
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", to, "--outdir", str(tmp_path / folder), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return tmp_path / folder / f"{source.stem}.{to}"

    source = file if suffix == "docx" else convert(file, "doc", "old")
    document = read(convert(source, "docx", "saved"))
    assert misplaced(document, places) == {}
    assert [len(one.cells) for one in tables(document)] == [len(one.cells) for one in tables(read(file))]


def test_merged_cells_of_the_official_table_come_once_with_their_spans(file: Path) -> None:
    unique_report(file)
    requests = tables(read(file))[1]
    spans = {each.text: (each.row, each.column, each.row_span, each.column_span) for each in requests.cells}
    assert spans["申请人情况"] == (0, 3, 1, 7)
    assert spans["自然人"] == (1, 3, 2, 1)
    assert spans["三、本年度办理结果"] == (5, 0, 22, 1)
    assert spans["（三）不予公开"] == (7, 1, 8, 1)


def test_python_docx_tables_are_read_alike(file: Path) -> None:
    source = docx.Document()
    source.add_heading("一、总体情况", 1)
    made = source.add_table(3, 3)
    for index, each in enumerate(each for line in made.rows for each in line.cells):
        each.text = str(index)
    made.cell(0, 0).merge(made.cell(1, 1)).text = "合并"
    source.save(str(file))
    document = read(file)
    assert document.blocks[0] == SourceParagraph("一、总体情况", "第 1 段", "paragraph", 1)
    assert grid(tables(document)[0]) == [
        (0, 0, 2, 2, "合并"),
        (0, 2, 1, 1, "2"),
        (1, 2, 1, 1, "5"),
        (2, 0, 1, 1, "6"),
        (2, 1, 1, 1, "7"),
        (2, 2, 1, 1, "8"),
    ]


# --- table shapes -------------------------------------------------------------------------------------------


def only_table(file: Path, xml: str) -> list[tuple[int, int, int, int, str]]:
    (found,) = tables(seen(file, xml))
    return grid(found)


def test_rows_with_fewer_and_more_cells_than_the_grid(file: Path) -> None:
    ragged = table(row(cell("a")), row(cell("b"), cell("c"), cell("d")), widths=(500, 500))
    assert only_table(file, ragged) == [(0, 0, 1, 1, "a"), (1, 0, 1, 1, "b"), (1, 1, 1, 1, "c"), (1, 2, 1, 1, "d")]


def test_columns_left_free_before_a_row_count(file: Path) -> None:
    shifted = table(row(cell("a"), cell("b")), row(cell("c"), properties='<w:gridBefore w:val="1"/>'), widths=(500, 500))
    assert only_table(file, shifted)[2] == (1, 1, 1, 1, "c")


def test_a_table_without_a_grid_counts_its_cells(file: Path) -> None:
    bare = f"<w:tbl>{row(cell('a', span(2)), cell('b'))}</w:tbl>"
    assert only_table(file, bare) == [(0, 0, 1, 2, "a"), (0, 2, 1, 1, "b")]


@pytest.mark.parametrize("value", ["七", "-7", "", "0", "1_0", "²"])
def test_a_senseless_span_counts_as_one_column(file: Path, value: str) -> None:
    odd = table(row(cell("a", span(value)), cell("b"), properties=f'<w:gridBefore w:val="{value}"/>'), widths=(500, 500))
    assert only_table(file, odd) == [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b")]


def test_a_continued_merge_without_a_start_is_a_cell_of_its_own(file: Path) -> None:
    assert only_table(file, table(row(cell("a", MERGE_ON)), row(cell("b")), widths=(500,))) == [
        (0, 0, 1, 1, "a"),
        (1, 0, 1, 1, "b"),
    ]


def test_text_covered_by_a_merge_is_not_seen_but_told(file: Path) -> None:
    document = seen(file, table(row(cell("a", MERGE_START)), row(cell("9", MERGE_ON)), widths=(500,)))
    assert grid(tables(document)[0]) == [(0, 0, 2, 1, "a")]
    assert [(note.kind, note.text) for note in document.notes] == [("import.hidden_text", "9")]


def test_old_horizontal_merges(file: Path) -> None:
    merged = row(cell("a", '<w:hMerge w:val="restart"/>'), cell("", '<w:hMerge w:val="continue"/>'), cell("b"))
    assert only_table(file, table(merged, widths=(500, 500, 500))) == [(0, 0, 1, 2, "a"), (0, 2, 1, 1, "b")]


def test_zero_width_columns_with_text_are_columns(file: Path) -> None:
    careless = table(row(cell("a"), cell("b"), cell("c")), widths=(0, 500, 0))
    assert [one[1] for one in only_table(file, careless)] == [0, 1, 2]


def test_widths_with_units_of_strict_files(file: Path) -> None:
    strict = table(row(cell("a"), cell("b", span(2))), row(cell("c", span(2)), cell("d")), widths=("50pt", "0.05pt", "50pt"))
    assert [one[1] for one in only_table(file, strict)] == [0, 1, 0, 1]


def test_cells_and_rows_inside_content_controls(file: Path) -> None:
    def wrap(xml: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{xml}</w:sdtContent></w:sdt>"

    prompt = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{cell('单击输入')}</w:sdtContent></w:sdt>"
    wrapped = table(wrap(row(wrap(cell("a")), f"<w:customXml>{cell('b')}</w:customXml>", prompt, cell("d"))), widths=(500,) * 4)
    assert [one[4] for one in only_table(file, wrapped)] == ["a", "b", "", "d"]


def test_paragraphs_of_a_cell_are_lines(file: Path) -> None:
    assert only_table(file, table(row(cell(par("度办") + par("理结果"))), widths=(500,)))[0][4] == "度办\n理结果"


def test_places_are_those_a_person_counts(file: Path) -> None:
    document = seen(file, par("甲") + par("") + par("乙") + table(row(cell("a"), cell("b")), widths=(500, 500)))
    assert [block.where for block in document.blocks] == ["第 1 段", "第 2 段", "表格 1"]
    assert tables(document)[0].cells[1].where == "表格 1，第 1 行第 2 列"


def test_a_layout_table_gives_its_paragraphs_and_tables_in_order(file: Path) -> None:
    inner = table(row(cell("x"), cell("y")), widths=(500, 500))
    outer = table(row(cell(par("前") + inner + par("后")), cell("右")), widths=(500, 500))
    document = seen(file, outer)
    assert [block.text if isinstance(block, SourceParagraph) else "表" for block in document.blocks] == ["前", "表", "后", "右"]


def test_a_one_column_table_in_a_cell_is_part_of_its_text(file: Path) -> None:
    inner = table(row(cell("1")), row(cell("2")), widths=(500,))
    assert [one[4] for one in only_table(file, table(row(cell(par("数") + inner), cell("b")), widths=(500, 500)))] == [
        "数\n1\n2",
        "b",
    ]


def test_eighty_nested_tables_open(file: Path) -> None:
    xml = par("最里面")
    for _ in range(80):
        xml = table(row(f"<w:tc>{xml}</w:tc>", cell("旁")), widths=(500, 500))
    assert "最里面" in str(seen(file, xml).blocks)


# --- tracked changes ----------------------------------------------------------------------------------------


def test_insertions_are_in_and_deletions_out(file: Path) -> None:
    body = par(
        run("共")
        + '<w:ins w:id="1" w:author="x">' + run("12") + "</w:ins>"
        + '<w:del w:id="2" w:author="x"><w:r><w:delText>7</w:delText></w:r></w:del>'
        + "<w:moveFrom>" + run("旧") + "</w:moveFrom><w:moveTo>" + run("新") + "</w:moveTo>"
        + run("件")
    )  # fmt: skip
    document = seen(file, body)
    assert texts(document) == ["共12新件"]
    assert notes(document) == ["import.tracked_changes"]


def test_a_deleted_paragraph_mark_joins_two_lines(file: Path) -> None:
    assert texts(seen(file, par("受理", "<w:rPr><w:del/></w:rPr>") + par("申请") + par("完"))) == ["受理申请", "完"]


def test_a_deleted_mark_before_a_table_keeps_its_text(file: Path) -> None:
    document = seen(file, par("留下", "<w:rPr><w:del/></w:rPr>") + table(row(cell("a")), widths=(500,)))
    assert texts(document) == ["留下"]


def test_deleted_rows_and_cells_are_out(file: Path) -> None:
    document = seen(
        file,
        table(
            row(cell("a"), cell("去", "<w:cellDel/>"), cell("b")),
            row(cell("删"), properties="<w:del/>"),
            row(cell("c"), cell("d"), properties="<w:ins/>"),
            widths=(500, 500),
        ),
    )
    assert [one[:2] + one[4:] for one in grid(tables(document)[0])] == [(0, 0, "a"), (0, 1, "b"), (1, 0, "c"), (1, 1, "d")]
    assert notes(document) == ["import.tracked_changes"]


# --- what stands in a line ----------------------------------------------------------------------------------


def field(instruction: str, result: str) -> str:
    def char(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    return f"{char('begin')}<w:r><w:instrText>{instruction}</w:instrText></w:r>{char('separate')}{run(result)}{char('end')}"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (run("收到") + run("1") + run("2") + run("件"), "收到12件"),
        ("<w:hyperlink>" + run("网址") + "</w:hyperlink>", "网址"),
        ("<w:smartTag><w:customXml>" + run("内") + "</w:customXml></w:smartTag>", "内"),
        ("<w:sdt><w:sdtContent>" + run("控件") + "</w:sdtContent></w:sdt>", "控件"),
        ("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + run("单击") + "</w:sdtContent></w:sdt>", ""),
        (run("共") + field("= 1+1", "2") + run("件"), "共2件"),
        ("<w:r><w:t>连</w:t><w:softHyphen/><w:t>字</w:t></w:r>", "连字"),
        ('<w:fldSimple w:instr="DATE">' + run("2023") + "</w:fldSimple>", "2023"),
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r>", "a\tb\nc-d"),
        ('<w:r><w:sym w:font="Arial" w:char="2022"/><w:sym w:font="Wingdings" w:char="F0A7"/><w:t>x</w:t></w:r>', "•x"),
        ("<w:r><w:ruby><w:rt>" + run("guān") + "</w:rt><w:rubyBase>" + run("官") + "</w:rubyBase></w:ruby></w:r>", "官"),
        ("<m:oMath><m:r><m:t>1+1</m:t></m:r></m:oMath>", "1+1"),
        ("<w:r><w:t>1<!-- 注 -->2</w:t></w:r>", "12"),
        ("<w:r><w:t>\n  5\n</w:t></w:r>", "5"),
        ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + run("吞") + "<w:r><w:fldChar/></w:r>", ""),
    ],
)  # fmt: skip
def test_the_text_of_a_line(file: Path, content: str, text: str) -> None:
    assert texts(seen(file, par(content) + par("末"))) == [line for line in (text, "末") if line]


def test_a_field_inside_an_instruction_is_not_seen(file: Path) -> None:
    nested = field("MERGEFIELD x", "藏")
    outer = field("", "显").replace("<w:instrText></w:instrText></w:r>", f"<w:instrText>IF</w:instrText></w:r>{nested}")
    assert texts(seen(file, par(outer))) == ["显"]


def test_hidden_text_is_left_out_and_told(file: Path) -> None:
    styles = part("styles", f'<w:style w:type="character" w:styleId="H"><w:rPr>{VANISH}</w:rPr></w:style>')
    body = par(run("看得见") + run("藏一", VANISH) + run("藏二", '<w:rStyle w:val="H"/>') + run("也见", '<w:vanish w:val="0"/>'))
    document = seen(file, body, styles=styles)
    assert texts(document) == ["看得见也见"]
    assert [(note.kind, note.text, note.where) for note in document.notes] == [("import.hidden_text", "藏一藏二", "第 1 段")]


def test_a_paragraph_style_can_hide(file: Path) -> None:
    styles = part("styles", f'<w:style w:type="paragraph" w:styleId="H"><w:rPr>{VANISH}</w:rPr></w:style>')
    document = seen(file, par("藏", '<w:pStyle w:val="H"/>') + par("见"), styles=styles)
    assert texts(document) == ["见"]
    assert notes(document) == ["import.hidden_text"]


# --- headings -----------------------------------------------------------------------------------------------


def test_headings_come_from_names_outline_levels_and_chains(file: Path) -> None:
    styles = part(
        "styles",
        '<w:latentStyles><w:lsdException w:name="heading 1"/></w:latentStyles>'
        '<w:style w:type="paragraph" w:styleId="a1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:type="table" w:styleId="T"><w:name w:val="表"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="a2"><w:name w:val="标题 2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="a3"><w:basedOn w:val="a1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="a4"><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="l1"><w:basedOn w:val="l2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="l2"><w:basedOn w:val="l1"/></w:style>',
    )
    body = "".join(par("x", f'<w:pStyle w:val="{name}"/>') for name in ("a1", "a2", "a3", "a4", "l1", "无"))
    body += par("x", '<w:outlineLvl w:val="0"/>') + par("x", '<w:pStyle w:val="a1"/><w:outlineLvl w:val="9"/>')
    headings = [block.heading for block in seen(file, body, styles=styles).blocks if isinstance(block, SourceParagraph)]
    assert headings == [1, 2, 1, 3, None, None, 1, None]


# --- beside the line ----------------------------------------------------------------------------------------


def box(content: str) -> str:
    inner = f"<w:txbxContent>{content}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>'
        f"{inner}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_a_text_box_comes_once_behind_its_paragraph(file: Path) -> None:
    document = seen(file, par(run("正文") + box(par("框中") + table(row(cell("7"), cell("8")), widths=(500, 500)))) + par("后"))
    kinds = [(block.kind, block.text) if isinstance(block, SourceParagraph) else "表" for block in document.blocks]
    assert kinds == [("paragraph", "正文"), ("text_box", "框中"), "表", ("paragraph", "后")]
    assert document.blocks[1].where == "第 1 段旁的文本框"


def test_an_unknown_choice_leaves_the_fallback(file: Path) -> None:
    alternate = (
        f'<mc:AlternateContent><mc:Choice Requires="x">{run("新")}</mc:Choice>'
        f"<mc:Fallback>{run('旧')}</mc:Fallback></mc:AlternateContent>"
    )
    assert texts(seen(file, par(alternate))) == ["旧"]


def test_text_boxes_of_a_cell_follow_the_table(file: Path) -> None:
    document = seen(file, table(row(cell("甲"), cell(par(run("乙") + box(par("注"))))), widths=(500, 500)))
    assert texts(document, "text_box") == ["注"]
    assert [one[4] for one in grid(tables(document)[0])] == ["甲", "乙"]


def test_word_art_is_read(file: Path) -> None:
    assert texts(
        seen(file, par('<w:r><w:pict><v:shape><v:textpath string="乔官镇人民政府"/></v:shape></w:pict></w:r>')), "text_box"
    ) == ["乔官镇人民政府"]


def test_pictures_are_told(file: Path) -> None:
    picture = '<w:r><w:drawing><a:blip r:embed="rId9"/></w:drawing></w:r>'
    document = seen(file, par("表格如下") + par(picture) + table(row(cell(par(picture))), widths=(500,)))
    found = [block for block in document.blocks if isinstance(block, SourceParagraph) and block.kind == "picture"]
    assert [block.where for block in found] == ["第 1 段之后", "表格 1，第 1 行第 1 列"]


def test_footnotes_come_after_the_body_and_leave_numbers_alone(file: Path) -> None:
    mark = '<w:r><w:footnoteReference w:id="5"/></w:r>'
    footnotes = part(
        "footnotes",
        f'<w:footnote w:type="separator" w:id="0">{par("线")}</w:footnote>'
        f'<w:footnote w:id="5">{par("<w:r><w:footnoteRef/></w:r>" + run("含 2 件补正"))}</w:footnote>'
        f'<w:footnote w:id="6">{par("无人引用")}</w:footnote>',
    )
    document = seen(file, par(run("12") + mark) + par("末"), footnotes=footnotes)
    assert document.blocks == (
        SourceParagraph("12", "第 1 段"),
        SourceParagraph("末", "第 2 段"),
        SourceParagraph("含 2 件补正", "脚注 1", "footnote"),
    )


def test_headers_once_and_page_numbers_not_at_all(file: Path) -> None:
    parts = parts_of(
        par("正文", '<w:sectPr><w:headerReference r:id="h1"/></w:sectPr>')
        + '<w:sectPr><w:headerReference r:id="h2"/><w:headerReference r:id="gone"/><w:footerReference r:id="f1"/></w:sectPr>'
    )
    parts["word/_rels/document.xml.rels"] = rels(
        ("h1", "header", "header1.xml"), ("h2", "header", "header2.xml"), ("f1", "footer", "footer1.xml")
    )
    parts["word/header1.xml"] = parts["word/header2.xml"] = part("hdr", par("乔官镇"))
    parts["word/footer1.xml"] = part("ftr", par(run("— ") + field("PAGE", "3") + run(" —")) + par("第 1 页 共 12 页"))
    document = read(write_zip(file, parts))
    assert texts(document, "header") == ["乔官镇"]
    assert texts(document, "footer") == []


# --- the package --------------------------------------------------------------------------------------------


def test_ignored_things_are_named(file: Path) -> None:
    parts = parts_of(par("正文") + '<w:altChunk r:id="c"/>')
    parts["word/_rels/document.xml.rels"] = rels(
        ("l", "hyperlink", "http://a.example", "External"),
        ("i", "image", "http://b.example/x.png", "External"),
        ("m", "vbaProject", "vbaProject.bin"),
        ("o", "oleObject", "embeddings/o.bin"),
        ("s", "settings", "settings.xml"),
        ("c", "aFChunk", "chunk.html"),
    )
    parts["word/_rels/settings.xml.rels"] = rels(("t", "attachedTemplate", "file:///t.dotm", "External"))
    document = read(write_zip(file, parts))
    assert texts(document) == ["正文"]
    assert sorted(notes(document)) == [
        "import.alt_chunk", "import.external_link", "import.external_link", "import.macro", "import.ole",
    ]  # fmt: skip
    assert all("http://a.example" not in note.text for note in document.notes)


def test_comments_are_told(file: Path) -> None:
    comments = part("comments", f'<w:comment w:id="0">{par("这个数不对")}</w:comment>')
    assert [(note.kind, note.text) for note in seen(file, par("x"), comments=comments).notes] == [
        ("import.comment", "这个数不对")
    ]


def test_properties_by_their_names(file: Path) -> None:
    parts = parts_of(par("x"))
    parts["_rels/.rels"] = rels(
        ("r1", "officeDocument", "word/document.xml"), ("r2", "core-properties", "docProps/core.xml"),
        ("r3", "custom-properties", "docProps/custom.xml"),
    )  # fmt: skip
    parts["docProps/core.xml"] = (
        '<c:coreProperties xmlns:c="urn:c" xmlns:dc="urn:dc"><dc:title>年度报告</dc:title>'
        "<dc:creator>王</dc:creator></c:coreProperties>"
    )
    parts["docProps/custom.xml"] = (
        '<Properties xmlns:vt="urn:vt"><property name="organ"><vt:lpwstr>乔官镇</vt:lpwstr></property></Properties>'
    )
    assert read(write_zip(file, parts)).properties == {"title": "年度报告", "creator": "王", "organ": "乔官镇"}


# --- the short way and the long way -------------------------------------------------------------------------


def test_plain_paragraphs_read_alike_on_both_ways(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The survey only saves time: looking closely at everything must give the same document."""
    unique_report(file, phantom=True)
    quick = read(file)

    def survey_everything(survey: Survey, root: XmlElement) -> None:
        survey.paragraphs.update(root.iter(w.PARAGRAPH))
        survey.rows_and_cells.update(root.iter(w.ROW, w.CELL))

    monkeypatch.setattr(Survey, "add", survey_everything)
    assert read(file) == quick


_PIECES = (
    "<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>1</w:t>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>",
    "<w:pPr>", "</w:pPr>", "<w:rPr>", "</w:rPr>", "<w:del>", "</w:del>", "<w:ins>", "</w:ins>", "<w:sdt>", "</w:sdt>",
    "<w:sdtContent>", "</w:sdtContent>", '<w:gridBefore w:val=""/>', "<w:trPr>", "</w:trPr>", "<w:tcPr>", "</w:tcPr>",
    '<w:gridSpan w:val="七"/>', "<w:vMerge/>", '<w:hMerge w:val="continue"/>', "<w:tblGrid>", "</w:tblGrid>",
    '<w:gridCol w:w="nan"/>', '<w:gridCol w:w="1"/>', '<w:gridCol w:w="inf"/>', "<w:vanish/>", "<w:drawing>", "</w:drawing>",
    "<w:txbxContent>", "</w:txbxContent>", '<w:sym w:char="D800"/>', '<w:sym w:char="-1"/>', '<w:fldChar w:fldCharType="end"/>',
    '<w:fldChar w:fldCharType="begin"/>', "<w:numPr>", "</w:numPr>", '<w:numId w:val="1"/>', '<w:ilvl w:val="77"/>',
    '<w:outlineLvl w:val="x"/>', "<mc:AlternateContent>", "</mc:AlternateContent>", '<mc:Choice Requires="nix wps">',
    "</mc:Choice>",
    "<w:sectPr>", "</w:sectPr>", '<w:footerReference r:id="rId1"/>', "<w:altChunk/>", "<w:cellDel/>", "<w:br/>",
)  # fmt: skip


def _balanced(pieces: list[str]) -> str:
    """The pieces as well-formed XML: stray ends left out, open elements closed."""
    out: list[str] = []
    open_names: list[str] = []
    for piece in pieces:
        name = piece.strip("</>").split()[0]
        if piece.startswith("</"):
            if name not in open_names:
                continue
            while open_names[-1] != name:
                out.append(f"</{open_names.pop()}>")
            open_names.pop()
        elif not piece.endswith("/>") and "</" not in piece:
            open_names.append(name)
        out.append(piece)
    return "".join(out) + "".join(f"</{name}>" for name in reversed(open_names))


def test_any_mixture_of_markup_is_read_or_refused(file: Path) -> None:
    numbering = part("numbering", '<w:abstractNum w:abstractNumId="0"/><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>')
    random = Random(2023)
    for _ in range(400):
        pieces = random.choices(_PIECES, k=random.randint(1, 60))
        with suppress(UnreadableFileError):
            seen(file, _balanced(pieces), numbering=numbering)
