"""The start page: three choices, recent reports, recovery, drops; all by keyboard too."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from parts import full_report, make_bench
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from gui.settings import Recent
from gui.shell import NAME, Pages, Shell
from gui.start_page import StartPage


@pytest.fixture
def page(settings, theme, qtbot) -> StartPage:
    page = StartPage(settings, theme)
    qtbot.addWidget(page)
    page.resize(1280, 720)
    page.show()
    return page


class PageWithWill(QWidget):
    """A page that may refuse to be left."""

    stays = False

    def closeEvent(self, event) -> None:  # noqa: N802
        event.setAccepted(not self.stays)


@pytest.fixture
def bench(forms, settings, tmp_path, qapp):
    return make_bench(forms, settings, tmp_path)


@pytest.fixture
def shell(bench, settings, theme, qtbot) -> Shell:
    shell = Shell(settings, StartPage(settings, theme))
    shell.connect_files(bench.files, Pages(PageWithWill, lambda request: PageWithWill()))
    qtbot.addWidget(shell)
    shell.show()
    qtbot.waitExposed(shell)
    return shell


@pytest.mark.parametrize("name", ["last_year", "blank", "open"])
def test_each_choice_works_by_mouse_and_by_key(page, qtbot, name):
    with qtbot.waitSignal(page.chosen) as caught:
        qtbot.mouseClick(page.choices[name], Qt.MouseButton.LeftButton)
    assert caught.args == [name]
    with qtbot.waitSignal(page.chosen):
        qtbot.keyClick(page.choices[name], Qt.Key.Key_Space)


def test_the_main_way_comes_first_and_everything_is_named(page):
    assert list(page.choices) == ["last_year", "blank", "open"]
    assert page.choices["last_year"].geometry().left() < page.choices["blank"].geometry().left()
    assert all(button.accessibleName() and button.accessibleDescription() for button in page.choices.values())
    assert page.recent.accessibleName()


def test_without_recent_reports_it_says_what_will_be_there(page):
    assert page._empty.isVisible()
    assert not page.recent.isVisible()


def test_recent_reports_show_organ_year_state_and_date(page, settings, qtbot, tmp_path):
    file = tmp_path / "a.nianbao"
    file.touch()
    settings.remember(Recent("/gone/b.nianbao", "乙镇", 2022, "完成", "2024-01-02"))
    settings.remember(Recent(str(file), "甲镇", 2023, "不符 2", "2025-01-02"))
    first = page.recent.topLevelItem(0)
    assert [first.text(column) for column in range(4)] == ["甲镇 2023 年报告", "不符 2", "2025-01-02", "a.nianbao"]
    assert page.recent.topLevelItem(1).text(1) == "文件已移走"
    page.recent.setCurrentItem(first)
    with qtbot.waitSignal(page.recent_chosen) as caught:
        qtbot.keyClick(page.recent, Qt.Key.Key_Return)
    assert caught.args == [file]


def test_a_crash_is_told_and_can_be_answered(page, forms, qtbot):
    left = SimpleNamespace(
        report=full_report(forms), when=datetime(2025, 1, 5, 10, 32), differences="与已保存的文件相比，改了 3 格。"
    )
    page.offer_recovery([left])
    assert page.recovery.isVisible()
    assert "某镇人民政府 2023 年报告" in page._recovery_words.text()
    assert "改了 3 格" in page._recovery_words.text()
    button = next(button for button in page.recovery.children() if getattr(button, "text", str)() == "恢复")
    with qtbot.waitSignal(page.recover_chosen) as caught:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert caught.args == [left]
    assert not page.recovery.isVisible()


def test_it_fits_a_small_window_with_large_letters(page, theme, qapp):
    page.resize(800, 600)
    assert page.column.width() <= 800
    assert page.column.sizeHint().width() <= 1280


def drop_of(path: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    return data


def test_a_file_dropped_anywhere_opens(shell, bench, tmp_path, monkeypatch):
    file = tmp_path / "a.docx"
    file.touch()
    opened: list[Path] = []
    monkeypatch.setattr(bench.files, "open_path", opened.append)
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    data = drop_of(file)
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, buttons, keys)
    shell.dragEnterEvent(enter)
    assert enter.isAccepted()
    shell.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, keys))
    assert opened == [file]
    nothing = QMimeData()
    nothing.setText("x")
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, nothing, buttons, keys)
    enter.ignore()
    shell.dragEnterEvent(enter)
    assert not enter.isAccepted()


def test_the_window_carries_the_title_of_its_page(shell, bench):
    assert shell.windowTitle() == NAME
    bench.files.new_blank()
    shell.stack.currentWidget().setWindowTitle("某镇 2024 年报告")
    assert shell.windowTitle() == "某镇 2024 年报告"
    bench.files.start_wanted.emit()
    assert shell.windowTitle() == NAME


def test_a_page_may_refuse_to_be_closed(shell, bench):
    bench.files.new_blank()
    page = shell.stack.currentWidget()
    page.stays = True
    assert not shell.close()
    assert shell.isVisible() and page.isVisible()
    page.stays = False
    assert shell.close()


def test_geometry_is_remembered(shell, settings):
    shell.close()
    assert not settings.blob("geometry").isEmpty()


def test_leaving_the_review_goes_back_to_where_one_came_from(shell, bench, tmp_path):
    path = tmp_path / "last.txt"
    path.write_text("某镇2023年政府信息公开工作年度报告\n一、总体情况\n正文。\n", encoding="utf-8")
    bench.files.open_path(path)
    assert "last.txt" in shell.windowTitle()
    shell.leave_review()
    assert shell.stack.currentIndex() == 0
    bench.files.new_blank()
    report = shell.stack.currentWidget()
    bench.files.open_path(path)
    assert shell.stack.currentWidget() is not report
    shell.leave_review()
    assert shell.stack.currentWidget() is report


def test_notices_outside_the_report_window_are_shown_by_the_shell(shell, bench, tmp_path):
    bench.files.notice.emit("已导出", tmp_path)
    assert shell.notice.isVisible()
