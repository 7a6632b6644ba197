"""The journal: whatever was acknowledged comes back, whatever was torn is dropped, nothing else ever appears."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from storage_samples import FORM, FORMS, blank_report, edits, full_report

from core import storage
from core.errors import UserError
from core.journal import Journal, Known
from core.journal_edits import edit_from_json, edit_to_json
from core.recovering import recover
from core.report import CellEdit, Edit, ExemptionEdit, GroupEdit, Meta, MetaEdit, PreviousEdit, Report, TextEdit
from core.values import Value

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def write(folder: Path, done: list[Edit]) -> tuple[Path, Report, list[int]]:
    """A journal of the edits, the report after them, and the file's length after each of them."""
    report = Report(FORM)
    journal = Journal.start(folder, report, Known())
    lengths = [journal.file.stat().st_size]
    for edit in done:
        report.apply(edit)
        journal.write(edit)
        lengths.append(journal.file.stat().st_size)
    return journal.file, report, lengths


@quick
@given(done=st.lists(edits, max_size=8))
def test_every_written_edit_comes_back(tmp_path: Path, done: list[Edit]) -> None:
    file, report, _ = write(tmp_path, done)
    found = recover(file, FORMS)
    assert found.report.same_content(report)
    assert found.report.exemptions == report.exemptions
    assert (found.edits, found.unsaved, found.complete) == (len(done), len(done), True)


@quick
@given(done=st.lists(edits, min_size=1, max_size=5), data=st.data())
def test_a_torn_end_costs_only_the_edit_that_was_not_yet_acknowledged(
    tmp_path: Path, done: list[Edit], data: st.DataObject
) -> None:
    file, _, lengths = write(tmp_path, done)
    cut = data.draw(st.integers(lengths[0], lengths[-1]))
    file.write_bytes(file.read_bytes()[:cut])
    whole = sum(length <= cut for length in lengths[1:])
    expected = Report(FORM)
    for edit in done[:whole]:
        expected.apply(edit)
    assert recover(file, FORMS).report.same_content(expected)


@quick
@given(done=st.lists(edits, min_size=1, max_size=4), data=st.data())
def test_a_damaged_byte_ends_the_replay_before_it(tmp_path: Path, done: list[Edit], data: st.DataObject) -> None:
    file, _, lengths = write(tmp_path, done)
    content = bytearray(file.read_bytes())
    position = data.draw(st.integers(lengths[0], len(content) - 1))
    content[position] ^= data.draw(st.integers(1, 255))
    file.write_bytes(bytes(content))
    intact = sum(length <= position for length in lengths[1:])
    expected = Report(FORM)
    for edit in done[:intact]:
        expected.apply(edit)
    found = recover(file, FORMS)
    assert found.edits == intact
    assert found.report.same_content(expected)


def test_a_journal_without_a_whole_beginning_is_refused_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "x.journal"
    for content in (b"", b"\0" * 100, b"zzzzzzzz {}\n", b"00000000 {}\n", b"\n"):
        file.write_bytes(content)
        with pytest.raises(UserError, match="已损坏"):
            recover(file, FORMS)


def test_everything_in_a_report_comes_back(tmp_path: Path) -> None:
    report = full_report()
    journal = Journal.start(tmp_path, report, Known(tmp_path / "年报.nianbao", 7, "abc"))
    found = recover(journal.file, FORMS)
    assert storage.to_json(found.report) == storage.to_json(report)
    assert found.known == Known(tmp_path / "年报.nianbao", 7, "abc")


def test_typing_writes_a_few_bytes_a_key_however_long_the_text(tmp_path: Path) -> None:
    report = blank_report()
    report.apply(TextEdit("overview", "一段很长的文字。" * 10_000))
    journal = Journal.start(tmp_path, report, Known())
    before = journal.file.stat().st_size
    text = report.texts["overview"]
    for number in range(100):
        text = text[:40_000] + "字" + text[40_000:]
        edit = TextEdit("overview", text)
        report.apply(edit)
        journal.write(edit)
        assert journal.file.stat().st_size - before < (number + 1) * 120
    assert recover(journal.file, FORMS).report.same_content(report)


def test_half_characters_and_controls_survive(tmp_path: Path) -> None:
    report = blank_report()
    journal = Journal.start(tmp_path, report, Known())
    for text in ("\ud83d", "\ud83d\n\0\x1f\x85\u2028", "\udc00尾"):
        edit = TextEdit("overview", text)
        report.apply(edit)
        journal.write(edit)
    assert recover(journal.file, FORMS).report.same_content(report)


def test_a_full_disk_at_the_start_leaves_no_half_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.write", full)
    with pytest.raises(OSError, match="No space"):
        Journal.start(tmp_path, blank_report(), Known())
    assert list(tmp_path.iterdir()) == []


def test_a_saved_line_starts_the_count_anew(tmp_path: Path) -> None:
    report = blank_report()
    journal = Journal.start(tmp_path, report, Known())
    edit = CellEdit({"requests.received.person": Value.of(1)})
    journal.write(edit)
    journal.saved(Known(tmp_path / "年报.nianbao", 1, "d"))
    journal.write(edit)
    found = recover(journal.file, FORMS)
    assert (found.edits, found.unsaved, found.known.generation) == (2, 1, 1)


def test_half_a_line_of_a_full_disk_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = blank_report()
    journal = Journal.start(tmp_path, report, Known())
    edit = TextEdit("overview", "一")
    report.apply(edit)
    journal.write(edit)
    before, real = journal.file.read_bytes(), os.write
    room = [20]

    def short(handle: int, data: bytes) -> int:
        if not room:
            raise OSError(28, "No space left on device")
        return real(handle, data[: room.pop()])

    monkeypatch.setattr(os, "write", short)
    with pytest.raises(OSError, match="No space"):
        journal.write(TextEdit("overview", "一二"))
    assert journal.file.read_bytes() == before
    assert recover(journal.file, FORMS).report.same_content(report)


@pytest.mark.parametrize("lines", [[0, 2, 3], [0, 1, 1, 2, 3], [0, 2, 1, 3], [0, 1, 2, 3, 0, 1, 2, 3]])
def test_missing_repeated_and_swapped_lines_end_the_replay(tmp_path: Path, lines: list[int]) -> None:
    """Found by faults/damage.py: a journal written twice into one file was replayed over itself."""
    report = blank_report()
    journal = Journal.start(tmp_path, report, Known())
    for text in ("一", "一二", "一二三"):
        journal.write(TextEdit("overview", text))
    written = journal.file.read_bytes().splitlines(keepends=True)
    journal.file.write_bytes(b"".join(written[line] for line in lines))
    found = recover(journal.file, FORMS)
    assert not found.complete
    assert found.report.texts["overview"] == {0: "", 1: "一", 3: "一二三"}[found.edits]


def test_every_kind_of_edit_can_be_journaled() -> None:
    """A new kind must be added to core/journal_edits.py, else the window would fail at its first use."""
    last = full_report()
    kinds: list[Edit] = [
        CellEdit({"requests.received.person": Value.of(1)}),
        TextEdit("overview", "一"),
        MetaEdit(Meta("甲")),
        PreviousEdit(last),
        ExemptionEdit("rule", "1=2", "已核对。"),
    ]
    kinds.append(GroupEdit(tuple(kinds)))
    assert {type(kind) for kind in kinds} == set(get_args(Edit))
    for kind in kinds:
        written = edit_to_json(kind, dict(blank_report().texts))
        again = edit_from_json(json.loads(json.dumps(written)), dict(blank_report().texts), FORMS)
        one, two = blank_report(), blank_report()
        one.apply(kind)
        two.apply(again)
        assert storage.to_json(one) == storage.to_json(two)
