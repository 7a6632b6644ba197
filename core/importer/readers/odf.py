"""OpenDocument files: texts (.odt) and, by ods.py, spreadsheets (.ods); one pass over content.xml.

Tracked insertions count and deletions, which the format keeps apart, do not; list numbers are text; covered cells of
a merge are not seen. A table that holds tables only arranges them and is taken apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from core.importer.guard import SafePackage, XmlElement, one_error, refuse
from core.importer.readers.flow import MAX_COLUMNS, MAX_ROWS, TRACKED, Flow, FlowCell
from core.importer.readers.odf_lists import MAX_LEVELS, Lists
from core.importer.readers.odf_text import OFFICE, STYLE, TABLE, TEXT, Found, H, P, hidden_styles, plain_lines, text_of
from core.importer.source import SourceDocument

_SKIPPED = frozenset((TEXT + "tracked-changes", TEXT + "sequence-decls", OFFICE + "forms", TEXT + "index-title-template"))
_LIST, _ITEMS = TEXT + "list", (TEXT + "list-header", TEXT + "list-item")
_TABLE, _ROW, _CELL = TABLE + "table", TABLE + "table-row", TABLE + "table-cell"
_COVERED = TABLE + "covered-table-cell"
_ENCRYPTED = "设有打开密码，请用 WPS 或 LibreOffice 打开，取消密码并另存后再导入。"
_PAGE_EDGES = {"header": "header", "header-left": "header", "header-first": "header"} | {
    "footer": "footer",
    "footer-left": "footer",
    "footer-first": "footer",
}


def read(path: Path) -> SourceDocument:
    """The visible content of a text or a spreadsheet. Raises UnreadableFileError, and nothing else."""
    with one_error(path.name):
        package = SafePackage.open(path)
        if "META-INF/manifest.xml" in package.names and b"encryption-data" in package.read("META-INF/manifest.xml"):
            refuse(path.name, _ENCRYPTED)
        content = package.xml("content.xml")
        book = content.find(f"{OFFICE}body/{OFFICE}spreadsheet")
        if book is not None:
            from core.importer.readers import ods

            return ods.document(content, book, path.name)
        body = content.find(f"{OFFICE}body/{OFFICE}text")
        if body is None:
            refuse(path.name, "里面没有文字或表格，请用 WPS 或 LibreOffice 打开后另存为 .docx 再导入。")
        styles = package.xml("styles.xml") if "styles.xml" in package.names else None
        return _Reader(path.name, content, styles).read(body)


class _Reader:
    def __init__(self, name: str, content: XmlElement, styles: XmlElement | None) -> None:
        self._flow = Flow(name)
        self._styles = styles
        roots = [root for root in (styles, content) if root is not None]
        self._lists = Lists(roots)
        self._unseen = hidden_styles(roots)
        self._found = Found()

    def read(self, body: XmlElement) -> SourceDocument:
        if body.find(f"{TEXT}tracked-changes/{TEXT}changed-region") is not None:
            self._flow.note("import.tracked_changes", TRACKED)
        self._blocks(body)
        for note in self._found.notes:
            kind = "endnote" if note.get(TEXT + "note-class") == "endnote" else "footnote"
            self._flow.small(kind, plain_lines(note))
        for number, comment in enumerate(self._found.comments, 1):
            self._flow.note("import.comment", comment, f"批注 {number}")
        self._edges()
        return SourceDocument("odt", self._flow.blocks, self._flow.notes)

    def _blocks(self, parent: XmlElement) -> None:
        for child in parent:
            if child.tag in (P, H):
                self._paragraph(child, "")
            elif child.tag == _TABLE:
                self._table(child)
            elif child.tag == _LIST:
                self._list(child, *self._lists.begin(child), 1)
            elif child.tag not in _SKIPPED:
                self._blocks(child)

    def _paragraph(self, element: XmlElement, number: str) -> None:
        found = Found(self._unseen)
        text = text_of(element, found)
        level = element.get(TEXT + "outline-level", "") if element.tag == H else ""
        self._flow.paragraph(number + text if text else "", int(level) if level in tuple("123456789") else None)
        self._beside(found)

    def _beside(self, found: Found) -> None:
        """What hangs on a paragraph comes behind it."""
        for picture in found.pictures:
            self._flow.picture(picture)
        for box in found.boxes:
            for line in plain_lines(box).split("\n"):
                self._flow.beside(line)
        if found.hidden:
            self._flow.note("import.hidden_text", "".join(found.hidden), self._flow.here)
        self._found.notes += found.notes
        self._found.comments += found.comments

    def _list(self, element: XmlElement, style: str, counts: dict[int, int], depth: int) -> None:
        for item in element.iterchildren(*_ITEMS):
            number = self._lists.number(item, style, counts, depth) if item.tag == _ITEMS[1] and _is_numbered(item) else ""
            for child in item:
                if child.tag == _LIST and depth < MAX_LEVELS:
                    self._list(child, child.get(TEXT + "style-name", style), counts, depth + 1)
                elif child.tag in (P, H):
                    self._paragraph(child, number)
                    number = ""

    def _table(self, table: XmlElement) -> None:
        if table.find(f".//{_TABLE}") is not None:
            for cell in _own(table, (_CELL,)):
                self._blocks(cell)
            return
        found = Found(self._unseen)
        self._flow.table(list(self._cells(table, found)))
        self._beside(found)

    def _cells(self, table: XmlElement, found: Found) -> Iterator[FlowCell]:
        row = 0
        for element in _own(table, (_ROW,)):
            column = 0
            for cell in element.iterchildren(_CELL, _COVERED):
                count = _count(cell, "number-columns-repeated", MAX_COLUMNS + 1)
                for _ in range(count if cell.tag == _CELL else 0):
                    down, right = (_count(cell, f"number-{way}-spanned", MAX_ROWS) for way in ("rows", "columns"))
                    yield FlowCell(row, column, self._cell_text(cell, found), down, right)
                    column += 1
                column += count if cell.tag == _COVERED else 0
                self._flow.require_table_size(row, column)
            row += _count(element, "number-rows-repeated", MAX_ROWS + 1)

    def _cell_text(self, cell: XmlElement, found: Found) -> str:
        lines = [text_of(paragraph, found) for paragraph in cell.iter(P, H) if _is_in(paragraph, cell)]
        return "\n".join(line for line in lines if line)

    def _edges(self) -> None:
        for page in () if self._styles is None else self._styles.iter(STYLE + "master-page"):
            for element in page:
                kind = _PAGE_EDGES.get(str(element.tag).removeprefix(STYLE))
                if kind and element.get(STYLE + "display") != "false":
                    self._flow.edge(kind, plain_lines(element).split("\n"))


def _is_numbered(item: XmlElement) -> bool:
    """An item that only holds a deeper list shows no number of its own."""
    return any(child.tag in (P, H) for child in item)


def _own(table: XmlElement, tags: tuple[str, ...]) -> Iterator[XmlElement]:
    """The rows or cells of a table, through groups and header rows, without those of tables inside."""
    for child in table:
        if child.tag in tags:
            yield child
        elif child.tag != _TABLE:
            yield from _own(child, tags)


def _is_in(paragraph: XmlElement, cell: XmlElement) -> bool:
    """Whether a paragraph stands in the cell itself, not in a text box, note or comment inside it."""
    parent = paragraph.getparent()
    while parent is not None and parent is not cell:
        if parent.tag not in (_LIST, *_ITEMS, TEXT + "section"):
            return False
        parent = parent.getparent()
    return True


def _count(element: XmlElement, name: str, most: int) -> int:
    written = element.get(TABLE + name, "1")
    return min(max(int(written[:9]), 1), most)
