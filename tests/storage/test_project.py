"""Saving: never a damaged file, never a silent overwrite of somebody else's work."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from core.errors import UnreadableFileError, UserError, WriteError
from core.forms import Forms, load_forms
from core.importer.importing import import_report
from core.project import ChangedOnDiskError, save
from core.report import CellEdit, Meta, Report, TextEdit
from core.seal import NewerFileError, open_content
from core.values import Value

CELL = "requests.received.person"


@pytest.fixture(scope="module")
def forms() -> Forms:
    return load_forms()


@pytest.fixture
def report(forms: Forms) -> Report:
    report = Report(forms.get("2021-30"), Meta("青石镇人民政府", 2024, "青石镇人民政府2024年政府信息公开工作年度报告"))
    report.apply(TextEdit("overview", "第一段。\n第二段。"))
    report.apply(CellEdit({CELL: Value.of(3)}))
    return report


def test_a_saved_report_opens_as_it_was(tmp_path: Path, report: Report, forms: Forms) -> None:
    path = tmp_path / "年报.nianbao"
    save(report, path, forms)
    assert import_report(path, forms).report.same_content(report)


def test_each_save_is_the_next_generation_and_keeps_the_one_before(tmp_path: Path, report: Report, forms: Forms) -> None:
    path = tmp_path / "年报.nianbao"
    first = save(report, path, forms)
    before = path.read_bytes()
    report.apply(CellEdit({CELL: Value.of(4)}))
    second = save(report, path, forms, known=first)
    assert (first.generation, second.generation) == (1, 2)
    assert (tmp_path / "年报.nianbao.bak").read_bytes() == before


def test_a_file_changed_by_somebody_else_is_not_overwritten(tmp_path: Path, report: Report, forms: Forms) -> None:
    path = tmp_path / "年报.nianbao"
    mine = save(report, path, forms)
    report.apply(CellEdit({CELL: Value.of(9)}))
    save(report, path, forms)
    theirs = path.read_bytes()
    with pytest.raises(ChangedOnDiskError, match="被别的程序或别的人修改过"):
        save(report, path, forms, known=mine)
    assert path.read_bytes() == theirs


def test_a_confirmed_overwrite_still_counts_on(tmp_path: Path, report: Report, forms: Forms) -> None:
    path = tmp_path / "年报.nianbao"
    save(report, path, forms)
    assert save(report, path, forms).generation == 2


def test_a_newer_programs_file_is_neither_opened_nor_overwritten(tmp_path: Path, report: Report, forms: Forms) -> None:
    path = tmp_path / "年报.nianbao"
    save(report, path, forms)
    data = json.loads(path.read_text("utf-8"))
    data["nianbao"]["version"] = 99
    path.write_text(json.dumps(data), "utf-8")
    before = path.read_bytes()
    with pytest.raises(NewerFileError, match="请升级程序"):
        import_report(path, forms)
    with pytest.raises(NewerFileError):
        save(report, path, forms)
    assert path.read_bytes() == before


def test_every_flipped_bit_is_noticed(report: Report, forms: Forms, tmp_path: Path) -> None:
    path = tmp_path / "年报.nianbao"
    save(report, path, forms)
    content = path.read_bytes()
    for position in range(0, len(content), max(1, len(content) // 400)):
        damaged = bytearray(content)
        damaged[position] ^= 1 << (position % 8)
        try:
            again, _, _ = open_content(bytes(damaged), "年报.nianbao", forms)
        except UserError:
            continue
        assert again.same_content(report), f"bit flip at {position} changed the report unnoticed"


def test_every_truncation_is_noticed(report: Report, forms: Forms, tmp_path: Path) -> None:
    path = tmp_path / "年报.nianbao"
    save(report, path, forms)
    content = path.read_bytes()
    for length in range(0, len(content) - 2, max(1, len(content) // 200)):
        with pytest.raises(UnreadableFileError):
            open_content(content[:length], "年报.nianbao", forms)
    with pytest.raises(UnreadableFileError):
        open_content(bytes(len(content)), "年报.nianbao", forms)


def test_a_damaged_file_may_be_replaced_but_its_bytes_stay(tmp_path: Path, report: Report, forms: Forms) -> None:
    path = tmp_path / "年报.nianbao"
    path.write_bytes(b"\0" * 5000)
    save(report, path, forms)
    assert (tmp_path / "年报.nianbao.bak").read_bytes() == b"\0" * 5000
    assert import_report(path, forms).report.same_content(report)


def test_a_failing_disk_leaves_the_old_file(
    tmp_path: Path, report: Report, forms: Forms, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "年报.nianbao"
    stamp = save(report, path, forms)
    before = path.read_bytes()
    report.apply(CellEdit({CELL: Value.of(8)}))

    def broken(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(WriteError, match="磁盘空间不足"):
        save(report, path, forms, known=stamp)
    assert path.read_bytes() == before
    assert sorted(item.name for item in tmp_path.iterdir()) == ["年报.nianbao"]


def test_plain_json_without_a_seal_opens_as_generation_zero(tmp_path: Path, report: Report, forms: Forms) -> None:
    from core import storage

    report_again, _, stamp = open_content(storage.dump(storage.to_json(report)), "年报.json", forms)
    assert report_again.same_content(report)
    assert stamp.generation == 0
