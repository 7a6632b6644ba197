"""The measurements, one function for each part of the table."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

from lxml import etree

from benchmarks import writers
from benchmarks.corpus import Corpus, Sample
from benchmarks.exactness import exact, exact_of_peer, reread
from benchmarks.invented import YEAR, Draft
from benchmarks.measure import Effort, Task, Timing, measure, measure_processes
from benchmarks.peers import SHEET_READERS, WORD_READERS, Peer
from benchmarks.results import Group, count, show
from core.exporter.export import export
from core.exporter.render import render
from core.forms import Forms
from core.importer.importing import import_report
from core.importer.readers import docx as docx_reader
from core.importer.readers import xlsx as xlsx_reader
from core.report import CellEdit, GroupEdit, Meta, PreviousEdit, Report, TextEdit
from core.review import review
from core.values import Value

ROOT = Path(__file__).resolve().parent.parent
LIMIT, READER, WHOLE = "limit: unzip and parse, lxml", "our reader", "our import: reader and matching"
_SLOW = 0.05  # seconds: what takes longer is not timed a second time on files saved by LibreOffice


@dataclass(frozen=True, slots=True)
class Setting:
    """What to measure on, and how long; `quick` leaves out what takes a second a time."""

    forms: Forms
    corpus: Corpus
    folder: Path
    effort: Effort
    quick: bool


def over(samples: Sequence[Sample], function: Callable[[Path], object]) -> Task:
    """A task that takes the files in turn."""
    paths = [sample.path for sample in samples]
    return lambda number: function(paths[number % len(paths)])


def parse_parts(path: Path, wanted: Callable[[str], bool]) -> None:
    """The least that any reader of the file must do."""
    with ZipFile(path) as package:
        for name in package.namelist():
            if wanted(name):
                etree.fromstring(package.read(name))


# --- reading -----------------------------------------------------------------------------------------------------


def read_docx(setting: Setting) -> Group:
    """Word files: our reader and import against the limit and all that is installed."""
    group = Group("Word import, a file (ratio to the limit)")
    ours: dict[str, Callable[[Path], object]] = {
        LIMIT: lambda path: parse_parts(path, lambda name: name == "word/document.xml"),
        READER: docx_reader.read,
        WHOLE: lambda path: import_report(path, setting.forms),
    }
    peers = [peer for peer in WORD_READERS if not (setting.quick and peer.needs == "soffice")]
    timings = _read(setting, group, setting.corpus.docx, ours, peers)
    group.promise("our docx reader to the limit", timings[READER].best_ratio(timings[LIMIT]), 3, "x")
    theirs = [timing.best for name, timing in timings.items() if name not in ours]
    if theirs:
        fastest = min(theirs)
        group.promise("our docx reader to the fastest peer", timings[READER].best / fastest, 1, "x")
        group.promise("our whole docx import to the fastest peer", timings[WHOLE].best / fastest, 1, "x")
    phantom = [sample for sample in setting.corpus.docx if sample.kind == "phantom"]
    group.promise_all("docx figures in their cells, 1-twip column", exact(phantom, setting.forms))
    return group


def read_xlsx(setting: Setting) -> Group:
    """Workbooks: the same against openpyxl and calamine."""
    group = Group("Excel import, a file (ratio to the limit)")
    ours: dict[str, Callable[[Path], object]] = {
        LIMIT: lambda path: parse_parts(path, _holds_cells),
        READER: xlsx_reader.read,
        WHOLE: lambda path: import_report(path, setting.forms),
    }
    _read(setting, group, setting.corpus.xlsx, ours, SHEET_READERS)
    return group


def _holds_cells(name: str) -> bool:
    return name == "xl/sharedStrings.xml" or name.startswith("xl/worksheets/sheet")


def _read(
    setting: Setting,
    group: Group,
    samples: Sequence[Sample],
    ours: Mapping[str, Callable[[Path], object]],
    peers: Sequence[Peer],
) -> dict[str, Timing]:
    """Rows and exactness of one kind of file; returns the timings on our own files."""
    own, resaved = ([sample for sample in samples if sample.kind == kind] for kind in ("own", "resaved"))
    trouble = {peer.name: peer.trouble(own[0].path) for peer in peers}
    readers = {**ours, **{peer.name: peer.read for peer in peers if not trouble[peer.name]}}
    timings = measure({name: over(own, read) for name, read in readers.items()}, setting.effort)
    quick = {name: over(resaved, read) for name, read in readers.items() if resaved and timings[name].median < _SLOW}
    saved = {name: show(timing.median) for name, timing in measure(quick, setting.effort).items()}
    found = {"own": exact(own, setting.forms), "lo": exact(resaved, setting.forms)}
    for name in ours:
        shown = {key: count(value) for key, value in found.items()} if name == WHOLE else {}
        group.add(name, timings[name], timings[LIMIT], resaved=saved.get(name, ""), **shown)
    for peer in peers:
        shown = {"resaved": saved.get(peer.name, ""), "reason": trouble[peer.name]}
        if not trouble[peer.name]:
            shown["own"] = count(exact_of_peer(peer, own, setting.corpus.form))
            shown["lo"] = count(exact_of_peer(peer, resaved, setting.corpus.form))
        group.add(peer.name, timings.get(peer.name), timings[LIMIT], **shown)
    kind = own[0].path.suffix[1:]
    group.promise_all(f"{kind} figures in their cells", found["own"])
    if resaved:
        group.promise_all(f"{kind} figures in their cells, saved by LibreOffice", found["lo"])
    return timings


# --- writing -----------------------------------------------------------------------------------------------------


def write(setting: Setting) -> Group:
    """The whole report as Word and Excel; every way's file is read back by our importer and counted."""
    group = Group("export of a whole report (ratio to our rendering; exact: as read back by our import)")
    form = setting.corpus.form
    drafts = [sample.draft for sample in setting.corpus.docx if sample.kind == "own"]
    reports = [as_report(setting, draft) for draft in drafts]
    word: dict[str, Callable[[int], bytes]] = {
        "our docx: rendering": lambda number: render(reports[number % len(reports)], ".docx"),
        "python-docx, rows and properties": lambda number: writers.direct_docx(form, drafts[number % len(drafts)]),
    }
    if not setting.quick:
        word["python-docx, cell().merge().text"] = lambda number: writers.tutorial_docx(form, drafts[number % len(drafts)])
    if find_spec("docxtpl"):
        template = writers.make_docxtpl_template(form, setting.folder / "docxtpl.docx")
        word[_DOCXTPL] = lambda number: writers.docxtpl_docx(template, drafts[number % len(drafts)])
    sheets: dict[str, Callable[[int], bytes]] = {
        "our xlsx: rendering, with formulas": lambda number: render(reports[number % len(reports)], ".xlsx"),
        "openpyxl, plain": lambda number: writers.openpyxl_xlsx(form, drafts[number % len(drafts)]),
    }
    for suffix, ways in ((".docx", word), (".xlsx", sheets)):
        _add_writers(setting, group, suffix, (ways, reports, drafts))
    if _DOCXTPL not in word:
        group.add(_DOCXTPL, None, reason="not installed")
    return group


_DOCXTPL = "docxtpl, template with placeholders"
_Ways = tuple[dict[str, Callable[[int], bytes]], list[Report], list[Draft]]


def _add_writers(setting: Setting, group: Group, suffix: str, what: _Ways) -> None:
    ways, reports, drafts = what
    target = setting.folder / f"exported{suffix}"
    whole = f"our {suffix[1:]}: with read-back and safe write"
    tasks: dict[str, Task] = {whole: lambda number: export(reports[number % len(reports)], target, setting.forms), **ways}
    timings = measure(tasks, setting.effort)
    ours, *_ = ways
    for name, timing in timings.items():
        content = ways.get(name, ways[ours])(1)
        group.add(name, timing, timings[ours], own=count(reread(content, suffix, drafts[1 % len(drafts)], setting.forms)))
    if suffix == ".docx":
        group.promise("export of the whole Word report, read back and safely written", timings[whole].best * 1e3, 20, "ms")


def as_report(setting: Setting, draft: Draft) -> Report:
    """The draft as a report in memory."""
    report = Report(setting.corpus.form, Meta(draft.organ, YEAR, draft.title, draft.organ, date(YEAR + 1, 1, 20)))
    texts = [TextEdit(section, "\n".join(lines)) for section, lines in draft.texts.items()]
    report.apply(GroupEdit((CellEdit({cell: Value.of(figure) for cell, figure in draft.figures.items()}), *texts)))
    return report


# --- checking ----------------------------------------------------------------------------------------------------


def check(setting: Setting) -> Group:
    """All relations at once, on a report where they hold and on one where they do not, and what one edit costs."""
    drafts = {sample.unique: sample.draft for sample in setting.corpus.docx if sample.kind == "own"}
    sound, broken = (as_report(setting, drafts[unique]) for unique in (False, True))
    for report in (sound, broken):
        report.apply(PreviousEdit(sound.copy()))
    relations = len(sound.check().outcomes)
    group = Group(f"check of a whole report, {relations} relations (ratio to the first)")
    edits = [CellEdit({"requests.received.person": Value.of(number)}) for number in range(7)]

    def edit(number: int) -> object:
        sound.apply(edits[number % len(edits)])
        return review(sound)

    tasks: dict[str, Task] = {
        "all relations, all hold": lambda _: sound.check(),
        "all relations, most broken": lambda _: broken.check(),
        "all findings, all relations hold": lambda _: review(sound),
        "all findings, most relations broken": lambda _: review(broken),
    }
    timings = measure(tasks, setting.effort, inner=5)
    timings |= measure({"an edit of a figure, then all findings": edit}, setting.effort, inner=5)
    first, *_ = timings.values()
    for name, timing in timings.items():
        group.add(name, timing, first)
    for name in list(tasks)[:2]:
        group.promise(f"check of {name}", timings[name].best * 1e6, 100, "us")
    return group


# --- processes ---------------------------------------------------------------------------------------------------


def processes(setting: Setting) -> Group:
    """Whole processes, start of the interpreter included."""
    group = Group("whole process (ratio to the bare interpreter)")
    word, sheet = (next(s.path for s in found if s.unique) for found in (setting.corpus.docx, setting.corpus.xlsx))
    ours = {f"our check of one {path.suffix[1:]} file": [*our_command(), "check", path] for path in (word, sheet)}
    for command in ours.values():
        require_verdict(command)
    timings = measure_processes({_BARE: [sys.executable, "-c", "pass"], **ours}, setting.effort)
    less = replace(setting.effort, runs=max(1, setting.effort.runs // 2))
    timings |= measure_processes(_other_commands(word, setting.folder), less)
    for name, timing in timings.items():
        group.add(name, timing, timings[_BARE])
    for name in ours:
        group.promise(f"{name}, whole process", timings[name].best, 0.2, "s")
        group.promise(f"{name}, peak memory", timings[name].peak or 0, 70, "MB")
    return group


def _other_commands(file: Path, folder: Path) -> dict[str, Sequence[object]]:
    """What others cost before and while they read the same file."""
    imports = ("lxml.etree", "docx", "openpyxl")
    commands: dict[str, Sequence[object]] = {
        f"python, import {name}": [sys.executable, "-c", f"import {name}"] for name in imports
    }
    commands["python-docx, open and read all cells"] = [sys.executable, "-c", _READ_CELLS, file]
    if shutil.which("pandoc"):
        commands["pandoc to JSON"] = ["pandoc", "-f", "docx", "-t", "json", "-o", folder / "pandoc.json", file]
    return commands


_BARE = "python, nothing"
_READ_CELLS = "import docx, sys; [[c.text for c in t._cells] for t in docx.Document(sys.argv[1]).tables]"


def require_verdict(command: Sequence[object]) -> None:
    """Raise RuntimeError unless our program really checks: a crash also ends with status 1, only sooner."""
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, encoding="utf-8")
    if "勾稽关系" not in done.stdout or done.stderr:
        raise RuntimeError(f"our check does not work: {done.stderr.strip() or done.stdout.strip() or done.returncode}")


def our_command() -> list[object]:
    """The program as a person starts it, or its commands alone as long as there is no main.py."""
    if (ROOT / "main.py").exists():
        return [sys.executable, ROOT / "main.py"]
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from core.cli import main; sys.exit(main(sys.argv[1:]))"
    return [sys.executable, "-c", code]


GROUPS: dict[str, Callable[[Setting], Group]] = {
    "docx": read_docx,
    "xlsx": read_xlsx,
    "export": write,
    "check": check,
    "process": processes,
}
