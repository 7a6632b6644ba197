from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.values import BLANK, Value
from gui.findings_model import FindingsModel
from gui.findings_panel import FindingsPanel
from gui.session import ReportSession
from tests.gui.samples import empty_report, full_report


@pytest.fixture
def session(qapp, forms):
    found = ReportSession()
    found.open(full_report(forms), Path("x.nianbao"))
    return found


@pytest.fixture
def panel(qtbot, session, theme):
    found = FindingsPanel(session, theme)
    qtbot.addWidget(found)
    found.resize(300, 600)
    found.show()
    qtbot.waitExposed(found)
    return found


def break_it(session):
    session.edit_cells(
        {
            "requests.received.total": Value.of(29),
            "disclosure.rules.issued": Value.of(1),
            "disclosure.fees.amount": Value.of(5000),
            "remedies.direct_suit.other": BLANK,
        },
        "x",
    )


def lines(panel):
    return [(node.symbol, node.text, node.words) for node in panel.tree.model().nodes()]


def test_the_model_keeps_the_rules(session, qtmodeltester):
    break_it(session)
    model = FindingsModel(session)
    model.refresh()
    qtmodeltester.check(model)


def test_findings_are_grouped_by_section_errors_first_hints_folded(panel, session):
    break_it(session)
    panel.refresh()
    found = lines(panel)
    headings = [text for symbol, text, _ in found if not symbol and text != "提示"]
    assert headings == [
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
    ]
    assert ("", "提示", "2") in found
    assert [symbol for symbol, *_ in found[:4]] == ["", "≠", "", "!"]
    folds = [node for node in panel.tree.model().nodes() if node.folded]
    assert not panel.tree.isExpanded(panel.tree.model().index_of(folds[0]))
    assert panel.tree.isExpanded(panel.tree.model().index_of(panel.tree.model().nodes()[0]))


def test_what_was_opened_stays_open(panel, session):
    break_it(session)
    panel.refresh()
    fold = next(node for node in panel.tree.model().nodes() if node.folded)
    panel.tree.setExpanded(panel.tree.model().index_of(fold), True)
    session.edit_cells({"requests.received.total": Value.of(30)}, "x")
    panel.refresh()
    fold = next(node for node in panel.tree.model().nodes() if node.folded)
    assert panel.tree.isExpanded(panel.tree.model().index_of(fold))


def test_the_counts_are_the_sessions(panel, session):
    break_it(session)
    assert panel.counts.text() == session.digest.counts().words()


def test_nothing_to_do_is_said_in_words(panel):
    assert panel.counts.text() == "全部完成"


def test_f8_walks_through_the_errors_and_round(panel, session, qtbot):
    break_it(session)
    seen = []
    panel.chosen.connect(seen.append)
    for _ in range(session.digest.counts().errors + 1):
        panel.step(1)
    assert seen[0] == seen[-1] and len({place.section for place in seen}) == 2
    panel.step(-1)
    assert seen[-1] == seen[-3]


def test_without_errors_f8_walks_through_what_is_unfilled(qtbot, forms, theme):
    session = ReportSession()
    session.open(empty_report(forms))
    panel = FindingsPanel(session, theme)
    qtbot.addWidget(panel)
    seen = []
    panel.chosen.connect(seen.append)
    panel.step(1)
    panel.step(1)
    assert [place.section for place in seen] == ["overview", "disclosure"]
    assert seen[1].cell == "disclosure.rules.issued"


def test_a_click_goes_to_the_place(panel, session, qtbot):
    break_it(session)
    panel.refresh()
    node = next(node for node in panel.tree.model().nodes() if node.finding)
    rect = panel.tree.visualRect(panel.tree.model().index_of(node))
    with qtbot.waitSignal(panel.chosen) as said:
        QTest.mouseClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=rect.topLeft() + rect.center() / 20)
    assert said.args[0].section == "disclosure"


def test_enter_goes_to_the_place_ctrl_enter_takes_the_fix(panel, session, qtbot):
    session.edit_cells({"requests.received.total": Value.of(27)}, "x")
    panel.refresh()
    node = next(node for node in panel.tree.model().nodes() if node.finding and node.finding.fixes)
    panel.tree.setCurrentIndex(panel.tree.model().index_of(node))
    with qtbot.waitSignal(panel.chosen):
        QTest.keyClick(panel.tree, Qt.Key.Key_Return)
    QTest.keyClick(panel.tree, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert session.digest.counts().errors == 0


def test_a_fix_is_one_click_on_its_button(panel, session):
    session.edit_cells({"requests.received.total": Value.of(27)}, "x")
    panel.refresh()
    node = next(node for node in panel.tree.model().nodes() if node.finding and node.finding.fixes)
    rect = panel.tree.visualRect(panel.tree.model().index_of(node))
    ((button, fix), *_) = panel.tree.lines.buttons(rect, node)
    QTest.mouseClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=button.center())
    assert session.digest.counts().errors == 0 and session.undo_stack.undoText() == fix.text


def click_deed(panel, label):
    panel.refresh()
    panel.tree.expandAll()
    for node in panel.tree.model().nodes():
        rect = panel.tree.visualRect(panel.tree.model().index_of(node))
        for button, deed in panel.tree.lines.buttons(rect, node):
            if deed.label == label:
                QTest.mouseClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=button.center())
                return node.finding
    raise AssertionError(label)


def test_a_warning_is_settled_with_a_reason_and_taken_back(panel, session):
    session.edit_cells({"disclosure.fees.amount": Value.of(5000)}, "x")
    before = session.digest.counts().hints
    finding = click_deed(panel, "确认无误…")
    assert panel.reason.isVisible() and not panel.reason.accept.isEnabled()
    QTest.keyClick(panel.reason.reason, Qt.Key.Key_Return)
    assert session.digest.accepted == ()
    panel.reason.reason.setText("  已与财政所核对 ")
    QTest.keyClick(panel.reason.reason, Qt.Key.Key_Return)
    assert not panel.reason.isVisible() and session.undo_stack.undoText() == "确认无误"
    assert [item.accepted for item in session.digest.accepted] == ["已与财政所核对"]
    assert session.digest.counts().hints == before - 1 and panel.counts.text() == (session.digest.counts().words() or "全部完成")
    panel.refresh()
    top = next(node for node in panel.tree.model().nodes() if node.text == "已确认 1")
    assert top.folded and top.children[0].text == f"{finding.message}\n理由：已与财政所核对"
    assert top.children[0].symbol == "✓"
    click_deed(panel, "收回确认")
    assert session.digest.accepted == () and session.digest.counts().hints == before
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert session.digest.accepted == () and session.digest.counts().hints == before


def test_the_question_goes_when_its_figures_change(panel, session):
    session.edit_cells({"disclosure.fees.amount": Value.of(5000)}, "x")
    click_deed(panel, "确认无误…")
    session.edit_cells({"disclosure.fees.amount": Value.of(6000)}, "x")
    assert not panel.reason.isVisible()
    click_deed(panel, "确认无误…")
    QTest.keyClick(panel.reason.reason, Qt.Key.Key_Escape)
    assert not panel.reason.isVisible() and session.digest.accepted == ()


def test_f8_passes_over_what_was_settled(panel, session):
    session.edit_cells({"disclosure.fees.amount": Value.of(5000)}, "x")
    for finding in session.digest.open:
        session.settle(finding, "核对过")
    seen = []
    panel.chosen.connect(seen.append)
    panel.step(1)
    assert seen == [] and session.digest.marks == {}
