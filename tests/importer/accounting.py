"""Whether an import lost anything: every visible piece of the source must be found in the report or in its record."""

from __future__ import annotations

from collections.abc import Iterator

from core.importer.importing import Imported
from core.importer.labels import LabelIndex, build_index
from core.importer.source import SourceParagraph


def lost_text(imported: Imported) -> list[str]:
    """The visible pieces of the source that are neither title, text, cell, label, problem nor unplaced."""
    assert imported.source is not None
    kept = "\n".join(_plain(text) for text in _kept(imported))
    index = build_index(imported.report.form.template)
    pieces: list[str] = []
    for block in imported.source.blocks:
        if isinstance(block, SourceParagraph):
            pieces += [line for line in block.text.split("\n") if _plain(line) not in kept and not _is_label(index, line)]
        else:
            pieces += [cell.text for cell in block.cells if _plain(cell.text) not in kept and not _is_label(index, cell.text)]
    return pieces


def _plain(text: str) -> str:
    return "".join(text.split())


def _kept(imported: Imported) -> Iterator[str]:
    record = imported.record
    yield from (raw for raw, _ in record.read.values())
    yield from imported.report.texts.values()
    yield from (origin.raw for origin in record.cells.values())
    yield from (problem.text + problem.message for problem in record.problems)
    yield from (item.text for item in record.unplaced)


def _is_label(index: LabelIndex, text: str) -> bool:
    guess = index.row(text)
    return index.is_furniture(text) or index.is_stump(text) or (guess is not None and guess.confidence > 0.8)
