"""Storms: 100,000 edits, all undone, give the start state; 1,000 open and close cycles keep memory and files bounded."""

from __future__ import annotations

import os
import time
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from core import storage
from core.importer.importing import import_report
from core.journal import Journal, Known
from core.project import save
from core.report import CellEdit, Edit, Meta, MetaEdit, Report, TextEdit
from core.values import BLANK, Value
from faults.results import Outcome
from faults.subject import FORM, FORMS, report_at

_SECONDS = 60
_MIB = 8


def run(quick: bool) -> Outcome:
    """Both storms."""
    outcome = Outcome()
    undo_storm(10_000 if quick else 100_000, outcome)
    open_storm(200 if quick else 1_000, outcome)
    return outcome


def undo_storm(edits: int, outcome: Outcome) -> None:
    """Edits of every kind, then all inverses in reverse order."""
    rng, report = Random("storm"), report_at(7)
    start = storage.dump(storage.to_json(report))
    began = time.monotonic()
    inverses = [report.apply(_edit(rng)) for _ in range(edits)]
    for inverse in reversed(inverses):
        report.apply(inverse)
    seconds = time.monotonic() - began
    same = storage.dump(storage.to_json(report)) == start and report.check() == report_at(7).check()
    outcome.count("edits undone that did not give the start state", int(not same), edits, "edits", headline=True)
    outcome.most("edits and their undoing", seconds, _SECONDS, "s")


def _edit(rng: Random) -> Edit:
    if rng.random() < 0.8:
        cells = rng.sample(list(FORM.template.cells), rng.choice((1, 1, 1, 7, 175)))
        return CellEdit({cell: rng.choice((BLANK, Value.of(rng.randrange(100)))) for cell in cells})
    if rng.random() < 0.9:
        return TextEdit(rng.choice(FORM.template.sections).id, "正文" * rng.randrange(50))
    return MetaEdit(Meta("甲乡", rng.randrange(2019, 2030), "标题", "署名"))


def open_storm(cycles: int, outcome: Outcome) -> None:
    """Open, edit, journal, save now and then, close: as one person's year in one sitting."""
    with TemporaryDirectory(prefix="faults-") as name:
        folder = Path(name)
        path = folder / "年报.nianbao"
        save(report_at(1), path, FORMS)
        for number in range(cycles // 10):
            _cycle(path, folder, number)
        before, files = _resident(), _open_files()
        for number in range(cycles):
            _cycle(path, folder, number)
        grown = _resident() - before
        outcome.most(f"memory grown by {cycles} open/close cycles", grown, _MIB, "MiB", headline=True)
        outcome.count("files left open", _open_files() - files, cycles, "cycles")
        outcome.count("files beside the report but for two backups", len(list(folder.glob("*.nianbao*"))) - 3, cycles, "cycles")


def _cycle(path: Path, folder: Path, number: int) -> None:
    report: Report = import_report(path, FORMS).report
    journal = Journal.start(folder / "journals", report, Known(path))
    edit = CellEdit({"requests.received.person": Value.of(number)})
    report.apply(edit)
    journal.write(edit)
    if number % 10 == 0:
        save(report, path, FORMS)
    journal.close()


def _resident() -> float:
    """MiB in memory now."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
