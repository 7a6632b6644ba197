"""What a reader hands over: the visible content of a file in reading order, with places. No meaning yet.

Every reader fills these and nothing else; matching (matching.py) is the only place that knows the form.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SourceParagraph:
    """One paragraph as a reader of the document sees it, automatic number included.

    `kind` is one of "paragraph", "text_box", "header", "footer", "footnote", "endnote", "picture".
    `heading` is the outline level 1-9 that the file itself gives (style or markup), None for body text.
    `where` is a place a person can find, for example 「第 12 段」.
    """

    text: str
    where: str
    kind: str = "paragraph"
    heading: int | None = None


@dataclass(frozen=True, slots=True)
class SourceCell:
    """One cell, once, however many grid positions it covers. Row and column count from 0.

    `text` keeps paragraph ends as newlines. `note` is "" or a reason why the text may not be the
    value, for example 「公式没有存储结果」; a cell with a note is never taken for a sure number.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    where: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class SourceTable:
    """Cells ordered by row, then column. Spans may overlap or leave holes: sources are damaged.

    `has_geometry` is False where the file gives rows but no trustworthy columns (plain text): then only the
    order of the cells within a row counts.
    """

    cells: tuple[SourceCell, ...]
    where: str
    has_geometry: bool = True


@dataclass(frozen=True, slots=True)
class SourceNote:
    """Something the reader must tell the person: ignored macros, external links, pictures, tracked changes.

    `kind` is an id such as "import.external_link"; `text` one Chinese sentence (or the text left out).
    """

    kind: str
    text: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A whole file. `kind` is what the content is ("docx", "doc", "html", "pdf", ...), whatever its suffix says.

    `properties` holds document properties under plain names ("title", "organ", ...), where the file has them. `trust`
    is 1 where the file itself says what is a cell, less where a reader worked it out (PDF): no figure is surer than it.
    """

    kind: str
    blocks: tuple[SourceParagraph | SourceTable, ...]
    notes: tuple[SourceNote, ...] = ()
    properties: dict[str, str] = field(default_factory=dict[str, str])
    trust: float = 1.0
