"""SourceDocument -> report: which edition it is, its figures, its texts, and everything that found no place.

The only room that knows both the form and the damage of real files. Title, sections, cells, problems and unplaced
together hold all visible text of the source.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from core.forms import Form, Forms
from core.importer.labels import LabelIndex, build_index, canonical
from core.importer.match_tables import TableMatcher, TableResult
from core.importer.match_text import TextItem, TextResult, compact, match_text, year_in
from core.importer.rows import looks_like_figure
from core.importer.source import SourceCell, SourceDocument, SourceParagraph, SourceTable
from core.provenance import ImportRecord, Problem
from core.report import CellEdit, GroupEdit, Meta, Report, TextEdit
from core.rules import Severity

_NOTE_SEVERITY = {"import.tracked_changes": Severity.WARNING}


@dataclass(frozen=True, slots=True)
class _Matched:
    """The parts of an import before they become a report."""

    form: Form
    tables: TableResult
    text: TextResult


def match(document: SourceDocument, file: str, forms: Forms) -> tuple[Report, ImportRecord]:
    """Everything a source document gives, as a report and the record of its import."""
    indexes = {form.template.edition: build_index(form.template) for form in forms}
    blocks = tuple(_folded(document.blocks, list(indexes.values())))
    form = _recognise(blocks, document.properties, forms, indexes)
    matched = _match_as(blocks, document, form, indexes[form.template.edition])
    report = _build_report(matched, document.properties)
    return report, _build_record(matched, document, file, report)


def _recognise(
    blocks: Sequence[SourceParagraph | SourceTable], properties: dict[str, str], forms: Forms, indexes: dict[str, LabelIndex]
) -> Form:
    """The edition whose own labels the tables carry; without any, the one the file names or its year calls for."""
    spellings = {edition: {*index.furniture, *index.rows} for edition, index in indexes.items()}
    shared = set[str].intersection(*spellings.values())
    seen = {canonical(cell.text) for block in blocks if isinstance(block, SourceTable) for cell in block.cells}
    scores = {edition: len(seen & (known - shared)) for edition, known in spellings.items()}
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
    """Match tables and paragraphs in one walk, so that headings know which table follows them."""
    matcher = TableMatcher(form.template, index)
    items: list[TextItem] = []
    for block in blocks:
        if isinstance(block, SourceParagraph):
            items += [TextItem(part) for part in _lines(block)]
            continue
        strays, sections = matcher.add(block)
        if sections and items and not items[-1].followed_by:
            items[-1] = replace(items[-1], followed_by=sorted(sections)[0])
        items += [TextItem(part) for stray in strays for part in _lines(stray)]
    return _Matched(form, matcher.result(), match_text(items, form.template, document.properties))


def _lines(paragraph: SourceParagraph) -> Iterator[SourceParagraph]:
    """A paragraph with manual line breaks is several lines to its reader."""
    for line in paragraph.text.split("\n"):
        if line.strip():
            yield replace(paragraph, text=line.strip())


def _folded(
    blocks: Sequence[SourceParagraph | SourceTable], indexes: list[LabelIndex]
) -> Iterator[SourceParagraph | SourceTable]:
    """Tables that lost their cells: a run of lines holding one label or one figure each becomes a table again (L1)."""
    run: list[SourceParagraph] = []
    for block in blocks:
        if isinstance(block, SourceParagraph) and block.kind == "paragraph" and _is_table_line(block.text, indexes):
            run.append(block)
            continue
        yield from _end_run(run, indexes)
        run = []
        yield block
    yield from _end_run(run, indexes)


def _is_table_line(text: str, indexes: list[LabelIndex]) -> bool:
    stripped = text.strip()
    return looks_like_figure(stripped) or any(canonical(stripped) in index.furniture for index in indexes)


def _end_run(run: list[SourceParagraph], indexes: list[LabelIndex]) -> Iterator[SourceParagraph | SourceTable]:
    labels = sum(any(canonical(line.text) in index.rows for index in indexes) for line in run)
    figures = sum(looks_like_figure(line.text) for line in run)
    if labels < 3 or figures < labels:
        yield from run
        return
    cells: list[SourceCell] = []
    row = column = 0
    after_figure = False
    for line in run:
        is_figure = looks_like_figure(line.text)
        if after_figure and not is_figure:
            row, column = row + 1, 0
        cells.append(SourceCell(row, column, 1, 1, line.text.strip(), line.where))
        column, after_figure = column + 1, is_figure
    yield SourceTable(tuple(cells), run[0].where, has_geometry=False)


def _build_report(matched: _Matched, properties: dict[str, str]) -> Report:
    text = matched.text
    year = text.year or _year_property(properties)
    meta = Meta(_organ(text, properties), year, text.title, text.signature, text.day)
    report = Report(matched.form, meta)
    texts = [TextEdit(section, "\n".join(lines)) for section, lines in text.texts.items()]
    report.apply(GroupEdit((CellEdit(matched.tables.values), *texts)))
    return report


def _year_property(properties: dict[str, str]) -> int | None:
    year = properties.get("nianbao.year", "")
    return int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None


def _organ(text: TextResult, properties: dict[str, str]) -> str:
    """The body that reports: named by our own exports, else by the title up to the year, else by the signature."""
    named = properties.get("nianbao.organ", "")
    if named and (not text.title or named in text.title or text.title == compact(properties.get("nianbao.title", ""))):
        return named
    year = next((word for word in (str(text.year), "二〇", "二○", "二零") if word in text.title), "")
    from_title = text.title.split(year)[0].removeprefix("关于") if year else ""
    return from_title or text.signature


def _build_record(matched: _Matched, document: SourceDocument, file: str, report: Report) -> ImportRecord:
    text, tables = matched.text, matched.tables
    return ImportRecord(
        file=file,
        kind=document.kind,
        edition=matched.form.template.edition,
        cells=tables.origins,
        problems=(*_document_problems(matched, document, report), *text.problems, *tables.problems),
        unplaced=(*text.unplaced, *tables.unplaced),
        places={section: tuple(places) for section, places in text.places.items()},
        read=text.read,
    )


def _document_problems(matched: _Matched, document: SourceDocument, report: Report) -> Iterator[Problem]:
    """What concerns the whole file, said first."""
    found_cells = any(value.raw for value in report.values.values())
    if not found_cells and not matched.text.headings:
        message = "没有找到年度报告的标题和表格，请检查是否选错了文件"
        yield Problem("import.not_a_report", Severity.ERROR, message)
    elif not found_cells and any(isinstance(b, SourceParagraph) and b.kind == "picture" for b in document.blocks):
        yield Problem("import.tables_are_pictures", Severity.ERROR, "文件中的表格是图片，数字没有读到，请对照原件填写")
    if not matched.text.title:
        yield Problem("import.no_title", Severity.WARNING, "没有找到报告的标题，请填写单位名称和年度")
    for note in document.notes:
        yield Problem(note.kind, _NOTE_SEVERITY.get(note.kind, Severity.INFO), note.text, note.where)
