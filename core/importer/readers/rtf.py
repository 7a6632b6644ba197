r"""Rich Text Format, as Word, WPS and many web services write it: one pass over the tokens with a stack of groups.

Automatic numbers are text (`\listtext`), fields show their results, tracked deletions are left out and told. Unknown
destinations are passed over as the specification demands; depth and size are bounded.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from pathlib import Path

from core.importer.guard import one_error, read_file, refuse
from core.importer.readers.flow import TRACKED, Flow
from core.importer.readers.rtf_story import BODY, COMMENT, NUMBER, Stories
from core.importer.readers.rtf_tokens import Token, codec_of_charset, codec_of_page, tokens
from core.importer.source import SourceDocument

MAX_TOKENS = 1_000_000
MAX_DEPTH = 4000
MAX_NESTING = 20
_TOO_LARGE = "的内容过多或嵌套过深，不像是一份年度报告；请用 WPS 或 Word 打开后只留下报告内容，另存为 .docx 再导入。"

_CHARACTERS = {
    "tab": "\t",
    "line": "\n",
    "page": "\n",
    "lbr": "\n",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "~": "\xa0",
    "_": "-",
    "\\": "\\",
    "{": "{",
    "}": "}",
}
# Destinations of the old kind, without a \*, that hold no text of the report.
_SKIPPED = frozenset(
    (
        "colortbl", "info", "fldinst", "pict", "objdata", "nonshppict", "shprslt", "nonesttables", "themedata", "xe", "tc",
        "txe", "rxe", "filetbl", "revtbl", "listtable", "listoverridetable", "rsidtbl", "generator", "template", "falt",
        "panose", "sp", "fname", "fontemb", "atnid", "atnauthor", "bkmkstart", "bkmkend", "ftnsep", "ftnsepc", "aftnsep",
        "aftnsepc",
    )
)  # fmt: skip
_STORIES = {
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), "header"),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf"), "footer"),
    **dict.fromkeys(("listtext", "pntext"), NUMBER),
    **dict.fromkeys(("shptxt", "dptxbxtext"), "text_box"),
    "footnote": "note",
    "annotation": COMMENT,
}
# Destinations with a \* that hold text, or lead to some; others are passed over.
_ENTERED = frozenset(("shppict", "shpinst", "nesttableprops", "do", *_STORIES))


@dataclass(slots=True)
class _Group:
    r"""What a brace closes over. `destination` is text, skip, fonttbl or stylesheet; `story` is where text goes.

    `heading` is the paragraph's outline level from 1, `level` how deep in tables it stands; `starred` waits for the
    word behind a `\*`.
    """

    destination: str = "text"
    story: str = BODY
    font: int = -1
    fallback: int = 1
    hidden: bool = False
    deleted: bool = False
    starred: bool = False
    heading: int | None = None
    level: int = 0


def read(path: Path) -> SourceDocument:
    """The visible content of an RTF file. Raises UnreadableFileError, and nothing else."""
    return parse(read_file(path), path.name)


def parse(data: bytes, name: str) -> SourceDocument:
    """As `read`, for a file in memory that messages call `name`."""
    with one_error(name):
        reader = _Reader(name)
        for count, token in enumerate(tokens(data)):
            if count > MAX_TOKENS:
                refuse(name, _TOO_LARGE)
            reader.take(token)
        return reader.finished()


class _Reader:
    def __init__(self, name: str) -> None:
        self._name = name
        self._flow = Flow(name)
        self._stories = Stories(self._flow)
        self._groups = [_Group()]
        self._codec = "cp1252"
        self._font_codecs: dict[int, str] = {}
        self._style_levels: dict[int, int] = {}
        self._style = 0
        self._to_skip = 0
        self._bytes = bytearray()
        self._kind_of_note = "footnote"

    def take(self, token: Token) -> None:
        """The next token of the file."""
        match token.kind:
            case "text":
                self._text(token.text)
            case "open":
                self._open()
            case "close":
                self._close()
            case _:
                self._word(token.word, token.number)

    def finished(self) -> SourceDocument:
        """The document, once the last token was taken."""
        while len(self._groups) > 1:
            self._close()
        self._flush()
        self._stories.finish()
        return SourceDocument("rtf", self._flow.blocks, self._flow.notes)

    # --- groups and text ---

    def _open(self) -> None:
        self._flush()
        self._to_skip = 0
        if len(self._groups) >= MAX_DEPTH:
            refuse(self._name, _TOO_LARGE)
        self._groups.append(copy(self._groups[-1]))

    def _close(self) -> None:
        self._flush()
        self._to_skip = 0
        if len(self._groups) > 1:
            story = self._groups.pop().story
            if story != self._groups[-1].story:
                self._stories.end_story(story, self._kind_of_note)

    def _text(self, text: bytes) -> None:
        skipped = min(self._to_skip, len(text))
        self._to_skip -= skipped
        if self._groups[-1].destination == "text":
            self._bytes += text[skipped:]

    def _flush(self) -> None:
        """Decode what has come since the code page could last change: the two bytes of a character may come apart."""
        if self._bytes:
            codec = self._font_codecs.get(self._groups[-1].font) or self._codec
            self._put(self._bytes.decode(codec, "replace"))
            self._bytes.clear()

    def _put(self, text: str) -> None:
        group = self._groups[-1]
        if group.deleted:
            self._flow.note("import.tracked_changes", TRACKED)
        elif group.hidden:
            self._stories.hide(text)
        elif group.destination == "text":
            self._stories.put(group.story, text)

    # --- words ---

    def _word(self, word: str, number: int | None) -> None:
        group = self._groups[-1]
        if word == "*":
            group.starred = True
        elif word == "u" and number is not None:
            self._flush()
            self._to_skip = group.fallback
            self._put(chr(number % 0x10000))
        elif self._to_skip:
            self._to_skip -= 1
        elif group.destination in ("fonttbl", "stylesheet"):
            self._definition(word, number)
        elif group.destination != "skip":
            self._flush()
            self._act(word, number, group)

    def _definition(self, word: str, number: int | None) -> None:
        """Inside the tables of fonts and styles: code pages and outline levels."""
        if number is None:
            return
        if word == "f":
            self._groups[-1].font = number
        elif word == "fcharset":
            self._font_codecs[self._groups[-1].font] = codec_of_charset(number)
        elif word == "s":
            self._style = number
        elif word == "outlinelevel" and number in range(9):
            self._style_levels[self._style] = number + 1

    def _act(self, word: str, number: int | None, group: _Group) -> None:
        starred, group.starred = group.starred, False
        if word in _SKIPPED or (starred and word not in _ENTERED):
            self._skip(word, group)
        elif word in _CHARACTERS:
            self._put(_CHARACTERS[word])
        elif word in _STORIES:
            group.story = _STORIES[word]
            self._kind_of_note = "footnote"
        elif word in ("fonttbl", "stylesheet"):
            group.destination = word
        elif word in _PROPERTIES:
            _PROPERTIES[word](group, number)
        else:
            self._act_on_document(word, number, group)

    def _skip(self, word: str, group: _Group) -> None:
        group.destination = "skip"
        if word == "pict" and group.story == BODY:
            self._stories.picture()

    def _act_on_document(self, word: str, number: int | None, group: _Group) -> None:
        match word:
            case "s" if number is not None:
                group.heading = self._style_levels.get(number)
            case "revised":
                self._flow.note("import.tracked_changes", TRACKED)
            case "ansicpg" if number is not None:
                self._codec = codec_of_page(number)
            case "ftnalt":
                self._kind_of_note = "endnote"
            case _:
                self._end(word, number, group)

    def _end(self, word: str, number: int | None, group: _Group) -> None:
        """Ends of lines, cells and rows, and what defines rows."""
        stories = self._stories
        match word:
            case "par" | "sect" | "\n" | "\r":
                stories.end_line(group.story, group.level, group.heading)
            case "cell":
                stories.end_cell(group.story, 1)
            case "nestcell":
                stories.end_cell(group.story, max(group.level, 2))
            case "row":
                stories.end_row(1)
            case "nestrow":
                stories.end_row(max(group.level, 2))
            case _:
                stories.shape(word, number, max(group.level, 1))


def _pard(group: _Group, _number: int | None) -> None:
    group.heading, group.level = None, 0


def _plain(group: _Group, _number: int | None) -> None:
    group.hidden = group.deleted = False
    group.font = -1


def _font(group: _Group, number: int | None) -> None:
    group.font = -1 if number is None else number


def _uc(group: _Group, number: int | None) -> None:
    group.fallback = min(max(number or 0, 0), 10)


def _v(group: _Group, number: int | None) -> None:
    group.hidden = number != 0


def _deleted(group: _Group, number: int | None) -> None:
    group.deleted = number != 0


def _outline(group: _Group, number: int | None) -> None:
    group.heading = number + 1 if number is not None and number in range(9) else None


def _intbl(group: _Group, _number: int | None) -> None:
    group.level = max(group.level, 1)


def _itap(group: _Group, number: int | None) -> None:
    group.level = min(max(number or 0, 0), MAX_NESTING)


_PROPERTIES: dict[str, Callable[[_Group, int | None], None]] = {
    "pard": _pard,
    "plain": _plain,
    "f": _font,
    "uc": _uc,
    "v": _v,
    "deleted": _deleted,
    "outlinelevel": _outline,
    "intbl": _intbl,
    "itap": _itap,
}
