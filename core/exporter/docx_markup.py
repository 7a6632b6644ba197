"""Building blocks of WordprocessingML: elements and paragraphs, with the style ids that every style.docx has."""

from __future__ import annotations

from lxml import etree

from core.exporter.markup import XmlElement, clean

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = f"{{{WORD}}}"
VAL = W + "val"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

TITLE = "Title"
HEADINGS = {1: "Heading1", 2: "Heading2", 3: "Heading3"}
BODY = "BodyText"
SIGNATURE = "Signature"
DATE = "Date"
TABLE = "FormTable"
CELL = "FormText"
SMALL_CELL = "FormTextSmall"

TWIPS_PER_MM = 1440 / 25.4
LINE = 579  # twips of one line, 225 mm / 22
CHARACTER = 315  # twips of one character of body type, 156 mm / 28


def child(parent: XmlElement, name: str, **attributes: str | int) -> XmlElement:
    """A new last child; attributes are in Word's namespace."""
    return etree.SubElement(parent, W + name, {W + key: str(value) for key, value in attributes.items()})


def value(parent: XmlElement, name: str, val: str | int) -> None:
    """A child whose only attribute is `val`, the usual way of Word to say something."""
    etree.SubElement(parent, W + name, {VAL: str(val)})


def paragraph(parent: XmlElement, style: str) -> tuple[XmlElement, XmlElement]:
    """A new paragraph and its properties, which take further children in the order of the schema."""
    element = etree.SubElement(parent, W + "p")
    properties = etree.SubElement(element, W + "pPr")
    value(properties, "pStyle", style)
    return element, properties


def run(parent: XmlElement, text: str) -> XmlElement:
    """A run of text. Its properties, if any, are to be put before the text: `insert(0, ...)`."""
    element = etree.SubElement(parent, W + "r")
    content = etree.SubElement(element, W + "t")
    content.text = clean(text)
    content.set(_SPACE, "preserve")
    return element
