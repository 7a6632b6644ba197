"""A document as a Word file in the form of GB/T 9704.

Page, type and styles come from a style document (docx_style.py); this writer only fills them. Headings are real text,
numbers of headings too: automatic ones get lost when the text is pasted into a web page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from core.exporter.blocks import (
    Block,
    Change,
    Document,
    Heading,
    Paragraph,
    Piece,
    Signature,
    TableBlock,
    Title,
    document_of,
    printed_date,
)
from core.exporter.docx_markup import (
    BODY,
    BREAK,
    CHARACTER,
    DATE,
    HEADINGS,
    KEEP_NEXT,
    LINE,
    SIGNATURE,
    SMALL_CELL,
    TITLE,
    element,
    paragraph,
    run,
)
from core.exporter.docx_package import pack
from core.exporter.docx_style import TEXT_WIDTH, Style, load_style
from core.exporter.docx_table import table
from core.exporter.docx_watermark import with_watermark
from core.exporter.options import PLAIN, Options
from core.exporter.typography import name_scale, signature_indents, title_lines
from core.report import Report

_AFTER_TABLE = element("spacing", before=LINE // 3)
_BETWEEN_TABLES = element("spacing", line=LINE // 3, lineRule="exact")  # else Word takes the two for one
_LAST = element("spacing", line=20, lineRule="exact")  # Word wants a paragraph at the end; it must not take a page
_LOOKS = {
    Change.SAME: "",
    Change.DELETED: element("strike") + element("color", val="C00000"),
    Change.INSERTED: element("color", val="1F4E9E") + element("u", val="single"),
}


def write_docx(report: Report, moment: datetime | None = None, options: Options = PLAIN) -> bytes:
    """The .docx file. The same report, options and `moment` (of the document properties; now for None) give the same bytes.

    Raises TemplateError when the style document is missing or damaged.
    """
    return docx_of(document_of(report, options.with_seal), report.form.style, options, moment)


def docx_of(document: Document, style: Path, options: Options = PLAIN, moment: datetime | None = None) -> bytes:
    """Any document in an edition's style, or in that of the office's own file if the options name one."""
    chosen = load_style(options.style, style) if options.style else load_style(style)
    if not options.with_letterhead:
        chosen = replace(chosen, before="", after="")
    if options.watermark:
        chosen = with_watermark(chosen, options.watermark)
    return pack(chosen, _body(document.blocks, chosen), document, moment)


def _body(blocks: Sequence[Block], style: Style) -> str:
    written = "".join(_written(blocks, style))
    if not blocks or isinstance(blocks[-1], TableBlock):
        written += paragraph(SMALL_CELL, properties=_LAST)
    return written


def _written(blocks: Sequence[Block], style: Style) -> Iterator[str]:
    for before, block, after in zip((None, *blocks), blocks, (*blocks[1:], None), strict=False):
        match block:
            case TableBlock():
                if isinstance(before, TableBlock):
                    yield paragraph(SMALL_CELL, properties=_BETWEEN_TABLES)
                yield table(block, style.width / TEXT_WIDTH)
            case Title():
                yield paragraph(TITLE, BREAK.join(run(line) for line in title_lines(block.text)))
            case Signature():
                yield from _signature(block, style.width - TEXT_WIDTH)
            case Heading() | Paragraph():
                yield _text(block, isinstance(before, TableBlock), isinstance(after, Signature))


def _text(block: Heading | Paragraph, follows_table: bool, is_last: bool) -> str:
    """A paragraph; the last one stays on the page of the signature."""
    properties = f"{KEEP_NEXT if is_last else ''}{_AFTER_TABLE if follows_table else ''}"
    if isinstance(block, Heading):
        return paragraph(HEADINGS[block.level], run(block.text), properties)
    pieces = block.pieces or (Piece(Change.SAME, block.text),)
    return paragraph(BODY, "".join([run(piece.text, _LOOKS[piece.change]) for piece in pieces]), properties)


def _signature(block: Signature, wider: int) -> Iterator[str]:
    """One blank line below the text. `wider` is how many twips the line has more than the standard's."""
    day = printed_date(block.day) if block.day else ""
    indents = signature_indents(block.name, day, block.with_seal)
    lines = zip((SIGNATURE, DATE), (block.name, day), indents, strict=True)
    for number, (style, text, indent) in enumerate(line for line in lines if line[1]):
        space = "" if number else element("spacing", before=LINE)
        left = max(0, round(CHARACTER * indent) + wider)
        scale = name_scale(text)
        yield paragraph(style, run(text, element("w", val=scale) if scale < 100 else ""), space + element("ind", left=left))
