"""File actions: each way in and out, and that nothing is lost on the way."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from parts import UNCLEAR, Bench, full_report, make_bench

from core.importer.importing import import_report
from core.report import MetaEdit, TextEdit
from core.storage import dump, to_json
from core.values import Value
from gui.dialogs import Answer
from gui.naming import default_year, file_name, numbered_headings


@pytest.fixture
def bench(forms, settings, tmp_path, qapp) -> Bench:
    return make_bench(forms, settings, tmp_path)


def own_file(forms, path: Path) -> Path:
    path.write_bytes(dump(to_json(full_report(forms))))
    return path


def test_first_blank_report_asks_nothing(bench, qtbot):
    with qtbot.waitSignal(bench.files.opened):
        bench.files.new_blank()
    assert bench.session.report.form.template.last_year is None
    assert bench.session.report.meta.year == default_year(date.today())
    assert bench.dialogs.asked == []
    assert bench.files.maybe_save()
    assert bench.dialogs.asked == []


def test_a_blank_report_takes_organ_and_local_headings_from_the_settings(bench):
    bench.settings.organ, bench.settings.local_headings = "某镇人民政府", ("收费情况", "要点落实")
    bench.files.new_blank()
    assert bench.session.report.meta.title.startswith("某镇人民政府")
    assert bench.session.report.texts["other"] == "（一）收费情况\n（二）要点落实"


def test_own_file_opens_at_once_and_is_remembered(bench, forms, tmp_path):
    path = own_file(forms, tmp_path / "a.nianbao")
    bench.files.open_path(path)
    assert bench.session.path == path
    assert bench.session.undo_stack.isClean()
    assert [entry.path for entry in bench.settings.recent] == [str(path)]
    assert bench.settings.recent[0].organ == "某镇人民政府"


def test_a_foreign_file_goes_through_the_review(bench, forms, tmp_path, qtbot):
    path = tmp_path / "last.txt"
    path.write_text("某镇2023年政府信息公开工作年度报告\n一、总体情况\n正文。\n", encoding="utf-8")
    with qtbot.waitSignal(bench.files.review_wanted) as caught:
        bench.files.new_from_last_year(path)
    assert caught.args[0].next_year
    assert caught.args[0].path == path
    assert not bench.session.is_open


def test_last_year_in_our_own_format_starts_the_next_year(bench, forms, tmp_path):
    bench.dialogs.to_open = own_file(forms, tmp_path / "a.nianbao")
    bench.files.new_from_last_year()
    assert bench.session.report.meta.year == 2024
    assert bench.session.report.previous is not None
    assert bench.session.path is None
    assert not bench.session.undo_stack.isClean()


def test_an_unknown_year_is_asked_for(bench, forms):
    report = full_report(forms)
    report.apply(MetaEdit(replace(report.meta, year=None)))
    bench.files.start_next_year(report)
    assert not bench.session.is_open
    bench.dialogs.chosen_year = 2024
    bench.files.start_next_year(report)
    assert bench.session.report.meta.year == 2024


def test_what_another_edition_cannot_carry_is_among_the_findings(bench, forms):
    from core.report import CellEdit, Meta, Report

    old = Report(forms.get("2019-60"), Meta("某镇", 2020, "某镇2020年政府信息公开工作年度报告"))
    old.apply(CellEdit({cell: Value.of(7) for cell in old.values}))
    bench.files.start_next_year(old)
    assert any(finding.rule == "convert.no_place" for finding in bench.session.findings)


def test_an_unreadable_file_is_one_sentence(bench, tmp_path):
    path = tmp_path / "x.docx"
    path.write_bytes(b"PK\x03\x04 broken")
    bench.files.open_path(path)
    assert len(bench.dialogs.asked) == 1
    assert "x.docx" in bench.dialogs.asked[0]


def test_saving_asks_for_a_file_once_and_tells_it(bench, forms, tmp_path):
    bench.files.show(full_report(forms))
    bench.dialogs.to_save = tmp_path / "b.nianbao"
    assert bench.files.save()
    assert bench.session.undo_stack.isClean()
    assert bench.told == [("已保存“b.nianbao”", bench.dialogs.to_save)]
    bench.session.edit(TextEdit("overview", "新"), "修改 总体情况")
    assert bench.files.save()
    assert bench.dialogs.asked == ["某镇人民政府2023年政府信息公开工作年度报告.nianbao"]
    assert json.loads((tmp_path / "b.nianbao").read_text(encoding="utf-8"))["sections"]["overview"] == "新"


def test_a_failed_save_keeps_the_report_unsaved(bench, forms, tmp_path):
    bench.files.show(full_report(forms))
    bench.dialogs.to_save = tmp_path / "gone" / "b.nianbao"
    assert not bench.files.save()
    assert not bench.session.undo_stack.isClean()
    assert len(bench.dialogs.asked) == 2


def test_a_file_changed_elsewhere_is_not_overwritten_silently(bench, forms, tmp_path):
    path = own_file(forms, tmp_path / "a.nianbao")
    bench.files.open_path(path)
    path.write_bytes(path.read_bytes() + b"\n")
    assert not bench.files.save()
    assert "别处" in bench.dialogs.asked[0]
    bench.dialogs.agrees = True
    assert bench.files.save()
    assert bench.files.save()


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".html", ".json"])
def test_an_export_is_read_back_and_told_in_a_line(bench, forms, tmp_path, suffix):
    bench.files.show(full_report(forms))
    path = bench.dialogs.to_save = tmp_path / f"out{suffix}"
    bench.files.export_to(suffix)
    assert bench.told[0][0].startswith(f"已导出“out{suffix}”，回读校验 200/200 格一致")
    assert bench.told[0][1] == path
    assert import_report(path, forms).report.same_content(bench.session.report) or suffix != ".json"


def test_pdf_export(bench, forms, tmp_path):
    bench.files.show(full_report(forms))
    path = bench.dialogs.to_save = tmp_path / "out.pdf"
    bench.files.export_to(".pdf")
    assert path.read_bytes().startswith(b"%PDF")
    assert bench.told[0][1] == path


def test_an_export_says_what_is_still_open(bench, tmp_path):
    bench.files.new_blank()
    bench.dialogs.to_save = tmp_path / "out.json"
    bench.files.export_to(".json")
    assert "待填" in bench.told[0][0]


def test_closing_tells_what_changed_and_obeys(bench, forms, tmp_path):
    path = own_file(forms, tmp_path / "a.nianbao")
    bench.files.open_path(path)
    assert bench.files.maybe_save()
    bench.session.edit_cells({UNCLEAR: Value.of(5)}, "粘贴 7 个单元格")
    bench.session.edit(TextEdit("overview", "新"), "修改 总体情况")
    assert not bench.files.maybe_save()
    assert bench.dialogs.asked == ["上次保存后：修改 总体情况、粘贴 7 个单元格。"]
    bench.dialogs.answer = Answer.SAVE
    assert bench.files.maybe_save()
    assert bench.session.undo_stack.isClean()
    bench.session.edit(TextEdit("overview", "更新"), "修改 总体情况")
    bench.dialogs.answer = Answer.DISCARD
    assert bench.files.maybe_save()


def test_an_imported_report_is_not_thrown_away_silently(bench, forms):
    bench.files.show(full_report(forms))
    assert not bench.files.maybe_save()
    assert "没有保存过" in bench.dialogs.asked[0]


def test_after_giving_up_nobody_asks_again(bench, forms, qtbot):
    bench.files.show(full_report(forms))
    bench.dialogs.answer = Answer.DISCARD
    with qtbot.waitSignal(bench.files.start_wanted):
        bench.files.close_report()
    assert bench.files.maybe_save()
    assert len(bench.dialogs.asked) == 1


def test_last_years_report_can_be_laid_beside(bench, forms, tmp_path):
    bench.files.show(full_report(forms, 2024))
    bench.dialogs.to_open = own_file(forms, tmp_path / "a.nianbao")
    bench.files.choose_previous()
    assert bench.session.report.previous.meta.year == 2023
    bench.session.undo_stack.undo()
    assert bench.session.report.previous is None


def test_open_outside_says_when_the_system_cannot(bench, tmp_path):
    bench.files.open_outside(tmp_path / "a.docx")
    assert "a.docx" in bench.dialogs.asked[-1]


def test_names():
    assert default_year(date(2025, 1, 5)) == 2024
    assert default_year(date(2024, 12, 5)) == 2024
    from core.report import Meta

    assert file_name(Meta("甲/乙", 2024, "")) == "甲乙2024年政府信息公开工作年度报告"
    assert file_name(Meta("", None, ' ..:*?"<>| ')) == "政府信息公开工作年度报告"
    assert numbered_headings(["甲", "乙"]) == "（一）甲\n（二）乙"
