"""The journal: whatever was acknowledged comes back, whatever was torn is dropped, nothing else ever appears."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import UserError
from core.forms import Forms, load_forms
from core.journal import Journal, recover
from core.report import CellEdit, Edit, GroupEdit, Meta, MetaEdit, PreviousEdit, Report, TextEdit
from core.values import BLANK, State, Value

FORMS = load_forms()
FORM = FORMS.get("2021-30")
CELLS = list(FORM.template.cells)
SECTIONS = [section.id for section in FORM.template.sections]

values = st.one_of(
    st.just(BLANK),
    st.integers(0, 10**9).map(Value.of),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8).map(lambda raw: Value(State.UNCLEAR, None, raw)),
)
cell_edits = st.dictionaries(st.sampled_from(CELLS), values, min_size=1, max_size=7).map(CellEdit)
text_edits = st.builds(TextEdit, st.sampled_from(SECTIONS), st.text(max_size=30))
meta_edits = st.builds(
    lambda organ, year, day: MetaEdit(Meta(organ, year, f"{organ}{year}年报告", organ, day)),
    st.text(max_size=8),
    st.integers(2019, 2040),
    st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2040, 1, 1))),
)
simple = st.one_of(cell_edits, text_edits, meta_edits)
edits = st.one_of(simple, st.lists(simple, max_size=3).map(lambda parts: GroupEdit(tuple(parts))))


def record(file: Path, done: list[Edit]) -> tuple[Report, list[int]]:
    """The report after the edits, and the file's length after each of them."""
    report = Report(FORM)
    journal = Journal.start(file, report, None, 0)
    lengths = [file.stat().st_size]
    for edit in done:
        report.apply(edit)
        journal.write(edit)
        lengths.append(file.stat().st_size)
    journal.close()
    return report, lengths


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(done=st.lists(edits, max_size=8))
def test_every_written_edit_comes_back(tmp_path: Path, done: list[Edit]) -> None:
    report, _ = record(tmp_path / "journal", done)
    found = recover(tmp_path / "journal", FORMS)
    assert found.report.same_content(report)
    assert (found.edits, found.complete) == (len(done), True)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(done=st.lists(edits, min_size=1, max_size=5), data=st.data())
def test_a_torn_end_costs_only_the_edit_that_was_not_yet_acknowledged(
    tmp_path: Path, done: list[Edit], data: st.DataObject
) -> None:
    file = tmp_path / "journal"
    _, lengths = record(file, done)
    cut = data.draw(st.integers(lengths[0], lengths[-1]))
    file.write_bytes(file.read_bytes()[:cut])
    whole = sum(length <= cut for length in lengths[1:])
    expected = Report(FORM)
    for edit in done[:whole]:
        expected.apply(edit)
    assert recover(file, FORMS).report.same_content(expected)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(done=st.lists(edits, min_size=1, max_size=4), data=st.data())
def test_a_damaged_byte_ends_the_replay_before_it(tmp_path: Path, done: list[Edit], data: st.DataObject) -> None:
    file = tmp_path / "journal"
    _, lengths = record(file, done)
    content = bytearray(file.read_bytes())
    position = data.draw(st.integers(lengths[0], len(content) - 1))
    content[position] ^= data.draw(st.integers(1, 255))
    file.write_bytes(bytes(content))
    intact = sum(length <= position for length in lengths[1:])
    expected = Report(FORM)
    for edit in done[:intact]:
        expected.apply(edit)
    found = recover(file, FORMS)
    assert found.edits >= intact
    assert found.edits > intact or found.report.same_content(expected)


def test_a_journal_without_a_whole_beginning_is_refused_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "journal"
    for content in (b"", b"\0" * 100, b"zzzzzzzz {}\n", b"00000000 {}\n"):
        file.write_bytes(content)
        with pytest.raises(UserError, match="已损坏"):
            recover(file, FORMS)


def test_last_years_report_is_replayed_too(tmp_path: Path) -> None:
    last = Report(FORM, Meta("青石镇人民政府", 2023, "青石镇人民政府2023年政府信息公开工作年度报告"))
    last.apply(CellEdit({"requests.carried_out.person": Value.of(2)}))
    record(tmp_path / "journal", [PreviousEdit(last)])
    previous = recover(tmp_path / "journal", FORMS).report.previous
    assert previous is not None
    assert previous.same_content(last)


def test_path_and_generation_of_the_file_are_remembered(tmp_path: Path) -> None:
    forms: Forms = FORMS
    Journal.start(tmp_path / "journal", Report(FORM), tmp_path / "年报.nianbao", 7).close()
    found = recover(tmp_path / "journal", forms)
    assert (found.path, found.generation) == (tmp_path / "年报.nianbao", 7)
