"""The journal of the open report, and what a crash leaves: nothing acknowledged is lost, nothing is asked without need."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from parts import UNCLEAR, damaged_import, full_report, make_bench

from core.importer.importing import import_report
from core.locking import HeldBy, Lock, acquire
from core.recovering import pending, recover
from core.report import CellEdit, GroupEdit, Meta, MetaEdit, PreviousEdit, TextEdit
from core.values import Value
from gui import journaling, recovery
from gui.dialogs import Answer

CELL = "requests.received.person"


@pytest.fixture
def bench(forms, settings, tmp_path, qapp, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "spare"))
    bench = make_bench(forms, settings, tmp_path)
    yield bench
    bench.recovery.close()


def kill(bench) -> None:
    """What a kill does: the journal stays, nobody holds it."""
    os.close(bench.recovery._journaling._journal._handle)
    bench.recovery._journaling._journal = None
    lock = bench.files.project._place.lock
    if lock is not None and lock.file is not None:
        os.close(lock._handle)
        lock.file = None


def crash_with_a_saved_file(forms, settings, folder: Path) -> Path:
    """A window that saved, changed a cell and was killed; returns its file."""
    crashed = make_bench(forms, settings, folder)
    crashed.files.show(full_report(forms))
    path = crashed.dialogs.to_save = folder / "b.nianbao"
    crashed.files.save()
    crashed.session.edit_cells({CELL: Value.of(77)}, "修改")
    kill(crashed)
    return path


def test_every_kind_of_change_undo_and_redo_are_journaled_at_once(bench, forms):
    bench.files.show(full_report(forms))
    session = bench.session
    session.edit_cells({CELL: Value.of(5)}, "修改")
    session.edit(TextEdit("overview", "新的一段"), "修改")
    session.edit(MetaEdit(Meta("乙镇", 2024, "题", "名")), "修改")
    session.edit(PreviousEdit(full_report(forms)), "修改")
    session.edit(GroupEdit((CellEdit({CELL: Value.of(6)}), TextEdit("problems", "问题"))), "修改")
    session.undo_stack.undo()
    session.undo_stack.undo()
    session.undo_stack.redo()
    found = recover(bench.recovery._journaling.file, forms)
    assert found.complete
    assert found.report.same_content(session.report)
    assert found.report.previous.same_content(session.report.previous)


def test_after_a_kill_the_report_is_offered_with_what_differs(bench, forms, settings, tmp_path):
    crashed = make_bench(forms, settings, tmp_path)
    crashed.files.show(full_report(forms))
    crashed.dialogs.to_save = tmp_path / "b.nianbao"
    crashed.files.save()
    crashed.session.edit_cells({CELL: Value.of(77)}, "修改")
    assert bench.recovery.left_behind(forms) == []  # its program still runs
    kill(crashed)
    (left,) = bench.recovery.left_behind(forms)
    assert "改为“77”" in left.differences
    bench.files.recover(left)
    assert bench.session.report.values[CELL] == Value.of(77)
    assert not bench.session.undo_stack.isClean()


def test_a_recovered_report_keeps_its_file_when_nobody_wrote_it_since(bench, forms, settings, tmp_path):
    path = crash_with_a_saved_file(forms, settings, tmp_path)
    (left,) = bench.recovery.left_behind(forms)
    bench.files.recover(left)
    assert bench.session.path == path
    assert not bench.session.undo_stack.isClean()
    assert isinstance(acquire(path), HeldBy)  # the dead window's mark is ours now, and nobody was asked
    assert bench.dialogs.asked == []
    assert not bench.files.maybe_save()
    assert bench.dialogs.asked.pop() == "恢复的内容还没有保存到文件里。"
    assert bench.files.save()
    assert bench.dialogs.asked == []
    assert import_report(path, forms).report.values[CELL] == Value.of(77)


@pytest.mark.parametrize("when", ["before the offer", "after the offer", "gone", "damaged"])
def test_a_recovered_report_has_no_file_when_its_own_is_another_one(bench, forms, settings, tmp_path, when):
    path = crash_with_a_saved_file(forms, settings, tmp_path)
    if when == "after the offer":
        (left,) = bench.recovery.left_behind(forms)
    if when == "gone":
        path.unlink()
    else:
        path.write_bytes(b"{" if when == "damaged" else path.read_bytes() + b"\n")
    if when != "after the offer":
        (left,) = bench.recovery.left_behind(forms)
    bench.files.recover(left)
    assert bench.session.path is None
    assert bench.session.report.values[CELL] == Value.of(77)
    assert not bench.session.undo_stack.isClean()
    other = acquire(path)
    assert isinstance(other, Lock)
    other.release()


def test_a_recovered_report_that_is_open_in_another_window_is_a_copy_and_says_so(bench, forms, settings, tmp_path):
    path = crash_with_a_saved_file(forms, settings, tmp_path)
    other = acquire(path, "王五")
    (left,) = bench.recovery.left_behind(forms)
    bench.files.recover(left)
    assert bench.session.path is None
    assert "王五" in bench.told[-1][0]
    assert bench.dialogs.asked == []
    other.release()


@pytest.mark.parametrize("saved", [True, False])
def test_a_recovered_report_survives_a_second_crash_without_any_change(
    bench, forms, settings, tmp_path, qtbot, monkeypatch, saved
):
    monkeypatch.setattr(recovery, "SETTLED_MS", 1)
    if saved:
        crash_with_a_saved_file(forms, settings, tmp_path)
    else:
        crashed = make_bench(forms, settings, tmp_path)
        crashed.files.new_blank()
        crashed.session.edit_cells({CELL: Value.of(77)}, "修改")
        kill(crashed)
    second = make_bench(forms, settings, tmp_path)
    (left,) = second.recovery.left_behind(forms)
    second.files.recover(left)
    qtbot.waitUntil(lambda: not left.path.exists())
    kill(second)
    (again,) = bench.recovery.left_behind(forms)
    assert again.report.values[CELL] == Value.of(77)
    bench.files.recover(again)
    bench.dialogs.answer = Answer.DISCARD
    assert bench.files.maybe_save()
    qtbot.waitUntil(lambda: not again.path.exists())
    kill(bench)
    assert make_bench(forms, settings, tmp_path).recovery.left_behind(forms) == []


def test_an_accepted_import_is_offered_with_its_record(bench, forms, settings, tmp_path):
    crashed = make_bench(forms, settings, tmp_path)
    imported = damaged_import(forms)
    crashed.files.show(imported.report, record=imported.record)
    kill(crashed)
    (left,) = bench.recovery.left_behind(forms)
    bench.files.recover(left)
    assert bench.session.report.values[UNCLEAR].raw == "3O"
    assert bench.session.record.cells[UNCLEAR] == imported.record.cells[UNCLEAR]


def test_a_recovery_that_stands_is_not_offered_again_one_that_crashes_twice_neither(
    bench, forms, settings, tmp_path, qtbot, monkeypatch
):
    monkeypatch.setattr(recovery, "SETTLED_MS", 1)
    for stands in (True, False):
        crashed = make_bench(forms, settings, tmp_path)
        crashed.files.show(full_report(forms))
        crashed.session.edit_cells({CELL: Value.of(77)}, "修改")
        kill(crashed)
        (left,) = bench.recovery.left_behind(forms)
        if stands:
            bench.files.recover(left)
            assert pending(left.path.parent)[0].attempts == 1
            qtbot.waitUntil(lambda: bench.recovery.left_behind(forms) == [])
        else:
            for _ in range(2):
                assert len(bench.recovery.left_behind(forms)) == 1
                bench.recovery.try_once(left)
            assert bench.recovery.left_behind(forms) == []
            assert left.path.exists()


def test_saved_refused_and_undone_changes_are_not_offered(bench, forms, settings, tmp_path):
    crashed = make_bench(forms, settings, tmp_path)
    crashed.files.show(full_report(forms))
    crashed.dialogs.to_save = tmp_path / "b.nianbao"
    crashed.session.edit_cells({CELL: Value.of(5)}, "修改")
    assert crashed.recovery.write() is not None
    crashed.files.save()
    assert crashed.recovery.write() is None
    crashed.session.edit_cells({CELL: Value.of(6)}, "修改")
    crashed.session.undo_stack.undo()
    kill(crashed)
    assert bench.recovery.left_behind(forms) == []
    other = make_bench(forms, settings, tmp_path)
    other.files.show(full_report(forms))
    other.session.edit_cells({CELL: Value.of(5)}, "修改")
    kill(other)
    (left,) = bench.recovery.left_behind(forms)
    bench.files.refuse_recovery(left)
    assert bench.recovery.left_behind(forms) == []


def test_unreadable_journals_are_left_out(bench, forms, tmp_path):
    (tmp_path / "recovery").mkdir(exist_ok=True)
    (tmp_path / "recovery" / "x.journal").write_bytes(b"{")
    assert bench.recovery.left_behind(forms) == []


def test_after_idleness_it_is_on_the_disk_and_the_time_is_told(bench, forms, qtbot, monkeypatch):
    monkeypatch.setattr(journaling, "IDLE_MS", 5)
    bench.files.show(full_report(forms))
    with qtbot.waitSignal(bench.files.backed_up) as caught:
        bench.session.edit(TextEdit("overview", "新"), "修改")
    time.strptime(caught.args[0], "%H:%M")


def test_a_full_disk_does_not_stop_the_typing_and_another_folder_takes_over(bench, forms, qtbot, monkeypatch):
    bench.files.show(full_report(forms))
    first, real = bench.recovery._journaling.file.parent, os.write

    def write(handle: int, data: bytes) -> int:
        if first in Path(f"/proc/self/fd/{handle}").readlink().parents:
            raise OSError(28, "No space left on device")
        return real(handle, data)

    monkeypatch.setattr(os, "write", write)
    with qtbot.waitSignal(bench.recovery.trouble) as caught:
        bench.session.edit_cells({CELL: Value.of(5)}, "修改")
    assert "已改存到" in caught.args[0]
    bench.session.edit_cells({CELL: Value.of(6)}, "修改")
    file = bench.recovery._journaling.file
    assert file.parent != first
    assert recover(file, forms).report.same_content(bench.session.report)
    assert recover(file, forms).unsaved == 2


def test_closing_without_changes_leaves_nothing(bench, forms, tmp_path):
    bench.files.show(full_report(forms))
    bench.recovery.close()
    assert list((tmp_path / "recovery").iterdir()) == []
