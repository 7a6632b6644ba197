"""Further documents as LibreOffice prints them; pictures for people in out/pages."""

import exporter_samples as samples
import paper_samples as own
import pytest
from test_pages import outside, printed

from core.exporter.render import render_document
from core.findings import Finding
from core.paper.blank import blank_document
from core.paper.check_report import check_document
from core.paper.comparison import compare, comparison_document
from core.paper.signoff import FileMark, signoff_document
from core.review import review

pytestmark = pytest.mark.slow
MARK = FileMark("青山县云溪镇人民政府2023年政府信息公开工作年度报告.docx", "3f2a91bc" * 8)


def signoff_of_a_clean_report():
    return signoff_document(samples.filled(), [], mark=MARK)


def signoff_with_reasons():
    report, findings = own.settled()
    return signoff_document(report, [item for item in findings if item.accepted][:2], mark=MARK)


def check_of_much():
    report = own.broken()
    samples.put(report, {cell: number % 17 for number, cell in enumerate(report.values)})
    return check_document(report, review(report), "年报.docx")


def check_of_a_long_message():
    findings = [Finding("text.x", "warning", "overview", (), "很长的说明，" * 60, quote="引用的原文" * 20)]
    return check_document(samples.filled(), findings)


def comparison():
    return comparison_document(compare(own.last_year(), own.broken()))


CASES = {
    "signoff": (signoff_of_a_clean_report, 1, 1),
    "signoff-reasons": (signoff_with_reasons, 1, 2),
    "signoff-empty": (lambda: signoff_document(samples.blank(), []), 1, 1),
    "check": (check_of_much, 5, 14),
    "check-nothing": (lambda: check_document(samples.filled(), []), 1, 1),
    "check-long": (check_of_a_long_message, 1, 3),
    "compare": (comparison, 2, 5),
    "blank-2021": (lambda: blank_document(samples.FORMS.get("2021-30")), 3, 4),
    "blank-2019": (lambda: blank_document(samples.FORMS.get("2019-60")), 3, 4),
}


@pytest.mark.parametrize("name", CASES)
def test_pages(name, tmp_path):
    make, least, most = CASES[name]
    pages = printed(render_document(make(), own.style(), ".docx"), name, tmp_path)
    assert least <= len(pages) <= most
    assert [outside(words) for words in pages] == [[]] * len(pages)
