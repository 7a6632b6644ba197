"""Rich Text Format: exact cells, code pages, what is visible and what is not, merges, and files made to do harm."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from expectations import assert_exact
from hypothesis import given
from hypothesis import strategies as st
from legacy import EDITIONS, draft, sample

from core.errors import UnreadableFileError
from core.forms import load_forms
from core.importer.importing import import_report
from core.importer.readers import rtf
from core.importer.source import SourceDocument, SourceParagraph, SourceTable

HEAD = (
    r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 \'cb\'ce\'cc\'e5;}{\f1\fcharset0 Times;}{\f2\fcharset2 Symbol;}}"
)


def read(body: str) -> SourceDocument:
    return rtf.parse((HEAD + body + "}").encode("latin-1"), "a.rtf")


def lines(body: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in read(body).blocks if isinstance(block, SourceParagraph)]


def texts(body: str) -> list[str]:
    return [text for _, text in lines(body)]


def grids(body: str) -> list[list[tuple[int, int, int, int, str]]]:
    tables = [block for block in read(body).blocks if isinstance(block, SourceTable)]
    return [[(cell.row, cell.column, cell.row_span, cell.column_span, cell.text) for cell in table.cells] for table in tables]


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("suffix", [".rtf", ".doc"])
def test_every_cell(edition: str, suffix: str, tmp_path: Path) -> None:
    assert_exact(draft(edition), import_report(sample(edition, "rtf", tmp_path, suffix), load_forms()), "rtf")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"\'b9\'e6\'d5\'c2", "规章"),
        (r"\f1 \'b9\'e6\'d5\'c2", "规章"),  # a Western font leaves it to the document
        (r"\uc1\u-30268\'3f\u31456\'3f", "规章"),
        (r"\uc2\u35268\'b9\'e6\u31456\'d5\'c2", "规章"),
        (r"\uc0\u35268\u31456", "规章"),
        (r"{\uc2\u35268\'b9\'e6}\u31456?", "规章"),
        (r"\uc1\u-10187\'3f\u-8225\'3f", "\U0001d7df"),
        (r"\'95\'5c" + "\r\n" + r"\'b1\'ed", "昞表"),  # the second byte is a backslash
        (r"A\~B\_C\emdash\ldblquote D\rdblquote\{\\\}", "A\xa0B-C—“D”{\\}"),
        (r"甲".encode("gb18030").decode("latin-1"), "甲"),
    ],
)
def test_characters(body: str, text: str) -> None:
    assert texts(body + r"\par") == [text]


def test_only_what_is_seen_counts() -> None:
    body = (
        r"{\info{\title \'b1\'ea}}{\*\generator X;}{\stylesheet{\s1\outlinelevel0 heading 1;}}"
        r"A{\field{\*\fldinst PAGE}{\fldrslt 1}}{\*\bkmkstart x}B{\deleted C}{\v D}{\revised E}\par"
        r"{\pict 0102}F{\*\shppict{\pict 01}}{\nonshppict{\pict 02}}\par"
        r"\s1 G\par\pard H\line I\par"
    )
    document = read(body)
    assert [(b.kind, b.text, b.heading) for b in document.blocks if isinstance(b, SourceParagraph)] == [
        ("paragraph", "A1BE", None),
        ("paragraph", "F", None),
        ("picture", "", None),
        ("picture", "", None),
        ("paragraph", "G", 1),
        ("paragraph", "H\nI", None),
    ]
    assert [(note.kind, note.text[:4]) for note in document.notes] == [
        ("import.tracked_changes", "文件里有"),
        ("import.hidden_text", "D"),
    ]


def test_stories_beside_the_body() -> None:
    body = (
        r"{\header\pard X\par}{\footer\pard - 1 -\par}{\footerl\pard Y\par}"
        r"A{\*\footnote\pard N\par}{\footnote\ftnalt\pard E\par}{\*\annotation\pard C\par}"
        r"{\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt\pard T\par}}{\shprslt{\*\do x}}}\par"
    )
    assert lines(body) == [
        ("header", "X"),
        ("footer", "Y"),
        ("footnote", "N"),
        ("endnote", "E"),
        ("text_box", "T"),
        ("paragraph", "A"),
    ]


def test_list_numbers_are_text_and_bullets_are_not() -> None:
    assert texts(r"{\listtext\pard \'d2\'bb\'a1\'a2\tab}A\par{\listtext\f2 \'b7\tab}B\par{\pntext 1.\tab}C\par") == [
        "一、A",
        "B",
        "1.C",
    ]


ROW = r"\trowd\trleft0\cellx1000\cellx2000\cellx3000\pard\intbl "


def test_merged_cells() -> None:
    body = (
        r"\trowd\trleft0\clvmgf\cellx1000\clmgf\cellx2000\clmrg\cellx3000\pard\intbl A\cell B\cell\cell\row"
        r"\trowd\trleft0\clvmrg\cellx1000\cellx2000\cellx3000\pard\intbl\cell 1\par 2\cell 3\cell\row"
        r"\trowd\trleft0\cellx1010\cellx3005\pard\intbl C\cell 4\cell\row\pard D\par"
    )
    assert grids(body) == [
        [(0, 0, 2, 1, "A"), (0, 1, 1, 2, "B"), (1, 1, 1, 1, "1\n2"), (1, 2, 1, 1, "3"), (2, 0, 1, 1, "C"), (2, 1, 1, 2, "4")]
    ]
    assert texts(body) == ["D"]


def test_the_definition_behind_the_cells_counts_too() -> None:
    body = r"\pard\intbl A\cell B\cell{\trowd\trleft0\cellx1000\cellx3000\row}" + ROW + r"C\cell D\cell E\cell\row"
    assert grids(body) == [[(0, 0, 1, 1, "A"), (0, 1, 1, 2, "B"), (1, 0, 1, 1, "C"), (1, 1, 1, 1, "D"), (1, 2, 1, 1, "E")]]


def test_more_cells_than_defined_are_kept() -> None:
    assert [cell[4] for cell in grids(ROW + r"A\cell B\cell C\cell D\cell\row")[0]] == ["A", "B", "C", "D"]


def test_a_table_inside_a_cell_is_a_table_of_its_own() -> None:
    body = (
        r"\trowd\trleft0\cellx5000\cellx9000\pard\intbl\itap2 1\nestcell 2\nestcell"
        r"{\*\nesttableprops\trowd\trleft0\cellx1000\cellx2000\nestrow}{\nonesttables\par}"
        r"\pard\intbl\itap1 A\cell B\cell\row\pard Z\par"
    )
    inner, outer = grids(body)
    assert [cell[4] for cell in inner] == ["1", "2"]
    assert [cell[4] for cell in outer] == ["A", "B"]


@pytest.mark.parametrize(
    "body",
    [
        "{" * 100_000,
        r"\par A" * 25_000,
        (ROW + r"1\cell\row") * 2500,
        r"\cell" * 100,
        r"\u65" * 1_100_000,
        r"\trowd" + r"\cellx1" * 10**5,
    ],
    ids=["depth", "paragraphs", "rows", "cells", "tokens", "definitions"],
)
def test_hostile_files_end_soon(body: str) -> None:
    started = time.monotonic()
    try:
        read(body)
    except UnreadableFileError as error:
        assert "\n" not in str(error)
    assert time.monotonic() - started < 5  # 1.5 s alone on this machine


def test_binary_data_is_passed_over() -> None:
    assert texts("{\\pict\\bin5 }}}}}}A\\par") == ["A", ""]


WORDS = (
    *("{", "}", "A", "甲"),
    *(f"\\{word}" for word in ("cell", "row", "trowd", "cellx900", "intbl", "itap2", "nestcell", "nestrow", "par", "pard")),
    *(f"\\{word}" for word in ("u35268?", "'b9", "*", "footnote", "shptxt", "listtext", "v", "clvmrg")),
)


@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_any_order_of_words_is_read(words: list[str]) -> None:
    rtf.parse((HEAD + " ".join(words)).encode("gb18030"), "a.rtf")
