"""Automatic numbers are the text that a reader of the document sees; copies to plain text lose them (report 000)."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx_builder import cell, par, part, row, table, write_docx

from core.importer.readers.docx import read
from core.importer.readers.docx_numerals import numeral
from core.importer.source import SourceParagraph, SourceTable


def level(index: int, number_format: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    return part("numbering", f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{nums}')


def item(text: str, index: int = 0, number_id: int | str = 1) -> str:
    return par(text, f'<w:numPr><w:ilvl w:val="{index}"/><w:numId w:val="{number_id}"/></w:numPr>')


@pytest.fixture
def lines(tmp_path: Path):
    def lines(body: str, **parts: str) -> list[str]:
        document = read(write_docx(tmp_path / "x.docx", body, **parts))
        return [block.text for block in document.blocks if isinstance(block, SourceParagraph)]

    return lines


OUTLINE = (
    level(0, "chineseCounting", "%1、")
    + level(1, "chineseCountingThousand", "（%2）")
    + level(2, "decimal", "%3.", '<w:suff w:val="nothing"/>')
    + level(3, "decimal", "%1.%4", "<w:isLgl/>")
)


def test_the_outline_of_a_report(lines) -> None:
    body = (
        item("总体情况")
        + item("主动公开", 1)
        + item("渠道", 2)
        + item("平台", 2)
        + item("依申请", 1)
        + item("表", 0)
        + item("甲", 1)
    )
    assert lines(body, numbering=numbering(OUTLINE)) == [
        "一、总体情况", "（一）主动公开", "1.渠道", "2.平台", "（二）依申请", "二、表", "（一）甲",
    ]  # fmt: skip


def test_legal_numbering_writes_all_levels_in_digits(lines) -> None:
    assert lines(item("甲") + item("乙", 3), numbering=numbering(OUTLINE))[1] == "1.1 乙"


def test_a_number_never_glues_to_the_digits_of_the_text(lines) -> None:
    assert lines(item("2023年"), numbering=numbering(level(0, "decimal", "%1"))) == ["1 2023年"]


def test_numbers_in_tables_and_in_empty_paragraphs_count(tmp_path: Path) -> None:
    cells = table(row(cell(item("")), cell("规章")), row(cell(item("")), cell("文件")), widths=(500, 500))
    document = read(
        write_docx(tmp_path / "x.docx", cells, numbering=numbering(level(0, "decimal", "%1", '<w:suff w:val="nothing"/>')))
    )
    found = document.blocks[0]
    assert isinstance(found, SourceTable)
    assert [one.text for one in found.cells] == ["1", "规章", "2", "文件"]


def test_bullets_give_no_text(lines) -> None:
    assert lines(item("甲"), numbering=numbering(level(0, "bullet", "\uf0b7"))) == ["甲"]


def test_lists_of_one_definition_go_on_unless_they_restart(lines) -> None:
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    body = item("a") + item("b", 0, 2) + item("c", 0, 3) + item("d", 0, 3) + item("e")
    assert lines(body, numbering=numbering(level(0, "decimal", "%1、"), nums)) == ["1、a", "2、b", "5、c", "6、d", "7、e"]


def test_an_override_can_redefine_a_level(lines) -> None:
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "%1)")}</w:lvlOverride>'
    nums = f'<w:num w:numId="1"><w:abstractNumId w:val="0"/>{override}</w:num>'
    assert lines(item("a") + item("b"), numbering=numbering(level(0, "decimal", "%1"), nums)) == ["I) a", "II) b"]


def test_a_level_that_never_restarts(lines) -> None:
    levels = level(0, "decimal", "%1、") + level(1, "decimal", "（%2）", '<w:lvlRestart w:val="0"/>')
    body = item("a") + item("b", 1) + item("c") + item("d", 1)
    assert lines(body, numbering=numbering(levels)) == ["1、a", "（1）b", "2、c", "（2）d"]


STYLES = (
    '<w:style w:type="paragraph" w:styleId="h1"><w:name w:val="heading 1"/>'
    '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="h2"><w:name w:val="heading 2"/><w:basedOn w:val="h1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="mine"><w:basedOn w:val="h1"/></w:style>'
    '<w:style w:type="numbering" w:styleId="liste"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
)


def styled(text: str, style: str, more: str = "") -> str:
    return par(text, f'<w:pStyle w:val="{style}"/>{more}')


def test_numbers_come_through_styles_and_their_chain(lines) -> None:
    levels = level(0, "chineseCounting", "%1、") + level(1, "decimal", "（%2）", '<w:pStyle w:val="h2"/>')
    body = styled("总体", "h1") + styled("子", "h2") + styled("自定", "mine")
    assert lines(body, numbering=numbering(levels), styles=part("styles", STYLES)) == ["一、总体", "（1）子", "二、自定"]


def test_a_paragraph_can_take_its_styles_number_away(lines) -> None:
    none = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = styled("标题", "h1", none) + styled("总体", "h1")
    assert lines(body, numbering=numbering(OUTLINE), styles=part("styles", STYLES)) == ["标题", "一、总体"]


def test_a_list_that_only_points_to_a_list_style(lines) -> None:
    linked = '<w:abstractNum w:abstractNumId="9"><w:numStyleLink w:val="liste"/></w:abstractNum>'
    nums = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="9"/></w:num>'
    xml = numbering(OUTLINE, linked + nums)
    assert lines(item("甲", 0, 2), numbering=xml, styles=part("styles", STYLES)) == ["一、甲"]


def test_a_deleted_or_hidden_paragraph_takes_no_number(lines) -> None:
    def marked(mark: str) -> str:
        return f'<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:rPr>{mark}</w:rPr></w:pPr></w:p>'

    body = item("甲") + marked("<w:vanish/>") + marked("<w:del/>") + item("乙")
    assert lines(body, numbering=numbering(OUTLINE)) == ["一、甲", "二、乙"]


@pytest.mark.parametrize("broken", ["七", "-1", "99", ""])
def test_senseless_references_do_no_harm(lines, broken: str) -> None:
    assert lines(item("甲", 0, broken), numbering=numbering(OUTLINE)) == ["甲"]
    assert lines(item("甲", broken), numbering=numbering(level(0, "decimal", "%1、")))[0].endswith("甲")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("number_format", "numbers"),
    [
        ("chineseCounting", {1: "一", 10: "十", 12: "十二", 20: "二十", 101: "一百零一", 110: "一百一十"}),
        ("chineseCountingThousand", {11: "十一", 1005: "一千零五", 2010: "二千零一十"}),
        ("japaneseCounting", {3: "三", 15: "十五"}),
        ("chineseLegalSimplified", {1: "壹", 10: "壹拾", 25: "贰拾伍"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
        ("ideographDigital", {1: "一", 10: "一〇", 23: "二三"}),
        ("ideographZodiac", {1: "子"}),
        ("decimalFullWidth", {12: "１２"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "㉑", 36: "36"}),
        ("decimalEnclosedParen", {2: "⑵"}),
        ("decimalEnclosedFullstop", {2: "⒉"}),
        ("decimalZero", {3: "03", 12: "12"}),
        ("lowerLetter", {1: "a", 26: "z", 27: "aa", 28: "bb"}),
        ("upperLetter", {2: "B"}),
        ("lowerRoman", {4: "iv", 9: "ix", 14: "xiv"}),
        ("upperRoman", {1999: "MCMXCIX"}),
        ("none", {1: ""}),
        ("thaiLetters", {7: "7"}),
    ],
)  # fmt: skip
def test_numerals(number_format: str, numbers: dict[int, str]) -> None:
    assert {number: numeral(number, number_format) for number in numbers} == numbers


@pytest.mark.parametrize("number_format", ["lowerLetter", "upperRoman", "chineseCounting"])
def test_a_monstrous_number_stays_short(number_format: str) -> None:
    assert len(numeral(10**9, number_format)) == 10
