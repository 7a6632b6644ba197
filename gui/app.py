"""The program with its window: the application, its settings and theme, and the start page, painted before anything else."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from gui.crash import CrashHandler, Log
from gui.folders import form_folder, name_application, settings_path, user_folder
from gui.icons import application_icon
from gui.settings import Settings
from gui.shell import Shell, Window
from gui.start_page import StartPage
from gui.theme import Theme

if TYPE_CHECKING:
    from gui.program import Program


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


def run(argv: Sequence[str]) -> int:
    """Show the window, with the file named in `argv` if there is one, until it is closed; returns the exit status.

    The start page is painted first; what stands behind it is loaded right afterwards.
    """
    app = make_application(argv)
    log = Log(user_folder() / "logs")
    settings = Settings(settings_path())
    theme = Theme(settings.theme, settings.ui_size, settings.paper_size)
    theme.apply(app)
    window = Window(Shell(settings, StartPage(settings, theme)), settings, theme)
    running: list[Program] = []
    window.shell.painted.connect(lambda: running.append(_complete(window, argv)))
    window.shell.show()
    status = app.exec()
    for program in running:
        program.close()
    log.close()
    return status


def _complete(window: Window, argv: Sequence[str]) -> Program:
    """Everything behind the painted window."""
    from core.forms import load_forms
    from gui.program import build

    forms = load_forms(form_folder())
    program = build(window, forms, user_folder())

    def show_error(saved: str, details: str) -> None:
        from gui.dialogs import UnexpectedErrorDialog

        UnexpectedErrorDialog(saved, details, window.shell).exec()

    CrashHandler(program.recovery.write, show_error).install()
    if argv:
        program.files.open_path(Path(argv[0]))
    else:
        window.shell.offer_recovery(program.recovery.left_behind(forms))
    return program
