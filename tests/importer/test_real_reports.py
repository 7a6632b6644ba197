"""The five real reports: every figure that the text still holds, every text whole, what was lost is told.

Skipped where ../shared is not beside the project. The expectations were written from the texts by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from accounting import lost_text

from core.forms import Forms, load_forms
from core.importer.importing import Imported, import_report
from core.values import State

REPORTS = Path(__file__).parents[3] / "shared" / "reports"
pytestmark = pytest.mark.skipif(not REPORTS.is_dir(), reason="the real reports are not here")


@dataclass(frozen=True)
class Expected:
    """`figures` are the cells that are not 0; `unclear` and `unread` are rows without numbers, as `section.row`."""

    file: str
    edition: str
    organ: str
    title: str
    figures: dict[str, str] = field(default_factory=dict)
    unclear: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    signature: str = ""
    day: date | None = None
    texts: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    """section -> its first words, its last words, its number of paragraphs; a section without an entry has no text."""
    problems: tuple[str, ...] = ()


EXPECTED = [
    Expected(
        "000_c4b5b95fa9e8725d.txt",
        "2021-30",
        "昌乐县乔官镇人民政府",
        "昌乐县乔官镇人民政府2023年政府信息公开工作年度报告",
        {
            "requests.received.person": "1",
            "requests.received.total": "1",
            "requests.granted.person": "1",
            "requests.granted.total": "1",
            "requests.handled.person": "1",
            "requests.handled.total": "1",
        },
        signature="昌乐县乔官镇人民政府",
        day=date(2024, 1, 15),
        texts={
            "preface": ("为贯彻落实《中华人民共和国政府信息公开条例》规定要求", "联系电话：0536-6761106。", 1),
            "overview": ("2023年乔官镇政务公开工作在县委、县政府的正确领导下", "2023年未接到公众投诉。", 11),
            "problems": ("（一）2022年问题整改情况", "增强全镇业务人员工作能力和水平。", 9),
            "other": (
                "（一）信息处理费收取情况。2023年乔官镇收取信息处理费0元。",
                "（七）其他有关文件专门要求报告的事项。无。",
                7,
            ),
        },
        problems=("structure.heading_number",),
    ),
    Expected(
        "001_cbd2cd04704ab495.txt",
        "2021-30",
        "山枣镇",
        "山枣镇2023年政府信息公开工作年度报告",
        {"disclosure.licensing.decisions": "4", "disclosure.penalties.decisions": "4"},
        texts={
            "overview": ("2023年，在市委市政府的正确领导下", "推动政府决策科学化、民主化。", 1),
            "problems": ("（一）存在的主要问题", "确保信息公开的安全可靠。", 10),
            "other": ("2023年，我镇无收取信息处理费等任何费用情况。", "2023年，我镇无收取信息处理费等任何费用情况。", 1),
        },
    ),
    Expected(
        "002_d6e0e6ac438f5762.txt",
        "2019-60",
        "东和乡",
        "东和乡2023年度政府信息公开工作年度报告",
        unclear=("requests.granted", "requests.partly_granted", "requests.denied_state_secret"),
        unread=("disclosure.procurement",),
        texts={
            "overview": ("2023 年，东和乡坚持以习近平新时代中国特色社会主义思想为指导", "府信息公开问题开展责任追究。", 22),
            "problems": ("2023年，虽然我乡及时有效对政府信息进行了公开", "更好地服务社会。", 1),
            "other": ("2023年度东和乡无其他需要报告的事项。", "2023年度东和乡无其他需要报告的事项。", 1),
        },
        problems=("structure.missing_section", "import.incomplete_row", "import.missing_row"),
    ),
    Expected(
        "003_464edf78f41b86e1.txt",
        "2021-30",
        "洛浦县恰尔巴格镇人民政府",
        "洛浦县恰尔巴格镇人民政府2023年政府信息公开工作年度报告",
        unclear=(
            "requests.granted",
            "requests.partly_granted",
            "requests.denied_state_secret",
            "requests.unavailable_not_held",
        ),
        unread=(
            "requests.rejected_excessive",
            "requests.rejected_reissue",
            "requests.other_uncorrected",
            "requests.other_unpaid",
            "requests.other_misc",
            "requests.handled",
            "requests.carried_out",
        ),
        texts={
            "preface": ("依据《中华人民共和国政府信息公开条例》（国务院令 第 711 号）", "邮编 848204）。", 1),
            "overview": ("（一）主动公开情况", "需要进行责任追究的情况。", 10),
            "problems": ("（一）存在问题", "不断提升政府信息公开工作水平。", 4),
            "other": ("按照《国务院办公厅关于印发", "本年度没有产生信息公开处理费。", 1),
        },
        problems=("structure.missing_section", "import.incomplete_row", "import.missing_row"),
    ),
    Expected(
        "004_4a17cc4c212eaa48.txt",
        "2021-30",
        "鲁山县张良镇",
        "鲁山县张良镇2023年政府信息公开工作年度报告",
        {
            "disclosure.licensing.decisions": "17",
            "disclosure.penalties.decisions": "1",
            "remedies.direct_suit.corrected": "2",
            "remedies.direct_suit.other": "1",
            "remedies.direct_suit.total": "3",
        },
        texts={
            "overview": ("2023 年，我镇在县委、县政府的领导下", "做到政府信息公开工作经常化、制度化、规范化。", 16),
            "problems": ("2023年，我镇政府信息公开工作总体运行较好", "扎实做好全镇政务公开工作。", 1),
            "other": ("建议上级有关部门在今后的工作中", "增强基层从事电子政务人员的业务能力。", 1),
        },
    ),
]
every_report = pytest.mark.parametrize("expected", EXPECTED, ids=lambda expected: expected.file[:3])


@pytest.fixture(scope="module")
def forms() -> Forms:
    return load_forms()


def read(expected: Expected, forms: Forms) -> Imported:
    return import_report(REPORTS / expected.file, forms)


@every_report
def test_figures(expected: Expected, forms: Forms) -> None:
    report = read(expected, forms).report
    assert report.form.template.edition == expected.edition
    for cell, value in report.values.items():
        row = cell.rpartition(".")[0]
        if row in expected.unclear or row in expected.unread:
            assert value.number is None
            assert value.state is (State.UNCLEAR if row in expected.unclear else State.UNREAD), cell
        else:
            assert str(value.number) == expected.figures.get(cell, "0"), cell


@every_report
def test_what_was_read_and_how_surely(expected: Expected, forms: Forms) -> None:
    imported = read(expected, forms)
    for cell, value in imported.report.values.items():
        origin = imported.record.cells[cell]
        assert (origin.raw, origin.state) == (value.raw, value.state)
        assert bool(origin.where) == (value.state is not State.UNREAD)
        assert (origin.confidence > 0.7) == (value.state is State.VALUE)


@every_report
def test_texts(expected: Expected, forms: Forms) -> None:
    texts = read(expected, forms).report.texts
    for section, text in texts.items():
        first, last, count = expected.texts.get(section, ("", "", 1))
        assert text.startswith(first) and text.endswith(last), section
        assert bool(text) == (section in expected.texts)
        assert text.count("\n") + 1 == count


@every_report
def test_meta(expected: Expected, forms: Forms) -> None:
    meta = read(expected, forms).report.meta
    assert (meta.organ, meta.title, meta.year) == (expected.organ, expected.title, 2023)
    assert (meta.signature, meta.date) == (expected.signature, expected.day)


@every_report
def test_problems(expected: Expected, forms: Forms) -> None:
    problems = read(expected, forms).record.problems
    assert {problem.kind for problem in problems} == set(expected.problems)
    lost = {cell.rpartition(".")[0] for problem in problems for cell in problem.cells}
    assert lost == {*expected.unclear, *expected.unread}


@every_report
def test_nothing_is_lost(expected: Expected, forms: Forms) -> None:
    imported = read(expected, forms)
    assert lost_text(imported) == []
    assert imported.record.unplaced == ()


def test_sub_headings_that_look_like_headings_stay_in_the_overview(forms: Forms) -> None:
    lines = read(EXPECTED[4], forms).report.texts["overview"].split("\n")
    assert [line for line in lines if line.endswith("情况")] == [
        "（一）主动公开政务信息情况",
        "二 依申请公开情况",
        "三 政府信息管理情况",
        "四 平台建设情况",
        "五 监督保障情况",
    ]
    assert lines[9].startswith("1 镇党群服务中心设立有民政")


def test_headings_without_ordinals_do_not_lose_sections(forms: Forms) -> None:
    """000: the automatic numbers were lost; its sub-headings keep their own words."""
    imported = read(EXPECTED[0], forms)
    assert imported.record.read["heading.overview"][0] == "总体情况"
    lines = imported.report.texts["overview"].split("\n")
    assert "政府信息公开工作的监督保障情况" in lines
    assert "改进措施" in imported.report.texts["problems"].split("\n")


def test_missing_headings_are_named(forms: Forms) -> None:
    missing = {
        expected.file[:3]: [
            problem.section for problem in read(expected, forms).record.problems if problem.kind == "structure.missing_section"
        ]
        for expected in EXPECTED
    }
    assert missing == {"000": [], "001": [], "002": ["overview"], "003": ["remedies"], "004": []}


def test_rows_with_six_figures_keep_their_text(forms: Forms) -> None:
    imported = read(EXPECTED[2], forms)
    origin = imported.record.cells["requests.denied_state_secret.person"]
    assert origin.raw == "（三）1.属于国家秘密\t0\t0\t0\t0\t0\t0"
    assert origin.where == "第 76 行第 1 列"
