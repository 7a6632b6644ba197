"""The sign-off sheet: who signs, what was checked, this year beside last year, the mark of the file."""

import hashlib

import exporter_samples as samples
import ooxml
import paper_samples as own
import pytest
from test_check_report import table_rows

from core.errors import UnreadableFileError
from core.exporter.blocks import TableBlock
from core.exporter.render import render_document
from core.paper.signoff import FileMark, SignOffSettings, file_mark, signoff_document
from core.paper.tally import tally
from core.review import review


def tables(document):
    return {block.section.heading: table_rows(block) for block in document.blocks if isinstance(block, TableBlock)}


def test_it_names_organ_year_and_title():
    facts = dict(tables(signoff_document(samples.filled(), []))["报告"])
    assert facts == {"报告单位": samples.ORGAN, "报告年度": "2023 年", "报告标题": samples.TITLE, "电子文件": "尚未导出"}


def test_every_step_has_room_for_opinion_name_and_date():
    document = signoff_document(samples.filled(), [])
    header, *rows = tables(document)["审签"]
    assert header == ["环节", "意见", "签名", "日期"]
    assert [row[0] for row in rows] == ["拟稿", "审核", "签发"]
    assert all(row[1] == row[2] == "" and "年" in row[3] for row in rows)
    heights = {block.section.heading: block.least_height for block in document.blocks if isinstance(block, TableBlock)}
    assert heights["审签"] > 10


def test_settings_decide_what_is_printed():
    wishes = SignOffSettings("送审单", ("拟稿", "会签", "审核", "签发"), with_checks=False, with_totals=False, note="一式两份。")
    document = signoff_document(samples.filled(), [], wishes)
    assert document.title == "送审单"
    assert set(tables(document)) == {"报告", "审签", "说明"}
    assert len(tables(document)["审签"]) == 5


def test_totals_of_both_years_and_their_difference():
    rows = tables(signoff_document(own.broken(), []))["主要数字"]
    entries = {cells[0]: tuple(cells[1:]) for row in rows[1:] for cells in (row[:4], row[4:])}
    assert entries["本年新收申请"] == ("23", "20", "+3")
    assert entries["行政诉讼"] == ("0", "0", "0")
    assert entries["事业性收费（万元）"] == ("3.4157", "3.4157", "0")


def test_totals_without_last_year_or_figures():
    rows = tables(signoff_document(samples.blank(), []))["主要数字"]
    assert {cell for row in rows[1:] for cell in (*row[1:4], *row[5:8]) if cell} == {"—"}


@pytest.mark.parametrize("edition", samples.EDITIONS)
def test_every_edition_has_totals(edition):
    assert len(tables(signoff_document(samples.filled(edition), []))["主要数字"]) >= 6


def test_checks_and_each_reason():
    report, findings = own.settled()
    found = tables(signoff_document(report, findings))
    assert tally(report, findings).words() in found["检查情况"][0][1]
    accepted = [finding for finding in findings if finding.accepted]
    reasons = found["已确认无误"][0][1].split("\n")
    assert [finding.message in line and own.REASON in line for finding, line in zip(accepted, reasons, strict=True)]


def test_open_errors_are_not_hidden():
    report = own.broken()
    findings = review(report)
    errors = sum(finding.severity == "error" for finding in findings)
    assert f"另有 {errors} 处须改正的问题尚未处理" in tables(signoff_document(report, findings))["检查情况"][0][1]


def test_the_mark_is_the_hash_of_the_file(tmp_path):
    path = tmp_path / "年报.docx"
    path.write_bytes(b"content")
    digest = hashlib.sha256(b"content").hexdigest()
    mark = file_mark(path)
    assert (mark.name, mark.digest, mark.short) == ("年报.docx", digest, f"{digest[:4]}-{digest[4:8]}-{digest[8:12]}".upper())
    shown = dict(tables(signoff_document(samples.filled(), [], mark=mark))["报告"])["电子文件"]
    assert shown.replace("\n", "").endswith(digest)
    assert mark.short in shown


def test_a_file_that_is_gone_is_one_sentence(tmp_path):
    with pytest.raises(UnreadableFileError, match="请先导出报告"):
        file_mark(tmp_path / "没有.docx")


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".html"])
def test_formats(suffix, tmp_path):
    report, findings = own.settled()
    data = render_document(signoff_document(report, findings, mark=FileMark("a.docx", "ab" * 32)), own.style(), suffix)
    if suffix != ".html":
        assert ooxml.findings(data, suffix, tmp_path) == []
    else:
        assert "height: 16mm" in data.decode()
