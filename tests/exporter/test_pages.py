"""Pages as LibreOffice prints them: how many, nothing outside the 版心, tables whole; pictures for people in out/pages.

Fonts of the standard are replaced by free ones of equal widths (platform.md §2), levels by faces that can be told apart.
"""

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import exporter_samples as samples
import ooxml
import pytest

from core.exporter.blocks import Document
from core.exporter.options import Options
from core.exporter.render import render
from core.report import Meta, MetaEdit, TextEdit

PICTURES = Path(__file__).resolve().parents[2] / "out" / "pages"
POINTS = 72 / 25.4
LEFT, RIGHT, TOP, BOTTOM = 28 * POINTS, (210 - 26) * POINTS, 37 * POINTS, (297 - 35) * POINTS
HANGING = 17.0  # a full stop may stand in the margin
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')
SENTENCE = "本机关认真贯彻落实《中华人民共和国政府信息公开条例》，全年主动公开政府信息126条，较好地完成了各项任务。"
LONG_ORGAN = "新疆维吾尔自治区博尔塔拉蒙古自治州温泉县查干屯格乡人民政府"
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler is not installed")]


def real_length():
    report = samples.filled()
    aspects = ("主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障")
    lines = [line for number, name in enumerate(aspects) for line in (f"（{'一二三四五'[number]}）{name}", SENTENCE * 4)]
    report.apply(TextEdit("overview", "\n".join(lines)))
    report.apply(TextEdit("problems", "\n".join([SENTENCE * 3] * 3)))
    return report


def large_figures():
    report = samples.with_numbers("2021-30", 12345678901)
    meta = Meta(LONG_ORGAN, 2023, f"{LONG_ORGAN}2023年政府信息公开工作年度报告", LONG_ORGAN, date(2024, 1, 5))
    report.apply(MetaEdit(meta))
    return report


def unsigned():
    report = real_length()
    report.apply(MetaEdit(replace(report.meta, signature="", date=None)))
    return report


CASES = {
    "real": (real_length, Options(), 6),
    "seal": (real_length, Options(with_seal=True, watermark="送审稿"), 6),
    "unsigned": (unsigned, Options(), 6),
    "empty": (samples.blank, Options(), 3),
    "old-edition": (lambda: samples.filled("2019-60"), Options(), 5),
    "large": (large_figures, Options(with_seal=True), 5),
}


@pytest.mark.parametrize("name", CASES)
def test_pages(name, tmp_path):
    make, options, most = CASES[name]
    pages = printed(render(make(), ".docx", options), name, tmp_path)
    assert 3 <= len(pages) <= most
    for number, words in enumerate(pages, 1):
        assert outside(words) == []
        assert page_number(words, number)
    for first, last in (("第二十条第（一）项", "行政事业性收费"), ("申请人情况", "四、结转下年度继续办理")):
        assert any(first in joined(page) and last in joined(page) for page in pages)


def printed(data, name, folder):
    """The words of each page with their boxes; keeps a picture of each page."""
    pdf = ooxml.convert(data, ".docx", "pdf", folder)
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob(f"{name}-*.png"):
        if re.fullmatch(rf"{name}-\d+", old.stem):
            old.unlink()
    subprocess.run(["pdftoppm", "-r", "60", "-png", pdf, PICTURES / name], check=True)
    text = subprocess.run(["pdftotext", "-bbox", pdf, "-"], check=True, capture_output=True, text=True).stdout
    pages = text.split("<page ")[1:]
    return [[(*map(float, found[:4]), found[4]) for found in WORD.findall(page)] for page in pages]


def joined(words):
    return "".join(word[4] for word in words)


def outside(words):
    """Words beyond the 版心 that are not the page number."""
    return [word for word in words if not _is_inside(word) and not (word[1] > BOTTOM and set(word[4]) <= set("—0123456789"))]


def _is_inside(word):
    left, top, right, bottom, _ = word
    return left > LEFT - 1 and right < RIGHT + HANGING and top > TOP - 8 and bottom < BOTTOM + 8


def page_number(words, number):
    """「— 1 —」 7 mm below the 版心, one character in from the outer side."""
    below = [word for word in words if word[1] > BOTTOM and word[4] in ("—", str(number))]
    start, end = min(word[0] for word in below), max(word[2] for word in below)
    middle = sum((word[1] + word[3]) / 2 for word in below) / len(below)
    near = RIGHT - end if number % 2 else start - LEFT
    return joined(below) == f"—{number}—" and abs(near - 14) < 3 and abs(middle - BOTTOM - 7 * POINTS) < 5


def test_the_document_without_blocks_is_one_page(tmp_path):
    from core.exporter.docx_writer import docx_of

    data = docx_of(Document("", "", ()), samples.FORMS.get("2021-30").style)
    assert len(printed(data, "nothing", tmp_path)) == 1
