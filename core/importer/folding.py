"""Lines that once were a table: one cell a line (layout-damage L1), or all cells of a row glued together (L2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.importer.glued import glued_row
from core.importer.labels import LabelIndex, canonical
from core.importer.rows import looks_like_figure
from core.importer.source import SourceCell, SourceParagraph, SourceTable

_LONGEST_LABEL = 60
_LEAST_LABELS = 3  # row labels in a run of lines that is a table


def is_glued_line(text: str, index: LabelIndex) -> bool:
    """Whether a paragraph is a row of the form whose cells are glued together: a header row, or a label with figures."""
    if len(text) > _LONGEST_LABEL + 40:
        return False
    return glued_row(text, index) is not None or index.is_label_line(text)


def fold_lines(
    blocks: Sequence[SourceParagraph | SourceTable], indexes: list[LabelIndex]
) -> Iterator[SourceParagraph | SourceTable]:
    """Tables that lost their cells: a run of lines holding one label or one figure each becomes a table again."""
    run: list[SourceParagraph] = []
    for block in blocks:
        if isinstance(block, SourceParagraph) and block.kind == "paragraph" and _is_table_line(block.text, indexes):
            run.append(block)
            continue
        if run:
            yield from _end_run(run, indexes)
            run = []
        yield block
    yield from _end_run(run, indexes)


def _is_table_line(text: str, indexes: list[LabelIndex]) -> bool:
    if len(text) > _LONGEST_LABEL:
        return False
    return looks_like_figure(text) or any(canonical(text) in index.furniture for index in indexes)


def _end_run(run: list[SourceParagraph], indexes: list[LabelIndex]) -> Iterator[SourceParagraph | SourceTable]:
    figures = sum(looks_like_figure(line.text) for line in run)
    index = max(indexes, key=lambda index: sum(canonical(line.text) in index.rows for line in run))
    labels = sum(canonical(line.text) in index.rows for line in run)
    if labels < _LEAST_LABELS or figures < labels:
        yield from run
        return
    cells: list[SourceCell] = []
    for row, lines in enumerate(_rows(run, index)):
        cells += [SourceCell(row, column, 1, 1, line.text.strip(), line.where) for column, line in enumerate(lines)]
    yield SourceTable(tuple(cells), run[0].where, has_geometry=False)


def _rows(run: Sequence[SourceParagraph], index: LabelIndex) -> Iterator[list[SourceParagraph]]:
    """A row ends with its figures; a header row ends where a row label or a figure follows it."""
    row: list[SourceParagraph] = []
    after_figure = is_header = False
    for line in run:
        figure = looks_like_figure(line.text)
        label = canonical(line.text)
        ends_header = is_header and (figure or (label in index.rows and label not in index.heads))
        if row and ((after_figure and not figure) or ends_header):
            yield row
            row, is_header = [], False
        row.append(line)
        is_header = is_header or (not figure and index.is_head(line.text))
        after_figure = figure
    if row:
        yield row
