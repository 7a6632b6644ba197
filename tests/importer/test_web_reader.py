"""Pages of county sites: the report is found among what the site puts around it, and nothing of that is lost."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from accounting import lost_text
from legacy import EDITIONS, draft, sample
from pages import LAYOUTS, body

from core.forms import Forms, load_forms
from core.importer.importing import Imported, import_report
from core.importer.readers import html
from core.importer.source import SourceParagraph, SourceTable


@pytest.fixture(scope="module")
def forms() -> Forms:
    return load_forms()


def assert_only_the_report(edition: str, imported: Imported) -> None:
    wanted, report = draft(edition), imported.report
    assert {cell: value.number for cell, value in report.values.items()} == wanted.figures
    for section in wanted.form.template.sections:
        assert report.texts[section.id] == wanted.text(section.id)
    assert (report.meta.title, str(report.meta.date)) == (wanted.title, "2024-01-18")
    assert imported.record.problems == ()
    assert lost_text(imported) == []


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_cell_and_no_site(layout: Callable[[str], str], edition: str, forms: Forms, tmp_path: Path) -> None:
    path = tmp_path / "年报.html"
    path.write_text(layout(body(draft(edition), tmp_path)), encoding="utf-8")
    assert_only_the_report(edition, import_report(path, forms))


@pytest.mark.parametrize(
    ("encoding", "declared"), [("gb18030", "gb2312"), ("gb18030", "utf-8"), ("utf-8", "gbk"), ("utf-8-sig", "gb2312")]
)
def test_wrong_declarations(encoding: str, declared: str, forms: Forms, tmp_path: Path) -> None:
    page = LAYOUTS[0](body(draft("2021-30"), tmp_path)).replace("<head>", f"<head><meta charset='{declared}'>")
    path = tmp_path / "年报.htm"
    path.write_bytes(page.encode(encoding))
    assert_only_the_report("2021-30", import_report(path, forms))


@pytest.mark.parametrize("edition", EDITIONS)
def test_what_libreoffice_saves(edition: str, forms: Forms, tmp_path: Path) -> None:
    assert_only_the_report(edition, import_report(sample(edition, "html", tmp_path), forms))


def kinds(markup: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in html.parse(markup).blocks if isinstance(block, SourceParagraph)]


HEADINGS = "<p>一、总体情况</p><p>正文</p><p>二、主动公开情况</p><p>三、申请情况</p>"


def test_what_stands_around_becomes_header_and_footer() -> None:
    page = f"<p>菜单</p><h1>石桥镇2023年政府信息公开工作年度报告</h1><div>{HEADINGS}</div><p>友情链接</p>"
    assert kinds(page) == [
        ("header", "菜单"),
        ("paragraph", "石桥镇2023年政府信息公开工作年度报告"),
        ("paragraph", "一、总体情况"),
        ("paragraph", "正文"),
        ("paragraph", "二、主动公开情况"),
        ("paragraph", "三、申请情况"),
        ("footer", "友情链接"),
    ]


def test_a_title_over_two_lines_is_kept_whole() -> None:
    page = f"<p>云溪县石桥镇人民政府<br>2023年政府信息公开工作年度报告</p>{HEADINGS}"
    assert [kind for kind, _ in kinds(page)] == ["paragraph"] * 6


def test_tables_around_become_lines() -> None:
    cells = "".join(f"<td>{number}</td>" for number in range(4))
    page = f"<table><tr>{cells}</tr></table><div>{HEADINGS}</div>"
    assert kinds(page)[0] == ("header", "0\t1\t2\t3")


def test_a_page_without_headings_is_left_as_it_is() -> None:
    document = html.parse("<ul><li>菜单</ul><p>一、总体情况</p><table><tr><td>1<td>2</table><p>主办：某县</p>")
    assert [block.kind for block in document.blocks if isinstance(block, SourceParagraph)] == ["paragraph"] * 3
    assert sum(isinstance(block, SourceTable) for block in document.blocks) == 1


@pytest.mark.parametrize("line", ["<p>一、甲</p>", "<p>甲</p>"])
def test_many_lines_deep_inside_end_soon(line: str) -> None:
    markup = "<div>" * 150 + HEADINGS + line * 100_000
    started = time.monotonic()
    assert len(html.parse(markup).blocks) > 100_000
    assert time.monotonic() - started < 6  # 2 s alone on this machine


def test_deleted_text_is_left_out_and_told() -> None:
    document = html.parse("<p>甲<del>删</del><ins>增</ins></p>")
    assert [(block.kind, block.text) for block in document.blocks if isinstance(block, SourceParagraph)] == [
        ("paragraph", "甲增")
    ]
    assert [note.kind for note in document.notes] == ["import.tracked_changes"]


@pytest.mark.parametrize(
    ("mark", "text"),
    [
        ("<a class='sdfootnoteanc' href='#f'><sup>1</sup></a>", "12"),
        ("<a href='#_ftn1'><span class=MsoFootnoteReference>[1]</span></a>", "12"),
        ("<sup>1</sup>", "12^1"),
    ],
)
def test_a_mark_behind_a_figure_is_not_its_last_digit(mark: str, text: str) -> None:
    (table,) = html.parse(f"<table><tr><td>规章<td>12{mark}</table>").blocks
    assert isinstance(table, SourceTable)
    assert table.cells[1].text == text
