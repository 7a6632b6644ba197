"""Paper: PDF, print and print preview, all from the same pages. `render_pdf` needs no window, only a QGuiApplication."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import QColor, QPageLayout, QPageSize, QPainter, QPdfWriter

from core import __version__
from core.exporter.atomic import write_atomic
from core.exporter.blocks import Document, document_of
from core.exporter.options import PLAIN, Options
from core.exporter.pdf_outline import Bookmark, with_outline
from core.report import Report
from gui.pages.flow import Line, Page, draw_page, paginate, text_of
from gui.pages.measure import BODY_HEIGHT, BODY_WIDTH, LEFT, MM, PAGE_HEIGHT, POINT, TOP, page_font
from gui.pages.searchable import name_glyphs
from gui.theme import HEADING_FAMILIES, KAI_FAMILIES, PAPER_FAMILIES, TITLE_FAMILIES

if TYPE_CHECKING:  # loaded when somebody prints: the start does not wait for printers
    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget

_PDF_DPI = 1200
_PAGE_NUMBER_SIZE = 14  # 4号
_WATERMARK = QColor("#d9d9d9")
_WATERMARK_SIZE, _WATERMARK_WIDTH = 110, 480  # points of a character and of the whole word
_PAGE_NUMBER_BELOW = 7 * MM  # below the type area
PAGE_LAYOUT = QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))


def render_pdf(report: Report, path: Path, options: Options = PLAIN) -> None:
    """Write the report as PDF. Raises core.errors.WriteError; an old file is then untouched."""
    write_atomic(path, pdf_bytes(report, options))


def pdf_bytes(source: Report | Document, options: Options = PLAIN) -> bytes:
    """A report or another document as a PDF file with bookmarks; of the options the seal and the watermark count here."""
    document = _document(source, options)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_PDF_DPI)
    writer.setPageLayout(PAGE_LAYOUT)
    writer.setTitle(document.title)
    writer.setCreator(f"nianbao {__version__}")
    pages = paginate(document.blocks)
    painter = QPainter(writer)
    painter.scale(_PDF_DPI / 72 / POINT, _PDF_DPI / 72 / POINT)
    for number, page in enumerate(pages):
        if number:
            writer.newPage()
        _paint_page(painter, page, number, options.watermark)
    painter.end()
    buffer.close()
    families = (PAPER_FAMILIES, HEADING_FAMILIES, KAI_FAMILIES, TITLE_FAMILIES)
    fonts = [page_font(names, 16, bold=names is TITLE_FAMILIES) for names in families]
    named = name_glyphs(bytes(content.data()), "".join(map(text_of, document.blocks)) + options.watermark, fonts)
    return with_outline(named, list(_bookmarks(pages)), document.author)


def _document(source: Report | Document, options: Options) -> Document:
    """What is to be printed; a report without a title is called by its form."""
    if isinstance(source, Document):
        return source
    document = document_of(source, options.with_seal)
    return document if document.title else replace(document, title=source.form.template.name)


def _bookmarks(pages: list[Page]) -> Iterator[Bookmark]:
    for number, page in enumerate(pages):
        for placed in page:
            if isinstance(placed.piece, Line) and placed.piece.heading is not None:
                heading = placed.piece.heading
                yield Bookmark(heading.level, heading.text, number, (PAGE_HEIGHT - TOP - placed.top) / POINT)


def paint(source: Report | Document, printer: QPrinter, options: Options = PLAIN) -> None:
    """All chosen pages onto a printer, each at its true size wherever the printer's unprintable edge is."""
    pages = paginate(_document(source, options).blocks)
    printer.setPageLayout(PAGE_LAYOUT)  # the preview offers landscape, the form is upright
    painter = QPainter(printer)
    scale = printer.resolution() / 72 / POINT
    painter.scale(scale, scale)
    for count, number in enumerate(_chosen(printer, len(pages))):
        if count:
            printer.newPage()
        _paint_page(painter, pages[number], number, options.watermark)
    painter.end()


def _chosen(printer: QPrinter, pages: int) -> Iterator[int]:
    """Page numbers from 0 in the person's range; the print dialog gives 0 for "all"."""
    first, last = printer.fromPage() or 1, printer.toPage() or pages
    return iter(range(max(first, 1) - 1, min(last, pages)))


def _paint_page(painter: QPainter, page: Page, number: int, watermark: str) -> None:
    painter.save()
    painter.translate(LEFT, TOP)
    if watermark:
        _paint_watermark(painter, watermark)
    draw_page(painter, page)
    _paint_number(painter, number)
    painter.restore()


def _paint_number(painter: QPainter, number: int) -> None:
    """「— 1 —」 below the type area, one character in from the outer edge: right on odd pages, left on even ones (GB/T 9704)."""
    painter.setFont(page_font(["SimSun", *PAPER_FAMILIES], _PAGE_NUMBER_SIZE))
    painter.setPen(Qt.GlobalColor.black)
    character = _PAGE_NUMBER_SIZE * POINT
    area = QRectF(character, BODY_HEIGHT + _PAGE_NUMBER_BELOW - character / 2, BODY_WIDTH - 2 * character, 2 * character)
    side = Qt.AlignmentFlag.AlignLeft if number % 2 else Qt.AlignmentFlag.AlignRight
    painter.drawText(area, side | Qt.AlignmentFlag.AlignTop, f"— {number + 1} —")


def _paint_watermark(painter: QPainter, text: str) -> None:
    """A word across the type area, below the text."""
    painter.save()
    painter.setPen(_WATERMARK)
    painter.setFont(page_font(HEADING_FAMILIES, min(_WATERMARK_SIZE, _WATERMARK_WIDTH / max(len(text), 1))))
    painter.translate(BODY_WIDTH / 2, BODY_HEIGHT / 2)
    painter.rotate(-45)
    painter.drawText(QRectF(-BODY_HEIGHT, -BODY_WIDTH, 2 * BODY_HEIGHT, 2 * BODY_WIDTH), Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


def preview(source: Report | Document, parent: QWidget | None = None, options: Options = PLAIN) -> None:
    """Show the pages as they will be printed; the person prints or closes."""
    from PySide6.QtPrintSupport import QPrintPreviewDialog

    printer = new_printer(source)
    dialog = QPrintPreviewDialog(printer, parent)
    dialog.setWindowTitle("打印预览")
    dialog.paintRequested.connect(lambda target: paint(source, target, options))
    dialog.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
    dialog.resize(960, 680)
    dialog.exec()


def print_report(source: Report | Document, parent: QWidget | None = None, options: Options = PLAIN) -> bool:
    """Ask for printer and pages, then print. False when the person thought better of it."""
    from PySide6.QtPrintSupport import QPrintDialog

    printer = new_printer(source)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("打印")
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return False
    paint(source, printer, options)
    return True


def new_printer(source: Report | Document) -> QPrinter:
    """The system's default printer set to A4; margins are ours, so the printer gets the whole sheet."""
    from PySide6.QtPrintSupport import QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(PAGE_LAYOUT)
    printer.setFullPage(True)
    printer.setDocName(_document(source, PLAIN).title)
    return printer
