"""Comparison: nothing between equals, and exactly what was changed between others."""

from dataclasses import replace
from datetime import date

import exporter_samples as samples
import ooxml
import paper_samples as own
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from core.exporter.blocks import Change, Piece, TableBlock
from core.exporter.render import render_document
from core.paper.comparison import compare, comparison_document
from core.paper.text_diff import diff_paragraphs, diff_text
from core.report import MetaEdit, TextEdit

WORDS = st.sampled_from(["公开", "信息", "23", "2", "件", "。", "；", "我镇", "x", "，"])
LINES = st.lists(WORDS, max_size=12).map("".join)
TEXTS = st.lists(LINES.filter(bool), max_size=6)


def side(pieces, gone):
    return "".join(piece.text for piece in pieces if piece.change is not gone)


@given(LINES, LINES)
def test_pieces_of_a_paragraph_give_both_texts_back(old, new):
    pieces = diff_text(old, new)
    assert (side(pieces, Change.INSERTED), side(pieces, Change.DELETED)) == (old, new)
    assert all(piece.text for piece in pieces)


@given(TEXTS, TEXTS)
def test_paragraphs_give_both_texts_back(old, new):
    found = diff_paragraphs(old, new)
    assert [text for text in (side(pieces, Change.INSERTED) for pieces in found) if text] == old
    assert [text for text in (side(pieces, Change.DELETED) for pieces in found) if text] == new


@given(TEXTS)
def test_equal_texts_have_no_change(text):
    assert all(piece.change is Change.SAME for pieces in diff_paragraphs(text, text) for piece in pieces)


def test_an_insertion_and_a_deletion_are_exact():
    assert diff_text("公开信息126条。", "主动公开信息126条。") == (
        Piece(Change.INSERTED, "主动"),
        Piece(Change.SAME, "公开信息126条。"),
    )
    assert diff_text("全年共收到申请23件。", "全年共收到申请25件。") == (
        Piece(Change.SAME, "全年共收到申请"),
        Piece(Change.DELETED, "23"),
        Piece(Change.INSERTED, "25"),
        Piece(Change.SAME, "件。"),
    )


def test_a_new_paragraph_between_changed_ones_is_one_insertion():
    old = ["我镇全年公开信息126条，比上年多。", "没有收费。"]
    new = ["我镇全年公开信息140条，比上年多。", "开展培训两次，参加四十人。", "没有收费。"]
    first, second, third = diff_paragraphs(old, new)
    assert [piece.text for piece in first if piece.change is Change.INSERTED] == ["140"]
    assert second == (Piece(Change.INSERTED, new[1]),)
    assert third == (Piece(Change.SAME, "没有收费。"),)


def test_very_long_paragraphs_are_compared_by_sentences():
    old = "本机关认真公开信息。" * 400
    new = old.replace("认真", "依法", 1)
    pieces = diff_text(old, new)
    assert (side(pieces, Change.INSERTED), side(pieces, Change.DELETED)) == (old, new)
    assert sum(piece.change is Change.INSERTED for piece in pieces) == 1


@pytest.mark.parametrize("edition", samples.EDITIONS)
@pytest.mark.parametrize("make", [samples.filled, samples.blank])
def test_a_report_does_not_differ_from_itself(make, edition):
    comparison = compare(make(edition), make(edition))
    assert comparison.is_same
    assert comparison.changed_paragraphs == 0
    assert comparison_document(comparison).blocks[-1].text == "两份报告内容相同。"


@settings(max_examples=30)
@given(st.data())
def test_changed_cells_are_exactly_those_told(data):
    old, new = samples.filled(), samples.filled()
    cells = data.draw(st.lists(st.sampled_from(list(new.values)), unique=True, max_size=8))
    samples.put(new, dict.fromkeys(cells, 777))
    comparison = compare(old, new)
    assert {change.cell_id for change in comparison.cells} == set(cells)
    assert all(change.new == "777" for change in comparison.cells)
    assert not comparison.texts


def test_gaps_are_signed_and_blanks_have_none():
    old, new = samples.filled(), samples.filled()
    samples.put(new, {"requests.received.person": 25, "requests.granted.person": 10})
    samples.put_text(new, "requests.carried_in.person", "/")
    gaps = {change.cell_id: (change.old, change.new, change.gap) for change in compare(old, new).cells}
    assert gaps["requests.received.person"] == ("23", "25", "+2")
    assert gaps["requests.granted.person"] == ("18", "10", "-8")
    assert gaps["requests.carried_in.person"] == ("2", "/", "")


def test_meta_and_names():
    old, new = own.last_year(), samples.filled()
    comparison = compare(old, new)
    assert comparison.names == ("2022年", "2023年")
    assert [(change.name, change.old, change.new) for change in comparison.meta] == [
        ("年度", "2022", "2023"),
        ("标题", old.meta.title, new.meta.title),
        ("日期", "2023年1月15日", "2024年1月15日"),
    ]
    assert compare(new, new, ("送审", "退回")).names == ("送审", "退回")
    assert compare(new, new).names == ("原", "新")


def test_another_edition_is_compared_in_the_newer_form_and_its_losses_are_noted():
    comparison = compare(samples.filled("2019-60"), samples.filled("2021-30"))
    assert comparison.old.form.template.edition == "2021-30"
    assert comparison.notes
    text = "".join(getattr(block, "text", "") for block in comparison_document(comparison).blocks)
    assert comparison.notes[0] in text


def changed_pair():
    old, new = samples.filled(), samples.filled()
    samples.put(new, {"requests.received.person": 25, "disclosure.rules.issued": 12345678901})
    text = old.texts["overview"]
    new.apply(TextEdit("overview", text.replace("126", "140") + "\n新增一段<b>文字</b>。"))
    new.apply(MetaEdit(replace(new.meta, date=date(2024, 1, 20))))
    return old, new


def test_the_page_shows_insertions_deletions_and_marked_cells():
    page = etree.fromstring(
        render_document(comparison_document(compare(*changed_pair())), own.style(), ".html"), etree.HTMLParser()
    )
    overview = [node.text for node in page.iter("ins", "del")]
    assert {"126", "140", "新增一段<b>文字</b>。"} <= set(overview)
    assert ["".join(cell.itertext()) for cell in page.iterfind(".//td[@class='marked']")] == ["0→12345678901", "23→25"]


def test_sections_without_a_difference_are_left_out():
    document = comparison_document(compare(*changed_pair()))
    tables = [block for block in document.blocks if isinstance(block, TableBlock) and block.section.table]
    assert [block.section.id for block in tables] == ["disclosure", "requests"]
    assert not any(getattr(block, "section", "") == "problems" for block in document.blocks)


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_office_formats_pass_the_audit(suffix, tmp_path):
    data = render_document(comparison_document(compare(*changed_pair())), own.style(), suffix)
    assert ooxml.findings(data, suffix, tmp_path) == []
