"""The whole program: Chinese everywhere, crashes are safe, the log is discreet, the start is light."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from parts import damaged_import, full_report
from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton

from core.errors import UserError
from gui import dialogs as dialogs_module
from gui.crash import CrashHandler, Log
from gui.dialogs import Answer, Dialogs, Elsewhere, UnexpectedErrorDialog
from gui.program import build
from gui.settings import Settings
from gui.settings_dialog import SettingsDialog
from gui.shell import Shell, Window
from gui.start_page import StartPage
from gui.theme import Theme

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def program(forms, settings, theme, tmp_path, qtbot):
    shell = Shell(settings, StartPage(settings, theme))
    program = build(Window(shell, settings, theme), forms, tmp_path / "user")
    program.dialogs.save_changes = lambda what: Answer.DISCARD  # qtbot closes the window before anything else
    qtbot.addWidget(program.shell)
    program.shell.resize(1366, 768)
    program.shell.show()
    qtbot.waitExposed(program.shell)
    yield program
    program.session.undo_stack.setClean()
    program.files.runner.stop()
    program.recovery.close()


def run_python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    settings = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", **environment}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=settings, timeout=60, cwd=ROOT)


def test_start_page_then_report(program, qtbot):
    program.shell.show_start()
    program.shell._start.choices["blank"].click()
    assert program.session.is_open
    assert program.shell.stack.currentIndex() == 1
    assert program.shell.windowTitle()


def test_from_last_years_word_file_to_this_years_report(program, forms, tmp_path, qtbot):
    from core.exporter.export import export

    path = tmp_path / "last.docx"
    export(full_report(forms), path, forms)
    program.files.new_from_last_year(path)
    qtbot.waitUntil(lambda: program.shell.stack.count() == 2, timeout=10_000)
    page = program.shell.stack.currentWidget()
    page.start.click()
    assert program.session.report.meta.year == 2024
    assert program.session.report.previous.meta.year == 2023
    assert program.shell.stack.currentWidget() is not page


def test_qts_own_words_are_chinese(qapp):
    translator = QTranslator()
    assert translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    assert translator.translate("QPlatformTheme", "Cancel") == "取消"


def test_every_button_of_the_program_is_named_in_chinese(program, forms, theme, settings, qtbot):
    dialog = SettingsDialog(settings, theme)
    unexpected = UnexpectedErrorDialog("已备份。", "Traceback")
    for widget in (program.shell, dialog, unexpected):
        qtbot.addWidget(widget)
        for button in widget.findChildren(QPushButton):
            name = button.text() or button.accessibleName()
            assert any("\u4e00" <= character <= "\u9fff" for character in name), (type(widget), name)


def test_a_crash_writes_the_recovery_file_before_it_is_told(program, forms):
    program.files.show(full_report(forms))
    told: list[tuple[str, str]] = []
    folder = program.recovery._folders[0]

    def show(saved: str, details: str) -> None:
        assert len(list(folder.glob("*.journal"))) == 1
        told.append((saved, details))

    handler = CrashHandler(program.recovery.write, show)
    try:
        raise ValueError("本镇的数字")
    except ValueError as error:
        handler(type(error), error, error.__traceback__)
    assert "已经备份" in told[0][0]
    assert "本镇的数字" in told[0][1]


def test_a_second_failure_does_not_hide_the_first(caplog):
    shown: list[str] = []

    def fail() -> Path:
        raise UserError("磁盘已满")

    handler = CrashHandler(fail, lambda saved, details: shown.append(saved))
    handler(ValueError, ValueError("x"), None)
    assert "另存为" in shown[0]


def test_an_error_while_the_dialog_is_open_is_only_logged():
    shown: list[str] = []

    def show(saved: str, details: str) -> None:
        shown.append(saved)
        handler(KeyError, KeyError("y"), None)

    handler = CrashHandler(lambda: None, show)
    handler(ValueError, ValueError("x"), None)
    assert len(shown) == 1


def test_the_log_names_places_but_no_texts(tmp_path):
    log = Log(tmp_path / "logs")
    handler = CrashHandler(lambda: None, lambda saved, details: None)
    try:
        raise ValueError("本镇收到申请 25 件")
    except ValueError as error:
        handler(type(error), error, error.__traceback__)
    log.close()
    text = (tmp_path / "logs" / "nianbao.log").read_text(encoding="utf-8")
    assert "ValueError at test_app.py" in text
    assert "25" not in text.split("ValueError")[0].split("start")[0]
    assert "本镇" not in text
    assert not logging.getLogger("nianbao").handlers


def test_errors_in_threads_are_caught_too(tmp_path, monkeypatch):
    before = sys.excepthook, threading.excepthook
    CrashHandler(lambda: None, lambda saved, details: None).install()
    thread = threading.Thread(target=lambda: 1 // 0)
    thread.start()
    thread.join()
    sys.excepthook, threading.excepthook = before


def test_the_unexpected_error_can_be_copied(qtbot, qapp):
    dialog = UnexpectedErrorDialog("已备份。", "Traceback: 详情")
    qtbot.addWidget(dialog)
    dialog.copy.click()
    assert qapp.clipboard().text() == "Traceback: 详情"


def answer_box(monkeypatch, text: str) -> list[QMessageBox]:
    """Message boxes answer themselves by the button of that text."""
    seen: list[QMessageBox] = []

    def answer(box: QMessageBox) -> int:
        seen.append(box)
        next(button for button in box.buttons() if button.text() == text).click()
        return 0

    monkeypatch.setattr(dialogs_module.QMessageBox, "exec", answer)
    return seen


@pytest.mark.parametrize(("button", "answer"), [("保存", Answer.SAVE), ("不保存", Answer.DISCARD), ("取消", Answer.CANCEL)])
def test_the_question_about_changes(qapp, monkeypatch, button, answer):
    seen = answer_box(monkeypatch, button)
    assert Dialogs().save_changes("上次保存后：填写 3 格。") is answer
    assert seen[0].informativeText() == "上次保存后：填写 3 格。"


@pytest.mark.parametrize(
    ("button", "answer"), [("打开副本", Elsewhere.COPY), ("仍然打开", Elsewhere.ANYWAY), ("取消", Elsewhere.CANCEL)]
)
def test_the_question_about_a_report_open_elsewhere(qapp, monkeypatch, button, answer):
    seen = answer_box(monkeypatch, button)
    assert Dialogs().open_elsewhere("“a.nianbao”已在别处打开。") is answer
    assert seen[0].informativeText() == "“a.nianbao”已在别处打开。"
    assert seen[0].defaultButton().text() == "打开副本"


def test_errors_and_confirmations(qapp, monkeypatch):
    answer_box(monkeypatch, "知道了")
    Dialogs().error("文件已损坏。")
    answer_box(monkeypatch, "仍然保存")
    assert Dialogs().confirm("？", "。", "仍然保存")
    answer_box(monkeypatch, "取消")
    assert not Dialogs().confirm("？", "。", "仍然保存")
    answer_box(monkeypatch, "关闭")
    Dialogs().about()


def test_settings_dialog_shows_at_once_and_takes_back(qtbot, settings):
    theme = Theme("light")
    dialog = SettingsDialog(settings, theme)
    qtbot.addWidget(dialog)
    dialog.organ.setText("某镇人民政府")
    dialog.headings.setPlainText("收费情况\n\n要点落实")
    dialog.theme.setCurrentIndex(dialog.theme.findData("dark"))
    dialog.ui_size.setValue(13)
    assert theme.scheme == "dark"
    dialog.reject()
    assert theme.scheme != "dark"
    assert settings.organ == ""
    dialog.accept()
    assert settings.organ == "某镇人民政府"
    assert settings.local_headings == ("收费情况", "要点落实")
    assert (settings.theme, settings.ui_size) == ("dark", 13)
    assert settings.deadline_day == (1, 31)


def test_settings_reach_the_person_who_reads_them(qtbot, settings):
    dialog = SettingsDialog(settings, Theme("light"))
    qtbot.addWidget(dialog)
    labels = [label.text() for label in dialog.findChildren(QLabel)]
    assert "本机关名称" in labels
    assert all(text for text in labels)


def test_document_libraries_are_not_loaded_at_the_start(tmp_path):
    code = (
        "import sys; from pathlib import Path\n"
        "from gui.app import make_application, Settings, Theme, Shell, StartPage, Window\n"
        f"app = make_application([]); folder = Path({str(tmp_path)!r}); s, t = Settings(folder / 's.ini'), Theme()\n"
        "shell = Shell(s, StartPage(s, t)); shell.show(); app.processEvents()\n"
        "early = {'gui.files', 'gui.session', 'core.forms', 'gui.dialogs'} & set(sys.modules)\n"
        "from gui.program import build; from core.forms import load_forms\n"
        "p = build(Window(shell, s, t), load_forms(), folder); app.processEvents()\n"
        "heavy = {'lxml', 'lxml.etree', 'xlsxwriter', 'PySide6.QtPrintSupport', 'gui.main_window', 'gui.import_review.page'}\n"
        "print(sorted(early | heavy & set(sys.modules)))"
    )
    done = run_python(code)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_references_to_none_do_not_leak(qapp):
    """A known fault of some versions of the binding: each call loses a reference, until the interpreter dies."""
    label, settings = QLabel(), Settings(Path(os.devnull))
    before = sys.getrefcount(None)
    for _ in range(10_000):
        label.setText("x")
        label.update()
        settings.blockSignals(False)
    assert sys.getrefcount(None) - before > -100


def test_the_program_starts_takes_a_file_and_ends(tmp_path, forms):
    """A real start in a process of its own, with folders of its own; the window closes itself."""
    file = tmp_path / "a.txt"
    file.write_text("某镇2023年政府信息公开工作年度报告\n一、总体情况\n正文。\n", encoding="utf-8")
    code = (
        "import sys\n"
        "from PySide6.QtCore import QTimer\n"
        "from PySide6.QtWidgets import QApplication\n"
        "import gui.shell as s\n"
        "old = s.Shell.show_review\n"
        "def seen(self, request):\n"
        "    old(self, request); print(request.path.name, self.windowTitle()); QTimer.singleShot(0, self.close)\n"
        "s.Shell.show_review = seen\n"
        "from gui.app import run\n"
        f"sys.exit(run([{str(file)!r}]))"
    )
    done = run_python(code, XDG_CONFIG_HOME=str(tmp_path), XDG_DATA_HOME=str(tmp_path / "data"), HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "a.txt" in done.stdout
    assert (tmp_path / "data" / "nianbao" / "nianbao" / "logs" / "nianbao.log").is_file()
    assert damaged_import(forms).record.file == "last.docx"
