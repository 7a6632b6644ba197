"""The command line writes project files as the window does: a generation more, the one before kept, newer ones left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from storage_samples import FORMS, blank_report, full_report

from core.cli import main
from core.exporter.export import export
from core.locking import Lock, acquire
from core.project import backups, save
from core.seal import open_content


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "去年.docx"
    export(full_report(), path, FORMS)
    return path


def test_a_file_that_is_there_is_kept_as_the_generation_before(tmp_path: Path, source: Path) -> None:
    target = tmp_path / "年报.nianbao"
    save(blank_report(), target, FORMS)
    save(blank_report(), target, FORMS)
    assert main(["convert", str(source), str(target)]) in (0, 1)
    assert open_content(target.read_bytes(), target.name, FORMS)[2].generation == 3
    assert [backup.stamp.generation for backup in backups(target, FORMS)] == [2, 1]


def test_a_newer_programs_file_is_not_overwritten(tmp_path: Path, source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "年报.nianbao"
    save(blank_report(), target, FORMS)
    data = json.loads(target.read_text("utf-8"))
    data["nianbao"]["version"] = 99
    target.write_text(json.dumps(data), "utf-8")
    before = target.read_bytes()
    assert main(["new", "--from", str(source), str(target)]) == 2
    assert "请升级程序" in capsys.readouterr().err
    assert target.read_bytes() == before


def test_a_file_open_in_a_window_is_left_alone(tmp_path: Path, source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "年报.nianbao"
    lock = acquire(target, "李四")
    assert isinstance(lock, Lock)
    assert main(["convert", str(source), str(target)]) == 2
    assert "李四" in capsys.readouterr().err
    lock.release()
    assert main(["convert", str(source), str(target)]) in (0, 1)
    assert sorted(item.name for item in tmp_path.iterdir()) == ["去年.docx", "年报.nianbao"]
