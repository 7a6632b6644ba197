"""Where an imported report came from: each cell's source text and place, what went wrong, what found no place.

Written by the importer, shown in the import review, kept in the JSON under `import` (contract.md §6).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from core.rules import Severity
from core.values import State


@dataclass(frozen=True, slots=True)
class CellOrigin:
    """One cell as the source has it.

    `confidence` is 0-1; below 1 the person should look. `note` says why, as a Chinese sentence. `suggestion` is a number
    to offer for an unclear cell, None when there is none.
    """

    raw: str
    state: State
    where: str
    confidence: float = 1.0
    note: str = ""
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something the importer could not settle or wants to be seen.

    `kind` is an id such as "import.missing_row"; `message` one Chinese sentence; `text` the piece of the source that it
    speaks of, "" when the source lacks it. `section` is "" when it concerns the whole file.
    """

    kind: str
    severity: Severity
    message: str
    where: str = ""
    text: str = ""
    cells: tuple[str, ...] = ()
    section: str = ""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Visible text of the source that went nowhere else. `kind` is paragraph, table, header, footer, footnote ..."""

    kind: str
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """All that is known of an import besides the report itself.

    `kind` is what the file's content was, `edition` the edition it was recognised as. `places` has the place of each
    paragraph of each section's text, in order; `read` the raw text and place of meta data (title, signature, date).
    """

    file: str
    kind: str
    edition: str
    cells: dict[str, CellOrigin] = field(default_factory=dict[str, CellOrigin])
    problems: tuple[Problem, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    places: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    read: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])

    def with_problems(self, *problems: Problem) -> ImportRecord:
        """The same record with further problems at its end."""
        return replace(self, problems=(*self.problems, *problems))
