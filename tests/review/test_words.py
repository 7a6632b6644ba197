"""The list of wrong words: the program's own, an office's, and files that are not one."""

from pathlib import Path

import pytest

from core.errors import UserError
from core.forms import load_forms
from core.report import Report, TextEdit
from core.review import load_words, review_text

FORM = load_forms().get("2021-30")
GOOD_SENTENCES = (
    "以经济建设为中心，坚持目的明确，为了了解群众需求，各级各部门认真部署，账户公开。"
    "规范性文件公开，电子政务平台，行政复议、行政诉讼，座谈会记录，信息处理费，其他需要报告的事项，条例学习，再接再厉。"
)


def test_the_own_list_is_neutral_and_hits_no_good_word() -> None:
    words = load_words()
    assert words.pattern is not None
    assert not words.pattern.search(GOOD_SENTENCES)
    for right, _ in words.entries.values():
        assert not words.pattern.search(right)


def test_an_office_adds_and_replaces(tmp_path: Path) -> None:
    (tmp_path / "本县.tsv").write_text("# 本县词表\n清石镇\t青石镇\n布署\t部署\t县办要求\n涉密词\n", encoding="utf-8-sig")
    report = Report(FORM)
    report.apply(TextEdit("other", "清石镇布署工作，含涉密词。清石镇未收取信息处理费。"))
    found = {item.quote: item.message for item in review_text(report, load_words(tmp_path)) if item.rule == "text.wrong_word"}
    assert found == {"清石镇": "“清石镇”应为“青石镇”", "布署": "“布署”应为“部署”（县办要求）", "涉密词": "“涉密词”请核对"}
    assert not [item for item in review_text(report) if item.quote == "清石镇"]


@pytest.mark.parametrize("content", ["一\t二\n", "相同\t相同\n", "\t部署\n"])
def test_a_bad_line_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "坏.tsv").write_text("# 说明\n" + content, encoding="utf-8")
    with pytest.raises(UserError, match="第 2 行"):
        load_words(tmp_path)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "坏.tsv").write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(UserError, match="坏"):
        load_words(tmp_path)
