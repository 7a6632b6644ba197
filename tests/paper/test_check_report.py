"""The check report: everything that was found, once, in the order of the form, in three formats."""

from datetime import date
from io import BytesIO

import exporter_samples as samples
import ooxml
import openpyxl
import paper_samples as own
import pytest

from core.exporter.blocks import Heading, Paragraph, TableBlock
from core.exporter.render import render_document
from core.paper.check_report import TITLE, check_document
from core.review import review
from core.template import SECTION_IDS


def rows_of(document):
    """The rows below each header, table by table."""
    tables = [block for block in document.blocks if isinstance(block, TableBlock)]
    return [row for table in tables for row in table_rows(table)[1:]]


def table_rows(block):
    rows = [[] for _ in range(block.grid.rows)]
    for cell in block.grid.cells:
        rows[cell.row].append(block.texts[cell.cell_id] if cell.cell_id else cell.text)
    return rows


def test_every_finding_stands_there_once_numbered_in_the_order_of_the_form():
    report = own.broken()
    findings = review(report)
    document = check_document(report, findings)
    rows = rows_of(document)
    assert [row[3] for row in rows] == [finding.message for finding in findings]
    assert [row[0] for row in rows] == [str(number) for number in range(1, len(findings) + 1)]
    sections = [block.section for block in document.blocks if isinstance(block, Heading)]
    assert sections == sorted(sections, key=lambda section: SECTION_IDS.index(section) if section else -1)


def test_fixes_and_places_are_named():
    report = own.broken()
    findings = review(report)
    rows = rows_of(check_document(report, findings))
    for finding, row in zip(findings, rows, strict=True):
        assert all(f"可以{fix.text}" in row[4] for fix in finding.fixes[:3])
        if finding.quote and len(finding.quote) <= 30:
            assert row[2] == f"“{finding.quote}”"
        elif len(finding.cells) > 2 and not finding.quote:
            assert row[2].endswith(f"等 {len(finding.cells)} 格")


def test_settled_findings_come_last_with_their_reason():
    report, findings = own.settled()
    document = check_document(report, findings)
    accepted = [finding for finding in findings if finding.accepted is not None]
    *_, heading, table = document.blocks
    assert heading.text == "已确认无误的事项"
    assert [row[3:] for row in table_rows(table)[1:]] == [[finding.message, own.REASON] for finding in accepted]
    assert len(rows_of(document)) == len(findings)


def test_nothing_found_is_said():
    document = check_document(samples.filled(), [])
    assert document.blocks[-1] == Paragraph("没有发现需要改正或者核对的地方。", "")


def test_file_and_day_are_named():
    document = check_document(samples.filled(), [], "年报.docx", date(2024, 1, 8))
    assert document.blocks[1].text == f"报告：{samples.TITLE}（“年报.docx”，2024年1月8日检查）"


@pytest.mark.parametrize("suffix", [".docx", ".html", ".xlsx"])
def test_every_format_holds_every_message(suffix, tmp_path):
    report, findings = own.settled()
    data = render_document(check_document(report, findings), own.style(), suffix)
    if suffix == ".xlsx":
        sheet = openpyxl.load_workbook(BytesIO(data)).active
        text = "\n".join(str(cell.value) for row in sheet.rows for cell in row)
    else:
        text = ooxml.text_of(ooxml.part(data, "word/document.xml")) if suffix == ".docx" else data.decode()
    assert TITLE in text
    for finding in findings:
        assert finding.message.replace("&", "&amp;") in text if suffix == ".html" else finding.message in text
    if suffix != ".html":
        assert ooxml.findings(data, suffix, tmp_path) == []


def test_text_of_findings_becomes_no_formula_and_no_markup():
    report = samples.filled()
    findings = [finding_of("=1+1"), finding_of("<script>alert(1)</script>")]
    document = check_document(report, findings)
    sheet = openpyxl.load_workbook(BytesIO(render_document(document, own.style(), ".xlsx"))).active
    assert {cell.data_type for row in sheet.rows for cell in row if cell.value == "=1+1"} == {"s"}
    assert b"<script" not in render_document(document, own.style(), ".html")


def finding_of(message):
    from core.findings import Finding
    from core.rules import Severity

    return Finding("text.x", Severity.WARNING, "overview", (), message)
