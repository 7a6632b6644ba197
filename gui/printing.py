"""Paper: PDF, print and print preview, all from the same pages. `render_pdf` needs no window, only a QGuiApplication."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from core import __version__
from core.exporter.atomic import write_atomic
from core.exporter.blocks import build_blocks
from core.report import Report
from gui.pages.flow import Page, draw_page, paginate, text_of
from gui.pages.measure import BODY_HEIGHT, BODY_WIDTH, LEFT, MM, POINT, TOP, page_font
from gui.pages.searchable import name_glyphs
from gui.theme import HEADING_FAMILIES, KAI_FAMILIES, PAPER_FAMILIES, TITLE_FAMILIES

if TYPE_CHECKING:  # loaded when somebody prints: the start does not wait for printers
    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget

_PDF_DPI = 1200
_PAGE_NUMBER_SIZE = 14  # 4号
_PAGE_NUMBER_BELOW = 7 * MM  # below the type area
PAGE_LAYOUT = QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))


def render_pdf(report: Report, path: Path) -> None:
    """Write the report as PDF. Raises core.errors.WriteError; an old file is then untouched."""
    write_atomic(path, pdf_bytes(report))


def pdf_bytes(report: Report) -> bytes:
    """The report as a PDF file."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_PDF_DPI)
    writer.setPageLayout(PAGE_LAYOUT)
    writer.setTitle(report.meta.title or report.form.template.name)
    writer.setCreator(f"nianbao {__version__}")
    blocks = list(build_blocks(report))
    pages = paginate(blocks)
    painter = QPainter(writer)
    painter.scale(_PDF_DPI / 72 / POINT, _PDF_DPI / 72 / POINT)
    for number, page in enumerate(pages):
        if number:
            writer.newPage()
        _paint_page(painter, page, number)
    painter.end()
    buffer.close()
    families = (PAPER_FAMILIES, HEADING_FAMILIES, KAI_FAMILIES, TITLE_FAMILIES)
    fonts = [page_font(names, 16, bold=names is TITLE_FAMILIES) for names in families]
    return name_glyphs(bytes(content.data()), "".join(map(text_of, blocks)), fonts)


def paint(report: Report, printer: QPrinter) -> None:
    """All chosen pages onto a printer, each at its true size wherever the printer's unprintable edge is."""
    pages = paginate(build_blocks(report))
    printer.setPageLayout(PAGE_LAYOUT)  # the preview offers landscape, the form is upright
    painter = QPainter(printer)
    scale = printer.resolution() / 72 / POINT
    painter.scale(scale, scale)
    for count, number in enumerate(_chosen(printer, len(pages))):
        if count:
            printer.newPage()
        _paint_page(painter, pages[number], number)
    painter.end()


def _chosen(printer: QPrinter, pages: int) -> Iterator[int]:
    """Page numbers from 0 in the person's range; the print dialog gives 0 for "all"."""
    first, last = printer.fromPage() or 1, printer.toPage() or pages
    return iter(range(max(first, 1) - 1, min(last, pages)))


def _paint_page(painter: QPainter, page: Page, number: int) -> None:
    painter.save()
    painter.translate(LEFT, TOP)
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


def preview(report: Report, parent: QWidget | None = None) -> None:
    """Show the pages as they will be printed; the person prints or closes."""
    from PySide6.QtPrintSupport import QPrintPreviewDialog

    printer = new_printer(report)
    dialog = QPrintPreviewDialog(printer, parent)
    dialog.setWindowTitle("打印预览")
    dialog.paintRequested.connect(lambda target: paint(report, target))
    dialog.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
    dialog.resize(960, 680)
    dialog.exec()


def print_report(report: Report, parent: QWidget | None = None) -> bool:
    """Ask for printer and pages, then print. False when the person thought better of it."""
    from PySide6.QtPrintSupport import QPrintDialog

    printer = new_printer(report)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("打印")
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return False
    paint(report, printer)
    return True


def new_printer(report: Report) -> QPrinter:
    """The system's default printer set to A4; margins are ours, so the printer gets the whole sheet."""
    from PySide6.QtPrintSupport import QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(PAGE_LAYOUT)
    printer.setFullPage(True)
    printer.setDocName(report.meta.title or report.form.template.name)
    return printer
