"""What the tables gave, cell by cell: values with their origin, problems with their place, and what found no place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from core.importer.glued import Offer
from core.importer.labels import RowKey, canonical
from core.importer.source import SourceCell
from core.provenance import CellOrigin, Problem, Unplaced
from core.rules import Severity
from core.template import Section, Template
from core.values import UNREAD, Reading, State, Value, parse_value

_GLUED_ZEROS = re.compile(r"[+-]?0\d", re.ASCII)
_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the source: where it is and what it says."""

    where: str
    text: str

    @classmethod
    def of(cls, row: Sequence[SourceCell]) -> Place:
        """A whole row."""
        return cls(row[0].where, "\t".join(" ".join(cell.text.split()) for cell in row if cell.text.strip()))


@dataclass(slots=True)
class CellRecords:
    """Everything that was matched so far."""

    template: Template
    values: dict[str, Value] = field(default_factory=dict[str, Value])
    origins: dict[str, CellOrigin] = field(default_factory=dict[str, CellOrigin])
    problems: list[Problem] = field(default_factory=list[Problem])
    unplaced: list[Unplaced] = field(default_factory=list[Unplaced])

    def take(self, cell_id: str, cell: SourceCell, confidence: float, note: str, doubt: str = "") -> None:
        """Record one cell as read. `doubt` is a reason why its number cannot be the form's, "" for none."""
        spec = self.template.cells[cell_id]
        reading = parse_value(cell.text, spec.kind, spec.unit)
        reason = cell.note or (doubt if reading.value.number else "") or _glued_zeros(reading)
        if reason:
            reading = _doubtful(reading, reason)
        sure = round(min(confidence, reading.confidence), 2)
        suggestion = None if reading.suggestion is None else str(reading.suggestion)
        value, told = reading.value, reading.reason or note
        self.values[cell_id] = value
        self.origins[cell_id] = CellOrigin(value.raw, value.state, cell.where, sure, told, suggestion)
        if value.state is State.UNCLEAR:
            message = f"“{spec.name}”读不准：{told}，请核对后填写"
            self.problem("import.unclear_cell", message, Place(cell.where, value.raw), (cell_id,))

    def unclear(self, ids: Iterable[str], place: Place, note: str, offered: Mapping[str, str] = _NOTHING) -> None:
        """Cells whose figures cannot be told apart: the text is kept with each of them."""
        for cell in ids:
            self.values[cell] = Value(State.UNCLEAR, None, place.text)
            self.origins[cell] = CellOrigin(place.text, State.UNCLEAR, place.where, 0.0, note, offered.get(cell))

    def glued(self, ids: Sequence[str], place: Place, words: tuple[str, str], offered: Offer) -> None:
        """Cells whose figures lost the gaps between them. `words` say which cells («…一行的») and what is wrong."""
        subject, what = words
        note = "，".join(filter(None, (f"{what}，无法确定各格是多少", offered.hint)))
        self.unclear(ids, place, note, offered.figures)
        self.problem("import.glued_row", f"{subject}{note}，请对照原件填写", place, ids)

    def problem(self, kind: str, message: str, place: Place, cells: Sequence[str] = ()) -> None:
        """Something that a person must look at."""
        section = cells[0].split(".")[0] if cells else ""
        self.problems.append(Problem(kind, Severity.ERROR, message, place.where, place.text, tuple(cells), section))

    def leave_over(self, cells: Iterable[SourceCell]) -> None:
        """Visible cells that belong to nothing are shown as unplaced."""
        for cell in cells:
            self.unplaced.append(Unplaced("cell", cell.where, cell.text.strip()))

    def leave_row(self, row: Sequence[SourceCell]) -> None:
        """A whole row that belongs to nothing."""
        place = Place.of(row)
        self.unplaced.append(Unplaced("table", place.where, place.text))

    def close(self, keys: Sequence[RowKey]) -> None:
        """Tell of rows that the source lacks: one problem a table when all of it is missing, else one a row."""
        for section in self.template.sections:
            rows = [key for key in keys if key.section == section.id]
            missing = [key for key in rows if not any(cell in self.values for cell in key.ids)]
            self._tell_missing(section, missing, whole=len(missing) == len(rows))
        for cell in self.template.cells:
            self.values.setdefault(cell, UNREAD)
            self.origins.setdefault(cell, CellOrigin("", State.UNREAD, "", 0.0, "源文件中没有这一格"))

    def _tell_missing(self, section: Section, missing: Sequence[RowKey], whole: bool) -> None:
        nowhere = Place("", "")
        if whole and missing:
            cells = [cell for key in missing for cell in key.ids]
            self.problem("import.missing_table", f"没有找到“{section.heading}”的表格，这些格没有读到", nowhere, cells)
            return
        for key in missing:
            message = f"源文件中没有“{key.entry.label}”一行，这些格没有读到"
            self.problem("import.missing_row", message, nowhere, key.ids)


def _doubtful(reading: Reading, reason: str) -> Reading:
    """A reading that the source itself makes uncertain: never a sure number."""
    return Reading(Value(State.UNCLEAR, None, reading.value.raw), 0.0, reason, reading.value.number)


def _glued_zeros(reading: Reading) -> str:
    """「0000」 in one cell: figures of several cells glued together, not the number 0."""
    raw = reading.value.raw
    return (
        f"「{raw[:20]}」像是几格的数字连在一起" if reading.value.number is not None and _GLUED_ZEROS.match(canonical(raw)) else ""
    )
