"""A document as one web page, fit to be pasted into a county's site: plain elements, no script, nothing from outside.

Built as a tree, so that every text is escaped by construction. Table headers say what they head (`scope`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from lxml import etree

from core.exporter.blocks import (
    Block,
    Change,
    Document,
    Heading,
    Paragraph,
    Signature,
    TableBlock,
    Title,
    document_of,
    printed_date,
)
from core.exporter.markup import XmlElement, clean
from core.exporter.options import PLAIN, Options
from core.geometry import GridCell, Role
from core.report import Report

_CSS = """
body { max-width: 46em; margin: 2em auto; padding: 0 1em; color: #000; background: #fff; line-height: 1.8;
  font-family: "仿宋_GB2312", FangSong, "Noto Serif CJK SC", serif; }
h1 { font-size: 1.6em; text-align: center; font-weight: bold; }
h2 { font-size: 1.25em; font-family: "黑体", SimHei, "Noto Sans CJK SC", sans-serif; }
h3 { font-size: 1.1em; font-family: "楷体_GB2312", KaiTi, serif; }
h4 { font-size: 1em; }
p { text-indent: 2em; margin: 0.5em 0; }
table { border-collapse: collapse; width: 100%; margin: 0.5em 0 1.5em; }
caption { text-align: left; }
th, td { border: 1px solid #000; padding: 0.2em 0.3em; text-align: center; vertical-align: middle;
  font-size: 0.9em; line-height: 1.4; }
th { font-weight: normal; }
p.signature, p.date { text-align: right; text-indent: 0; margin-right: 2em; }
"""
# Written only into pages that need it: a report goes to a county's site as lean as it can be.
_MORE_CSS = """td.text { text-align: left; }
td.marked { background: #f2dcdb; }
td { white-space: pre-line; overflow-wrap: anywhere; }
del { color: #c00000; }
ins { color: #1f4e9e; }
@page { size: A4; margin: 20mm 18mm; }
@media print { body { margin: 0; max-width: none; } tr { break-inside: avoid; } h2, h3 { break-after: avoid; } }
"""
_WATERMARK_CSS = """.watermark { position: fixed; top: 40%; left: 0; right: 0; text-align: center; font-size: 7em;
  color: rgba(0, 0, 0, 0.12); transform: rotate(-35deg); pointer-events: none; }
"""
_SCOPES = {Role.TITLE: "col", Role.CORNER: "col", Role.COLUMN: "col", Role.ROW: "row"}
_DATA = (Role.VALUE, Role.TEXT)
_INLINE = ("html", "br", "ins", "del")
_LEVELS = {1: "h2", 2: "h3", 3: "h4"}


def write_html(report: Report, options: Options = PLAIN) -> str:
    """The page as text; to be stored as UTF-8, which is what it declares."""
    document = document_of(report)
    return html_of(document if document.title else replace(document, title=report.form.template.name), options)


def html_of(document: Document, options: Options = PLAIN) -> str:
    """Any document as a page."""
    root = etree.Element("html", {"lang": "zh-CN"})
    _head(root, document, options)
    body = _add(root, "body")
    if options.watermark:
        _add(body, "div", options.watermark).attrib.update({"class": "watermark", "aria-hidden": "true"})
    main = _add(body, "main")
    for block in document.blocks:
        _write(main, block)
    _lay_out(root)
    return str(etree.tostring(root, method="html", encoding="unicode", doctype="<!DOCTYPE html>")) + "\n"


def _add(parent: XmlElement, tag: str, text: str = "", /, **attributes: str) -> XmlElement:
    element = etree.SubElement(parent, tag, attributes)
    if text:
        element.text = clean(text)
    return element


def _head(root: XmlElement, document: Document, options: Options) -> None:
    head = _add(root, "head")
    _add(head, "meta", charset="utf-8")
    _add(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    _add(head, "title", document.title)
    for name, text in document.known.items():
        _add(head, "meta", name=f"nianbao:{name}", content=clean(text))
    more = "" if document.known else _MORE_CSS
    _add(head, "style").text = _CSS + more + (_WATERMARK_CSS if options.watermark else "")


def _write(main: XmlElement, block: Block) -> None:
    match block:
        case Title():
            _add(main, "h1", block.text)
        case Heading():
            _add(main, _LEVELS[block.level], block.text)
        case Paragraph():
            _paragraph(main, block)
        case TableBlock():
            _table(main, block)
        case Signature():
            _signature(main, block)


def _paragraph(main: XmlElement, block: Paragraph) -> None:
    """Text, or its pieces as insertions and deletions, which need no style sheet to be told apart."""
    if not block.pieces:
        _add(main, "p", block.text)
        return
    paragraph = _add(main, "p")
    for piece in block.pieces:
        if piece.change is Change.SAME:
            _append_text(paragraph, piece.text)
        else:
            _add(paragraph, "del" if piece.change is Change.DELETED else "ins", piece.text)


def _append_text(element: XmlElement, text: str) -> None:
    if len(element):
        element[-1].tail = clean(text)
    else:
        element.text = clean(text)


def _signature(main: XmlElement, block: Signature) -> None:
    if block.name:
        _add(main, "p", block.name).set("class", "signature")
    if block.day:
        _add(main, "p", printed_date(block.day)).set("class", "date")


def _table(main: XmlElement, block: TableBlock) -> None:
    table = _add(main, "table", border="1")  # sites drop style sheets; a form without lines cannot be read
    heading = block.section.heading
    if heading:
        _add(table, "caption", heading.partition("、")[2] or heading)
    if block.section.table is None:
        _columns(table, block)
    rows: list[list[GridCell]] = [[] for _ in range(block.grid.rows)]
    for cell in block.grid.cells:
        rows[cell.row].append(cell)
    if block.header_rows:
        _rows(_add(table, "thead"), rows[: block.header_rows], block)
    _rows(_add(table, "tbody"), rows[block.header_rows :], block)


def _columns(table: XmlElement, block: TableBlock) -> None:
    """Widths of a plain table; the columns of the form find theirs by what is in them."""
    group = _add(table, "colgroup")
    whole = sum(block.grid.widths)
    for width in block.grid.widths:
        _add(group, "col", style=f"width: {100 * width / whole:.1f}%")


def _rows(part: XmlElement, rows: Iterable[list[GridCell]], block: TableBlock) -> None:
    for cells in rows:
        row = _add(part, "tr")
        if block.least_height and part.tag == "tbody":
            row.set("style", f"height: {block.least_height:g}mm")
        for cell in cells:
            _cell(row, cell, block)


def _cell(row: XmlElement, cell: GridCell, block: TableBlock) -> None:
    element = _add(row, "td" if cell.role in _DATA else "th")
    for name, span in (("rowspan", cell.row_span), ("colspan", cell.column_span)):
        if span > 1:
            element.set(name, str(span))
    if cell.role not in _DATA:
        element.set("scope", _scope(cell))
    elif cell.role is Role.TEXT or cell.cell_id in block.marked:
        element.set("class", "text" if cell.role is Role.TEXT else "marked")
    first, *others = (block.texts[cell.cell_id] if cell.cell_id else cell.text).split("\n")
    element.text = clean(first)
    for line in others:
        _add(element, "br").tail = clean(line)


def _scope(cell: GridCell) -> str:
    """A label over several columns or beside several rows heads them as a group."""
    scope = _SCOPES[cell.role]
    span = cell.row_span if cell.role is Role.ROW else cell.column_span
    is_group = span > 1 and cell.role is not Role.CORNER
    return f"{scope}group" if is_group else scope


def _lay_out(root: XmlElement) -> None:
    """Every block on its own line, for the people who look at the source in their site's editor."""
    for element in _blocks(root):
        element.tail = "\n"
        if len(element) and element[0].tag not in _INLINE and not (element.text or "").strip():
            element.text = "\n"


def _blocks(root: XmlElement) -> Iterator[XmlElement]:
    return (element for element in root.iter() if element.tag not in _INLINE)
