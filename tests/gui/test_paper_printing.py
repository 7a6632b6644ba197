"""Print and PDF look like Word: its measures, bookmarks, watermark, room for the seal; further documents print too."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest
from parts import full_report

from core.exporter.blocks import Column, Document, Heading, Title, build_blocks, plain_table, table_block
from core.exporter.docx_markup import CHARACTER, LINE
from core.exporter.options import Options
from core.geometry import Role
from core.paper.signoff import signoff_document
from gui.pages.flow import Line, paginate
from gui.pages.measure import BODY_WIDTH, MM, POINT
from gui.pages.table import lay_out
from gui.printing import pdf_bytes


@pytest.fixture
def report(forms, qapp):
    return full_report(forms)


def lines_of(blocks):
    return [placed.piece for page in paginate(blocks) for placed in page if isinstance(placed.piece, Line)]


def test_lines_have_words_pitch_and_28_characters(report):
    body = next(line for line in lines_of(build_blocks(report)) if len(line.text.layout.text()) > 60)
    assert body.text.pitch == pytest.approx(LINE / 20 * POINT)
    first, second = (body.text.layout.lineAt(number) for number in (0, 1))
    assert first.x() == pytest.approx(2 * CHARACTER / 20 * POINT)
    assert pytest.approx(156 * MM) == BODY_WIDTH
    assert 27 <= second.textLength() <= 30


def test_bookmarks_are_the_headings(report):
    document = pdfium.PdfDocument(pdf_bytes(report))
    titles = [mark.get_title() for mark in document.get_toc()]
    document.close()
    assert titles == [block.text for block in build_blocks(report) if isinstance(block, Heading)]


def test_the_file_says_what_it_is_and_whose(report):
    document = pdfium.PdfDocument(pdf_bytes(report))
    known = document.get_metadata_dict()
    document.close()
    assert (known["Title"], known["Author"]) == (report.meta.title, report.meta.organ)


def page_texts(data):
    document = pdfium.PdfDocument(data)
    texts = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    return texts


def test_the_watermark_is_on_every_page_and_only_when_asked(report):
    assert all("送审稿" in text for text in page_texts(pdf_bytes(report, Options(watermark="送审稿"))))
    assert not any("送审稿" in text for text in page_texts(pdf_bytes(report)))


def test_another_document_prints(report):
    document = signoff_document(report, [])
    text = "".join(page_texts(pdf_bytes(document)))
    assert all(word in text for word in ("审签单", "拟稿", "审核", "签发", report.meta.organ))


def test_rows_of_a_plain_table_have_their_height_and_text_stands_left(qapp):
    block = plain_table("", (Column("环节", 20), Column("意见", 136, Role.TEXT)), (("拟稿", "同意"),), 16)
    table = lay_out(block)
    assert table.heights[0] < 16 * MM == pytest.approx(table.heights[1])
    assert table.texts[1, 1].layout.lineAt(0).naturalTextRect().left() == pytest.approx(0, abs=1)
    assert table.texts[1, 0].layout.lineAt(0).naturalTextRect().left() > 10


def test_labels_are_squeezed_as_in_word(report):
    section = next(section for section in report.form.template.sections if section.id == "requests")
    table = lay_out(table_block(report, section))
    cell = next(cell for cell in table.block.grid.cells if cell.text == "1.本机关不掌握相关政府信息")
    assert table.texts[cell.row, cell.column].lines == 1


def test_a_document_without_headings_has_no_bookmarks(qapp):
    document = pdfium.PdfDocument(pdf_bytes(Document("题目", "", (Title("题目"),))))
    assert list(document.get_toc()) == []
    document.close()
