"""The real window in the hands of a script that types without end; started and killed by window.py.

Usage: python -m faults.typist FOLDER [FILE]. After each change of the report a line goes to standard output: the digest of
what the window then acknowledged. FOLDER takes the place of the person's own; FILE is opened.
"""

from __future__ import annotations

import hashlib
import sys
from itertools import count
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core import storage
from core.forms import load_forms
from core.report import Report
from gui.app import make_application
from gui.main_window import MainWindow
from gui.places import Place
from gui.program import Program, build
from gui.settings import Settings
from gui.shell import Shell, Window
from gui.start_page import StartPage
from gui.text_pane import TextPane
from gui.theme import Theme

_CELLS = ("requests.received.person", "requests.granted.business", "disclosure.licensing.decisions")
_TEXTS = ("overview", "problems", "other")


def digest(report: Report) -> str:
    """What the report holds, without marks, which hang on the text."""
    data = storage.to_json(report)
    data.pop("marks", None)
    return hashlib.sha256(storage.dump(data)).hexdigest()


def main(folder: Path, file: Path) -> None:
    """Open the file and type until somebody ends it."""
    app = make_application([])
    settings = Settings(folder / "settings.ini")
    theme = Theme("light")
    theme.apply(app)
    window = Window(Shell(settings, StartPage(settings, theme)), settings, theme)
    program = build(window, load_forms(), folder)
    program.shell.show()
    program.session.findings_changed.connect(lambda: print(digest(program.session.report), flush=True))
    program.files.open_path(file)
    while not isinstance(program.shell.stack.currentWidget(), MainWindow):
        app.processEvents()
    for number in count(1):
        _type(program, number)
        app.processEvents()


def _type(program: Program, number: int) -> None:
    """A number into a cell, a sentence into a text, now and then undo, redo and save."""
    window = program.shell.stack.currentWidget()
    if not isinstance(window, MainWindow):
        raise TypeError("the report's window is gone")
    cells = [cell for cell in _CELLS if cell in program.session.report.values]
    cell = cells[number % len(cells)]
    window.page.go_to(Place(cell.split(".")[0], cell))
    table = window.page.table()
    QTest.keyClicks(table, str(number % 10))
    QTest.keyClick(table.open_editor() or table, Qt.Key.Key_Return)
    section = _TEXTS[number % len(_TEXTS)]
    window.page.go_to(Place(section))
    pane = next(pane for pane in window.findChildren(TextPane) if pane.section == section)
    QTest.keyClicks(pane, f"n{number} ")
    if number % 5 == 0:
        program.session.undo_stack.undo()
    if number % 7 == 0:
        program.session.undo_stack.redo()
    if number % 4 == 0:
        program.files.save()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
