"""What happens when something unforeseen goes wrong: first the report is made safe, then the person is told.

The log keeps types and places of errors, never their texts: those may quote the report.
"""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from core import __version__

_LOG = logging.getLogger("nianbao")
_LEVELS = {
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
ShowError = Callable[[str, str], None]


class Log:
    """The log in `folder`: at most three files of 256 KB, and a file for hard crashes inside libraries."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._handler = RotatingFileHandler(folder / "nianbao.log", maxBytes=256_000, backupCount=2, encoding="utf-8")
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        self._crashes = (folder / "crash.log").open("a", encoding="utf-8")
        _LOG.addHandler(self._handler)
        _LOG.setLevel(logging.INFO)
        _LOG.info("start %s, Python %s, %s", __version__, sys.version.split()[0], sys.platform)
        faulthandler.enable(self._crashes)
        qInstallMessageHandler(_on_qt_message)

    def close(self) -> None:
        """Back to how it was."""
        qInstallMessageHandler(None)
        faulthandler.disable()
        self._crashes.close()
        _LOG.removeHandler(self._handler)
        self._handler.close()


def _on_qt_message(kind: QtMsgType, _: QMessageLogContext, text: str) -> None:
    if kind in _LEVELS:
        _LOG.log(_LEVELS[kind], "Qt: %s", text)


class CrashHandler:
    """Takes the place of `sys.excepthook`. `make_safe` writes the recovery file and returns it, None for nothing to save."""

    def __init__(self, make_safe: Callable[[], Path | None], show: ShowError) -> None:
        self._make_safe, self._show = make_safe, show
        self._is_showing = False

    def install(self) -> None:
        """From now on, in every thread."""
        sys.excepthook = self
        threading.excepthook = lambda args: self._note(args.exc_type, args.exc_traceback)

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """An exception that nobody caught."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        saved = self._secure()
        self._note(kind, trace)
        if not self._is_showing:
            self._is_showing = True
            try:
                self._show(saved, "".join(traceback.format_exception(kind, error, trace)))
            finally:
                self._is_showing = False

    def _secure(self) -> str:
        """Make the report safe and say so; a second failure must not hide the first."""
        try:
            path = self._make_safe()
        except Exception as failure:
            self._note(type(failure), failure.__traceback__)
            return "报告没能自动备份，请立即用“另存为”保存。"
        return "没有保存的内容已经备份，下次启动时可以恢复。" if path else "没有需要备份的内容。"

    def _note(self, kind: type[BaseException], trace: TracebackType | None) -> None:
        places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(traceback.extract_tb(trace)))
        _LOG.error("%s at %s", kind.__name__, places)
