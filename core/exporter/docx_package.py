"""The Word package around the document: the parts of the edition's style.docx, the properties, the zip file.

style.docx is read once and kept until the file changes. Everything in it goes out as it is, but for the document and
the three property parts, so an edition (or an office) changes page, type and footers without touching the program.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from core.errors import TemplateError
from core.exporter.docx_markup import W
from core.exporter.markup import XmlElement, clean
from core.report import Meta

DOCUMENT = "word/document.xml"
_CORE = "docProps/core.xml"
_APP = "docProps/app.xml"
_CUSTOM = "docProps/custom.xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_CP = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DC = "http://purl.org/dc/elements/1.1/"
_DCTERMS = "http://purl.org/dc/terms/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_VT = f"{_OFFICE}/docPropsVTypes"
_USER_PROPERTIES = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


@dataclass(frozen=True, slots=True)
class Style:
    """The parts of a style.docx that go out unchanged, in order, and its section properties (page, grid, footers)."""

    parts: tuple[tuple[str, bytes], ...]
    section: XmlElement


def load_style(path: Path) -> Style:
    """The style document at `path`. Raises TemplateError."""
    try:
        stamp = path.stat()
        return _read_style(path, stamp.st_mtime_ns, stamp.st_size)
    except (OSError, BadZipFile, KeyError, etree.LxmlError, StopIteration) as error:
        raise TemplateError(f"样式文件“{path.name}”（在 {path.parent} 中）缺失或已损坏，请重新安装程序。") from error


@lru_cache(maxsize=8)
def _read_style(path: Path, _changed: int, _size: int) -> Style:
    with ZipFile(path) as package:
        parts = tuple((name, package.read(name)) for name in package.namelist() if not name.endswith("/"))
        document = etree.fromstring(package.read(DOCUMENT), etree.XMLParser(resolve_entities=False, no_network=True))
    section = next(document.iter(W + "sectPr"))
    return Style(tuple(part for part in parts if part[0] not in (DOCUMENT, _CORE, _APP, _CUSTOM)), section)


def properties(meta: Meta, edition: str) -> dict[str, str]:
    """What the program writes into a file about the report, so that its own import need not guess."""
    known = {"edition": edition, "organ": meta.organ, "year": "" if meta.year is None else str(meta.year)}
    return {f"nianbao.{name}": clean(text) for name, text in known.items() if text}


def pack(style: Style, document: XmlElement, meta: Meta, edition: str, moment: datetime | None) -> bytes:
    """The whole file. `moment` is the time that the properties name, now for None."""
    parts = (
        *style.parts,
        (DOCUMENT, _serialise(document)),
        (_CORE, _core(meta, moment or datetime.now(UTC))),
        (_APP, _serialise(_app())),
        (_CUSTOM, _serialise(_custom(properties(meta, edition)))),
    )
    return _zipped(parts)


def _zipped(parts: Iterable[tuple[str, bytes]]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as package:
        for name, data in parts:
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            package.writestr(entry, data)
    return buffer.getvalue()


def _serialise(element: XmlElement) -> bytes:
    return etree.tostring(element, encoding="UTF-8", xml_declaration=True, standalone=True)


def _core(meta: Meta, moment: datetime) -> bytes:
    root = etree.Element(f"{{{_CP}}}coreProperties", nsmap={"cp": _CP, "dc": _DC, "dcterms": _DCTERMS, "xsi": _XSI})
    written: Mapping[str, str] = {"title": meta.title, "creator": meta.organ}
    for name, text in written.items():
        if text:
            etree.SubElement(root, f"{{{_DC}}}{name}").text = clean(text)
    stamp = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for name in ("created", "modified"):
        etree.SubElement(root, f"{{{_DCTERMS}}}{name}", {f"{{{_XSI}}}type": "dcterms:W3CDTF"}).text = stamp
    return _serialise(root)


def _app() -> XmlElement:
    namespace = f"{_OFFICE}/extended-properties"
    root = etree.Element(f"{{{namespace}}}Properties", nsmap={None: namespace})
    etree.SubElement(root, f"{{{namespace}}}Application").text = "nianbao"
    return root


def _custom(values: Mapping[str, str]) -> XmlElement:
    namespace = f"{_OFFICE}/custom-properties"
    root = etree.Element(f"{{{namespace}}}Properties", nsmap={None: namespace, "vt": _VT})
    for number, (name, text) in enumerate(values.items(), 2):
        attributes = {"fmtid": _USER_PROPERTIES, "pid": str(number), "name": name}
        entry = etree.SubElement(root, f"{{{namespace}}}property", attributes)
        etree.SubElement(entry, f"{{{_VT}}}lpwstr").text = text
    return root
