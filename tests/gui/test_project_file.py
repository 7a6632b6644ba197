"""The report's own file: marked while it is open, never in the way of reading, replaced by its backup when damaged."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from parts import Bench, full_report, make_bench

from core.errors import WriteError
from core.importer.importing import import_report
from core.locking import Lock, acquire, mark_of
from core.project import save
from core.recovering import pending
from core.report import TextEdit
from gui import project_file
from gui.dialogs import Elsewhere

FOREIGN = "张三,zhangsan,别的电脑,2026-11-20 08:30,pid:4711;"


@pytest.fixture
def bench(forms, settings, tmp_path, qapp) -> Bench:
    return make_bench(forms, settings, tmp_path)


@pytest.fixture
def path(forms, tmp_path) -> Path:
    """A report saved twice: its backup has another overview."""
    path = tmp_path / "a.nianbao"
    report = full_report(forms)
    report.apply(TextEdit("overview", "第一稿"))
    save(report, path, forms)
    report.apply(TextEdit("overview", "第二稿"))
    save(report, path, forms)
    return path


def overview(path: Path, forms) -> str:
    return import_report(path, forms).report.texts["overview"]


def test_an_open_report_is_marked_until_another_one_is_opened(bench, forms, path):
    bench.files.open_path(path)
    assert mark_of(path).exists()
    bench.files.open_path(path)  # our own mark is in nobody's way
    assert bench.dialogs.asked == []
    assert mark_of(path).exists()
    bench.files.new_blank()
    assert not mark_of(path).exists()


def test_closing_the_report_and_quitting_take_the_mark_away(bench, path):
    bench.files.open_path(path)
    bench.files.close_report()
    assert not mark_of(path).exists()
    bench.files.open_path(path)
    assert mark_of(path).exists()
    bench.files.close()
    assert not mark_of(path).exists()


def test_saving_as_moves_the_mark(bench, forms, path, tmp_path):
    bench.files.open_path(path)
    other = bench.dialogs.to_save = tmp_path / "b.nianbao"
    assert bench.files.save_as()
    assert mark_of(other).exists()
    assert not mark_of(path).exists()
    bench.dialogs.to_save = tmp_path / "gone" / "c.nianbao"
    assert not bench.files.save_as()
    assert mark_of(other).exists()
    assert bench.session.path == other


def test_a_failed_save_leaves_no_mark(bench, path, tmp_path, monkeypatch):
    def fail(*_: object) -> None:
        raise WriteError("磁盘已满。")

    bench.files.open_path(path)
    monkeypatch.setattr(project_file, "save", fail)
    other = bench.dialogs.to_save = tmp_path / "b.nianbao"
    assert not bench.files.save_as()
    assert bench.dialogs.asked[-1] == "磁盘已满。"
    assert not mark_of(other).exists()
    assert mark_of(path).exists()
    assert bench.session.path == path


def test_a_report_open_in_another_window_can_be_left_alone(bench, forms, path):
    bench.files.show(full_report(forms))
    bench.session.undo_stack.setClean()
    before, other = bench.session.report, acquire(path, "李四")
    bench.files.open_path(path)
    assert bench.session.report is before
    assert "李四" in bench.dialogs.asked[0]
    assert isinstance(other, Lock)
    other.release()


def test_a_copy_has_no_file_and_asks_for_one(bench, forms, path, tmp_path):
    other = acquire(path, "李四")
    bench.dialogs.elsewhere = Elsewhere.COPY
    bench.files.open_path(path)
    assert bench.session.report.texts["overview"] == "第二稿"
    assert bench.session.path is None
    assert bench.settings.recent == ()
    bench.dialogs.to_save = tmp_path / "copy.nianbao"
    assert bench.files.save()
    assert bench.session.path == tmp_path / "copy.nianbao"
    assert isinstance(other, Lock)
    other.release()


def test_a_mark_of_another_computer_can_be_taken_over(bench, path):
    mark_of(path).write_text(FOREIGN, encoding="utf-8")
    bench.dialogs.elsewhere = Elsewhere.ANYWAY
    bench.files.open_path(path)
    assert "张三" in bench.dialogs.asked[0]
    assert bench.session.path == path
    assert "别的电脑" not in mark_of(path).read_text(encoding="utf-8")
    assert bench.files.save()
    bench.files.close()
    assert not mark_of(path).exists()


def test_a_living_window_keeps_its_mark_and_what_it_writes_is_noticed(bench, forms, path):
    other = acquire(path, "李四")
    bench.dialogs.elsewhere = Elsewhere.ANYWAY
    bench.files.open_path(path)
    assert bench.session.path == path
    save(full_report(forms), path, forms)
    assert not bench.files.save()
    assert "别处" in bench.dialogs.asked[-1]
    bench.dialogs.to_save = path
    assert not bench.files.save_as()  # the same file: still noticed
    bench.files.close()
    assert mark_of(path).exists()
    assert isinstance(other, Lock)
    other.release()


def test_what_the_other_wrote_while_the_question_was_open_is_read(bench, forms, path):
    other = acquire(path, "李四")
    assert isinstance(other, Lock)

    def close_there(sentence: str) -> Elsewhere:
        report = full_report(forms)
        report.apply(TextEdit("overview", "第三稿"))
        save(report, path, forms)
        other.release()
        return Elsewhere.ANYWAY

    bench.dialogs.open_elsewhere = close_there
    bench.files.open_path(path)
    assert bench.session.report.texts["overview"] == "第三稿"
    assert mark_of(path).exists()
    assert bench.files.save()


def test_saving_over_a_report_that_is_open_elsewhere(bench, forms, path):
    bench.files.show(full_report(forms))
    bench.dialogs.to_save = path
    other = acquire(path, "李四")
    assert not bench.files.save()
    assert "李四" in bench.dialogs.asked[-1]
    assert isinstance(other, Lock)
    other.release()
    mark_of(path).write_text(FOREIGN, encoding="utf-8")
    assert not bench.files.save()
    assert overview(path, forms) == "第二稿"
    bench.dialogs.agrees = True
    assert bench.files.save()
    assert overview(path, forms) != "第二稿"
    assert bench.session.path == path


def test_another_kind_of_file_behind_our_suffix_is_reviewed_and_not_marked(bench, forms, tmp_path, qtbot):
    path = tmp_path / "a.nianbao"
    path.write_bytes(b"{\\rtf1 x}")
    with qtbot.waitSignal(bench.files.review_wanted):
        bench.files.open_path(path)
    assert not mark_of(path).exists()


@pytest.mark.parametrize("content", [b"", b"\0" * 2000, b'{"a'])
def test_a_damaged_report_offers_its_backup(bench, forms, path, content):
    path.write_bytes(content)
    bench.dialogs.agrees = True
    bench.files.open_path(path)
    assert bench.session.report.texts["overview"] == "第一稿"
    assert bench.session.path == path
    assert not bench.session.undo_stack.isClean()
    assert path.read_bytes() == content
    assert len(bench.dialogs.asked) == 1
    assert bench.files.save()
    assert overview(path, forms) == "第一稿"
    assert path.with_name("a.nianbao.damaged").read_bytes() == content
    assert len(bench.dialogs.asked) == 1


def test_the_offer_says_what_the_backup_is(bench, path):
    path.write_bytes(b"{")
    said: list[str] = []

    def confirm(question: str, detail: str, yes: str) -> bool:
        said.extend((question, detail, yes))
        return False

    bench.dialogs.confirm = confirm
    bench.files.open_path(path)
    assert "a.nianbao" in said[0]
    assert "第 1 次保存" in said[1]
    assert "某镇人民政府 2023 年" in said[1]
    assert said[2] == "打开备份"
    assert not bench.session.is_open
    assert not mark_of(path).exists()


def test_a_damaged_report_open_elsewhere_can_be_read_as_a_copy_of_its_backup(bench, path):
    other = acquire(path, "李四")
    path.write_bytes(b"{")
    bench.dialogs.elsewhere, bench.dialogs.agrees = Elsewhere.COPY, True
    bench.files.open_path(path)
    assert bench.session.report.texts["overview"] == "第一稿"
    assert bench.session.path is None
    assert isinstance(other, Lock)
    other.release()


def test_a_missing_report_offers_its_backup_too(bench, forms, path):
    path.unlink()
    bench.dialogs.agrees = True
    bench.files.open_path(path)
    assert bench.files.save()
    assert overview(path, forms) == "第一稿"


def test_without_a_readable_backup_or_for_a_newer_program_it_is_one_sentence(bench, path):
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b'"version": ', b'"version": 9'))
    bench.files.open_path(path)
    assert "更新版本" in bench.dialogs.asked.pop()
    path.write_bytes(b"{")
    path.with_name("a.nianbao.bak").write_bytes(b"{")
    bench.files.open_path(path)
    assert "a.nianbao" in bench.dialogs.asked.pop()
    assert bench.dialogs.asked == []
    assert not bench.session.is_open
    assert not mark_of(path).exists()


def test_a_backup_that_was_opened_survives_a_crash(bench, forms, settings, tmp_path, path):
    path.write_bytes(b"{")
    bench.dialogs.agrees = True
    bench.files.open_path(path)
    assert bench.recovery.write() is not None
    assert pending(tmp_path / "recovery") == []  # a living program's
    os.close(bench.recovery._journaling._journal._handle)
    bench.recovery._journaling._journal = None
    (left,) = make_bench(forms, settings, tmp_path).recovery.left_behind(forms)
    assert left.report.texts["overview"] == "第一稿"
