"""Drafts of a report as plain data: paragraphs and tables in which every number is unique, with what an import must find.

A damage changes the data (damage.py); the writers below turn a draft into the file formats that offices send.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import count
from pathlib import Path

import docx_builder as word
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from core.forms import Form
from core.geometry import Role
from core.values import Kind

ORGAN = "云溪县石桥镇人民政府"
_NUMBER = re.compile(r"-?\d{1,12}(\.\d+)?", re.ASCII)
TITLE = f"{ORGAN}2023年政府信息公开工作年度报告"


@dataclass(frozen=True)
class Box:
    """A cell of a table. `cell` is the id of the cell whose figure it shows, "" for labels."""

    text: str
    across: int = 1
    down: int = 1
    cell: str = ""
    role: Role = Role.VALUE


Rows = list[list[Box]]


@dataclass
class Table:
    """Rows of boxes; a box covers others to its right and below, which have no box of their own."""

    rows: Rows
    section: str = ""

    def places(self) -> Iterator[tuple[int, int, Box]]:
        """Where each box begins, as a browser lays out a table."""
        taken: set[tuple[int, int]] = set()
        for at, row in enumerate(self.rows):
            column = 0
            for box in row:
                while (at, column) in taken:
                    column += 1
                taken |= {(at + down, column + right) for down in range(box.down) for right in range(box.across)}
                yield at, column, box
                column += box.across

    @property
    def width(self) -> int:
        return max(column + box.across for _, column, box in self.places())


@dataclass(frozen=True)
class Par:
    """A paragraph. `section` is where its text must end; "" for what is no section's text (title, headings, noise)."""

    text: str
    section: str = ""
    part: str = ""


@dataclass
class Draft:
    """`figures` are the cells whose figure the source shows in a readable way: id -> number, None for one without."""

    form: Form
    blocks: list[Par | Table]
    title: str = TITLE
    figures: dict[str, Decimal | None] = field(default_factory=dict)
    inside: dict[str, str] = field(default_factory=dict)
    """Text that stands in a section's table."""
    before: dict[str, str] = field(default_factory=dict)
    """Text that stands in a section's heading."""

    def tables(self) -> list[Table]:
        return [block for block in self.blocks if isinstance(block, Table)]

    def table(self, section: str) -> Table:
        return next(table for table in self.tables() if table.section == section)

    def text(self, section: str) -> str:
        lines = [block.text for block in self.blocks if isinstance(block, Par) and block.section == section]
        return "\n".join(filter(None, (self.before.get(section), *lines, self.inside.get(section))))

    def index(self, part: str) -> int:
        """Where the block with that part name stands: "title", "heading:overview", "table:requests" ..."""
        return next(at for at, block in enumerate(self.blocks) if _part_of(block) == part)

    def replace_text(self, part: str, text: str) -> None:
        at = self.index(part)
        self.blocks[at] = replace(self.blocks[at], text=text)

    def forget(self, *ids: str) -> None:
        """What a draft no longer shows."""
        for cell in ids:
            self.figures.pop(cell, None)


def _part_of(block: Par | Table) -> str:
    return block.part if isinstance(block, Par) else f"table:{block.section}"


PROSE = {
    "preface": ["根据《中华人民共和国政府信息公开条例》编制本报告。统计期间为2023年1月1日至12月31日，联系电话：0000-1234567。"],
    "overview": [
        "2023年，石桥镇认真贯彻落实《中华人民共和国政府信息公开条例》，扎实推进政府信息公开各项工作。",
        "（一）主动公开情况",
        "全年通过县政府门户网站公开信息61条，其中政策文件18条、财政信息12条、重点民生领域信息31条。",
        "（二）依申请公开情况",
        "全年办理政府信息公开申请，均在法定期限内答复；申请人主要关注征地补偿、宅基地审批等事项。",
        "（三）政府信息管理情况",
        "1.严格执行“三审三校”制度，先审查、后公开。",
        "2.定期清理栏目，及时更新失效信息。",
        "（四）政府信息公开平台建设情况",
        "更新政务公开栏41处，微信公众号推送信息203条。",
        "（五）监督保障情况",
        "将政务公开纳入年度考核，社会评议满意，没有发生责任追究的情形。",
    ],
    "problems": [
        "（一）存在的主要问题",
        "一是公开的主动性还不够强；二是政策解读形式单一。",
        "（二）改进情况",
        "下一步，我镇将加强业务培训，丰富解读形式，及时回应群众关切。",
    ],
    "other": ["2023年，石桥镇没有收取信息处理费。", "没有其他需要报告的事项。"],
}


def official(form: Form) -> Draft:
    """The official form, filled: headings, tables in the official geometry, texts, signature and date."""
    numbers = count(10_001)
    figures: dict[str, Decimal | None] = {}
    blocks: list[Par | Table] = [Par(TITLE, part="title")]
    for section in form.template.sections:
        if section.heading:
            blocks.append(Par(section.heading, part=f"heading:{section.id}"))
        blocks += [Par(text, section.id) for text in PROSE.get(section.id, ())]
        if section.table:
            blocks.append(_table(form, section.id, numbers, figures))
    blocks += [Par(ORGAN, part="signature"), Par("2024年1月18日", part="date")]
    return Draft(form, blocks, figures=figures)


def _table(form: Form, section: str, numbers: Iterator[int], figures: dict[str, Decimal | None]) -> Table:
    rows: dict[int, list[Box]] = {}
    for cell in form.grids[section].cells:
        text = cell.text
        if cell.role is Role.VALUE:
            text, figures[cell.cell_id] = _figure(form.template.cells[cell.cell_id].kind, next(numbers))
        rows.setdefault(cell.row, []).append(Box(text, cell.column_span, cell.row_span, cell.cell_id, cell.role))
    return Table([rows[number] for number in sorted(rows)], section)


def _figure(kind: Kind, number: int) -> tuple[str, Decimal]:
    printed = {Kind.AMOUNT: f"{number}.4567", Kind.SIGNED: f"-{number}", Kind.AMOUNT_WITH_UNIT: f"{number}.5元"}.get(
        kind, str(number)
    )
    return printed, Decimal(printed.rstrip("元"))


# --- writers -----------------------------------------------------------------------------------------------------


def write(draft: Draft, path: Path) -> Path:
    """By the suffix: .docx, .xlsx, .txt (rows with tabs), .html."""
    {".docx": _write_docx, ".xlsx": _write_xlsx, ".txt": _write_txt, ".html": _write_html}[path.suffix](draft, path)
    return path


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _word_text(text: str) -> str:
    return "".join(word.par(_escaped(line)) for line in text.split("\n")) or word.par("")


def docx_body(draft: Draft) -> str:
    return "".join(_word_text(block.text) if isinstance(block, Par) else docx_table(block) for block in draft.blocks)


def docx_table(table: Table) -> str:
    starts = {(row, column): box for row, column, box in table.places()}
    below = {(row + down, column): box for (row, column), box in starts.items() for down in range(1, box.down)}
    rows = [word.row(*_word_row(at, starts, below)) for at in range(len(table.rows))]
    return word.table(*rows, widths=[8400 // table.width] * table.width)


def _word_row(at: int, starts: dict[tuple[int, int], Box], below: dict[tuple[int, int], Box]) -> list[str]:
    here = {column: _word_cell(box, False) for (row, column), box in starts.items() if row == at}
    here |= {column: _word_cell(box, True) for (row, column), box in below.items() if row == at}
    return [here[column] for column in sorted(here)]


def _word_cell(box: Box, covered: bool) -> str:
    merge = word.MERGE_ON if covered else word.MERGE_START if box.down > 1 else ""
    span = word.span(box.across) if box.across > 1 else ""
    return word.cell(_word_text("" if covered else box.text), span + merge)


def _write_docx(draft: Draft, path: Path) -> None:
    word.write_docx(path, docx_body(draft))


def _write_xlsx(draft: Draft, path: Path) -> None:
    """The text on the first sheet, each table on its own sheet, not in the corner."""
    book = Workbook()
    for row, block in enumerate((block for block in draft.blocks if isinstance(block, Par)), 1):
        book.worksheets[0].cell(row, 1, block.text)
    for table in draft.tables():
        _fill(book.create_sheet(), table, (3, 2))
    book.save(path)


def write_one_sheet(draft: Draft, path: Path) -> Path:
    """Text and tables below each other on one sheet."""
    book = Workbook()
    row = 1
    for block in draft.blocks:
        if isinstance(block, Par):
            book.worksheets[0].cell(row, 1, block.text)
            row += 1
        else:
            row += _fill(book.worksheets[0], block, (row, 1))
    book.save(path)
    return path


def _fill(sheet: Worksheet, table: Table, corner: tuple[int, int]) -> int:
    top, left = corner
    for row, column, box in table.places():
        place = sheet.cell(top + row, left + column)
        place.value = float(box.text) if _NUMBER.fullmatch(box.text) else box.text or None
        if box.across * box.down > 1:
            last = f"{get_column_letter(left + column + box.across - 1)}{top + row + box.down - 1}"
            sheet.merge_cells(f"{place.coordinate}:{last}")
    return len(table.rows)


def _write_txt(draft: Draft, path: Path) -> None:
    """As Word saves a text file: a tab for each column, nothing where a merged cell goes on; blank lines around tables."""
    lines: list[str] = []
    for block in draft.blocks:
        if isinstance(block, Par):
            lines += [block.text, ""]
        else:
            lines += [*_tab_rows(block), ""]
    path.write_text("\n".join(lines), encoding="utf-8")


def _tab_rows(table: Table) -> list[str]:
    grid = [[""] * table.width for _ in table.rows]
    for row, column, box in table.places():
        grid[row][column] = " ".join(box.text.split("\n"))
    return ["\t".join(row) for row in grid]


def write_lines(draft: Draft, path: Path) -> Path:
    """L1: one cell a line behind a tab, a blank line between rows, as reports 000 and 001 have it."""
    lines: list[str] = []
    for block in draft.blocks:
        if isinstance(block, Par):
            lines.append(block.text)
            continue
        for row in _word_rows(block):
            lines += [*("\t" + text.replace("\n", "") for text in row), ""]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def write_bare_lines(draft: Draft, path: Path) -> Path:
    """L1: one cell a line without tabs, empty cells gone, as a copy from many web pages has it."""
    lines: list[str] = []
    for block in draft.blocks:
        lines += [block.text] if isinstance(block, Par) else [box.text for row in block.rows for box in row if box.text]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _word_rows(table: Table) -> list[list[str]]:
    """The cells that Word has in each row: those merged into the one above are there, empty."""
    rows: list[dict[int, str]] = [{} for _ in table.rows]
    for row, column, box in table.places():
        rows[row][column] = box.text
        for down in range(1, box.down):
            rows[row + down][column] = ""
    return [[row[column] for column in sorted(row)] for row in rows]


def _write_html(draft: Draft, path: Path) -> None:
    parts = [f"<p>{_escaped(block.text)}</p>" if isinstance(block, Par) else _html_table(block) for block in draft.blocks]
    path.write_text(f"<html><meta charset='utf-8'><body>{''.join(parts)}</body></html>", encoding="utf-8")


def _html_table(table: Table) -> str:
    rows = (
        "".join(f"<td rowspan={box.down} colspan={box.across}>{_escaped(box.text).replace(chr(10), '<br>')}</td>" for box in row)
        for row in table.rows
    )
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
