"""The text of an OpenDocument paragraph as a person sees it, and what hangs on it (ODF 1.3 part 3, 6.1).

White space collapses as in the standard, tracked deletions are stored elsewhere and never met here. Text boxes,
pictures, footnotes and comments inside a paragraph are collected beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from core.importer.guard import XmlElement

_SPACES = re.compile("[ \t\r\n]+")
_NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TEXT, TABLE, OFFICE, DRAW, STYLE = (_NS % name for name in ("text", "table", "office", "drawing", "style"))
P, H = TEXT + "p", TEXT + "h"
_FRAME, _GROUP = DRAW + "frame", DRAW + "g"
_SHAPES = frozenset(DRAW + shape for shape in ("custom-shape", "rect", "text-box", "ellipse", "caption", "polygon"))
_LEFT_OUT = frozenset((TEXT + "ruby-text", OFFICE + "forms", OFFICE + "event-listeners", TEXT + "note-citation", TEXT + "script"))
_WHITE = {TEXT + "tab": "\t", TEXT + "line-break": "\n"}
_MAX_SPACES = 200


@dataclass(slots=True)
class Found:
    """What a paragraph holds beside its text; `boxes` and `notes` are elements whose content is still to be read.

    `unseen` names the styles of hidden text, `hidden` is the text that has them.
    """

    unseen: frozenset[str] = frozenset()
    hidden: list[str] = field(default_factory=list[str])
    boxes: list[XmlElement] = field(default_factory=list[XmlElement])
    notes: list[XmlElement] = field(default_factory=list[XmlElement])
    comments: list[str] = field(default_factory=list[str])
    pictures: list[str] = field(default_factory=list[str])


def text_of(paragraph: XmlElement, found: Found) -> str:
    """The visible text of a `text:p` or `text:h`, manual line breaks as newlines."""
    pieces: list[str] = []
    _collect(paragraph, pieces, found)
    return "".join(pieces).strip(" ")


def _collect(element: XmlElement, pieces: list[str], found: Found) -> None:
    _add(element.text, pieces)
    for child in element:
        if not _special(child, pieces, found):
            _collect(child, pieces, found)
        _add(child.tail, pieces)


def _add(text: str | None, pieces: list[str]) -> None:
    if text:
        collapsed = _SPACES.sub(" ", text)
        follows_space = not pieces or pieces[-1].endswith((" ", "\n"))
        pieces.append(collapsed.removeprefix(" ") if follows_space else collapsed)


def _special(child: XmlElement, pieces: list[str], found: Found) -> bool:
    """Handle what is no plain run of text; False when the content is to be read as text."""
    tag = str(child.tag)
    if tag == TEXT + "s":
        pieces.append(" " * min(int(child.get(TEXT + "c", "1")), _MAX_SPACES))
    elif tag in _WHITE:
        pieces.append(_WHITE[tag])
    elif tag == TEXT + "note":
        found.notes.append(child)
    elif tag == OFFICE + "annotation":
        found.comments.append(plain_lines(child))
    elif tag == _FRAME or tag in _SHAPES:
        _take_shape(child, found)
    elif child.get(TEXT + "style-name") in found.unseen:
        found.hidden.append("".join(child.itertext("*")))
    elif tag != _GROUP:
        return tag in _LEFT_OUT
    else:
        return False
    return True


def _take_shape(shape: XmlElement, found: Found) -> None:
    box = shape.find(DRAW + "text-box")
    if box is not None or shape.tag != _FRAME:
        found.boxes.append(shape if box is None else box)
    else:
        title = shape.find("{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}desc")
        found.pictures.append("" if title is None else "".join(title.itertext("*")))


def hidden_styles(roots: Iterable[XmlElement]) -> frozenset[str]:
    """The names of the styles whose text is not shown."""
    styles = (style for root in roots for style in root.iter(STYLE + "style"))
    return frozenset(
        style.get(STYLE + "name", "")
        for style in styles
        if any(part.get(TEXT + "display") == "none" for part in style.iterchildren(STYLE + "text-properties"))
    )


def plain_lines(element: XmlElement) -> str:
    """All paragraphs inside an element, one a line; what hangs on them is left out."""
    return "\n".join(filter(None, (text_of(paragraph, Found()) for paragraph in element.iter(P, H))))
