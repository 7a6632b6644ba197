from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QInputMethodEvent, QTextCharFormat, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.report import Mark, TextEdit
from gui.session import ReportSession
from gui.text_pane import TextPane, changed_stretch
from tests.gui.samples import TEXTS, full_report

Key = Qt.Key


@pytest.fixture
def session(qapp, forms):
    found = ReportSession()
    found.open(full_report(forms), Path("x.nianbao"))
    return found


@pytest.fixture
def pane(qtbot, session, theme):
    found = TextPane(session, "other", theme)
    qtbot.addWidget(found)
    found.fit(600, 1.0)
    found.show()
    qtbot.waitExposed(found)
    found.setFocus()
    found.moveCursor(QTextCursor.MoveOperation.End)
    return found


def write(pane, text):
    """As an input method does; QTest can only type ASCII."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(pane, event)


def test_typing_is_recorded_and_merged_until_a_sentence_ends(pane, session):
    for letter in "甲乙丙":
        write(pane, letter)
    assert session.report.texts["other"] == TEXTS["other"] + "甲乙丙"
    assert session.undo_stack.count() == 1
    write(pane, "，")
    write(pane, "丁")
    assert session.undo_stack.count() == 2
    assert session.undo_stack.undoText() == "输入 六、其他需要报告的事项"


def test_deleting_after_typing_is_another_step(pane, session):
    write(pane, "甲")
    QTest.keyClick(pane, Key.Key_Backspace)
    QTest.keyClick(pane, Key.Key_Backspace)
    assert session.undo_stack.count() == 2
    session.undo_stack.undo()
    assert pane.toPlainText() == TEXTS["other"] + "甲"


def test_undo_keeps_the_caret_where_the_change_was(pane, session):
    cursor = pane.textCursor()
    cursor.setPosition(3)
    pane.setTextCursor(cursor)
    write(pane, "新")
    session.undo_stack.undo()
    assert pane.toPlainText() == TEXTS["other"] and pane.textCursor().position() == 3
    session.undo_stack.redo()
    assert pane.textCursor().position() == 4 and pane.toPlainText() == "本年度新没有收取信息处理费。"


def test_the_document_has_no_undo_of_its_own(pane):
    write(pane, "甲")
    assert not pane.document().isUndoAvailable()


def test_a_composition_is_recorded_only_when_it_is_committed(pane, session):
    for letters in ("z", "zh", "zhen", "zheng"):
        QApplication.sendEvent(pane, QInputMethodEvent(letters, []))
        assert session.undo_stack.count() == 0 and pane.toPlainText() == TEXTS["other"]
    commit = QInputMethodEvent()
    commit.setCommitString("政府")
    QApplication.sendEvent(pane, commit)
    assert session.report.texts["other"] == TEXTS["other"] + "政府"
    assert session.undo_stack.count() == 1
    session.undo_stack.undo()
    assert pane.toPlainText() == TEXTS["other"]


def test_a_refresh_during_a_composition_does_not_break_it(pane, session, theme):
    QApplication.sendEvent(pane, QInputMethodEvent("zheng", []))
    session.commit()
    session.edit(TextEdit("overview", "别处"), "x")
    session.edit(TextEdit("other", "别人改的"), "x")
    pane.show_found(((0, 2),))
    layout = pane.textCursor().block().layout()
    assert layout.preeditAreaText() == "zheng"
    commit = QInputMethodEvent()
    commit.setCommitString("政府")
    QApplication.sendEvent(pane, commit)
    assert "政府" in session.report.texts["other"] and pane.toPlainText() == session.report.texts["other"]


def test_text_is_cleaned_when_the_pane_is_left_not_while_typing(pane, session):
    QTest.keyClick(pane, Key.Key_Return)
    QTest.keyClick(pane, Key.Key_Return)
    write(pane, "  新的一段 ")
    assert pane.toPlainText() == TEXTS["other"] + "\n\n  新的一段 "
    session.commit()
    assert session.report.texts["other"] == TEXTS["other"] + "\n新的一段" == pane.toPlainText()


def test_paste_takes_plain_paragraphs_as_one_step(pane, session):
    data = QMimeData()
    data.setHtml("<p><b>甲</b></p><p>　　乙</p>")
    data.setText("甲\r\n\r\n　　乙\t丙\r\n")
    pane.insertFromMimeData(data)
    assert session.report.texts["other"] == TEXTS["other"] + "甲\n乙 丙"
    assert session.undo_stack.count() == 1
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile("/tmp/a.docx")])
    assert not pane.canInsertFromMimeData(files)


def test_paragraphs_are_indented_and_headings_stand_out(qtbot, session, theme):
    pane = TextPane(session, "overview", theme)
    qtbot.addWidget(pane)
    block = pane.document().findBlockByNumber(0)
    assert block.blockFormat().textIndent() > 20 and block.blockFormat().lineHeight() == 160
    heading = pane.document().findBlockByNumber(1)
    assert heading.text() == "（一）主动公开"
    assert any(part.format.font().bold() for part in heading.layout().formats())
    assert not block.layout().formats()


def test_a_line_becomes_a_heading_while_it_is_typed(pane):
    QTest.keyClick(pane, Key.Key_Return)
    write(pane, "（三）其他")
    assert any(part.format.font().bold() for part in pane.document().lastBlock().layout().formats())


def test_leftovers_are_marked_until_touched(pane, session):
    session.edit(TextEdit("other", "2022年没有。", (Mark("other", 0, 5, "year", "2022年", "请核对年份"),)), "x")
    selection = pane.extraSelections()[0]
    assert selection.format.background().color() == pane._theme.color("leftover_fill")
    assert selection.cursor.selectedText() == "2022年"
    assert selection.format.underlineStyle() == QTextCharFormat.UnderlineStyle.WaveUnderline
    assert pane.mark_at(pane.cursorRect(selection.cursor).center()).hint == "请核对年份"
    cursor = pane.textCursor()
    cursor.setPosition(4)
    pane.setTextCursor(cursor)
    QTest.keyClick(pane, Key.Key_Backspace)
    assert session.report.marks("other") == ()
    leftover = pane._theme.color("leftover_fill")
    assert all(item.format.background().color() != leftover for item in pane.extraSelections())


def test_findings_are_underlined_with_what_they_say(pane, session):
    session.edit(TextEdit("other", "本年度收取信息处理费____元。"), "x")
    (finding,) = [item for item in session.digest.open if item.rule == "text.placeholder"]
    line = next(item for item in pane.extraSelections() if item.cursor.selectedText() == finding.quote)
    assert line.format.underlineStyle() == QTextCharFormat.UnderlineStyle.WaveUnderline
    assert line.format.underlineColor() == pane._theme.color("error")
    assert finding.message in pane.tip_at(pane.cursorRect(line.cursor).center())
    assert pane.tip_at(pane.cursorRect(QTextCursor(pane.document())).center()) == ""
    session.undo_stack.undo()
    assert pane.extraSelections() == []


def test_underlines_wait_for_the_end_of_a_composition(pane, session, qtbot):
    QApplication.sendEvent(pane, QInputMethodEvent("zhong", []))
    layout = pane.document().lastBlock().layout()
    assert layout.preeditAreaText() == "zhong"
    session.edit(TextEdit("other", TEXTS["other"] + "____"), "x")
    assert pane.extraSelections() == [] and layout.preeditAreaText() == "zhong"
    write(pane, "")
    assert [item.cursor.selectedText() for item in pane.extraSelections()] == ["____"]


def test_it_grows_with_its_text_and_never_scrolls(pane):
    before = pane.height()
    for _ in range(8):
        QTest.keyClick(pane, Key.Key_Return)
        write(pane, "一段")
    assert pane.height() > before + 100
    assert pane.verticalScrollBar().maximum() == 0


def test_undo_keys_are_left_to_the_window(pane):
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent

    event = QKeyEvent(QEvent.Type.ShortcutOverride, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    pane.event(event)
    assert not event.isAccepted()


def test_rare_characters_do_not_shift_the_marks(pane, session):
    session.edit(TextEdit("other", "𠮷𠮷2022年", (Mark("other", 2, 7, "year", "2022年", "请核对"),)), "x")
    assert pane.extraSelections()[0].cursor.selectedText() == "2022年"
    session.edit(TextEdit("other", "𠮷𠮷2023年"), "x")
    assert pane.toPlainText() == "𠮷𠮷2023年"


@pytest.mark.parametrize(("old", "new"), [("abc", "abxc"), ("aaa", "aa"), ("", "x"), ("x", ""), ("ab", "ba")])
def test_the_changed_stretch_is_the_smallest(old, new):
    start, end = changed_stretch(old, new)
    assert old[:start] == new[:start] and old[len(old) - end :] == new[len(new) - end :]
    assert start + end <= min(len(old), len(new))
