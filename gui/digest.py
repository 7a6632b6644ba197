"""What the findings mean for the screen: counts for outline, title and panel, and the mark of each cell.

Built once after each check, so that every pane shows the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from core.findings import Finding
from core.provenance import ImportRecord
from core.report import Report
from core.rules import Severity
from core.values import State
from gui.places import COVER

UNFILLED = "unfilled."
_IMPORTED = "import."


class Mark:
    """What is to be seen at a cell: plain bits, for they are read at each repaint."""

    NONE = 0
    ERROR = 1
    WARNING = 2
    UNFILLED = 4
    GUESSED = 8
    COMPUTED = 16


@dataclass(frozen=True, slots=True)
class Counts:
    """Broken relations and faults, cells and texts still to be filled in, warnings and hints."""

    errors: int = 0
    unfilled: int = 0
    hints: int = 0

    def words(self) -> str:
        """「不符 2 · 待填 31 · 提示 4」, without what is nought; "" when nothing is left."""
        named = (("不符", self.errors), ("待填", self.unfilled), ("提示", self.hints))
        return " · ".join(f"{name} {count}" for name, count in named if count)


@dataclass(frozen=True, slots=True)
class Digest:
    """Findings by section and by cell; only `open` ones, settled by nobody, count. Empty sections are absent."""

    findings: Sequence[Finding] = ()
    open: Sequence[Finding] = ()
    accepted: Sequence[Finding] = ()
    by_cell: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict[str, tuple[Finding, ...]])
    sections: Mapping[str, Counts] = field(default_factory=dict[str, Counts])
    total: Counts = Counts()
    marks: Mapping[str, int] = field(default_factory=dict[str, int])

    def counts(self, section: str = "") -> Counts:
        """Those of one section, or of the whole report."""
        return self.sections.get(section, _NOTHING) if section else self.total


_NOTHING = Counts()


def is_unfilled(finding: Finding) -> bool:
    """Whether the finding only says that something is still to be filled in."""
    return finding.rule.startswith(UNFILLED)


def section_of(finding: Finding) -> str:
    """The section under which the finding is shown."""
    return finding.section or COVER


def settled(finding: Finding, report: Report) -> bool:
    """Whether an import's question has been answered since: all its cells hold a number now."""
    if not finding.rule.startswith(_IMPORTED) or not finding.cells:
        return False
    return all(report.values[cell].state is State.VALUE for cell in finding.cells if cell in report.values)


def digest(findings: Iterable[Finding], report: Report, record: ImportRecord | None, computed: frozenset[str]) -> Digest:
    """The findings made ready for the screen. `computed` are the totals that the program fills in itself."""
    kept = tuple(finding for finding in findings if not settled(finding, report))
    by_cell: dict[str, tuple[Finding, ...]] = {}
    still_open = tuple(finding for finding in kept if finding.accepted is None)
    accepted = tuple(finding for finding in kept if finding.accepted is not None)
    for finding in still_open:
        for cell in finding.cells:
            by_cell[cell] = (*by_cell.get(cell, ()), finding)
    sections = _counts(still_open)
    marks = _marks(still_open)
    for cell in _guessed(report, record):
        marks[cell] = marks.get(cell, Mark.NONE) | Mark.GUESSED
    for cell in computed:
        marks[cell] = marks.get(cell, Mark.NONE) | Mark.COMPUTED
    return Digest(kept, still_open, accepted, by_cell, sections, _sum(sections.values()), marks)


def _counts(findings: Iterable[Finding]) -> dict[str, Counts]:
    tallies: dict[str, list[int]] = {}
    for finding in findings:
        tally = tallies.setdefault(section_of(finding), [0, 0, 0])
        if is_unfilled(finding):
            tally[1] += len(finding.cells) or 1
        else:
            tally[0 if finding.severity is Severity.ERROR else 2] += 1
    return {section: Counts(*tally) for section, tally in tallies.items()}


def _sum(parts: Iterable[Counts]) -> Counts:
    parts = tuple(parts)
    return Counts(sum(part.errors for part in parts), sum(part.unfilled for part in parts), sum(part.hints for part in parts))


def _marks(findings: Iterable[Finding]) -> dict[str, int]:
    marks: dict[str, int] = {}
    for finding in findings:
        mark = Mark.UNFILLED if is_unfilled(finding) else _BY_SEVERITY[finding.severity]
        if mark:
            for cell in finding.cells:
                marks[cell] = marks.get(cell, Mark.NONE) | mark
    return marks


_BY_SEVERITY = {Severity.ERROR: Mark.ERROR, Severity.WARNING: Mark.WARNING, Severity.INFO: Mark.NONE}


def _guessed(report: Report, record: ImportRecord | None) -> list[str]:
    """Cells whose content the importer guessed and that nobody has touched since."""
    if record is None:
        return []
    return [
        cell
        for cell, origin in record.cells.items()
        if origin.confidence < 1 and cell in report.values and report.values[cell].raw == origin.raw
    ]
