"""Excel 97-2003: exact cells, what a cell shows, hidden and merged things, and files made to do harm."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from expectations import assert_exact
from legacy import EDITIONS, draft, sample

from core.errors import UnreadableFileError
from core.forms import load_forms
from core.importer.importing import import_report
from core.importer.readers import xls
from core.importer.source import SourceDocument, SourceParagraph, SourceTable


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("suffix", [".xls", ".et", ".xlsx"])
def test_every_cell(edition: str, suffix: str, tmp_path: Path) -> None:
    assert_exact(draft(edition), import_report(sample(edition, "xls", tmp_path, suffix), load_forms()), "xls")


def test_html_saved_as_xls(tmp_path: Path) -> None:
    assert_exact(draft("2021-30"), import_report(sample("2021-30", "html", tmp_path, ".xls"), load_forms()), "html")


# --- workbooks from raw records: BIFF8, [MS-XLS] 2.3 -------------------------------------------------------------


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def text(value: str) -> bytes:
    return struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    return record(0x203, struct.pack("<HHHd", row, column, style, value))


def label(row: int, column: int, value: str) -> bytes:
    return record(0x204, struct.pack("<HHH", row, column, 0) + text(value))


def merge(*areas: tuple[int, int, int, int]) -> bytes:
    return record(0xE5, struct.pack("<H", len(areas)) + b"".join(struct.pack("<4H", *area) for area in areas))


def hidden_row(row: int) -> bytes:
    return record(0x208, struct.pack("<HHHHHHI", row, 0, 5, 255, 0, 0, 0x20))


def hidden_column(column: int) -> bytes:
    return record(0x7D, struct.pack("<HHHHHH", column, column, 2000, 0, 1, 0))


BOF_BOOK = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
BOF_SHEET = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
EOF = record(0x0A)
FONT = record(0x31, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + struct.pack("<BB", 1, 0) + b"A")


def style(number_format: int) -> bytes:
    return record(0xE0, struct.pack("<HHHBBBBIIH", 0, number_format, 1, 0, 0, 0, 0, 0, 0, 0))


def book(*sheets: tuple[str, int, bytes], extra: bytes = b"") -> bytes:
    """A bare BIFF8 stream; each sheet is (name, 0 visible or 1 hidden, records)."""
    head = BOF_BOOK + extra + FONT * 4 + style(0) + style(14)
    bodies = [BOF_SHEET + body + EOF for _, _, body in sheets]
    entries = [(name.encode("utf-16-le"), state) for name, state, _ in sheets]
    size = len(head) + sum(4 + 8 + len(name) for name, _ in entries) + len(EOF)
    for body, (name, state) in zip(bodies, entries, strict=True):
        head += record(0x85, struct.pack("<IBBBB", size, state, 0, len(name) // 2, 1) + name)
        size += len(body)
    return head + EOF + b"".join(bodies)


def parsed(tmp_path: Path, data: bytes) -> SourceDocument:
    path = tmp_path / "a.xls"
    path.write_bytes(data)
    return xls.parse(path)


def test_numbers_dates_and_merges(tmp_path: Path) -> None:
    body = label(4, 2, "规章") + number(4, 3, 12.0) + number(4, 4, 0.1 + 0.2) + number(5, 3, 45306, 1) + merge((4, 5, 2, 2))
    document = parsed(tmp_path, book(("表二", 0, body)))
    (table,) = document.blocks
    assert isinstance(table, SourceTable)
    assert [(c.row, c.column, c.row_span, c.text, c.where) for c in table.cells] == [
        (0, 0, 2, "规章", "工作表“表二”C5"),
        (0, 1, 1, "12", "工作表“表二”D5"),
        (0, 2, 1, "0.3", "工作表“表二”E5"),
        (1, 1, 1, "2024年1月15日", "工作表“表二”D6"),
        (1, 2, 1, "", "工作表“表二”E6"),
    ]


def test_hidden_things_are_read_and_told(tmp_path: Path) -> None:
    body = hidden_column(1) + hidden_row(1) + number(0, 0, 1) + number(0, 1, 2) + number(1, 0, 3)
    document = parsed(tmp_path, book(("甲", 1, body), ("空", 1, b"")))
    assert len(document.blocks) == 1
    assert [note.text for note in document.notes] == [
        "工作表“甲”是隐藏的，其内容也已读入，请核对。",
        "工作表“甲”中第 2 行、B 列是隐藏的，其内容也已读入，请核对。",
    ]


def test_a_sheet_of_one_column_is_prose(tmp_path: Path) -> None:
    document = parsed(tmp_path, book(("正文", 0, label(0, 0, "一、总体情况\n正文"))))
    assert document.blocks == (
        SourceParagraph("一、总体情况", "工作表“正文”A1"),
        SourceParagraph("正文", "工作表“正文”A1"),
    )


def blanks(row: int, columns: int) -> bytes:
    return record(0xBE, struct.pack("<HH", row, 0) + b"\0\0" * columns + struct.pack("<H", columns - 1))


def test_only_the_row_of_formats_below_the_last_value_counts(tmp_path: Path) -> None:
    """表四 left blank: its row has formats and nothing else."""
    body = number(0, 0, 1) + number(0, 1, 2) + blanks(1, 2) + blanks(2, 2) + blanks(5, 2)
    (table,) = parsed(tmp_path, book(("表四", 0, body))).blocks
    assert isinstance(table, SourceTable)
    assert [(c.row, c.column, c.text) for c in table.cells] == [(0, 0, "1"), (0, 1, "2"), (1, 0, ""), (1, 1, "")]


def test_errors_and_booleans(tmp_path: Path) -> None:
    error = record(0x205, struct.pack("<HHHBB", 0, 0, 0, 7, 1))
    true = record(0x205, struct.pack("<HHHBB", 0, 1, 0, 1, 0))
    (table,) = parsed(tmp_path, book(("甲", 0, error + true))).blocks
    assert isinstance(table, SourceTable)
    assert [(c.text, c.note) for c in table.cells] == [("#DIV/0!", "公式出错（#DIV/0!）"), ("TRUE", "")]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (book(("甲", 0, b""), extra=record(0x2F, b"\1\0" + b"\0" * 52)), "设有打开密码"),
        (book(("甲", 0, number(0, 0, 1) + merge((0, 65535, 0, 255)))), ""),
        (book(("甲", 0, b"".join(number(row, 255, 1) for row in range(0, 65536, 3)))), "超过 2000 行"),
        (book(("甲", 0, b"".join(number(0, column, 1) for column in range(256)))), "超过 2000 行、64 列"),
        (book(*[("甲", 0, b"")] * 65), "65 张工作表"),
        (book(("甲", 0, b""))[:60], "损坏"),
    ],
    ids=["password", "merge", "rows", "columns", "sheets", "cut"],
)
def test_hostile_and_locked_workbooks(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(data)
    if not message:
        assert len(xls.read(path).blocks) == 1
        return
    with pytest.raises(UnreadableFileError, match=message) as error:
        xls.read(path)
    assert "\n" not in str(error.value)
