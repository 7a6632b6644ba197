"""What a crash left behind, found again at the next start: never written over the person's own file.

Every change of the open report is in its journal (gui/journaling.py); a journal whose program no longer runs is offered.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import UserError, WriteError
from core.forms import Forms
from core.journal import Known
from core.locking import account
from core.provenance import ImportRecord
from core.recovering import Choice, Pending, Standing, begin_attempt, choose, pending, prune, settle
from core.report import Report
from gui.journaling import Journaling
from gui.session import ReportSession
from gui.tasks import TaskRunner

SETTLED_MS = 3000  # a report that brings the program down does so when it is shown


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A journal that a crash left: its file, the report and its record after the last change, and when that was.

    `differences` is a line of what the report has otherwise than its saved file, "" without such a file. `known` is that
    file when it is just as the journal knew it, so that the report can go on in it.
    """

    path: Path
    report: Report
    record: ImportRecord | None
    when: datetime
    differences: str = ""
    known: Known = field(default_factory=Known)


class Recovery(QObject):
    """Keeps the journal of the open report, and offers those of programs that crashed."""

    backed_up = Signal(str)  # time of day
    trouble = Signal(str)

    def __init__(self, session: ReportSession, runner: TaskRunner, folder: Path) -> None:
        super().__init__(session)
        self._session = session
        spare = Path(tempfile.gettempdir()) / f"nianbao-{account()}"
        self._folders = (folder, spare) if _is_ours(spare) else (folder,)
        self._journaling = Journaling(session, runner, self._folders)
        self._journaling.synced.connect(self.backed_up)
        self._journaling.trouble.connect(self.trouble)
        for place in self._folders:
            prune(place)

    def write(self) -> Path | None:
        """Make everything safe now, on this thread. None when nothing would be lost. Raises WriteError."""
        if not self._session.is_open or self._session.undo_stack.isClean():
            return None
        try:
            self._journaling.sync()
        except OSError as error:
            raise WriteError("自动备份没有写到磁盘上，请尽快另存到别的磁盘。") from error
        return self._journaling.file

    def clear(self) -> None:
        """The report is saved or given up: nobody is to be asked about what was changed so far."""
        self._journaling.settle()

    def keep(self) -> None:
        """The report just opened came from a journal or a backup: a second crash is not to lose it."""
        self._journaling.keep()

    def close(self) -> None:
        """End of the program."""
        self._journaling.end()

    def left_behind(self, forms: Forms) -> list[LeftBehind]:
        """What crashes left, with the most changes first; what cannot be read or brought the program down twice is left out."""
        waiting = [item for folder in self._folders for item in pending(folder) if not item.given_up]
        waiting.sort(key=lambda item: item.unsaved, reverse=True)
        return [left for item in waiting for left in _read(item, forms)]

    def try_once(self, left: LeftBehind) -> None:
        """Count the attempt, before the report is shown. A disk that cannot be written does not stop it."""
        with suppress(OSError):
            begin_attempt(left.path)

    def refuse(self, left: LeftBehind) -> None:
        """Nobody is to be asked about it again; it is kept for days all the same."""
        _retire(left.path)

    def take_over(self, left: LeftBehind) -> None:
        """The report of `left` is open now; when it has stood for a while, its old journal is only kept for days."""
        QTimer.singleShot(SETTLED_MS, self, lambda: _retire(left.path))


def _is_ours(folder: Path) -> bool:
    """Whether a folder among everybody's temporary files was not laid there by somebody else."""
    return os.name == "nt" or not folder.exists() or folder.stat().st_uid == os.getuid()


def _retire(file: Path) -> None:
    with suppress(OSError):  # gone already, or it will be asked about once more
        settle(file)


def _read(item: Pending, forms: Forms) -> list[LeftBehind]:
    try:
        choice = choose(item.file, forms)
        when = datetime.fromtimestamp(item.file.stat().st_mtime)
    except (OSError, UserError):
        return []
    if choice.saved is not None and not choice.changes:
        return []
    recovered = choice.recovered
    known = recovered.known if choice.standing is Standing.CONTINUES else Known()
    return [LeftBehind(item.file, recovered.report, recovered.record, when, _differences(choice), known)]


def _differences(choice: Choice) -> str:
    if not choice.changes:
        return ""
    more = f"等 {len(choice.changes)} 处" if len(choice.changes) > 1 else ""
    newer = "" if choice.prefers_recovered else "这个文件此后又被保存过，恢复后请另存。"
    return f"与已保存的文件相比，{choice.changes[0]}{more}。{newer}"
