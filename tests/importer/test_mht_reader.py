"""Web pages saved as one file: encodings of parts, what is no page, and damage."""

from __future__ import annotations

from pathlib import Path

import pytest
from expectations import assert_exact
from legacy import draft, sample
from pages import article_in_a_box, as_mht, body

from core.errors import UnreadableFileError
from core.forms import load_forms
from core.importer.importing import import_report
from core.importer.readers import mht
from core.importer.source import SourceParagraph


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gb18030"])
@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
@pytest.mark.parametrize("suffix", [".mht", ".doc"])
def test_every_cell(charset: str, encoding: str, suffix: str, tmp_path: Path) -> None:
    page = sample("2021-30", "html", tmp_path).read_text(encoding="utf-8").replace("charset=utf-8", "")
    path = tmp_path / f"年报{suffix}"
    path.write_bytes(as_mht(page, charset, encoding))
    assert_exact(draft("2021-30"), import_report(path, load_forms()), "mht")


def test_a_county_page(tmp_path: Path) -> None:
    path = tmp_path / "年报.mhtml"
    path.write_bytes(as_mht(article_in_a_box(body(draft("2021-30"), tmp_path)), "utf-8", "quoted-printable"))
    report = import_report(path, load_forms()).report
    assert {cell: value.number for cell, value in report.values.items()} == draft("2021-30").figures


def test_a_page_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.mht"
    path.write_bytes(b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=gbk\r\n\r\n<p>" + "规章".encode("gbk"))
    assert [block.text for block in mht.read(path).blocks if isinstance(block, SourceParagraph)] == ["规章"]


@pytest.mark.parametrize(
    "data",
    [
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=a\r\n\r\n--a\r\nContent-Type: image/png\r\n\r\nx",
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=a\r\n\r\n"
        + b"--a\r\nContent-Type: text/css\r\n\r\n" * 5000,
        b"MIME-Version: 1.0\r\n" + b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n" * 3000,
    ],
    ids=["no page", "parts", "depth"],
)
def test_what_is_no_page_is_told(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.mht"
    path.write_bytes(data)
    with pytest.raises(UnreadableFileError, match=r"^“a.mht”") as error:
        import_report(path, load_forms())
    assert "\n" not in str(error.value)
