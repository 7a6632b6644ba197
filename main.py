"""The program's entrance: a window where there is a display, else the commands of the contract."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QGuiApplication

    from core.exporter.options import Options
    from core.report import Report


def has_display() -> bool:
    """Whether a window can be shown."""
    return not sys.platform.startswith("linux") or any(map(os.environ.get, ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")))


def make_streams_safe() -> None:
    """Chinese can be written whatever the console's code page; a windowed program has no streams at all."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - lives as long as the program
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


@cache
def paper_application() -> QGuiApplication:
    """What Qt needs to lay out pages without a window; made once and kept."""
    from PySide6.QtGui import QGuiApplication

    if sys.platform.startswith("linux"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return QGuiApplication(sys.argv[:1])


def render_pdf(report: Report, path: Path, options: Options) -> None:
    """PDF for the command line."""
    from gui.printing import render_pdf as render

    paper_application()
    render(report, path, options)


def main(argv: Sequence[str]) -> int:
    """Run; returns the exit status."""
    make_streams_safe()
    wants_window = not argv or (len(argv) == 1 and not argv[0].startswith("-") and Path(argv[0]).exists())
    if wants_window and has_display():
        from gui.app import run

        return run(argv)
    from core.importer import CHILD_FLAG

    if argv[:1] == [CHILD_FLAG]:  # before Qt is loaded: the child lives under a limit of memory
        from core.importer import child

        return child.main(argv[1:])
    if wants_window:  # but there is no display: a file is checked, else the whole job is done on the sample
        argv = ["check", *argv] if argv else ["--sample"]
    gc.disable()  # a command ends before its garbage matters, and collecting takes a sixth of its time
    from core.cli import main as run_command
    from gui.folders import form_folder

    return run_command(argv, render_pdf=render_pdf, form_folders=[form_folder()])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
