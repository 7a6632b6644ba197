"""PDF with a text layer: ruled tables, cut by pages, and the text around them. Needs the optional part pypdfium2.

A PDF holds characters at places and lines, nothing else; what is made of them is good but never sure, so the whole
document is trusted less (`SourceDocument.trust`) and shown first in the review. Scans hold pictures only: refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from core.importer import child
from core.importer.guard import MIB, one_error, refuse
from core.importer.readers import pdf_page, pdf_table
from core.importer.readers.flow import Flow, FlowCell
from core.importer.readers.pdf_table import Grid
from core.importer.readers.pdf_text import Line, Measure, cell_text, lines_of, measure, paragraphs
from core.importer.source import SourceDocument

MAX_PAGES = 100
TRUST = 0.8
BROKEN = "数字在 PDF 中分成两行，可能是一个数，也可能是两个"
_MISSING = "是 PDF 文件，本机没有装读取 PDF 的部件（pypdfium2）；请改用原来的 Word 文件，或用 WPS 转换为 .docx 后再导入。"
_ENCRYPTED = "设有打开密码，请取消密码后再导入，或改用原来的 Word 文件。"
_DAMAGED = "已损坏，请改用原来的 Word 文件，或用 WPS 转换为 .docx 后再导入。"
_SCAN = "里面只有图片（扫描件），没有文字可以读取；请找到原来的 Word 文件再导入。"
_LONG = f"超过 {MAX_PAGES} 页，不像是一份年度报告；请只保留报告的页再导入。"
_UNVERIFIED = "PDF 里没有表格和段落的结构，数字是按位置读出的，请逐格与原件核对。"
_EDGE = 0.12  # of the page's height
_PAGE_NUMBER = re.compile(r"[-—–－\s·]*(?:第\s*)?\d{1,3}\s*(?:页)?(?:\s*[/共]\s*(?:共\s*)?\d{1,3}\s*页?)?[-—–－\s·]*")
_SAME_COLUMN = 4.0


@dataclass(slots=True)
class _Table:
    """A table, possibly over several pages: the edges of its columns, its cells, the rows so far."""

    columns: list[float]
    cells: list[FlowCell] = field(default_factory=list[FlowCell])
    rows: int = 0


_Item = Line | Grid


def read(path: Path) -> SourceDocument:
    """The visible content of a PDF. Raises UnreadableFileError, and nothing else."""
    if find_spec("pypdfium2") is None:
        refuse(path.name, _MISSING)
    return child.read("pdf", path, child.Limits(seconds=20, memory=1024 * MIB))


def parse(path: Path) -> SourceDocument:
    """As `read`, in this process: only for the child, and for tests."""
    # It may not be installed where the types are checked, and has none.
    pdfium: Any = import_module("pypdfium2")
    with one_error(path.name):
        try:
            source = pdfium.PdfDocument(path)
        except pdfium.PdfiumError as error:
            refuse(path.name, _ENCRYPTED if "password" in str(error).lower() else _DAMAGED)
        if len(source) > MAX_PAGES:
            refuse(path.name, _LONG)
        pages: list[pdf_page.Page] = []
        for number in range(len(source)):
            left = pdf_page.MAX_OBJECTS - sum(page.objects for page in pages)
            pages.append(pdf_page.load(source[number], pdfium.raw, left))
        if not any(page.chars for page in pages):
            refuse(path.name, _SCAN if any(page.pictures for page in pages) else _DAMAGED)
        return _document(pages, path.name)


def _document(pages: list[pdf_page.Page], name: str) -> SourceDocument:
    found = [_items(page, number) for number, page in enumerate(pages, 1)]
    edges = _edge_texts(found, pages)
    writer = _Writer(Flow(name), _measured(found, pages))
    for items, page in zip(found, pages, strict=True):
        for item in items:
            if isinstance(item, Grid):
                writer.table(item)
            elif _is_edge(item, page, edges):
                writer.flow.edge("footer" if item.y < page.height / 2 else "header", [item.text])
            else:
                writer.line(item)
        for _ in range(page.pictures):
            writer.flow.picture()
    return writer.finished()


def _measured(found: list[list[_Item]], pages: list[pdf_page.Page]) -> Measure:
    body = [
        item
        for items, page in zip(found, pages, strict=True)
        for item in items
        if isinstance(item, Line) and not _at_edge(item, page)
    ]
    return measure(body, pages[0].width)


class _Writer:
    """Holds lines back until their paragraph, and tables until their last page, is complete."""

    def __init__(self, flow: Flow, page: Measure) -> None:
        self.flow = flow
        self._page = page
        self._lines: list[Line] = []
        self._table: _Table | None = None

    def line(self, line: Line) -> None:
        """A line outside tables ends the table before it."""
        self._end_table()
        self._lines.append(line)

    def table(self, grid: Grid) -> None:
        """A grid goes on with the table before it if only a page end lies between and the columns are the same."""
        self._end_lines()
        if self._table is None or not _same_columns(self._table.columns, grid.columns):
            self._end_table()
            self._table = _Table(grid.columns)
        self._table.cells += _cells(grid, self._table.rows)
        self._table.rows += len(grid.rows) - 1
        self.flow.require_table_size(self._table.rows, len(grid.columns))

    def finished(self) -> SourceDocument:
        """The document, once everything was given."""
        self._end_lines()
        self._end_table()
        self.flow.note("import.pdf", _UNVERIFIED)
        return SourceDocument("pdf", self.flow.blocks, self.flow.notes, trust=TRUST)

    def _end_lines(self) -> None:
        for text in paragraphs(self._lines, self._page):
            self.flow.paragraph(text)
        self._lines = []

    def _end_table(self) -> None:
        if self._table is not None:
            self.flow.table(self._table.cells)
            self._table = None


def _items(page: pdf_page.Page, number: int) -> list[_Item]:
    """Tables and lines of a page from top to bottom."""
    grids = pdf_table.find(page)
    outside = [char for char in page.chars if not any(grid.take(char) for grid in grids)]
    items: list[_Item] = [*(grid for grid in grids if any(box.chars for box in grid.boxes)), *lines_of(outside, number)]
    return sorted(items, key=lambda item: -(item.y if isinstance(item, Line) else item.top))


def _edge_texts(found: list[list[_Item]], pages: list[pdf_page.Page]) -> set[str]:
    """What stands at the edge of more than one page, numbers apart."""
    seen: Counter[str] = Counter()
    for items, page in zip(found, pages, strict=True):
        at_edge = {_without_digits(item.text) for item in items if isinstance(item, Line) and _at_edge(item, page)}
        seen.update(at_edge)
    return {text for text, count in seen.items() if count > 1}


def _at_edge(line: Line, page: pdf_page.Page) -> bool:
    return not _EDGE * page.height < line.y < (1 - _EDGE) * page.height


def _is_edge(line: Line, page: pdf_page.Page, edges: set[str]) -> bool:
    at_edge = _at_edge(line, page)
    return at_edge and (_without_digits(line.text) in edges or _PAGE_NUMBER.fullmatch(line.text) is not None)


def _without_digits(text: str) -> str:
    return re.sub(r"\d+", "", text)


def _same_columns(first: list[float], last: list[float]) -> bool:
    return len(first) == len(last) and all(abs(a - b) < _SAME_COLUMN for a, b in zip(first, last, strict=True))


def _cells(grid: Grid, above: int) -> Iterator[FlowCell]:
    for box in grid.boxes:
        text, broken = cell_text(box.chars) if box.chars else ("", False)
        yield FlowCell(above + box.row, box.column, text, box.row_span, box.column_span, BROKEN if broken else "")
