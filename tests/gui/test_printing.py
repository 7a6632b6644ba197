"""Paper: the same pages for PDF, print and preview, with everything of the report on them."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from parts import full_report
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrinter

from core.errors import WriteError
from core.exporter.blocks import Paragraph, TableBlock, build_blocks
from core.report import MetaEdit, TextEdit
from gui.pages.flow import Line, Row, draw_page, paginate
from gui.pages.measure import BODY_HEIGHT, BODY_WIDTH
from gui.printing import new_printer, paint, pdf_bytes, render_pdf


@pytest.fixture
def report(forms, qapp):
    report = full_report(forms)
    report.apply(MetaEdit(replace(report.meta, date=date(2024, 1, 15))))
    return report


def text_of(pdf: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    return subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True).stdout.decode()


def test_pdf_holds_every_text_and_embeds_its_fonts(report, tmp_path):
    path = tmp_path / "a.pdf"
    render_pdf(report, path)
    text = re.sub(r"\s", "", text_of(path))
    for section in report.form.template.sections:
        assert section.heading in text
    for line in report.texts["overview"].split("\n"):
        assert line[:20] in text
    assert "2024年1月15日" in text
    assert text.count("0") >= len(report.values)
    assert b"/FontFile" in path.read_bytes() or b"/ObjStm" in path.read_bytes()


def test_pdf_is_a4_and_pages_are_numbered(report, tmp_path):
    path = tmp_path / "a.pdf"
    render_pdf(report, path)
    pages = text_of(path).split("\f")[:-1]
    for number, page in enumerate(pages, 1):
        assert f"—{number}—" in page.replace(" ", "")
    information = subprocess.run(["pdfinfo", str(path)], capture_output=True, check=True).stdout.decode()
    assert "A4" in information


def test_a_failed_pdf_is_one_sentence(report, tmp_path):
    with pytest.raises(WriteError):
        render_pdf(report, tmp_path / "gone" / "a.pdf")


def test_everything_is_placed_once_and_inside_the_type_area(report):
    pages = paginate(build_blocks(report))
    rows: dict[int, list[int]] = {}
    for page in pages:
        for placed in page:
            assert placed.top >= 0
            assert placed.top + placed.piece.height <= BODY_HEIGHT + 0.5
            if isinstance(placed.piece, Row):
                rows.setdefault(id(placed.piece.table), []).append(placed.piece.number)
                assert placed.piece.table.edges[0] >= -0.5
                assert placed.piece.table.edges[-1] <= BODY_WIDTH + 0.5
    assert len(rows) == 3
    for numbers in rows.values():
        assert set(numbers) == set(range(max(numbers) + 1))


def test_a_table_that_is_cut_repeats_its_header(report):
    whole = next(block for block in build_blocks(report) if isinstance(block, TableBlock) and block.header_rows)
    pages = paginate([*[Paragraph("第一段。", "overview")] * 12, replace(whole, keep_together=False)])
    numbers = [placed.piece.number for placed in pages[1]]
    header = list(range(whole.header_rows))
    assert numbers[: whole.header_rows] == header
    assert numbers[whole.header_rows] > whole.header_rows
    image = QImage(600, 850, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.scale(0.1, 0.1)
    for page in pages:
        draw_page(painter, page)
    painter.end()


def test_headings_and_the_signature_are_never_alone(report):
    for lines in range(25):
        report.apply(TextEdit("other", "\n".join(["第一段。"] * lines)))
        pages = paginate(build_blocks(report))
        for page in pages:
            last = page[-1].piece
            assert not (isinstance(last, Line) and last.keep), lines
        assert len(pages[-1]) >= 3


def test_a_small_table_stays_whole(report):
    for lines in range(25):
        report.apply(TextEdit("overview", "\n".join(["第一段。"] * lines)))
        for page in paginate(build_blocks(report)):
            tables = {id(p.piece.table): p.piece.table for p in page if isinstance(p.piece, Row)}
            for table in tables.values():
                rows = sum(isinstance(p.piece, Row) and p.piece.table is table for p in page)
                assert rows == table.block.grid.rows or not table.block.keep_together


def test_no_text_is_wider_than_its_cell(report):
    for page in paginate(build_blocks(report)):
        for placed in page:
            if isinstance(placed.piece, Row):
                table = placed.piece.table
                for cell in table.block.grid.cells:
                    text = table.texts[cell.row, cell.column]
                    room = table.edges[cell.column + cell.column_span] - table.edges[cell.column]
                    assert text.width <= room
                    height = sum(table.heights[cell.row : cell.row + cell.row_span])
                    assert text.height <= height


def test_an_empty_report_still_has_its_form(forms, qapp):
    from core.report import Report

    for form in forms:
        assert len(paginate(build_blocks(Report(form)))) >= 2
    assert len(paginate([])) == 1


def test_printing_paints_the_same_pages(report, tmp_path):
    printer = new_printer(report)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "p.pdf"))
    paint(report, printer)
    (tmp_path / "d.pdf").write_bytes(pdf_bytes(report))
    pages = [len(text_of(tmp_path / name).split("\f")) for name in ("p.pdf", "d.pdf")]
    assert pages[0] == pages[1]
    assert len(text_of(tmp_path / "p.pdf")) == len(text_of(tmp_path / "d.pdf"))


def test_a_range_of_pages_is_obeyed(report, tmp_path):
    printer = new_printer(report)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "p.pdf"))
    printer.setFromTo(2, 2)
    paint(report, printer)
    assert text_of(tmp_path / "p.pdf").count("\f") == 1
    assert "—2—" in text_of(tmp_path / "p.pdf").replace(" ", "")


def test_a_page_has_ink(report):
    image = QImage(600, 850, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    painter = QPainter(image)
    painter.scale(0.1, 0.1)
    draw_page(painter, paginate(build_blocks(report))[0])
    painter.end()
    assert any(image.pixelColor(x, y).value() < 128 for x in range(600) for y in range(60))
