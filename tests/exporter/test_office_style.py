"""An office's own Word file as style: what it has is kept, what it lacks is added, what it must not be is refused."""

import re

import exporter_samples as samples
import office_styles as office
import ooxml
import pytest
from ooxml import W, attribute, text_of

from core.errors import TemplateError
from core.exporter.docx_writer import write_docx
from core.exporter.export import export_document
from core.exporter.options import Options
from core.exporter.render import render
from core.forms import BUNDLED

OWN = BUNDLED / "2021-30" / "style.docx"


@pytest.fixture
def style(tmp_path):
    path = tmp_path / "本单位样式.docx"
    path.write_bytes(office.office_file())
    return path


def rendered(path, report=None):
    return render(report or samples.filled(), ".docx", Options(style=path))


def body_texts(data):
    return [text_of(node) for node in ooxml.part(data, "word/document.xml").find(W + "body") if node.tag == W + "p"]


def style_of_text(data, text):
    body = ooxml.part(data, "word/document.xml")
    return next(attribute(node, "pPr/pStyle") for node in body.iter(W + "p") if text_of(node) == text)


def styles_of(data):
    return {node.get(W + "styleId"): node for node in ooxml.part(data, "word/styles.xml").iter(W + "style")}


def test_the_report_takes_the_place_of_the_placeholder(style):
    texts = body_texts(rendered(style))
    assert texts[0] == office.HEAD
    assert texts[1].replace("\n", "") == samples.TITLE
    assert texts[-2:] == ["2024年1月15日", office.FOOT]
    assert not any("正文}}" in text for text in texts)


def test_full_width_braces_do_too(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(office.office_file("｛｛正文｝｝"))
    assert body_texts(rendered(path))[0] == office.HEAD


def test_without_a_placeholder_only_page_header_and_styles_are_taken(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(office.office_file(""))
    data = rendered(path)
    assert body_texts(data)[0] == samples.TITLE
    assert office.FOOT not in body_texts(data)
    assert "内部资料" in "".join(text_of(ooxml.part(data, name)) for name in ooxml.parts(data) if "header" in name)


def test_page_and_type_are_the_offices_and_tables_fill_its_lines(style):
    data = rendered(style)
    document = ooxml.part(data, "word/document.xml")
    margins = document.find(f"{W}body/{W}sectPr/{W}pgMar")
    assert round(int(margins.get(W + "left")) * 25.4 / 1440) == 20
    for table in document.iter(W + "tbl"):
        widths = [int(column.get(W + "w")) for column in table.find(W + "tblGrid")]
        assert sum(widths) * 25.4 / 1440 == pytest.approx(170, abs=0.2)


def test_its_styles_are_filled_and_those_it_lacks_are_added_whole(style):
    data = rendered(style)
    styles = styles_of(data)
    theirs = ooxml.part(office.office_file(), "word/styles.xml")
    own = next(node for node in theirs.iter(W + "style") if attribute(node, "name") == "heading 1")
    assert ooxml.etree.tostring(styles["Heading1"]) == ooxml.etree.tostring(own)
    added = styles[style_of_text(data, "2024年1月15日")]
    base = styles[attribute(added, "basedOn")]
    assert attribute(base, "name") == "年报基准"
    assert attribute(base, "rPr/sz") == "32"
    assert attribute(base, "rPr/rFonts", "eastAsia") == "仿宋_GB2312"
    assert base.find(W + "basedOn") is None
    assert len([node for node in styles.values() if node.get(W + "default") and node.get(W + "type") == "paragraph"]) == 1


def test_styles_are_found_by_name_because_chinese_word_numbers_their_ids(tmp_path):
    def number(parts):
        for name in ("word/styles.xml", "word/document.xml"):
            parts[name] = parts[name].replace(b'"Heading1"', b'"a8"').replace(b'"BodyText"', b'"a9"')

    path = tmp_path / "a.docx"
    path.write_bytes(office.changed(office.office_file(), number))
    data = rendered(path)
    assert style_of_text(data, "一、总体情况") == "a8"
    assert attribute(styles_of(data)["a8"], "name") == "heading 1"


def test_an_id_that_means_something_else_there_is_not_taken_over(tmp_path):
    rename = office.replaced("word/styles.xml", b'<w:name w:val="Body Text"/>', '<w:name w:val="本单位正文"/>'.encode())
    path = tmp_path / "a.docx"
    path.write_bytes(office.changed(office.office_file(), rename))
    data = rendered(path)
    used = style_of_text(data, samples.TEXTS["preface"])
    assert used != "BodyText"
    assert attribute(styles_of(data)[used], "name") == "Body Text"


def test_properties_are_added_where_the_file_had_none(tmp_path):
    def strip(parts):
        for name in ("docProps/core.xml", "docProps/app.xml"):
            del parts[name]
        parts["_rels/.rels"] = re.sub(rb"<Relationship [^>]*docProps/(core|app)[^>]*/>", b"", parts["_rels/.rels"])
        types = "[Content_Types].xml"
        parts[types] = re.sub(rb"<Override [^>]*docProps/(core|app)[^>]*/>", b"", parts[types])

    path = tmp_path / "a.docx"
    path.write_bytes(office.changed(office.office_file(), strip))
    data = rendered(path)
    assert b"nianbao.edition" in ooxml.parts(data)["docProps/custom.xml"]
    links = {link.get("Type").rpartition("/")[2] for link in ooxml.part(data, "_rels/.rels")}
    assert {"core-properties", "extended-properties", "custom-properties"} <= links
    types = {node.get("PartName") for node in ooxml.part(data, "[Content_Types].xml")}
    assert {"/docProps/core.xml", "/docProps/app.xml", "/docProps/custom.xml"} <= types


def test_properties_elsewhere_give_way_to_ours(tmp_path):
    def move(parts):
        parts["docProps/other.xml"] = parts.pop("docProps/core.xml")
        for name in ("_rels/.rels", "[Content_Types].xml"):
            parts[name] = parts[name].replace(b"docProps/core.xml", b"docProps/other.xml")

    path = tmp_path / "a.docx"
    path.write_bytes(office.changed(office.office_file(), move))
    parts = ooxml.parts(rendered(path))
    assert "docProps/other.xml" not in parts
    assert samples.TITLE.encode() in parts["docProps/core.xml"]


def test_a_template_becomes_a_document(tmp_path):
    kind = (b"document.main+xml", b"template.main+xml")
    path = tmp_path / "a.dotx"
    path.write_bytes(office.changed(office.office_file(), office.replaced("[Content_Types].xml", *kind)))
    types = ooxml.parts(rendered(path))["[Content_Types].xml"]
    assert kind[0] in types
    assert kind[1] not in types


def test_a_sound_file_adds_no_finding_of_the_audit(tmp_path):
    """An office's file made from our own: python-docx's template has findings of its own."""
    own = "<w:p><w:r><w:t>红头</w:t></w:r></w:p><w:p><w:r><w:t>{{正文}}</w:t></w:r></w:p><w:sectPr>".encode()
    path = tmp_path / "a.docx"
    path.write_bytes(office.changed(OWN.read_bytes(), office.replaced("word/document.xml", b"<w:sectPr>", own)))
    data = render(samples.filled(), ".docx", Options(path, with_seal=True, watermark="送审稿"))
    assert ooxml.findings(data, ".docx", tmp_path) == []
    assert "红头" in body_texts(data)


def test_the_export_reads_back_the_report_without_the_letterhead(style, tmp_path):
    report = samples.filled()
    target = tmp_path / "年报.docx"
    written = export_document(report, target, samples.FORMS, Options(style=style))
    assert (written.equal, written.compared) == (len(report.values), len(report.values))
    assert office.HEAD in body_texts(target.read_bytes())


def test_a_changed_file_is_read_again(style):
    first = rendered(style)
    style.write_bytes(
        office.changed(office.office_file(), office.replaced("word/document.xml", "文件".encode(), "通知公告".encode()))
    )
    assert body_texts(first)[0] != body_texts(rendered(style))[0]


@pytest.mark.parametrize("content", [None, b"", b"no zip", b"PK\x03\x04 broken"])
def test_a_missing_or_damaged_file_is_one_sentence(content, tmp_path):
    path = tmp_path / "红头.docx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(TemplateError, match=r"不能用“红头\.docx”作样式") as caught:
        rendered(path)
    assert str(caught.value).count("。") == 1


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("word/document.xml", b"<w:sectPr", b"<w:other"),
        ("word/document.xml", b"<w:body>", b"<w:body><w:unclosed>"),
        ("word/document.xml", b"<w:pgMar", b"<w:noMar"),
        ("_rels/.rels", b'/officeDocument"', b'/nothing"'),
        ("word/_rels/document.xml.rels", b'/styles"', b'/nothing"'),
    ],
)
def test_a_file_without_the_needed_parts_is_one_sentence(name, old, new, tmp_path):
    path = tmp_path / "a.docx"

    def change(parts):
        parts[name] = parts[name].replace(old, new)

    path.write_bytes(office.changed(office.office_file(), change))
    with pytest.raises(TemplateError, match="不能用"):
        rendered(path)


def test_the_template_on_somebodys_disk_is_not_named(tmp_path):
    link = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        b'Target="file:///C:/Users/zhang/a.dotm" TargetMode="External"/></Relationships>'
    )

    def attach(parts):
        relation = (
            b'<w:attachedTemplate xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId1"/>'
        )
        parts["word/settings.xml"] = parts["word/settings.xml"].replace(b"</w:settings>", relation + b"</w:settings>")
        parts["word/_rels/settings.xml.rels"] = link

    path = tmp_path / "a.docx"
    path.write_bytes(office.changed(office.office_file(), attach))
    assert not any(b"attachedTemplate" in part or b"zhang" in part for part in ooxml.parts(rendered(path)).values())


def test_macros_are_refused(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(office.changed(office.office_file(), lambda parts: parts.update({"word/vbaProject.bin": b"x"})))
    with pytest.raises(TemplateError, match="带有宏"):
        rendered(path)


def test_the_editions_own_style_gives_the_plain_document():
    report = samples.filled()
    assert write_docx(report, samples.MOMENT, Options()) == write_docx(report, samples.MOMENT)
