"""Content types and relationships of a Word package: saying that a part is there, and who refers to it.

Works on a package as a dictionary of parts, which it changes. What is already said right is left as it is, byte for byte.
"""

from __future__ import annotations

import posixpath

from lxml import etree

from core.exporter.markup import XmlElement

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "[Content_Types].xml"
_OVERRIDE = f"{{{PACKAGE}/content-types}}Override"
_RELATIONSHIP = f"{{{PACKAGE}/relationships}}Relationship"
_RELATIONSHIPS = f"{{{PACKAGE}/relationships}}Relationships"

Parts = dict[str, bytes]


def declare(parts: Parts, name: str, content_type: str) -> None:
    """Say what the part `name` is."""
    root = parse(parts[TYPES])
    found = [entry for entry in root.iterfind(_OVERRIDE) if entry.get("PartName", "").lstrip("/").casefold() == name.casefold()]
    if any(entry.get("ContentType") == content_type for entry in found):
        return
    for entry in found:
        root.remove(entry)
    etree.SubElement(root, _OVERRIDE, PartName=f"/{name}", ContentType=content_type)
    parts[TYPES] = _written(root)


def relate(parts: Parts, source: str, kind: str, target: str) -> str:
    """Have the part `source` ("" for the package) refer to the part `target`; returns the id of the relationship."""
    folder, name = posixpath.dirname(source), _rels_of(source)
    root = parse(parts[name]) if name in parts else etree.Element(_RELATIONSHIPS, nsmap={None: f"{PACKAGE}/relationships"})
    for link in root.iterfind(_RELATIONSHIP):
        if link.get("Type") == kind and resolved(folder, link.get("Target", "")) == target:
            return link.get("Id", "")
    taken = {link.get("Id") for link in root}
    number = next(number for number in range(1, len(root) + 2) if f"rIdN{number}" not in taken)
    attributes = {"Id": f"rIdN{number}", "Type": kind, "Target": f"/{target}"}
    etree.SubElement(root, _RELATIONSHIP, attributes)
    parts[name] = _written(root)
    return attributes["Id"]


def drop(parts: Parts, kind: str, target: str) -> None:
    """Forget the package's relationships of that kind to other parts than `target`, and those parts."""
    root = parse(parts["_rels/.rels"])
    links = [link for link in root.iterfind(_RELATIONSHIP) if link.get("Type") == kind]
    others = [link for link in links if resolved("", link.get("Target", "")) != target]
    for link in others:
        parts.pop(resolved("", link.get("Target", "")), None)
        root.remove(link)
    if others:
        parts["_rels/.rels"] = _written(root)


def sever(parts: Parts, source: str, kind: str) -> None:
    """Remove the relationships of that kind (the last word of their type) from the part `source`."""
    name = _rels_of(source)
    if name not in parts:
        return
    root = parse(parts[name])
    links = [link for link in root.iterfind(_RELATIONSHIP) if link.get("Type", "").endswith(f"/{kind}")]
    for link in links:
        root.remove(link)
    if links:
        parts[name] = _written(root)


def _rels_of(source: str) -> str:
    folder, base = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def resolved(folder: str, target: str) -> str:
    """The name of the part that a relationship of a part in `folder` names."""
    return posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")


def parse(data: bytes) -> XmlElement:
    """The root of a part that has passed the gate for files."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def _written(root: XmlElement) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
