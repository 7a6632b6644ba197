"""A window from the start of the process to its first painted picture, without a screen; then the process ends at once.

Usage: first_paint.py {program,bare} FOLDER [--modules] [FILE]

`program` goes the way of `main.py [FILE]` itself, with the person's folders below FOLDER; with FILE it ends when the
report is painted. `bare` is a window of PySide6 with one table. --modules prints the names of all imported modules.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

ROWS, COLUMNS = 28, 10


def end_when_painted(window: QWidget, modules: bool) -> None:
    """End the process as soon as the window's first picture is complete."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    def end() -> None:
        if modules:
            print(*sys.modules, sep="\n", flush=True)
        os._exit(0)

    class Watch(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:  # its children are painted before any timer's turn
                window.removeEventFilter(self)
                QTimer.singleShot(0, end)
            return False

    window.installEventFilter(Watch(window))


def run_program(modules: bool, file: str) -> None:
    """The program itself; only what builds it is wrapped, to get hold of its window."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    import gui.app
    from main import main

    build = gui.app.build

    def build_and_watch(*parts: object) -> gui.app.Program:
        program = build(*parts)
        if file:
            program.files.opened.connect(lambda: end_when_painted(program.shell.stack.currentWidget(), modules))
        else:
            end_when_painted(program.shell, modules)
        return program

    gui.app.build = build_and_watch
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


def start(kind: str, folder: str, *rest: str) -> None:
    """Do what the command line asks for."""
    homes = {f"XDG_{name}_HOME": f"{folder}/{name.lower()}" for name in ("CONFIG", "DATA", "CACHE", "STATE")}
    os.environ.update({"QT_QPA_PLATFORM": "offscreen", "HOME": folder, **homes})
    modules = "--modules" in rest
    if kind == "bare":
        run_bare(modules)
    else:
        run_program(modules, next((word for word in rest if word != "--modules"), ""))


if __name__ == "__main__":
    start(*sys.argv[1:])
