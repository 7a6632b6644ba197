"""Text drafts: encodings, the table shapes of real reports, and that no visible character is lost."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UnreadableFileError
from core.importer.readers import text
from core.importer.source import SourceDocument, SourceParagraph, SourceTable

REPORTS = Path(__file__).parents[2].parent / "shared" / "reports"
real_reports = pytest.mark.skipif(not REPORTS.is_dir(), reason="the real reports are not here")


def rows(table: SourceTable) -> list[list[str]]:
    found: dict[int, list[str]] = {}
    for cell in table.cells:
        found.setdefault(cell.row, []).append(cell.text)
    return [found[row] for row in sorted(found)]


def shown(document: SourceDocument) -> list[str | list[list[str]]]:
    return [block.text if isinstance(block, SourceParagraph) else rows(block) for block in document.blocks]


def parsed(source: str) -> list[str | list[list[str]]]:
    return shown(text.parse(source))


# --- encodings ---------------------------------------------------------------------------------------------------

SAMPLE = "一、总体情况\n规章\t０\t1\t2\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_encodings_are_recognised(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "报告.txt"
    path.write_bytes(SAMPLE.encode(encoding))
    assert shown(text.read(path)) == ["一、总体情况", [["规章", "０", "1", "2"]]]


def test_big_endian_utf16_with_mark(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_bytes(b"\xfe\xff" + SAMPLE.encode("utf-16-be"))
    assert shown(text.read(path))[0] == "一、总体情况"


def test_one_bad_byte_is_damage_and_not_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_bytes(("政府信息公开" * 40).encode() + b"\xff\n" + "规章".encode())
    document = text.read(path)
    assert shown(document) == ["政府信息公开" * 40 + "\ufffd", "规章"]
    assert [note.kind for note in document.notes] == ["import.encoding"]
    assert "1 处" in document.notes[0].text


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\x01\x02binary",
        bytes(range(256)) * 4,
        "一、总体情况 2023".encode("utf-16-le"),
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"\xff\xfe\x00\xd8",
    ],
)
def test_what_is_no_text_is_refused_in_one_sentence(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "报告.txt"
    path.write_bytes(data)
    with pytest.raises(UnreadableFileError, match=r"^“报告.txt”不是文本.*。$"):
        text.read(path)


def test_missing_and_oversized_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="不存在"):
        text.read(tmp_path / "没有.txt")
    large = tmp_path / "大.txt"
    large.write_bytes(b" " * (text.MAX_BYTES + 1))
    with pytest.raises(UnreadableFileError, match="8 MB"):
        text.read(large)


def test_too_many_lines_or_cells_are_refused() -> None:
    with pytest.raises(UnreadableFileError, match="行"):
        text.parse("\n" * text.MAX_LINES)
    with pytest.raises(UnreadableFileError, match="格"):
        text.parse("\t" * text.MAX_CELLS)


@pytest.mark.parametrize(
    "line",
    ["\t短\n\n", "\t1\n\n\n\n\n\t2\n", "a  b\n", "|a|\n", '\t"\n', "\t", '"', " ", "\t1\n\t2\n" + "\n" * 9, "（" * 99 + "\t"],
)
def test_hostile_repetition_stays_linear(line: str) -> None:
    size = min(200_000 // len(line), text.MAX_LINES // (line.count("\n") + 1) - 1, text.MAX_CELLS // 2)
    started = time.perf_counter()
    text.parse(line * size)
    assert time.perf_counter() - started < 2


# --- shapes ------------------------------------------------------------------------------------------------------


def test_one_cell_a_line() -> None:
    source = "表\n\t规章\n\t0\n\t\n\n\t行政规范\n性文件\n\t2\n\n\n\n三、收到\n"
    assert parsed(source) == ["表", [["规章", "0", ""], ["行政规范性文件", "2"]], "三、收到"]


def test_a_wide_gap_ends_a_cell_table() -> None:
    source = "\ta\n\t1\n\n\tb\n\t2\n\n\n\n\tc\n\t3\n"
    assert parsed(source) == [[["a", "1"], ["b", "2"]], [["c", "3"]]]


@pytest.mark.parametrize("line", ["- 2 -", "3", "四、政府信息公开", "（一）主动公开", "以上数据属实。", "x" * 70])
def test_a_line_that_is_no_rest_of_a_label_stays_a_paragraph(line: str) -> None:
    assert parsed(f"\t规章\n\t0\n\t行政\n{line}\n\t许可\n\t7\n") == [[["规章", "0", "行政"]], line, [["许可", "7"]]]


def test_a_number_is_never_continued() -> None:
    assert parsed("\t规章\n\t1\n企业\n") == [[["规章", "1"]], "企业"]


def test_indented_paragraphs_are_no_table() -> None:
    source = "\t一是加强领导。\n\t二是加强培训。\n\t某镇人民政府\n\t2024年1月15日\n"
    assert parsed(source) == ["一是加强领导。", "二是加强培训。", "某镇人民政府", "2024年1月15日"]


def test_tab_rows_split_by_a_blank_line_are_two_tables() -> None:
    source = "信息内容\t本年\t\n规章\t1\t\n\n行政许可\t2\t3\n"
    assert parsed(source) == [[["信息内容", "本年", ""], ["规章", "1", ""]], [["行政许可", "2", "3"]]]


def test_a_form_feed_is_a_page_break_and_keeps_line_numbers() -> None:
    document = text.parse("规章\t1\t2\r\n\f许可\t3\t4\r\n末\r")
    assert shown(document) == [[["规章", "1", "2"]], [["许可", "3", "4"]], "末"]
    assert [block.where for block in document.blocks] == ["第 1 行", "第 2 行", "第 3 行"]


def test_tabs_in_text_are_no_table() -> None:
    assert parsed("一、\t总体情况\n") == ["一、总体情况"]
    assert parsed("1.\t深化公开内容。\n") == ["1.深化公开内容。"]
    assert parsed("联系电话：\t0536-6761106\n") == ["联系电话： 0536-6761106"]
    assert parsed("\t二、主动公开政府信息情况\n规章\t0\t1\n") == ["二、主动公开政府信息情况", [["规章", "0", "1"]]]


def test_an_automatic_number_is_never_glued_to_a_digit() -> None:
    assert parsed("1.\t5\n2.\t6\n") == [[["1.", "5"], ["2.", "6"]]]


def test_a_cell_line_among_rows_is_a_row_with_an_empty_first_cell() -> None:
    assert parsed("规章\t0\t1\n\t三\n许可\t2\t3\n") == [[["规章", "0", "1"], ["", "三"], ["许可", "2", "3"]]]


def test_broken_cells_from_the_clipboard_of_a_spreadsheet() -> None:
    source = '甲\t"商业\n企业"\t"科研""所""\n机构"\n乙\t1\t2\n末行\n'
    document = text.parse(source)
    assert shown(document) == [[["甲", "商业企业", '科研"所"机构'], ["乙", "1", "2"]], "末行"]
    assert [block.where for block in document.blocks] == ["第 1–4 行", "第 5 行"]


def test_pipe_rows() -> None:
    source = "| 信息内容 | 本年 |\n|:---|---:|\n| 规章 | - |\n| 许可 |  |\n首页 | 概况\n"
    assert parsed(source.replace("首页 | 概况\n", "")) == [[["信息内容", "本年"], ["规章", "-"], ["许可", ""]]]
    assert parsed("a | b\n--- | ---\n1 | 2\n") == [[["a", "b"], ["1", "2"]]]
    assert parsed("首页 | 概况 | 公开\n") == ["首页 | 概况 | 公开"]
    assert parsed("+----+----+\n| 规章 | 0 |\n+----+----+\n") == [[["规章", "0"]]]
    assert parsed("-----\n") == ["-----"]


def test_columns_held_apart_by_spaces() -> None:
    source = "信息内容  本年制发  现行有效\n规章      0         12\n行政许可  3\n\n某镇人民政府  2024年1月\n"
    assert parsed(source) == [
        [["信息内容", "本年制发", "现行有效"], ["规章", "0", "12"], ["行政许可", "3"]],
        "某镇人民政府  2024年1月",
    ]
    assert parsed("三、本年\u3000\u3000（一）予以公开  1  0  1\n") == [[["三、本年", "（一）予以公开", "1", "0", "1"]]]
    assert parsed("0  0  0  0  0\n") == [[["0", "0", "0", "0", "0"]]]


def test_glued_numbers_are_left_alone() -> None:
    assert parsed("规章000\n行政许可 0 0\n") == ["规章000", "行政许可 0 0"]


def test_places() -> None:
    document = text.parse("题\n\n\t规章\n\t7\n")
    table = document.blocks[1]
    assert isinstance(table, SourceTable) and not table.has_geometry
    assert document.blocks[0].where == "第 1 行"
    assert [(cell.row, cell.column, cell.where) for cell in table.cells] == [(0, 0, "第 3 行第 1 列"), (0, 1, "第 4 行第 2 列")]


# --- properties --------------------------------------------------------------------------------------------------

PIECES = st.one_of(
    st.sampled_from(
        ["\t", "\n", "\n\n", "\t0\n", "\t商业\n企业\n", "  ", "一、", "\f", "\u3000", "规章\t0\t1\n", "。", "1.\t", "\v", "\r\n"]
    ),
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"], exclude_characters='"|│｜\ufeff'), max_size=8),
)


@given(st.lists(PIECES, max_size=60).map("".join))
def test_every_visible_character_is_kept_in_order(source: str) -> None:
    kept: list[str] = []
    for block in text.parse(source).blocks:
        kept += [block.text] if isinstance(block, SourceParagraph) else [cell.text for cell in block.cells]
    assert "".join("".join(kept).split()) == "".join(source.split())


@given(st.text())
def test_no_text_makes_it_fail(source: str) -> None:
    assert text.parse(source).kind == "text"


LABELS = st.text("甲乙丙丁规章许可", min_size=1, max_size=6)
ROW = st.tuples(LABELS, st.lists(st.integers(0, 10**6).map(str), min_size=2, max_size=7)).map(lambda row: [row[0], *row[1]])


@given(st.lists(ROW, min_size=1, max_size=8))
def test_each_shape_gives_back_the_rows(table: list[list[str]]) -> None:
    assert parsed("\n\n".join("\n".join(f"\t{cell}" for cell in row) for row in table)) == [table]
    assert parsed("\n".join("\t".join(row) for row in table)) == [table]
    assert parsed("\n".join(f"| {' | '.join(row)} |" for row in table)) == [table]
    assert parsed("\n".join("   ".join(row) for row in table)) == [table]


# --- the real reports --------------------------------------------------------------------------------------------


def real(number: str) -> list[str | list[list[str]]]:
    return shown(text.read(next(REPORTS.glob(f"{number}_*.txt"))))


def tables(number: str) -> list[list[list[str]]]:
    return [block for block in real(number) if isinstance(block, list)]


@real_reports
@pytest.mark.parametrize("number", ["000", "001"])
def test_real_one_cell_a_line(number: str) -> None:
    second, third, fourth = tables(number)
    assert (len(second), len(third), len(fourth)) == (14, 28, 4)
    assert third[2] == ["", "", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", ""]
    assert all(len([text for text in row if text.isdigit()]) == 7 for row in third[3:])
    assert fourth[2][5:] == ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 2
    assert fourth[3] == ["0"] * 15


@real_reports
def test_real_numbers_stay_in_their_rows() -> None:
    third = tables("000")[1]
    assert third[3] == ["一、本年新收政府信息公开申请数量", "1", "0", "0", "0", "0", "0", "1"]
    assert third[5] == ["三、本年度办理结果", "（一）予以公开", "1", "0", "0", "0", "0", "0", "1"]
    assert ["行政许可", "4"] in tables("001")[0]
    fourth = tables("004")[2]
    assert fourth[3] == ["0", "0", "0", "0", "0", "0", "2", "1", "0", "3", "0", "0", "0", "0", "0"]


@real_reports
@pytest.mark.parametrize(("number", "sizes"), [("002", [15, 8, 18, 4]), ("003", [11, 3, 9, 13, 2]), ("004", [14, 28, 4])])
def test_real_tab_rows(number: str, sizes: list[int]) -> None:
    assert [len(table) for table in tables(number)] == sizes


@real_reports
@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_real_reports_lose_nothing(number: str) -> None:
    path = next(REPORTS.glob(f"{number}_*.txt"))
    kept = "".join(block if isinstance(block, str) else "".join(map("".join, block)) for block in real(number))
    assert "".join(kept.split()) == "".join(path.read_text("utf-8").split())
