"""The commands for paper, as a person types them."""

import exporter_samples as samples
import paper_samples as own
import pytest

from core.cli import main
from core.exporter.export import export


@pytest.fixture
def files(tmp_path):
    """Two reports as Word files."""
    paths = tmp_path / "去年.docx", tmp_path / "今年.docx"
    for path, report in zip(paths, (own.last_year(), own.broken()), strict=True):
        export(report, path, samples.FORMS)
    return paths


@pytest.mark.parametrize("suffix", [".docx", ".html", ".xlsx"])
def test_check_report(files, tmp_path, suffix, capsys):
    target = tmp_path / f"意见{suffix}"
    assert main(["check", str(files[1]), "--report", str(target), "--json"]) == 1
    assert target.stat().st_size > 1000
    said = capsys.readouterr()
    assert said.out.startswith("{")
    assert "已写出" in said.err


def test_check_report_of_several_files_is_refused(files, tmp_path, capsys):
    assert main(["check", *map(str, files), "--report", str(tmp_path / "a.docx")]) == 2
    assert "逐个检查" in capsys.readouterr().err
    assert not (tmp_path / "a.docx").exists()


def test_compare(files, tmp_path, capsys):
    target = tmp_path / "对照.html"
    assert main(["compare", *map(str, files), str(target)]) == 0
    assert "<ins>" in target.read_text(encoding="utf-8")
    assert "格不同" in capsys.readouterr().out
    assert main(["compare", str(files[0]), str(files[0]), str(target)]) == 0
    assert "内容相同" in capsys.readouterr().out


def test_signoff(files, tmp_path):
    target = tmp_path / "审签单.docx"
    assert main(["signoff", str(files[0]), str(target), "--previous", str(files[0])]) in (0, 1)
    assert target.exists()


@pytest.mark.parametrize("arguments", [[], ["--edition", "2019-60"]])
def test_blank(tmp_path, arguments):
    target = tmp_path / "空白.docx"
    assert main(["blank", str(target), *arguments]) == 0
    assert target.exists()


REFUSED = [["blank", "a.pdf"], ["blank", "没有/a.docx"], ["blank", "a.docx", "--edition", "1"], ["compare", "a"]]


@pytest.mark.parametrize("command", REFUSED)
def test_refusals_are_one_sentence(command, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(command) == 2
    said = capsys.readouterr().err.strip()
    assert said.endswith("。")
    assert "\n" not in said


def test_convert_takes_the_persons_choices(files, tmp_path):
    target = tmp_path / "a.docx"
    arguments = ["--seal", "--draft", "--style", str(samples.FORMS.get("2021-30").style)]
    assert main(["convert", str(files[0]), str(target), *arguments]) in (0, 1)
    assert "送审稿".encode() in b"".join(own.ooxml_parts(target).values())
