"""Faults while a file is written: the old one stays whole, nothing is left behind, one sentence says what to do."""

import errno
import os
import resource
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.errors import WriteError
from core.exporter import atomic
from core.exporter.atomic import open_elsewhere, write_atomic

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def target(tmp_path):
    path = tmp_path / "年报.docx"
    path.write_bytes(b"old")
    return path


def assert_untouched(target):
    assert target.read_bytes() == b"old"
    assert [entry.name for entry in target.parent.iterdir()] == [target.name]


def test_a_new_file_and_a_replaced_one(tmp_path):
    path = tmp_path / "新.docx"
    write_atomic(path, b"1")
    write_atomic(path, b"22")
    assert path.read_bytes() == b"22"
    assert list(tmp_path.iterdir()) == [path]


def test_file_and_folder_are_synced_in_order(target, monkeypatch):
    calls = []
    real_sync, real_replace = os.fsync, os.replace

    def sync(handle):
        calls.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        real_sync(handle)

    def replace(source, destination):
        calls.append("replace")
        assert Path(source).name.startswith(".")
        assert Path(source).suffix == ".tmp"
        assert Path(source).parent == Path(destination).parent
        real_replace(source, destination)

    monkeypatch.setattr(atomic.os, "fsync", sync)
    monkeypatch.setattr(atomic.os, "replace", replace)
    write_atomic(target, b"new")
    assert calls == ["file", "replace", "folder"]


@pytest.mark.parametrize("place", ["fsync", "replace"])
@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "空间不足"),
        (errno.EDQUOT, "配额"),
        (errno.EIO, "磁盘读写出错"),
        (errno.EACCES, "权限"),
        (errno.EROFS, "只读"),
        (errno.EFBIG, "文件大小"),
        (errno.ENAMETOOLONG, "太长"),
        (errno.EMFILE, "没有保存成功"),
    ],
)
def test_faults_leave_the_old_file(target, monkeypatch, place, number, words):
    def fail(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(atomic.os, place, fail)
    with pytest.raises(WriteError, match=words) as caught:
        write_atomic(target, b"new" * 1000)
    assert str(caught.value).endswith("。")
    assert_untouched(target)


def test_a_full_disk_says_how_much_is_needed(target, monkeypatch):
    def fail(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", fail)
    with pytest.raises(WriteError, match="约 59 KB"):
        write_atomic(target, b"x" * 60_000)
    with pytest.raises(WriteError, match=r"约 1\.9 MB"):
        write_atomic(target, b"x" * 2_000_000)


def test_an_interrupt_leaves_no_temporary_file(target, monkeypatch):
    def interrupt(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(atomic.os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(target, b"new")
    assert_untouched(target)


def locked(code, times):
    """An os.replace that fails `times` times as Windows does for a file that another program holds."""
    real = os.replace
    left = [times]

    def replace(source, destination):
        if left[0]:
            left[0] -= 1
            error = PermissionError(errno.EACCES, "Access is denied")
            error.winerror = code
            raise error
        real(source, destination)

    return replace


@pytest.mark.parametrize("code", [5, 32, 33])
def test_a_file_that_is_held_for_a_moment_is_waited_for(target, monkeypatch, code):
    pauses = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    monkeypatch.setattr(atomic.os, "replace", locked(code, 3))
    write_atomic(target, b"new")
    assert target.read_bytes() == b"new"
    assert pauses == [0.05, 0.1, 0.2]


def test_a_file_that_stays_open_in_word_is_given_up_in_time(target, monkeypatch):
    pauses = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    monkeypatch.setattr(atomic.os, "replace", locked(32, 99))
    with pytest.raises(WriteError, match=r"“年报\.docx”正在被其他程序使用"):
        write_atomic(target, b"new")
    assert 1 < sum(pauses) <= 2.5
    assert_untouched(target)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("没有/年报.docx", "文件夹“.*没有”不存在"),
        ("文件/年报.docx", "不是文件夹"),
        ("文件夹", "是一个文件夹"),
        ("长" * 100 + ".docx", "太长"),
        ("a\0b.docx", "不能作为文件名"),
    ],
)
def test_places_that_cannot_be_written(tmp_path, path, words):
    (tmp_path / "文件").write_bytes(b"")
    (tmp_path / "文件夹").mkdir()
    with pytest.raises(WriteError, match=words):
        write_atomic(tmp_path / path, b"new")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["文件", "文件夹"]


def test_a_read_only_file_is_respected(target):
    target.chmod(0o444)
    with pytest.raises(WriteError, match="只读文件"):
        write_atomic(target, b"new")
    assert_untouched(target)


def test_permissions_are_kept_and_new_files_follow_the_umask(target):
    target.chmod(0o640)
    write_atomic(target, b"new")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    old = os.umask(0o027)
    try:
        write_atomic(target.with_name("新"), b"new")
    finally:
        os.umask(old)
    assert stat.S_IMODE(target.with_name("新").stat().st_mode) == 0o640


def test_a_symbolic_link_stays_and_its_target_is_replaced(target, tmp_path):
    folder = tmp_path / "别处"
    folder.mkdir()
    link = folder / "链接.docx"
    link.symlink_to(target)
    write_atomic(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert [entry.name for entry in folder.iterdir()] == ["链接.docx"]


@pytest.mark.parametrize(("number", "is_error"), [(errno.EINVAL, False), (errno.EIO, True)])
def test_a_folder_that_cannot_be_synced(target, monkeypatch, number, is_error):
    real = os.fsync

    def sync(handle):
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(number, os.strerror(number))
        real(handle)

    monkeypatch.setattr(atomic.os, "fsync", sync)
    if is_error:
        with pytest.raises(WriteError, match="磁盘读写出错"):
            write_atomic(target, b"new")
    else:
        write_atomic(target, b"new")
        assert target.read_bytes() == b"new"


def test_a_real_limit_on_the_file_size(target):
    code = (
        "import sys; from pathlib import Path; from core.exporter.atomic import write_atomic;"
        "write_atomic(Path(sys.argv[1]), bytes(100_000))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, target],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000)),
    )
    assert done.returncode != 0
    assert "超过了这里允许的文件大小" in done.stderr
    assert_untouched(target)


def office_lock(name):
    """As Word and Excel write it: the name in the system's code page, at 54 its length and at 55 on UTF-16."""
    ansi = name.encode("gb18030")
    head = bytes([len(ansi)]) + ansi + b" " * 100
    return head[:54] + bytes([len(name), 0]) + name.encode("utf-16-le") + b" \0" * 20


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("年报.docx", "~$年报.docx"),
        ("一二三四五六七.docx", "~$二三四五六七.docx"),
        ("云溪镇2023年报告.docx", "~$镇2023年报告.docx"),
        ("云溪镇2023年报告.xlsx", "~$云溪镇2023年报告.xlsx"),
    ],
)
def test_a_file_open_in_office_is_noticed(tmp_path, name, mark):
    assert open_elsewhere(tmp_path / name) is None
    (tmp_path / mark).write_bytes(office_lock("王小明"))
    assert open_elsewhere(tmp_path / name) == "王小明"


def test_a_file_open_in_libreoffice_is_noticed(tmp_path):
    mark = tmp_path / ".~lock.年报.docx#"
    mark.write_text("李四,lisi,pc-7,15.01.2024 09:00,file:///home/lisi;", encoding="utf-8")
    assert open_elsewhere(tmp_path / "年报.docx") == "李四"
    mark.write_text(",lisi,pc-7,15.01.2024 09:00,file:///home/lisi;", encoding="utf-8")
    assert open_elsewhere(tmp_path / "年报.docx") == "lisi"


@pytest.mark.parametrize("content", [b"", b"\xff" * 200, b"\0" * 162])
def test_a_mark_that_names_nobody(tmp_path, content):
    (tmp_path / "~$年报.docx").write_bytes(content)
    assert open_elsewhere(tmp_path / "年报.docx") is not None


def test_a_mark_that_cannot_be_read(tmp_path):
    (tmp_path / "~$年报.docx").mkdir()
    assert open_elsewhere(tmp_path / "年报.docx") == ""
