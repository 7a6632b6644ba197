"""A window from the start of the process to its first painted picture, without a screen; then the process ends at once.

Usage: first_paint.py {bare,painted,ready,report} FOLDER [--modules] [FILE]

`bare` is a window of PySide6 with one table. The others go the way of `main.py [FILE]` itself, with the person's folders
below FOLDER, and end when the start page is painted, when all behind it is loaded, and when the report in FILE is painted.
--modules prints the names of all modules imported until then.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

ROWS, COLUMNS = 28, 10


def end(modules: bool) -> None:
    """End the process without any tidying up."""
    if modules:
        print(*sys.modules, sep="\n", flush=True)
    os._exit(0)


def end_when_painted(window: QWidget, modules: bool) -> None:
    """End the process as soon as the window's first picture is complete."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    class Watch(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt calls it
            if event.type() == QEvent.Type.Paint:  # its children are painted before any timer's turn
                window.removeEventFilter(self)
                QTimer.singleShot(0, lambda: end(modules))
            return False

    window.installEventFilter(Watch(window))


def run_program(moment: str, modules: bool, file: str) -> None:
    """The program itself; only the making of its window is wrapped, to get hold of it."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from PySide6.QtCore import QTimer

    import gui.app
    from main import main

    make = gui.app.Shell

    def make_and_watch(*parts: Any) -> gui.app.Shell:
        shell = make(*parts)
        if moment == "painted":
            end_when_painted(shell, modules)
        elif moment == "ready":  # all behind the window is loaded in answer to the same signal
            shell.painted.connect(lambda: QTimer.singleShot(0, lambda: end(modules)))
        else:
            shell.stack.currentChanged.connect(lambda _: end_when_painted(shell.stack.currentWidget(), modules))
        return shell

    setattr(gui.app, "Shell", make_and_watch)  # noqa: B010 - a type checker minds the plain way
    main([file] if file else [])


def run_bare(modules: bool) -> None:
    """The least that a program with a window and a table costs."""
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget, QTableWidgetItem

    app = QApplication(sys.argv[:1])
    table = QTableWidget(ROWS, COLUMNS)
    for row in range(ROWS):
        for column in range(COLUMNS):
            table.setItem(row, column, QTableWidgetItem(f"第{row}行"))
    window = QMainWindow()
    window.setCentralWidget(table)
    window.resize(1366, 768)
    end_when_painted(window, modules)
    window.show()
    app.exec()


def start(moment: str, folder: str, *rest: str) -> None:
    """Do what the command line asks for."""
    homes = {f"XDG_{name}_HOME": f"{folder}/{name.lower()}" for name in ("CONFIG", "DATA", "CACHE", "STATE")}
    os.environ.update({"QT_QPA_PLATFORM": "offscreen", "HOME": folder, **homes})
    modules = "--modules" in rest
    if moment == "bare":
        run_bare(modules)
    else:
        run_program(moment, modules, next((word for word in rest if word != "--modules"), ""))


if __name__ == "__main__":
    start(*sys.argv[1:])
