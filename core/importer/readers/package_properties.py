"""Reads the document properties of an Office package: title and the like, and those a program defined."""

from __future__ import annotations

from core.importer.guard import SafePackage, XmlElement

_CORE = frozenset(("title", "subject", "creator", "description", "keywords", "category"))


def read_properties(package: SafePackage) -> dict[str, str]:
    """Core properties by their plain names and custom ones by their own; a custom one never hides a core one."""
    found: dict[str, str] = {}
    for link in package.relationships("").values():
        kind = link.kind.replace("-", "").casefold()
        part = None if link.external else package.find(link.target)
        if part is None or kind not in ("coreproperties", "customproperties"):
            continue
        core = kind == "coreproperties"
        for node in package.xml(part):
            name = _local_name(node) if core else node.get("name", "")
            text = "".join(node.itertext("*")).strip()
            if text and core == (name in _CORE):
                found[name] = text
    return found


def _local_name(node: XmlElement) -> str:
    return str(node.tag).rpartition("}")[2]
