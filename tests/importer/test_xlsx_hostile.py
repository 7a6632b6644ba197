"""Workbooks made to do harm: each costs little and ends in a document or in one sentence."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import hostile_xlsx as raw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import UnreadableFileError
from core.importer.readers import xlsx
from core.importer.source import SourceDocument, SourceTable


def tables(document: SourceDocument) -> list[SourceTable]:
    return [block for block in document.blocks if isinstance(block, SourceTable)]


def read_within(path: Path, seconds: float) -> SourceDocument:
    started, memory = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        return xlsx.read(path)
    finally:
        assert time.perf_counter() - started < seconds
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 400_000


def test_a_far_cell_costs_nothing(tmp_path: Path) -> None:
    (table,) = tables(read_within(raw.write(tmp_path / "a.xlsx", raw.FAR_CELL), 0.5))
    assert {cell.where: cell.text for cell in table.cells if cell.text} == {"工作表“表1”A1": "1", "工作表“表1”XFD1048576": "2"}
    assert len(table.cells) == 4


@pytest.mark.parametrize("sheet", [raw.WHOLE_MERGE, raw.WIDE_MERGE])
def test_a_far_merge_costs_nothing(tmp_path: Path, sheet: str) -> None:
    (table,) = tables(read_within(raw.write(tmp_path / "a.xlsx", sheet), 0.5))
    assert [(cell.text, cell.row_span, cell.column_span) for cell in table.cells] == [("1", 1, 2), ("2", 1, 1)]


@pytest.mark.parametrize("sheet", [pytest.param(make, id=name) for name, make in raw.REFUSED.items()])
def test_harmful_sheets_are_refused_in_one_sentence(tmp_path: Path, sheet: Callable[[], str]) -> None:
    path = raw.write(tmp_path / "a.xlsx", sheet())
    with pytest.raises(UnreadableFileError, match=r"^“a.xlsx”[^\n]+。$"):
        read_within(path, 2)


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/workbook.xml": ""},
        {"xl/workbook.xml": "<"},
        {"xl/sharedStrings.xml": "<t>" + " " * 40_000_000},
        {"xl/styles.xml": "<!DOCTYPE a><a/>"},
        {"_rels/.rels": "no"},
    ],
    ids=["no workbook", "broken workbook", "40 MB of shared strings", "entities", "broken links"],
)
def test_harmful_parts_are_refused_in_one_sentence(tmp_path: Path, parts: dict[str, str]) -> None:
    path = raw.write(tmp_path / "a.xlsx", raw.sheet("<row><c><v>1</v></c></row>"), parts=parts)
    with pytest.raises(UnreadableFileError, match=r"^“a.xlsx”[^\n]+。$"):
        read_within(path, 2)


def test_too_many_sheets_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="65 张工作表"):
        xlsx.read(raw.write(tmp_path / "a.xlsx", *[raw.sheet()] * 65))


@pytest.mark.parametrize("cut", [0, 10, 200, 500])
def test_half_a_file_is_refused(tmp_path: Path, cut: int) -> None:
    path = raw.write(tmp_path / "a.xlsx", raw.sheet("<row><c><v>1</v></c></row>"))
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(UnreadableFileError):
        xlsx.read(path)


ATTRIBUTES = st.sampled_from(
    ["", "r='A1'", "r='B9'", "r='XFD1'", "r='0'", "r='七'", "t='s'", "t='b'", "t='e'", "t='x'", "s='7'", "t='inlineStr'"]
)
CONTENT = st.sampled_from(
    ["", "<v/>", "<v>1</v>", "<v>七</v>", "<f/>", "<f>A1</f><v/>", "<is/>", "<is><t>x</t><r/></is>", "<v>1e400</v>"]
)
CELLS = st.lists(st.builds(lambda a, c: f"<c {a}>{c}</c>", ATTRIBUTES, CONTENT), max_size=4).map("".join)
ROWS = st.lists(
    st.builds(lambda a, c: f"<row {a}>{c}</row>", st.sampled_from(["", "r='3'", "r='1048576'", "r='-1'", "hidden='1'"]), CELLS),
    max_size=4,
)
MERGES = st.lists(st.sampled_from(["A1:B2", "B2:A1", "A1", "", "A1:XFD1048576", "$B$1:C9", "C1:C1048576"]), max_size=3)


@settings(max_examples=80, deadline=None)
@given(ROWS.map("".join), MERGES)
def test_no_sheet_ends_in_anything_but_a_document_or_a_sentence(rows: str, merges: list[str]) -> None:
    after = "<mergeCells>" + "".join(f"<mergeCell ref='{merge}'/>" for merge in merges) + "</mergeCells>"
    with TemporaryDirectory() as folder:
        path = raw.write(Path(folder) / "a.xlsx", raw.sheet(rows, after))
        try:
            document = xlsx.read(path)
        except UnreadableFileError:
            return
    for table in tables(document):
        assert len({(cell.row, cell.column) for cell in table.cells}) == len(table.cells)
