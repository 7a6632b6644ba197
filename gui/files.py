"""What is done with files: new, open, save, export, print, close. Long work goes through the task runner.

Knows the session and asks through `Dialogs`; tells the outcome by signals, so that no window is known here.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.errors import UserError
from core.exporter.atomic import write_atomic
from core.forms import Forms
from core.provenance import ImportRecord
from core.report import Meta, PreviousEdit, Report, TextEdit
from gui.dialogs import Answer, Dialogs
from gui.naming import changes_in_words, default_year, file_name, numbered_headings
from gui.project_file import Place, ProjectFile
from gui.recovery import LeftBehind, Recovery
from gui.session import ReportSession
from gui.settings import Recent, Settings
from gui.tasks import Progress, TaskRunner

if TYPE_CHECKING:  # reading and writing libraries are loaded when they are first needed
    from core.importer.importing import Imported

OWN = ".nianbao"
_KIND_NAMES = {".docx": "Word 文档", ".xlsx": "Excel 工作簿", ".html": "网页", ".pdf": "PDF 文件", ".json": "数据文件"}


@dataclass(frozen=True, slots=True)
class ReviewRequest:
    """A file was read and is to be looked at before anything is accepted. `next_year`: it was chosen as last year's report."""

    path: Path
    imported: Imported
    next_year: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """What file actions work with."""

    session: ReportSession
    forms: Forms
    settings: Settings
    runner: TaskRunner
    recovery: Recovery
    dialogs: Dialogs


class FileActions(QObject):
    """The commands of the file menu and of the start page."""

    notice = Signal(str, object)  # a line, and the Path it speaks of or None
    backed_up = Signal(str)  # time of day
    opened = Signal()  # a report is open: show it
    review_wanted = Signal(object)  # ReviewRequest
    start_wanted = Signal()
    settings_wanted = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._session, self._settings = desk.session, desk.settings
        self.project = ProjectFile(desk.dialogs, desk.forms, desk.runner)
        self._is_blank = False  # made empty here: nothing is lost while it is untouched
        desk.recovery.backed_up.connect(self.backed_up)

    @property
    def runner(self) -> TaskRunner:
        """Where long work runs; a progress line listens to it."""
        return self._desk.runner

    def new_from_last_year(self, path: Path | None = None) -> None:
        """Start the next report from a file of last year's (None: ask for it)."""
        path = path or self._ask_open("选择去年的年度报告")
        if path and self.maybe_save():
            self._read(path, lambda imported: self._take_last_year(path, imported))

    def new_blank(self) -> None:
        """An empty report of the edition in force."""
        if not self.maybe_save():
            return
        year = default_year(date.today())
        form = self._desk.forms.for_year(year)
        organ = self._settings.organ or next((entry.organ for entry in self._settings.recent if entry.organ), "")
        report = Report(form, Meta(organ, year, form.template.title.format(organ=organ, year=year), organ))
        if self._settings.local_headings:
            report.apply(TextEdit("other", numbered_headings(self._settings.local_headings)))
        self.show(report)
        self._is_blank = True

    def choose_and_open(self) -> None:
        """Ask for a file and open it."""
        path = self._ask_open("打开")
        if path:
            self.open_path(path)

    def open_path(self, path: Path) -> None:
        """Open any file that can be read: our own at once, others after the import review."""
        if not self.maybe_save():
            return
        if path.suffix.lower() == OWN:
            self._open_own(path)
        else:
            self._read(path, lambda imported: self._take(path, imported))

    def choose_previous(self) -> None:
        """Lay last year's report beside the open one."""
        path = self._ask_open("选择去年的报告作对照")
        if path:
            edit = "取去年报告作对照"
            self._read(path, lambda imported: self._session.edit(PreviousEdit(imported.report), edit))

    def start_next_year(self, previous: Report) -> None:
        """Open the draft that follows `previous`; asks for the year where last year's report does not tell."""
        from core.next_year import start_next_year

        year = None
        if previous.meta.year is None:
            year = self._desk.dialogs.year("去年的报告里没有读到年度。新报告是哪一年的？", default_year(date.today()))
            if year is None:
                return
        try:
            started = start_next_year(previous, self._desk.forms, year)
        except UserError as error:
            self._desk.dialogs.error(str(error))
            return
        edition = started.report.form.template.edition
        record = ImportRecord("", "next_year", edition, problems=started.notes) if started.notes else None
        self.show(started.report, record=record)

    def show(self, report: Report, place: Place | None = None, record: ImportRecord | None = None, unsaved: bool = False) -> None:
        """Make a report the open one. `unsaved`: it is not what its file holds, as after a crash."""
        place = place or Place()
        self.project.keep(place)
        self._session.open(report, place.path, record)
        self._desk.recovery.clear()
        if unsaved:
            self._session.undo_stack.resetClean()
            self._desk.recovery.keep()
        self._is_blank = False
        self._remember()
        self.opened.emit()

    def recover(self, left: LeftBehind) -> None:
        """Open what a crash left behind; it counts as unsaved. It goes on in its file where nobody wrote that since."""
        self._desk.recovery.try_once(left)
        place, held = self.project.recovered(left.known)
        self.show(left.report, place, left.record, unsaved=True)
        self._desk.recovery.take_over(left)
        if held:
            self.notice.emit(f"{held}恢复的内容没有文件名，请另存。", None)

    def refuse_recovery(self, left: LeftBehind) -> None:
        """Ask no more about what a crash left behind."""
        self._desk.recovery.refuse(left)

    def save(self) -> bool:
        """Save to the report's own file, asking for one the first time. False when nothing was saved."""
        path = self._session.path
        if path is None:
            return self.save_as()
        return self._save_to(path)

    def save_as(self) -> bool:
        """Save to a file that the person chooses."""
        self._session.commit()
        path = self._ask_save("save", OWN)
        return path is not None and self._save_to(path)

    def export_to(self, suffix: str) -> None:
        """Write the report in another format, read it back, and say so in a line."""
        self._session.commit()
        path = self._ask_save("export", suffix)
        if path is None:
            return
        report, record = self._session.report.copy(), self._session.record
        forms = self._desk.forms

        def work(progress: Progress) -> str:
            return _export(report, record, (path, forms), progress)

        kind = _KIND_NAMES.get(suffix, "文件")
        self.runner.run(f"正在导出{kind}“{path.name}”", work, lambda said: self._on_exported(path, said), self._on_error)

    def print_(self) -> None:
        """Ask for a printer and print."""
        from gui.printing import print_report

        self._session.commit()
        if print_report(self._session.report, self._desk.dialogs.parent):
            self.notice.emit("已送往打印机", None)

    def print_preview(self) -> None:
        """Show the pages."""
        from gui.printing import preview

        self._session.commit()
        preview(self._session.report, self._desk.dialogs.parent)

    def maybe_save(self) -> bool:
        """Before the report goes: save, discard or cancel. False means that the person wants to stay."""
        if not self._session.is_open:
            return True
        self._session.commit()
        self._remember()
        stack = self._session.undo_stack
        if stack.isClean() or (self._is_blank and stack.count() == 0):
            return True
        what = changes_in_words(stack, self._session.path is None)
        answer = self._desk.dialogs.save_changes(what)
        if answer is Answer.DISCARD:
            self._desk.recovery.clear()
        return answer is Answer.DISCARD or (answer is Answer.SAVE and self.save())

    def close_report(self) -> None:
        """Go back to the start page."""
        if self.maybe_save():
            self._session.undo_stack.setClean()  # given up or saved: nobody is to ask about it again
            self.project.release()
            self.start_wanted.emit()

    def close(self) -> None:
        """End of the program."""
        self.project.release()

    def open_settings(self) -> None:
        """Show the settings."""
        self.settings_wanted.emit()

    def show_about(self) -> None:
        """Show version and licence."""
        self._desk.dialogs.about()

    def open_outside(self, path: Path) -> None:
        """Open a file or a folder in the system's program for it."""
        if not self._desk.dialogs.show_file(path):
            self._desk.dialogs.error(f"系统没有能打开“{path.name}”的程序，请在文件管理器中打开 {path.parent}。")

    def _open_own(self, path: Path) -> None:
        self._settings.set_folder("open", path.parent)
        try:
            found = self.project.open(path)
        except UserError as error:
            self._on_error(error)
            return
        if found is None:
            return
        if found.imported.source is None:
            self.show(found.imported.report, found.place, found.imported.record, found.unsaved)
        else:  # another kind of file behind our suffix
            self.project.drop(found.place)
            self._take(path, found.imported)

    def _take(self, path: Path, imported: Imported) -> None:
        if imported.source is not None:
            self.review_wanted.emit(ReviewRequest(path, imported, next_year=False))
        else:
            self.show(imported.report, record=imported.record)

    def _take_last_year(self, path: Path, imported: Imported) -> None:
        if imported.source is not None:
            self.review_wanted.emit(ReviewRequest(path, imported, next_year=True))
        else:
            self.start_next_year(imported.report)

    def _read(self, path: Path, then: Callable[[Imported], None]) -> None:
        forms = self._desk.forms
        self._settings.set_folder("open", path.parent)

        def work(_: Progress) -> Imported:
            from core.importer.importing import import_report

            return import_report(path, forms)

        self.runner.run(f"正在读取“{path.name}”", work, then, self._on_error)

    def _save_to(self, path: Path) -> bool:
        self._session.commit()
        if not self.project.save(path, self._session.report.copy(), self._session.record):
            return False
        self._session.saved(path)
        self._desk.recovery.clear()
        self._remember()
        self.notice.emit(f"已保存“{path.name}”", path)
        return True

    def _on_exported(self, path: Path, said: str) -> None:
        left = self._session.digest.counts().words() if self._session.is_open else ""
        self.notice.emit(f"{said}；报告还有 {left}" if left else said, path)

    def _on_error(self, error: Exception) -> None:
        if not isinstance(error, UserError):
            raise error
        self._desk.dialogs.error(str(error))

    def _ask_open(self, title: str) -> Path | None:
        return self._desk.dialogs.open_file(title, self._settings.folder("open"))

    def _ask_save(self, use: str, suffix: str) -> Path | None:
        suggestion = self._settings.folder(use) / f"{file_name(self._session.report.meta)}{suffix}"
        path = self._desk.dialogs.save_file("导出" if use == "export" else "保存", suggestion, suffix)
        if path is not None:
            self._settings.set_folder(use, path.parent)
        return path

    def _remember(self) -> None:
        path, meta = self._session.path, self._session.report.meta
        if path is not None:
            state = self._session.digest.counts().words() or "完成"
            self._settings.remember(Recent(str(path), meta.organ, meta.year, state, date.today().isoformat()))


def _export(report: Report, record: ImportRecord | None, target: tuple[Path, Forms], progress: Progress) -> str:
    """Write and check in a temporary folder, then move into place unless cancelled; returns what to tell."""
    from core.exporter.export import export

    path, forms = target
    if path.suffix.lower() == ".pdf":
        from gui.printing import pdf_bytes

        content, said = pdf_bytes(report), f"已导出“{path.name}”"
    else:
        with tempfile.TemporaryDirectory(prefix="nianbao-") as folder:
            written = export(report, Path(folder) / path.name, forms, record)
            content = written.path.read_bytes()
        said = f"已导出“{path.name}”，回读校验 {written.equal}/{written.compared} 格一致"
    progress.say("正在写入文件")
    write_atomic(path, content)
    return said
