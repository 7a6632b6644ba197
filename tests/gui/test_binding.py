"""The binding must not lose references: PySide6 6.12 on Python 3.11 aborted after some thousand calls (reliability.md §0)."""

import sys

from PySide6.QtWidgets import QLabel


def test_no_reference_to_none_is_lost_over_ten_thousand_calls(qtbot):
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for number in range(10_000):
        label.setIndent(number)
    assert before - sys.getrefcount(None) < 100
