"""Web pages and what calls itself .xls or .doc but is one: the visible text in reading order, with its tables.

The page is parsed as it lies there: no style sheet, no script, no address is ever fetched. A table that only
arranges other tables, or frames a single cell, is taken apart; every other table keeps its rows and columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from core.errors import UnreadableFileError
from core.importer.guard import XmlElement, one_error, read_head, refuse
from core.importer.readers.flow import TRACKED
from core.importer.readers.html_page import Placed, sort_out
from core.importer.readers.html_table import Cell, TableGrid
from core.importer.readers.text import damage_notes, decode
from core.importer.source import SourceDocument, SourceNote, SourceParagraph, SourceTable

MAX_BYTES = 16 * 1024 * 1024
MAX_MARKUP = 250_000
MAX_TABLES = 200

_UNSEEN = re.compile(
    "script|style|head|title|template|noscript|noframes|iframe|object|embed|applet|audio|video|canvas|svg|math|datalist"
    "|rp|rt|colgroup|del"
)
_BLOCKS = re.compile(
    "address|article|aside|blockquote|body|br|button|caption|center|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure"
    "|footer|form|h[1-6]|header|hr|html|legend|li|main|menu|nav|ol|p|pre|search|section|summary|table|tbody|td|textarea"
    "|tfoot|th|thead|tr|ul"
)
_LONGEST_STYLE = 1000
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NOTE_MARK = re.compile("sd(?:foot|end)note(?:anc|sym)|Mso(?:Foot|End)noteReference")  # as LibreOffice and Word call it
_UNNUMBERED = re.compile(r"list-style(-type)?\s*:[^;]*\bnone\b", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_SPACE = re.compile("[ \t\r\n\f\xa0]+")
# A line break in the source between two Chinese characters is no space (CSS Text 3, segment breaks).
_WIDE_BREAK = re.compile("(?<=[\u2e80-\u9fff\uff00-\uffef])[ \t]*\n[ \t\r\n]*(?=[\u2e80-\u9fff\uff00-\uffef])")
_TYPED = ("", "text", "number", "date", "tel", "email", "search", "url")
_META = "nianbao:"


def read(path: Path) -> SourceDocument:
    """The page at `path`; raises UnreadableFileError."""
    data = read_head(path, MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        refuse(path.name, "超过 16 MB，不像是一份年度报告的网页；请确认选对了文件。")
    return _document(data, path.name)


def parse(markup: bytes | str, name: str = "网页内容") -> SourceDocument:
    """A page that is already in memory, for example from the clipboard. Raises UnreadableFileError as `read` does."""
    data = markup.encode("utf-8", "replace") if isinstance(markup, str) else markup
    return _document(data, name)


def _document(data: bytes, name: str) -> SourceDocument:
    text, damaged = decode(data, name, _declared(data))
    if text.count("<") > MAX_MARKUP:
        refuse(name, "的标记过多，不像是一份年度报告的网页；请只保存正文部分再导入。")
    with one_error(name):
        root = _parsed(text, name)
        if root is None:
            return SourceDocument("html", ())
        reader = _Reader(name, _layout_tables(root))
        for event, node, piece in _walk(root):
            reader.take(event, node, piece)
    blocks = tuple(sort_out(reader.finished()))
    tracked = () if root.find(".//del") is None else (SourceNote("import.tracked_changes", TRACKED),)
    return SourceDocument("html", blocks, (*damage_notes(damaged), *tracked), _properties(root))


def _declared(data: bytes) -> str:
    """The codec of the charset that the page names; the GB family is read as its largest member."""
    found = _CHARSET.search(data[:4096])
    charset = found[1].decode("ascii").lower() if found else ""
    return "big5hkscs" if charset.startswith("big5") else "gb18030"


def _parsed(text: str, name: str) -> XmlElement | None:
    if not text.strip():
        return None
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    root: XmlElement | None = etree.fromstring(text.encode("utf-8", "replace"), parser)
    # The parser stops in silence where elements are nested too deep; the rest of the page would be lost.
    if any(entry.level >= etree.ErrorLevels.FATAL for entry in parser.error_log):
        refuse(name, "的标记嵌套过深或已损坏，没有读取；请用浏览器打开，把正文复制到 Word 再导入。")
    return root


def _properties(root: XmlElement) -> dict[str, str]:
    """The title, and what this program's own export says in `meta` elements, under the names it has in Office files."""
    found: dict[str, str] = {}
    title = root.findtext(".//title")
    if title and title.strip():
        found["page_title"] = " ".join(title.split())
    for node in root.iterfind(".//meta"):
        if node.get("name", "").startswith(_META):
            found[f"nianbao.{node.get('name', '').removeprefix(_META)}"] = node.get("content", "")
    return found


# --- the tree in reading order -----------------------------------------------------------------------------------


def _walk(root: XmlElement) -> Iterator[tuple[str, XmlElement, str]]:
    """("start", node, ""), ("text", parent, text) and ("end", node, "") of what is visible, without recursion."""
    yield "start", root, ""
    yield "text", root, root.text or ""
    stack = [(root, iter(root))]
    while stack:
        node, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            yield "end", node, ""
            if stack:
                yield "text", stack[-1][0], node.tail or ""
        elif child.tag == "select":
            yield "text", node, _chosen(child) + (child.tail or "")
        elif _is_visible(child):
            stack.append((child, iter(child)))
            yield "start", child, ""
            yield "text", child, child.text or ""
        else:
            yield "text", node, child.tail or ""


def _is_visible(node: XmlElement) -> bool:
    if _UNSEEN.fullmatch(str(node.tag)) or node.get("hidden") is not None or _NOTE_MARK.search(node.get("class", "")):
        return False
    return not _HIDING.search(node.get("style", "")[:_LONGEST_STYLE])


def _chosen(select: XmlElement) -> str:
    """What a list to choose from shows while it is closed."""
    options = list(select.iter("option"))
    shown = next((option for option in options if option.get("selected") is not None), options[0] if options else None)
    return "" if shown is None else shown.text or ""


def _layout_tables(root: XmlElement) -> set[XmlElement]:
    """Tables that hold a visible table, and frames of a single cell."""
    found: set[XmlElement] = set()
    tables: list[XmlElement] = []
    cells: list[int] = []
    for event, node, _ in _walk(root):
        if node.tag == "table" and event == "start":
            found.update(tables[-1:])
            tables.append(node)
            cells.append(0)
        elif node.tag == "table" and event == "end":
            if cells.pop() < 2:
                found.add(node)
            tables.pop()
        elif event == "start" and cells and node.tag in ("td", "th"):
            cells[-1] += 1
    return found


class _Reader:
    """Collects text until something ends the line; what a line becomes depends on where it stands."""

    def __init__(self, name: str, layout: set[XmlElement]) -> None:
        self._name = name
        self._layout = layout
        self._blocks: list[Placed] = []
        self._paragraphs = self._tables = 0
        self._line: list[str] = []
        self._node: XmlElement | None = None  # where the line begins
        self._kept_lines = 0
        self._heading: int | None = None
        self._number = ""
        self._lists: list[int | None] = []
        self._table: TableGrid | None = None
        self._cell: Cell | None = None

    def take(self, event: str, node: XmlElement, piece: str) -> None:
        """One event of `_walk`."""
        if event == "text":
            self._text(piece, node)
            return
        tag = str(node.tag)
        if _BLOCKS.fullmatch(tag):
            self._flush()
        if tag in ("pre", "textarea"):
            self._kept_lines += 1 if event == "start" else -1
        elif event == "start":
            self._start(tag, node)
        else:
            self._end(tag, node)

    def finished(self) -> list[Placed]:
        """All blocks, once the last event was taken."""
        self._flush()
        return self._blocks

    def _text(self, piece: str, node: XmlElement) -> None:
        for number, line in enumerate(piece.split("\n") if self._kept_lines else [piece]):
            if number:
                self._flush()
            if self._node is None and line.strip():
                self._node = node
            self._line.append(line)

    def _start(self, tag: str, node: XmlElement) -> None:
        match tag:
            case "table" if node not in self._layout:
                self._table = TableGrid()
            case "tr" | "thead" | "tbody" | "tfoot" if self._table:
                self._table.begin(tag)
                self._cell = None
            case "td" | "th" if self._table:
                self._cell = self._table.add(node.get("rowspan"), node.get("colspan"))
            case "ol" | "ul" | "menu":
                self._lists.append(_first_number(node))
            case "li":
                self._number = self._item_number(node)
            case _:
                self._start_other(tag, node)

    def _start_other(self, tag: str, node: XmlElement) -> None:
        if tag == "img":
            self._picture(node)
        elif tag == "sup" and self._line and self._line[-1][-1:].isdigit():
            self._line.append("^")  # a mark behind a figure is not its last digit
        elif tag == "input" and node.get("type", "text").lower() in _TYPED:
            self._node = self._node if self._node is not None else node
            self._line.append(node.get("value", ""))
        else:
            self._heading = _HEADINGS.get(tag, self._heading)

    def _end(self, tag: str, node: XmlElement) -> None:
        match tag:
            case "table" if node not in self._layout:
                self._close_table(node)
            case "td" | "th":
                self._cell = None
            case "thead" | "tbody" | "tfoot" if self._table:
                self._table.end_part()
            case "ol" | "ul" | "menu" if self._lists:
                self._lists.pop()
            case "li":
                self._number = ""
            case _:
                self._heading = None if tag in _HEADINGS else self._heading

    def _item_number(self, node: XmlElement) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return ""
        given = _integer(node.get("value"))
        number = number if given is None else given
        self._lists[-1] = number + 1
        return "" if _UNNUMBERED.search(node.get("style", "")[:_LONGEST_STYLE]) else f"{number}."

    def _picture(self, node: XmlElement) -> None:
        description = node.get("alt", "")
        if self._cell:
            self._cell.has_picture = True
            self._line.append(description)
        else:
            self._flush()
            self._add(description.strip(), "picture", node)

    def _flush(self) -> None:
        text = _SPACE.sub(" ", _WIDE_BREAK.sub("", "".join(self._line))).strip()
        node, self._node = self._node, None
        self._line.clear()
        if not text or node is None:
            return
        text, self._number = self._number + text, ""
        if self._cell:
            self._cell.lines.append(text)
        else:
            self._add(text, "paragraph", node)

    def _add(self, text: str, kind: str, node: XmlElement) -> None:
        self._paragraphs += 1
        self._blocks.append(Placed(SourceParagraph(text, f"第 {self._paragraphs} 段", kind, self._heading), node))

    def _close_table(self, node: XmlElement) -> None:
        grid, self._table, self._cell = self._table, None, None
        if grid is None or grid.is_empty():
            return
        self._tables += 1
        if self._tables > MAX_TABLES:
            refuse(self._name, f"中的表格超过 {MAX_TABLES} 个，不像是一份年度报告；请只保存正文部分再导入。")
        where = f"第 {self._tables} 个表格"
        try:
            self._blocks.append(Placed(SourceTable(tuple(grid.cells(where)), where), node))
        except UnreadableFileError as error:
            refuse(self._name, f"的{where}{error}")


def _first_number(node: XmlElement) -> int | None:
    """Where a list begins to count, None if it shows no numbers."""
    if node.tag != "ol" or _UNNUMBERED.search(node.get("style", "")[:_LONGEST_STYLE]):
        return None
    start = _integer(node.get("start"))
    return 1 if start is None else start


def _integer(written: str | None) -> int | None:
    return int(written) if written and re.fullmatch(r"-?[0-9]{1,6}", written) else None
