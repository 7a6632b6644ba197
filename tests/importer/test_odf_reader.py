"""OpenDocument texts and spreadsheets: exact cells, what is visible, repeated cells, and files made to do harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx_builder import write_zip
from expectations import assert_exact
from legacy import EDITIONS, draft, sample

from core.errors import UnreadableFileError
from core.forms import load_forms
from core.importer.importing import import_report
from core.importer.readers import odf
from core.importer.readers.sheet import COVERED
from core.importer.readers.xlsx_cells import NO_RESULT
from core.importer.source import SourceDocument, SourceParagraph, SourceTable

_URN = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
_NAMES = " ".join(f'xmlns:{short}="{_URN.format(long)}"' for short, long in (
    ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing"),
    ("svg", "svg-compatible"),
))  # fmt: skip
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def content(body: str, kind: str, styles: str) -> str:
    return (
        f"<office:document-content {_NAMES} {CALC}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )


def read(tmp_path: Path, body: str, kind: str = "text", styles: str = "", **parts: str) -> SourceDocument:
    mimetype = f"application/vnd.oasis.opendocument.{kind}"
    path = tmp_path / "a.odt"
    write_zip(path, {"mimetype": mimetype, "content.xml": content(body, kind, styles), **parts})
    return odf.read(path)


def texts(document: SourceDocument) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in document.blocks if isinstance(block, SourceParagraph)]


def grid(document: SourceDocument) -> list[tuple[int, int, int, int, str]]:
    (table,) = (block for block in document.blocks if isinstance(block, SourceTable))
    return [(cell.row, cell.column, cell.row_span, cell.column_span, cell.text) for cell in table.cells]


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("kind", ["odt", "ods"])
def test_every_cell(edition: str, kind: str, tmp_path: Path) -> None:
    assert_exact(draft(edition), import_report(sample(edition, kind, tmp_path, ".docx"), load_forms()), kind)


# --- texts -------------------------------------------------------------------------------------------------------


def test_visible_text(tmp_path: Path) -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>删</text:p></text:deletion></text:changed-region>"
        "</text:tracked-changes><text:h text:outline-level='2'>一、\n  总体</text:h>"
        "<text:p>甲<text:s text:c='2'/>乙<text:tab/>丙<text:line-break/>丁<text:span> 戊</text:span> </text:p>"
        "<text:p>注<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>脚</text:p></text:note-body></text:note><text:ruby><text:ruby-base>字</text:ruby-base>"
        "<text:ruby-text>zi</text:ruby-text></text:ruby><office:annotation><text:p>批</text:p></office:annotation></text:p>"
        "<text:section><text:p><draw:frame><draw:text-box><text:p>框</text:p></draw:text-box></draw:frame>旁</text:p>"
        "<text:p><draw:frame><draw:image/><svg:desc>图</svg:desc></draw:frame></text:p></text:section>"
    )
    document = read(tmp_path, body)
    assert texts(document) == [
        ("paragraph", "一、 总体"),
        ("paragraph", "甲  乙\t丙\n丁 戊"),
        ("paragraph", "注字"),
        ("paragraph", "旁"),
        ("text_box", "框"),
        ("picture", "图"),
        ("footnote", "脚"),
    ]
    assert [block.heading for block in document.blocks if isinstance(block, SourceParagraph)][:2] == [2, None]
    assert [(note.kind, note.text[:3]) for note in document.notes] == [
        ("import.tracked_changes", "文件里"),
        ("import.comment", "批"),
    ]


def test_hidden_text_is_told(tmp_path: Path) -> None:
    styles = "<style:style style:name='T1'><style:text-properties text:display='none'/></style:style>"
    document = read(tmp_path, "<text:p>甲<text:span text:style-name='T1'>隐</text:span>乙</text:p>", styles=styles)
    assert texts(document) == [("paragraph", "甲乙")]
    assert [(note.kind, note.text, note.where) for note in document.notes] == [("import.hidden_text", "隐", "第 1 段")]


LISTS = (
    "<text:list-style style:name='L'><text:list-level-style-number text:level='1' style:num-format='一, 二, 三, ...' "
    "style:num-suffix='、'/><text:list-level-style-number text:level='2' style:num-prefix='（' style:num-suffix='）' "
    "style:num-format='1' text:start-value='3' text:display-levels='2'/>"
    "<text:list-level-style-bullet text:level='3'/></text:list-style>"
)


def test_list_numbers(tmp_path: Path) -> None:
    def items(inner: str, **names: str) -> str:
        given = "".join(f" text:{name.replace('_', '-')}='{value}'" for name, value in names.items())
        return f"<text:list text:style-name='L'{given}>{inner}</text:list>"

    def item(inner: str, given: str = "") -> str:
        return f"<text:list-item{given}>{inner}</text:list-item>"

    deep = items(item("<text:p>三</text:p>" + items(item("<text:p>点</text:p>"))) + item("<text:p>四</text:p>"))
    body = items(item("<text:p>甲</text:p><text:p>续</text:p>" + deep) + item("<text:p>乙</text:p>"))
    body += (
        "<text:p>间</text:p>" + items(item("<text:p>丙</text:p>"), continue_numbering="true") + items(item("<text:p>丁</text:p>"))
    )
    body += items(item("<text:p>戊</text:p>", " text:start-value='7'"))
    assert [text for _, text in texts(read(tmp_path, body, styles=LISTS))] == [
        "一、甲", "续", "（一.3）三", "点", "（一.4）四", "二、乙", "间", "三、丙", "一、丁", "七、戊",
    ]  # fmt: skip


def test_tables(tmp_path: Path) -> None:
    body = (
        "<table:table><table:table-column/><table:table-header-rows><table:table-row>"
        "<table:table-cell table:number-rows-spanned='2'><text:p>甲</text:p><text:p>乙</text:p></table:table-cell>"
        "<table:table-cell table:number-columns-spanned='2'><text:list><text:list-item><text:p>丙</text:p></text:list-item>"
        "</text:list>"
        "</table:table-cell><table:covered-table-cell/></table:table-row></table:table-header-rows><table:table-row>"
        "<table:covered-table-cell/><table:table-cell table:number-columns-repeated='2'><text:p>1</text:p></table:table-cell>"
        "</table:table-row></table:table>"
    )
    assert grid(read(tmp_path, body)) == [(0, 0, 2, 1, "甲\n乙"), (0, 1, 1, 2, "丙"), (1, 1, 1, 1, "1"), (1, 2, 1, 1, "1")]


def test_a_table_that_holds_tables_is_taken_apart(tmp_path: Path) -> None:
    def table(inner: str) -> str:
        return f"<table:table><table:table-row><table:table-cell>{inner}</table:table-cell></table:table-row></table:table>"

    document = read(tmp_path, table("<text:p>外</text:p>" + table("<text:p>内</text:p>")))
    assert (texts(document), grid(document)) == ([("paragraph", "外")], [(0, 0, 1, 1, "内")])


def test_page_edges(tmp_path: Path) -> None:
    master = (
        "<style:master-page><style:header><text:p>石桥镇</text:p></style:header><style:header-first><text:p>石桥镇</text:p>"
        "</style:header-first><style:footer><text:p>— <text:page-number>3</text:page-number> —</text:p></style:footer>"
        "<style:footer-left style:display='false'><text:p>不见</text:p></style:footer-left></style:master-page>"
    )
    styles = f"<office:document-styles {_NAMES}>{master}</office:document-styles>"
    assert texts(read(tmp_path, "<text:p>甲</text:p>", **{"styles.xml": styles})) == [("paragraph", "甲"), ("header", "石桥镇")]


# --- spreadsheets ------------------------------------------------------------------------------------------------


def cell(text: str = "", given: str = "", tag: str = "table-cell") -> str:
    inner = f"<text:p>{text}</text:p>" if text else ""
    return f"<table:{tag} {given}>{inner}</table:{tag}>"


def row(*cells: str, given: str = "") -> str:
    return f"<table:table-row {given}>{''.join(cells)}</table:table-row>"


def sheet(*rows: str, given: str = "", columns: str = "") -> str:
    return f"<table:table table:name='甲' {given}>{columns}{''.join(rows)}</table:table>"


def test_what_cells_show(tmp_path: Path) -> None:
    cells = (
        cell("12,345", "office:value-type='float' office:value='12345'"),
        cell("1/2", "office:value-type='date' office:date-value='2024-01-15'"),
        cell("#DIV/0!", "office:value-type='string' calcext:value-type='error'"),
        cell("", "table:formula='of:=A1'"),
        cell("文字", "office:value-type='string'"),
        cell("", "table:number-columns-repeated='16000'"),
    )
    document = read(tmp_path, sheet(row(*cells), row(cell(), given="table:number-rows-repeated='1048570'")), "spreadsheet")
    (table,) = document.blocks
    assert isinstance(table, SourceTable)
    assert [(found.text, found.note) for found in table.cells] == [
        ("12345", ""), ("2024年1月15日", ""), ("#DIV/0!", "公式出错（#DIV/0!）"), ("", NO_RESULT), ("文字", ""),
    ]  # fmt: skip
    assert (document.kind, table.cells[1].where) == ("ods", "工作表“甲”B1")


def test_merges_and_repeats(tmp_path: Path) -> None:
    first = row(cell("甲", "table:number-columns-spanned='2'"), cell("藏", tag="covered-table-cell"), cell("乙"))
    again = row(cell("1", "table:number-columns-repeated='3'"), given="table:number-rows-repeated='2'")
    document = read(tmp_path, sheet(first, again), "spreadsheet")
    assert grid(document) == [
        (0, 0, 1, 2, "甲"), (0, 1, 1, 1, "藏"), (0, 2, 1, 1, "乙"),
        *((number, column, 1, 1, "1") for number in (1, 2) for column in range(3)),
    ]  # fmt: skip
    assert [found.note for block in document.blocks if isinstance(block, SourceTable) for found in block.cells][1] == COVERED


def test_hidden_things_are_read_and_told(tmp_path: Path) -> None:
    styles = "<style:style style:name='h'><style:table-properties table:display='false'/></style:style>"
    columns = "<table:table-column/><table:table-column table:visibility='collapse'/>"
    body = sheet(row(cell("1"), cell("2"), given="table:visibility='filter'"), given="table:style-name='h'", columns=columns)
    document = read(tmp_path, body, "spreadsheet", styles)
    assert [note.text for note in document.notes] == [
        "工作表“甲”是隐藏的，其内容也已读入，请核对。",
        "工作表“甲”中第 1 行、B 列是隐藏的，其内容也已读入，请核对。",
    ]


# --- hostile -----------------------------------------------------------------------------------------------------

MANY = "table:number-columns-repeated='999999999'"
TABLE = "<table:table><table:table-row>{}</table:table-row></table:table>"


@pytest.mark.parametrize(
    ("body", "kind", "message"),
    [
        (TABLE.format(cell("1", MANY)), "text", "64 列"),
        (sheet(row(cell("1", MANY))), "spreadsheet", "64 列"),
        (sheet(row(cell("1"), given="table:number-rows-repeated='999999999'")), "spreadsheet", "2000 行"),
        (sheet(row(cell("1", "table:number-columns-spanned='7777777' table:number-rows-spanned='7777777'"))), "spreadsheet", ""),
        (sheet() * 65, "spreadsheet", "65 张工作表"),
        ("<text:p>甲</text:p>" * 20_001, "text", "20000 段"),
        (TABLE.format(cell("1")) * 201, "text", "200 个表格"),
        ("<text:span>" * 300 + "</text:span>" * 300, "text", "损坏"),
        ("<text:p>甲<text:s text:c='999999999'/></text:p>", "text", ""),
        (TABLE.format(cell("1", "table:number-columns-repeated='七'")), "text", "损坏"),
    ],
)
def test_hostile_files(body: str, kind: str, message: str, tmp_path: Path) -> None:
    if not message:
        assert len(read(tmp_path, body, kind).blocks) == 1
        return
    with pytest.raises(UnreadableFileError, match=message) as error:
        read(tmp_path, body, kind)
    assert "\n" not in str(error.value)


def test_a_password_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="设有打开密码"):
        read(tmp_path, "", **{"META-INF/manifest.xml": "<manifest:encryption-data/>"})


def test_other_documents_are_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="没有文字或表格"):
        read(tmp_path, "", "presentation")
