"""Web pages: encodings, visible text, lists, tables with spans, layout tables, and pages made to do harm."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UnreadableFileError
from core.importer.readers import html
from core.importer.source import SourceCell, SourceDocument, SourceParagraph, SourceTable


def texts(document: SourceDocument) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, SourceParagraph)]


def tables(document: SourceDocument) -> list[SourceTable]:
    return [block for block in document.blocks if isinstance(block, SourceTable)]


def grid(table: SourceTable) -> list[tuple[int, int, int, int, str]]:
    return [(cell.row, cell.column, cell.row_span, cell.column_span, cell.text) for cell in table.cells]


def only_table(markup: str) -> list[tuple[int, int, int, int, str]]:
    (table,) = tables(html.parse(markup))
    return grid(table)


PAGE = "<html><head>{meta}<title> 年度 报告 </title></head><body><p>规章公开</p></body></html>"


@pytest.mark.parametrize(
    ("encoding", "meta"),
    [
        ("gb18030", '<meta charset="gb2312">'),
        ("gbk", '<meta http-equiv="Content-Type" content="text/html; charset=GBK">'),
        ("gb18030", ""),
        ("utf-8", '<meta charset="utf-8">'),
        ("utf-8", '<meta charset="gb2312">'),
        ("utf-8-sig", ""),
        ("utf-16", ""),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, meta: str) -> None:
    path = tmp_path / "报告.html"
    path.write_bytes(PAGE.format(meta=meta).encode(encoding))
    document = html.read(path)
    assert texts(document) == ["规章公开"]
    assert (document.kind, document.properties) == ("html", {"page_title": "年度 报告"})


def test_traditional_page() -> None:
    assert texts(html.parse('<meta charset="big5"><p>規章'.encode("big5"))) == ["規章"]


def test_own_properties() -> None:
    markup = '<meta name="nianbao:organ" content="某镇人民政府"><meta name="author" content="x"><p>文'
    assert html.parse(markup).properties == {"nianbao.organ": "某镇人民政府"}


def test_paragraphs_headings_and_white_space() -> None:
    document = html.parse(
        "<h1>某镇<br>年度报告</h1><div>前文<p>\u3000\u3000&emsp;一是 \n 加强&nbsp;领导。&nbsp;</p>政府\n 信息</div>"
        "<h3><b>（一）</b>主动公开</h3>尾<hr>末<pre>甲  乙\n<b>丙</b>丁\n</pre>"
    )
    assert texts(document) == [
        "某镇",
        "年度报告",
        "前文",
        "一是加强 领导。",
        "政府信息",
        "（一）主动公开",
        "尾",
        "末",
        "甲 乙",
        "丙丁",
    ]
    assert [block.heading for block in document.blocks[:6]] == [1, 1, None, None, None, 3]
    assert document.blocks[2].where == "第 3 段"


def test_what_is_not_seen_is_left_out() -> None:
    document = html.parse(
        "<body>甲<script>x</script>乙<style>y</style><!-- z --><p hidden>1</p><p style='color:red; DISPLAY : none'>2</p>"
        "<noscript>3</noscript><template>4</template><iframe src='http://x.invalid/'>5</iframe>"
        "<p>丙<span style='display:none'>6</span>丁"
    )
    assert texts(document) == ["甲乙", "丙丁"]


def test_lists_show_their_numbers() -> None:
    document = html.parse(
        "<ol><li>甲<p>续</p><li><p>乙</p><ul><li>丙</li></ul></li><li value=7>丁<li>戊</ol><ol start=3><li>己</ol>"
        "<ol style='list-style: none'><li>庚</ol><li>散"
    )
    assert texts(document) == ["1.甲", "续", "2.乙", "丙", "7.丁", "8.戊", "3.己", "庚", "散"]


def test_form_fields_count_as_text() -> None:
    document = html.parse(
        "<p>数量<input value=12>件<input type=hidden value=9><input type=checkbox value=on>"
        "<select><option>甲<option selected>乙</select><select><option>丙<option>丁</select><textarea>一\n二</textarea>"
    )
    assert texts(document) == ["数量12件乙丙", "一", "二"]


def test_table_spans_and_parts() -> None:
    assert only_table(
        "<table><caption>题</caption><tfoot><tr><td>尾<td>9</tfoot><tr><td rowspan=2>甲<td>1<tr><td>商业<br>企业"
        "<thead><tr><th colspan=2>头</thead></table>"
    ) == [
        (0, 0, 1, 2, "头"),
        (1, 0, 2, 1, "甲"),
        (1, 1, 1, 1, "1"),
        (2, 1, 1, 1, "商业\n企业"),
        (3, 0, 1, 1, "尾"),
        (3, 1, 1, 1, "9"),
    ]


def test_caption_stands_before_its_table() -> None:
    document = html.parse("<table><tr><td>1<td>2</tr><caption>题</caption></table>")
    assert [type(block) for block in document.blocks] == [SourceParagraph, SourceTable]


@pytest.mark.parametrize(
    ("rowspan", "expected"), [("0", 3), ("3", 3), ("99", 3), ("-7", 1), ("七", 1), ("", 1), ("2.9", 2), ("+2", 2), ("9" * 40, 3)]
)
def test_odd_row_spans(rowspan: str, expected: int) -> None:
    cells = only_table(f"<table><tr><td rowspan='{rowspan}'>甲<td>1<tr><td>2<tr><td>3</table>")
    assert cells[0] == (0, 0, expected, 1, "甲")


def test_odd_column_spans() -> None:
    assert [
        cell[3] for cell in only_table("<table><tr><td colspan=0>a<tr><td colspan=1000000>b<tr><td>c<td colspan=64>d</table>")
    ] == [1, 64, 1, 63]


def test_row_span_ends_with_its_part_of_the_table() -> None:
    cells = only_table("<table><thead><tr><th rowspan=5>头<th>a</thead><tbody><tr><td>甲<td>1</table>")
    assert cells[2:] == [(1, 0, 1, 1, "甲"), (1, 1, 1, 1, "1")]


def test_cells_without_rows_and_places() -> None:
    (table,) = tables(html.parse("<table><td>甲<td>1</table>"))
    assert table.where == "第 1 个表格"
    assert [cell.where for cell in table.cells] == ["第 1 个表格第 1 行第 1 列", "第 1 个表格第 1 行第 2 列"]


def test_layout_tables_are_taken_apart() -> None:
    document = html.parse(
        "<table><tr><td>导航</td><td>文前<table><tr><td>规章</td><td>0</td></tr></table>文后</td></tr></table>"
        "<table><tr><td>框</td></tr></table><table><tr><td> <td>&nbsp;</table>"
    )
    assert [block.text if isinstance(block, SourceParagraph) else "表" for block in document.blocks] == [
        "导航",
        "文前",
        "表",
        "文后",
        "框",
    ]
    assert [cell[4] for cell in grid(tables(document)[0])] == ["规章", "0"]


def test_a_hidden_inner_table_does_not_take_the_outer_one_apart() -> None:
    assert len(only_table("<table><tr><td>规章<table hidden><tr><td>x<td>y</table><td>0</table>")) == 2


def test_pictures() -> None:
    document = html.parse("<p>文<img alt='表二'>后<table><tr><td>规章<td><img src='http://x.invalid/0.png'></table>")
    assert [(block.text, block.kind) for block in document.blocks[:3] if isinstance(block, SourceParagraph)] == [
        ("文", "paragraph"),
        ("表二", "picture"),
        ("后", "paragraph"),
    ]
    assert tables(document)[0].cells[1] == SourceCell(
        0, 1, 1, 1, "", "第 1 个表格第 1 行第 2 列", "这一格是图片，图中的内容无法读取"
    )


@pytest.mark.parametrize(
    "markup", ["", "  ", "<>", "</p>", "<table>", "<table><tr>", "<td>1", "<ol>", "<li>", "&#0;&#xD800;&bogus;"]
)
def test_soup_is_read(markup: str) -> None:
    assert html.parse(markup).kind == "html"


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("<div>" * 100_000 + "深", "嵌套过深"),
        ("<table><tr><td>" * 20_000, "嵌套过深"),
        ("<table>" + "<tr><td>1<td>2" * 2001 + "</table>", "2000 行"),
        ("<table><tr>" + "<td>1" * 65 + "</table>", "64 列"),
        ("<table><tr><td>1<td>2</table>" * 201, "200 个"),
        ("<b>" * 600_001, "标记过多"),
        ("\x00<p>", "不是文本"),
    ],
)
def test_pages_that_do_harm_are_refused(markup: str, reason: str) -> None:
    started = time.perf_counter()
    with pytest.raises(UnreadableFileError, match=rf"^“网页内容”[^\n]*{reason}[^\n]*。$"):
        html.parse(markup)
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    "markup",
    [
        '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><p>&b;',
        "<select>" + "<option>x" * 20_000,
        "<p style='" + "list-style:" * 20_000 + "'>x",
        "<div>" * 1000 + "<table></table>" * 5_000,
        "<p>字" + " " * 100_000 + "\n字",
    ],
)
def test_harmful_pages_that_are_read_cost_little(markup: str) -> None:
    started = time.perf_counter()
    html.parse(markup)
    assert time.perf_counter() - started < 2


def test_too_large_and_missing_files(tmp_path: Path) -> None:
    path = tmp_path / "大.html"
    path.write_bytes(b" " * (html.MAX_BYTES + 1))
    with pytest.raises(UnreadableFileError, match="16 MB"):
        html.read(path)
    with pytest.raises(UnreadableFileError, match="不存在"):
        html.read(tmp_path / "没有.html")


NODES = st.recursive(
    st.sampled_from(["规章", "1", " ", "\n", "&nbsp;", "<br>", "<img>", "<input value=3>"]),
    lambda inner: st.builds(
        lambda tag, content: f"<{tag}>{''.join(content)}</{tag.split()[0]}>",
        st.sampled_from(
            ["p", "div", "b", "h2", "ol", "ul", "li", "table", "tr", "td", "td rowspan=3", "td colspan=2", "tbody", "pre"]
        ),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


@given(st.lists(NODES, max_size=5).map("".join))
def test_no_text_of_any_nesting_is_lost_or_doubled(markup: str) -> None:
    found = [
        block.text if isinstance(block, SourceParagraph) else "".join(c.text for c in block.cells)
        for block in html.parse(markup).blocks
    ]
    assert sum(text.count("规章") for text in found) == markup.count("规章")


@given(st.text(st.sampled_from("<>/=\"' tabledrowspnhi1规&;#x-!")))
def test_no_markup_makes_it_fail(markup: str) -> None:
    assert html.parse(markup).kind == "html"
