"""Documents as one stream of blocks, from which Word, HTML, print and preview are all written.

Building blocks needs no writer; a writer needs nothing but blocks, the grid of a table and the edition's style. The
report is one such document; sign-off sheet, check report and comparison (core/paper) are others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from core.geometry import Grid, GridCell, Role
from core.report import Report
from core.template import Section
from core.values import format_value

_LEVEL_2 = re.compile(r"（[一二三四五六七八九十]+）[^。；！？]{1,40}$")
_ROWS_OF_A_PAGE = 30
_LONG_TABLE = 20  # rows from which a table of the form is set small
_LEVEL_3 = re.compile(r"\d{1,2}[.．、][^。；！？，]{1,30}$")


@dataclass(frozen=True, slots=True)
class Title:
    """The title of the report, printed centred."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as real text. Level 1 is a section's 「一、…」 and carries its id; 2 is 「（一）…」, 3 is 「1.…」."""

    level: int
    text: str
    section: str


class Change(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    DELETED = "deleted"
    INSERTED = "inserted"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text inside a compared paragraph."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of body text. `pieces` tell what was changed in it, () for ordinary text; `text` says it in words."""

    text: str
    section: str
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table; `texts` has the printed text of every value cell by id ("" for an empty one).

    `keep_together` is True for a table that has room on one page: torn tables are how published reports lost their rows.
    `marked` are value cells to set off from the others; `least_height` is that of a row in mm, 0 for the usual one.
    """

    section: Section
    grid: Grid
    texts: dict[str, str]
    header_rows: int
    keep_together: bool
    marked: frozenset[str] = frozenset()
    least_height: float = 0.0

    @property
    def is_long(self) -> bool:
        """Whether it is set small, so that it stays on one page."""
        return self.section.table is not None and self.grid.rows > _LONG_TABLE


@dataclass(frozen=True, slots=True)
class Signature:
    """Organ and date at the end; either may be absent ("" and None). `with_seal` leaves room for the seal over both."""

    name: str
    day: date | None
    with_seal: bool = False


Block = Title | Heading | Paragraph | TableBlock | Signature


@dataclass(frozen=True, slots=True)
class Document:
    """A finished stream of blocks, and what its file says of itself.

    `known` is what the program's own import may rely on (edition, organ, year, ...), empty for what is no report.
    """

    title: str
    author: str
    blocks: tuple[Block, ...]
    known: Mapping[str, str] = field(default_factory=dict[str, str])


def document_of(report: Report, with_seal: bool = False) -> Document:
    """The report as it is printed."""
    return Document(report.meta.title, report.meta.organ, tuple(build_blocks(report, with_seal)), known_of(report))


def known_of(report: Report) -> dict[str, str]:
    """What a file says of the report in it; what is empty is left out."""
    meta = report.meta
    known = {
        "edition": report.form.template.edition,
        "organ": meta.organ,
        "year": "" if meta.year is None else str(meta.year),
        "date": meta.date.isoformat() if meta.date else "",
        "signature": meta.signature,
    }
    return {name: text for name, text in known.items() if text}


def build_blocks(report: Report, with_seal: bool = False) -> Iterator[Block]:
    """Everything that is printed, in order. Sections without content keep their heading: the form has all six."""
    template = report.form.template
    if report.meta.title:
        yield Title(report.meta.title)
    for section in template.sections:
        if section.heading:
            yield Heading(1, section.heading, section.id)
        yield from _text_blocks(section.id, report.texts[section.id])
        if section.table:
            yield table_block(report, section)
    if report.meta.signature or report.meta.date:
        yield Signature(report.meta.signature, report.meta.date, with_seal)


def _text_blocks(section_id: str, text: str) -> Iterator[Block]:
    for line in text.split("\n"):
        if line:
            level = heading_level(line)
            yield Heading(level, line, section_id) if level else Paragraph(line, section_id)


def heading_level(line: str) -> int:
    """2 for a line that is only 「（一）…」, 3 for 「1.…」, 0 for body text (a heading has no sentence end)."""
    if _LEVEL_2.match(line):
        return 2
    return 3 if _LEVEL_3.match(line) else 0


def table_block(report: Report, section: Section) -> TableBlock:
    """The table of one section with its printed figures."""
    grid = report.form.grids[section.id]
    cells = report.form.template.cells
    texts = {
        cell.cell_id: format_value(report.values[cell.cell_id], cells[cell.cell_id].kind) for cell in grid.cells if cell.cell_id
    }
    return TableBlock(section, grid, texts, grid.header_rows, keep_together=grid.rows <= _ROWS_OF_A_PAGE)


def printed_date(day: date) -> str:
    """「2024年1月5日」: Arabic, full year, no leading zeros (GB/T 9704)."""
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a plain table: its header, millimetres, and what its cells are: ROW is centred, TEXT left, VALUE a figure."""

    name: str
    width: float
    role: Role = Role.ROW


def plain_table(caption: str, columns: Sequence[Column], rows: Sequence[Sequence[str]], least_height: float = 0.0) -> TableBlock:
    """A table of rows under one header, which may go on on another page. Columns without any name make no header."""
    header = [tuple(column.name for column in columns)] if any(column.name for column in columns) else []
    cells: list[GridCell] = []
    texts: dict[str, str] = {}
    for row, line in enumerate([*header, *rows]):
        for place, (column, text) in enumerate(zip(columns, line, strict=True)):
            role = Role.COLUMN if row < len(header) else column.role
            name = f"{row}.{place}" if role is Role.VALUE else ""
            cells.append(GridCell(row, place, 1, 1, "" if name else text, role, name))
            texts |= {name: text} if name else {}
    grid = Grid(len(header) + len(rows), len(columns), tuple(cells), len(header), tuple(column.width for column in columns))
    return TableBlock(Section("", caption), grid, texts, len(header), keep_together=False, least_height=least_height)
