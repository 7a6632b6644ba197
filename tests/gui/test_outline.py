from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from core.values import BLANK, Value
from gui.digest import Counts
from gui.outline import Outline, state_of
from gui.session import ReportSession
from tests.gui.samples import full_report


@pytest.fixture
def outline(qtbot, forms, theme):
    session = ReportSession()
    session.open(full_report(forms), Path("x.nianbao"))
    found = Outline(session, theme)
    found.kept = session
    qtbot.addWidget(found)
    return found


def test_broken_comes_before_unfilled_before_done():
    assert state_of(Counts(2, 5, 1)) == ("broken", 2)
    assert state_of(Counts(0, 5, 1)) == ("unfilled", 5)
    assert state_of(Counts(0, 0, 1)) == ("done", 0)


def test_it_shows_each_sections_state_in_words(outline):
    assert [outline.item(row).text()[:2] for row in range(outline.count())] == [
        "封面",
        "一、",
        "二、",
        "三、",
        "四、",
        "五、",
        "六、",
    ]
    assert outline.words("requests") == "完成"
    outline.kept.edit_cells({"requests.received.person": BLANK}, "x")
    assert outline.words("requests") == "待填 1"
    outline.kept.edit_cells({"requests.received.person": Value.of(99)}, "x")
    count = outline.kept.digest.counts("requests").errors
    assert outline.words("requests") == f"不符 {count}"
    assert f"不符 {count}" in outline.item(3).data(int(Qt.ItemDataRole.AccessibleTextRole))


def test_a_click_asks_for_the_section(outline, qtbot):
    with qtbot.waitSignal(outline.chosen) as said:
        outline.itemClicked.emit(outline.item(4))
    assert said.args == ["remedies"]
