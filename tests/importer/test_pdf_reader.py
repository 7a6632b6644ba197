"""PDF with a text layer: exact cells from printed drafts, grids from lines, paragraphs from places, refusals."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from expectations import assert_exact
from legacy import EDITIONS, draft
from pdf_builder import Page, print_draft, write_pdf

from core.errors import UnreadableFileError
from core.forms import load_forms
from core.importer.importing import import_report
from core.importer.readers import pdf
from core.importer.source import SourceDocument, SourceParagraph, SourceTable

COLUMNS = (50, 150, 250, 350)
ROWS = (700, 680, 660)
TEXTS = (("规章", "1", "20"), ("文件", "3", "40"))


def parsed(tmp_path: Path, *pages: Page) -> SourceDocument:
    return pdf.parse(write_pdf(tmp_path / "a.pdf", *pages))


def grids(document: SourceDocument) -> list[list[tuple[int, int, int, int, str]]]:
    tables = [block for block in document.blocks if isinstance(block, SourceTable)]
    return [[(cell.row, cell.column, cell.row_span, cell.column_span, cell.text) for cell in table.cells] for table in tables]


def texts(document: SourceDocument) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in document.blocks if isinstance(block, SourceParagraph)]


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_cell(edition: str, tmp_path: Path) -> None:
    imported = import_report(print_draft(draft(edition), tmp_path / "年报.pdf"), load_forms())
    assert_exact(draft(edition), imported, "pdf")
    assert {(origin.confidence, origin.note) for origin in imported.record.cells.values()} == {
        (pdf.TRUST, "按位置从文件中读出，请对照原件核对")
    }


PLAIN = [
    [(0, 0, 1, 1, "规章"), (0, 1, 1, 1, "1"), (0, 2, 1, 1, "20"), (1, 0, 1, 1, "文件"), (1, 1, 1, 1, "3"), (1, 2, 1, 1, "40")]
]


def test_lines_make_a_grid(tmp_path: Path) -> None:
    assert grids(parsed(tmp_path, Page().grid(COLUMNS, ROWS).fill(COLUMNS, ROWS, TEXTS))) == PLAIN


def test_borders_of_word_are_bars_in_pieces(tmp_path: Path) -> None:
    page = Page().fill(COLUMNS, ROWS, TEXTS)
    for y in ROWS:
        for x in COLUMNS[:-1]:
            page.bar(x, y, 100, 0.5)
    for x in COLUMNS:
        page.bar(x, 660, 0.5, 20).bar(x, 680, 0.5, 20)
    assert grids(parsed(tmp_path, page)) == PLAIN


def test_a_table_open_at_its_sides(tmp_path: Path) -> None:
    page = Page().fill(COLUMNS, ROWS, TEXTS).line(150, 660, 150, 700).line(250, 660, 250, 700)
    for y in ROWS:
        page.line(50, y, 350, y)
    assert grids(parsed(tmp_path, page)) == PLAIN


def test_missing_walls_merge(tmp_path: Path) -> None:
    page = Page().text(60, 685, "甲").text(160, 685, "乙").text(160, 665, "1").text(260, 665, "2")
    for line in ((50, 700, 350, 700), (150, 680, 350, 680), (50, 660, 350, 660), (50, 660, 50, 700), (150, 660, 150, 700),
                 (250, 660, 250, 680), (350, 660, 350, 700)):  # fmt: skip
        page.line(*line)
    assert grids(parsed(tmp_path, page)) == [[(0, 0, 2, 1, "甲"), (0, 1, 1, 2, "乙"), (1, 1, 1, 1, "1"), (1, 2, 1, 1, "2")]]


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_turned_page(rotate: int, tmp_path: Path) -> None:
    rows = (500, 480, 460)
    page = Page(rotate).grid(COLUMNS, rows).fill(COLUMNS, rows, TEXTS).text(50, 550, "一、总体情况")
    document = parsed(tmp_path, page)
    assert (grids(document), texts(document)) == (PLAIN, [("paragraph", "一、总体情况")])


def test_a_table_goes_on_over_the_page(tmp_path: Path) -> None:
    first = Page().text(50, 750, "一、总体情况").grid(COLUMNS, ROWS).fill(COLUMNS, ROWS, TEXTS).text(290, 40, "—1—")
    second = Page().grid(COLUMNS, (800, 780)).fill(COLUMNS, (800, 780), (("其他", "5", "6"),)).text(290, 40, "2")
    document = parsed(tmp_path, first, second)
    assert grids(document) == [[*PLAIN[0], (2, 0, 1, 1, "其他"), (2, 1, 1, 1, "5"), (2, 2, 1, 1, "6")]]
    assert texts(document) == [("paragraph", "一、总体情况")]


def test_text_between_pages_parts_tables(tmp_path: Path) -> None:
    first = Page().grid(COLUMNS, ROWS).fill(COLUMNS, ROWS, TEXTS)
    second = Page().text(50, 700, "四、标题").grid(COLUMNS, (600, 580)).fill(COLUMNS, (600, 580), (("其他", "5", "6"),))
    assert len(grids(parsed(tmp_path, first, second))) == 2


def test_vertical_labels_and_broken_numbers(tmp_path: Path) -> None:
    page = Page().grid((50, 65, 120), (700, 650)).text(52, 688, "年").text(52, 676, "度").text(70, 688, "12").text(70, 676, "34")
    (table,) = (block for block in parsed(tmp_path, page).blocks if isinstance(block, SourceTable))
    assert [(cell.text, cell.note) for cell in table.cells] == [("年\n度", ""), ("1234", pdf.BROKEN)]


def test_paragraphs(tmp_path: Path) -> None:
    full = "主动公开政府信息若干条依法保障公众的知情权主动公开政府信息若干条依法保障"
    page = Page()
    for number, (indent, text) in enumerate(
        [(2, full[:34]), (0, full[:36]), (0, "以上。"), (2, full[:34]), (0, "完。"), (2, "（一）主动公开"), (2, "1.规章。")]
    ):
        page.text(80 + 12 * indent, 700 - 20 * number, text, 12)
    assert [text for _, text in texts(parsed(tmp_path, page))] == [
        full[:34] + full[:36] + "以上。",
        full[:34] + "完。",
        "（一）主动公开",
        "1.规章。",
    ]


def test_headers_and_footers_are_told_once(tmp_path: Path) -> None:
    pages = [
        Page().text(60, 800, "石桥镇年度报告").text(60, 600, f"甲{number}").text(280, 40, f"第{number}页") for number in (1, 2)
    ]
    assert texts(parsed(tmp_path, *pages)) == [("header", "石桥镇年度报告"), ("paragraph", "甲1"), ("paragraph", "甲2")]


def test_radicals_in_place_of_characters(tmp_path: Path) -> None:
    assert texts(parsed(tmp_path, Page().text(50, 700, "⾏政⺠⻓⼀"))) == [("paragraph", "行政民长一")]


def test_fields_far_apart_stay_apart(tmp_path: Path) -> None:
    page = Page().text(50, 700, "规章").text(200, 700, "AB").text(214, 700, "CD")
    assert texts(parsed(tmp_path, page)) == [("paragraph", "规章  AB CD")]


# --- what is refused ---------------------------------------------------------------------------------------------


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableFileError) as error:
        import_report(path, load_forms())
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_scan_is_told(tmp_path: Path) -> None:
    assert "只有图片" in refusal(write_pdf(tmp_path / "a.pdf", Page().scan()))


def test_a_page_that_is_a_picture_among_others_is_told(tmp_path: Path) -> None:
    assert texts(parsed(tmp_path, Page().text(50, 600, "甲"), Page().scan())) == [("picture", ""), ("paragraph", "甲")]


def test_too_many_pages(tmp_path: Path) -> None:
    assert "超过 100 页" in refusal(write_pdf(tmp_path / "a.pdf", *[Page().text(50, 600, "甲")] * 101))


def test_far_too_many_lines(tmp_path: Path) -> None:
    page = Page()
    for number in range(4000):
        page.line(10 + number % 50 * 10, 10 + number // 50 * 10, 15 + number % 50 * 10, 10 + number // 50 * 10)
    assert "a.pdf" in refusal(write_pdf(tmp_path / "a.pdf", page))


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\xff" * 5000, b"%PDF-1.4\ntrailer << /Root 1 0 R >>"])
def test_damage_is_told(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    assert "a.pdf" in refusal(path)


def test_an_encrypted_file_is_told(tmp_path: Path) -> None:
    encrypt = (
        b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <" + b"31" * 32 + b"> /U <" + b"32" * 32 + b"> /P -4 >> /ID [<31> <31>] "
    )
    assert "密码" in refusal(write_pdf(tmp_path / "a.pdf", Page().text(50, 600, "甲"), extra=encrypt))


def test_without_the_optional_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    monkeypatch.setattr(pdf, "find_spec", lambda _: None)
    assert "pypdfium2" in refusal(write_pdf(tmp_path / "a.pdf", Page().text(50, 600, "甲")))
