"""Opened twice: another window is noticed, a dead one is not, another computer's mark is the person's business."""

from __future__ import annotations

import errno
import os
import platform
import signal
from pathlib import Path

import pytest

from core import locking
from core.exporter.atomic import open_elsewhere
from core.locking import HeldBy, Lock, Owner, acquire, mark_of

FOREIGN = "张三,zhangsan,别的电脑,2026-11-20 08:30,pid:4711;"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "年报.nianbao"


def mine(pid: int = 4711) -> str:
    return f"李四,lisi,{platform.node()},2026-11-20 08:30,pid:{pid};"


def test_a_second_window_learns_who_has_the_report(path: Path) -> None:
    lock = acquire(path, "李四")
    assert isinstance(lock, Lock)
    second = acquire(path, "王五")
    assert isinstance(second, HeldBy)
    assert second.here
    assert second.owner is not None
    assert (second.owner.name, second.owner.host, second.owner.pid) == ("李四", platform.node(), os.getpid())
    assert "李四" in second.sentence(path.name)
    lock.release()
    third = acquire(path)
    assert isinstance(third, Lock)
    third.release()
    assert list(path.parent.iterdir()) == []


def test_the_mark_is_understood_by_the_warning_before_export(path: Path) -> None:
    lock = acquire(path, "李四")
    assert open_elsewhere(path) == "李四"
    assert isinstance(lock, Lock)
    lock.release()
    assert open_elsewhere(path) is None


def test_a_killed_window_leaves_nothing_in_the_way(path: Path) -> None:
    child = os.fork()
    if child == 0:
        acquire(path)
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    assert mark_of(path).exists()
    lock = acquire(path)
    assert isinstance(lock, Lock)
    lock.release()


@pytest.mark.parametrize(
    "text",
    ["", "\0" * 80, "nonsense", mine(), mine(os.getpid()), mine(1), ",,,", "a,b,c,d,pid:99999999999;"],
    ids=["empty", "zeros", "nonsense", "my name", "my process", "process 1", "commas", "impossible process"],
)
def test_a_mark_that_nobody_holds_here_is_taken_over(path: Path, text: str) -> None:
    mark_of(path).write_text(text, encoding="utf-8")
    lock = acquire(path)
    assert isinstance(lock, Lock) or "a,b" in text or text == ",,,"
    if isinstance(lock, Lock):
        lock.release()
        assert not mark_of(path).exists()


def test_another_computers_mark_is_left_until_the_person_says_so(path: Path) -> None:
    mark_of(path).write_text(FOREIGN, encoding="utf-8")
    found = acquire(path)
    assert found == HeldBy(Owner("张三", "别的电脑", 4711, "2026-11-20 08:30"), here=False)
    assert "别的电脑" in found.sentence(path.name)
    lock = acquire(path, force=True)
    assert isinstance(lock, Lock)
    lock.release()
    assert not mark_of(path).exists()


def test_a_living_window_here_is_never_robbed(path: Path) -> None:
    lock = acquire(path)
    assert isinstance(acquire(path, force=True), HeldBy)
    assert isinstance(lock, Lock)
    lock.release()


def test_a_mark_taken_over_by_another_computer_is_not_removed(path: Path) -> None:
    lock = acquire(path)
    mark_of(path).write_text(FOREIGN, encoding="utf-8")
    assert isinstance(lock, Lock)
    lock.release()
    assert mark_of(path).read_text("utf-8") == FOREIGN


def test_where_no_mark_can_be_written_the_report_opens_all_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in (errno.EROFS, errno.EACCES, errno.ENAMETOOLONG):
        monkeypatch.setattr(os, "open", _refusing(number))
        lock = acquire(path)
        assert isinstance(lock, Lock)
        assert lock.file is None
        lock.release()
    mark_of(path).write_text(FOREIGN, encoding="utf-8")
    assert isinstance(acquire(path), HeldBy)


def _refusing(number: int):
    def refuse(*_: object) -> int:
        raise OSError(number, "refused")

    return refuse


def test_a_disk_without_locks_asks_for_the_process(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locking, "_lock", _refusing(errno.ENOTSUP))
    mark_of(path).write_text(mine(os.getppid()), encoding="utf-8")
    assert isinstance(acquire(path), HeldBy)
    for pid in (os.getpid(), 2**22 + 1):
        mark_of(path).write_text(mine(pid), encoding="utf-8")
        assert isinstance(acquire(path), Lock)


def test_reading_and_saving_do_not_ask_for_the_mark(path: Path) -> None:
    from storage_samples import FORMS, blank_report

    from core.importer.importing import import_report
    from core.project import save

    mark_of(path).write_text(FOREIGN, encoding="utf-8")
    save(blank_report(), path, FORMS)
    assert import_report(path, FORMS).report.same_content(blank_report())


def test_a_long_name_has_no_mark_and_no_harm(tmp_path: Path) -> None:
    lock = acquire(tmp_path / ("长" * 83 + ".nianbao"))
    assert isinstance(lock, Lock)
    lock.release()
