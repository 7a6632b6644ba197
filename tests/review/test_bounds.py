"""No text however strange makes the checks slow, and the halves of the review are what they say."""

import time

import pytest

from core.forms import load_forms
from core.report import CellEdit, Meta, PreviousEdit, Report, TextEdit
from core.review import count_characters, review, review_figures, review_text
from core.review.similarity import similarity
from core.values import Value
from tools.review_score import build

FORM = load_forms().get("2021-30")
LONG = 100_000
HOSTILE = (
    "收到政府信息公开申请",
    "未收到",
    "1",
    "一",
    "1、",
    "3件、",
    "其中",
    "，其中3件",
    "（",
    "(",
    "《",
    "2023年",
    "2023年1月1日至",
    "统计期间12月31",
    "一是",
    "以下三个方面",
    "包括甲、",
    "青石镇2023年政府信息公开工作年度报告",
    "我镇",
    " ",
    "　件",
    "_",
    "X",
    "【",
    "行政复议、行政诉讼分别为",
    "现将报送",
    "追究",
    "由3件增加到",
    "公开" * 4,
    "国办公开办函〔2021",
    "110105194912310021",
    "政府信息公开，",
)


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hundred_thousand_characters_take_less_than_a_second(piece: str) -> None:
    text = (piece * (LONG // len(piece) + 1))[:LONG]
    report = Report(FORM, Meta("青石镇人民政府", 2023))
    report.apply(CellEdit({cell: Value.of(1) for cell in report.values}))
    report.apply(TextEdit("overview", text))
    started = time.process_time()
    review_text(report)
    assert time.process_time() - started < 1.0


def test_a_report_of_usual_length_takes_a_moment() -> None:
    case = {"about": "", "full": True, "text": "2023年，我镇公开信息19条，收到政府信息公开申请3件，均已答复。\n" * 75}
    report = build(case, FORM)
    assert sum(map(len, report.texts.values())) > 2500
    started = time.process_time()
    review_text(report)
    first = time.process_time() - started
    assert first < 0.2  # 30 ms on the reference machine; the bar leaves room for a busy one
    started = time.process_time()
    review_text(report)
    assert time.process_time() - started < 0.1


def test_the_halves_make_the_whole() -> None:
    report = build({"about": "", "full": True, "cells": "received=5", "text": "2022年收到政府信息公开申请3件。"}, FORM)
    halves = [*review_figures(report), *review_text(report)]
    assert sorted(map(repr, halves)) == sorted(map(repr, review(report)))
    assert review_figures(report, None, report.check()) == review_figures(report)


def test_a_new_report_is_not_nagged_about_its_text() -> None:
    assert review_text(Report(FORM, Meta("青石镇人民政府", 2023))) == []


def test_a_copy_gives_the_same_findings() -> None:
    report = build({"about": "", "full": True, "text": "截止2023年12月31日，公开信息19条。"}, FORM)
    report.apply(PreviousEdit(report.copy()))
    assert review_text(report.copy()) == review_text(report)


def test_characters_are_counted_as_word_does() -> None:
    assert count_characters("2023年，公开 19 条。\n（http://a.cn）") == 11


def test_boilerplate_alone_is_not_alike() -> None:
    assert similarity("认真贯彻《中华人民共和国政府信息公开条例》。", "认真贯彻《中华人民共和国政府信息公开条例》。") == 0.0
    assert similarity("村级公开栏更新滞后，需要建立台账。", "村级公开栏更新滞后，需要建立台账。") == 1.0
