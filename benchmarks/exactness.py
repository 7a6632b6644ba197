"""How many figures stand where they belong: in the report's cells for our import, at their grid position for peers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.corpus import Sample
from benchmarks.invented import Draft, places
from benchmarks.peers import Grid, Peer
from core.forms import Form, Forms
from core.importer.importing import import_report
from core.report import Report
from core.values import format_number

_FILES_OF_PEERS = 2  # slow ones take a second for each

Found = tuple[int, int]
"""Figures in their place, figures in all."""


def exact(samples: Iterable[Sample], forms: Forms) -> Found:
    """Our import of every file in which no two figures are alike."""
    unique = [sample for sample in samples if sample.unique]
    right = sum(_in_cells(import_report(sample.path, forms).report, sample.draft) for sample in unique)
    return right, sum(len(sample.draft.figures) for sample in unique)


def _in_cells(report: Report, draft: Draft) -> int:
    read = {cell: value.number for cell, value in report.values.items() if value.number is not None}
    return sum(cell in read and format_number(read[cell]) == figure for cell, figure in draft.figures.items())


def reread(content: bytes, suffix: str, draft: Draft, forms: Forms) -> Found:
    """A written file as our import has it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"again{suffix}"
        path.write_bytes(content)
        return _in_cells(import_report(path, forms).report, draft), len(draft.figures)


def exact_of_peer(peer: Peer, samples: Sequence[Sample], form: Form) -> Found:
    """Some of the same files as a peer reads them."""
    unique = [sample for sample in samples if sample.unique][:_FILES_OF_PEERS]
    right = sum(_at_places(peer.grids(peer.read(sample.path)), sample.draft, form) for sample in unique)
    return right, sum(len(sample.draft.figures) for sample in unique)


def _at_places(grids: Sequence[Grid], draft: Draft, form: Form) -> int:
    return sum(_at(grids, place) == draft.figures[cell] for cell, place in places(form).items())


def _at(grids: Sequence[Grid], place: tuple[int, int, int]) -> str:
    table, row, column = place
    try:
        return grids[table][row][column].strip()
    except IndexError:
        return ""
