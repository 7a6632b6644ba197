"""The report as one stream of blocks, from which Word, HTML, print and preview are all written.

Building blocks needs no writer; a writer needs nothing but blocks, the grid of a table and the edition's style.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core.geometry import Grid
from core.report import Report
from core.template import Section
from core.values import format_value

_LEVEL_2 = re.compile(r"（[一二三四五六七八九十]+）[^。；！？]{1,40}$")
_ROWS_OF_A_PAGE = 30
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


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of body text."""

    text: str
    section: str


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table of the form; `texts` has the printed text of every value cell by id ("" for an empty one).

    `keep_together` is True for a table that has room on one page: torn tables are how published reports lost their rows.
    """

    section: Section
    grid: Grid
    texts: dict[str, str]
    header_rows: int
    keep_together: bool


@dataclass(frozen=True, slots=True)
class Signature:
    """Organ and date at the end; either may be absent ("" and None)."""

    name: str
    day: date | None


Block = Title | Heading | Paragraph | TableBlock | Signature


def build_blocks(report: Report) -> Iterator[Block]:
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
        yield Signature(report.meta.signature, report.meta.date)


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
