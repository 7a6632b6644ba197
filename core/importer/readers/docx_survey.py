"""Finds, in one pass that lxml filters in C, the few paragraphs, rows and cells that need a close look.

Nearly every paragraph of a report is a plain run of text. Knowing which ones are not lets all others take a
short way, which halves the time of an import; both ways must see the same text.
"""

from __future__ import annotations

from core.importer.guard import XmlElement
from core.importer.readers import docx_names as w

_CELL_MARKS = (w.GRID_SPAN, w.VERTICAL_MERGE, w.HORIZONTAL_MERGE, w.CELL_DELETED, w.CELL_INSERTED)
_MARKS = (
    *_CELL_MARKS,
    w.GRID_BEFORE,
    w.STYLE,
    w.NUMBERING,
    w.OUTLINE,
    w.SECTION,
    w.HIDDEN,
    *w.INSERTED,
    *w.DELETED,
    w.CONTROL,
    w.ALTERNATE,
    *w.MATH,
    *w.PLAIN,
    w.FIELD_CHAR,
    w.SYMBOL,
    w.RUBY,
    w.FOOTNOTE_REFERENCE,
    w.ENDNOTE_REFERENCE,
    *w.DRAWINGS,
)


class Survey:
    """What stands out in the parts surveyed so far. Elements are kept, so that their identity stays."""

    def __init__(self, run_styles_count: bool) -> None:
        """`run_styles_count`: some character style hides text."""
        self._marks = (*_MARKS, w.RUN_STYLE) if run_styles_count else _MARKS
        self.paragraphs: set[XmlElement | None] = set()
        """Paragraphs with more than runs of text."""
        self.style_ids: dict[XmlElement | None, str] = {}
        """The styles of the paragraphs that name one."""
        self.rows_and_cells: set[XmlElement | None] = set()
        """Rows and cells whose properties say more than looks."""

    def add(self, root: XmlElement) -> None:
        """Survey one part."""
        for element in root.iter(*self._marks):
            tag = element.tag
            owner = element.getparent()
            if owner is None:
                continue
            if tag == w.STYLE:
                self.style_ids[owner.getparent()] = element.get(w.VAL, "")
            elif tag in _CELL_MARKS or owner.tag == w.ROW_PROPERTIES:
                self.rows_and_cells.add(owner.getparent())
            else:
                self.paragraphs.add(next(element.iterancestors(w.PARAGRAPH), None))
