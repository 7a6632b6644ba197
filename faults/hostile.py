"""R5: hostile documents for every reader, each in a child process with a memory limit and a deadline.

Every file must end within 2 s and 256 MiB, as a report or as one sentence of one kind of error, without a socket and
without a file written outside its own temporary folder.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
from collections import Counter
from contextlib import redirect_stderr
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from core.errors import UnreadableFileError
from core.importer.importing import import_report
from faults.processes import outcome_of
from faults.readers import cases
from faults.results import Outcome
from faults.subject import FORMS

_SECONDS, _MIB = 2.0, 256
_DEADLINE = 10.0
_ADDRESS_SPACE = 1024 * 2**20
_SECRETS = ("root:x:0:0", "秘密标记8731")
READ, REFUSED, ESCAPED = 0, 3, 4


def run(quick: bool) -> Outcome:
    """Every case once; a slow one twice more, for others may use this machine."""
    outcome = Outcome()
    judged: Counter[str] = Counter()
    worst = {"seconds": (0.0, ""), "memory": (0.0, "")}
    with TemporaryDirectory(prefix="faults-") as name:
        folder = Path(name)
        good = folder / "good"
        good.mkdir()
        for number, (case, make) in enumerate(cases(good, 2 if quick else 10, outcome)):
            place = folder / str(number)
            place.mkdir()
            outcome_of(lambda make=make, place=place: 0 if make(place) else 1, 60)  # so that this process stays small
            file = next(item for item in place.iterdir() if item.suffix != ".secret")
            _judge(case, file, judged, worst, outcome)
    total = judged["files"]
    outcome.most(f"slowest file ({worst['seconds'][1]})", worst["seconds"][0], _SECONDS, "s", headline=True)
    outcome.most(f"largest file ({worst['memory'][1]})", worst["memory"][0], _MIB, "MiB", headline=True)
    for what in ("other exceptions or crashes", "sockets", "files written elsewhere", "secrets read"):
        outcome.count(what, judged[what], total, "files", headline=what.startswith("other"))
    outcome.tell("outcomes", f"{judged['read']} read, {judged['refused']} refused in one sentence")
    return outcome


def _judge(case: str, file: Path, judged: Counter[str], worst: dict[str, tuple[float, str]], outcome: Outcome) -> None:
    judged["files"] += 1
    before = _listing(file.parent)
    status, seconds, memory = _measured(file)
    if seconds > _SECONDS:
        status, seconds, memory = min((_measured(file) for _ in range(2)), key=lambda found: found[1])
    said = _said(file)
    judged[{READ: "read", REFUSED: "refused"}.get(status if status is not None else -1, "other exceptions or crashes")] += 1
    if status not in (READ, REFUSED):
        outcome.finds.append(f"{case}: status {status}, {said.get('error', 'too slow or dead')}")
    judged["sockets"] += len(said.get("sockets", ()))
    elsewhere = [*said.get("written", ()), *(_listing(file.parent) - before - {f"{file.name}.said", "tmp"})]
    if elsewhere:
        judged["files written elsewhere"] += 1
        outcome.finds.append(f"{case}: written: {elsewhere[:3]}")
    judged["secrets read"] += any(secret in said.get("text", "") for secret in _SECRETS)
    for what, value in (("seconds", seconds), ("memory", memory)):
        worst[what] = max(worst[what], (value, case))


def _measured(file: Path) -> tuple[int | None, float, float]:
    return outcome_of(lambda: _read(file), _DEADLINE)


def _read(file: Path) -> int:
    """In the child: import, and write down what happened beside the file."""
    own = file.parent / "tmp"
    own.mkdir(exist_ok=True)
    tempfile.tempdir = os.environ["TMPDIR"] = str(own)
    said: dict[str, Any] = {"sockets": [], "written": []}
    sys.addaudithook(lambda event, arguments: _watch(event, arguments, str(own), said))
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))
    status = ESCAPED
    try:
        with redirect_stderr(None):
            report = import_report(file, FORMS).report
        said["text"] = "\n".join(report.texts.values())
        status = READ
    except UnreadableFileError as error:
        said["text"] = str(error)
        status = REFUSED if str(error).endswith("。") and "\n" not in str(error) else ESCAPED
        said["error"] = f"not one sentence: {error}"
    except BaseException as error:
        said["error"] = repr(error)[:300]
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))
    written = list(said["written"])
    file.with_name(f"{file.name}.said").write_text(json.dumps({**said, "written": written}), encoding="utf-8")
    return status


def _watch(event: str, arguments: tuple[Any, ...], own: str, said: dict[str, Any]) -> None:
    if event.startswith("socket."):
        said["sockets"].append(event)
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
        place = os.fsdecode(arguments[0]) if isinstance(arguments[0], str | bytes) else own
        if not place.startswith((own, "/dev/null")) and "__pycache__" not in place:
            said["written"].append(place)


def _said(file: Path) -> dict[str, Any]:
    try:
        return json.loads(file.with_name(f"{file.name}.said").read_text("utf-8"))
    except OSError:
        return {}


def _listing(folder: Path) -> set[str]:
    """Everything beside the file and one folder up, where climbing names would land."""
    return {item.name for item in folder.iterdir()} | {item.name for item in folder.parent.iterdir() if not item.is_dir()}
