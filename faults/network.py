"""No network: the whole job, and the reading of files that point outwards, under strace; no AF_INET or AF_INET6 socket is opened.

Exports must hold no external relationship, no macro and no embedded object.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from core.exporter.export import export
from faults.readers import ROOT, good_files, hostile
from faults.results import CannotRunError, Outcome
from faults.subject import FORMS, report_at

_INTERNET = re.compile(r"socket\(AF_INET6?|sin6?_port")
_OUTWARD = re.compile(
    rb'TargetMode="External"|vbaProject|oleObject|http://(?!schemas\.|www\.w3\.org|purl\.)|https://(?!schemas\.)'
)
_POINTING = ("external_entity", "parameter_entity", "external_entity_utf7", "dtd_in_content_rels", "null_target")


def run(quick: bool) -> Outcome:  # noqa: ARG001 it takes seconds
    """The commands, then the window, then what exports hold."""
    if shutil.which("strace") is None:
        raise CannotRunError("strace is not installed (apt-get install strace)")
    outcome = Outcome()
    with TemporaryDirectory(prefix="faults-") as name:
        folder = Path(name)
        good = list(good_files(folder, outcome))
        pointing = [
            make(folder / f"{make.__name__}.docx") for make in hostile.REFUSED + hostile.READABLE if make.__name__ in _POINTING
        ]
        page = folder / "outward.html"
        page.write_text(
            '<img src="http://127.0.0.1:9/x"><link rel="stylesheet" href="http://127.0.0.1:9/y"><p>一', encoding="utf-8"
        )
        commands = [["check", *map(str, [*good, *pointing, page])], ["--self-test"]]
        commands += [["convert", str(good[0]), str(folder / f"out{suffix}")] for suffix in (".docx", ".xlsx", ".html", ".pdf")]
        for command in commands:
            _traced([sys.executable, str(ROOT / "main.py"), *command], folder, outcome)
        _exports(folder, outcome)
    opened = sum(not figure.holds for figure in outcome.figures)
    outcome.count("internet sockets", opened, len(outcome.figures), "runs and exports", headline=True)
    return outcome


def _traced(command: list[str], folder: Path, outcome: Outcome) -> None:
    log = folder / "network"
    environment = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder / "data")}
    environment.pop("DISPLAY", None)
    tracer = ["strace", "-f", "-e", "trace=%network", "-o", str(log), *command]
    subprocess.run(tracer, cwd=folder, env=environment, capture_output=True, timeout=300)
    if not log.exists() or "exited with" not in log.read_text("utf-8", "replace"):
        raise CannotRunError("strace may not trace here (ptrace is forbidden)")
    calls = [line for line in log.read_text("utf-8", "replace").splitlines() if _INTERNET.search(line)]
    outcome.count(f"main.py {command[2]} {Path(command[-1]).suffix}", len(calls), 1, "run")
    outcome.finds += [f"{command[2]}: {call}" for call in calls[:3]]


def _exports(folder: Path, outcome: Outcome) -> None:
    for suffix in (".docx", ".xlsx", ".html"):
        file = folder / f"inside{suffix}"
        export(report_at(1), file, FORMS)
        found = [name for name, content in _parts(file) if _OUTWARD.search(content)]
        outcome.count(f"links outwards in {suffix}", len(found), 1, "export")
        outcome.finds += [f"{suffix}: {name} points outwards" for name in found]


def _parts(file: Path) -> list[tuple[str, bytes]]:
    if not zipfile.is_zipfile(file):
        return [(file.name, file.read_bytes())]
    with zipfile.ZipFile(file) as package:
        return [(name, package.read(name)) for name in package.namelist()]
