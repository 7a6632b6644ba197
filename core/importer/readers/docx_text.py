"""The visible text of one Word paragraph: runs, fields, tracked changes, hidden text, symbols, what floats beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from lxml import etree

from core.importer.guard import XmlElement
from core.importer.readers import docx_names as w
from core.importer.readers.docx_model import Beside, Paragraph
from core.importer.readers.docx_numbering import Numbering
from core.importer.readers.docx_styles import (
    NumberingRef,
    Styles,
    heading_of_outline,
    read_numbering_ref,
)
from core.importer.readers.docx_survey import Survey

_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TEXT_PATH = "{urn:schemas-microsoft-com:vml}textpath"
_IMAGES = frozenset(
    (
        "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
        "{urn:schemas-microsoft-com:vml}imagedata",
        "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart",
        "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds",
    )
)
_KNOWN_TO_WORD = ("http://schemas.microsoft.com/office/", "http://schemas.openxmlformats.org/", "urn:schemas-microsoft-com:")
_PRIVATE_USE = range(0xE000, 0xF900)


@dataclass(slots=True)
class _Properties:
    style_id: str
    heading: int | None
    numbering: NumberingRef | None = None
    mark_deleted: bool = False
    mark_hidden: bool = False


class TextReader:
    """Reads the paragraphs of a document in order. What it meets on the way is kept for the document as a whole."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering
        self.survey = Survey(styles.hide_text)
        self.tracked_changes = False
        self.sections: list[XmlElement] = []
        self.footnotes: dict[str, None] = {}
        self.endnotes: dict[str, None] = {}
        self._visible: list[str] = []
        self._hidden: list[str] = []
        self._target = self._visible
        self._drawn = _Drawing()
        self._style_hides = False
        self._field_results: list[bool] = []
        self._instructions = 0

    def read_plain(self, element: XmlElement) -> Paragraph:
        """Read a w:p that is not among the survey's paragraphs: the short way, with the same result as `read`."""
        style_id = self.survey.style_ids.get(element)
        style = self._styles.default if style_id is None else self._styles.get(style_id)
        if style.hidden:
            return self.read(element)[0]
        texts: list[str] = []
        for node in element.iter(w.TEXT):
            text = node.text
            if text:
                texts.append(text if text[0] > " " and text[-1] > " " else _trimmed(node, text))
        text = texts[0] if len(texts) == 1 else "".join(texts)
        if style.numbering.number_id:
            text = self._numbering.label(None, style_id or self._styles.default_id) + text
        return Paragraph(text, style.heading)

    def read(self, element: XmlElement, carried: str = "") -> tuple[Paragraph, list[XmlElement]]:
        """Read a w:p, and find the contents of the text boxes anchored in it.

        `carried` is the text of paragraphs before it whose marks are deleted.
        """
        self._visible = [carried] if carried else []
        self._hidden = []
        self._drawn = drawn = _Drawing()
        self._style_hides = bool(self._styles.default.hidden)
        # Fields may run over many paragraphs, but then only their results do: an instruction that is not closed
        # here is a broken field, and must not swallow the rest of the document.
        self._field_results.clear()
        self._instructions = 0
        properties = _Properties(self._styles.default_id, self._styles.default.heading)
        for child in element:
            tag = child.tag
            if tag == w.RUN:
                self._run(child)
            elif tag == w.PARAGRAPH_PROPERTIES:
                self._properties(child, properties)
            else:
                self._inline(str(tag), child)
        paragraph = self._finish("".join(self._visible), properties)
        if self._hidden or drawn.pictures or drawn.word_art:
            paragraph.beside = Beside([], drawn.word_art, drawn.pictures, "".join(self._hidden))
        return paragraph, drawn.boxes

    def _finish(self, text: str, properties: _Properties) -> Paragraph:
        unseen = properties.mark_deleted or (properties.mark_hidden and not text)
        label = "" if unseen else self._numbering.label(properties.numbering, properties.style_id)
        return Paragraph(label + text, properties.heading, properties.mark_deleted)

    def _properties(self, element: XmlElement, properties: _Properties) -> None:
        for child in element:
            tag = child.tag
            if tag == w.STYLE:
                properties.style_id = child.get(w.VAL, "")
                style = self._styles.get(properties.style_id)
                properties.heading = style.heading
                self._style_hides = bool(style.hidden)
            elif tag == w.RUN_PROPERTIES:
                self._paragraph_mark(child, properties)
            elif tag == w.NUMBERING:
                properties.numbering = read_numbering_ref(child)
            elif tag == w.OUTLINE:
                properties.heading = heading_of_outline(child.get(w.VAL))
            elif tag == w.SECTION:
                self.sections.append(child)

    def _paragraph_mark(self, element: XmlElement, properties: _Properties) -> None:
        for child in element:
            tag = child.tag
            if tag in w.DELETED:
                properties.mark_deleted = self.tracked_changes = True
            elif tag in w.INSERTED:
                self.tracked_changes = True
            elif tag == w.HIDDEN:
                properties.mark_hidden = w.is_on(child)

    def _inline(self, tag: str, element: XmlElement) -> None:
        if tag in w.TRANSPARENT:
            self._inlines(element)
        elif tag in w.INSERTED:
            self.tracked_changes = True
            self._inlines(element)
        elif tag in w.DELETED:
            self.tracked_changes = True
        elif tag == w.CONTROL:
            for content in control_content(element):
                self._inlines(content)
        elif tag == w.ALTERNATE:
            self._inlines(chosen(element))
        elif tag in w.MATH:
            self._visible.extend(text.text or "" for text in element.iter(w.MATH_TEXT))

    def _inlines(self, element: XmlElement) -> None:
        for child in element:
            tag = child.tag
            if tag == w.RUN:
                self._run(child)
            else:
                self._inline(str(tag), child)

    def _run(self, run: XmlElement) -> None:
        out = self._hidden if self._style_hides else self._visible
        for child in run:
            tag = child.tag
            if tag == w.TEXT:
                text = child.text
                if text and not self._instructions:
                    out.append(text if text[0] > " " and text[-1] > " " else _trimmed(child, text))
            elif tag == w.RUN_PROPERTIES:
                out = self._hidden if self._hides(child) else self._visible
            else:
                self._target = out
                self._other_in_run(str(tag), child)

    def _hides(self, properties: XmlElement) -> bool:
        by_style = self._style_hides
        for child in properties:
            tag = child.tag
            if tag == w.HIDDEN:
                return w.is_on(child)
            if tag == w.RUN_STYLE:
                hidden = self._styles.get(child.get(w.VAL, "")).hidden
                by_style = by_style if hidden is None else hidden
        return by_style

    def _other_in_run(self, tag: str, element: XmlElement) -> None:
        plain = w.PLAIN.get(tag)
        if plain is not None:
            if not self._instructions:
                self._target.append(plain)
            return
        handler = self._IN_RUN.get(tag)
        if handler is not None:
            handler(self, element)

    def _field_char(self, element: XmlElement) -> None:
        kind = element.get(w.FIELD_CHAR_TYPE)
        if kind == "begin":
            self._field_results.append(False)
            self._instructions += 1
        elif self._field_results and kind in ("separate", "end"):
            in_result = self._field_results.pop()
            if not in_result:
                self._instructions -= 1
            if kind == "separate":
                self._field_results.append(True)

    def _symbol(self, element: XmlElement) -> None:
        try:
            code = int(element.get(w.SYMBOL_CHAR, ""), 16)
        except ValueError:
            return
        if 32 <= code <= 0x10FFFF and code not in _PRIVATE_USE and not 0xD800 <= code < 0xE000:
            self._target.append(chr(code))

    def _ruby(self, element: XmlElement) -> None:
        target = self._target
        for base in element.iterchildren(w.RUBY_BASE):
            self._inlines(base)
        self._target = target

    def _alternate_in_run(self, element: XmlElement) -> None:
        for child in chosen(element):
            if child.tag == w.TEXT:
                self._target.append(child.text or "")
            else:
                self._other_in_run(str(child.tag), child)

    def _footnote(self, element: XmlElement) -> None:
        self.footnotes[element.get(w.ID, "")] = None

    def _endnote(self, element: XmlElement) -> None:
        self.endnotes[element.get(w.ID, "")] = None

    def _drawing(self, element: XmlElement) -> None:
        if self._target is self._hidden:
            return
        drawn = self._drawn
        boxes_before = len(drawn.boxes)
        drawn.image = False
        drawn.explore(element)
        if drawn.image and len(drawn.boxes) == boxes_before:
            drawn.pictures += 1

    _IN_RUN: ClassVar[dict[str, Callable[[TextReader, XmlElement], None]]] = {
        w.FIELD_CHAR: _field_char,
        w.SYMBOL: _symbol,
        w.RUBY: _ruby,
        w.ALTERNATE: _alternate_in_run,
        w.FOOTNOTE_REFERENCE: _footnote,
        w.ENDNOTE_REFERENCE: _endnote,
        **dict.fromkeys(w.DRAWINGS, _drawing),
    }


@dataclass(slots=True)
class _Drawing:
    """What the drawings of one paragraph hold; `image` speaks of the last one explored."""

    boxes: list[XmlElement] = field(default_factory=list[XmlElement])
    word_art: list[str] = field(default_factory=list[str])
    image: bool = False
    pictures: int = 0

    def explore(self, element: XmlElement) -> None:
        for child in element:
            tag = child.tag
            if tag == w.TEXT_BOX:
                self.boxes.append(child)
            elif tag == w.ALTERNATE:
                self.explore(chosen(child))
            else:
                self._shape(str(tag), child)
                self.explore(child)

    def _shape(self, tag: str, element: XmlElement) -> None:
        if tag in _IMAGES:
            self.image = True
        elif tag == _TEXT_PATH and element.get("string"):
            self.word_art.append(element.get("string", ""))


def control_content(control: XmlElement) -> Iterator[XmlElement]:
    """The content of a content control; nothing while it only shows its placeholder."""
    if not shows_placeholder(control):
        yield from control.iterchildren(w.CONTROL_CONTENT)


def shows_placeholder(control: XmlElement) -> bool:
    """Whether a w:sdt shows a prompt such as 「单击此处输入文字」 instead of something written."""
    return any(
        w.is_on(mark)
        for properties in control.iterchildren(w.CONTROL_PROPERTIES)
        for mark in properties.iterchildren(w.PLACEHOLDER)
    )


def chosen(alternate: XmlElement) -> XmlElement:
    """The branch of an mc:AlternateContent that Word shows; an empty element if it shows none."""
    for branch in alternate:
        if branch.tag == w.FALLBACK or (branch.tag == w.CHOICE and _understood(branch)):
            return branch
    return _NOTHING


_NOTHING = etree.Element("nothing")


def _understood(choice: XmlElement) -> bool:
    required = [choice.nsmap.get(prefix, "") for prefix in choice.get("Requires", "").split()]
    return all(namespace.startswith(_KNOWN_TO_WORD) for namespace in required)


def _trimmed(element: XmlElement, text: str) -> str:
    return text if element.get(_XML_SPACE) == "preserve" else text.strip(" \t\r\n")
