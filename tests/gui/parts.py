"""Small parts that several tests of the window use. Not a test itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from core.forms import Forms
from core.importer.importing import Imported
from core.importer.source import SourceCell, SourceDocument, SourceParagraph, SourceTable
from core.provenance import CellOrigin, ImportRecord, Problem, Unplaced
from core.report import CellEdit, Meta, Report, TextEdit
from core.rules import Severity
from core.values import State, Value
from gui.dialogs import Answer, Elsewhere
from gui.files import Desk, FileActions
from gui.recovery import Recovery
from gui.session import ReportSession
from gui.settings import Settings
from gui.tasks import SyncRunner

UNCLEAR, LOWER, ROW = "requests.received.person", "disclosure.rules.made", "requests.rejected_repeat."


def full_report(forms: Forms, year: int = 2023) -> Report:
    form = forms.get("2021-30")
    report = Report(form, Meta("某镇人民政府", year, f"某镇人民政府{year}年政府信息公开工作年度报告", "某镇人民政府"))
    report.apply(CellEdit({cell: Value.of(0) for cell in report.values}))
    for section in ("overview", "problems", "other"):
        report.apply(TextEdit(section, "（一）工作情况\n" + "本镇认真落实条例要求，按时公开。" * 12))
    return report


def damaged_import(forms: Forms) -> Imported:
    """A report with an unclear cell, a cell with a unit, a missing row, two equal texts without a place and a remark."""
    report = full_report(forms)
    ids = [cell for cell in report.values if cell.startswith("disclosure.")]
    lower, row = ids[0], tuple(cell for cell in report.values if cell.startswith(ROW))
    report.apply(
        CellEdit(
            {
                UNCLEAR: Value(State.UNCLEAR, None, "3O"),
                lower: Value(State.VALUE, Value.of(3).number, "3个"),
                **{cell: Value(State.UNREAD) for cell in row},
            }
        )
    )
    cells = {cell: CellOrigin(value.raw, value.state, f"表格 1，{cell}") for cell, value in report.values.items()}
    cells[UNCLEAR] = CellOrigin("3O", State.UNCLEAR, "表格 2，第 4 行第 4 列", 0.0, "「3O」不是数字", "30")
    cells[lower] = CellOrigin("3个", State.VALUE, "表格 1，第 3 行第 2 列", 0.9, "「3个」带有单位")
    cells |= {cell: CellOrigin("", State.UNREAD, "", 0.0, "源文件中没有这一格") for cell in row}
    problems = (
        Problem("import.unclear_cell", Severity.ERROR, "读不准", cells=(UNCLEAR,), section="requests"),
        Problem("import.missing_row", Severity.ERROR, "没有这一行", cells=row, section="requests"),
        Problem("structure.heading_number", Severity.INFO, "标题的序号与表样不同", where="第 6 段", section="overview"),
    )
    unplaced = (
        Unplaced("header", "页眉", "第 3 稿"),
        Unplaced("header", "页眉", "第 3 稿"),
        Unplaced("paragraph", "第 9 段", "补充说明。"),
    )
    record = ImportRecord("last.docx", "docx", "2021-30", cells, problems, unplaced, {"overview": ("第 2 段", "第 3 段")})
    table = SourceTable(
        (
            SourceCell(0, 0, 1, 2, "合并", "表格 2，第 1 行第 1 列"),
            SourceCell(0, 1, 1, 1, "重叠的字", "表格 2，第 1 行第 2 列"),
            SourceCell(1, 0, 3, 1, "越界", "表格 2，第 2 行第 1 列"),
            SourceCell(1, 1, 1, 1, "3O", "表格 2，第 4 行第 4 列"),
            SourceCell(0, 500, 1, 1, "很远的字", "表格 2，第 1 行第 501 列"),
        ),
        "表格 2",
    )
    paragraphs = (SourceParagraph("一、总体情况", "第 1 段", heading=1), SourceParagraph("（一）工作情况", "第 2 段"))
    return Imported(report, record, SourceDocument("docx", (*paragraphs, table)))


@dataclass
class FakeDialogs:
    """Answers as told, remembers what it was asked."""

    parent = None
    to_open: Path | None = None
    to_save: Path | None = None
    answer: Answer = Answer.CANCEL
    agrees: bool = False
    elsewhere: Elsewhere = Elsewhere.CANCEL
    chosen_year: int | None = None
    asked: list[str] = field(default_factory=list)

    def open_file(self, title: str, folder: Path) -> Path | None:
        self.asked.append(title)
        return self.to_open

    def save_file(self, title: str, suggestion: Path, suffix: str) -> Path | None:
        self.asked.append(suggestion.name)
        return self.to_save

    def save_changes(self, what: str) -> Answer:
        self.asked.append(what)
        return self.answer

    def confirm(self, question: str, detail: str, yes: str) -> bool:
        self.asked.append(question)
        return self.agrees

    def open_elsewhere(self, sentence: str) -> Elsewhere:
        self.asked.append(sentence)
        return self.elsewhere

    def year(self, question: str, suggestion: int) -> int | None:
        self.asked.append(question)
        return self.chosen_year

    def error(self, sentence: str) -> None:
        self.asked.append(sentence)

    def about(self) -> None:
        self.asked.append("about")

    def show_file(self, path: Path) -> bool:
        self.asked.append(path.name)
        return self.agrees


@dataclass
class Bench:
    """File actions with everything around them, and what they told."""

    session: ReportSession
    files: FileActions
    dialogs: FakeDialogs
    recovery: Recovery
    settings: Settings
    told: list[tuple[str, object]]


def make_bench(forms: Forms, settings: Settings, folder: Path) -> Bench:
    session, runner, dialogs = ReportSession(), SyncRunner(), FakeDialogs()
    recovery = Recovery(session, runner, folder / "recovery")
    files = FileActions(Desk(session, forms, settings, runner, recovery, dialogs))  # type: ignore[arg-type]
    told: list[tuple[str, object]] = []
    files.notice.connect(lambda text, path: told.append((text, path)))
    return Bench(session, files, dialogs, recovery, settings, told)
