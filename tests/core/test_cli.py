"""The commands as a person or another program uses them: what is printed, which status, and never a traceback."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from core_samples import CURRENT, FORMS, OLD, city_2023, city_2024, numbers, with_texts, zeros

from core import __version__
from core.cli import main
from core.exporter.export import export
from core.forms import BUNDLED
from core.report import CellEdit, PreviousEdit, Report, TextEdit
from core.review import review
from core.rules import Severity
from core.selftest import SAMPLE

OVERVIEW = """2023年，我镇认真贯彻落实政府信息公开条例。
（一）主动公开。通过网站公开信息33条。
（二）依申请公开。本年未收到政府信息公开申请。
（三）政府信息管理。专人审核、定期清理。
（四）政府信息公开平台建设。维护网站专栏。
（五）监督保障。工作考核、社会评议合格，没有责任追究的情况。"""
PROBLEMS = "存在的主要问题是公开的内容还不够丰富。下一步将加强培训，增加公开内容，改进工作。"


def good() -> Report:
    """A report in which nothing of severity error is found."""
    return with_texts(zeros(), overview=OVERVIEW, problems=PROBLEMS, other="本年度没有收取信息处理费。")


def bad() -> Report:
    report = good()
    report.apply(CellEdit(numbers(requests__received__person="23")))
    return report


def written(folder: Path, report: Report, name: str) -> Path:
    export(report, folder / name, FORMS)
    return folder / name


@pytest.fixture
def run(capsys):
    """Run a command: (status, standard output, standard error)."""

    def command(*arguments: str | Path, **settings) -> tuple[int, str, str]:
        status = main([str(argument) for argument in arguments], **settings)
        said = capsys.readouterr()
        return status, said.out, said.err

    return command


def test_the_good_report_is_good():
    assert [item for item in review(good()) if item.severity is Severity.ERROR] == []


def test_version_and_help(run):
    assert run("--version") == (0, f"nianbao {__version__}\n", "")
    status, shown, err = run("--help")
    assert (status, err) == (0, "")
    assert all(word in shown for word in ("check", "convert", "new", "--self-test", "不联网"))


@pytest.mark.parametrize("suffix", [".json", ".docx"])
def test_check_of_a_good_report(run, tmp_path, suffix):
    status, shown, err = run("check", written(tmp_path, good(), f"甲镇{suffix}"))
    assert (status, err) == (0, "")
    lines = shown.splitlines()
    assert lines[0] == f"青禾镇人民政府2023年政府信息公开工作年度报告（甲镇{suffix}，2021 年版表样 国办公开办函〔2021〕30号）"
    assert not re.search(r"\[不符\]", shown)
    assert re.fullmatch(r"  共 72 项勾稽关系：相符 54，不符 0，待填或无去年数据 18。", lines[-1])


def test_check_of_a_report_that_contradicts_itself(run, tmp_path):
    status, shown, err = run("check", written(tmp_path, bad(), "甲镇.json"))
    assert (status, err) == (1, "")
    assert "[不符] 三、收到和处理政府信息公开申请情况：自然人：一 23 + 二 0 = 23，三（七）0 + 四 0 = 0，差 23" in shown
    assert "[不符] 三、收到和处理政府信息公开申请情况：一：自然人 23，总计 0，差 23" in shown
    assert "不符 2" in shown.splitlines()[-1]


def test_check_against_last_year(run, tmp_path):
    this = with_texts(city_2024())
    this.apply(PreviousEdit(None))
    this.apply(CellEdit(numbers(requests__carried_in__person="108")))
    paths = written(tmp_path, this, "今年.json"), written(tmp_path, city_2023(), "去年.json")
    _, alone, _ = run("check", paths[0])
    assert "上年结转应与去年年报" not in alone
    status, shown, _ = run("check", paths[0], "--previous", paths[1])
    assert status == 1
    assert "自然人：今年二 108，去年四 118，差 10；上年结转应与去年年报“四、结转下年度继续办理”相同" in shown
    assert "可以把“二·自然人”由 108 改为 118" in shown


def test_json_of_one_file_and_of_several(run, tmp_path):
    one, other = written(tmp_path, bad(), "甲镇.json"), written(tmp_path, good(), "乙镇.docx")
    status, shown, err = run("check", one, "--json")
    assert (status, err) == (1, "")
    data = json.loads(shown)
    assert (data["schema"], data["import"]["source"]["file"]) == ("annual-report/1", "甲镇.json")
    assert list(data["cells"]) == list(CURRENT.template.cells)
    found = next(item for item in data["findings"] if item["rule"] == "requests.balance:person")
    assert (found["severity"], found["left"], found["right"]) == ("error", "23", "0")
    status, shown, _ = run("check", one, other, "--json")
    data = json.loads(shown)
    assert (status, [item["import"]["source"]["file"] for item in data]) == (1, ["甲镇.json", "乙镇.docx"])
    assert data[1]["import"]["cells"]["requests.received.person"]["where"]


def test_one_unreadable_file_among_several(run, tmp_path):
    one = written(tmp_path, good(), "甲镇.json")
    status, shown, err = run("check", one, tmp_path / "没有.docx", one)
    assert status == 2
    assert shown.count("项勾稽关系") == 2
    assert_one_sentence(err, "没有.docx")
    status, shown, err = run("check", tmp_path / "没有.docx", one, "--json")
    assert (status, len(json.loads(shown))) == (2, 1)
    assert_one_sentence(err, "没有.docx")


def assert_one_sentence(err: str, *words: str) -> None:
    assert err.count("\n") == 1
    assert re.fullmatch(r"[^\n]*[\u4e00-\u9fff][^\n]*。\n", err), err
    assert "Traceback" not in err
    for word in words:
        assert word in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), ["没有给出要做什么"]),
        (("check",), ["缺少 文件"]),
        (("convert", "甲.docx"), ["缺少 新文件"]),
        (("new", "out.docx"), ["缺少 --from"]),
        (("new", "--from"), ["--from 后面"]),
        (("new", "--from", "a.json", "b.json", "--year", "明年"), ["“明年”不是整数"]),
        (("chek", "a.docx"), ["没有“chek”这个命令"]),
        (("check", "a.docx", "--jsn"), ["不认识 --jsn"]),
        (("check", "a.docx", "--json=1"), ["写得不对"]),
    ],
)
def test_wrong_usage(run, arguments, words):
    status, shown, err = run(*arguments)
    assert (status, shown) == (2, "")
    assert_one_sentence(err, *words, "--help")
    assert not re.search(r"argument|required|expected|invalid", err)


UNREADABLE = {
    "没有.docx": None,
    "空.docx": b"",
    "坏.docx": b"PK\x03\x04" + b"\x00" * 40,
    "坏.json": b'{"schema": "annual-report/1"',
    "旧.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "图.png": b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
    "扫描.pdf": b"%PDF-1.7\n",
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_files_that_cannot_be_read(run, tmp_path, name):
    content = UNREADABLE[name]
    if content is not None:
        (tmp_path / name).write_bytes(content)
    for command in (["check"], ["convert"], ["new", "--from"]):
        targets = [] if command == ["check"] else [tmp_path / "out.json"]
        status, shown, err = run(*command, tmp_path / name, *targets)
        assert (status, shown) == (2, "")
        assert_one_sentence(err, name)
        assert not (tmp_path / "out.json").exists()


def test_a_folder_is_not_a_file(run, tmp_path):
    status, shown, err = run("check", tmp_path)
    assert (status, shown) == (2, "")
    assert_one_sentence(err, tmp_path.name, "文件夹")


def test_an_unreadable_file_of_last_year(run, tmp_path):
    one = written(tmp_path, good(), "甲镇.json")
    status, shown, err = run("check", one, "--previous", tmp_path / "去年.docx")
    assert (status, shown) == (2, "")
    assert_one_sentence(err, "去年.docx")


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".html", ".json", ".nianbao"])
def test_convert(run, tmp_path, suffix):
    source, target = written(tmp_path, good(), "甲镇.json"), tmp_path / f"新{suffix}"
    status, shown, err = run("convert", source, target)
    assert (status, err) == (0, "")
    assert shown == f"已写出“新{suffix}”，回读校验 200/200 格一致。\n"
    assert run("check", target)[0] == 0


def test_convert_tells_by_its_status_that_errors_were_found(run, tmp_path):
    status, shown, _ = run("convert", written(tmp_path, bad(), "甲镇.json"), tmp_path / "新.docx")
    assert (status, "已写出“新.docx”" in shown) == (1, True)


def test_convert_takes_last_year_along(run, tmp_path):
    source, last = written(tmp_path, good(), "今年.json"), written(tmp_path, zeros(year=2022), "去年.json")
    assert run("convert", source, tmp_path / "新.nianbao", "--previous", last)[0] == 0
    data = json.loads((tmp_path / "新.nianbao").read_text(encoding="utf-8"))
    assert data["previous"]["meta"]["year"] == 2022


def test_convert_to_another_edition(run, tmp_path):
    old = with_texts(zeros(OLD, 2020), overview=OVERVIEW, problems=PROBLEMS)
    old.apply(CellEdit(numbers(disclosure__procurement__projects="3", disclosure__rules__made="0")))
    source = written(tmp_path, old, "甲镇.json")
    _, shown, err = run("convert", source, tmp_path / "新.json", "--edition", "2021-30")
    assert err == ""
    assert "[提示] 旧表样的“政府集中采购·采购项目”（3）在新表样中没有对应的格，没有带入" in shown
    data = json.loads((tmp_path / "新.json").read_text(encoding="utf-8"))
    assert (data["edition"], data["cells"]["disclosure.rules.issued"], data["cells"]["disclosure.rules.repealed"]) == (
        "2021-30",
        "0",
        None,
    )
    assert data["import"]["cells"]["disclosure.rules.repealed"]["state"] == "unread"
    assert "convert.no_place" in {item["kind"] for item in data["import"]["problems"]}
    status, _, err = run("convert", source, tmp_path / "没.json", "--edition", "2031-1")
    assert status == 2
    assert_one_sentence(err, "没有“2031-1”这一版表样", "2021-30、2019-60")


@pytest.mark.parametrize("name", ["新.odt", "新", "新.docx.bak", "新.doc"])
def test_formats_that_cannot_be_written(run, tmp_path, name):
    status, _, err = run("convert", written(tmp_path, good(), "甲镇.json"), tmp_path / name)
    assert status == 2
    assert_one_sentence(err, ".docx")
    assert not (tmp_path / name).exists()


def test_pdf_needs_the_window_part(run, tmp_path):
    source, target = written(tmp_path, good(), "甲镇.json"), tmp_path / "新.PDF"
    status, _, err = run("convert", source, target)
    assert status == 2
    assert_one_sentence(err, "PDF")
    drawn: list[Path] = []
    status, shown, _ = run("convert", source, target, render_pdf=lambda _report, path, _options: drawn.append(path))
    assert (status, drawn, shown) == (0, [target], "已写出“新.PDF”。\n")


def test_a_target_folder_that_is_not_there(run, tmp_path):
    source = written(tmp_path, good(), "甲镇.json")
    for command in (["convert", source], ["new", "--from", source]):
        status, _, err = run(*command, tmp_path / "没有" / "新.docx")
        assert status == 2
        assert_one_sentence(err, "不存在")


def test_new(run, tmp_path):
    last = with_texts(zeros(), overview="2023年收到申请2件。", problems="甲。", other="乙。")
    last.apply(CellEdit(numbers(requests__carried_out__person="2", requests__carried_out__total="2")))
    source = written(tmp_path, last, "去年.docx")
    _, shown, err = run("new", "--from", source, tmp_path / "今年.nianbao")
    assert err == ""
    assert "已按“去年.docx”开始 2024 年的报告，正文中有 2 处去年的内容待修改。" in shown
    data = json.loads((tmp_path / "今年.nianbao").read_text(encoding="utf-8"))
    assert (data["meta"]["year"], data["previous"]["meta"]["year"]) == (2024, 2023)
    assert data["meta"]["title"] == "青禾镇人民政府2024年政府信息公开工作年度报告"
    filled = {cell: number for cell, number in data["cells"].items() if number not in (None, "0")}
    assert filled == {"requests.carried_in.person": "2", "requests.carried_in.total": "2"}
    assert [mark["quote"] for mark in data["marks"]] == ["2023", "2件"]


def test_new_for_a_given_year(run, tmp_path):
    source = written(tmp_path, good(), "去年.json")
    _, shown, _ = run("new", "--from", source, tmp_path / "今年.json", "--year", "2025")
    assert "不是 2024 年的，上年结转没有带入" in shown
    status, _, err = run("new", "--from", source, tmp_path / "新.json", "--year", "2020")
    assert status == 2
    assert_one_sentence(err, "2023 年的报告")


def test_self_test(run):
    status, shown, err = run("--self-test")
    assert (status, err) == (0, "")
    lines = shown.splitlines()
    assert len(lines) == 2 * 5 + 1
    assert "2021 年版 .docx：回读校验 200/200 格一致" in lines
    assert "2019 年试行版 .xlsx：回读校验 198/198 格一致" in lines
    assert lines[-1] == "自检通过。"


def test_self_test_prints_where_it_can(run):
    def render(report: Report, path: Path, _options: object) -> None:
        path.write_bytes(b"%PDF" + report.meta.title.encode())

    status, shown, _ = run("--self-test", render_pdf=render)
    assert (status, shown.count(".pdf：")) == (0, 2)


def test_self_test_finds_a_broken_program(run, tmp_path):
    folder = tmp_path / "forms" / "mine"
    folder.mkdir(parents=True)
    for file in ("template.toml", "rules.toml", "style.docx"):
        (folder / file).write_bytes((BUNDLED / "2021-30" / file).read_bytes())
    text = (folder / "rules.toml").read_text(encoding="utf-8").replace('"results == handled"', '"results == handled + 1"')
    (folder / "rules.toml").write_text(text, encoding="utf-8")
    status, shown, err = run("--self-test", form_folders=[tmp_path / "forms"])
    assert (status, "自检通过" in shown) == (2, False)
    assert_one_sentence(err, "2021 年版")


@pytest.mark.skipif(not SAMPLE.is_file(), reason="the bundled sample is not made yet")
def test_the_sample(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, shown, err = run("--sample")
    assert (status, err) == (0, "")
    lines = shown.splitlines()
    assert lines[0].startswith(f"读入“{SAMPLE.name}”：")
    assert "200/200 格有数字" in lines[0]
    assert lines[-1] == f"结果在 {tmp_path / 'out'}"
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {
        f"{name}{suffix}" for name in ("去年年报", "新一年报告") for suffix in (".docx", ".xlsx", ".html", ".nianbao")
    }
    assert shown.count("200/200 格一致") == 8


def test_what_cannot_be_printed_is_not_in_the_way(run, tmp_path):
    """Control characters in a text of another program are no reason for a traceback in any format."""
    report = good()
    report.apply(TextEdit("other", "本年度没有收取信息处理费。\x00\n第二段\ufffe"))
    source = tmp_path / "甲镇.json"
    export(report, source, FORMS)
    for suffix in (".docx", ".xlsx", ".html", ".nianbao"):
        status, shown, err = run("convert", source, tmp_path / f"新{suffix}")
        assert (status, err, "200/200" in shown) == (0, "", True)
