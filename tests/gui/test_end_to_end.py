"""The real window on a virtual display, driven as a person drives it: last year's Word file in, this year's out.

Nothing of the program is called here: keys and clicks go in by xdotool, titles, pictures and files come out.
Pictures are kept in out/end-to-end/.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtGui import QImage

from core.forms import Forms
from core.importer.importing import import_report
from gui.theme import load_colors

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "resources" / "sample" / "去年年报样例.docx"
PICTURES = ROOT / "out" / "end-to-end"
TOOLS = ("Xvfb", "xdotool", "import")
MISSING = [name for name in TOOLS if shutil.which(name) is None]
WAIT, STEP, WHOLE = 20.0, 0.05, 80.0  # seconds: for one thing, between looks, for the whole test
START, OPEN, REVIEW, EXPORT, UNSAVED = "政府信息公开工作年度报告", "选择去年的年度报告", "核对导入内容", "导出", "未保存"
T = TypeVar("T")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}"),
    pytest.mark.skipif(not SAMPLE.exists(), reason="the bundled sample is missing"),
]

DISCLOSURE = (("normative_documents.issued", "1"), ("normative_documents.repealed", "2"), ("normative_documents.in_force", "3"))
RECEIVED = (
    ("person", "5"),
    ("business", "1"),
    ("research", "2"),  # wrong: the total does not contain it
    ("nonprofit", "0"),
    ("legal_service", "0"),
    ("other_org", "0"),
    ("total", "6"),
)
RIGHT = {**dict(RECEIVED), "research": "0"}


@dataclass
class Desktop:
    """A display without a window manager and the program on it."""

    environment: dict[str, str]
    folder: Path
    program: subprocess.Popen[bytes]
    deadline: float = field(default_factory=lambda: time.monotonic() + WHOLE)
    last_picture: QImage = field(default_factory=QImage)

    def xdotool(self, *words: str) -> str:
        done = subprocess.run(["xdotool", *words], env=self.environment, capture_output=True, timeout=10)
        return done.stdout.decode().strip()

    def wait_for(self, look: Callable[[], T], what: str) -> T:
        """What `look` returns as soon as that is something; fails after a while, with a last picture."""
        end = min(time.monotonic() + WAIT, self.deadline)
        while time.monotonic() < end:
            found = look()
            if found:
                return found
            time.sleep(STEP)
        self.keep_picture("failed")
        pytest.fail(f"waited in vain for {what}; windows: {self.titles()}; streams: {self.log()}")

    def titles(self) -> dict[str, str]:
        """Title of each visible window by its number; one that just closes has none."""
        assert self.program.poll() is None, f"the program ended: {self.log()}"
        windows = self.xdotool("search", "--onlyvisible", "--name", ".").split()
        return {window: title for window in windows if (title := self.xdotool("getwindowname", window))}

    def window(self, *words: str) -> str:
        """The number of the window whose title has all these words, with the focus on it."""

        def look() -> str:
            return next((number for number, title in self.titles().items() if all(word in title for word in words)), "")

        number = self.wait_for(look, " and ".join(words))
        self.xdotool("windowfocus", "--sync", number)
        return number

    def gone(self, title: str) -> None:
        """Wait until no window has that title."""
        self.wait_for(lambda: not any(shown.startswith(title) for shown in self.titles().values()), f"the end of {title}")

    def keys(self, *names: str) -> None:
        self.xdotool("key", "--delay", "12", *names)

    def enter(self, figure: str, end: str) -> None:
        """Digits and the key that ends the entry."""
        self.keys(*figure, end)

    def choose_file(self, title: str, path: Path) -> None:
        """Write a path into Qt's file dialog."""
        self.window(title)
        self.keys("ctrl+a")
        self.xdotool("type", "--delay", "5", str(path))
        self.keys("Return")
        self.gone(title)

    def click_last_button(self, window: str) -> None:
        """The main button of the review, in the lower right corner."""
        facts = self.xdotool("getwindowgeometry", "--shell", window).splitlines()
        place = {name: int(value) for name, _, value in (fact.partition("=") for fact in facts) if value.isdecimal()}
        x, y = place["X"] + place["WIDTH"] - 80, place["Y"] + place["HEIGHT"] - 24
        self.xdotool("mousemove", "--sync", str(x), str(y), "click", "1")

    def picture(self, name: str, condition: Callable[[QImage], bool] = lambda _: True) -> None:
        """Keep what is on the screen as soon as it has been painted anew and, if told, as it is to be."""

        def look() -> bool:
            image = self.keep_picture(name)
            if image != self.last_picture and condition(image):
                self.last_picture = image
                return True
            return False

        self.wait_for(look, f"the picture {name}")

    def keep_picture(self, name: str) -> QImage:
        """The screen as it is, also as a file."""
        path = PICTURES / f"{name}.png"
        subprocess.run(["import", "-window", "root", path], env=self.environment, check=True, timeout=20)
        return QImage(str(path))

    def log(self) -> str:
        """What the program wrote to its streams."""
        return (self.folder / "streams.txt").read_text("utf-8", "replace")[-2000:]


@pytest.fixture
def display() -> Iterator[str]:
    """A virtual screen under a number that nobody uses."""
    ours, its = os.pipe()
    command = ["Xvfb", "-displayfd", str(its), "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-noreset"]
    with subprocess.Popen(command, pass_fds=[its], stderr=subprocess.DEVNULL) as server:
        os.close(its)
        with os.fdopen(ours) as stream:
            number = stream.readline().strip()
        yield f":{number}"
        server.terminate()


@pytest.fixture
def desktop(display: str, tmp_path: Path) -> Iterator[Desktop]:
    """The program, started as a person starts it, with a home of its own."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QT_", "XDG_", "WAYLAND_", "LC_"))}
    homes = {f"XDG_{name}_HOME": str(tmp_path / name.lower()) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
    environment = {**kept, **homes, "HOME": str(tmp_path), "DISPLAY": display, "LC_ALL": "C.UTF-8"}
    with (tmp_path / "streams.txt").open("wb") as streams:
        command = [sys.executable, str(ROOT / "main.py")]
        with subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=streams, stderr=streams) as program:
            yield Desktop(environment, tmp_path, program)
            program.kill()


def start_this_year(desktop: Desktop) -> str:
    """From the start page by way of last year's Word file to the new report; returns its window."""
    last = desktop.folder / "last.docx"
    shutil.copy(SAMPLE, last)
    desktop.window(START)
    desktop.picture("1-start")
    desktop.keys("space")  # the first and main choice has the focus
    desktop.choose_file(OPEN, last)
    review = desktop.window(REVIEW, "last.docx")
    desktop.picture("2-review")
    desktop.click_last_button(review)
    return desktop.window("2025 年报告", "待填")


def fill_in(desktop: Desktop) -> None:
    """Some figures of table two along a row, and a row of table three whose sum is wrong."""
    desktop.keys("ctrl+2", "ctrl+Home", "Down")
    for _, figure in DISCLOSURE:
        desktop.enter(figure, "Tab")
    desktop.keys("ctrl+3", "ctrl+Home")
    for _, figure in RECEIVED[:-1]:
        desktop.enter(figure, "Tab")
    desktop.enter(RECEIVED[-1][1], "Return")


def marked(image: QImage) -> bool:
    """Whether cells are filled with the colour of a broken relation that the current cell belongs to."""
    rgb = load_colors()["light"]["error_fill_strong"].rgb()
    found = sum(image.pixel(x, y) == rgb for y in range(0, image.height(), 4) for x in range(0, image.width(), 4))
    return found > 200


def unmarked(image: QImage) -> bool:
    return not marked(image)


def export_word(desktop: Desktop) -> Path:
    """By keyboard, to a file of another name than suggested; the notice is on the last picture."""
    path = desktop.folder / "exported.docx"
    desktop.keys("ctrl+e")
    desktop.choose_file(EXPORT, path)
    desktop.wait_for(path.exists, "the exported file")
    desktop.picture("7-exported")
    return path


def test_last_years_word_file_becomes_this_years(desktop: Desktop, forms: Forms) -> None:
    start_this_year(desktop)
    desktop.window("不符 1 ")  # the period in the preface is last year's
    desktop.picture("3-this-year", unmarked)

    fill_in(desktop)
    desktop.window("不符 2 ", UNSAVED)
    desktop.keys("ctrl+1")
    desktop.picture("4-elsewhere", unmarked)
    desktop.keys("F8", "F8")  # the preface's finding comes first
    desktop.picture("5-at-the-wrong-sum", marked)

    desktop.keys("Right", "Right")  # from the first cell of the relation
    desktop.enter(RIGHT["research"], "Return")
    desktop.window("不符 1 ", UNSAVED)
    desktop.picture("6-mended", unmarked)

    values = import_report(export_word(desktop), forms).report.values
    typed = {f"disclosure.{cell}": figure for cell, figure in DISCLOSURE}
    typed |= {f"requests.received.{cell}": figure for cell, figure in RIGHT.items()}
    assert {cell: str(values[cell].number) for cell in typed} == typed
    assert "Traceback" not in desktop.log()
