"""style.docx against the measures of GB/T 9704 (form.md §8)."""

import filecmp
import subprocess
import sys
from pathlib import Path

import ooxml
import pytest
from ooxml import W, attribute

from core.forms import BUNDLED

ROOT = Path(__file__).resolve().parents[2]
STYLE = BUNDLED / "2021-30" / "style.docx"
MM = 1440 / 25.4


@pytest.fixture(scope="module")
def data():
    return STYLE.read_bytes()


@pytest.fixture(scope="module")
def styles(data):
    return {style.get(W + "styleId"): style for style in ooxml.part(data, "word/styles.xml").iter(W + "style")}


@pytest.fixture(scope="module")
def section(data):
    return next(ooxml.part(data, "word/document.xml").iter(W + "sectPr"))


def test_the_tool_reproduces_the_committed_files(tmp_path):
    subprocess.run([sys.executable, ROOT / "tools" / "make_style.py", tmp_path], check=True, capture_output=True)
    for edition in ("2021-30", "2019-60"):
        assert filecmp.cmp(tmp_path / edition / "style.docx", BUNDLED / edition / "style.docx", shallow=False)


def test_it_passes_the_audit(data, tmp_path):
    assert ooxml.findings(data, ".docx", tmp_path) == []


def test_paper_and_margins(section):
    page = section.find(W + "pgSz")
    assert (int(page.get(W + "w")) / MM, int(page.get(W + "h")) / MM) == pytest.approx((210, 297), abs=0.1)
    margins = {side: int(section.find(W + "pgMar").get(W + side)) / MM for side in ("top", "left", "right", "bottom")}
    assert margins == pytest.approx({"top": 37, "left": 28, "right": 26, "bottom": 35}, abs=0.05)


def test_22_lines_of_28_characters_fill_the_page(section, styles):
    height = 225 * 1440 / 25.4
    line = int(section.find(W + "docGrid").get(W + "linePitch"))
    assert section.find(W + "docGrid").get(W + "type") == "linesAndChars"
    assert line == int(attribute(styles["Normal"], "pPr/spacing", "line"))
    assert attribute(styles["Normal"], "pPr/spacing", "lineRule") == "exact"
    assert 22 * line <= height + 1 < 23 * line
    width = 156 * 1440 / 25.4
    for style in ("BodyText", "Heading1", "Heading2", "Heading3", "Signature", "Date"):
        pitch = 320 + int(attribute(styles[style], "rPr/spacing"))
        assert 28 * pitch <= width < 29 * pitch


def test_a_page_of_22_lines_is_not_cut_by_orphan_control(styles):
    assert attribute(styles["Normal"], "pPr/widowControl") == "0"


@pytest.mark.parametrize(
    ("style", "name", "font", "half_points", "level"),
    [
        ("Title", "Title", "方正小标宋简体", 44, None),
        ("Heading1", "heading 1", "黑体", 32, "0"),
        ("Heading2", "heading 2", "楷体_GB2312", 32, "1"),
        ("Heading3", "heading 3", "仿宋_GB2312", 32, "2"),
        ("BodyText", "Body Text", "仿宋_GB2312", 32, None),
        ("FormText", "表格文字", "仿宋_GB2312", 21, None),
        ("FormTextSmall", "表格小字", "仿宋_GB2312", 18, None),
        ("Footer", "footer", "宋体", 28, None),
    ],
)
def test_type(data, styles, style, name, font, half_points, level):
    chosen = styles[style]
    defaults = ooxml.part(data, "word/styles.xml").find(f"{W}docDefaults/{W}rPrDefault")
    assert attribute(chosen, "name") == name
    assert (attribute(chosen, "rPr/rFonts", "eastAsia") or attribute(defaults, "rPr/rFonts", "eastAsia")) == font
    assert int(attribute(chosen, "rPr/sz") or attribute(styles["Normal"], "rPr/sz")) == half_points
    assert attribute(chosen, "pPr/outlineLvl") == level
    assert chosen.find(f"{W}rPr/{W}b") is None
    assert chosen.find(f"{W}pPr/{W}numPr") is None


def test_first_line_indent_and_alignment(styles):
    for style in ("BodyText", "Heading1", "Heading2", "Heading3"):
        assert attribute(styles[style], "pPr/ind", "firstLineChars") == "200"
        assert int(attribute(styles[style], "pPr/ind", "firstLine")) == pytest.approx(2 * 15.75 * 20)
    assert attribute(styles["Title"], "pPr/jc") == "center"
    assert attribute(styles["FormText"], "pPr/jc") == "center"


def test_missing_fonts_have_a_stand_in(data):
    fonts = {font.get(W + "name"): attribute(font, "altName") for font in ooxml.part(data, "word/fontTable.xml")}
    assert fonts["方正小标宋简体"] == "宋体"
    assert fonts["仿宋_GB2312"] == "仿宋"
    assert fonts["楷体_GB2312"] == "楷体"


@pytest.mark.parametrize(("kind", "side"), [("default", "right"), ("even", "left")])
def test_page_numbers_stand_outside(data, section, kind, side):
    reference = next(node for node in section.findall(W + "footerReference") if node.get(W + "type") == kind)
    links = {link.get("Id"): link.get("Target") for link in ooxml.part(data, "word/_rels/document.xml.rels")}
    relation = reference.get("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id")
    footer = ooxml.part(data, f"word/{links[relation]}")
    assert ooxml.text_of(footer) == "— 1 —"
    assert next(footer.iter(W + "instrText")).text.strip() == "PAGE"
    paragraph = footer.find(W + "p")
    assert attribute(paragraph, "pPr/jc") == side
    assert attribute(paragraph, "pPr/ind", f"{side}Chars") == "100"
    assert ooxml.part(data, "word/settings.xml").find(W + "evenAndOddHeaders") is not None


def test_the_dash_of_the_page_number_is_7_mm_below_the_text(section, styles):
    """The dash stands at about 45 % of its line from below."""
    bottom = int(section.find(W + "pgMar").get(W + "footer"))
    line = int(attribute(styles["Footer"], "pPr/spacing", "line"))
    assert 35 - (bottom + 0.45 * line) / MM == pytest.approx(7, abs=0.5)


def test_nothing_superfluous(data):
    names = ooxml.parts(data)
    assert not any("numbering" in name or "Effects" in name or "media" in name for name in names)
    assert all(b"External" not in content for content in names.values())
