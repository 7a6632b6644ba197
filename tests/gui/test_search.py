from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gui.places import Place
from gui.search import SearchBar, find_places
from gui.session import ReportSession
from tests.gui.samples import full_report


def test_words_are_found_in_texts_and_labels(forms):
    report = full_report(forms)
    places = find_places(report, "公开")
    assert any(place.start >= 0 for place in places)
    labels = find_places(report, "国家秘密")
    assert labels == [Place("requests", "requests.denied_state_secret.person")]
    assert find_places(report, "商业企业") == [Place("requests", "requests.received.business")]
    assert find_places(report, "") == [] == find_places(report, "没有这个词")


def test_numbers_are_found_in_cells_as_a_whole(forms):
    assert [place.cell for place in find_places(full_report(forms), "23")] == ["requests.received.person"]


@pytest.fixture
def bar(qtbot, forms, theme):
    session = ReportSession()
    session.open(full_report(forms), Path("x.nianbao"))
    found = SearchBar(session, theme)
    found.kept = session
    qtbot.addWidget(found)
    found.open_bar()
    return found


def test_enter_goes_round_and_esc_closes(bar, qtbot):
    bar.field.setText("存在")
    seen, marked = [], []
    bar.chosen.connect(seen.append)
    bar.found_changed.connect(marked.append)
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    assert bar.count.text().startswith("1 /")
    QTest.keyClick(bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert len(seen) == 2 and "problems" in marked[0]
    with qtbot.waitSignal(bar.closed):
        QTest.keyClick(bar, Qt.Key.Key_Escape)
    assert marked[-1] == {} and bar.isHidden()


def test_nothing_found_is_said(bar):
    bar.field.setText("外星人")
    bar.step(1)
    assert bar.count.text() == "没有找到"
