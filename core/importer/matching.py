"""SourceDocument -> report: which edition it is, its figures, its texts, and everything that found no place.

The only room that knows both the form and the damage of real files. Title, sections, cells, problems and unplaced
together hold all visible text of the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice

from core.forms import Form, Forms
from core.importer.cell_records import CellRecords
from core.importer.folding import fold_lines, is_glued_line
from core.importer.headings import TextItem, is_heading
from core.importer.labels import LabelIndex, build_index, canonical
from core.importer.match_tables import TableMatcher
from core.importer.match_text import TextResult, compact, match_text, own_title, year_in
from core.importer.source import SourceDocument, SourceParagraph, SourceTable
from core.provenance import CellOrigin, ImportRecord, Problem
from core.report import CellEdit, GroupEdit, Meta, Report, TextEdit
from core.rules import Severity
from core.values import UNREAD

_ENOUGH_CELLS = 4000  # ten times what a report has, to tell its edition
_BY_PLACE = "按位置从文件中读出，请对照原件核对"
_NOTE_SEVERITY = {"import.tracked_changes": Severity.WARNING}


@dataclass(frozen=True, slots=True)
class _Matched:
    """The parts of an import before they become a report."""

    form: Form
    tables: CellRecords
    text: TextResult


def match(document: SourceDocument, file: str, forms: Forms) -> tuple[Report, ImportRecord]:
    """Everything a source document gives, as a report and the record of its import."""
    indexes = {form.template.edition: build_index(form.template) for form in forms}
    blocks = tuple(fold_lines(document.blocks, list(indexes.values())))
    form = _recognise(blocks, document.properties, forms, indexes)
    matched = _match_as(blocks, document, form, indexes[form.template.edition])
    report = _build_report(matched, document.properties)
    return report, _build_record(matched, document, file)


def _recognise(
    blocks: Sequence[SourceParagraph | SourceTable], properties: dict[str, str], forms: Forms, indexes: dict[str, LabelIndex]
) -> Form:
    """The edition whose own labels the tables carry; without any, the one the file names or its year calls for."""
    spellings = {edition: index.rows.keys() | index.furniture for edition, index in indexes.items()}
    shared = set[str].intersection(*spellings.values())
    cells = (cell for block in blocks if isinstance(block, SourceTable) for cell in block.cells if cell.text)
    seen = {canonical(cell.text) for cell in islice(cells, _ENOUGH_CELLS)}
    scores = {edition: len((seen & known) - shared) for edition, known in spellings.items()}
    best = max(scores, key=lambda edition: scores[edition])
    if scores[best] and list(scores.values()).count(scores[best]) == 1:
        return forms.get(best)
    named = properties.get("nianbao.edition", "")
    return forms.get(named) if named in indexes else forms.for_year(_first_year(blocks))


def _first_year(blocks: Sequence[SourceParagraph | SourceTable]) -> int | None:
    texts = (block.text for block in blocks[:20] if isinstance(block, SourceParagraph))
    return next((year for text in texts if (year := year_in(compact(text)))), None)


def _match_as(
    blocks: Sequence[SourceParagraph | SourceTable], document: SourceDocument, form: Form, index: LabelIndex
) -> _Matched:
    """Match tables, then glued lines that no table answers for, then the text, which knows what table follows each line."""
    matcher = TableMatcher(form, index, is_own="nianbao.edition" in document.properties)
    found = [matcher.add(block) if isinstance(block, SourceTable) else None for block in blocks]
    items: list[TextItem] = []
    lines: list[SourceParagraph] = []
    for block, tables in zip(blocks, found, strict=True):
        if isinstance(block, SourceParagraph):
            lines += _lines(block)
            continue
        items += _text_items(lines, matcher, index)
        lines = []
        strays, sections = tables or ([], set[str]())
        _followed_by(items, sections)
        items += _stray_items([part for stray in strays for part in _lines(stray)], sections, form)
    items += _text_items(lines, matcher, index)
    return _Matched(form, matcher.result(), match_text(items, form.template, document.properties))


def _text_items(lines: Sequence[SourceParagraph], matcher: TableMatcher, index: LabelIndex) -> list[TextItem]:
    """Paragraphs between two tables, without runs of lines that are rows of a table with their cells glued together."""
    items: list[TextItem] = []
    for is_table, run in groupby(lines, key=lambda line: is_glued_line(line.text, index)):
        part = list(run)
        sections = matcher.add_glued(part) if is_table else set[str]()
        _followed_by(items, sections)
        if not sections:
            items += [TextItem(line) for line in part]
    return items


def _stray_items(strays: Sequence[SourceParagraph], sections: set[str], form: Form) -> list[TextItem]:
    """Text in a table belongs to the table's section, unless the table is a whole sheet with the headings in it."""
    own = len(sections) == 1 and not any(is_heading(stray, form.template) for stray in strays)
    return [TextItem(stray, inside=min(sections) if own else "") for stray in strays]


def _followed_by(items: list[TextItem], sections: set[str]) -> None:
    if sections and items and not items[-1].followed_by:
        items[-1] = replace(items[-1], followed_by=min(sections))


def _lines(paragraph: SourceParagraph) -> Iterator[SourceParagraph]:
    """A paragraph with manual line breaks is several lines to its reader."""
    if "\n" not in paragraph.text:
        if paragraph.text.strip():
            yield paragraph
        return
    for line in paragraph.text.split("\n"):
        if line.strip():
            yield replace(paragraph, text=line.strip())


def _build_report(matched: _Matched, properties: dict[str, str]) -> Report:
    text = matched.text
    meta = Meta(_organ(text, properties), _year(text, properties), text.title, text.signature, text.day)
    report = Report(matched.form, meta)
    texts = [TextEdit(section, "\n".join(lines)) for section, lines in text.texts.items()]
    report.apply(GroupEdit((CellEdit(matched.tables.values), *texts)))
    return report


def _is_untouched(text: TextResult, properties: dict[str, str]) -> bool:
    """Whether the title is still that of our own export, so that its properties hold."""
    return text.title == compact(own_title(properties))


def _year(text: TextResult, properties: dict[str, str]) -> int | None:
    """What our own export says, unless somebody has changed its title since; else what the title says."""
    named = properties.get("nianbao.year", "")
    own = int(named) if re.fullmatch(r"[12]\d{3}", named, re.ASCII) else None
    return own if own is not None and (text.year is None or _is_untouched(text, properties)) else text.year


def _organ(text: TextResult, properties: dict[str, str]) -> str:
    """The body that reports: named by our own exports, else by the title up to the year, else by the signature."""
    named = properties.get("nianbao.organ", "")
    if named and (not text.title or named in text.title or _is_untouched(text, properties)):
        return named
    year = next((word for word in (str(text.year), "二〇", "二○", "二零") if word in text.title), "")
    from_title = text.title.split(year)[0].removeprefix("关于") if year else ""
    return from_title or text.signature


def _build_record(matched: _Matched, document: SourceDocument, file: str) -> ImportRecord:
    text, tables = matched.text, matched.tables
    return ImportRecord(
        file=file,
        kind=document.kind,
        edition=matched.form.template.edition,
        cells=_trusted(tables.origins, document.trust),
        problems=(*_document_problems(matched, document), *text.problems, *tables.problems),
        unplaced=(*text.unplaced, *tables.unplaced),
        places={section: tuple(places) for section, places in text.places.items()},
        read=text.read,
    )


def _trusted(origins: dict[str, CellOrigin], trust: float) -> dict[str, CellOrigin]:
    """Where the reader itself was not sure of cells (PDF), no figure is, and every one says why."""
    if trust == 1:
        return origins
    return {
        cell: replace(origin, confidence=round(origin.confidence * trust, 2), note=origin.note or _BY_PLACE)
        for cell, origin in origins.items()
    }


def _document_problems(matched: _Matched, document: SourceDocument) -> Iterator[Problem]:
    """What concerns the whole file, said first."""
    lost = _sections_without_table(matched)
    pictured = any(isinstance(block, SourceParagraph) and block.kind == "picture" for block in document.blocks)
    if len(lost) == sum(section.table is not None for section in matched.form.template.sections):
        yield _no_tables(matched, pictured)
    elif lost and pictured:
        message = f"{'、'.join(f'“{heading}”' for heading in lost)}的表格可能是图片，数字没有读到，请对照原件填写"
        yield Problem("import.tables_are_pictures", Severity.ERROR, message)
    if not matched.text.title:
        yield Problem("import.no_title", Severity.WARNING, "没有找到报告的标题，请填写单位名称和年度")
    for note in document.notes:
        yield Problem(note.kind, _NOTE_SEVERITY.get(note.kind, Severity.INFO), note.text, note.where)


def _sections_without_table(matched: _Matched) -> list[str]:
    return [
        section.heading
        for section in matched.form.template.sections
        if section.table
        and all(value is UNREAD for cell, value in matched.tables.values.items() if cell.startswith(f"{section.id}."))
    ]


def _no_tables(matched: _Matched, pictured: bool) -> Problem:
    if not matched.text.headings:
        return Problem("import.not_a_report", Severity.ERROR, "没有找到年度报告的标题和表格，请检查是否选错了文件")
    if pictured:
        return Problem("import.tables_are_pictures", Severity.ERROR, "文件中的表格是图片，数字没有读到，请对照原件填写")
    message = "文件中没有表格，可能在复制时丢失了，请对照原件填写数字，或者导入原来的文件"
    return Problem("import.no_tables", Severity.ERROR, message)
