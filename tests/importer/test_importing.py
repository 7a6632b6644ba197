"""The importer's face: content decides, suffixes do not; what cannot be read is refused with one sentence."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import docx_builder as word
import pytest
from drafts import official, write

from core import storage
from core.errors import UnreadableFileError
from core.forms import Forms, load_forms
from core.importer.importing import import_report
from core.provenance import ImportRecord
from core.report import Report


@pytest.fixture(scope="module")
def forms() -> Forms:
    return load_forms()


@pytest.fixture
def draft(forms: Forms, tmp_path: Path) -> dict[str, Path]:
    """The same report as a file of each format."""
    suffixes = (".docx", ".xlsx", ".txt", ".html")
    files = {suffix: write(official(forms.get("2021-30")), tmp_path / f"draft{suffix}") for suffix in suffixes}
    report = import_report(files[".docx"], forms).report
    files[".json"] = tmp_path / "draft.json"
    files[".json"].write_bytes(storage.dump(storage.to_json(report, ImportRecord("draft.docx", "docx", "2021-30"))))
    return files


KINDS = {".docx": "docx", ".xlsx": "xlsx", ".txt": "text", ".html": "html", ".json": "docx"}


@pytest.mark.parametrize("right", KINDS)
@pytest.mark.parametrize("wrong", [".docx", ".xlsx", ".txt", ".json", ".nianbao", ".doc", ".xls", ".wps", ""])
def test_content_decides(right: str, wrong: str, draft: dict[str, Path], forms: Forms, tmp_path: Path) -> None:
    file = Path(shutil.copy(draft[right], tmp_path / f"renamed{wrong}"))
    imported = import_report(file, forms)
    assert imported.record.kind == KINDS[right]
    assert imported.record.file == file.name
    assert all(value.number is not None for value in imported.report.values.values())
    assert imported.report.meta == import_report(draft[right], forms).report.meta


def test_all_formats_give_the_same_report(draft: dict[str, Path], forms: Forms) -> None:
    reports = [import_report(file, forms).report for file in draft.values()]
    assert all(_same(report, reports[0]) for report in reports)


def _same(one: Report, other: Report) -> bool:
    numbers = ({cell: value.number for cell, value in report.values.items()} for report in (one, other))
    return next(numbers) == next(numbers) and (one.meta, dict(one.texts)) == (other.meta, dict(other.texts))


REFUSED = {
    "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "empty": b"",
    "zip": b"PK\x05\x06" + b"\0" * 18,
    "cut zip": b"PK\x03\x04" + b"\0" * 40,
    "noise": bytes(range(256)) * 4,
    "picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "broken json": b'{"schema": "annual-report/1", "edition": ',
    "other json": b'{"name": "nianbao"}',
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("suffix", [".docx", ".txt", ".json"])
def test_refused_with_one_sentence(content: bytes, suffix: str, forms: Forms, tmp_path: Path) -> None:
    file = tmp_path / f"坏文件{suffix}"
    file.write_bytes(content)
    with pytest.raises(UnreadableFileError) as refusal:
        import_report(file, forms)
    assert re.fullmatch(r"[^。\n]*坏文件[^。\n]*。", str(refusal.value))


def test_lock_file_of_word(forms: Forms, tmp_path: Path) -> None:
    """「~$去年年报.docx」 lies beside an open document and holds nothing but its user's name."""
    file = tmp_path / "~$年年报.docx"
    file.write_bytes(b"\x05admin".ljust(54, b" ") + b"\x05\0" + "admin".encode("utf-16-le").ljust(106, b"\0"))
    with pytest.raises(UnreadableFileError, match=r"~\$年年报"):
        import_report(file, forms)


def test_no_file_and_folder(forms: Forms, tmp_path: Path) -> None:
    for path in (tmp_path / "没有.docx", tmp_path):
        with pytest.raises(UnreadableFileError):
            import_report(path, forms)


@pytest.mark.parametrize("prose", ["会议通知", "各村：\n请于明天上午开会。\n联系电话 0000-1234567", "行政许可\n17"])
def test_another_document_is_told(prose: str, forms: Forms, tmp_path: Path) -> None:
    file = word.write_docx(tmp_path / "other.docx", "".join(map(word.par, prose.split("\n"))))
    imported = import_report(file, forms)
    assert imported.record.problems[0].kind == "import.not_a_report"
    assert all(value.number is None for value in imported.report.values.values())
    kept = "\n".join([*imported.report.texts.values(), *(item.text for item in imported.record.unplaced)])
    assert all(line in kept for line in prose.split("\n"))


@pytest.mark.parametrize("start", [b"\x89PNG\r\n\x1a\n0000", b"\xff\xd8\xff\xe00000"], ids=["png", "jpeg"])
def test_a_picture_is_called_a_picture_whatever_its_suffix(tmp_path: Path, start: bytes) -> None:
    path = tmp_path / "扫描件.docx"
    path.write_bytes(start)
    with pytest.raises(UnreadableFileError, match="是图片"):
        import_report(path, load_forms())
