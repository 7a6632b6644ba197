"""The report's blocks as a flow of lines and table rows, and the flow cut into pages.

A heading stays with what follows it, a table that is to stay whole moves to the next page, a long one repeats its header.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from core.exporter.blocks import Block, Heading, Signature, TableBlock, Title, printed_date
from core.exporter.docx_markup import CHARACTER, LINE
from core.exporter.typography import name_scale, signature_indents, title_lines
from core.geometry import Role
from gui.pages.measure import BODY_HEIGHT, BODY_WIDTH, POINT, Typeset, TypeSetting, page_font, typeset
from gui.pages.table import PageTable, lay_out
from gui.theme import HEADING_FAMILIES, KAI_FAMILIES, PAPER_FAMILIES, TITLE_FAMILIES

_SIZE, _TITLE_SIZE = 16, 22
_PITCH, _TITLE_PITCH = LINE / 20 * POINT, 35.0 * POINT
_CLOSER = _SIZE - CHARACTER / 20  # 28 characters in 156 mm
_CHARACTER = CHARACTER / 20 * POINT
_FAMILIES = {1: HEADING_FAMILIES, 2: KAI_FAMILIES, 3: PAPER_FAMILIES}
_CENTRE, _LEFT = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignLeft


@dataclass(frozen=True, slots=True)
class Line:
    """A line of type. `keep` holds it on the page of what follows; `before` is free space above, not at a page's top.

    `heading` is the one that begins with this line.
    """

    text: Typeset
    number: int
    before: float = 0.0
    keep: bool = False
    heading: Heading | None = None

    @property
    def height(self) -> float:
        """Without the space above."""
        return self.text.pitch


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table."""

    table: PageTable
    number: int
    before: float = 0.0
    keep: bool = False

    @property
    def height(self) -> float:
        """Without the space above."""
        return self.table.heights[self.number]


Piece = Line | Row


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece and its distance from the top of the type area."""

    piece: Piece
    top: float


Page = tuple[Placed, ...]


def draw_page(painter: QPainter, page: Page) -> None:
    """Paint a page, the painter's origin being the corner of the type area and its unit that of the pages."""
    for index, placed in enumerate(page):
        piece = placed.piece
        if isinstance(piece, Line):
            painter.setPen(Qt.GlobalColor.black)
            piece.text.draw_line(painter, piece.number, 0, placed.top)
        elif not _continues(page[index - 1].piece if index else None, piece):
            piece.table.draw(painter, placed.top, piece.number, _run_end(page, index))


def _continues(before: Piece | None, row: Row) -> bool:
    return isinstance(before, Row) and before.table is row.table and before.number == row.number - 1


def _run_end(page: Page, start: int) -> int:
    """The row after the last of those that stand directly below each other."""
    end = start
    while end + 1 < len(page):
        following = page[end + 1].piece
        if not isinstance(following, Row) or not _continues(page[end].piece, following):
            break
        end += 1
    last = page[end].piece
    return last.number + 1


def paginate(blocks: Iterable[Block]) -> list[Page]:
    """The blocks cut into pages; at least one page."""
    pages: list[list[Placed]] = [[]]
    top = 0.0
    for group in _groups(_flow(blocks)):
        needed = sum(piece.height + piece.before for piece in group)
        if pages[-1] and top + needed > BODY_HEIGHT and needed - group[0].before <= BODY_HEIGHT:
            top = _turn(pages, group[0])
        for piece in group:
            if pages[-1] and top + piece.before + piece.height > BODY_HEIGHT:
                top = _turn(pages, piece)
            top += piece.before if pages[-1] else 0.0
            pages[-1].append(Placed(piece, top))
            top += piece.height
    return [tuple(page) for page in pages]


def text_of(block: Block) -> str:
    """Every character that a block prints."""
    if isinstance(block, TableBlock):
        return "".join((*(cell.text for cell in block.grid.cells), *block.texts.values()))
    if isinstance(block, Signature):
        return block.name + (printed_date(block.day) if block.day else "")
    return block.text


def _turn(pages: list[list[Placed]], piece: Piece) -> float:
    """Begin a page, with the table's header where `piece` goes on with a table; returns how far it is filled."""
    pages.append([])
    top = 0.0
    if isinstance(piece, Row) and piece.number >= piece.table.header_rows:
        for number in range(piece.table.header_rows):
            pages[-1].append(Placed(Row(piece.table, number), top))
            top += piece.table.heights[number]
    return top


def _groups(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Pieces that want to be on one page."""
    group: list[Piece] = []
    for piece in pieces:
        group.append(piece)
        if not piece.keep:
            yield group
            group = []
    if group:
        yield group


def _flow(blocks: Iterable[Block]) -> list[Piece]:
    """All pieces: text keeps a distance from a table above it, the last paragraph stays with the signature."""
    flow: list[Piece] = []
    for block in blocks:
        pieces = list(_pieces(block))
        if flow and isinstance(flow[-1], Row):
            pieces[:1] = [replace(piece, before=_PITCH / 3) for piece in pieces[:1]]
        if flow and isinstance(block, Signature):
            flow[-1] = replace(flow[-1], keep=True)
        flow += pieces
    return flow


def _pieces(block: Block) -> Iterator[Piece]:
    if isinstance(block, TableBlock):
        yield from _rows(block)
    elif isinstance(block, Title):
        yield from _title(block.text)
    elif isinstance(block, Signature):
        yield from _signature(block)
    else:
        level = block.level if isinstance(block, Heading) else 0
        font = page_font(_FAMILIES.get(level, PAPER_FAMILIES), _SIZE, closer=_CLOSER)
        setting = TypeSetting(font, BODY_WIDTH, _PITCH, 2 * _CHARACTER)
        for line in _lines(typeset(block.text, setting), keep=bool(level)):
            yield replace(line, heading=block) if isinstance(block, Heading) and line.number == 0 else line


def _lines(text: Typeset, keep: bool = False) -> Iterator[Line]:
    """A paragraph's lines; never one line of it alone at the foot or at the head of a page."""
    for number in range(text.lines):
        at_edge = text.lines > 1 and number in (0, text.lines - 2)
        yield Line(text, number, keep=keep or at_edge)


def _title(text: str) -> Iterator[Line]:
    font = page_font(TITLE_FAMILIES, _TITLE_SIZE, bold=True)
    setting = TypeSetting(font, BODY_WIDTH, _TITLE_PITCH, alignment=_CENTRE)
    yield from _lines(typeset("\n".join(title_lines(text)), setting), keep=True)
    yield Line(typeset(" ", replace(setting, pitch=_PITCH)), 0, keep=True)


def _signature(block: Signature) -> Iterator[Line]:
    day = printed_date(block.day) if block.day else ""
    indents = signature_indents(block.name, day, block.with_seal)
    present = [pair for pair in zip((block.name, day), indents, strict=True) if pair[0]]
    for number, (text, indent) in enumerate(present):
        font = page_font(PAPER_FAMILIES, _SIZE, closer=_CLOSER)
        font.setStretch(name_scale(text))
        setting = TypeSetting(font, BODY_WIDTH, _PITCH, indent * _CHARACTER, _LEFT)
        for line in _lines(typeset(text, setting)):
            yield replace(line, before=0.0 if number else _PITCH, keep=number + 1 < len(present))


def _rows(block: TableBlock) -> Iterator[Row]:
    """Rows; a whole table that must not be cut and headers that stay with the rows below them are kept together."""
    table = lay_out(block)
    headers = {cell.row for cell in block.grid.cells if cell.role in (Role.TITLE, Role.CORNER, Role.COLUMN)}
    last = block.grid.rows - 1
    for number in range(block.grid.rows):
        keep = number < last and (block.keep_together or number in headers)
        yield Row(table, number, before=6 * POINT if number == 0 else 0.0, keep=keep)
