"""Word 97-2003 files: exact cells, wrong suffixes, and what the person is told of files that cannot be read."""

from __future__ import annotations

import gzip
import random
import struct
from pathlib import Path

import pytest
from expectations import assert_exact
from legacy import EDITIONS, HAS_OFFICE, SAMPLES, convert, draft, sample

from core.errors import UnreadableFileError
from core.forms import Forms, load_forms
from core.importer import child
from core.importer.importing import import_report
from core.importer.readers import doc, ole
from core.importer.source import SourceDocument, SourceNote, SourceParagraph, SourceTable


@pytest.fixture(scope="module")
def forms() -> Forms:
    return load_forms()


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("suffix", [".doc", ".wps", ".docx"])
def test_every_cell(edition: str, suffix: str, forms: Forms, tmp_path: Path) -> None:
    assert_exact(draft(edition), import_report(sample(edition, "doc", tmp_path, suffix), forms), "doc")


def test_places_are_those_of_word(tmp_path: Path) -> None:
    document = doc.parse(sample("2021-30", "doc", tmp_path))
    tables = [block for block in document.blocks if isinstance(block, SourceTable)]
    cell = next(cell for cell in tables[1].cells if cell.text == "10011")
    assert (cell.row, cell.column, cell.where) == (3, 3, "表格 2，第 4 行第 4 列")
    assert isinstance(document.blocks[0], SourceParagraph)


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableFileError) as error:
        doc.read(path)
    assert "\n" not in str(error.value)
    return str(error.value)


def main_stream(data: bytes) -> int:
    """Where the first sector of the WordDocument stream lies: it begins with 0xA5EC."""
    return next(at for at in range(512, len(data), 512) if data[at : at + 2] == b"\xec\xa5")


def patched(path: Path, offset: int, value: int) -> Path:
    data = bytearray(path.read_bytes())
    struct.pack_into("<H", data, main_stream(data) + offset, value)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(("offset", "value"), [(2, 104), (0, 0xA5DC)])
def test_word_95_is_told(offset: int, value: int, tmp_path: Path) -> None:
    assert "Word 6.0/95" in refusal(patched(sample("2021-30", "doc", tmp_path), offset, value))


def test_a_password_is_told(tmp_path: Path) -> None:
    assert "密码" in refusal(patched(sample("2021-30", "doc", tmp_path), 10, 0x0100 | 0x1200))


@pytest.mark.parametrize("keep", [600, 5000, 20_000])
def test_a_cut_file_is_told(keep: int, forms: Forms, tmp_path: Path) -> None:
    path = sample("2021-30", "doc", tmp_path)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(UnreadableFileError, match=r"^“去年年报.doc”.*。$"):
        import_report(path, forms)


def test_damage_anywhere_ends_in_one_sentence(tmp_path: Path) -> None:
    path = sample("2021-30", "doc", tmp_path)
    whole = path.read_bytes()
    dice = random.Random(5)
    for _ in range(25):
        data = bytearray(whole)
        for _ in range(dice.choice((1, 5, 50))):
            data[dice.randrange(len(data))] = dice.choice((0, 1, 0x7F, 0xFF))
        path.write_bytes(data)
        try:
            doc.parse(path)
        except UnreadableFileError as error:
            assert "\n" not in str(error)


def test_what_else_a_document_holds(tmp_path: Path) -> None:
    """Lists, revisions, a footnote, hidden text, a table in a cell; LibreOffice pads the properties of one paragraph."""
    path = tmp_path / "a.doc"
    path.write_bytes(gzip.decompress((SAMPLES / "padded.doc.gz").read_bytes()))
    document = doc.parse(path)
    lines = [(block.kind, block.text) for block in document.blocks if isinstance(block, SourceParagraph)]
    assert [text for kind, text in lines if kind == "paragraph"][:6] == [
        "一、总体情况",
        "（1）子项",
        "二、主动公开",
        "甲增乙",
        "注",
        "见",
    ]
    assert [line for line in lines if line[0] != "paragraph"] == [("footnote", "脚注文"), ("header", "页眉字")]
    assert [cell.text for block in document.blocks if isinstance(block, SourceTable) for cell in block.cells] == ["内1", "内2"]
    assert {note.kind for note in document.notes} == {"import.hidden_text", "import.tracked_changes"}


# --- the kind, told by the directory -----------------------------------------------------------------------------


def test_ole_kinds(tmp_path: Path) -> None:
    assert ole.kind_of(sample("2021-30", "doc", tmp_path).read_bytes(), "a") == "doc"
    assert ole.kind_of(sample("2021-30", "xls", tmp_path).read_bytes(), "a") == "xls"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("WordDocument", "EncryptedPack", "设有打开密码"),
        ("WordDocument", "EncryptionInfo", "设有打开密码"),
        ("WordDocument", "VisioDocument", "没有 Word 或 Excel 的内容"),
    ],
)
def test_other_ole_files_are_told(old: str, new: str, message: str, forms: Forms, tmp_path: Path) -> None:
    path = sample("2021-30", "doc", tmp_path)
    name = (new.replace("EncryptedPack", "EncryptedPackage")).encode("utf-16-le")
    data = bytearray(path.read_bytes())
    at = data.index(old.encode("utf-16-le"))
    data[at : at + 64] = name.ljust(64, b"\0")
    struct.pack_into("<H", data, at + 64, len(name) + 2)
    path.write_bytes(data)
    with pytest.raises(UnreadableFileError, match=message):
        import_report(path, forms)


def test_a_directory_that_runs_in_circles_ends(tmp_path: Path) -> None:
    data = bytearray(sample("2021-30", "doc", tmp_path).read_bytes())
    first = (struct.unpack_from("<I", data, 48)[0] + 1) * 512
    for entry in range(4):
        struct.pack_into("<3I", data, first + entry * 128 + 68, 1, 1, 1)
    with pytest.raises(UnreadableFileError):
        ole.kind_of(bytes(data), "a")
    with pytest.raises(UnreadableFileError):
        ole.kind_of(ole.SIGNATURE, "a")


# --- the child process -------------------------------------------------------------------------------------------


class Stub:
    """A reader for the child: what it does is in the name of the file."""

    SOURCE = """
import time
from core.errors import UnreadableFileError
from core.importer.source import SourceCell, SourceDocument, SourceNote, SourceParagraph, SourceTable
def parse(path):
    if path.stem == "slow":
        time.sleep(60)
    if path.stem == "large":
        bytearray(1 << 30)
    if path.stem == "crash":
        import os; os._exit(9)
    if path.stem == "refused":
        raise UnreadableFileError("不读。")
    if path.stem == "fault":
        raise KeyError("x")
    cells = (SourceCell(0, 1, 2, 3, "甲", "某处", "注"),)
    blocks = (SourceParagraph("乙", "处", "header", 2), SourceTable(cells, "表", False))
    return SourceDocument("doc", blocks, (SourceNote("a", "b", "c"),), {"title": "丙"}, 0.5)
"""


@pytest.fixture
def stub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The readers' package with one more reader, as the child sees it."""
    root = Path(child.__file__).resolve().parents[2]
    package = tmp_path / "core" / "importer" / "readers"
    package.mkdir(parents=True)
    for folder in (package.parent.parent, package.parent, package):
        (folder / "__init__.py").write_text("", encoding="utf-8")
    for name in (
        "core/errors.py",
        "core/importer/__init__.py",
        "core/importer/child.py",
        "core/importer/guard.py",
        "core/importer/source.py",
    ):
        (tmp_path / name).write_bytes((root / name).read_bytes())
    (package / "stub.py").write_text(Stub.SOURCE, encoding="utf-8")
    monkeypatch.setattr(child, "_ROOT", tmp_path)
    return tmp_path


def run(folder: Path, stem: str) -> SourceDocument:
    path = folder / f"{stem}.x"
    path.write_bytes(b"x")
    return child.read("stub", path, child.Limits(seconds=2))


def test_the_child_gives_back_everything(stub: Path) -> None:
    document = run(stub, "fine")
    assert (document.kind, document.properties, document.trust) == ("doc", {"title": "丙"}, 0.5)
    assert document.notes == (SourceNote("a", "b", "c"),)
    paragraph, table = document.blocks
    assert paragraph == SourceParagraph("乙", "处", "header", 2)
    assert isinstance(table, SourceTable)
    assert (table.cells[0].column_span, table.has_geometry) == (3, False)


@pytest.mark.parametrize(
    ("stem", "message"),
    [("slow", "太大或结构异常"), ("large", "损坏|内存"), ("crash", "损坏"), ("fault", "损坏"), ("refused", "^不读。$")],
)
def test_the_child_ends_in_one_sentence(stem: str, message: str, stub: Path) -> None:
    with pytest.raises(UnreadableFileError, match=message) as error:
        run(stub, stem)
    assert "\n" not in str(error.value)


@pytest.mark.slow
@pytest.mark.skipif(not HAS_OFFICE, reason="LibreOffice is not installed")
@pytest.mark.parametrize("kind", ["doc", "rtf", "odt", "html", "xls", "ods"])
def test_what_our_own_export_becomes(kind: str, forms: Forms, tmp_path: Path) -> None:
    """Our exported Word or Excel file, saved in the old format by another program, gives the same report again."""
    from core.exporter.render import render
    from core.values import State

    suffix = ".xlsx" if kind in ("xls", "ods") else ".docx"
    reports = []
    for edition in EDITIONS:
        reports.append(import_report(sample(edition, "doc", tmp_path), forms).report)
        (tmp_path / f"{edition}{suffix}").write_bytes(render(reports[-1], suffix))
    files = convert([tmp_path / f"{edition}{suffix}" for edition in EDITIONS], kind, tmp_path)
    for report, file in zip(reports, files, strict=True):
        again = import_report(file, forms).report
        assert {cell: value.number for cell, value in again.values.items()} == {
            cell: value.number for cell, value in report.values.items()
        }
        assert all(value.state is State.VALUE for value in again.values.values())
        assert again.texts == report.texts
        assert (again.meta.title, again.meta.date) == (report.meta.title, report.meta.date)
