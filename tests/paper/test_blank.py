"""The blank form: the official tables, no figure, and still read as that edition when somebody fills it in."""

import exporter_samples as samples
import ooxml
import pytest

from core.exporter.render import render_document
from core.importer.importing import import_report
from core.paper.blank import blank_document
from core.values import State


@pytest.mark.parametrize("edition", samples.EDITIONS)
def test_it_is_the_form_and_empty(edition, tmp_path):
    form = samples.FORMS.get(edition)
    data = render_document(blank_document(form), form.style, ".docx")
    assert ooxml.findings(data, ".docx", tmp_path) == []
    path = tmp_path / "空白表.docx"
    path.write_bytes(data)
    report = import_report(path, samples.FORMS).report
    assert report.form.template.edition == edition
    assert {value.state for value in report.values.values()} == {State.BLANK}


def test_all_headings_and_who_fills_it_in():
    form = samples.FORMS.get("2021-30")
    text = ooxml.text_of(ooxml.part(render_document(blank_document(form), form.style, ".docx"), "word/document.xml"))
    for section in form.template.sections:
        assert section.heading in text
    for words in ("填报单位（盖章）", "填表人", "审核人", "填报日期", "没有发生的填“0”"):
        assert words in text
