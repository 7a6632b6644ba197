"""Style documents as offices have them: made with python-docx and then spoiled on purpose."""

import zipfile
from io import BytesIO

import ooxml
from docx import Document
from docx.shared import Mm, Pt

HEAD = "青山县云溪镇人民政府文件"
FOOT = "抄送：县政务公开办。"


def office_file(placeholder="{{正文}}"):
    """A red head, the placeholder split over two runs, a line below it, narrow margins, a header."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.header.paragraphs[0].text = "内部资料"
    document.styles["Normal"].font.size = Pt(9)
    document.add_paragraph(HEAD)
    if placeholder:
        paragraph = document.add_paragraph(placeholder[:3])
        paragraph.add_run(placeholder[3:])
    document.add_paragraph(FOOT)
    return saved(document)


def saved(document):
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def changed(data, change):
    """The package after `change(parts)`, parts being a dictionary of bytes by name."""
    parts = ooxml.parts(data)
    change(parts)
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def replaced(name, old, new):
    def change(parts):
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new)

    return change
