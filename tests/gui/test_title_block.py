from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gui.session import ReportSession
from gui.title_block import SignatureBlock, TitleBlock, parse_date
from tests.gui.samples import ORGAN, full_report


@pytest.fixture
def session(qapp, forms):
    found = ReportSession()
    found.open(full_report(forms), Path("x.nianbao"))
    return found


@pytest.fixture
def head(qtbot, session, theme):
    found = TitleBlock(session, theme)
    qtbot.addWidget(found)
    found.fit(700, 1.0)
    return found


def enter(field, text):
    field.setText(text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_the_title_follows_organ_and_year(head, session):
    enter(head.year, "２０２５")
    assert session.report.meta.title == f"{ORGAN}2025年政府信息公开工作年度报告"
    enter(head.organ, "甲县乙镇人民政府")
    meta = session.report.meta
    assert meta.title.startswith("甲县乙镇人民政府2025年") and meta.signature == "甲县乙镇人民政府"
    assert head.title.text() == meta.title
    session.undo_stack.undo()
    assert head.organ.text() == ORGAN and head.title.text().startswith(ORGAN)


def test_a_title_of_ones_own_wording_stays(head, session):
    enter(head.title, "乔官镇年报")
    enter(head.year, "2023")
    assert session.report.meta.title == "乔官镇年报" and session.report.meta.year == 2023


def test_a_year_that_is_none_is_refused_below_the_field(head, session):
    enter(head.year, "今年")
    assert session.report.meta.year == 2024
    assert "四位数字" in head.year.note.text() and not head.year.note.isHidden()
    assert head.year.property("refused") is True
    QTest.keyClick(head.year, Qt.Key.Key_Escape)
    assert head.year.text() == "2024" and head.year.note.isHidden()


def test_saving_takes_over_what_is_typed(head, session):
    head.organ.setText("丙镇")
    session.commit()
    assert session.report.meta.organ == "丙镇"


def test_a_long_title_is_set_smaller(head, session):
    normal = head.title.font().pointSizeF()
    enter(head.title, "很长的" * 20)
    assert head.title.font().pointSizeF() < normal


def test_the_date_at_the_end(qtbot, session, theme):
    foot = SignatureBlock(session, theme)
    qtbot.addWidget(foot)
    assert foot.day.text() == "2025年1月15日"
    enter(foot.day, "2025-1-20")
    assert session.report.meta.date == date(2025, 1, 20) and foot.day.text() == "2025年1月20日"
    enter(foot.day, "明天")
    assert session.report.meta.date == date(2025, 1, 20) and "日期请写成" in foot.day.note.text()
    enter(foot.day, "")
    assert session.report.meta.date is None


@pytest.mark.parametrize("text", ["2025年1月5日", "2025.1.5", "2025-01-05", "20250105", "２０２５年１月５日", " 2025/1/5 "])
def test_dates_are_read_in_the_usual_ways(text):
    assert parse_date(text) == date(2025, 1, 5)


@pytest.mark.parametrize("text", ["", "2025", "2025年13月1日", "一月五日", "2025年2月30日"])
def test_what_is_no_date_is_none(text):
    assert parse_date(text) is None
