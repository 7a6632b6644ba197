"""What journals left behind hold, and which of two states is the newer one: by generation and checksum, never by a clock.

A recovery is counted before it is tried, so that one which brings the program down is not tried a third time. A damaged
line ends the replay there; everything before it is given back.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any

from core import storage
from core.changes import Change, changes
from core.errors import UserError
from core.forms import Forms
from core.journal import CLOSED, OPEN, Known, known_from, records, retire, to_line
from core.journal_edits import edit_from_json
from core.locking import hold
from core.provenance import ImportRecord
from core.report import Report
from core.seal import Stamp, open_content, verified_generation

Json = dict[str, Any]
MOST_ATTEMPTS = 2
RETENTION_DAYS = 14
_ALWAYS_KEPT = 3  # a clock that jumped must not empty the folder
_DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Pending:
    """A journal whose program died. `title` and `path` tell which report; `unsaved` counts edits since the last save,
    and a first state that was in no file as one more.

    `given_up`: two recoveries of it have brought the program down; it is kept, and not to be opened by itself.
    """

    file: Path
    title: str
    path: Path | None
    unsaved: int
    attempts: int

    @property
    def given_up(self) -> bool:
        """Whether it was tried often enough."""
        return self.attempts >= MOST_ATTEMPTS


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a journal holds: the report, its import record, and its file as the journal last knew it.

    `edits` were replayed, `unsaved` of them after the last save; `complete` is False when a damaged line cut it short.
    """

    report: Report
    record: ImportRecord | None
    known: Known
    edits: int
    unsaved: int
    complete: bool


class Standing(Enum):
    """How the report's own file stands to the journal."""

    NO_FILE = "never saved, or gone"
    CONTINUES = "just as the journal knew it"
    OTHER = "written by somebody else since"
    DAMAGED = "cannot be read"


@dataclass(frozen=True, slots=True)
class Choice:
    """The saved and the recovered state. `saved` is None without a readable file; `changes` lead from it to `recovered`."""

    saved: Report | None
    recovered: Recovered
    standing: Standing
    changes: Sequence[Change]

    @property
    def prefers_recovered(self) -> bool:
        """Whether the recovered state surely holds all that the saved one does. Else only the person can tell."""
        return self.standing is not Standing.OTHER


def pending(folder: Path) -> list[Pending]:
    """The journals with unsaved edits whose programs no longer run. Damaged ones without a whole beginning are left out."""
    found = (_pending(file) for file in sorted(folder.glob(f"*{OPEN}")) if not _is_held(file))
    return [item for item in found if item is not None and item.unsaved]


def begin_attempt(file: Path) -> int:
    """Count a recovery, durably, before it is tried; returns its number from 1. Raises OSError."""
    content = file.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]  # a torn last line was never acknowledged
    with file.open("r+b") as stream:
        stream.truncate(len(whole))
        stream.seek(0, os.SEEK_END)
        stream.write(to_line({"attempt": True}))
        stream.flush()
        os.fsync(stream.fileno())
    return _attempts(list(records(whole))) + 1


def recover(file: Path, forms: Forms) -> Recovered:
    """The report after the last whole edit. Raises UserError when not even the first record is whole, or it cannot be read."""
    try:
        lines = list(records(file.read_bytes()))
    except OSError as error:
        raise UserError(f"恢复文件“{file.name}”无法读取，请检查磁盘。") from error
    first = lines[0] if lines else None
    if first is None or "base" not in first:
        raise UserError(f"恢复文件“{file.name}”已损坏，没有可以恢复的内容。")
    report, record = _base(first, forms)
    found = Recovered(report, record, known_from(first), 0, int(bool(first.get("unsaved"))), complete=True)
    texts = dict(report.texts)
    for line in lines[1:]:
        if line is None or ("edit" in line and not _replay(report, line["edit"], texts, forms)):
            return replace(found, complete=False)
        found = _counted(found, line)
    return found


def choose(file: Path, forms: Forms) -> Choice:
    """A journal's state beside that of the report's own file. Raises UserError as `recover` does."""
    recovered = recover(file, forms)
    saved, standing = _saved(recovered.known, forms)
    return Choice(saved, recovered, standing, changes(saved, recovered.report) if saved else ())


def settle(file: Path) -> None:
    """The person has chosen, and what was recovered has a journal of its own: this one is only kept for days."""
    retire(file)


def prune(folder: Path, days: int = RETENTION_DAYS) -> None:
    """Remove journals that nobody needs to be asked about after so many days, but for the latest three."""
    finished = [(file.stat().st_mtime, file) for file in folder.glob(f"*{CLOSED}")]
    for written, file in sorted(finished)[:-_ALWAYS_KEPT]:
        if time.time() - written > days * _DAY:
            file.unlink(missing_ok=True)


def known_on_disk(path: Path | None) -> Known:
    """The report's own file as it is now, for the journal that goes on from it."""
    try:
        content = path.read_bytes() if path else b""
        generation = verified_generation(content, path.name) if path else 0
    except (OSError, UserError):
        return Known(path)
    return Known(path, generation, Stamp.of(content, generation).digest if path else "")


def _is_held(file: Path) -> bool:
    """Whether a living program writes to it."""
    try:
        handle = os.open(file, os.O_RDWR)
    except OSError:
        return False
    try:
        return hold(handle) is False
    finally:
        os.close(handle)


def _pending(file: Path) -> Pending | None:
    """Read lightly: nothing is replayed, so that no content can do harm before its attempt is counted."""
    try:
        lines = list(records(file.read_bytes()))
    except OSError:
        return None
    first = lines[0] if lines else None
    if first is None or not isinstance(first.get("base"), dict):
        return None
    known, unsaved = known_from(first), int(bool(first.get("unsaved")))
    for line in lines[1:]:
        if line is not None and "saved" in line:
            known, unsaved = known_from(line), 0
        elif line is not None and "edit" in line:
            unsaved += 1
    title = str(first["base"].get("meta", {}).get("title") or "")
    return Pending(file, title, known.path, unsaved, _attempts(lines))


def _attempts(lines: Sequence[Json | None]) -> int:
    return sum(line is not None and "attempt" in line for line in lines)


def _base(first: Json, forms: Forms) -> tuple[Report, ImportRecord | None]:
    base: Json = first["base"]
    source = base.get("import", {}).get("source", {}).get("file") or "journal"
    report, record = storage.load(storage.dump(base), str(source), forms)
    return report, record if first.get("record") else None


def _counted(found: Recovered, line: Json) -> Recovered:
    if "saved" in line:
        return replace(found, known=known_from(line), unsaved=0)
    if "edit" in line:
        return replace(found, edits=found.edits + 1, unsaved=found.unsaved + 1)
    return found


def _replay(report: Report, edit: Json, texts: dict[str, str], forms: Forms) -> bool:
    try:
        report.apply(edit_from_json(edit, texts, forms))
    except (UserError, KeyError, TypeError, ValueError, ArithmeticError):
        return False
    return True


def _saved(known: Known, forms: Forms) -> tuple[Report | None, Standing]:
    try:
        content = known.path.read_bytes() if known.path else None
    except OSError:
        content = None
    if content is None or known.path is None:
        return None, Standing.NO_FILE
    try:
        report, _, stamp = open_content(content, known.path.name, forms)
    except UserError:
        return None, Standing.DAMAGED
    return report, Standing.CONTINUES if stamp.digest == known.digest else Standing.OTHER
