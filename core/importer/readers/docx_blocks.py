"""Walks the paragraphs and tables of a Word story in reading order, through content controls and tracked changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

from core.importer.guard import XmlElement, refuse
from core.importer.readers import docx_names as w
from core.importer.readers.docx_model import Beside, Block, Paragraph, RawCell, RawTable, joined
from core.importer.readers.docx_names import to_int
from core.importer.readers.docx_text import TextReader, chosen, control_content, shows_placeholder

MAX_TABLES = 200
MAX_ROWS = 2000
MAX_COLUMNS = 64
MAX_NESTING = 80
MAX_PARAGRAPHS = 20_000

_TWIPS = {"pt": 20.0, "in": 1440.0, "cm": 567.0, "mm": 56.7, "pc": 240.0, "pi": 240.0}
_TOO_LARGE = "，不像是一份年度报告，没有读取；请用 WPS 或 Word 打开后只留下报告内容，另存再导入。"


class BlockReader:
    """Reads w:body, a header, a footnote, ... into paragraphs and tables; `name` is the file's name for refusals."""

    def __init__(self, name: str, text: TextReader) -> None:
        self._name = name
        self._text = text
        self._tables = 0
        self._rows = 0
        self._depth = 0
        self.chunks: list[XmlElement] = []

    def read_part(self, root: XmlElement) -> None:
        """Prepare for reading containers of one part, and refuse one with far too many paragraphs."""
        if sum(1 for _ in root.iter(w.PARAGRAPH)) > MAX_PARAGRAPHS:
            refuse(self._name, f"超过 {MAX_PARAGRAPHS} 个段落{_TOO_LARGE}")
        self._text.survey.add(root)

    def read(self, container: XmlElement) -> list[Block]:
        """The blocks of a container in a part that went through `read_part`."""
        close_look = self._text.survey.paragraphs
        read_plain = self._text.read_plain
        blocks: list[Block] = []
        unfinished: Paragraph | None = None
        for element in container:
            tag = element.tag
            if tag == w.PARAGRAPH and unfinished is None and element not in close_look:
                blocks.append(read_plain(element))
            elif tag != w.CELL_PROPERTIES:
                for inner in self._block_elements(element):
                    unfinished = self._add(inner, unfinished, blocks)
        if unfinished is not None:
            blocks.append(unfinished)
        return blocks

    def _add(self, element: XmlElement, unfinished: Paragraph | None, blocks: list[Block]) -> Paragraph | None:
        """Read one w:p or w:tbl into `blocks`; returns a paragraph that the next one continues."""
        if element.tag == w.PARAGRAPH:
            paragraph = self._paragraph(element, unfinished)
            if paragraph.joins_next:
                return paragraph
            blocks.append(paragraph)
        else:
            if unfinished is not None:
                blocks.append(unfinished)
            blocks.append(self._table(element))
        return None

    def _paragraph(self, element: XmlElement, before: Paragraph | None) -> Paragraph:
        paragraph, boxes = self._text.read(element, before.text if before else "")
        earlier = before.beside if before else None
        if boxes or earlier:
            own = paragraph.beside or Beside()
            own.floating = [block for box in boxes for block in self.read(box)]
            paragraph.beside = joined(earlier, own) if earlier else own
        return paragraph

    def _block_elements(self, element: XmlElement) -> Iterator[XmlElement]:
        """The paragraphs and tables that an element of the block level is or wraps."""
        tag = element.tag
        if tag in (w.PARAGRAPH, w.TABLE):
            yield element
        elif tag == w.ALT_CHUNK:
            self.chunks.append(element)
        elif tag == w.SECTION:
            self._text.sections.append(element)
        else:
            for content in self._contents(str(tag), element):
                for child in content:
                    yield from self._block_elements(child)

    def _contents(self, tag: str, element: XmlElement) -> Iterator[XmlElement]:
        if tag == w.CONTROL:
            yield from control_content(element)
        elif tag == w.ALTERNATE:
            yield chosen(element)
        elif tag in w.TRANSPARENT or tag in w.INSERTED:
            yield element
        elif tag in w.DELETED:
            self._text.tracked_changes = True

    def _table(self, element: XmlElement) -> RawTable:
        self._tables += 1
        self._depth += 1
        if self._tables > MAX_TABLES:
            refuse(self._name, f"超过 {MAX_TABLES} 个表格{_TOO_LARGE}")
        if self._depth > MAX_NESTING:
            refuse(self._name, f"里面的表格套了 {MAX_NESTING} 层以上{_TOO_LARGE}")
        table = RawTable([])
        for child, _ in self._within(element, (w.ROW, w.GRID)):
            if child.tag == w.GRID:
                table.widths = [_twips(column.get(w.WIDTH)) for column in child.iterchildren(w.GRID_COLUMN)]
                continue
            row = self._row(child)
            if row:
                table.rows.append(row)
        self._depth -= 1
        return table

    def _within(self, parent: XmlElement, wanted: tuple[str, ...], blank: bool = False) -> Iterator[tuple[XmlElement, bool]]:
        """Rows of a table or cells of a row, also inside wrappers, and whether they only show a placeholder."""
        for child in parent:
            tag = child.tag
            if tag in wanted:
                yield child, blank
            elif tag == w.CONTROL:
                prompt = blank or shows_placeholder(child)
                for content in child.iterchildren(w.CONTROL_CONTENT):
                    yield from self._within(content, wanted, prompt)
            else:
                for content in self._contents(str(tag), child):
                    yield from self._within(content, wanted, blank)

    def _row(self, element: XmlElement) -> list[RawCell]:
        self._rows += 1
        if self._rows > MAX_ROWS:
            refuse(self._name, f"里面的表格超过 {MAX_ROWS} 行{_TOO_LARGE}")
        start: int | None = 0
        if element in self._text.survey.rows_and_cells:
            for properties in element.iterchildren(w.ROW_PROPERTIES):
                start = self._row_properties(properties)
        cells: list[RawCell] = []
        if start is not None:
            for child, blank in self._within(element, (w.CELL,)):
                if blank or child in self._text.survey.rows_and_cells:
                    start = self._cell(child, blank, start, cells)
                else:
                    start += 1
                    cells.append(RawCell(start - 1, start, "", self.read(child)))
        if start is not None and start > MAX_COLUMNS:
            self._refuse_columns()
        return cells

    def _row_properties(self, element: XmlElement) -> int | None:
        """The grid columns left free before the first cell; None for a deleted row."""
        before = 0
        for child in element:
            if child.tag in w.DELETED:
                self._text.tracked_changes = True
                return None
            if child.tag in w.INSERTED:
                self._text.tracked_changes = True
            elif child.tag == w.GRID_BEFORE:
                before = min(max(to_int(child.get(w.VAL), 0), 0), MAX_COLUMNS)
        return before

    def _cell(self, element: XmlElement, blank: bool, start: int, cells: list[RawCell]) -> int:
        """Read a w:tc that begins at grid line `start` into `cells`; returns where the next one begins."""
        span, vertical, horizontal, deleted = self._cell_properties(element)
        end = start + max(span, 1)
        if end > MAX_COLUMNS:
            self._refuse_columns()
        if deleted:
            return start
        blocks = [] if blank else self.read(element)
        if horizontal == "continue" and cells:
            cells[-1].end = end
            cells[-1].blocks += [block for block in blocks if isinstance(block, RawTable) or block.text]
        else:
            cells.append(RawCell(start, end, vertical, blocks))
        return end

    def _refuse_columns(self) -> NoReturn:
        refuse(self._name, f"里面的表格超过 {MAX_COLUMNS} 列{_TOO_LARGE}")

    def _cell_properties(self, element: XmlElement) -> tuple[int, str, str, bool]:
        span, vertical, horizontal, deleted = 1, "", "", False
        for properties in element.iterchildren(w.CELL_PROPERTIES):
            for child in properties:
                tag = child.tag
                if tag == w.GRID_SPAN:
                    span = to_int(child.get(w.VAL), 1)
                elif tag == w.VERTICAL_MERGE:
                    vertical = "restart" if child.get(w.VAL) == "restart" else "continue"
                elif tag == w.HORIZONTAL_MERGE:
                    horizontal = child.get(w.VAL, "continue")
                elif tag in (w.CELL_DELETED, w.CELL_INSERTED):
                    self._text.tracked_changes = True
                    deleted = tag == w.CELL_DELETED
        return span, vertical, horizontal, deleted


def _twips(text: str | None) -> float | None:
    """A width in twips; strict files write it with a unit."""
    if text is None or len(text) > 20:
        return None
    factor = _TWIPS.get(text[-2:])
    try:
        return float(text) if factor is None else float(text[:-2]) * factor
    except ValueError:
        return None
