"""Reads the sentences off the window's thread, a short while after the last change, and keeps what is still true meanwhile.

A finding never points at words that are not there: its places move along with the text, and those that a change touches go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from core.findings import Finding, with_exemptions
from core.report import Report
from core.review import WordList, review_text
from gui.tasks import Progress, TaskRunner

PAUSE_MS = 150
Span = tuple[int, int]


class TextCheck(QObject):
    """The findings of the text. Without a runner it reads at once on the calling thread, as tests and small tools want it."""

    done = Signal()  # other findings, later than the change that called for them

    def __init__(self, runner: TaskRunner | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.words: WordList | None = None
        self._runner = runner
        self._report: Report | None = None
        self._texts: Mapping[str, str] = {}
        self._findings: Sequence[Finding] = ()
        self._running: Progress | None = None
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self._read)

    @property
    def findings(self) -> Sequence[Finding]:
        """What is known at present; the spans fit the report's texts."""
        return self._findings

    @property
    def is_busy(self) -> bool:
        """Whether the findings belong to an earlier state of the report."""
        return self._pause.isActive() or self._running is not None

    def start(self, report: Report) -> None:
        """Another report: nothing is known of it, and it is read without a pause."""
        self._report, self._findings, self._texts = report, (), dict(report.texts)
        self._later(0)

    def follow(self) -> None:
        """The report was changed: keep what still stands and read again after a pause."""
        if self._report is None:
            return
        texts = dict(self._report.texts)
        standing = [_followed(item, self._texts, texts) for item in self._findings]
        self._texts = texts
        self._findings = with_exemptions(self._report, standing)
        self._later(PAUSE_MS)

    def stop(self) -> None:
        """End of the program: wait for the thread."""
        self._pause.stop()
        if self._runner is not None:
            self._runner.stop()

    def _later(self, milliseconds: int) -> None:
        if self._running is not None:  # what it finds would belong to a text that is no longer there
            self._running.cancel()
            self._running = None
        if self._runner is None:
            self._findings = review_text(self._known, self.words)
        else:
            self._pause.start(milliseconds)

    @property
    def _known(self) -> Report:
        if self._report is None:
            raise RuntimeError("no report is open")
        return self._report

    def _read(self) -> None:
        if self._runner is not None:
            report, words = self._known.copy(), self.words
            self._running = self._runner.run("检查文字", lambda _: review_text(report, words), self._on_read, self._on_error)

    def _on_read(self, findings: Sequence[Finding]) -> None:
        self._running = None
        if findings != self._findings:
            self._findings = findings
        self.done.emit()

    def _on_error(self, error: Exception) -> None:
        self._running = None
        raise error


def changed_stretch(old: str, new: str) -> Span:
    """How many characters at the start and at the end of both texts are equal; the stretch between is what changed."""
    limit = min(len(old), len(new))
    start = next((index for index in range(limit) if old[index] != new[index]), limit)
    end = 0
    while end < limit - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return start, end


def _followed(finding: Finding, before: Mapping[str, str], after: Mapping[str, str]) -> Finding:
    """The finding with its places in the changed text; `accepted` is judged anew by whoever asks."""
    old, new = before.get(finding.section, ""), after.get(finding.section, "")
    if old == new or not finding.spans:
        return replace(finding, accepted=None) if finding.accepted is not None else finding
    return replace(finding, accepted=None, spans=tuple(moved(finding.spans, old, new)))


def moved(spans: Iterable[Span], old: str, new: str) -> Iterable[Span]:
    """The spans outside the changed stretch, at the places of the same characters."""
    head, tail = changed_stretch(old, new)
    shift = len(new) - len(old)
    for start, end in spans:
        if end <= head:
            yield start, end
        elif start >= len(old) - tail:
            yield start + shift, end + shift
