"""The window: how soon it is painted, what it weighs, and what a key press costs. Without a screen (Qt's offscreen platform)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

try:
    import resource
except ImportError:  # Windows
    resource = None

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.groups import ROOT, Setting
from benchmarks.measure import Task, Timing, measure, measure_processes
from benchmarks.results import Group
from core.importer.importing import import_report
from core.project import save
from core.report import PreviousEdit, Report
from gui.app import make_application
from gui.main_window import MainWindow
from gui.places import Place
from gui.program import Program, build
from gui.settings import Settings
from gui.shell import Shell, Window
from gui.start_page import StartPage
from gui.tables.view import FormTable
from gui.theme import Theme

_SAMPLE = ROOT / "resources" / "sample" / "去年年报样例.docx"  # texts as long as people write them
_FIRST_PAINT = Path(__file__).with_name("first_paint.py")
_LATER = ("lxml", "docx", "openpyxl", "xlsxwriter")  # for files only: nobody is to wait for them at the start
_CELL = Place("requests", "requests.received.person")
_BARE, _PAINTED, _READY = "PySide6 window with one table, painted", "our start page, painted", "the same, all loaded behind it"
_REPORT = "our window with a report from a file, painted"
_OPENING, _ENTRY = "a digit that opens a cell, painted", "Enter: committed, all checked, painted"
_DIGIT, _TEXT = "a digit more in the cell, painted", "a character in the text, checked, painted"
_LIST = "the list of findings anew, after a pause"
_TABLE, _SCREEN = "table three whole, at scale 2", "what is seen of it, at scale 1"
_ROUNDS, _WARM = 20, 5


def window(setting: Setting) -> Group:
    """Start and memory against the barest window; keys and repaints in the open report."""
    group = Group("the window (ratio to the barest one)")
    report = import_report(_SAMPLE, setting.forms).report
    report.apply(PreviousEdit(report.copy()))
    _start(setting, group, report)
    with _open(setting, report) as page:
        _type(setting, group, page)
        _repaint(setting, group, page)
    return group


# --- start -------------------------------------------------------------------------------------------------------


def _start(setting: Setting, group: Group, report: Report) -> None:
    """Processes that end with the picture."""
    home = setting.folder / "home"
    home.mkdir(exist_ok=True)
    file = home / "report.nianbao"
    save(report, file, setting.forms, None, None)
    commands: dict[str, list[object]] = {
        name: [sys.executable, _FIRST_PAINT, moment, home]
        for name, moment in ((_BARE, "bare"), (_PAINTED, "painted"), (_READY, "ready"))
    }
    commands[_REPORT] = [sys.executable, _FIRST_PAINT, "report", home, file]
    timings = measure_processes(commands, replace(setting.effort, runs=min(2, setting.effort.runs)))
    bare = timings[_BARE]
    for name, timing in timings.items():
        group.add(name, timing, bare)
    group.promise("start to the painted window, to the barest one", timings[_PAINTED].best_ratio(bare), 2, "x")
    group.promise("start to the painted window", timings[_PAINTED].best * 1e3, 300, "ms")
    group.promise("memory above the barest window", (timings[_READY].peak or 0) - (bare.peak or 0), 60, "MB")
    loaded = _modules(commands[_READY])
    group.promise("document libraries imported at the start", sum(name in loaded for name in _LATER), 0, "of 4")


def _modules(command: list[object]) -> set[str]:
    """Names of what is imported. Raises RuntimeError unless the window was really built."""
    done = subprocess.run([*map(str, command), "--modules"], capture_output=True, text=True, timeout=60)
    names = {name.partition(".")[0] for name in done.stdout.splitlines()}
    if done.returncode or "gui.program" not in done.stdout.splitlines():
        raise RuntimeError(f"our window does not start: {done.stderr.strip()[-500:]}")
    return names


# --- the open report ---------------------------------------------------------------------------------------------


@contextmanager
def _open(setting: Setting, report: Report) -> Iterator[MainWindow]:
    """The program as it is put together for a person, with a report open, at the size of a small screen."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QApplication.instance() or make_application([])
    assert isinstance(application, QApplication)
    settings, theme = Settings(setting.folder / "settings.ini"), Theme("light")
    theme.apply(application)
    shell = Shell(settings, StartPage(settings, theme))
    program = build(Window(shell, settings, theme), setting.forms, setting.folder / "user")
    shell.resize(1366, 768)
    shell.show()
    program.files.show(report)
    QTest.qWait(300)
    page = shell.stack.currentWidget()
    assert isinstance(page, MainWindow)
    try:
        yield page
    finally:
        _close(program)


def _close(program: Program) -> None:
    program.session.undo_stack.setClean()
    program.shell.close()
    program.close()


def _key(widget: QWidget | None, key: Qt.Key | str) -> None:
    """A key from the press to the picture."""
    if widget is None:
        raise RuntimeError("nothing takes the key")
    if isinstance(key, str):
        QTest.keyClicks(widget, key)
    else:
        QTest.keyClick(widget, key)
    QApplication.processEvents()


def _type(setting: Setting, group: Group, page: MainWindow) -> None:
    """Keys in a table, with findings that come and go, and in a text."""
    page.page.go_to(_CELL, flash=False)
    table = page.page.table()
    _require_pictures(table, page)
    assert table is not None
    steps: dict[str, Task] = {
        _OPENING: lambda number: _key(table, str(number % 10)),
        _DIGIT: lambda number: _key(table.open_editor(), str(number % 7)),
        _ENTRY: lambda _: _key(table.open_editor(), Qt.Key.Key_Return),
        _LIST: lambda _: _paint(page.findings.refresh),
    }
    timings = _in_turn(steps, 2 * setting.effort.repeats)
    page.page.go_to(Place("overview"), flash=False)
    text = QApplication.focusWidget()
    timings |= _in_turn({_TEXT: lambda number: _key(text, "abcd"[number % 4])}, 2 * setting.effort.repeats)
    for name, timing in timings.items():
        group.add(name, timing)
    for name in (_OPENING, _DIGIT, _ENTRY, _TEXT):
        group.promise(f"{name}, 95 of 100", _best_p95(timings[name]) * 1e3, 8, "ms")


def _paint(work: Callable[[], object]) -> None:
    work()
    QApplication.processEvents()


def _in_turn(steps: Mapping[str, Task], repeats: int) -> dict[str, Timing]:
    """Steps that only make sense one after the other, timed one by one. Garbage is collected as in the program."""
    times: dict[str, list[tuple[float, ...]]] = {name: [] for name in steps}
    for repeat in range(repeats + 1):
        found: dict[str, list[tuple[float, bool]]] = {name: [] for name in steps}
        for number in range(_ROUNDS if repeat else _WARM):
            for name, step in steps.items():
                found[name].append(_timed(step, number))
        for name in steps if repeat else ():
            times[name].append(_own_time(found[name]))
    return {name: Timing(tuple(rounds)) for name, rounds in times.items()}


def _timed(step: Task, number: int) -> tuple[float, bool]:
    """Seconds, and whether another process was given the processor meanwhile."""
    before, started = _times_interrupted(), time.perf_counter()
    step(number)
    return time.perf_counter() - started, _times_interrupted() != before


def _times_interrupted() -> int:
    return resource.getrusage(resource.RUSAGE_THREAD).ru_nivcsw if resource else 0


def _own_time(rounds: list[tuple[float, bool]]) -> tuple[float, ...]:
    """The rounds that had the processor to themselves, all if those are less than half. Waiting for a lock or a disk stays in."""
    alone = tuple(seconds for seconds, interrupted in rounds if not interrupted)
    return alone if len(alone) * 2 >= len(rounds) else tuple(seconds for seconds, _ in rounds)


def _best_p95(timing: Timing) -> float:
    """The lowest 95th percentile of a repeat."""
    return min(Timing((rounds,)).p95 for rounds in timing.repeats)


class _Pictures(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt calls it
        """Count, and let everything pass."""
        self.count += event.type() == QEvent.Type.Paint
        return False


def _require_pictures(table: FormTable | None, page: MainWindow) -> None:
    """Raise RuntimeError unless keys really end in the report, in the findings and on the screen."""
    if table is None:
        raise RuntimeError("the table has not got the focus")
    cell, pictures, before = table.current_cell(), _Pictures(table.viewport()), page.windowTitle()
    session = table.form_model.session
    for key in ("9", "9", "9", Qt.Key.Key_Return):
        count = pictures.count
        _key(table.open_editor() or table, key)
        if pictures.count == count and key != "9":
            raise RuntimeError("an entry is not painted")
    table.viewport().removeEventFilter(pictures)
    if str(session.report.values[cell].number) != "999" or page.windowTitle() == before or not session.digest.marks.get(cell):
        raise RuntimeError("an entry is not committed and checked")


# --- repaints ----------------------------------------------------------------------------------------------------


def _repaint(setting: Setting, group: Group, page: MainWindow) -> None:
    """The largest table anew."""
    page.page.go_to(_CELL, flash=False)
    table = page.page.table()
    assert table is not None
    pixmap = QPixmap(table.size() * 2)
    pixmap.setDevicePixelRatio(2)
    tasks: dict[str, Task] = {
        _TABLE: lambda _: table.viewport().render(pixmap),
        _SCREEN: lambda _: table.viewport().repaint(),
    }
    timings = measure(tasks, setting.effort)
    for name, timing in timings.items():
        group.add(name, timing)
    group.promise(f"repaint of {_TABLE}", timings[_TABLE].best * 1e3, 16, "ms")
