"""Editions are data: one dropped into a folder is found, checked, edited and exported without a change of the program."""

from __future__ import annotations

import json
import shutil
from datetime import date

import pytest
from core_samples import CURRENT, FORMS, OLD, with_texts, zeros
from small_edition import RULES, TEMPLATE, write_edition

from core.cli import main
from core.errors import TemplateError
from core.exporter.export import export
from core.findings import rule_findings
from core.forms import BUNDLED, Forms, load_form, load_forms
from core.importer.importing import import_report
from core.next_year import convert_edition, start_next_year
from core.report import CellEdit, Meta, PreviousEdit, Report
from core.review import review
from core.values import Value


@pytest.fixture
def folder(tmp_path):
    """The user's folder of editions with the small one in it."""
    write_edition(tmp_path / "forms" / "mine")
    return tmp_path / "forms"


def filled(forms) -> Report:
    report = Report(forms.get("2027-1"), Meta("甲镇人民政府", 2027, "甲镇人民政府2027年政府信息公开工作年度报告"))
    report.apply(CellEdit(dict.fromkeys(report.values, Value.of(0))))
    return with_texts(report)


def test_an_edition_in_the_users_folder_is_found(folder):
    forms = load_forms(folder)
    assert [form.template.edition for form in forms] == ["2027-1", "2021-30", "2019-60"]
    assert (forms.get("2027-1").grids["requests"].rows, forms.get("2027-1").grids["requests"].columns) == (5, 4)


def test_a_newer_edition_takes_over_from_its_first_year(folder):
    forms = load_forms(folder)
    years = {year: forms.for_year(year).template.edition for year in (2018, 2019, 2020, 2021, 2026, 2027, 2040)}
    assert years == {
        2018: "2027-1",
        2019: "2019-60",
        2020: "2019-60",
        2021: "2021-30",
        2026: "2021-30",
        2027: "2027-1",
        2040: "2027-1",
    }
    assert forms.for_year(None).template.edition == "2027-1"
    late = zeros(forms.get("2021-30"), 2027)
    assert [item.rule for item in review(late) if item.rule.startswith("structure.")] == ["structure.old_edition"]


def test_the_shipped_editions_by_year():
    years = {year: FORMS.for_year(year).template.edition for year in (2019, 2020, 2021, 2099)}
    assert years == {2019: "2019-60", 2020: "2019-60", 2021: "2021-30", 2099: "2021-30"}


def test_a_report_of_the_new_edition_is_edited_and_checked(folder):
    report = filled(load_forms(folder))
    assert rule_findings(report, report.check()) == []
    assert [item.rule for item in review(report) if item.rule.startswith(("unfilled.", "structure.old"))] == []
    report.apply(CellEdit({"requests.received.person": Value.of(3)}))
    finding = rule_findings(report, report.check())[0]
    assert (finding.rule, finding.message) == ("requests.row_sum:received", "本年新收：自然人 3 + 其他 0 = 3，总计 0，差 3")
    report.apply(CellEdit({cell: Value.of(number) for cell, number in finding.fixes[0].cells.items()}))
    assert rule_findings(report, report.check()) == []


def test_a_rule_may_ask_a_cell_that_only_last_years_edition_has(folder):
    report = filled(load_forms(folder))
    assert "carry_over.stock:documents" not in [item.rule for item in rule_findings(report, report.check())]
    last = zeros(CURRENT, 2026)
    last.apply(CellEdit({"disclosure.normative_documents.in_force": Value.of(9)}))
    report.apply(PreviousEdit(last))
    finding = next(item for item in rule_findings(report, report.check()) if item.rule == "carry_over.stock:documents")
    assert finding.message == "规范性文件：现行有效 0，比去年 9 - 2 = 7 少"


@pytest.mark.parametrize("suffix", [".json", ".nianbao", ".html", ".xlsx", ".docx"])
def test_a_report_of_the_new_edition_is_exported_and_read_back(folder, suffix):
    shutil.copy(BUNDLED / "2021-30" / "style.docx", folder / "mine" / "style.docx")
    forms = load_forms(folder)
    report = filled(forms)
    report.apply(CellEdit({"requests.received.person": Value.of(7), "requests.received.total": Value.of(7)}))
    written = export(report, folder / f"out{suffix}", forms)
    assert (written.equal, written.compared, written.differences) == (len(report.values), len(report.values), ())
    again = import_report(folder / f"out{suffix}", forms).report
    assert again.form.template.edition == "2027-1"
    assert {cell: value.number for cell, value in again.values.items()} == {
        cell: value.number for cell, value in report.values.items()
    }


def test_the_commands_know_the_new_edition(folder, tmp_path, capsys):
    forms = load_forms(folder)
    source = tmp_path / "draft.json"
    report = filled(forms)
    report.apply(CellEdit({"requests.received.person": Value.of(3)}))
    export(report, source, forms)
    assert main(["check", str(source)]) == 2
    assert "没有“2027-1”这一版表样" in capsys.readouterr().err
    assert main(["check", str(source)], form_folders=[folder]) == 1
    shown = capsys.readouterr().out
    assert "2027 年版表样 国办公开办函〔2027〕1号" in shown
    assert "[不符] 三、申请情况：本年新收：自然人 3 + 其他 0 = 3，总计 0，差 3" in shown
    assert main(["convert", str(source), str(tmp_path / "out.json")], form_folders=[folder]) == 1
    data = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert (data["edition"], data["cells"]["requests.received.person"]) == ("2027-1", "3")


def test_last_years_report_starts_a_year_of_the_new_edition(folder):
    forms = load_forms(folder)
    last = zeros(forms.get("2021-30"), 2026)
    last.apply(CellEdit({"requests.carried_out.person": Value.of(4)}))
    started = start_next_year(last, forms)
    assert started.report.form.template.edition == "2027-1"
    assert started.report.values["requests.carried_in.person"] == Value.of(4)
    converted, _ = convert_edition(last, forms.get("2027-1"))
    assert converted.values["requests.received.person"] == Value.of(0)


def test_an_edition_of_the_user_replaces_a_shipped_one(tmp_path):
    mine = tmp_path / "forms" / "ours"
    shutil.copytree(BUNDLED / "2021-30", mine)
    text = (mine / "template.toml").read_text(encoding="utf-8")
    (mine / "template.toml").write_text(text.replace('name = "2021 年版"', 'name = "本县用表"'), encoding="utf-8")
    forms = load_forms(tmp_path / "forms")
    assert [form.template.name for form in forms] == ["本县用表", "2019 年试行版"]
    assert forms.get("2021-30").style.parent == mine


def test_an_edition_twice_in_one_folder_is_refused(folder):
    write_edition(folder / "again")
    with pytest.raises(TemplateError, match=r"again.*mine.*2027-1"):
        load_forms(folder)


def test_a_broken_edition_of_the_user_is_one_sentence(folder, capsys):
    (folder / "mine" / "rules.toml").write_text(RULES.replace("error", "fatal"), encoding="utf-8")
    assert main(["check", "whatever.docx"], form_folders=[folder]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "mine/rules.toml 的 rule[0].severity" in said.err


def test_what_is_no_edition_is_passed_over(tmp_path):
    (tmp_path / "notes").mkdir()
    (tmp_path / "readme.txt").write_text("甲", encoding="utf-8")
    forms = load_forms(tmp_path, tmp_path / "absent")
    assert [form.template.edition for form in forms] == ["2021-30", "2019-60"]


def test_unknown_editions_are_refused_by_name():
    with pytest.raises(TemplateError, match=r"没有“1999-1”这一版表样，可用的有 2021-30、2019-60"):
        FORMS.get("1999-1")
    with pytest.raises(TemplateError, match="没有找到任何年报表样"):
        Forms([])


def test_an_edition_may_bring_no_style(folder, tmp_path):
    """Then only Word files cannot be written, and the sentence says why."""
    forms = load_forms(folder)
    with pytest.raises(TemplateError, match=r"style\.docx"):
        export(filled(forms), tmp_path / "out.docx", forms)


def test_an_earlier_edition_keeps_its_own_end(tmp_path):
    write_edition(
        tmp_path / "a", TEMPLATE.replace("2027", "2017").replace("first_year = 2017", "first_year = 2017\nlast_year = 2018")
    )
    form = load_form(tmp_path / "a")
    forms = Forms([form, CURRENT, OLD])
    assert forms.for_year(2018).template.edition == "2017-1"
    assert date(2018, 1, 1).year == form.template.last_year
