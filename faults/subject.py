"""What is killed and starved: a report whose state is a number, the ways it gets onto a disk, and how its files are judged.

State n stands in a cell and in a text; a file that holds two different numbers is as corrupt as one that cannot be read.
"""

from __future__ import annotations

from pathlib import Path

from core import storage
from core.errors import UserError
from core.exporter.export import export
from core.forms import Forms, load_forms
from core.importer.importing import import_report
from core.journal import Journal, Known
from core.project import save
from core.recovering import recover
from core.report import CellEdit, Edit, GroupEdit, Meta, Report, TextEdit
from core.seal import Stamp, open_content, seal
from core.values import Value

FORMS: Forms = load_forms()
FORM = FORMS.get("2021-30")
CELL = "requests.received.person"
_FILLING = "通过政府网站主动公开政府信息，答复均在法定期限内作出，没有因政府信息公开引发的行政复议。" * 60


class CorruptError(Exception):
    """A file is neither the old nor the new state."""


def edit_to(number: int) -> Edit:
    """The edit that brings the report to state `number`, of several parts and some length."""
    text = TextEdit("overview", f"第{number}次。\n{_FILLING}\n第{number}次。")
    return GroupEdit((CellEdit({CELL: Value.of(number)}), text))


def report_at(number: int) -> Report:
    """The report in state `number`."""
    report = Report(FORM, Meta("青石镇人民政府", 2024, "青石镇人民政府2024年政府信息公开工作年度报告", "青石镇人民政府"))
    report.apply(edit_to(number))
    return report


def state_of(report: Report) -> int:
    """The state that a report is in, if it is in one."""
    number = report.values[CELL].number
    lines = report.texts["overview"].split("\n")
    if number is None or lines != [f"第{number}次。", _FILLING, f"第{number}次。"]:
        raise CorruptError("cell and text are of different states")
    return int(number)


def saved_state(path: Path) -> int:
    """The state in a project file; 0 when there is none yet. Raises CorruptError."""
    try:
        report, _, stamp = open_content(path.read_bytes(), path.name, FORMS)
    except FileNotFoundError:
        return 0
    except UserError as error:
        raise CorruptError(str(error)) from error
    if stamp.generation == 0:
        raise CorruptError("the seal is gone")
    return state_of(report)


def exported_state(path: Path) -> int:
    """The state in an exported file; 0 when there is none yet. Raises CorruptError."""
    if not path.exists():
        return 0
    try:
        return state_of(import_report(path, FORMS).report)
    except UserError as error:
        raise CorruptError(str(error)) from error


def journal_state(folder: Path) -> int:
    """The state in the only journal of a folder; 0 when not even its first line was written. Raises CorruptError."""
    states = [0]
    for file in folder.glob("*.journal"):
        if file.stat().st_size and b"\n" in file.read_bytes():
            states.append(_recovered_state(file))
    return max(states)


def _recovered_state(file: Path) -> int:
    try:
        found = recover(file, FORMS)
    except UserError as error:
        raise CorruptError(str(error)) from error
    if not found.complete:
        raise CorruptError("a line in the middle is damaged")
    return state_of(found.report)


class Saver:
    """Brings a project file to ever higher states."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "年报.nianbao"
        self._known: Stamp | None = None

    def reach(self, number: int) -> None:
        """Save state `number`."""
        self._known = save(report_at(number), self.path, FORMS, known=self._known)

    def state(self) -> int:
        """What the disk holds."""
        return saved_state(self.path)


class Careless(Saver):
    """What most programs do: write over the old file. The proof that the trials would notice."""

    def reach(self, number: int) -> None:
        """Save state `number` in place."""
        self.path.write_bytes(seal(storage.to_json(report_at(number)), number))


class Exporter:
    """Writes a Word file of ever higher states over the one before."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "年报.docx"

    def reach(self, number: int) -> None:
        """Export state `number`."""
        export(report_at(number), self.path, FORMS)

    def state(self) -> int:
        """What the disk holds."""
        return exported_state(self.path)


class Writer:
    """Journals one edit after the other as the window does, and saves now and then; `sync` as after a second of idleness."""

    def __init__(self, folder: Path, save_every: int = 300, sync_always: bool = False) -> None:
        self._folder = folder / "journals"
        self._saver = Saver(folder)
        self._save_every, self._sync_always = save_every, sync_always
        self._report: Report | None = None
        self._journal: Journal | None = None

    def reach(self, number: int) -> None:
        """Make the edit to state `number`."""
        if self._report is None or self._journal is None:
            self._report = report_at(number)
            self._journal = Journal.start(self._folder, self._report, Known())
            self._journal.sync()
            return
        edit = edit_to(number)
        self._report.apply(edit)
        self._journal.write(edit)
        if number % self._save_every == 0:
            self._saver.reach(number)
            self._journal.saved(Known(self._saver.path, number))
        elif self._sync_always:
            self._journal.sync()

    def close(self) -> None:
        """As at the end of the sitting."""
        if self._journal is not None:
            self._journal.close()

    def state(self) -> int:
        """What the disk gives back: of journal and file, both whole, the later one.

        A power cut between a save and the next sync may leave the journal one line behind the file, which then holds all.
        """
        return max(self._saver.state(), journal_state(self._folder))


ACTORS = {"save": Saver, "journal": Writer, "export": Exporter}
