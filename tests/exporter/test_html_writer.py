"""The web page: complete, escaped, accessible, with nothing from outside."""

import exporter_samples as samples
import pytest
from lxml import etree

from core.exporter.html_writer import write_html
from core.report import Meta, Report, TextEdit
from core.values import State


def page_of(report):
    return etree.fromstring(write_html(report), etree.HTMLParser())


def test_the_head_says_what_it_is():
    page = page_of(samples.filled())
    metas = {meta.get("name"): meta.get("content") for meta in page.iter("meta")}
    assert page.get("lang") == "zh-CN"
    assert page.find(".//meta[@charset]").get("charset") == "utf-8"
    assert page.findtext(".//title") == samples.TITLE
    expected = {"edition": "2021-30", "organ": samples.ORGAN, "year": "2023", "date": "2024-01-15", "signature": samples.ORGAN}
    assert expected == {name: metas[f"nianbao:{name}"] for name in expected}


def test_headings_and_text_in_order():
    page = page_of(samples.filled())
    assert [node.text for node in page.iter("h1")] == [samples.TITLE]
    assert [node.text for node in page.iter("h2")] == [s.heading for s in samples.filled().form.template.sections if s.heading]
    assert [node.text for node in page.iter("h3")] == ["（一）主动公开情况"]
    assert [node.text for node in page.iter("h4")] == ["1.严格审核"]
    paragraphs = [node.text for node in page.iter("p")]
    assert paragraphs[0] == samples.TEXTS["preface"]
    assert paragraphs[-2:] == [samples.ORGAN, "2024年1月15日"]


@pytest.mark.parametrize("edition", samples.EDITIONS)
def test_tables_tile_and_headers_have_a_scope(edition):
    report = samples.filled(edition)
    for table, grid in zip(page_of(report).iter("table"), report.form.grids.values(), strict=True):
        assert table.findtext("caption")
        covered = set()
        for row, line in enumerate(table.iter("tr")):
            for cell in line:
                column = next(c for c in range(grid.columns) if (row, c) not in covered)
                rows, columns = int(cell.get("rowspan", 1)), int(cell.get("colspan", 1))
                area = {(row + r, column + c) for r in range(rows) for c in range(columns)}
                assert not area & covered
                covered |= area
                assert (cell.get("scope") in ("col", "row", "colgroup", "rowgroup")) == (cell.tag == "th")
        assert len(covered) == grid.rows * grid.columns
        assert len(table.findall("thead/tr")) == grid.header_rows


def test_everything_is_escaped():
    evil = "</style><script>alert(1)</script>&amp;\x00\"'"
    report = Report(samples.FORMS.get("2021-30"), Meta(evil, 2023, evil, evil))
    report.apply(TextEdit("overview", evil))
    samples.put_text(report, "disclosure.rules.issued", evil, State.UNCLEAR)
    text = write_html(report)
    page = page_of(report)
    assert "<script" not in text
    assert not list(page.iter("script"))
    assert page.find(".//h1").text == evil.replace("\x00", "")


def test_nothing_comes_from_outside():
    page = page_of(samples.filled())
    assert not list(page.iter("script", "link", "img", "iframe", "a", "base"))
    assert "url(" not in write_html(samples.filled())
    assert "@import" not in write_html(samples.filled())


def test_a_cell_of_several_lines():
    report = samples.blank()
    samples.put_text(report, "disclosure.rules.issued", "约20件\n（含上年）", State.UNCLEAR)
    assert "<td>约20件<br>（含上年）</td>" in write_html(report)


def test_a_report_without_title_still_has_one_for_the_window():
    assert page_of(samples.blank()).findtext(".//title") == "2021 年版"
    assert not list(page_of(samples.blank()).iter("h1"))
