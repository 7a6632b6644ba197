"""Bookmarks appended to a PDF: nested, on the right pages, in a file that stays whole; nothing where it cannot be done."""

import re

import pypdfium2 as pdfium
import pytest

from core.exporter.pdf_outline import Bookmark, with_outline


def small_pdf(pages=3):
    """A PDF as Qt writes it: one table of objects, a flat list of pages."""
    kids = [4 + number for number in range(pages)]
    bodies = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(b"%d 0 R" % kid for kid in kids), pages),
        3: b"<< /Title (x) >>",
        **dict.fromkeys(kids, b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"),
    }
    data, places = b"%PDF-1.4\n", []
    for number, body in sorted(bodies.items()):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(bodies) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    return (
        data + head + table + b"trailer\n<<\n/Size %d\n/Info 3 0 R\n/Root 1 0 R\n>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(data))
    )


def outline(pdf):
    document = pdfium.PdfDocument(pdf)
    try:
        return [(mark.level + 1, mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc()]
    finally:
        document.close()


@pytest.mark.parametrize("levels", [[1], [1, 1, 1], [1, 2, 2, 1, 2, 3, 1], [2, 1, 3, 2], [3, 2, 1]])
def test_bookmarks_are_nested_as_their_levels(levels):
    marks = [Bookmark(level, f"第{number}（{level}）", number % 3, 700.0 - number) for number, level in enumerate(levels)]
    found = outline(with_outline(small_pdf(), marks, "单位"))
    assert [(title, page) for _, title, page in found] == [(mark.title, mark.page) for mark in marks]
    if levels[0] == 1:
        assert [level for level, _, _ in found] == levels


def test_the_old_bytes_stay_and_the_author_is_told():
    old = small_pdf()
    new = with_outline(old, [Bookmark(1, "一、总体情况", 0, 100)], "青山县云溪镇人民政府")
    assert new.startswith(old)
    document = pdfium.PdfDocument(new)
    assert document.get_metadata_dict()["Author"] == "青山县云溪镇人民政府"
    assert document.get_metadata_dict()["Title"] == "x"
    assert len(document) == 3
    document.close()


def test_every_new_object_is_where_its_table_says():
    new = with_outline(small_pdf(), [Bookmark(1, "甲", 0, 1), Bookmark(2, "乙", 1, 2)])
    table = new[new.rindex(b"xref\n", 0, new.rindex(b"startxref")) :]
    for number, place in re.findall(rb"(\d+) 1\n(\d{10}) 00000 n ", table):
        assert new[int(place) :].startswith(number + b" 0 obj")
    assert new[int(re.search(rb"startxref\n(\d+)\n%%EOF\n$", new).group(1)) :].startswith(b"xref\n")


@pytest.mark.parametrize(
    "pdf", [b"", b"no pdf", small_pdf().replace(b"trailer", b"tailer"), small_pdf().replace(b"/Kids", b"/Lids")]
)
def test_what_is_not_as_expected_stays_as_it_is(pdf):
    assert with_outline(pdf, [Bookmark(1, "甲", 0, 1)]) == pdf


def test_nothing_to_add():
    assert with_outline(small_pdf(), []) == small_pdf()
