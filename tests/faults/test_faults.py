"""The fault suites in small, so that a change that breaks a promise, or a suite, is seen at once. In full: faults/run.py."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest

from core.cli import main
from core.importer.importing import import_report
from faults import damage, disks, fuzz, hostile, killstorm, readers, sweep
from faults.grammar import TARGETS
from faults.processes import outcome_of
from faults.results import CannotRunError, Outcome
from faults.subject import ACTORS, FORMS, Saver, report_at, saved_state

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs fork and signals of Linux")


@pytest.mark.parametrize("name", ACTORS)
def test_kills_lose_nothing(tmp_path: Path, name: str) -> None:
    outcome = Outcome()
    killstorm._storm(name, tmp_path, 6, outcome)
    assert outcome.holds, outcome.finds


def test_system_calls_killed_and_failing_lose_nothing(tmp_path: Path) -> None:
    try:
        sweep._require_strace()
    except CannotRunError as error:
        pytest.skip(str(error))
    outcome = Outcome()
    sweep._sweep("save", tmp_path, 10, outcome)
    assert outcome.holds, outcome.finds


def test_damaged_files_are_noticed(tmp_path: Path) -> None:
    outcome = Outcome()
    damage._project_files(tmp_path, 25, outcome)
    damage._journals(tmp_path, 25, outcome)
    assert outcome.holds, outcome.finds


def test_a_full_disk_keeps_the_old_file(tmp_path: Path) -> None:
    from faults.disk import _refused, full

    try:
        disks.require_root()
        outcome = Outcome()
        _refused(full, Saver, tmp_path, outcome)
    except CannotRunError as error:
        pytest.skip(str(error))
    assert outcome.holds, outcome.finds


@pytest.mark.parametrize("target", TARGETS)
def test_invented_documents_end_in_a_report_or_a_sentence(tmp_path: Path, target: str) -> None:
    for number in range(40):
        file = TARGETS[target](Random(f"test {target} {number}"), tmp_path)
        assert fuzz._judged(lambda file=file: import_report(file, FORMS)) == "", number


def test_spoiled_project_files_end_in_a_report_or_a_sentence(tmp_path: Path) -> None:
    outcome = Outcome()
    fuzz._project_file(tmp_path, 60, outcome)
    assert outcome.holds, outcome.finds


@pytest.mark.parametrize("name", ["json 500000 keys", "json nested 100,000", "html one row of 500,000 cells", "html outside"])
def test_hostile_files_without_a_package_cost_little(tmp_path: Path, name: str) -> None:
    """The first three cost 2 to 9 s and up to 818 MiB before their limits were lowered."""
    file = tmp_path / f"x.{name.split()[0]}"
    file.write_bytes(dict(readers._texts())[name])
    _, _, inherited = outcome_of(lambda: 0, 10)  # what a child has from this test process before it reads anything
    status, seconds, memory = outcome_of(lambda: hostile._read(file), 10)
    assert status in (hostile.READ, hostile.REFUSED)
    assert seconds < 4, "twice the bar of faults/run.py: others use this machine too"
    assert memory - inherited < 256 - 40, "40 MiB is what a program of its own begins with"
    assert hostile._said(file)["sockets"] == []


def test_the_main_job_opens_no_socket(tmp_path: Path) -> None:
    saver = Saver(tmp_path)
    saver.reach(1)

    def work() -> int:
        sys.addaudithook(_no_sockets)
        for suffix in (".docx", ".xlsx", ".html", ".json"):
            if main(["convert", str(saver.path), str(tmp_path / f"out{suffix}")]) == 2:
                return 2
        return min(1, main(["check", *(str(file) for file in tmp_path.glob("out.*"))])) * 0

    assert outcome_of(work, 30)[0] == 0


def _no_sockets(event: str, _arguments: object) -> None:
    if event.startswith("socket."):
        raise PermissionError(event)


def test_a_child_that_fails_by_itself_is_no_kill(tmp_path: Path) -> None:
    """A storm whose child never worked once passed as 「0 corrupt」."""
    from faults.processes import start

    class Broken:
        def reach(self, number: int) -> None:
            raise OSError(number)

    child = start(Broken, 1)
    child.listen(5)
    with pytest.raises(RuntimeError, match="failed before"):
        child.kill()


def test_the_judge_knows_old_new_and_corrupt(tmp_path: Path) -> None:
    from faults.subject import CorruptError

    saver = Saver(tmp_path)
    assert saver.state() == 0
    saver.reach(3)
    assert saver.state() == 3
    saver.path.write_bytes(saver.path.read_bytes()[:-9])
    with pytest.raises(CorruptError):
        saved_state(saver.path)
    assert report_at(3).same_content(report_at(3))
