"""What a workbook holds beside its cells: drawings, print headers, comments, links to elsewhere, macros, properties."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from core.importer.guard import Relationship, SafePackage, XmlElement
from core.importer.readers.xlsx_cells import MAIN, clean, rich_text
from core.importer.source import SourceNote, SourceParagraph

_XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PRINT_CODE = re.compile(r'&(?:"[^"]*"|\d+|K[0-9A-Fa-f]{6}|[A-Z])')
_CORE = {"title", "subject", "creator", "description", "keywords", "category"}


def drawn(package: SafePackage, links: Iterable[Relationship], where: str) -> Iterator[SourceParagraph]:
    """Text boxes and pictures that lie on a sheet; a picture gives its description, if any."""
    for link in links:
        target = package.find(link.target) if link.kind == "drawing" else None
        if target:
            root = package.xml(target)
            etree.strip_elements(root, _FALLBACK, with_tail=False)  # says the same again for old programs
            for shape in root.iter(f"{_XDR}sp", f"{_XDR}pic"):
                yield from _picture(shape, where) if shape.tag == f"{_XDR}pic" else _text_box(shape, where)


def _picture(shape: XmlElement, where: str) -> Iterator[SourceParagraph]:
    named = shape.find(f"{_XDR}nvPicPr/{_XDR}cNvPr")
    yield SourceParagraph("" if named is None else named.get("descr", ""), where, "picture")


def _text_box(shape: XmlElement, where: str) -> Iterator[SourceParagraph]:
    for paragraph in shape.iter(f"{_A}p"):
        text = "".join(node.text or "" for node in paragraph.iter(f"{_A}t")).strip()
        if text:
            yield SourceParagraph(text, where, "text_box")


def printed(sheet: XmlElement, where: str) -> Iterator[SourceParagraph]:
    """The header and footer that a sheet gets when it is printed, without their codes (`&C`, `&P`)."""
    for node in sheet.iterfind(f"{MAIN}headerFooter/*"):
        text = " ".join(_PRINT_CODE.sub(" ", clean(node.text or "")).replace("&&", "&").split())
        # A page number leaves nothing but its decoration (「第 页」, 「- -」).
        if re.sub(r"[\W第共页]", "", text):
            yield SourceParagraph(text, where, "header" if str(node.tag).endswith("Header") else "footer")


def sheet_comments(package: SafePackage, links: Iterable[Relationship], where: str) -> Iterator[SourceNote]:
    """The comments of a sheet, which are no part of the report but must not be lost unseen."""
    for link in links:
        target = package.find(link.target) if link.kind == "comments" else None
        for node in package.xml(target).iter(f"{MAIN}comment") if target else ():
            text = node.find(f"{MAIN}text")
            if text is not None:
                yield SourceNote("import.comment", rich_text(text).strip(), where + node.get("ref", ""))


def package_notes(package: SafePackage, links: Iterable[Relationship]) -> list[SourceNote]:
    """`links` are those of the workbook part."""
    kinds = {link.kind for link in links}
    notes: list[SourceNote] = []
    if "vbaProject" in kinds or any(name.casefold().endswith("vbaproject.bin") for name in package.names):
        notes.append(SourceNote("import.macro", "文件中有宏，没有读取，也不会运行。"))
    if "externalLink" in kinds:
        text = "有的公式引用了其他文件，没有打开那些文件，用的是上次保存的结果，请核对。"
        notes.append(SourceNote("import.external_link", text))
    return notes


def properties(package: SafePackage) -> dict[str, str]:
    """Title and the like, and the properties that the user or this program defined, by their own names."""
    found: dict[str, str] = {}
    parts = {link.kind: package.find(link.target) for link in package.relationships("").values() if not link.external}
    if part := parts.get("core-properties"):
        for node in package.xml(part).iterchildren():
            name = str(node.tag).rpartition("}")[2]
            if name in _CORE and node.text:
                found[name] = node.text
    if part := parts.get("custom-properties"):
        for node in package.xml(part).iterchildren():
            found[node.get("name", "")] = "".join(str(text) for text in node.itertext())
    return found
