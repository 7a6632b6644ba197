"""Writes every change of the open report into its journal at once, and forces it to the disk after a second of idleness.

A disk that fails does not stop the typing: the journal starts anew in the next of the folders, and the person is told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from core.journal import Journal, Known
from core.recovering import known_on_disk
from core.report import Edit
from gui.session import ReportSession
from gui.tasks import Progress, TaskRunner

IDLE_MS = 1000


class Journaling(QObject):
    """The journal of the open report. `synced` carries the time of day, `trouble` a sentence."""

    synced = Signal(str)
    trouble = Signal(str)

    def __init__(self, session: ReportSession, runner: TaskRunner, folders: Sequence[Path]) -> None:
        super().__init__(session)
        self._session, self._runner, self._folders = session, runner, folders
        self._journal: Journal | None = None
        self._known = Known()
        self._has_edits = self._is_told = False
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self._on_idle)
        session.report_replaced.connect(self._on_replaced)
        session.edited.connect(self._on_edited)

    @property
    def file(self) -> Path | None:
        """The journal's file, None while there is none."""
        return self._journal.file if self._journal else None

    def settle(self) -> None:
        """The report was saved or given up: nobody is to be asked about what was changed so far."""
        known = known_on_disk(self._session.path)
        if self._has_edits or known != self._known:
            self._known = known
            self._write(lambda journal: journal.saved(known))

    def keep(self) -> None:
        """The report as it is now is in no file, though nobody has edited it here: a crash is to ask about it."""
        if self._journal is not None:
            self._journal.discard()
            self._journal = None
        self._has_edits = True
        self._start(unsaved=True)

    def sync(self) -> None:
        """Force everything to the disk now, on this thread. Raises OSError."""
        if self._journal is not None:
            self._journal.sync()

    def end(self) -> None:
        """The report is closed as the person wanted: a journal with edits is kept for days, another one is of no use."""
        journal, self._journal = self._journal, None
        self._idle.stop()
        if journal is not None:
            (journal.close if self._has_edits else journal.discard)()

    def _on_replaced(self) -> None:
        self.end()
        self._known = known_on_disk(self._session.path)
        self._has_edits = False
        stack = self._session.undo_stack
        self._start(not stack.isClean() and (self._session.record is not None or stack.count() > 0))

    def _start(self, unsaved: bool) -> None:
        """Begin with the report as it is, in the first folder that takes it."""
        report, record = self._session.report, self._session.record
        for folder in self._folders:
            try:
                self._journal = Journal.start(folder, report, self._known, record, unsaved)
            except OSError:
                continue
            self._idle.start(IDLE_MS)
            if folder != self._folders[0]:
                self._tell(f"自动备份写不进原来的文件夹，已改存到 {folder}，请检查系统磁盘是否已满。")
            return
        self._tell("自动备份没有成功（磁盘可能已满），请清理磁盘，并随时保存。")

    def _write(self, write: Callable[[Journal], None]) -> None:
        """Write a line; where that fails a new journal takes over, whose beginning holds this change too."""
        try:
            if self._journal is not None:
                write(self._journal)
        except OSError:
            self.end()
        self._has_edits = True
        if self._journal is None:
            self._start(unsaved=True)
        self._idle.start(IDLE_MS)

    def _on_edited(self, edit: Edit) -> None:
        self._write(lambda journal: journal.write(edit))

    def _on_idle(self) -> None:
        if self._journal is None:
            return
        sync = self._journal.sync_elsewhere()

        def work(_: Progress) -> None:
            sync()

        self._runner.run("正在自动备份", work, self._on_synced, self._on_failed)

    def _on_synced(self, _: None) -> None:
        if self._has_edits:
            self.synced.emit(f"{datetime.now():%H:%M}")

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, OSError):
            raise error
        self._tell("自动备份没有写到磁盘上，请检查磁盘，并随时保存。")

    def _tell(self, sentence: str) -> None:
        """Once is enough."""
        if not self._is_told:
            self._is_told = True
            self.trouble.emit(sentence)
