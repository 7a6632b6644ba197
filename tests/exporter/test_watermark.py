"""送审稿 across each page: in Word's headers, beside the text of a web page; nothing of it in a plain export."""

import exporter_samples as samples
import office_styles as office
import ooxml
import pytest
from ooxml import W

from core.exporter.export import export_document
from core.exporter.options import DRAFT_MARK, Options
from core.exporter.render import render
from core.importer.importing import import_report

TEXT_PATH = "{urn:schemas-microsoft-com:vml}textpath"
MARKED = Options(watermark=DRAFT_MARK)


def shapes(data, name):
    return [node.get("string") for node in ooxml.part(data, name).iter(TEXT_PATH) if node.get("string") is not None]


def headers(data):
    """Kind of page -> part, as the document refers to them."""
    links = {link.get("Id"): link.get("Target") for link in ooxml.part(data, "word/_rels/document.xml.rels")}
    relation = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    references = ooxml.part(data, "word/document.xml").iter(W + "headerReference")
    return {node.get(W + "type"): "word/" + links[node.get(relation)].rpartition("/")[2] for node in references}


def test_odd_and_even_pages_have_it(tmp_path):
    data = render(samples.filled(), ".docx", MARKED)
    assert set(headers(data)) == {"default", "even"}
    assert [shapes(data, name) for name in headers(data).values()] == [[DRAFT_MARK]] * 2
    assert ooxml.findings(data, ".docx", tmp_path) == []


def test_a_plain_export_has_none():
    assert not headers(render(samples.filled(), ".docx"))


def test_an_offices_header_keeps_its_text(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(office.office_file())
    data = render(samples.filled(), ".docx", Options(style=path, watermark=DRAFT_MARK))
    name = headers(data)["default"]
    assert shapes(data, name) == [DRAFT_MARK]
    assert ooxml.text_of(ooxml.part(data, name)) == "内部资料"


@pytest.mark.parametrize("word", ["送审稿", "<&\"'>", "内部资料　请勿外传"])
def test_any_word(word):
    data = render(samples.filled(), ".docx", Options(watermark=word))
    assert shapes(data, headers(data)["default"]) == [word]


@pytest.mark.parametrize("suffix", [".docx", ".html"])
def test_it_is_no_part_of_the_report(suffix, tmp_path):
    report = samples.filled()
    target = tmp_path / f"a{suffix}"
    assert export_document(report, target, samples.FORMS, MARKED).equal == len(report.values)
    assert DRAFT_MARK not in "".join(import_report(target, samples.FORMS).report.texts.values())


def test_html_has_it_for_the_eye_only():
    page = render(samples.filled(), ".html", MARKED).decode()
    assert f'<div class="watermark" aria-hidden="true">{DRAFT_MARK}</div>' in page
    assert "watermark" not in render(samples.filled(), ".html").decode()
