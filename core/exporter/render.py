"""From a report to the bytes of a file, by the suffix of the file's name."""

from __future__ import annotations

from core.errors import WriteError
from core.report import Report

SUFFIXES = (".docx", ".xlsx", ".html", ".htm")


def render(report: Report, suffix: str) -> bytes:
    """The report as a file of that suffix (with its dot, in any case). Raises WriteError for an unknown one.

    Writers are loaded when first needed: XlsxWriter alone would cost every start of the program 30 ms.
    """
    match suffix.lower():
        case ".docx":
            from core.exporter.docx_writer import write_docx

            return write_docx(report)
        case ".xlsx":
            from core.exporter.xlsx_writer import write_xlsx

            return write_xlsx(report)
        case ".html" | ".htm":
            from core.exporter.html_writer import write_html

            return write_html(report).encode("utf-8")
        case _:
            shown = f"“{suffix}”格式的文件" if suffix else "没有扩展名的文件"
            raise WriteError(f"不能导出{shown}，请把文件名的结尾改为 .docx（Word）、.xlsx（Excel）或 .html（网页）。")
