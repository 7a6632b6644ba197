"""The element names of WordprocessingML that the docx reader compares with, ready made, and tolerant attribute readers."""

from __future__ import annotations

from core.importer.guard import XmlElement

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

VAL = _W + "val"
ID = _W + "id"
TYPE = _W + "type"
RELATION_ID = _R + "id"

BODY = _W + "body"
PARAGRAPH = _W + "p"
RUN = _W + "r"
TEXT = _W + "t"
PARAGRAPH_PROPERTIES = _W + "pPr"
RUN_PROPERTIES = _W + "rPr"
SECTION = _W + "sectPr"
STYLE = _W + "pStyle"
RUN_STYLE = _W + "rStyle"
OUTLINE = _W + "outlineLvl"
NUMBERING = _W + "numPr"
NUMBER_ID = _W + "numId"
NUMBER_LEVEL = _W + "ilvl"
HIDDEN = _W + "vanish"

INSERTED = frozenset((_W + "ins", _W + "moveTo"))
DELETED = frozenset((_W + "del", _W + "moveFrom"))
CELL_INSERTED = _W + "cellIns"
CELL_DELETED = _W + "cellDel"
TRANSPARENT = frozenset(_W + name for name in ("hyperlink", "smartTag", "customXml", "fldSimple", "bdo", "dir", "sdtContent"))
CONTROL = _W + "sdt"
CONTROL_PROPERTIES = _W + "sdtPr"
CONTROL_CONTENT = _W + "sdtContent"
PLACEHOLDER = _W + "showingPlcHdr"
ALTERNATE = _MC + "AlternateContent"
CHOICE = _MC + "Choice"
FALLBACK = _MC + "Fallback"
ALT_CHUNK = _W + "altChunk"

FIELD_CHAR = _W + "fldChar"
FIELD_CHAR_TYPE = _W + "fldCharType"
SYMBOL = _W + "sym"
SYMBOL_CHAR = _W + "char"
RUBY = _W + "ruby"
RUBY_BASE = _W + "rubyBase"
FOOTNOTE_REFERENCE = _W + "footnoteReference"
ENDNOTE_REFERENCE = _W + "endnoteReference"
DRAWINGS = frozenset((_W + "drawing", _W + "pict", _W + "object"))
TEXT_BOX = _W + "txbxContent"
MATH = frozenset((_M + "oMath", _M + "oMathPara"))
MATH_TEXT = _M + "t"
PLAIN = {
    _W + "tab": "\t",
    _W + "ptab": "\t",
    _W + "br": "\n",
    _W + "cr": "\n",
    _W + "noBreakHyphen": "-",
}

TABLE = _W + "tbl"
ROW = _W + "tr"
CELL = _W + "tc"
GRID = _W + "tblGrid"
GRID_COLUMN = _W + "gridCol"
WIDTH = _W + "w"
ROW_PROPERTIES = _W + "trPr"
CELL_PROPERTIES = _W + "tcPr"
GRID_BEFORE = _W + "gridBefore"
GRID_SPAN = _W + "gridSpan"
VERTICAL_MERGE = _W + "vMerge"
HORIZONTAL_MERGE = _W + "hMerge"

_OFF = frozenset(("0", "false", "off"))


def is_on(element: XmlElement) -> bool:
    """The value of an on/off property, which is on when it only stands there."""
    return element.get(VAL, "1").casefold() not in _OFF


def to_int(text: str | None, default: int) -> int:
    """`text` as an integer; `default` for anything that is not one, also for foreign digits and 20-digit monsters."""
    if text is None or len(text) > 10 or not text.isascii():
        return default
    digits = text.strip()
    return int(digits) if digits.lstrip("-").isdigit() and digits.count("-") < 2 else default


def word(name: str) -> str:
    """The full name of a WordprocessingML element or attribute that is used in one place only."""
    return _W + name
