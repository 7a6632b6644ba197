"""Bookmarks and author for a finished PDF: Qt writes neither, so they are appended as the format provides for.

Works on files as Qt writes them: one table of objects, one flat list of pages, the catalog in plain text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

_TRAILER = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref\s+(\d+)\s+%%EOF\s*$", re.DOTALL)
_SIZE = re.compile(rb"/Size\s+(\d+)")
_PAGES = re.compile(rb"/Type\s*/Pages\b.*?/Kids\s*\[(.*?)\]", re.DOTALL)
_REFERENCE = re.compile(rb"(\d+)\s+0\s+R")


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A heading: `level` from 1, `page` from 0, `top` in points from the lower edge of the paper."""

    level: int
    title: str
    page: int
    top: float


def with_outline(pdf: bytes, bookmarks: Sequence[Bookmark], author: str = "") -> bytes:
    """The PDF with bookmarks, which a reader shows beside the pages, and its author; unchanged if it is not as expected."""
    trailer, pages = _TRAILER.search(pdf), _PAGES.search(pdf)
    size = trailer and _SIZE.search(trailer.group(1))
    if trailer is None or pages is None or size is None:
        return pdf
    first = int(size.group(1))
    objects: dict[int, bytes] = {}
    if bookmarks:
        kids = [int(number) for number in _REFERENCE.findall(pages.group(1))]
        objects = {first + number: body for number, body in enumerate(_outline(bookmarks, kids, first))}
        objects |= _extended(pdf, trailer, b"Root", b"/Outlines %d 0 R /PageMode /UseOutlines" % first)
    if author:
        objects |= _extended(pdf, trailer, b"Info", b"/Author " + _text(author))
    if not objects:
        return pdf
    entries = _SIZE.sub(b"/Size %d" % max(first, *(number + 1 for number in objects)), trailer.group(1))
    return _appended(pdf, objects, entries + b" /Prev " + trailer.group(2))


def _extended(pdf: bytes, trailer: re.Match[bytes], name: bytes, entries: bytes) -> dict[int, bytes]:
    """The object that the trailer calls so, with further entries, under its number; {} when it is not found."""
    reference = re.search(rb"/%s\s+(\d+)\s+0\s+R" % name, trailer.group(1))
    found = reference and re.search(rb"(?:^|\s)%s 0 obj\s*(<<.*?)>>\s*endobj" % reference.group(1), pdf, re.DOTALL)
    return {int(reference.group(1)): found.group(1) + entries + b" >>"} if reference and found else {}


def _text(text: str) -> bytes:
    return b"<FEFF%s>" % text.encode("utf-16-be", "replace").hex().upper().encode()


def _outline(bookmarks: Sequence[Bookmark], pages: Sequence[int], first: int) -> list[bytes]:
    """The root of the tree of bookmarks and, behind it, each bookmark."""
    parents = [_parent(bookmarks, index) for index in range(len(bookmarks))]
    bodies = [_branch(parents, -1, first) + b"/Type /Outlines"]
    for index, mark in enumerate(bookmarks):
        siblings = [other for other, parent in enumerate(parents) if parent == parents[index]]
        place = siblings.index(index)
        body = b"/Title %s /Parent %d 0 R " % (_text(mark.title), first + 1 + parents[index])
        body += b"/Dest [%d 0 R /XYZ 0 %.1f 0] " % (pages[mark.page], mark.top)
        body += b"/Prev %d 0 R " % (first + 1 + siblings[place - 1]) if place else b""
        body += b"/Next %d 0 R " % (first + 1 + siblings[place + 1]) if place + 1 < len(siblings) else b""
        bodies.append(body + _branch(parents, index, first))
    return [b"<< " + body + b" >>" for body in bodies]


def _parent(bookmarks: Sequence[Bookmark], index: int) -> int:
    """The nearest bookmark above of a higher rank, -1 for the root."""
    level = bookmarks[index].level
    return next((other for other in range(index - 1, -1, -1) if bookmarks[other].level < level), -1)


def _branch(parents: Sequence[int], index: int, first: int) -> bytes:
    """What a bookmark says of those below it. All are shown opened."""
    children = [child for child, parent in enumerate(parents) if parent == index]
    if not children:
        return b""
    below = list(takewhile(lambda child: index < 0 or parents[child] >= index, range(index + 1, len(parents))))
    return b"/First %d 0 R /Last %d 0 R /Count %d " % (first + 1 + children[0], first + 1 + children[-1], len(below))


def _appended(pdf: bytes, objects: dict[int, bytes], trailer: bytes) -> bytes:
    """The file with further objects, a table of them and a trailer that points to the table before."""
    content = bytearray(pdf if pdf.endswith(b"\n") else pdf + b"\n")
    table = b"xref\n"
    for number, body in sorted(objects.items()):
        table += b"%d 1\n%010d 00000 n \n" % (number, len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(content)
    return bytes(content) + table + b"trailer\n<<%s>>\nstartxref\n%d\n%%%%EOF\n" % (trailer, start)
