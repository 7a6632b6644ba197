"""What styles give a paragraph beyond its look: outline level, automatic number, hidden text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.importer.guard import XmlElement
from core.importer.readers import docx_names as w
from core.importer.readers.docx_names import to_int, word

_HEADING_NAME = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_STYLE = word("style")
_STYLE_ID = word("styleId")
_DEFAULT = word("default")
_BASED_ON = word("basedOn")
_NAME = word("name")
_STYLE_END = b"</w:style>"
_BODY_LEVEL = 9
"""The outlineLvl that means "body text" and undoes what a style gave."""


@dataclass(frozen=True, slots=True)
class NumberingRef:
    """A w:numPr. None means "not said here", which leaves it to the style; number_id "0" takes the number away."""

    number_id: str | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Style:
    """A style with all that it inherits. `heading` is 1-9 or None; `hidden` None where no style of the chain speaks of it."""

    heading: int | None = None
    numbering: NumberingRef = NumberingRef()
    hidden: bool | None = None


_PLAIN = Style()


def heading_of_outline(value: str | None) -> int | None:
    """1-9 for the w:outlineLvl values 0-8, None for body text."""
    level = to_int(value, _BODY_LEVEL)
    return level + 1 if 0 <= level < _BODY_LEVEL else None


def read_numbering_ref(properties: XmlElement) -> NumberingRef:
    """Read a w:numPr."""
    number_id: str | None = None
    level: int | None = None
    for child in properties:
        if child.tag == w.NUMBER_ID:
            number_id = child.get(w.VAL)
        elif child.tag == w.NUMBER_LEVEL:
            level = to_int(child.get(w.VAL), 0)
    return NumberingRef(number_id, level)


def lean(data: bytes) -> bytes:
    """The bytes of styles.xml without table styles and latent styles: most of many a file, and nothing that is read here."""
    before, latent, rest = data.partition(b"<w:latentStyles")
    _, end, after = rest.partition(b"</w:latentStyles>")
    if latent and end:
        data = before + after
    styles = data.split(_STYLE_END)
    last = styles.pop()
    kept = [style for style in styles if b'w:type="table"' not in style[style.rfind(b"<w:style ") :]]
    return b"".join(style + _STYLE_END for style in kept) + last


class Styles:
    """The styles of a document by id; unknown ids and broken chains count as plain text."""

    def __init__(self, root: XmlElement | None) -> None:
        self._elements: dict[str, XmlElement] = {}
        self._resolved: dict[str, Style] = {}
        self.hide_text = root is not None and next(root.iter(w.HIDDEN), None) is not None
        """Whether some style may hide text."""
        self.default = _PLAIN
        self.default_id = ""
        for element in () if root is None else root.iterchildren(_STYLE):
            style_id = element.get(_STYLE_ID, "")
            self._elements[style_id] = element
            if element.get(w.TYPE) == "paragraph" and element.get(_DEFAULT, "0") in ("1", "true", "on"):
                self.default_id = style_id
        if self.default_id:
            self.default = self.get(self.default_id)

    def get(self, style_id: str) -> Style:
        """The style `style_id` with what it inherits."""
        style = self._resolved.get(style_id)
        if style is None:
            style = self._resolved[style_id] = self._resolve(style_id)
        return style

    def _resolve(self, style_id: str) -> Style:
        chain: list[Style] = []
        seen: set[str] = set()
        while style_id in self._elements and style_id not in seen:
            seen.add(style_id)
            own, style_id = _read_style(self._elements[style_id])
            chain.append(own)
        return Style(
            next((style.heading for style in chain if style.heading is not None), None) or None,
            NumberingRef(
                next((style.numbering.number_id for style in chain if style.numbering.number_id is not None), None),
                next((style.numbering.level for style in chain if style.numbering.level is not None), None),
            ),
            next((style.hidden for style in chain if style.hidden is not None), None),
        )


def _read_style(element: XmlElement) -> tuple[Style, str]:
    """What one style itself says and the id of the style that it is based on; heading 0 = expressly body text."""
    based_on = ""
    named: int | None = None
    heading: int | None = None
    numbering = NumberingRef()
    hidden: bool | None = None
    for child in element:
        tag = child.tag
        if tag == _NAME:
            match = _HEADING_NAME.fullmatch(child.get(w.VAL, "").strip())
            named = int(match[1]) if match else None
        elif tag == _BASED_ON:
            based_on = child.get(w.VAL, "")
        elif tag == w.PARAGRAPH_PROPERTIES:
            heading, numbering = _read_paragraph_properties(child)
        elif tag == w.RUN_PROPERTIES:
            hidden = hidden_property(child)
    return Style(named if heading is None else heading, numbering, hidden), based_on


def _read_paragraph_properties(properties: XmlElement) -> tuple[int | None, NumberingRef]:
    heading: int | None = None
    numbering = NumberingRef()
    for child in properties:
        if child.tag == w.OUTLINE:
            heading = heading_of_outline(child.get(w.VAL)) or 0
        elif child.tag == w.NUMBERING:
            numbering = read_numbering_ref(child)
    return heading, numbering


def hidden_property(properties: XmlElement) -> bool | None:
    """Whether a w:rPr hides its text itself; None if it says nothing."""
    for child in properties.iterchildren(w.HIDDEN):
        return w.is_on(child)
    return None
