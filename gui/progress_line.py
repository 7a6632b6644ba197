"""A small card at the foot of the window: what is being done, and a way to give up. Only for work of more than 300 ms."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from gui.tasks import Progress, TaskRunner

_FOOT = 48


class ProgressLine(QFrame):
    """Lies over `host`, centred above its lower edge, while a task of the runner takes long."""

    def __init__(self, runner: TaskRunner, host: QWidget) -> None:
        super().__init__(host)
        self.setProperty("role", "card")
        self._host = host
        self._progress: Progress | None = None
        self.words = QLabel(self)
        self.bar = QProgressBar(self, textVisible=False, maximum=0)
        self.bar.setFixedSize(120, 8)
        self.cancel = QPushButton("取消", self)
        self.cancel.setProperty("role", "plain")
        self.cancel.clicked.connect(self._on_cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(16)
        for widget in (self.words, self.bar, self.cancel):
            row.addWidget(widget)
        runner.shown.connect(self._on_shown)
        runner.ended.connect(self._on_ended)
        host.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in place when the window changes its size."""
        if watched is self._host and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _on_shown(self, progress: Progress) -> None:
        self._progress = progress
        progress.said.connect(self._on_said)
        self._on_said(progress.text)
        self.show()
        self.raise_()

    def _on_said(self, text: str) -> None:
        self.words.setText(f"{text}…")
        self._place()

    def _place(self) -> None:
        self.adjustSize()
        self.move((self._host.width() - self.width()) // 2, self._host.height() - self.height() - _FOOT)

    def _on_ended(self, progress: Progress) -> None:
        if progress is self._progress:
            self._progress = None
            self.hide()

    def _on_cancel(self) -> None:
        if self._progress is not None:
            self._progress.cancel()
        self._progress = None
        self.hide()
