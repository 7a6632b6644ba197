"""Reads a Word file (.docx, .docm, strict or not) as a person sees it in Word: one pass over the XML, no library between.

Automatic numbers are text, tracked insertions count and deletions do not, merged cells come once. What is seen
but has no text (pictures), and what is there but not seen (hidden text, macros, links), is told, never dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from core.importer.guard import Relationship, SafePackage, XmlElement, one_error, read_file, refuse
from core.importer.readers import docx_names as w
from core.importer.readers.docx_blocks import BlockReader
from core.importer.readers.docx_model import Beside, Block, Paragraph, RawCell, RawTable
from core.importer.readers.docx_numbering import Numbering
from core.importer.readers.docx_styles import Styles, lean
from core.importer.readers.docx_table import PlacedCell, place
from core.importer.readers.docx_text import TextReader
from core.importer.readers.package_properties import read_properties
from core.importer.source import SourceCell, SourceDocument, SourceNote, SourceParagraph, SourceTable

_TRACKED = "文件里有未处理的修订：已按“接受全部修订”读取（插入的算，删除的不算），请核对。"
_CHUNK = "文件里嵌入了另一个文件的内容（altChunk），没有读取；请用 WPS 或 Word 打开后另存一份再导入。"
_MACRO = "文件中有宏，没有读取，也不会运行。"
_OLE = "文件中嵌入了其他程序的对象（如 Excel 表格），没有读取；其中若有报告内容，请复制为普通文字或表格。"
_TEMPLATE = "文件链接到外部模板，没有打开：{}"
_LINK = "文件链接到外部内容，没有打开：{}"
_MOST_NOTES = 50
_PAGE_NUMBER = re.compile(r"(?:[\W_第共页]|(?<!\d)\d{1,3}(?!\d)|page|of)*", re.IGNORECASE)
_SEPARATORS = ("separator", "continuationSeparator", "continuationNotice")


def read(path: Path) -> SourceDocument:
    """The visible content of a Word file. Raises UnreadableFileError, and nothing else, for a file that is not one."""
    return parse(read_file(path), path.name)


def parse(data: bytes, name: str) -> SourceDocument:
    """As `read`, for a file in memory that messages call `name`."""
    with one_error(name):
        return _Document(SafePackage(data, name)).read()


class _Document:
    def __init__(self, package: SafePackage) -> None:
        self._package = package
        self._main = self._main_part()
        self._links = package.relationships(self._main)
        self._parts = {link.kind: link.target for link in self._links.values() if not link.external}
        styles = Styles(self._styles_root())
        self._text = TextReader(styles, Numbering(self._part("numbering"), styles))
        self._blocks = BlockReader(package.name, self._text)
        self._out = _Output()

    def read(self) -> SourceDocument:
        root = self._package.xml(self._main)
        body = next(root.iterchildren(w.BODY), None)
        if body is None:
            refuse(self._package.name, "里面没有 Word 正文，请用 WPS 或 Word 打开后另存为 .docx 再导入。")
        self._blocks.read_part(root)
        self._out.story(self._blocks.read(body))
        self._footnotes("footnote", "脚注", self._text.footnotes)
        self._footnotes("endnote", "尾注", self._text.endnotes)
        self._headers()
        self._notes()
        return SourceDocument("docx", tuple(self._out.blocks), tuple(self._out.notes), read_properties(self._package))

    def _main_part(self) -> str:
        links = self._package.relationships("").values()
        targets = [link.target for link in links if link.kind == "officeDocument" and not link.external]
        return next((target for target in targets if target in self._package.names), "word/document.xml")

    def _story(self, kind: str) -> XmlElement | None:
        """A part that holds paragraphs, prepared for reading."""
        root = self._part(kind)
        if root is not None:
            self._blocks.read_part(root)
        return root

    def _styles_root(self) -> XmlElement | None:
        name = self._package.find(self._parts.get("styles", ""))
        return None if name is None else self._package.parse(lean(self._package.read(name)))

    def _part(self, kind: str) -> XmlElement | None:
        name = self._package.find(self._parts.get(kind, ""))
        return None if name is None else self._package.xml(name)

    def _footnotes(self, kind: str, label: str, used: dict[str, None]) -> None:
        root = self._story(f"{kind}s") if used else None
        if root is None:
            return
        notes = {note.get(w.ID, ""): note for note in root if note.get(w.TYPE) not in _SEPARATORS}
        for number, note_id in enumerate(used, 1):
            if note_id in notes:
                self._out.small_story(self._blocks.read(notes[note_id]), kind, f"{label} {number}")

    def _headers(self) -> None:
        """Each distinct text at the edge of the page, first-page and even-page variants too, without page numbers."""
        seen: set[tuple[str, str]] = set()
        for kind, label in (("header", "页眉"), ("footer", "页脚")):
            for part in self._referenced(kind):
                root = self._package.xml(part)
                self._blocks.read_part(root)
                lines = [line.strip() for line in _all_lines(self._blocks.read(root))]
                text = "\n".join(line for line in lines if not _PAGE_NUMBER.fullmatch(line))
                if text and (kind, text) not in seen:
                    seen.add((kind, text))
                    self._out.blocks.append(SourceParagraph(text, label, kind))

    def _referenced(self, kind: str) -> dict[str, None]:
        """The parts of the headers or footers that sections use, in their order."""
        tag = w.word(f"{kind}Reference")
        ids = (node.get(w.RELATION_ID, "") for section in self._text.sections for node in section.iterchildren(tag))
        links = (self._links[link_id] for link_id in ids if link_id in self._links)
        return {link.target: None for link in links if link.target in self._package.names}

    def _notes(self) -> None:
        notes = self._out.notes
        if self._text.tracked_changes:
            notes.append(SourceNote("import.tracked_changes", _TRACKED))
        notes += [SourceNote("import.alt_chunk", _CHUNK) for _ in self._blocks.chunks[:_MOST_NOTES]]
        settings = self._package.relationships(self._parts["settings"]) if "settings" in self._parts else {}
        told = dict.fromkeys(note for link in (*self._links.values(), *settings.values()) for note in _link_notes(link))
        notes += list(told)[:_MOST_NOTES]
        comments = self._story("comments")
        for number, comment in enumerate(() if comments is None else comments, 1):
            text = "\n".join(_all_lines(self._blocks.read(comment))).strip()
            notes.append(SourceNote("import.comment", text, f"批注 {number}"))


def _link_notes(link: Relationship) -> Iterator[SourceNote]:
    if link.kind == "vbaProject":
        yield SourceNote("import.macro", _MACRO)
    elif link.kind in ("oleObject", "package"):
        yield SourceNote("import.ole", _OLE)
    if link.external and link.kind != "hyperlink":
        sentence = _TEMPLATE if link.kind == "attachedTemplate" else _LINK
        yield SourceNote("import.external_link", sentence.format(link.target[:200]))


class _Output:
    """Gives blocks their places and puts what floats (text boxes, pictures) behind its anchor."""

    def __init__(self) -> None:
        self.blocks: list[SourceParagraph | SourceTable] = []
        self.notes: list[SourceNote] = []
        self._paragraphs = 0
        self._tables = 0

    def story(self, blocks: list[Block], kind: str = "paragraph", where: str = "") -> None:
        """The body, or the content of a text box at `where`."""
        for block in blocks:
            if isinstance(block, RawTable):
                self._table(block, kind, where)
            else:
                self._paragraph(block, kind, where)

    def small_story(self, blocks: list[Block], kind: str, where: str) -> None:
        """A note: all its lines are one paragraph."""
        text = "\n".join(_all_lines(blocks)).strip()
        if text:
            self.blocks.append(SourceParagraph(text, where, kind))

    def _paragraph(self, paragraph: Paragraph, kind: str, where: str) -> None:
        text = paragraph.text
        written = bool(text) and not text.isspace()
        if kind == "paragraph":
            self._paragraphs += written
            where = f"第 {self._paragraphs} 段" if written else f"第 {self._paragraphs} 段之后"
        if written:
            self.blocks.append(SourceParagraph(text.strip("\n"), where, kind, paragraph.heading))
        if paragraph.beside:
            self._beside(paragraph.beside, where)

    def _beside(self, beside: Beside, where: str) -> None:
        self.story(beside.floating, "text_box", f"{where}旁的文本框")
        for text in beside.word_art:
            self.blocks.append(SourceParagraph(text, f"{where}旁的艺术字", "text_box"))
        for _ in range(beside.pictures):
            self.blocks.append(SourceParagraph("", where, "picture"))
        if beside.hidden.strip():
            self.notes.append(SourceNote("import.hidden_text", beside.hidden, where))

    def _table(self, table: RawTable, kind: str, where: str) -> None:
        if table.is_layout:
            for row in table.rows:
                for cell in row:
                    self.story(cell.blocks, kind, where)
            return
        placed, covered = place(table)
        if not placed:
            return
        self._tables += 1
        where = f"表格 {self._tables}"
        cells = tuple(_source_cell(cell, where) for cell in placed)
        self.blocks.append(SourceTable(cells, where))
        for source, cell in zip(cells, placed, strict=True):
            self._beside_cell(cell.raw, source.where)
        for cell in covered:
            self._covered(cell, where)

    def _beside_cell(self, cell: RawCell, where: str) -> None:
        for block in cell.blocks:
            if isinstance(block, Paragraph):
                if block.beside:
                    self._beside(block.beside, where)
            else:
                for inner in (inner for row in block.rows for inner in row):
                    self._beside_cell(inner, where)

    def _covered(self, cell: RawCell, where: str) -> None:
        """Word does not show the content of a cell that is merged into the one above."""
        text = cell.text()
        if text.strip():
            self.notes.append(SourceNote("import.hidden_text", text, f"{where}，合并单元格内"))


def _source_cell(cell: PlacedCell, table: str) -> SourceCell:
    where = f"{table}，第 {cell.row + 1} 行第 {cell.column + 1} 列"
    return SourceCell(cell.row, cell.column, cell.row_span, cell.column_span, cell.raw.text(), where)


def _all_lines(blocks: list[Block]) -> Iterator[str]:
    """The texts of a small story line by line, tables and text boxes included."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from block.text.split("\n")
            if block.beside:
                yield from _all_lines(block.beside.floating)
                yield from block.beside.word_art
        else:
            for cell in (cell for row in block.rows for cell in row):
                yield from _all_lines(cell.blocks)
