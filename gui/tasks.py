"""Long work off the window's thread: a function runs in a pool, its result comes back as a call on the window's thread.

The function gets a `Progress`: it tells what is being done and learns whether it was cancelled. A cancelled task's
result is thrown away. Nothing here knows reports or files.
"""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QEventLoop, QObject, QRunnable, Qt, QThreadPool, QTimer, Signal

T = TypeVar("T")
SHOW_AFTER_MS = 300


class CancelledError(Exception):
    """Raised by a task that noticed that it is no longer wanted; nobody is told."""


class Progress(QObject):
    """One running task as both sides see it. `said` carries what is being done, from whichever thread."""

    said = Signal(str)

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self._cancelled = False

    @property
    def cancelled(self) -> bool:
        """Whether the person gave up waiting."""
        return self._cancelled

    def cancel(self) -> None:
        """Ask the task to stop; its result will not be delivered."""
        self._cancelled = True

    def say(self, text: str) -> None:
        """Tell what is being done. Raises CancelledError when nobody waits any more."""
        if self._cancelled:
            raise CancelledError
        self.said.emit(text)


Work = Callable[[Progress], T]
OnDone = Callable[[Any], None]
OnError = Callable[[Exception], None]


_alive: weakref.WeakSet[Progress] = weakref.WeakSet()  # tasks of all runners; no collection while there are any


class TaskRunner(QObject):
    """Runs tasks in a thread pool. `shown` and `ended` let a progress line appear and vanish."""

    shown = Signal(object)  # Progress: the task takes longer than 300 ms
    ended = Signal(object)  # Progress

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(2)  # one may still be working on what nobody waits for any more
        self._running: dict[Progress, tuple[_Job, OnDone, OnError]] = {}

    @property
    def busy(self) -> bool:
        """Whether a task is running or waiting."""
        return bool(self._running)

    def run(self, text: str, work: Work[T], on_done: Callable[[T], None], on_error: OnError) -> Progress:
        """Start `work`; exactly one of the callbacks follows on this thread, unless the task is cancelled."""
        progress = Progress(text)
        job = _Job(progress, work)
        self._running[progress] = (job, on_done, on_error)
        job.reports.ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)
        QTimer.singleShot(SHOW_AFTER_MS, self, lambda: self._on_slow(progress))
        _alive.add(progress)
        gc.disable()  # a collection in the worker could destroy widgets of this thread
        self._pool.start(job)
        return progress

    def wait(self, text: str, work: Work[T]) -> T:
        """Run `work` in the thread and return its result; the window keeps painting but takes no input. Raises what it raises."""
        loop = QEventLoop()
        results: list[T] = []
        errors: list[Exception] = []
        progress = self.run(text, work, results.append, errors.append)
        self.ended.connect(loop.quit)
        while progress in self._running:
            loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        self.ended.disconnect(loop.quit)
        if errors:
            raise errors[0]
        return results[0]

    def stop(self) -> None:
        """Cancel everything and wait for the thread: for the end of the program."""
        for progress in self._running:
            progress.cancel()
        self._pool.waitForDone(5000)

    def _on_slow(self, progress: Progress) -> None:
        if progress in self._running and not progress.cancelled:
            self.shown.emit(progress)

    def _on_ended(self, progress: Progress, result: object, error: Exception | None) -> None:
        _, on_done, on_error = self._running.pop(progress)
        _alive.discard(progress)
        if not _alive:
            gc.enable()
        self.ended.emit(progress)
        if not progress.cancelled:
            if error is None:
                on_done(result)
            else:
                on_error(error)


class SyncRunner(TaskRunner):
    """Does everything at once on the calling thread: for tests and the command line."""

    def run(self, text: str, work: Work[T], on_done: Callable[[T], None], on_error: OnError) -> Progress:
        """Run `work` now; its callback has been called on return."""
        progress = Progress(text)
        try:
            result = work(progress)
        except Exception as error:
            on_error(error)
        else:
            on_done(result)
        return progress

    def wait(self, text: str, work: Work[T]) -> T:
        """Run `work` now."""
        return work(Progress(text))


class _Reports(QObject):
    """Carries a job's outcome to the thread it was made on."""

    ended = Signal(object, object, object)  # Progress, result, Exception | None


class _Job(QRunnable):
    def __init__(self, progress: Progress, work: Work[Any]) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self.reports = _Reports()
        self._progress = progress
        self._work = work

    def run(self) -> None:
        result, failure = None, None
        try:
            result = None if self._progress.cancelled else self._work(self._progress)
        except Exception as error:  # delivered to on_error on the window's thread
            failure = error
        self.reports.ended.emit(self._progress, result, failure)
