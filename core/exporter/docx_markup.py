"""Building blocks of WordprocessingML as text: elements, paragraphs and runs, with the style ids of style.docx.

Text is escaped here and nowhere else. A document is assembled as text because a tree of it costs five times as much.
"""

from __future__ import annotations

from core.exporter.markup import clean

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = f"{{{WORD}}}"
VAL = W + "val"
DECLARATION = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"

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

KEEP_NEXT = "<w:keepNext/>"
BREAK = "<w:r><w:br/></w:r>"
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})


def element(name: str, /, **attributes: str | int) -> str:
    """An empty element; name and attributes are in Word's namespace, values are the program's own (not escaped)."""
    written = "".join([f' w:{key}="{value}"' for key, value in attributes.items()])
    return f"<w:{name}{written}/>"


def paragraph(style: str, content: str = "", properties: str = "") -> str:
    """A paragraph; `properties` are its further ones in the order of the schema."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'


def run(text: str, properties: str = "") -> str:
    """A run of text; `properties` are the elements of its `rPr`."""
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{clean(text).translate(_ESCAPES)}</w:t></w:r>'
