import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from core.values import BLANK, Value

Key = Qt.Key
Shift = Qt.KeyboardModifier.ShiftModifier
Ctrl = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def table(make_table):
    found = make_table()
    found.go_to("requests.received.person")
    return found


def value(session, cell):
    return session.report.values[f"requests.{cell}"].number


def put(text, html=""):
    data = QMimeData()
    data.setText(text)
    if html:
        data.setHtml(html)
    QGuiApplication.clipboard().setMimeData(data)


def test_typing_replaces_and_enter_goes_down(table, session):
    QTest.keyClick(table, Key.Key_7)
    QTest.keyClick(table.open_editor(), Key.Key_Return)
    assert value(session, "received.person") == 7
    assert table.current_cell() == "requests.carried_in.person" and table.open_editor() is None
    assert session.undo_stack.undoText() == "填写 一·自然人"


def test_f2_edits_what_is_there(table, session):
    QTest.keyClick(table, Key.Key_F2)
    editor = table.open_editor()
    assert editor.text() == "23"
    editor.end(False)
    QTest.keyClick(editor, Key.Key_4)
    QTest.keyClick(editor, Key.Key_Left)
    assert table.open_editor() is editor
    QTest.keyClick(editor, Key.Key_Tab)
    assert value(session, "received.person") == 234 and table.current_cell() == "requests.received.business"


def test_arrows_end_an_entry_begun_by_typing(table, session):
    QTest.keyClick(table, Key.Key_5)
    QTest.keyClick(table.open_editor(), Key.Key_Right)
    assert value(session, "received.person") == 5 and table.current_cell() == "requests.received.business"


def test_escape_gives_the_old_value_back(table, session):
    QTest.keyClick(table, Key.Key_9)
    QTest.keyClick(table.open_editor(), Key.Key_Escape)
    assert value(session, "received.person") == 23 and table.open_editor() is None
    assert session.undo_stack.count() == 0 and table.hasFocus()


@pytest.mark.parametrize(
    ("key", "modifier", "target"),
    [
        (Key.Key_Down, Qt.KeyboardModifier.NoModifier, "carried_in.person"),
        (Key.Key_Return, Qt.KeyboardModifier.NoModifier, "carried_in.person"),
        (Key.Key_Tab, Qt.KeyboardModifier.NoModifier, "received.business"),
        (Key.Key_Right, Qt.KeyboardModifier.NoModifier, "received.business"),
        (Key.Key_Left, Qt.KeyboardModifier.NoModifier, "received.person"),
        (Key.Key_End, Qt.KeyboardModifier.NoModifier, "received.total"),
        (Key.Key_End, Ctrl, "carried_out.total"),
    ],
)
def test_keys_move_over_input_cells_only(table, key, modifier, target):
    QTest.keyClick(table, key, modifier)
    assert table.current_cell() == f"requests.{target}"


def test_tab_goes_on_in_the_next_row_and_back(table):
    table.go_to("requests.received.total")
    QTest.keyClick(table, Key.Key_Tab)
    assert table.current_cell() == "requests.carried_in.person"
    QTest.keyClick(table, Key.Key_Backtab, Shift)
    assert table.current_cell() == "requests.received.total"


def test_delete_clears_to_blank(table, session):
    QTest.keyClick(table, Key.Key_Right, Shift)
    QTest.keyClick(table, Key.Key_Delete)
    assert session.report.values["requests.received.person"] == BLANK == session.report.values["requests.received.business"]
    assert session.undo_stack.undoText() == "清除 2 个单元格"


def test_a_refused_entry_stays_in_the_editor_with_the_reason_below(table, session):
    QTest.keyClick(table, Key.Key_Minus)
    editor = table.open_editor()
    QTest.keyClicks(editor, "3")
    QTest.keyClick(editor, Key.Key_Return)
    assert table.open_editor() is editor and editor.refused and editor.text() == "-3"
    notes = [label.text() for label in table.parentWidget().findChildren(QLabel) if label.isVisible()]
    assert any("不能为负" in note for note in notes)
    assert session.undo_stack.count() == 0
    QTest.mouseClick(
        table.viewport(),
        Qt.MouseButton.LeftButton,
        pos=table.visualRect(table.form_model.index_of("requests.granted.person")).center(),
    )
    assert table.current_cell() == "requests.received.person" and table.open_editor() is editor
    QTest.keyClick(editor, Key.Key_Escape)
    assert table.open_editor() is None and value(session, "received.person") == 23


def test_a_refused_entry_is_mended_by_typing_on(table, session):
    QTest.keyClick(table, Key.Key_A)
    editor = table.open_editor()
    QTest.keyClick(editor, Key.Key_Return)
    assert editor.refused
    editor.selectAll()
    QTest.keyClicks(editor, "8")
    assert not editor.refused
    QTest.keyClick(editor, Key.Key_Return)
    assert value(session, "received.person") == 8


def test_leaving_by_mouse_commits(table, session):
    QTest.keyClick(table, Key.Key_6)
    target = table.visualRect(table.form_model.index_of("requests.granted.person")).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=target)
    assert value(session, "received.person") == 6 and table.current_cell() == "requests.granted.person"


def test_saving_commits_what_is_typed(table, session):
    QTest.keyClick(table, Key.Key_6)
    session.commit()
    assert value(session, "received.person") == 6 and table.open_editor() is None


def test_full_width_digits_of_an_input_method_arrive(table, session):
    composing = QInputMethodEvent("１２", [])
    QApplication.sendEvent(table, composing)
    commit = QInputMethodEvent()
    commit.setCommitString("１２")
    QApplication.sendEvent(table, commit)
    editor = table.open_editor()
    assert editor is not None and editor.text() == "１２"
    QTest.keyClick(editor, Key.Key_Return)
    assert value(session, "received.person") == 12


def test_a_refresh_during_composition_does_not_touch_the_editor(table, session):
    QTest.keyClick(table, Key.Key_F2)
    editor = table.open_editor()
    editor.end(False)
    QApplication.sendEvent(editor, QInputMethodEvent("yi", []))
    assert editor.composing
    session.edit_cells({"requests.received.person": Value.of(99)}, "x")
    assert editor.text() == "23" and table.open_editor() is editor
    QTest.keyClick(editor, Key.Key_Return)
    assert table.open_editor() is editor  # Enter belongs to the input method


def test_copy_and_paste_of_a_block(table, session):
    table.selectAll()
    table.copy()
    text = QGuiApplication.clipboard().text()
    assert len(text.split("\n")) == 25 and text.split("\n")[0] == "23\t4\t0\t0\t1\t0\t28"
    assert "<table>" in QGuiApplication.clipboard().mimeData().html()
    session.edit_cells(dict.fromkeys(table.form_model.specs, BLANK), "清空")
    table.go_to("requests.received.person")
    table.paste()
    assert session.undo_stack.undoText() == "粘贴 175 个单元格"
    assert value(session, "handled.total") == 29


def test_cut_takes_away(table, session):
    table.cut()
    assert QGuiApplication.clipboard().text() == "23" and value(session, "received.person") is None


def test_paste_says_what_it_took_and_what_not(table, session, qtbot):
    put("1\t约2\t3\n")
    with qtbot.waitSignal(table.message) as said:
        QTest.keyClick(table, Key.Key_V, Ctrl)
    assert "已粘贴 2 个单元格" in said.args[0] and "“约2”" in said.args[0]
    assert value(session, "received.person") == 1 and value(session, "received.business") == 4
    put("")
    with qtbot.waitSignal(table.message) as said:
        table.paste()
    assert "没有可以粘贴" in said.args[0]


def test_html_is_taken_before_text(table, session):
    put("9 9", "<table><tr><td>1</td><td>2</td></tr></table>")
    table.paste()
    assert (value(session, "received.person"), value(session, "received.business")) == (1, 2)


def test_fill_down_takes_the_cell_above_or_the_top_of_the_selection(table, session):
    table.go_to("requests.carried_in.person")
    table.fill_down()
    assert value(session, "carried_in.person") == 23
    table.go_to("requests.received.business")
    for _ in range(3):
        QTest.keyClick(table, Key.Key_Down, Shift)
    table.fill_down()
    assert [value(session, f"{row}.business") for row in ("carried_in", "granted", "partly_granted")] == [4, 4, 4]
    assert session.undo_stack.undoText() == "向下填充 3 个单元格"


def test_shift_selects_from_the_current_cell_wherever_one_came_from(table):
    QTest.keyClick(table, Key.Key_Tab)
    QTest.keyClick(table, Key.Key_Down, Shift)
    assert table.selected_cells() == ["requests.received.business", "requests.carried_in.business"]
    QTest.keyClick(table, Key.Key_Up, Shift)
    assert table.selected_cells() == ["requests.received.business"]
    target = table.visualRect(table.form_model.index_of("requests.carried_in.research")).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, Shift, target)
    assert len(table.selected_cells()) == 4


def test_a_computed_total_is_not_opened_but_explained(table, session, qtbot):
    session.set_auto_totals(True)
    table.go_to("requests.received.total")
    with qtbot.waitSignal(table.message) as said:
        QTest.keyClick(table, Key.Key_3)
    assert "自动合计" in said.args[0] and table.open_editor() is None


def test_the_wheel_is_left_to_the_page(table):
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    table.wheelEvent(event)
    assert not event.isAccepted()
    assert table.verticalScrollBar().maximum() == 0


def test_no_label_is_cut_off(make_table):
    for section in ("disclosure", "requests", "remedies"):
        table = make_table(section)
        for width in (620, 756, 836):
            table.fit(width, 1.0)
            assert table.horizontalHeader().length() == width
            assert min(table.rowHeight(row) for row in range(table.form_model.grid.rows)) >= 28


def test_each_change_of_the_current_cell_is_told(table, qtbot):
    with qtbot.waitSignal(table.cell_entered) as said:
        QTest.keyClick(table, Key.Key_Down)
    assert said.args == ["requests.carried_in.person"]
