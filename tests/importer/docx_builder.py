"""Writes small Word files from raw XML, so that a test shows exactly the markup it is about."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

W_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PKG_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W_NS}" xmlns:r="{R_NS}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:unknown:future"'
)
_CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def par(content: str, properties: str = "") -> str:
    """A paragraph; plain text is wrapped in a run, markup is taken as it is."""
    inner = content if content.startswith("<") or not content else run(content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def cell(content: str = "", properties: str = "") -> str:
    inner = content if content.startswith(("<w:p>", "<w:sdt>", "<w:tbl>")) else par(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str, widths: Iterable[object] = ()) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def span(number: object) -> str:
    return f'<w:gridSpan w:val="{number}"/>'


MERGE_START = '<w:vMerge w:val="restart"/>'
MERGE_ON = "<w:vMerge/>"


def document(body: str) -> str:
    return f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"


def part(root: str, content: str) -> str:
    """Another WordprocessingML part: styles, numbering, footnotes, hdr, ..."""
    return f"<w:{root} {NAMESPACES}>{content}</w:{root}>"


def rels(*links: tuple[str, str, str] | tuple[str, str, str, str]) -> str:
    """(id, last word of the type, target[, mode]) …"""
    nodes = "".join(
        f'<Relationship Id="{link[0]}" Type="{R_NS}/{link[1]}" Target="{link[2]}"'
        + (f' TargetMode="{link[3]}"' if len(link) > 3 else "")
        + "/>"
        for link in links
    )
    return f'<Relationships xmlns="{PKG_RELS}">{nodes}</Relationships>'


def parts_of(body: str, **others: str) -> dict[str, str | bytes]:
    """The parts of a whole Word file; `others` are further parts of word/ by their relationship type."""
    links = [(f"rId{number}", kind, f"{kind}.xml") for number, kind in enumerate(others, 1)]
    return {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": rels(("rId1", "officeDocument", "word/document.xml")),
        "word/document.xml": document(body),
        "word/_rels/document.xml.rels": rels(*links),
        **{f"word/{kind}.xml": xml for kind, xml in others.items()},
    }


def write_zip(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def write_docx(path: Path, body: str, **others: str) -> Path:
    return write_zip(path, parts_of(body, **others))
