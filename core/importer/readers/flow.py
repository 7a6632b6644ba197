"""Puts what a reader of a text document finds into blocks with the places and the limits that all such readers share.

Paragraphs count over the whole file, tables and their cells within it. Page edges come without page numbers and
without repeats. Messages complete the sentence that begins with the file's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.importer.guard import refuse
from core.importer.source import SourceCell, SourceNote, SourceParagraph, SourceTable

MAX_PARAGRAPHS = 20_000
MAX_TABLES = 200
MAX_ROWS = 2000
MAX_COLUMNS = 64
TRACKED = "文件里有未处理的修订：已按“接受全部修订”读取（插入的算，删除的不算），请核对。"
_MAX_CELLS = 100_000
_MAX_NOTES = 50
_PAGE_NUMBER = re.compile(r"(?:[\W_第共页]|(?<!\d)\d{1,3}(?!\d)|page|of)*", re.IGNORECASE)
_EDGES = {"header": "页眉", "footer": "页脚"}
_SMALL = {"footnote": "脚注", "endnote": "尾注"}


@dataclass(slots=True)
class FlowCell:
    """A cell as a reader found it, counted from 0."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    note: str = ""


class Flow:
    """Takes paragraphs, tables and notes in reading order; `blocks` and `notes` are the result."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._blocks: list[SourceParagraph | SourceTable] = []
        self._notes: dict[SourceNote, None] = {}
        self._paragraphs = self._tables = self._cells = 0
        self._edges: set[tuple[str, str]] = set()
        self._small: dict[str, int] = {}

    @property
    def blocks(self) -> tuple[SourceParagraph | SourceTable, ...]:
        """All blocks so far."""
        return tuple(self._blocks)

    @property
    def notes(self) -> tuple[SourceNote, ...]:
        """All notes so far, each once, up to a number that a person can read."""
        return tuple(self._notes)[:_MAX_NOTES]

    @property
    def here(self) -> str:
        """The place of the last paragraph."""
        return f"第 {self._paragraphs} 段"

    def paragraph(self, text: str, heading: int | None = None) -> None:
        """A paragraph of the body; one without text is nothing."""
        if text.strip():
            self._paragraphs += 1
            if self._paragraphs > MAX_PARAGRAPHS:
                self._refuse(f"超过 {MAX_PARAGRAPHS} 段")
            self._blocks.append(SourceParagraph(text.strip(), self.here, "paragraph", heading))

    def beside(self, text: str) -> None:
        """A paragraph of a text box."""
        if text.strip():
            self._blocks.append(SourceParagraph(text.strip(), f"{self.here}旁的文本框", "text_box"))
            self._limit_blocks()

    def picture(self, description: str = "") -> None:
        """A picture in the text."""
        self._blocks.append(SourceParagraph(description.strip(), self.here, "picture"))
        self._limit_blocks()

    def small(self, kind: str, text: str) -> None:
        """A footnote or endnote, whole."""
        if text.strip():
            self._small[kind] = self._small.get(kind, 0) + 1
            self._blocks.append(SourceParagraph(text.strip(), f"{_SMALL[kind]} {self._small[kind]}", kind))
            self._limit_blocks()

    def edge(self, kind: str, lines: Iterable[str]) -> None:
        """What stands in a header or footer."""
        stripped = (line.strip() for line in lines)
        text = "\n".join(line for line in stripped if not _PAGE_NUMBER.fullmatch(line))
        if text and (kind, text) not in self._edges:
            self._edges.add((kind, text))
            self._blocks.append(SourceParagraph(text, _EDGES[kind], kind))

    def table(self, cells: list[FlowCell]) -> None:
        """A table with its cells in order; one without any text is nothing."""
        if not any(cell.text.strip() or cell.note for cell in cells):
            return
        self._tables += 1
        self._cells += len(cells)
        if self._tables > MAX_TABLES or self._cells > _MAX_CELLS:
            self._refuse(f"超过 {MAX_TABLES} 个表格或 {_MAX_CELLS} 格")
        where = f"表格 {self._tables}"
        self._blocks.append(SourceTable(tuple(_source_cell(cell, where) for cell in cells), where))

    def require_table_size(self, rows: int, columns: int) -> None:
        """Refuse a table with more rows or columns than a report can have."""
        if rows > MAX_ROWS or columns > MAX_COLUMNS:
            self._refuse(f"中有超过 {MAX_ROWS} 行或 {MAX_COLUMNS} 列的表格")

    def note(self, kind: str, text: str, where: str = "") -> None:
        """Something to tell the person."""
        self._notes.setdefault(SourceNote(kind, text, where))

    def _limit_blocks(self) -> None:
        if len(self._blocks) > MAX_PARAGRAPHS + MAX_TABLES:
            self._refuse(f"超过 {MAX_PARAGRAPHS} 段")

    def _refuse(self, reason: str) -> None:
        refuse(self._name, f"{reason}，不像是一份年度报告，没有读取；请用 WPS 或 Word 打开后只留下报告内容，另存再导入。")


def _source_cell(cell: FlowCell, table: str) -> SourceCell:
    where = f"{table}，第 {cell.row + 1} 行第 {cell.column + 1} 列"
    return SourceCell(cell.row, cell.column, cell.row_span, cell.column_span, cell.text.strip("\n"), where, cell.note)
