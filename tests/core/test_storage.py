"""The JSON of the contract (§6) and of docs/file-format.md: written exactly, read strictly."""

from __future__ import annotations

import json

from core_samples import CURRENT, FORMS, RAWS, TEXTS, city_2024, numbers, reports, zeros
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from json_samples import PERSON, record, same, sample

from core.findings import rule_findings
from core.provenance import CellOrigin, ImportRecord, Problem, Unplaced
from core.report import CellEdit, Report, TextEdit
from core.rules import Severity
from core.storage import dump, load, to_json

few = settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def test_the_file_is_that_of_the_contract():
    data = to_json(sample(), record(), rule_findings(sample(), sample().check()))
    assert list(data) == ["schema", "edition", "meta", "sections", "cells", "import", "findings", "previous", "marks"]
    assert (data["schema"], data["edition"]) == ("annual-report/1", "2021-30")
    assert data["meta"] == {
        "organ": "青禾镇人民政府",
        "year": 2023,
        "title": "青禾镇2023年政府信息公开工作年度报告",
        "signature": "青禾镇人民政府",
        "date": "2024-01-15",
    }
    assert list(data["sections"]) == ["preface", "overview", "disclosure", "requests", "remedies", "problems", "other"]
    assert data["sections"]["overview"] == "2023年收到申请1件。\n全部办结。"
    assert list(data["cells"]) == list(CURRENT.template.cells)
    shown = {cell: data["cells"][cell] for cell in data["cells"] if data["cells"][cell] != "0"}
    assert shown == {
        "disclosure.fees.amount": "18.6",
        PERSON: "1",
        "requests.received.business": None,
        "requests.received.research": None,
        "requests.received.nonprofit": None,
        "requests.received.other_org": None,
        "requests.received.total": "2",
    }


def test_the_import_part_of_the_contract():
    part = to_json(sample(), record())["import"]
    assert part["source"] == {"file": "去年.docx", "kind": "docx", "edition": "2021-30"}
    assert part["cells"][PERSON] == {
        "raw": "1件",
        "state": "value",
        "where": "表格 2，第 4 行第 4 列",
        "confidence": 0.9,
        "note": "「1件」带有单位",
    }
    states = {cell.split(".")[2]: part["cells"][cell]["state"] for cell in part["cells"] if ".received." in cell}
    assert states == {
        "person": "value",
        "business": "blank",
        "research": "placeholder",
        "nonprofit": "unread",
        "legal_service": "value",
        "other_org": "unclear",
        "total": "value",
    }
    assert part["cells"]["requests.received.other_org"]["suggestion"] == "1"
    assert part["problems"][0] == {
        "kind": "import.missing_row",
        "severity": "error",
        "message": "缺一行",
        "where": "表格 2",
        "text": "（七）",
        "cells": ["requests.handled.person"],
        "section": "requests",
    }
    assert part["unplaced"] == [{"kind": "footer", "where": "页脚", "text": "第1页"}]
    assert part["places"] == {"overview": ["第 3 段", "第 4 段"]}
    assert part["read"] == {"title": {"raw": "青禾镇２０２３年", "where": "第 1 段"}}


def test_the_findings_of_the_contract():
    report = city_2024()
    report.apply(CellEdit(numbers(requests__handled__person="3441")))
    findings = rule_findings(report, report.check())
    data = to_json(report, None, findings)["findings"]
    balance = next(item for item in data if item["rule"] == "requests.balance:person")
    assert {key: balance[key] for key in ("rule", "severity", "section", "left", "right", "quote")} == {
        "rule": "requests.balance:person",
        "severity": "error",
        "section": "requests",
        "left": "3558",
        "right": "3559",
        "quote": None,
    }
    assert balance["cells"] == [f"requests.{row}.person" for row in ("received", "carried_in", "handled", "carried_out")]
    assert balance["message"] == "自然人：一 3440 + 二 118 = 3558，三（七）3441 + 四 118 = 3559，差 1"
    fix = {"cells": {"requests.handled.person": "3440"}, "text": "把“三（七）·自然人”由 3441 改为 3440"}
    assert balance["fixes"][0] == fix
    json.dumps(data)


def test_a_report_of_ones_own_has_no_source():
    part = to_json(zeros())["import"]
    assert part["source"] == {"file": None, "kind": None, "edition": "2021-30"}
    assert (part["problems"], part["unplaced"]) == ([], [])


def test_an_edited_cell_no_longer_has_a_place_in_the_source():
    report = sample()
    report.apply(CellEdit(numbers(requests__received__person="5")))
    assert to_json(report, record())["import"]["cells"][PERSON] == {"raw": "5", "state": "value", "where": "", "confidence": 1.0}


def test_chinese_is_written_as_it_is():
    text = dump(to_json(sample())).decode("utf-8")
    assert "青禾镇人民政府" in text
    assert text.endswith("}\n")


def test_half_a_character_does_not_stop_the_saving():
    report = zeros()
    report.apply(TextEdit("other", "甲\ud83d乙"))
    again, _ = load(dump(to_json(report)), "a.json", FORMS)
    assert again.texts["other"] == "甲乙"


@few
@given(reports())
def test_any_report_survives(report):
    again, _ = load(dump(to_json(report)), "报告.json", FORMS)
    assert same(report, again)
    assert (again.previous is None) == (report.previous is None)
    if report.previous is not None:
        assert again.previous.same_content(report.previous)
    assert to_json(again) == to_json(report)


WORDS = TEXTS.filter(bool)


@st.composite
def records(draw: st.DrawFn, report: Report) -> ImportRecord:
    cells = draw(st.lists(st.sampled_from(list(report.values)), max_size=4, unique=True))

    def origin(cell: str) -> CellOrigin:
        value, sure = report.values[cell], draw(st.floats(0, 1))
        note, suggestion = draw(st.sampled_from([("", None), ("不是数字", "3")]))
        return CellOrigin(value.raw, value.state, draw(TEXTS), sure, note, suggestion)

    problem = st.builds(
        Problem, WORDS, st.sampled_from(list(Severity)), WORDS, TEXTS, TEXTS, st.lists(RAWS, max_size=2).map(tuple), TEXTS
    )
    return ImportRecord(
        file="报告.json",
        kind=draw(st.sampled_from(["docx", "xlsx", "text"])),
        edition=draw(st.sampled_from(["2021-30", "2019-60"])),
        cells={cell: origin(cell) for cell in cells},
        problems=tuple(draw(st.lists(problem, max_size=2))),
        unplaced=tuple(draw(st.lists(st.builds(Unplaced, WORDS, TEXTS, TEXTS), max_size=2))),
        places=draw(st.dictionaries(TEXTS, st.lists(TEXTS, max_size=2).map(tuple), max_size=2)),
        read=draw(st.dictionaries(TEXTS, st.tuples(TEXTS, TEXTS), max_size=2)),
    )


@few
@given(st.data())
def test_any_import_record_survives(data):
    report = data.draw(reports())
    mine = data.draw(records(report))
    again, read = load(dump(to_json(report, mine)), "报告.json", FORMS)
    expected = {cell: CellOrigin(value.raw, value.state, "") for cell, value in report.values.items()} | mine.cells
    assert read.cells == expected
    assert (read.file, read.kind, read.edition) == (mine.file, mine.kind, mine.edition)
    assert (read.problems, read.unplaced, read.places, read.read) == (mine.problems, mine.unplaced, mine.places, mine.read)
    assert to_json(again, read) == to_json(report, mine)
