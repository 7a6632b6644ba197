"""The program with its window: everything is built here and handed on. No other module makes a session, theme or settings."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTimer, QTranslator
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from core.forms import Forms, load_forms
from gui.crash import CrashHandler, Log
from gui.dialogs import Dialogs, UnexpectedErrorDialog
from gui.files import Desk, FileActions, ReviewRequest
from gui.folders import form_folder, name_application, settings_path, user_folder
from gui.icons import application_icon
from gui.recovery import Recovery
from gui.session import ReportSession
from gui.settings import Settings
from gui.shell import Pages, Shell
from gui.start_page import StartPage
from gui.tasks import TaskRunner
from gui.theme import Theme


def make_application(argv: Sequence[str]) -> QApplication:
    """The Qt application: names, sharp scaling, Chinese for Qt's own words."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    name_application()
    app = QApplication([sys.argv[0] if sys.argv else "", *argv])
    app.setApplicationDisplayName("")
    app.setDesktopFileName("nianbao")
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    app.setWindowIcon(application_icon())
    return app


@dataclass(frozen=True, slots=True)
class Program:
    """Everything that lives as long as the window."""

    session: ReportSession
    files: FileActions
    recovery: Recovery
    dialogs: Dialogs
    shell: Shell


def build(settings: Settings, theme: Theme, forms: Forms, folder: Path) -> Program:
    """Put the program together. `folder` is the person's own; nothing is shown yet."""
    session, runner, dialogs = ReportSession(), TaskRunner(), Dialogs()
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

    start = StartPage(settings, theme)
    shell = Shell(files, settings, Pages(start, make_report, make_review))
    dialogs.parent = shell
    files.settings_wanted.connect(edit_settings)
    QTimer.singleShot(0, shell, lambda: start.offer_recovery(recovery.left_behind(forms)))
    return Program(session, files, recovery, dialogs, shell)


def run(argv: Sequence[str]) -> int:
    """Show the window, with the file named in `argv` if there is one, until it is closed; returns the exit status."""
    app = make_application(argv)
    log = Log(user_folder() / "logs")
    settings = Settings(settings_path())
    theme = Theme(settings.theme, settings.ui_size, settings.paper_size)
    theme.apply(app)
    program = build(settings, theme, load_forms(form_folder()), user_folder())

    def show_error(saved: str, details: str) -> None:
        UnexpectedErrorDialog(saved, details, program.shell).exec()

    CrashHandler(program.recovery.write, show_error).install()
    program.shell.show()
    if argv:
        QTimer.singleShot(0, program.files, lambda: program.files.open_path(Path(argv[0])))
    status = app.exec()
    program.files.runner.stop()
    program.recovery.close()
    log.close()
    return status
