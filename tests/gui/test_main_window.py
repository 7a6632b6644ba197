from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QAbstractScrollArea, QApplication, QLineEdit, QToolBar, QWidget

from core.report import PreviousEdit
from core.values import BLANK, Value
from gui.main_window import MainWindow
from gui.places import Place
from gui.session import ReportSession
from tests.gui.samples import FakeFiles, empty_report, full_report, with_last_year

CELL = "requests.received.person"
Ctrl = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def session(qapp, forms):
    found = ReportSession()
    found.open(with_last_year(full_report(forms), forms), Path("x.nianbao"))
    return found


@pytest.fixture
def files():
    return FakeFiles()


@pytest.fixture
def window(qtbot, qapp, session, forms, settings, theme, files):
    theme.apply(qapp)
    found = MainWindow(session, forms, settings, theme, files)
    qtbot.addWidget(found, before_close_func=lambda _window: setattr(files, "may_close", True))
    found.resize(1366, 768)
    found.show()
    qtbot.waitExposed(found)
    found.activateWindow()
    yield found
    qapp.setStyleSheet("")


def put(session, **cells):
    session.edit_cells({cell.replace("__", "."): Value.of(number) for cell, number in cells.items()}, "填写")


def test_the_page_has_all_parts_in_order(window):
    assert window.page.sections() == ("preface", "overview", "disclosure", "requests", "remedies", "problems", "other")
    tops = [part.mapTo(window.page.widget(), QPoint(0, 0)).y() for _, part in window.page._parts]
    assert tops == sorted(tops) and len(tops) == 9


def test_table_three_fits_the_paper_without_scrolling(window, qtbot):
    window.page.go_to(Place("requests", CELL))
    table = window.page.table()
    assert window.page.horizontalScrollBar().maximum() == 0
    assert table.width() == table.horizontalHeader().length() <= window.page.sheet.width() <= 900
    assert table.horizontalScrollBar().maximum() == 0 == table.verticalScrollBar().maximum()


def test_its_header_stays_in_sight_while_it_scrolls(window, qtbot):
    window.page.go_to(Place("requests", "requests.carried_out.person"))
    table = window.page.table()
    _, header = next(item for item in window.page._sticky if item[0] is table)
    assert header.isVisible() and header.y() == 0
    window.page.show_section("overview")
    assert not header.isVisible()


def test_counts_agree_everywhere(window, session):
    put(session, requests__received__total=29, disclosure__rules__issued=1)
    session.edit_cells({"remedies.direct_suit.other": BLANK}, "x")
    window.findings.refresh()
    words = session.digest.counts().words()
    assert window.windowTitle().endswith(words)
    assert window.findings.counts.text() == words
    assert window.side.tabText(0) == f"检查 {session.digest.counts().errors}"
    assert window.outline.words("requests") == f"不符 {session.digest.counts('requests').errors}"
    assert window.outline.words("remedies") == "待填 1"


def test_the_title_shows_what_is_not_saved(window, session):
    words = session.digest.counts().words() or "全部完成"
    assert window.windowTitle() == f"昌乐县乔官镇人民政府 2024 年报告 — {words}"
    put(session, requests__received__total=29)
    assert "● 未保存" in window.windowTitle()
    session.undo_stack.undo()
    assert "● 未保存" not in window.windowTitle()


def test_f8_goes_to_the_problem_and_back_again(window, session):
    put(session, requests__received__total=29, remedies__direct_suit__total=3)
    while window.page.place.cell != "requests.received.person":
        window.actions_["next_problem"].trigger()
    assert QApplication.focusWidget() is window.page.table()
    while window.page.place.section != "remedies":
        window.actions_["next_problem"].trigger()
    window.actions_["previous_problem"].trigger()
    assert window.page.place.section == "requests"


def test_every_finding_leads_to_what_can_be_seen(window, session, forms, qtbot):
    session.open(empty_report(forms))
    put(session, requests__received__total=5, disclosure__rules__issued=1)
    window.findings.refresh()
    for node in window.findings.tree.model().nodes():
        if node.finding:
            window.findings._go(node)
            focus = QApplication.focusWidget()
            seen = (focus.viewport() if isinstance(focus, QAbstractScrollArea) else focus).visibleRegion().boundingRect()
            assert focus.isVisible() and not seen.isEmpty(), node.text
            if isinstance(focus, QAbstractItemView):
                assert seen.contains(focus.visualRect(focus.currentIndex())), node.text


def test_the_line_below_shows_the_relation_of_the_current_cell(window, session):
    put(session, requests__received__total=29)
    window.page.go_to(Place("requests", CELL))
    assert "差 1" in window.relation.words.text and window.relation.words.color == "error"
    assert window.status.place.text == "第三表 自然人 × 一、本年新收政府信息公开申请数量"
    put(session, requests__received__total=28)
    assert "相符" in window.relation.words.text
    window.page.go_to(Place("other"))
    assert "信息处理费" in window.relation.words.text


def test_undo_is_one_stack_with_names(window, session):
    window.page.go_to(Place("requests", CELL))
    QTest.keyClick(window.page.table(), Qt.Key.Key_5)
    QTest.keyClick(window.page.table().open_editor(), Qt.Key.Key_Return)
    window.page.go_to(Place("other"))
    pane = QApplication.focusWidget()
    QTest.keyClicks(pane, "abc")
    assert window.actions_["undo"].text() == "撤销 输入 六、其他需要报告的事项"
    QTest.keyClick(pane, Qt.Key.Key_Z, Ctrl)
    QTest.keyClick(pane, Qt.Key.Key_Z, Ctrl)
    assert session.undo_stack.isClean() and session.report.values[CELL].number == 23
    assert window.actions_["redo"].text() == "重做 填写 一·自然人"


def test_by_total_is_one_key(window, session):
    put(session, requests__received__total=27)
    window.page.go_to(Place("requests", "requests.received.business"))
    QTest.keyClick(window.page.table(), Qt.Key.Key_F9)
    assert session.report.values["requests.received.total"].number == 28
    QTest.keyClick(window.page.table(), Qt.Key.Key_F9)
    assert "已经相符" in window.relation.words.text


def test_blanks_become_nought_in_one_step_after_the_list_was_seen(window, session, monkeypatch):
    from gui.fill_zero import FillZeroDialog

    session.edit_cells({CELL: BLANK, "remedies.direct_suit.other": BLANK}, "x")
    monkeypatch.setattr(FillZeroDialog, "exec", lambda dialog: FillZeroDialog.DialogCode.Accepted)
    window.actions_["zeros"].trigger()
    assert session.undo_stack.undoText() == "空白填 0（2 格）" and session.report.values[CELL].number == 0
    window.actions_["zeros"].trigger()
    assert window.relation.words.text == "没有空白的单元格"


def test_auto_totals_are_remembered_but_touch_nothing_at_opening(window, session, settings, forms):
    window.actions_["auto_totals"].trigger()
    assert settings.auto_totals and session.auto_totals
    report = full_report(forms)
    session.open(report, Path("y.nianbao"))
    assert session.auto_totals and session.undo_stack.count() == 0 and window.actions_["auto_totals"].isChecked()
    window.actions_["auto_totals"].trigger()
    assert not session.auto_totals and not settings.auto_totals
    session.undo_stack.undo()
    assert session.auto_totals and window.actions_["auto_totals"].isChecked()


def test_last_year_beside_this_year(window, session):
    window.actions_["compare"].setChecked(True)
    window.page.go_to(Place("requests", CELL))
    table = window.page.table()
    assert table.form_model.compare and table.rowHeight(10) >= 42
    assert window.side.currentWidget() is window.last_year
    window.last_year.show_section("problems")
    window.last_year.refresh()
    assert "去年的老问题还在" in window.last_year.text.toPlainText()
    window.actions_["compare"].setChecked(False)
    assert table.rowHeight(10) < 42


def test_without_last_years_report_it_is_asked_for(window, session, files):
    session.edit(PreviousEdit(None), "x")
    window.side.setCurrentWidget(window.last_year)
    window.last_year.refresh()
    window.last_year._choose.click()
    assert ("choose_previous", ()) in files.calls


def test_f1_explains_row_and_column(window):
    window.page.go_to(Place("requests", "requests.denied_internal.person"))
    QTest.keyClick(window.page.table(), Qt.Key.Key_F1)
    text = window.help.text.toPlainText()
    assert window.side.currentWidget() is window.help
    assert "人事管理" in text and "第十六条" in text and "以个人身份" in text


def test_sections_by_number_and_outline(window, qtbot):
    QTest.keyClick(window, Qt.Key.Key_5, Ctrl)
    assert window.page.place.section == "problems"
    window.outline.itemClicked.emit(window.outline.item(3))
    assert window.page.place == Place("requests", CELL)
    window.page.verticalScrollBar().setValue(window.page.verticalScrollBar().maximum())
    assert window.outline.currentItem().text().startswith(("五", "六"))
    window.page.verticalScrollBar().setValue(0)
    assert window.outline.currentRow() == 0


def test_f6_goes_round_the_areas(window):
    window.page.go_to(Place("requests", CELL))
    seen = []
    for _ in range(3):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6)
        seen.append(QApplication.focusWidget())
    assert window.side.isAncestorOf(seen[0]) and seen[1] is window.outline and seen[2] is window.page.table()


def test_below_1200_the_side_panel_lies_over_the_page(window):
    page = window.page.width()
    assert window.side.isVisible()
    window.resize(1100, 700)
    QApplication.processEvents()
    assert not window.side.isVisible() and window.page.width() > page
    wide = window.page.width()
    window.actions_["side"].setChecked(True)
    assert window.side.isVisible() and window.page.width() == wide
    window.resize(1366, 768)
    QApplication.processEvents()
    assert window.side.isVisible() and window.page.width() == page
    window.actions_["outline"].setChecked(False)
    assert not window.outline.isVisible() and window.page.width() > page


def wheel(page, delta, modifiers=Ctrl):
    event = QWheelEvent(
        QPointF(50, 50),
        QPointF(50, 50),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(page.viewport(), event)


def test_zoom_by_wheel_and_keys(window):
    width = window.page.sheet.width()
    row = window.page._blocks["requests"].table.rowHeight(5)
    wheel(window.page, 120)
    assert window.page.zoom == 1.1 and window.page._blocks["requests"].table.rowHeight(5) > row
    wheel(window.page, -120)
    assert window.page.zoom == 1.0 and window.page.sheet.width() == width
    window.page.set_zoom(2.0)
    assert window.page.sheet.width() >= 1240 and window.page.horizontalScrollBar().maximum() > 0
    window.page.go_to(Place("requests", "requests.received.total"))
    table = window.page.table()
    assert table.viewport().visibleRegion().boundingRect().contains(table.visualRect(table.currentIndex()))
    QTest.keyClick(table, Qt.Key.Key_0, Ctrl)
    assert window.page.zoom == 1.0
    QTest.keyClick(table, Qt.Key.Key_Equal, Ctrl)
    assert window.page.zoom == 1.1


def test_wheel_and_page_keys_scroll_the_page(window):
    window.page.go_to(Place("requests", CELL))
    before = window.page.verticalScrollBar().value()
    wheel(window.page, -120, Qt.KeyboardModifier.NoModifier)
    assert window.page.verticalScrollBar().value() > before
    before = window.page.verticalScrollBar().value()
    QTest.keyClick(window.page.table(), Qt.Key.Key_PageUp)
    assert window.page.verticalScrollBar().value() < before


def test_search_marks_and_goes(window):
    QTest.keyClick(window, Qt.Key.Key_F, Ctrl)
    assert window.search.isVisible() and window.search.field.hasFocus()
    window.search.field.setText("月通报")
    window.search.step(1)
    assert window.page.place.section == "problems"
    assert window.page._blocks["problems"].pane.extraSelections()
    QTest.keyClick(window.search, Qt.Key.Key_Escape)
    assert not window.search.isVisible()


def test_a_notice_offers_to_open_what_was_made(window, files):
    files.notice.emit("已导出", Path("/tmp/a.docx"))
    assert window.notice.isVisible() and window.notice.words.text() == "已导出"
    window.notice._buttons[0].click()
    assert ("open_outside", (Path("/tmp/a.docx"),)) in files.calls
    files.backed_up.emit("10:32")
    assert window.status.state.text == "已自动备份 10:32"


def test_commands_reach_the_files(window, files):
    for name in ("save", "save_as", "open", "new_blank", "export_word", "print", "preview"):
        window.actions_[name].trigger()
    assert [name for name, _ in files.calls] == [
        "save",
        "save_as",
        "choose_and_open",
        "new_blank",
        "export_to",
        "print_",
        "print_preview",
    ]
    assert files.calls[4][1] == (".docx",)


def test_closing_takes_over_what_is_typed_and_may_be_refused(window, session, files):
    window.page.go_to(Place("requests", CELL))
    QTest.keyClick(window.page.table(), Qt.Key.Key_5)
    files.may_close = False
    event = QCloseEvent()
    window.closeEvent(event)
    assert not event.isAccepted() and session.report.values[CELL].number == 5


def test_another_report_is_shown_anew(window, session, forms):
    session.open(empty_report(forms))
    assert "待填 203" in window.windowTitle()
    assert window.page._blocks["overview"].pane.toPlainText() == ""
    put(session, requests__received__person=3)
    assert window.page._blocks["requests"].table.form_model.text(CELL) == "3"


def test_text_of_a_table_section_is_never_hidden(window, session):
    from core.report import TextEdit

    pane = window.page._blocks["requests"].pane
    assert not pane.isVisible()
    session.edit(TextEdit("requests", "说明：含街道办事处。"), "x")
    assert pane.isVisible()


def test_the_meter_counts_characters_against_the_limit(window, session):
    from core.report import TextEdit

    session.edit(TextEdit("overview", "字" * 1001), "x")
    assert window.page._blocks["overview"]._meter.text() == "1001/1000 字，超出"


def test_every_control_has_a_name_and_words_are_chinese(window):
    for widget in window.findChildren(QWidget):
        if isinstance(widget, QAbstractButton) and widget.isVisible() and widget.objectName() != "qt_toolbar_ext_button":
            assert widget.text() or widget.accessibleName() or widget.toolTip(), widget
        if isinstance(widget, QLineEdit | QAbstractItemView) and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert widget.accessibleName(), widget
    bar = window.findChild(QToolBar)
    for action in bar.actions():
        if action.text() and not action.isSeparator():
            assert action.toolTip() and not action.icon().isNull(), action.text()


def test_no_two_commands_share_a_key(window):
    seen = {}
    for action in window.findChildren(type(window.actions_["save"])):
        for key in action.shortcuts():
            text = key.toString(QKeySequence.SequenceFormat.PortableText)
            assert text not in seen, (text, action.text(), seen.get(text))
            seen[text] = action.text()


def test_the_deadline_counts_down(window, session):
    from gui.status import countdown

    assert countdown(date(2025, 1, 31), date(2025, 1, 19)) == "距 1月31日 还有 12 天"
    assert countdown(date(2025, 1, 31), date(2025, 1, 31)) == "今天（1月31日）是报送期限"
    assert countdown(date(2025, 1, 31), date(2025, 2, 1)) == "已超过报送期限 1月31日"
    assert window.status.deadline.text.startswith("已超过报送期限")


def test_no_document_library_is_loaded_by_the_window():
    import subprocess
    import sys

    heavy = ("lxml", "docx", "openpyxl", "xlsxwriter", "core.importer")
    code = f"import sys, gui.main_window; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
