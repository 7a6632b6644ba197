"""The Word package around the document: the parts of the style document, the properties, the zip file.

Everything in the style document goes out as it is, but for the document and the three property parts, so an edition (or
an office) changes page, type and footers without touching the program.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

from core.exporter.blocks import Document
from core.exporter.docx_style import APP, CORE, CUSTOM, Style
from core.exporter.markup import XmlElement, clean

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_CP = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DC = "http://purl.org/dc/elements/1.1/"
_DCTERMS = "http://purl.org/dc/terms/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_VT = f"{_OFFICE}/docPropsVTypes"
_USER_PROPERTIES = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_OURS = ("edition", "organ", "year")


def properties(known: Mapping[str, str]) -> dict[str, str]:
    """What the program writes into a file about the report, so that its own import need not guess."""
    return {f"nianbao.{name}": clean(known[name]) for name in _OURS if name in known}


def pack(style: Style, body: str, document: Document, moment: datetime | None) -> bytes:
    """The whole file around the text of the body. `moment` is the time that the properties name, now for None."""
    parts = (
        *style.parts,
        (style.name, style.around(body).encode("utf-8")),
        (CORE, _core(document, moment or datetime.now(UTC))),
        (APP, _serialise(_app())),
        (CUSTOM, _serialise(_custom(properties(document.known)))),
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


def _core(document: Document, moment: datetime) -> bytes:
    root = etree.Element(f"{{{_CP}}}coreProperties", nsmap={"cp": _CP, "dc": _DC, "dcterms": _DCTERMS, "xsi": _XSI})
    written: Mapping[str, str] = {"title": document.title, "creator": document.author}
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
