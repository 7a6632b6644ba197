"""R8: the real window killed while a script types; on the next start every change that it acknowledged is offered again.

The file beside it must be whole too. The window runs on Xvfb where that is installed, else without a screen.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from core.errors import UserError
from core.project import save
from core.recovering import pending, recover
from core.seal import open_content
from faults.readers import ROOT
from faults.results import CannotRunError, Outcome
from faults.subject import FORMS, report_at

_START_SECONDS = 30
_LINES_PER_CHANGE = 3


def run(quick: bool) -> Outcome:
    """Five kills or thirty."""
    if find_spec("PySide6") is None:
        raise CannotRunError("PySide6 is not installed")
    outcome, kills = Outcome(), 5 if quick else 30
    with ExitStack() as stack, TemporaryDirectory(prefix="faults-") as name:
        environment = {**os.environ, **_screen(stack, outcome), "PYTHONPATH": str(ROOT), "TMPDIR": name}
        lost = corrupt = changes = 0
        for number in range(kills):
            folder = Path(name) / str(number)
            folder.mkdir()
            acknowledged = _killed(folder, environment, Random(f"window {number}").uniform(0.05, 1.0))
            changes += len(acknowledged)
            found = _judge(folder, acknowledged)
            lost += found == "lost"
            corrupt += found not in ("", "lost")
            if found:
                outcome.finds.append(f"kill {number} after {len(acknowledged)} changes: {found}")
    outcome.count("window: acknowledged changes lost", lost, kills, f"kills ({changes} changes acknowledged)", headline=True)
    outcome.count("window: corrupt states", corrupt, kills, "kills", headline=True)
    return outcome


def _screen(stack: ExitStack, outcome: Outcome) -> dict[str, str]:
    """What makes the window appear somewhere."""
    if shutil.which("Xvfb") is None:
        outcome.skip("a real screen", "Xvfb is not installed, the window ran without one")
        return {"QT_QPA_PLATFORM": "offscreen"}
    reading, writing = os.pipe()
    server = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    process = stack.enter_context(subprocess.Popen(server, pass_fds=[writing], stderr=subprocess.DEVNULL))
    stack.callback(process.terminate)
    os.close(writing)
    with os.fdopen(reading, encoding="ascii") as pipe:
        return {"QT_QPA_PLATFORM": "xcb", "DISPLAY": f":{pipe.readline().strip()}"}


def _killed(folder: Path, environment: dict[str, str], seconds: float) -> list[str]:
    """Let it type for some seconds; returns all that it acknowledged."""
    file = folder / "年报.nianbao"
    save(report_at(1), file, FORMS)
    command = [sys.executable, "-m", "faults.typist", str(folder / "own"), str(file)]
    typist = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if typist.stdout is None or typist.stderr is None:
        raise RuntimeError("no pipes")
    told = b""
    deadline = time.monotonic() + _START_SECONDS
    while told.count(b"\n") < 3 and time.monotonic() < deadline and typist.poll() is None:
        if select.select([typist.stdout], [], [], 0.1)[0]:
            told += os.read(typist.stdout.fileno(), 65536)
    time.sleep(seconds)
    typist.send_signal(signal.SIGKILL)
    rest, said = typist.communicate()
    if typist.returncode != -signal.SIGKILL or told.count(b"\n") < 3:
        raise RuntimeError(f"the window did not work: {said.decode('utf-8', 'replace')[-800:]}")
    return (told + rest).decode("ascii").split("\n")[:-1]


def _judge(folder: Path, acknowledged: list[str]) -> str:
    """What is wrong after the next start, "" when nothing is."""
    from faults.typist import digest

    try:
        waiting = pending(folder / "own" / "recovery")
        file = folder / "年报.nianbao"
        saved = digest(open_content(file.read_bytes(), file.name, FORMS)[0])
        if not waiting:
            return "" if saved == acknowledged[-1] else "lost"
        if not recover(waiting[0].file, FORMS).complete:
            return "a damaged journal"
        states = [digest(recover(copy, FORMS).report) for copy in _ends(waiting[0].file, folder / "cut.journal")]
    except UserError as error:
        return str(error)
    return "" if acknowledged[-1] in states else "lost"


def _ends(journal: Path, copy: Path) -> Iterator[Path]:
    """The journal, then without its last lines: the change that was not acknowledged any more may have written some."""
    lines = journal.read_bytes().splitlines(keepends=True)
    for cut in range(min(_LINES_PER_CHANGE, len(lines) - 1) + 1):
        copy.write_bytes(b"".join(lines[: len(lines) - cut]))
        yield copy
