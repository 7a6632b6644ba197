"""Style documents: the edition's style.docx, or an office's own Word file with its 红头, margins and fonts.

The report takes the place of a paragraph 「{{正文}}」; what stands before and after it in the file (red head, 版记) is kept.
A file without that paragraph gives only page, header, footer and styles. Styles are found by name, because Chinese Word
and WPS number their ids; those that the file lacks are added from the edition's. A file is read once until it changes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from lxml import etree

from core.errors import TemplateError, UserError
from core.exporter.docx_links import Parts, declare, drop, parse, relate, sever
from core.exporter.docx_markup import DECLARATION, VAL, WORD, W
from core.exporter.markup import XmlElement
from core.importer.guard import SafePackage

CORE = "docProps/core.xml"
APP = "docProps/app.xml"
CUSTOM = "docProps/custom.xml"
TEXT_WIDTH = 8845
"""Twips of a line in the standard's 版心, 156 mm."""

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_METADATA = "http://schemas.openxmlformats.org/package/2006/relationships/metadata"
_OPEN = "application/vnd.openxmlformats"
_MAIN = f"{_OPEN}-officedocument.wordprocessingml.document.main+xml"
_PROPERTIES = {
    CORE: (f"{_METADATA}/core-properties", f"{_OPEN}-package.core-properties+xml"),
    APP: (f"{_OFFICE}/extended-properties", f"{_OPEN}-officedocument.extended-properties+xml"),
    CUSTOM: (f"{_OFFICE}/custom-properties", f"{_OPEN}-officedocument.custom-properties+xml"),
}
_PLACEHOLDERS = ("{{正文}}", "｛｛正文｝｝")
_STYLE_USE = re.compile(r'(<w:(?:pStyle|tblStyle) w:val=")(\w+)(?=")')
_ID = W + "styleId"


@dataclass(frozen=True, slots=True)
class Style:
    """What a style document gives: `parts` go out unchanged; the other fields surround the report in the part `name`.

    `width` is a line in twips. `ids` maps our style ids to those of the file where they differ.
    """

    name: str
    parts: tuple[tuple[str, bytes], ...]
    root: str
    before: str
    after: str
    section: str
    width: int
    ids: Mapping[str, str] = field(default_factory=dict[str, str])

    def around(self, body: str) -> str:
        """The document part with `body` (written with our style ids) in its place."""
        if self.ids:
            body = _STYLE_USE.sub(lambda found: found.group(1) + self.ids.get(found.group(2), found.group(2)), body)
        return f"{DECLARATION}{self.root}<w:body>{self.before}{body}{self.after}{self.section}</w:body></w:document>"


def load_style(path: Path, base: Path | None = None) -> Style:
    """The style document at `path`; `base` is the edition's, which completes an office's own file. Raises TemplateError."""
    try:
        stamps = [(file, status.st_mtime_ns, status.st_size) for file in (path, base) if file and (status := file.stat())]
        return _read_style(tuple(stamps))
    except TemplateError:
        raise
    except (UserError, OSError, KeyError, ValueError, LookupError, etree.LxmlError) as error:
        if base is None:
            sentence = f"样式文件“{path.name}”（在 {path.parent} 中）缺失或已损坏，请重新安装程序。"
        else:
            sentence = f"不能用“{path.name}”作样式：它不在、已损坏或不是 .docx 文件，请用 Word 或 WPS 打开后另存为 .docx 再选用。"
        raise TemplateError(sentence) from error


@lru_cache(maxsize=8)
def _read_style(stamps: tuple[tuple[Path, int, int], ...]) -> Style:
    path = stamps[0][0]
    package = SafePackage.open(path)
    if any("vbaproject" in name.casefold() for name in package.names):
        raise TemplateError(f"“{path.name}”带有宏，不能作样式，请用 Word 或 WPS 打开后另存为 .docx 再选用。")
    name = _target(package, "", "officeDocument")
    document = package.xml(name)
    if document.nsmap.get("w") != WORD or document.find(W + "body") is None:
        raise ValueError("not a Word document")
    parts = {part: package.read(part) for part in package.names}
    _detach(parts, _target(package, name, "settings"))
    ids: dict[str, str] = {}
    if len(stamps) > 1:
        styles = _target(package, name, "styles")
        parts[styles], ids = _completed(package.xml(styles), _styles_of(stamps[1][0]))
    del parts[name]
    _describe(parts, name)
    return _split(name, document, parts, ids)


def _target(package: SafePackage, source: str, kind: str) -> str:
    """The part of that kind to which the part `source` refers."""
    links = package.relationships(source).values()
    return next((link.target for link in links if link.kind == kind and not link.external), "")


def _detach(parts: Parts, settings: str) -> None:
    """A published report must not name, let alone load, the template on somebody's disk from which the style was made."""
    if b"<w:attachedTemplate" in parts.get(settings, b""):
        root = parse(parts[settings])
        for element in root.findall(W + "attachedTemplate"):
            root.remove(element)
        parts[settings] = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
        sever(parts, settings, "attachedTemplate")


def _describe(parts: Parts, document: str) -> None:
    """Content types and relationships of the parts that are written anew; a file need not have had any properties."""
    declare(parts, document, _MAIN)  # an office's .dotx calls it a template
    for part, (kind, content_type) in _PROPERTIES.items():
        drop(parts, kind, part)
        parts.pop(part, None)
        relate(parts, "", kind, part)
        declare(parts, part, content_type)


def _split(name: str, document: XmlElement, parts: Parts, ids: Mapping[str, str]) -> Style:
    """The document cut at the place of the report."""
    *content, section = document.iterfind(f"{W}body/*")
    if section.tag != W + "sectPr":
        raise ValueError("no page")
    cut = next((index for index, element in enumerate(content) if _text(element) in _PLACEHOLDERS), None)
    before, after = ([], []) if cut is None else (content[:cut], content[cut + 1 :])
    root = etree.Element(document.tag, dict(document.attrib), document.nsmap)
    return Style(
        name=name,
        parts=tuple(parts.items()),
        root=etree.tostring(root, encoding="unicode").removesuffix("/>") + ">",
        before=_joined(before),
        after=_joined(after),
        section=_joined([section]),
        width=_width(section),
        ids=ids,
    )


def _text(element: XmlElement) -> str:
    return "".join(node.text or "" for node in element.iter(W + "t")).strip()


def _joined(elements: Sequence[XmlElement]) -> str:
    """Elements as text, without the namespaces that the root of their document declares."""
    written = "".join(etree.tostring(element, encoding="unicode", with_tail=False) for element in elements)
    for prefix, address in elements[0].getroottree().getroot().nsmap.items() if elements else ():
        written = written.replace(f' xmlns{f":{prefix}" if prefix else ""}="{address}"', "")
    return written


def _width(section: XmlElement) -> int:
    """Twips between the margins."""
    page, margins = section.find(W + "pgSz"), section.find(W + "pgMar")
    if page is None or margins is None:
        raise ValueError("no page")
    gutter = int(margins.get(W + "gutter") or 0)
    return int(page.get(W + "w") or 0) - int(margins.get(W + "left") or 0) - int(margins.get(W + "right") or 0) - gutter


def _styles_of(path: Path) -> XmlElement:
    package = SafePackage.open(path)
    return package.xml(_target(package, _target(package, "", "officeDocument"), "styles"))


def _completed(theirs: XmlElement, ours: XmlElement) -> tuple[bytes, dict[str, str]]:
    """Their styles with those of ours that they lack, and what their ids are for ours where they differ."""
    known = {_name(style): style.get(_ID, "") for style in theirs.iterfind(W + "style")}
    taken = set(known.values())
    ids: dict[str, str] = {}
    added: list[XmlElement] = []
    for style in ours.iterfind(W + "style"):
        own, name = style.get(_ID, ""), _name(style)
        if name not in known:
            added.append(deepcopy(style))
            known[name] = f"{own}Nianbao" if own in taken else own
        ids[own] = known[name]
    for style in added:
        _rename(style, ids)
        theirs.append(style)
    written = etree.tostring(theirs, encoding="UTF-8", xml_declaration=True, standalone=True)
    return written, {own: other for own, other in ids.items() if own != other}


def _name(style: XmlElement) -> tuple[str, str]:
    """Kind and name: what Word itself tells styles apart by. Word does not mind the case of built-in names."""
    name = style.find(W + "name")
    return style.get(W + "type", "paragraph"), "" if name is None else name.get(VAL, "").casefold()


def _rename(style: XmlElement, ids: Mapping[str, str]) -> None:
    """An added style under the ids of the file; it is the default of nothing there."""
    style.attrib.pop(W + "default", None)
    style.set(_ID, ids[style.get(_ID, "")])
    for link in ("basedOn", "next", "link"):
        for element in style.iterfind(W + link):
            element.set(VAL, ids[element.get(VAL, "")])
