"""Hostile and damaged files for every reader: the generators of tests/importer, and mutations of one good file per format."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random

from core.exporter.export import export
from faults.results import Outcome
from faults.subject import FORMS, report_at

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "importer"))  # the generators are modules of the tests

import hostile  # noqa: E402
import hostile_xlsx  # noqa: E402

Make = Callable[[Path], Path]
OUR_FORMATS = (".docx", ".xlsx", ".html", ".json", ".nianbao")


def cases(folder: Path, mutations: int, outcome: Outcome) -> Iterator[tuple[str, Make]]:
    """Name and maker of every file; `mutations` of each kind for each format."""
    for make in (*hostile.REFUSED, *hostile.READABLE, *hostile.EXPENSIVE):
        yield f"docx {make.__name__}", lambda place, make=make: make(place / "x.docx")
    for name, sheet in hostile_xlsx.REFUSED.items():
        yield f"xlsx {name}", partial(_sheet, sheet)
    for name, text in (
        ("far cell", hostile_xlsx.FAR_CELL),
        ("merge", hostile_xlsx.WHOLE_MERGE),
        ("wide", hostile_xlsx.WIDE_MERGE),
    ):
        yield f"xlsx {name}", partial(_sheet, lambda text=text: text)
    for name, content in _texts():
        yield name, partial(_written, f"x.{name.split()[0]}", content)
    for file in good_files(folder, outcome):
        for name, content in _mutated(file.read_bytes(), mutations):
            yield f"{file.suffix[1:]} {name}", partial(_written, f"x{file.suffix}", content)


def _sheet(sheet: Callable[[], str], place: Path) -> Path:
    return hostile_xlsx.write(place / "x.xlsx", sheet())


def _written(name: str, content: bytes, place: Path) -> Path:
    file = place / name
    file.write_bytes(content)
    return file


def good_files(folder: Path, outcome: Outcome) -> Iterator[Path]:
    """One good file of every format that can be read."""
    for suffix in OUR_FORMATS:
        file = folder / f"good{suffix}"
        export(report_at(1), file, FORMS)
        yield file
    for packed in sorted((ROOT / "tests" / "data" / "legacy").glob("2021-30.*.gz")):
        file = folder / f"legacy{Path(packed.stem).suffix}"
        file.write_bytes(gzip.decompress(packed.read_bytes()))
        yield file
    pdf = folder / "good.pdf"
    made = subprocess.run([sys.executable, ROOT / "main.py", "convert", folder / "good.docx", pdf], capture_output=True)
    if pdf.exists():
        yield pdf
    else:
        outcome.skip("mutated PDF files", f"none could be made: {made.stderr.decode('utf-8', 'replace').strip()[-120:]}")


_TREE = b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 9>>endobj"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MHT = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n"
_ROW = b"<tr><td rowspan=65535 colspan=1000>1</td></tr>"


def _texts() -> Iterator[tuple[str, bytes]]:
    """Shapes that cost a careless reader time or memory, in formats without a package."""
    yield "html 200,000 open divs", b"<html>" + b"<div>" * 200_000
    yield "html 5,000 nested tables", b"<html>" + b"<table><tr><td>" * 5_000
    yield "html one row of 500,000 cells", b"<html><table><tr>" + b"<td>1" * 500_000
    yield "html spans", b"<html><table>" + _ROW * 2_000 + b"</table>"
    yield "html outside", b'<html><img src="http://127.0.0.1:9/x"><link rel=stylesheet href="file:///etc/passwd"><p>1'
    yield "html 30 MB of text", "正文".encode() * 5_000_000
    yield "html entities", b"<!DOCTYPE html [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><html><p>&a;" + b"&amp" * 500_000
    yield "txt one line of 30 MB", b"1" * 30_000_000
    yield "txt 3,000,000 lines", b"1\n" * 3_000_000
    yield "txt zero bytes between", b"a\0" * 100_000
    yield "json nested 100,000", b'{"schema":' + b"[" * 100_000
    yield "json a number of a million digits", b'{"schema":"annual-report/1","meta":{"year":' + b"9" * 1_000_000 + b"}}"
    yield "json 1e999999999", b'{"schema":"annual-report/1","nianbao":{"version":1e999999999}}'
    for size in (500_000, 2_000_000):
        yield f"json {size} keys", b'{"schema":"annual-report/1",' + b",".join(b'"%d":1' % n for n in range(size)) + b"}"
    yield "rtf 200,000 groups", b"{\\rtf1" + b"{" * 200_000
    yield "rtf binary that lies", b"{\\rtf1\\ansi{\\pict\\bin999999999 x}}"
    yield "rtf 300,000 cells", b"{\\rtf1\\ansi\\trowd" + b"\\cellx1" * 300_000 + b"1\\cell" * 300_000 + b"\\row}"
    yield "pdf no objects", b"%PDF-1.7\n%%EOF"
    yield "pdf a tree that bites its tail", b"%PDF-1.4\n" + _TREE + b" trailer<</Root 1 0 R>>"
    yield "mht no end", _MHT + b"--x\n" * 100_000
    yield "doc only a signature", _OLE
    yield "doc a chain of sectors without end", _OLE + b"\0" * 20 + b"\x09\0\x06\0" + b"\0" * 40_000


def _mutated(content: bytes, number: int) -> Iterator[tuple[str, bytes]]:
    """Cuts, noise and zeros, the same ones every time."""
    rng, size = Random(f"mutate {size_of(content)}"), len(content)
    for _ in range(number):
        at = rng.randrange(size)
        yield f"cut at {at}", content[:at]
        noisy = bytearray(content)
        for _ in range(rng.choice((1, 8, 64))):
            noisy[rng.randrange(size)] = rng.randrange(256)
        yield f"noise {rng.random():.6f}", bytes(noisy)
        yield f"zeros from {at}", content[:at] + bytes(min(4096, size - at)) + content[at + 4096 :]


def size_of(content: bytes) -> int:
    """The size in KiB: the seed of the mutations, so that small changes of the exporter keep them alike."""
    return len(content) // 1024
