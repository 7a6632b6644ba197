"""R2: one save, journal entry or export, once for every system call it makes, with the kill or the error at exactly that call.

strace attaches to a forked child just before its work, so that its counters count nothing else. Whatever happens, the
file must be whole; success may be claimed only for the new state, and failure only by the one kind of error.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from core.errors import UserError
from faults.processes import Actor
from faults.results import CannotRunError, Outcome
from faults.subject import ACTORS, CorruptError, Writer

_CALL = re.compile(r"^(?:\d+ +)?(\w+)\(", re.MULTILINE)
_FAILING = re.compile(r"open|write|sync|rename|chmod|truncate|unlink|close|mkdir|link")
_ERRORS = ("ENOSPC", "EIO", "EDQUOT")
_NEVER = {"exit", "exit_group", "rt_sigreturn", "restart_syscall", "munmap"}
_BAD = {
    "corrupt": "corrupt states",
    "lost": "acknowledged states lost",
    "false success": "success claimed falsely",
    "escaped exception": "escaped exceptions",
    "litter": "temporary files after an error",
}
SAVED, REFUSED, KILLED = 0, 3, -9


@dataclass(frozen=True, slots=True)
class Point:
    """The `number`th call of `call`, and what happens there: KILL or the name of an error."""

    call: str
    number: int
    fault: str

    def option(self) -> str:
        """The point as strace wants it."""
        effect = "signal=SIGKILL" if self.fault == "KILL" else f"error={self.fault}"
        return f"inject={self.call}:{effect}:when={self.number}"


def run(quick: bool) -> Outcome:
    """All three actors; `quick` takes a sample of the points."""
    _require_strace()
    outcome = Outcome()
    for name in ACTORS:
        with TemporaryDirectory(prefix="faults-") as folder:
            _sweep(name, Path(folder), 40 if quick else None, outcome)
    return outcome


def _require_strace() -> None:
    if shutil.which("strace") is None:
        raise CannotRunError("strace is not installed (apt-get install strace)")
    if subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True).returncode:
        raise CannotRunError("strace may not trace here (ptrace is forbidden)")


def _sweep(name: str, folder: Path, most: int | None, outcome: Outcome) -> None:
    points = _points(name, folder)
    if most is not None and len(points) > most:
        points = Random(name).sample(points, most)
    judged: Counter[str] = Counter()
    for index, point in enumerate(points):
        place = folder / str(index)
        place.mkdir()
        find = _try(name, place, point, judged)
        if find:
            outcome.finds.append(f"{name} at {point.option()}: {find}")
        shutil.rmtree(place)
    for what, shown in _BAD.items():
        outcome.count(f"{name}: {shown}", judged[what], len(points), "points", headline=what in ("corrupt", "lost"))
    outcome.tell(f"{name}: outcomes", f"{judged['saved']} saved, {judged['refused']} refused, {judged['killed']} killed")


def _points(name: str, folder: Path) -> list[Point]:
    """Every call of one undisturbed run."""
    place, log = folder / "plain", folder / "calls"
    place.mkdir()
    _traced(name, place, ["-e", "trace=all", "-o", str(log)])
    calls = Counter(_CALL.findall(log.read_text("utf-8", "replace")))
    points: list[Point] = []
    for call, times in sorted(calls.items()):
        if call in _NEVER:
            continue
        faults = ("KILL", *_ERRORS) if _FAILING.search(call) else ("KILL",)
        points += [Point(call, number, fault) for number in range(1, times + 1) for fault in faults]
    return points


def _prepared(name: str, place: Path) -> Actor:
    """The actor with state 3 on the disk, so that backups exist too."""
    actor = Writer(place, save_every=5) if name == "journal" else ACTORS[name](place)
    for number in (1, 2, 3):
        actor.reach(number)
    return actor


def _try(name: str, place: Path, point: Point, judged: Counter[str]) -> str:
    """Make the fault happen; returns what went wrong, "" if nothing did."""
    status = _traced(name, place, ["-e", point.option(), "-o", "/dev/null"])
    words = {SAVED: "saved", REFUSED: "refused", KILLED: "killed"}
    judged[words.get(status, "escaped exception")] += 1
    if status not in words:
        return f"an exception that is no UserError or OSError of the journal (status {status})"
    try:
        state = ACTORS[name](place).state()
    except CorruptError as error:
        judged["corrupt"] += 1
        return f"corrupt: {error}"
    if state not in (3, 4, 5):
        judged["lost"] += 1
        return f"state {state}"
    if status == SAVED and state != _last(name):
        judged["false success"] += 1
        return f"success claimed, state {state}"
    if status == REFUSED and not point.call.startswith("unlink") and list(place.rglob(".*.tmp")):
        judged["litter"] += 1
        return "a temporary file was left"
    return ""


def _last(name: str) -> int:
    """The journal writes one line, then one with a save (state 5); the others write one file."""
    return 5 if name == "journal" else 4


def _traced(name: str, place: Path, options: list[str]) -> int:
    """Do the work in a child under strace; returns its status."""
    ready, started = os.pipe()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(writing)
        actor = _prepared(name, place)
        os.write(started, b"!")
        os.read(reading, 1)
        os._exit(_work(actor))
    os.close(reading)
    os.read(ready, 1)
    tracer = subprocess.Popen(["strace", "-f", "-p", str(pid), *options], stderr=subprocess.PIPE)
    if tracer.stderr is not None:
        tracer.stderr.readline()  # 「strace: Process N attached」
    os.close(writing)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    tracer.communicate()
    os.close(ready)
    os.close(started)
    return status


def _work(actor: Actor) -> int:
    """The one step that is disturbed. The journal's OSError is caught by the window, everything else is a UserError."""
    try:
        actor.reach(4)
        if isinstance(actor, Writer):
            actor.reach(5)
    except UserError:
        return REFUSED
    except OSError:
        return REFUSED if isinstance(actor, Writer) else 4
    except BaseException:
        return 4
    return SAVED
