"""Damaged JSON: one sentence with the place, never another exception and never a number that was not there."""

from __future__ import annotations

import copy
import json

import pytest
from core_samples import FORMS, city_2024, zeros
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from json_samples import PERSON, record, same, sample

from core.errors import UnreadableFileError
from core.storage import dump, load, to_json
from core.values import UNREAD, State, Value


def plain() -> dict:
    return json.loads(dump(to_json(sample(), record())))


def put(data: dict, place: str, value: object) -> dict:
    """`data` with `value` at a place such as `import/cells/ID/raw`; `...` takes the key away."""
    *path, last = place.split("/")
    node = data
    for key in path:
        node = node[int(key)] if isinstance(node, list) else node[key]
    if value is ...:
        del node[last]
    elif isinstance(node, list):
        node[int(last)] = value
    else:
        node[last] = value
    return data


def said(content: bytes | dict) -> str:
    """The one sentence with which a file is refused."""
    with pytest.raises(UnreadableFileError) as caught:
        load(content if isinstance(content, bytes) else json.dumps(content).encode(), "甲镇.nianbao", FORMS)
    sentence = str(caught.value)
    assert "甲镇.nianbao" in sentence
    assert sentence.endswith("。")
    return sentence


DAMAGE = {
    "schema": ("annual-report/2", "schema", "升级"),
    "edition": ("1999-1", "edition", "没有“1999-1”这一版表样"),
    "meta": (["x"], "meta", "应为对象"),
    "sections": (None, "sections", "缺少"),
    "meta/organ": (7, "meta.organ", "应为文字"),
    "meta/title": (None, "meta.title", "应为文字"),
    "meta/year": ("2023", "meta.year", "四位年份"),
    "meta/date": ("2024-13-01", "meta.date", "日期"),
    "sections/overview": (["甲"], "sections.overview", "应为文字"),
    f"cells/{PERSON}": (3, f"cells.{PERSON}", "应为文字"),
    "import": ("x", "import", "应为对象"),
    "import/source": ([], "import.source", "应为对象"),
    "import/source/kind": (5, "import.source.kind", "应为文字"),
    "import/cells": ([], "import.cells", "应为对象"),
    f"import/cells/{PERSON}": ("1", f"import.cells.{PERSON}", "应为对象"),
    f"import/cells/{PERSON}/raw": (1, f"import.cells.{PERSON}.raw", "应为文字"),
    f"import/cells/{PERSON}/state": (["value"], f"import.cells.{PERSON}.state", "value、blank"),
    f"import/cells/{PERSON}/confidence": (1.5, f"import.cells.{PERSON}.confidence", "0 和 1"),
    f"import/cells/{PERSON}/where": ({}, f"import.cells.{PERSON}.where", "应为文字"),
    f"import/cells/{PERSON}/note": (0, f"import.cells.{PERSON}.note", "应为文字"),
    "import/problems": ({}, "import.problems", "应为列表"),
    "import/problems/0": ("x", "import.problems[0]", "应为对象"),
    "import/problems/0/kind": (..., "import.problems[0].kind", "应为文字"),
    "import/problems/0/severity": ("fatal", "import.problems[0].severity", "error、warning、info"),
    "import/problems/0/cells": ([1], "import.problems[0].cells", "应为文字"),
    "import/unplaced/0": ([], "import.unplaced[0]", "应为对象"),
    "import/unplaced/0/text": (0, "import.unplaced[0].text", "应为文字"),
    "import/places/overview": ("第 3 段", "import.places.overview", "应为列表"),
    "import/read/title": ("x", "import.read.title", "应为对象"),
    "previous/meta/year": (0, "previous.meta.year", "四位年份"),
    "previous/edition": ("x", "previous.edition", "没有“x”这一版表样"),
    "previous/cells": (..., "previous.cells", "缺少"),
    f"previous/cells/{PERSON}": ("", f"previous.cells.{PERSON}", "不是这一格可以填写的数字"),
    "marks": ({}, "marks", "应为列表"),
    "marks/0": (1, "marks[0]", "应为对象"),
    "marks/0/start": (-3, "marks[0].start", "整数"),
    "marks/0/end": ("4", "marks[0].end", "整数"),
    "marks/0/quote": (None, "marks[0].quote", "应为文字"),
}


@pytest.mark.parametrize("place", DAMAGE)
def test_damage_is_refused_with_its_place(place):
    value, shown, reason = DAMAGE[place]
    sentence = said(put(plain(), place, value))
    assert f"（{shown}：" in sentence
    assert reason in sentence


@pytest.mark.parametrize("key", ["schema", "edition", "meta", "sections", "cells"])
def test_what_must_be_there(key):
    assert f"（{key}：" in said(put(plain(), key, ...))


@pytest.mark.parametrize(
    "number",
    [
        "٣",
        "１",
        "1_000",
        "1,000",
        " 1",
        "1 ",
        "+1",
        "1e3",
        "0x1",
        "NaN",
        "Infinity",
        "1.5",
        "-1",
        "①",
        "",
        ".5",
        "1.",
        "1" * 13,
        "1件",
    ],
)
def test_no_odd_number_is_read(number):
    assert f"（cells.{PERSON}：" in said(put(plain(), f"cells/{PERSON}", number))


@pytest.mark.parametrize(("cell", "number"), [("disclosure.fees.amount", "-0.1"), ("disclosure.fees.amount", "0.0000001")])
def test_no_number_that_the_cell_cannot_hold(cell, number):
    assert "不是这一格可以填写的数字" in said(put(plain(), f"cells/{cell}", number))


def test_a_change_may_be_negative():
    data = to_json(zeros(FORMS.get("2019-60"), 2020))
    report, _ = load(dump(put(data, "cells/disclosure.licensing.items_change", "-8")), "a.json", FORMS)
    assert report.values["disclosure.licensing.items_change"].number == -8


def test_a_lost_number_is_refused_but_one_filled_in_elsewhere_holds():
    assert f"（cells.{PERSON}：缺少数字）" in said(put(plain(), f"cells/{PERSON}", None))
    data = put(plain(), "cells/requests.received.other_org", "4")
    report, read = load(json.dumps(data).encode(), "a.json", FORMS)
    assert report.values["requests.received.other_org"] == Value.of(4)
    origin = read.cells["requests.received.other_org"]
    assert (origin.state, origin.raw, origin.confidence, origin.suggestion) == (State.VALUE, "4", 1.0, None)


def test_a_cell_without_a_key_is_unread():
    report, _ = load(json.dumps(put(plain(), f"cells/{PERSON}", ...)).encode(), "a.json", FORMS)
    assert report.values[PERSON] == UNREAD


def test_what_another_program_needs_to_write():
    """Without the parts that the contract gives for reading only."""
    data = {
        key: value for key, value in to_json(city_2024()).items() if key in ("schema", "edition", "meta", "sections", "cells")
    }
    report, read = load(json.dumps(data).encode("utf-8-sig"), "他处.json", FORMS)
    assert report.same_content(city_2024())
    assert (read.file, read.kind, read.edition, read.problems, read.unplaced) == ("他处.json", "json", "2021-30", (), ())


def test_what_is_not_known_is_reported_and_kept():
    data = plain()
    data["extra"] = {"a": [1]}
    data["meta"]["phone"] = "0536-1"
    data["cells"]["requests.received.nobody"] = "9"
    data["cells"]["requests.received.noone"] = None
    data["sections"]["appendix"] = "附录"
    data["previous"]["colour"] = "red"
    data["marks"].append({"section": "overview", "start": 0, "end": 3, "kind": "year", "quote": "1999", "hint": ""})
    report, read = load(json.dumps(data).encode(), "a.json", FORMS)
    assert {(item.kind, item.where, item.text) for item in read.unplaced[1:]} == {
        ("field", "extra", '{"a": [1]}'),
        ("field", "meta.phone", "0536-1"),
        ("cell", "cells.requests.received.nobody", "9"),
        ("paragraph", "sections.appendix", "附录"),
        ("field", "previous.colour", "red"),
        ("mark", "marks[1]（overview）", "1999"),
    }
    assert len(report.marks("overview")) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"3",
        b"\xff\xfe{}",
        b"\xd5\xe2\xca\xc7",
        b"[" * 100_000,
        b'{"schema": NaN}',
        b'{"schema": "annual-report/1", "x": ' + b"9" * 5000 + b"}",
        dump(to_json(zeros()))[:-10],
        b" " * (33 * 1024 * 1024),
    ],
    ids=lambda content: repr(content[:12]),
)
def test_what_is_no_report_at_all(content):
    said(content)


def test_a_number_given_twice_is_refused():
    text = dump(to_json(zeros())).decode("utf-8")
    double = text.replace(f'"{PERSON}": "0"', f'"{PERSON}": "0", "{PERSON}": "5"', 1)
    assert f"（{PERSON}：出现了两次）" in said(double.encode())


@pytest.mark.parametrize("place", ["sections/overview", "meta/title", "import/unplaced/0/text", "sections/x"])
def test_half_characters_are_refused(place):
    assert "残缺的字符" in said(put(plain(), place, "甲\ud800"))


def nodes(data: object, place: tuple = ()) -> list[tuple]:
    """The places of all nodes inside."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [found for key, value in items for found in [(*place, key), *nodes(value, (*place, key))]]


SMALL = plain()
for _part in (SMALL["cells"], SMALL["import"]["cells"], SMALL["previous"]["cells"], SMALL["previous"]["import"]["cells"]):
    for _cell in list(_part)[3:]:
        if ".received." not in _cell:
            del _part[_cell]
PLACES = nodes(SMALL)
JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["value", "1", "2024-01-01", "\ud800"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_is_damaged_ends_in_a_report_or_in_one_sentence(data):
    """Nodes taken away, replaced, renamed or swapped: never another exception, and what was read can be written again."""
    damaged = copy.deepcopy(SMALL)
    for place in data.draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=3)):
        node = damaged
        for key in place[:-1]:
            node = node[key] if isinstance(node, dict) and key in node else {}
        if not isinstance(node, dict) or place[-1] not in node:
            continue
        kind = data.draw(st.sampled_from(["remove", "replace", "rename", "copy"]))
        old = node.pop(place[-1]) if kind in ("remove", "rename") else node[place[-1]]
        if kind == "replace":
            node[place[-1]] = data.draw(JUNK)
        elif kind == "rename":
            node[data.draw(st.text(max_size=4))] = old
        elif kind == "copy":
            other = data.draw(st.sampled_from(PLACES))
            node[str(other[-1])] = old
    try:
        report, read = load(json.dumps(damaged).encode(), "a.json", FORMS)
    except UnreadableFileError as error:
        assert str(error).endswith("。")
        return
    again, _ = load(dump(to_json(report, read)), "a.json", FORMS)
    assert same(report, again)


@settings(max_examples=100)
@given(st.data())
def test_whatever_bytes_are_damaged_end_in_a_report_or_in_one_sentence(data):
    content = bytearray(json.dumps(SMALL, ensure_ascii=False).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    try:
        load(bytes(content), "a.json", FORMS)
    except UnreadableFileError as error:
        assert str(error).endswith("。")
