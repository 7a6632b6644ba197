"""A word such as 送审稿 across every page of a Word document: a shape in the headers, as Word itself makes it.

Headers that the style document has keep their content and get the shape too; where there is none, one is added.
"""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import etree

from core.exporter.docx_links import Parts, declare, parse, relate, resolved
from core.exporter.docx_markup import RELATIONS, WORD, W
from core.exporter.docx_style import Style
from core.exporter.markup import XmlElement

_HEADER = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
_REFERENCE = re.compile(r"<w:headerReference [^>]*?/>")
_ATTRIBUTE = re.compile(r'(\w+):(\w+)="([^"]*)"')
_HEIGHT = 110  # points of one character
_SHAPE = """<w:r xmlns:w="{w}" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">\
<w:rPr><w:noProof/></w:rPr><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" \
path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>\
<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>\
<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>\
<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>\
<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" \
o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/></v:shapetype>\
<v:shape id="NianbaoWatermark{number}" o:spid="_x0000_s{spid}" type="#_x0000_t136" style="position:absolute;margin-left:0;\
margin-top:0;width:{width}pt;height:{height}pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;\
mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin" \
o:allowincell="f" fillcolor="#d9d9d9" stroked="f"><v:fill opacity=".6"/>\
<v:textpath style="font-family:&quot;黑体&quot;;font-size:1pt" string=""/></v:shape></w:pict></w:r>"""


def with_watermark(style: Style, text: str) -> Style:
    """The style document with the word on every page."""
    parts: Parts = {**dict(style.parts), style.name: b""}
    present = {attributes["type"]: attributes["id"] for attributes in _references(style.section)}
    added = ""
    for number, kind in enumerate(dict.fromkeys([*_kinds(style), *present]), 1):
        if kind in present:
            name = _header_part(parts, style.name, present[kind])
            parts[name] = _with_shape(parse(parts[name]), text, number)
        else:
            added += _new_header(parts, style.name, (kind, number), text)
    del parts[style.name]
    start = style.section.index(">") + 1
    section = style.section[:start] + added + style.section[start:]
    return replace(style, parts=tuple(parts.items()), section=section)


def _kinds(style: Style) -> list[str]:
    """Which headers the pages use: Word takes an own one for even pages and for the first only where it is told to."""
    is_sided = any(b"<w:evenAndOddHeaders" in data for name, data in style.parts if name.endswith("settings.xml"))
    return ["default", *(["even"] if is_sided else []), *(["first"] if "<w:titlePg" in style.section else [])]


def _references(section: str) -> list[dict[str, str]]:
    """Type and relationship id of each header that the page has."""
    return [{name: value for _, name, value in _ATTRIBUTE.findall(found)} for found in _REFERENCE.findall(section)]


def _header_part(parts: Parts, document: str, link: str) -> str:
    folder, _, base = document.rpartition("/")
    links = parse(parts[f"{folder}/_rels/{base}.rels"])
    return next(resolved(folder, entry.get("Target", "")) for entry in links if entry.get("Id") == link)


def _new_header(parts: Parts, document: str, place: tuple[str, int], text: str) -> str:
    """Add a header with nothing but the word; returns the reference to it."""
    kind, number = place
    name = f"{document.rpartition('/')[0]}/headerNianbao{number}.xml"
    root = etree.Element(W + "hdr", nsmap={"w": WORD})
    etree.SubElement(root, W + "p")
    parts[name] = _with_shape(root, text, number)
    declare(parts, name, _HEADER)
    link = relate(parts, document, f"{RELATIONS}/header", name)
    return f'<w:headerReference xmlns:r="{RELATIONS}" w:type="{kind}" r:id="{link}"/>'


def _with_shape(root: XmlElement, text: str, number: int) -> bytes:
    width = _HEIGHT * max(2, len(text))
    facts = {"w": WORD, "number": number, "spid": 2048 + number, "width": min(width, 440), "height": _HEIGHT}
    shape = etree.fromstring(_SHAPE.format(**facts))
    for path in shape.iter("{urn:schemas-microsoft-com:vml}textpath"):
        if path.get("string") is not None:
            path.set("string", text)
    paragraphs = root.findall(W + "p")
    (paragraphs[-1] if paragraphs else etree.SubElement(root, W + "p")).append(shape)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
