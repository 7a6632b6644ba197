"""Puts the program together behind its window. No other module makes a session, a task runner or file actions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from core.errors import UserError
from core.forms import Forms
from core.review import WordList, load_words
from gui.dialogs import Dialogs
from gui.files import Desk, FileActions, ReviewRequest
from gui.recovery import Recovery
from gui.session import ReportSession
from gui.shell import Pages, Shell, Window
from gui.tasks import TaskRunner


@dataclass(frozen=True, slots=True)
class Program:
    """Everything that lives as long as the window."""

    session: ReportSession
    files: FileActions
    recovery: Recovery
    dialogs: Dialogs
    shell: Shell

    def close(self) -> None:
        """End of the program."""
        self.session.stop()
        self.files.runner.stop()
        self.recovery.close()
        self.files.close()


def build(window: Window, forms: Forms, folder: Path) -> Program:
    """Connect the window with everything behind it. `folder` is the person's own."""
    shell, settings, theme = window.shell, window.settings, window.theme
    session, runner, dialogs = ReportSession(text_runner=TaskRunner()), TaskRunner(), Dialogs(shell)
    recovery = Recovery(session, runner, folder / "recovery")
    files = FileActions(Desk(session, forms, settings, runner, recovery, dialogs))

    def make_report() -> QWidget:
        from gui.main_window import MainWindow

        return MainWindow(session, forms, settings, theme, files)

    def make_review(request: ReviewRequest) -> QWidget:
        from gui.import_review.page import ReviewPage

        page = ReviewPage(request, theme)
        page.left.connect(shell.leave_review)
        page.opening.connect(lambda report, record: files.show(report, record=record))
        page.starting.connect(files.start_next_year)
        return page

    def edit_settings() -> None:
        from gui.settings_dialog import SettingsDialog

        SettingsDialog(settings, theme, shell).exec()

    files.settings_wanted.connect(edit_settings)
    recovery.trouble.connect(lambda sentence: files.notice.emit(sentence, None))
    shell.connect_files(files, Pages(make_report, make_review))
    session.use_words(_own_words(folder, files))
    return Program(session, files, recovery, dialogs, shell)


def _own_words(folder: Path, files: FileActions) -> WordList | None:
    """The program's word list with the office's own; a list that cannot be read is told and left out."""
    try:
        return load_words(folder / "words")
    except UserError as error:
        files.notice.emit(str(error), None)
        return None
