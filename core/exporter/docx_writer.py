"""The report as a Word document in the form of GB/T 9704.

Page, type and styles come from the edition's style.docx; this writer only fills them. Headings are real text, numbers
of headings too: automatic ones get lost when the text is pasted into a web page.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from datetime import datetime

from lxml import etree

from core.exporter.blocks import Block, Heading, Paragraph, Signature, TableBlock, Title, build_blocks, printed_date
from core.exporter.docx_markup import (
    BODY,
    CHARACTER,
    DATE,
    HEADINGS,
    LINE,
    RELATIONS,
    SIGNATURE,
    TITLE,
    WORD,
    W,
    child,
    paragraph,
    run,
)
from core.exporter.docx_package import load_style, pack
from core.exporter.docx_table import write_table
from core.exporter.markup import XmlElement
from core.exporter.typography import signature_indents, title_lines
from core.report import Report


def write_docx(report: Report, moment: datetime | None = None) -> bytes:
    """The .docx file. The same report and `moment` (of the document properties; now for None) give the same bytes.

    Raises TemplateError when the edition's style.docx is missing or damaged.
    """
    style = load_style(report.form.style)
    document = _document(build_blocks(report), style.section)
    return pack(style, document, report.meta, report.form.template.edition, moment)


def _document(blocks: Iterable[Block], section: XmlElement) -> XmlElement:
    root = etree.Element(W + "document", nsmap={"w": WORD, "r": RELATIONS})
    body = child(root, "body")
    for block in blocks:
        _write(body, block)
    if len(body) == 0 or body[-1].tag == W + "tbl":
        paragraph(body, BODY)  # Word wants a paragraph at the end
    body.append(deepcopy(section))
    return root


def _write(body: XmlElement, block: Block) -> None:
    if isinstance(block, TableBlock):
        write_table(body, block)
    elif isinstance(block, Title):
        _title(body, block.text)
    elif isinstance(block, Signature):
        _signature(body, block)
    else:
        _text(body, block)


def _text(body: XmlElement, block: Heading | Paragraph) -> None:
    follows_table = len(body) > 0 and body[-1].tag == W + "tbl"
    element, properties = paragraph(body, HEADINGS[block.level] if isinstance(block, Heading) else BODY)
    if follows_table:
        child(properties, "spacing", before=LINE // 3)
    run(element, block.text)


def _title(body: XmlElement, title: str) -> None:
    element, _ = paragraph(body, TITLE)
    for number, line in enumerate(title_lines(title)):
        if number:
            child(child(element, "r"), "br")
        run(element, line)


def _signature(body: XmlElement, block: Signature) -> None:
    """One blank line below the text, and never alone on a page: the last paragraph stays with it."""
    day = printed_date(block.day) if block.day else ""
    lines = zip((SIGNATURE, DATE), (block.name, day), signature_indents(block.name, day), strict=True)
    present = [line for line in lines if line[1]]
    _keep_with_next(body)
    for number, (style, text, indent) in enumerate(present):
        element, properties = paragraph(body, style)
        if number == 0:
            child(properties, "spacing", before=LINE)
        child(properties, "ind", left=round(CHARACTER * indent))
        run(element, text)


def _keep_with_next(body: XmlElement) -> None:
    last = body[-1] if len(body) else None
    properties = None if last is None else last.find(W + "pPr")
    if properties is not None and properties.find(W + "keepNext") is None:
        properties.insert(1, etree.Element(W + "keepNext"))
