"""Makes the hostile and broken Word files of reliability.md §3.5; each function writes one file and returns its path."""

from __future__ import annotations

import struct
import warnings
import zipfile
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from docx_builder import cell, document, par, parts_of, rels, row, span, table, write_docx, write_zip

MAIN = "word/document.xml"
SECRET = "秘密标记8731"


def _with_main(path: Path, xml: str | bytes) -> Path:
    return write_zip(path, {**parts_of(""), MAIN: xml})


def _with_dtd(path: Path, declarations: str, text: str = "&a;", encoding: str = "utf-8") -> Path:
    xml = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE w:document [{declarations}]>' + document(par(text))
    return _with_main(path, xml.encode(encoding))


def billion_laughs(path: Path) -> Path:
    names = "abcdefghij"
    steps = "".join(f'<!ENTITY {name} "{f"&{after};" * 10}">' for name, after in pairwise(names))
    return _with_dtd(path, steps + '<!ENTITY j "ha">')


def billion_laughs_in_attribute(path: Path) -> Path:
    names = "abcdefghij"
    steps = "".join(f'<!ENTITY {name} "{f"&{after};" * 10}">' for name, after in pairwise(names))
    return _with_main(path, f'<!DOCTYPE d [{steps}<!ENTITY j "ha">]>' + document('<w:p w:x="&a;"/>'))


def quadratic_entities(path: Path) -> Path:
    return _with_dtd(path, f'<!ENTITY a "{"x" * 50_000}">', "&a;" * 5_000)


def external_entity(path: Path) -> Path:
    secret = path.with_suffix(".secret")
    secret.write_text(SECRET, encoding="utf-8")
    return _with_dtd(path, f'<!ENTITY a SYSTEM "{secret.as_uri()}">')


def external_entity_utf16(path: Path) -> Path:
    return _with_dtd(path, '<!ENTITY a SYSTEM "file:///etc/passwd">', encoding="utf-16")


def external_entity_utf7(path: Path) -> Path:
    hidden = '+ADwAIQ-DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd"+AD4-'
    return _with_main(path, ('<?xml version="1.0" encoding="UTF-7"?>' + hidden + document(par("x"))).encode("ascii"))


def parameter_entity(path: Path) -> Path:
    return _with_dtd(path, '<!ENTITY % p SYSTEM "http://127.0.0.1:9/evil.dtd"> %p;', "x")


def dtd_in_content_rels(path: Path) -> Path:
    parts = parts_of(par("x"))
    parts["word/_rels/document.xml.rels"] = '<!DOCTYPE r SYSTEM "file:///etc/passwd">' + str(
        parts["word/_rels/document.xml.rels"]
    )
    return write_zip(path, parts)


def _stream_zip(path: Path, pieces: Iterator[bytes]) -> Path:
    others = parts_of("")
    del others[MAIN]
    write_zip(path, others)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as package, package.open(MAIN, "w") as stream:
        for piece in pieces:
            stream.write(piece)
    return path


def bomb_of_paragraphs(path: Path) -> Path:
    start, end = document("|").encode().split(b"|")
    block = par("x").encode() * 20_000
    return _stream_zip(path, iter([start, *[block] * (300 * 2**20 // len(block)), end]))


def bomb_of_whitespace(path: Path) -> Path:
    start, end = document("|").encode().split(b"|")
    return _stream_zip(path, iter([start, *[b" " * 2**20] * 1024, end]))


def lying_header(path: Path) -> Path:
    """100 MB that the directory gives as 100 bytes."""
    _stream_zip(path, iter([document("").encode(), *[b" " * 2**20] * 100]))
    data = bytearray(path.read_bytes())
    real = struct.pack("<L", len(document("").encode()) + 100 * 2**20)
    at = data.find(real)
    while at >= 0:
        data[at : at + 4] = struct.pack("<L", 100)
        at = data.find(real, at + 4)
    path.write_bytes(data)
    return path


def many_tags(path: Path) -> Path:
    return _with_main(path, document("<w:p/>" * 1_300_000))


def many_paragraphs(path: Path) -> Path:
    return _with_main(path, document("<w:p/>" * 1_100_000))


def many_attributes(path: Path) -> Path:
    attributes = " ".join(f'a{number}=""' for number in range(590_000))
    return _with_main(path, document(f"<w:p {attributes}/>"))


def many_runs(path: Path) -> Path:
    return _with_main(path, document("<w:p>" + "<w:r><w:tab/></w:r>" * 380_000 + "</w:p>"))


def many_texts(path: Path) -> Path:
    return _with_main(path, document("<w:p>" + "<w:r/>1" * 590_000 + "</w:p>"))


def long_table(path: Path) -> Path:
    return write_docx(path, table(row(cell("1")) * 100_000, widths=(500,)))


def one_row_too_many(path: Path) -> Path:
    return write_docx(path, table(row(cell("1")) * 2_001, widths=(500,)))


def many_tables(path: Path) -> Path:
    return write_docx(path, table(row(cell("1")), widths=(500,)) * 201)


def wide_row(path: Path) -> Path:
    return write_docx(path, table(row(cell("1") * 65)))


def wide_span(path: Path) -> Path:
    return write_docx(path, table(row(cell("1", span(10**6))), widths=(500,)))


def monstrous_span(path: Path) -> Path:
    return write_docx(path, table(row(cell("1", span(10**9))), widths=(500,)))


def deep_tables(path: Path) -> Path:
    return write_docx(path, "<w:tbl><w:tr><w:tc>" * 100_000 + par("x") + "</w:tc></w:tr></w:tbl>" * 100_000)


def deep_tables_within_the_parser(path: Path) -> Path:
    return write_docx(path, "<w:tbl><w:tr><w:tc>" * 82 + par("x") + "</w:tc></w:tr></w:tbl>" * 82)


def deep_runs(path: Path) -> Path:
    return write_docx(path, "<w:p>" + "<w:ins>" * 100_000 + "</w:ins>" * 100_000 + "</w:p>")


def label_amplifier(path: Path) -> Path:
    level = f'<w:lvl w:ilvl="0"><w:lvlText w:val="{"%1" * 1_000_000}"/></w:lvl>'
    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{level}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    item = par("x", '<w:numPr><w:numId w:val="1"/></w:numPr>')
    root = document("").split("<w:body>")[0].replace("w:document", "w:numbering")
    return write_docx(path, item * 19_000, numbering=f"{root}{numbering}</w:numbering>")


def duplicate_main(path: Path) -> Path:
    write_docx(path, par("一"))
    with warnings.catch_warnings(), zipfile.ZipFile(path, "a") as package:
        warnings.simplefilter("ignore")
        package.writestr(MAIN, document(par("二")))
    return path


def duplicate_main_in_capitals(path: Path) -> Path:
    return write_zip(path, {**parts_of(par("一")), MAIN.upper(): document(par("二"))})


def many_entries(path: Path) -> Path:
    return write_zip(path, {**parts_of(par("x")), **{f"x{number}": "" for number in range(4_001)}})


def no_main_part(path: Path) -> Path:
    parts = parts_of("")
    del parts[MAIN]
    return write_zip(path, parts)


def no_body(path: Path) -> Path:
    return _with_main(path, "<a/>")


def not_xml(path: Path) -> Path:
    return _with_main(path, "{}")


def latin_rubbish(path: Path) -> Path:
    return _with_main(path, b"<a>\xff\xfe\x00</a>")


def half_utf16(path: Path) -> Path:
    return _with_main(path, document(par("x")).encode("utf-16")[:-1])


def truncated(path: Path) -> Path:
    data = write_docx(path, par("x")).read_bytes()
    path.write_bytes(data[: len(data) // 2])
    return path


def flipped_bits(path: Path) -> Path:
    data = bytearray(write_docx(path, par("正文" * 200)).read_bytes())
    at = data.find(MAIN.encode()) + len(MAIN) + 20
    data[at : at + 8] = b"\xff" * 8
    path.write_bytes(data)
    return path


def zeros(path: Path) -> Path:
    path.write_bytes(b"\0" * 20_000)
    return path


def empty(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def encrypted_entry(path: Path) -> Path:
    data = bytearray(write_docx(path, par("x")).read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 4)
    path.write_bytes(data)
    return path


def odd_compression(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as package:
        for name, content in parts_of(par("x")).items():
            package.writestr(name, content)
    return path


def password_ole(path: Path) -> Path:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600)
    return path


def old_word(path: Path) -> Path:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le") + b"\0" * 600)
    return path


def web_page(path: Path) -> Path:
    path.write_text("<html><table><tr><td>1</td></tr></table></html>", encoding="utf-8")
    return path


def rich_text(path: Path) -> Path:
    path.write_bytes(rb"{\rtf1\ansi x}")
    return path


def pdf(path: Path) -> Path:
    path.write_bytes(b"%PDF-1.7 x")
    return path


def random_text(path: Path) -> Path:
    path.write_text("这只是一段文字", encoding="utf-8")
    return path


REFUSED: list[Callable[[Path], Path]] = [
    billion_laughs, billion_laughs_in_attribute, quadratic_entities, external_entity, external_entity_utf16, external_entity_utf7,
    parameter_entity, dtd_in_content_rels, bomb_of_paragraphs, bomb_of_whitespace, lying_header, many_tags, many_paragraphs,
    long_table, one_row_too_many, many_tables, wide_row, wide_span, monstrous_span, deep_tables, deep_tables_within_the_parser,
    deep_runs,
    duplicate_main, duplicate_main_in_capitals, many_entries, no_main_part, no_body, not_xml, latin_rubbish, half_utf16,
    truncated, flipped_bits, zeros, empty, encrypted_entry, odd_compression, password_ole, old_word,
    web_page, rich_text, pdf, random_text,
]  # fmt: skip


# --- odd, but a person can read them ------------------------------------------------------------------------


def null_target(path: Path) -> Path:
    parts = parts_of(par("正文"))
    parts["word/_rels/document.xml.rels"] = rels(("rId1", "image", "NULL"), ("rId2", "styles", "NULL"), ("rId2", "header", ""))
    return write_zip(path, parts)


def missing_styles(path: Path) -> Path:
    parts = parts_of(par("正文", '<w:pStyle w:val="a"/>'))
    parts["word/_rels/document.xml.rels"] = rels(("rId1", "styles", "styles.xml"), ("rId2", "numbering", "numbering.xml"))
    return write_zip(path, parts)


def strict(path: Path) -> Path:
    def to_strict(text: str) -> str:
        return text.replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/", "http://purl.oclc.org/ooxml/wordprocessingml/"
        ).replace("http://schemas.openxmlformats.org/officeDocument/2006/", "http://purl.oclc.org/ooxml/officeDocument/")

    return write_zip(path, {name: to_strict(str(content)) for name, content in parts_of(par("正文")).items()})


def utf16(path: Path) -> Path:
    return _with_main(path, ('<?xml version="1.0" encoding="UTF-16"?>' + document(par("正文"))).encode("utf-16"))


def climbing_names(path: Path) -> Path:
    return write_zip(path, {**parts_of(par("正文")), "../../evil.txt": "x", "/etc/evil": "x"})


def no_package_relationships(path: Path) -> Path:
    parts = parts_of(par("正文"))
    del parts["_rels/.rels"]
    return write_zip(path, parts)


def main_part_elsewhere(path: Path) -> Path:
    parts = parts_of("")
    del parts[MAIN]
    parts["_rels/.rels"] = rels(("rId1", "officeDocument", "/Word/main%20part.xml"))
    parts["word/main part.xml"] = document(par("正文"))
    return write_zip(path, parts)


def backslashes(path: Path) -> Path:
    data = write_docx(path, par("正文")).read_bytes()
    path.write_bytes(data.replace(b"word/document.xml", b"word\\document.xml"))
    return path


def huge_unused_media(path: Path) -> Path:
    write_docx(path, par("正文"))
    name = "word/media/image1.png"
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as package, package.open(name, "w") as stream:
        for _ in range(200):
            stream.write(b"\0" * 2**20)
    return path


READABLE: list[Callable[[Path], Path]] = [
    null_target, missing_styles, strict, utf16, climbing_names, no_package_relationships, main_part_elsewhere, backslashes,
    huge_unused_media,
]  # fmt: skip

EXPENSIVE: list[Callable[[Path], Path]] = [many_runs, many_texts, many_attributes, label_amplifier]
"""Within all limits, and as costly as a file can be that is: what counts is time and memory."""
