"""Long work: results on the window's thread, cancelling, waiting without freezing."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QThread, QTimer

from gui.tasks import CancelledError, Progress, SyncRunner, TaskRunner


@pytest.fixture
def runner(qapp):
    runner = TaskRunner()
    yield runner
    runner.stop()


def test_the_result_comes_back_on_the_windows_thread(qtbot, runner):
    seen: list[tuple[object, bool]] = []
    here = QThread.currentThread()
    runner.run("t", lambda progress: QThread.currentThread() is here, lambda result: seen.append((result, True)), seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(False, True)]
    assert not runner.busy


def test_an_error_is_delivered_not_raised(qtbot, runner):
    seen: list[Exception] = []

    def fail(progress: Progress) -> None:
        raise ValueError("so")

    runner.run("t", fail, lambda result: None, seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert str(seen[0]) == "so"


def test_a_cancelled_task_delivers_nothing_and_notices(qtbot, runner):
    started, release, noticed = threading.Event(), threading.Event(), threading.Event()
    seen: list[object] = []

    def work(progress: Progress) -> str:
        started.set()
        release.wait(5)
        try:
            progress.say("读取")
        except CancelledError:
            noticed.set()
            raise
        return "never"

    progress = runner.run("t", work, seen.append, seen.append)
    assert started.wait(5)
    progress.cancel()
    with qtbot.waitSignal(runner.ended):
        release.set()
    assert noticed.is_set()
    assert seen == []


def test_only_slow_work_shows_a_line(qtbot, runner):
    shown: list[Progress] = []
    runner.shown.connect(shown.append)
    with qtbot.waitSignal(runner.ended):
        runner.run("quick", lambda progress: 1, lambda result: None, lambda error: None)
    assert shown == []
    release = threading.Event()
    with qtbot.waitSignal(runner.shown, timeout=2000):
        progress = runner.run("slow", lambda progress: release.wait(5), lambda result: None, lambda error: None)
    with qtbot.waitSignal(progress.said), qtbot.waitSignal(runner.ended):
        progress.say("第 2 个文件")
        release.set()


def test_waiting_keeps_the_window_alive(qtbot, runner):
    ticks: list[int] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(1))
    timer.start(10)
    pause = threading.Event()
    assert runner.wait("t", lambda progress: pause.wait(0.15) or "done") == "done"
    timer.stop()
    assert len(ticks) >= 5
    with pytest.raises(ZeroDivisionError):
        runner.wait("t", lambda progress: 1 // 0)


def test_the_synchronous_runner_does_it_now():
    seen: list[object] = []
    runner = SyncRunner()
    runner.run("t", lambda progress: 2, seen.append, seen.append)
    runner.run("t", lambda progress: 1 // 0, seen.append, lambda error: seen.append(type(error)))
    assert seen == [2, ZeroDivisionError]
    assert runner.wait("t", lambda progress: 3) == 3


def test_stopping_ends_waiting_tasks(qtbot):
    runner = TaskRunner()
    release = threading.Event()
    for _ in range(3):
        runner.run("t", lambda progress: release.wait(5), lambda result: None, lambda error: None)
    release.set()
    runner.stop()
    qtbot.waitUntil(lambda: not runner.busy)
