"""What was copied in Word, Excel, a browser or an editor."""

from __future__ import annotations

from pathlib import Path

import pytest
from drafts import write
from legacy import draft
from pages import body

from core.errors import UnreadableFileError
from core.forms import load_forms
from core.importer.matching import match
from core.importer.readers.clipboard import parse_clipboard
from core.importer.source import SourceDocument, SourceParagraph, SourceTable

HEADER = "Version:0.9\r\nStartHTML:0000000105\r\nEndHTML:0000000900\r\nStartFragment:0000000141\r\nEndFragment:0000000864\r\n"


def figures(document: SourceDocument) -> dict[str, object]:
    report, _ = match(document, "剪贴板", load_forms())
    return {cell: value.number for cell, value in report.values.items()}


def texts(document: SourceDocument) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, SourceParagraph)]


def test_a_whole_report_from_word(tmp_path: Path) -> None:
    content = body(draft("2021-30"), tmp_path)
    markup = f"{HEADER}<html><body><!--StartFragment-->{content}<!--EndFragment--></body></html>"
    document = parse_clipboard(markup, "别的")
    assert document.kind == "html"
    assert figures(document) == draft("2021-30").figures


def test_a_whole_report_as_plain_text(tmp_path: Path) -> None:
    plain = write(draft("2021-30"), tmp_path / "draft.txt").read_text(encoding="utf-8")
    document = parse_clipboard(None, plain)
    assert document.kind == "text"
    assert figures(document) == draft("2021-30").figures


def test_only_the_fragment_counts() -> None:
    assert texts(parse_clipboard("<p>甲</p><!--StartFragment--><p>乙</p><!--EndFragment--><p>丙</p>", None)) == ["乙"]
    assert texts(parse_clipboard(f"{HEADER}<p>乙</p>", None)) == ["乙"]


def test_excel_puts_the_table_itself_before_the_fragment() -> None:
    rows = "<tr><td>规章</td><td>1</td></tr><tr><td>文件</td><td>2</td></tr>"
    document = parse_clipboard(f"<html><table width=9><!--StartFragment--><col>{rows}<!--EndFragment--></table></html>", "x")
    (table,) = document.blocks
    assert isinstance(table, SourceTable)
    assert [cell.text for cell in table.cells] == ["规章", "1", "文件", "2"]


def test_word_marks_lists_and_metadata_that_are_not_seen() -> None:
    markup = (
        "<style>p{}</style><!--[if gte mso 9]><xml>x</xml><![endif]--><!--StartFragment-->"
        "<p><![if !supportLists]><span style='mso-list:Ignore'>一、<span>&nbsp;</span></span><![endif]>总体情况<o:p></o:p></p>"
        "<!--EndFragment-->"
    )
    assert texts(parse_clipboard(markup, None)) == ["一、 总体情况"]


def test_an_editors_coloured_text_is_read_as_text() -> None:
    plain = "规章\t1\t2\n文件\t3\t4"
    document = parse_clipboard("<div><span>规章&nbsp;1&nbsp;2</span><br><span>文件&nbsp;3&nbsp;4</span></div>", plain)
    assert document.kind == "text"


@pytest.mark.parametrize(("markup", "plain"), [(None, None), ("", " \n"), ("<p></p>", ""), ("<style>a</style>", None)])
def test_an_empty_clipboard_is_told(markup: str | None, plain: str | None) -> None:
    with pytest.raises(UnreadableFileError, match="请先在"):
        parse_clipboard(markup, plain)


def test_far_too_much_is_told() -> None:
    with pytest.raises(UnreadableFileError, match="内容过多"):
        parse_clipboard("<p>" + "a" * 17_000_000, None)
    with pytest.raises(UnreadableFileError, match="内容过多"):
        parse_clipboard(None, "a" * 9_000_000)
