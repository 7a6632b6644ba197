"""From a report or another document to the bytes of a file, by the suffix of the file's name."""

from __future__ import annotations

from pathlib import Path

from core.errors import WriteError
from core.exporter.blocks import Document
from core.exporter.options import PLAIN, Options
from core.report import Report

SUFFIXES = (".docx", ".xlsx", ".html", ".htm")


def render(report: Report, suffix: str, options: Options = PLAIN) -> bytes:
    """The report as a file of that suffix (with its dot, in any case). Raises WriteError for an unknown one.

    Writers are loaded when first needed: XlsxWriter alone would cost every start of the program 30 ms.
    """
    match suffix.lower():
        case ".docx":
            from core.exporter.docx_writer import write_docx

            return write_docx(report, options=options)
        case ".xlsx":
            from core.exporter.xlsx_writer import write_xlsx

            return write_xlsx(report)
        case ".html" | ".htm":
            from core.exporter.html_writer import write_html

            return write_html(report, options).encode("utf-8")
        case _:
            raise _unknown(suffix)


def render_document(document: Document, style: Path, suffix: str, options: Options = PLAIN) -> bytes:
    """Another document as a file of that suffix; `style` is an edition's style.docx. Raises WriteError."""
    match suffix.lower():
        case ".docx":
            from core.exporter.docx_writer import docx_of

            return docx_of(document, style, options)
        case ".xlsx":
            from core.exporter.xlsx_document import xlsx_of

            return xlsx_of(document)
        case ".html" | ".htm":
            from core.exporter.html_writer import html_of

            return html_of(document, options).encode("utf-8")
        case _:
            raise _unknown(suffix)


def _unknown(suffix: str) -> WriteError:
    shown = f"“{suffix}”格式的文件" if suffix else "没有扩展名的文件"
    return WriteError(f"不能导出{shown}，请把文件名的结尾改为 .docx（Word）、.xlsx（Excel）或 .html（网页）。")
