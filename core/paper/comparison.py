"""Two reports side by side: this year against last, a draft against the returned one. Figures, text and meta data.

`compare` gives data for a window, `comparison_document` the same on paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from core.exporter.blocks import (
    Block,
    Change,
    Column,
    Document,
    Heading,
    Paragraph,
    Piece,
    TableBlock,
    Title,
    plain_table,
    printed_date,
    table_block,
)
from core.geometry import Role
from core.next_year import convert_edition
from core.paper.text_diff import Pieces, diff_paragraphs
from core.report import Report
from core.template import Section
from core.values import format_number, format_value, same_content

TITLE = "报告对照"
NOTHING = "空"
_SHORT = 6
_META = (Column("项目", 26), Column("原", 65, Role.TEXT), Column("新", 65, Role.TEXT))


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that differs, as printed; `gap` is new minus old (「+3」), "" where one of them is no number."""

    cell_id: str
    name: str
    old: str
    new: str
    gap: str


@dataclass(frozen=True, slots=True)
class MetaChange:
    """A field of the meta data that differs, as printed."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between `old` and `new` (both in the edition of the new one).

    `cells` are in the order of the form. `texts` has every paragraph of the sections whose text differs, as pieces.
    `notes` say what of an older edition could not be compared.
    """

    names: tuple[str, str]
    old: Report
    new: Report
    meta: tuple[MetaChange, ...]
    cells: tuple[CellChange, ...]
    texts: Mapping[str, tuple[Pieces, ...]]
    notes: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether nothing differs."""
        return not (self.meta or self.cells or self.texts)

    @property
    def changed_paragraphs(self) -> int:
        """How many paragraphs were changed, inserted or deleted."""
        return sum(_is_changed(pieces) for paragraphs in self.texts.values() for pieces in paragraphs)


def compare(old: Report, new: Report, names: tuple[str, str] | None = None) -> Comparison:
    """What is different in `new`. `names` say which is which; None: by their years, or 「原」 and 「新」."""
    notes: tuple[str, ...] = ()
    if old.form.template.edition != new.form.template.edition:
        old, problems = convert_edition(old, new.form)
        notes = tuple(problem.message for problem in problems)
    sections = [section.id for section in new.form.template.sections if old.texts[section.id] != new.texts[section.id]]
    return Comparison(
        names=names or _names(old, new),
        old=old,
        new=new,
        meta=tuple(_meta_changes(old, new)),
        cells=tuple(_cell_changes(old, new)),
        texts={section: tuple(diff_paragraphs(_lines(old, section), _lines(new, section))) for section in sections},
        notes=notes,
    )


def _names(old: Report, new: Report) -> tuple[str, str]:
    years = old.meta.year, new.meta.year
    return ("原", "新") if None in years or years[0] == years[1] else (f"{years[0]}年", f"{years[1]}年")


def _lines(report: Report, section: str) -> list[str]:
    text = report.texts[section]
    return text.split("\n") if text else []


def _meta_changes(old: Report, new: Report) -> Iterator[MetaChange]:
    for name, before, after in zip(("单位", "年度", "标题", "署名", "日期"), _meta(old), _meta(new), strict=True):
        if before != after:
            yield MetaChange(name, before, after)


def _meta(report: Report) -> tuple[str, ...]:
    meta = report.meta
    day = printed_date(meta.date) if meta.date else ""
    return meta.organ, "" if meta.year is None else str(meta.year), meta.title, meta.signature, day


def _cell_changes(old: Report, new: Report) -> Iterator[CellChange]:
    for cell_id, cell in new.form.template.cells.items():
        before, after = old.values[cell_id], new.values[cell_id]
        if not same_content(before, after, cell.kind):
            gap = "" if before.number is None or after.number is None else format_number(after.number - before.number)
            sign = "+" if gap and not gap.startswith("-") else ""
            yield CellChange(cell_id, cell.name, format_value(before, cell.kind), format_value(after, cell.kind), sign + gap)


def comparison_document(comparison: Comparison) -> Document:
    """The comparison for paper: changed cells are marked and show both figures, text shows insertions and deletions."""
    blocks: list[Block] = [Title(TITLE), *_summary(comparison)]
    if comparison.meta:
        rows = [(change.name, change.old or NOTHING, change.new or NOTHING) for change in comparison.meta]
        blocks += [Heading(1, "标题、署名与日期", ""), plain_table("", _named(comparison), rows)]
    for section in comparison.new.form.template.sections:
        blocks += _section(comparison, section)
    return Document(TITLE, comparison.new.meta.organ, tuple(blocks))


def _named(comparison: Comparison) -> tuple[Column, ...]:
    return _META[0], *(replace(column, name=name) for column, name in zip(_META[1:], comparison.names, strict=True))


def _summary(comparison: Comparison) -> Iterator[Block]:
    old, new = comparison.names
    organ = comparison.new.meta.organ
    yield Paragraph(f"{organ}{'：' if organ else ''}“{old}”与“{new}”对照。", "")
    if comparison.is_same:
        yield Paragraph("两份报告内容相同。", "")
        return
    counts = f"表格中 {len(comparison.cells)} 格不同，文字中 {comparison.changed_paragraphs} 段有增删。"
    legend = "表格中有底色的格先写原数，再写新数。" if comparison.cells else ""
    yield Paragraph(counts + legend, "")
    if comparison.texts:
        pieces = (
            Piece(Change.SAME, "文字中删去的写作"),
            Piece(Change.DELETED, "这样"),
            Piece(Change.SAME, "，增加的写作"),
            Piece(Change.INSERTED, "这样"),
            Piece(Change.SAME, "。"),
        )
        yield _paragraph(pieces, "")
    for note in comparison.notes:
        yield Paragraph(f"{note.removesuffix('。')}。", "")


def _section(comparison: Comparison, section: Section) -> list[Block]:
    """A section in which something differs; nothing for the others."""
    changes = {change.cell_id: change for change in comparison.cells if change.cell_id.startswith(f"{section.id}.")}
    paragraphs = comparison.texts.get(section.id, ())
    if not changes and not paragraphs:
        return []
    blocks: list[Block] = [Heading(1, section.heading or "标题下的说明", section.id)]
    blocks += [_paragraph(pieces, section.id) for pieces in paragraphs]
    return [*blocks, _marked_table(comparison, section, changes)] if changes else blocks


def _marked_table(comparison: Comparison, section: Section, changes: Mapping[str, CellChange]) -> TableBlock:
    block = table_block(comparison.new, section)
    shown = {cell: _both(change.old or NOTHING, change.new or NOTHING) for cell, change in changes.items()}
    return replace(block, texts=block.texts | shown, marked=frozenset(changes))


def _both(old: str, new: str) -> str:
    """Both figures of a cell, on one line while they are short."""
    return f"{old}→{new}" if len(old) + len(new) <= _SHORT else f"{old}\n→{new}"


def _is_changed(pieces: Pieces) -> bool:
    return any(piece.change is not Change.SAME for piece in pieces)


def _paragraph(pieces: Pieces, section: str) -> Paragraph:
    """The pieces, and for writers without colours the same in words."""
    words = {Change.SAME: "{}", Change.DELETED: "［删：{}］", Change.INSERTED: "［增：{}］"}
    text = "".join(words[piece.change].format(piece.text) for piece in pieces)
    return Paragraph(text, section, pieces if _is_changed(pieces) else ())
