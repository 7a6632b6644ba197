"""Saving: never a damaged file, never a silent overwrite of somebody else's work."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from core import storage
from core.errors import UnreadableFileError, UserError, WriteError
from core.forms import Forms, load_forms
from core.importer.importing import import_report
from core.locking import Lock, acquire
from core.project import ChangedOnDiskError, backups, save, save_closed
from core.report import CellEdit, Meta, MetaEdit, Report, TextEdit
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


def test_a_damaged_file_is_kept_aside_and_pushes_out_no_good_generation(tmp_path: Path, report: Report, forms: Forms) -> None:
    path = tmp_path / "年报.nianbao"
    for count in (1, 2, 3):
        report.apply(CellEdit({CELL: Value.of(count)}))
        save(report, path, forms)
    path.write_bytes(b"\0" * 5000)
    stamp = save(report, path, forms)
    assert (tmp_path / "年报.nianbao.damaged").read_bytes() == b"\0" * 5000
    assert [backup.stamp.generation for backup in backups(path, forms)] == [2, 1]
    assert import_report(path, forms).report.same_content(report)
    assert stamp.generation == 3


def test_two_older_generations_stay_and_no_more(tmp_path: Path, report: Report, forms: Forms) -> None:
    path = tmp_path / "年报.nianbao"
    for count in range(6):
        report.apply(CellEdit({CELL: Value.of(count)}))
        save(report, path, forms)
    assert [backup.stamp.generation for backup in backups(path, forms)] == [5, 4]
    assert backups(path, forms)[0].report.values[CELL] == Value.of(4)
    assert sorted(item.name for item in tmp_path.iterdir()) == ["年报.nianbao", "年报.nianbao.bak", "年报.nianbao.bak2"]


def test_backups_are_ordered_by_generation_not_by_date(tmp_path: Path, report: Report, forms: Forms) -> None:
    path = tmp_path / "年报.nianbao"
    for _ in range(3):
        save(report, path, forms)
    os.utime(tmp_path / "年报.nianbao.bak", (0, 0))
    assert [backup.path.suffix for backup in backups(path, forms)] == [".bak", ".bak2"]
    (tmp_path / "年报.nianbao.bak").write_bytes(b"")
    assert [backup.path.suffix for backup in backups(path, forms)] == [".bak2"]


def test_permissions_are_kept_also_by_the_backup(tmp_path: Path, report: Report, forms: Forms) -> None:
    path = tmp_path / "年报.nianbao"
    save(report, path, forms)
    path.chmod(0o600)
    save(report, path, forms)
    assert {item.stat().st_mode & 0o777 for item in tmp_path.iterdir()} == {0o600}


def test_a_link_stays_a_link_and_backups_lie_beside_the_real_file(tmp_path: Path, report: Report, forms: Forms) -> None:
    real, link = tmp_path / "资料" / "年报.nianbao", tmp_path / "快捷方式.nianbao"
    real.parent.mkdir()
    link.symlink_to(real)
    save(report, link, forms)
    save(report, link, forms)
    assert link.is_symlink()
    assert (tmp_path / "资料" / "年报.nianbao.bak").exists()
    assert [backup.stamp.generation for backup in backups(link, forms)] == [1]


def test_a_backup_that_cannot_be_written_does_not_stop_the_save(tmp_path: Path, report: Report, forms: Forms) -> None:
    path = tmp_path / "年报.nianbao"
    save(report, path, forms)
    for suffix in (".bak", ".bak2"):
        (tmp_path / f"年报.nianbao{suffix}" / "full").mkdir(parents=True)
    report.apply(CellEdit({CELL: Value.of(9)}))
    save(report, path, forms)
    assert import_report(path, forms).report.same_content(report)


def test_a_reopened_file_does_not_list_its_own_seal_as_unknown(tmp_path: Path, report: Report, forms: Forms) -> None:
    path = tmp_path / "年报.nianbao"
    save(report, path, forms)
    again = import_report(path, forms)
    assert again.record.unplaced == ()
    save(again.report, path, forms, again.record)
    assert import_report(path, forms).record.unplaced == ()


def test_half_a_character_does_not_stop_the_save(tmp_path: Path, report: Report, forms: Forms) -> None:
    report.apply(TextEdit("overview", "前\ud83d后"))
    path = tmp_path / "年报.nianbao"
    save(report, path, forms)
    assert import_report(path, forms).report.texts["overview"] == "前后"


def test_what_could_not_be_read_back_is_not_saved_and_the_place_is_named(tmp_path: Path, report: Report, forms: Forms) -> None:
    path = tmp_path / "年报.nianbao"
    save(report, path, forms)
    before = path.read_bytes()
    report.apply(MetaEdit(Meta(year=20245)))
    with pytest.raises(WriteError, match=r"meta\.year"):
        save(report, path, forms)
    assert path.read_bytes() == before


@pytest.mark.parametrize("header", [None, 5, [], {}, {"version": True}, {"version": 1, "generation": -1}, {"version": "1"}])
def test_a_seal_that_is_none_is_damage(header: object, report: Report, forms: Forms) -> None:
    data = {"nianbao": header, **storage.to_json(report)}
    with pytest.raises(UnreadableFileError, match=r"\.bak"):
        open_content(storage.dump(data), "年报.nianbao", forms)


def test_a_moved_folder_is_told_and_the_report_can_be_saved_elsewhere(tmp_path: Path, report: Report, forms: Forms) -> None:
    path = tmp_path / "资料" / "年报.nianbao"
    path.parent.mkdir()
    known = save(report, path, forms)
    path.parent.rename(tmp_path / "别处")
    with pytest.raises(WriteError, match="不存在"):
        save(report, path, forms, known=known)
    assert save(report, tmp_path / "年报.nianbao", forms, known=known).generation == known.generation + 1


@pytest.mark.parametrize(
    "name", ["长" * 80, "con", "年报.", "nfd e\u0301", " 空格 ", "a&b'\"", "\u202e倒", "长" * 90, "a\0b", "a/b"]
)
def test_odd_names_are_saved_or_refused_in_one_sentence(name: str, tmp_path: Path, report: Report, forms: Forms) -> None:
    path = tmp_path / f"{name}.nianbao"
    try:
        save(report, path, forms)
    except WriteError as error:
        assert str(error).endswith("。")
        assert list(tmp_path.iterdir()) == []
    else:
        save(report, path, forms)
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
    report_again, _, stamp = open_content(storage.dump(storage.to_json(report)), "年报.json", forms)
    assert report_again.same_content(report)
    assert stamp.generation == 0


@pytest.mark.parametrize("content", [b"", b"\0" * 4096, b"\xff" * 50])
def test_a_wiped_project_file_is_told_to_be_damaged(content: bytes, tmp_path: Path, forms: Forms) -> None:
    path = tmp_path / "年报.nianbao"
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match=r"已损坏.*备份"):
        import_report(path, forms)


def test_the_command_line_leaves_alone_what_a_window_has_open(tmp_path: Path, report: Report, forms: Forms) -> None:
    path = tmp_path / "年报.nianbao"
    save(report, path, forms)
    lock = acquire(path, "李四")
    assert isinstance(lock, Lock)
    with pytest.raises(UserError, match="李四"):
        save_closed(report, path, forms)
    lock.release()
    assert save_closed(report, path, forms).generation == 2
    assert sorted(item.name for item in tmp_path.iterdir()) == ["年报.nianbao", "年报.nianbao.bak"]
