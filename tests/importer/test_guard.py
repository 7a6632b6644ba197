"""Hostile and broken files end in one clear sentence, quickly and in little memory; odd but honest ones are read."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import hostile
import pytest
from docx_builder import par, parts_of, write_docx, write_zip

from core.errors import UnreadableFileError
from core.importer import guard
from core.importer.guard import SafePackage
from core.importer.readers.detect import sniff
from core.importer.readers.docx import read
from core.importer.source import SourceParagraph

Maker = Callable[[Path], Path]
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("make", hostile.REFUSED, ids=lambda make: make.__name__)
def test_a_hostile_or_broken_file_is_refused_in_one_sentence(make: Maker, tmp_path: Path) -> None:
    file = make(tmp_path / "报告.docx")
    start = time.process_time()
    with pytest.raises(UnreadableFileError) as caught:
        read(file)
    assert time.process_time() - start < 2
    sentence = str(caught.value)
    assert sentence.startswith("“报告.docx”")
    assert sentence.endswith("。")
    assert str(tmp_path) not in sentence
    assert hostile.SECRET not in sentence


@pytest.mark.parametrize("make", hostile.READABLE, ids=lambda make: make.__name__)
def test_an_odd_but_honest_file_is_read(make: Maker, tmp_path: Path) -> None:
    document = read(make(tmp_path / "报告.docx"))
    assert document.blocks == (SourceParagraph("正文", "第 1 段"),)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["报告.docx"]


_MEASURE = """
import sys, time
from pathlib import Path
from core.errors import UnreadableFileError
from core.importer.readers.docx import read
start = time.process_time()
try:
    read(Path(sys.argv[1]))
except UnreadableFileError:
    pass
seconds = time.process_time() - start
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(seconds, int(peak.split()[1]) // 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
@pytest.mark.parametrize("make", [*hostile.EXPENSIVE, hostile.many_paragraphs], ids=lambda make: make.__name__)
def test_the_costliest_files_stay_within_two_seconds_and_256_mib(make: Maker, tmp_path: Path) -> None:
    file = make(tmp_path / "报告.docx")
    command = [sys.executable, "-c", _MEASURE, str(file)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=60)
    seconds, mebibytes = map(float, done.stdout.split())
    assert seconds < 2
    assert mebibytes < 256


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        SafePackage.open(path)
    return str(caught.value)


def test_the_sentences_say_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "x.docx"
    assert refusal(hostile.old_word(file)) == (
        "“x.docx”其实是旧版 Word（.doc）文件或设有密码，请用 WPS 或 Word 打开后另存为 .docx 再导入。"
    )
    assert "取消密码" in refusal(hostile.password_ole(file))
    assert "RTF" in refusal(hostile.rich_text(file))
    assert "0 字节" in refusal(hostile.empty(file))
    assert "不存在" in refusal(tmp_path / "没有.docx")
    assert "文件夹" in refusal(tmp_path)
    lock = tmp_path / "~$x.docx"
    lock.write_bytes(b"\x05" * 162)
    assert "临时文件" in refusal(lock)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.docx")
    assert "不是普通文件" in refusal(tmp_path / "x.docx")


def test_a_file_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write_docx(tmp_path / "x.docx", par("x"))

    def locked(*_: object) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "open", locked)
    assert "占用" in refusal(file)


def test_a_file_over_64_mib_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "x.docx"
    with file.open("wb") as stream:
        stream.truncate(65 * 2**20)
    assert "64 MB" in refusal(file)


def test_all_parts_together_have_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MAX_TOTAL_BYTES", 1000)
    package = SafePackage.open(write_zip(tmp_path / "x.docx", {"a": "x" * 600, "b": "y" * 600}))
    assert package.read("a") == b"x" * 600
    with pytest.raises(UnreadableFileError, match="过大"):
        package.read("b")


def test_relationships_are_resolved(tmp_path: Path) -> None:
    package = SafePackage.open(hostile.null_target(tmp_path / "x.docx"))
    links = package.relationships("word/document.xml")
    assert links["rId1"].target == "word/NULL"
    assert package.find(links["rId1"].target) is None
    (main,) = package.relationships("").values()
    assert (main.kind, main.target, main.external) == ("officeDocument", "word/document.xml", False)
    assert package.relationships("word/none.xml") == {}


def test_comments_and_instructions_do_not_cut_text(tmp_path: Path) -> None:
    package = SafePackage.open(write_zip(tmp_path / "x", {"a.xml": "<a>1<!-- x -->2<?y z?>3<![CDATA[4]]>&#x35;</a>"}))
    assert package.xml("a.xml").text == "12345"


CONTENT_TYPE = '<Types><Override ContentType="application/vnd.{}"/></Types>'


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "pdf"),
        (b"{\\rtf1", "rtf"),
        (b'\xef\xbb\xbf {"schema": 1}', "json"),
        (b"<!DOCTYPE html><html>", "html"),
        (b'<?xml version="1.0"?>\n<html xmlns="x">', "html"),
        ("<TABLE><tr>".encode("utf-16"), "html"),
        ("一、总体情况".encode(), "text"),
        ("一、总体情况".encode("gb18030"), "text"),
        ("一、总体情况".encode("utf-16"), "text"),
        (("情况" * 40_000).encode(), "text"),
        (b"\x00\x01\x02", "unknown"),
    ],
)  # fmt: skip
def test_content_tells_what_a_file_is(content: bytes, kind: str, tmp_path: Path) -> None:
    file = tmp_path / "x.docx"
    file.write_bytes(content)
    assert sniff(file) == kind


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        (parts_of(""), "docx"),
        ({"[Content_Types].xml": CONTENT_TYPE.format("ms-word.document.macroEnabled.main+xml")}, "docx"),
        ({"[Content_Types].xml": CONTENT_TYPE.format("openxmlformats-officedocument.spreadsheetml.sheet.main+xml")}, "xlsx"),
        ({"xl/workbook.xml": "<a/>"}, "xlsx"),
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, "odt"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, "ods"),
        ({"x.txt": "x"}, "zip"),
    ],
)  # fmt: skip
def test_content_tells_what_a_package_is(parts: dict[str, str | bytes], kind: str, tmp_path: Path) -> None:
    assert sniff(write_zip(tmp_path / "x.xls", parts)) == kind
