"""Cuts RTF into its tokens (Rich Text Format Specification 1.9.1, "RTF Syntax"): words, bytes of text, braces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,40})(-?[0-9]{1,10})? ?"  # 1 word, 2 number
    rb"|\\'([0-9a-fA-F]{2})"  # 3 a byte in hexadecimal
    rb"|\\([^a-zA-Z])"  # 4 a symbol; a line end among them is a paragraph
    rb"|([{}])"  # 5
    rb"|([^\\{}\r\n\x00]+)"  # 6 text
    rb"|[\r\n\x00]+|\\",
    re.DOTALL,
)
_CODECS = {
    128: "cp932",
    129: "cp949",
    134: "gb18030",
    136: "big5hkscs",
    161: "cp1253",
    162: "cp1254",
    204: "cp1251",
    238: "cp1250",
}
_PAGES = {932: "cp932", 936: "gb18030", 949: "cp949", 950: "big5hkscs", 54936: "gb18030", 65001: "utf-8"}


class Token(NamedTuple):
    """`kind` is word, text, open or close; symbols are words of one character; `text` is bytes of the code page."""

    kind: str
    word: str = ""
    number: int | None = None
    text: bytes = b""


def tokens(data: bytes) -> Iterator[Token]:
    """All tokens in order; the raw bytes behind `\\bin` are passed over."""
    position = 0
    while found := _TOKEN.match(data, position):
        position = found.end()
        match found.lastindex:
            case 1 | 2:
                token = _word(found)
                yield token
                if token.word == "bin" and token.number:
                    position += max(token.number, 0)
            case 3:
                yield Token("text", text=bytes.fromhex(found[3].decode("ascii")))
            case 4:
                yield Token("word", found[4].decode("latin-1"))
            case 5:
                yield Token("open" if found[5] == b"{" else "close")
            case 6:
                yield Token("text", text=found[6])
            case _:
                pass


def _word(found: re.Match[bytes]) -> Token:
    return Token("word", found[1].decode("ascii"), int(found[2]) if found[2] else None)


def codec_of_charset(charset: int) -> str:
    """The codec of a font's `\\fcharset`, "" for one that leaves it to the document."""
    return _CODECS.get(charset, "")


def codec_of_page(page: int) -> str:
    """The codec of `\\ansicpg`; Western for one that Python does not know."""
    return _PAGES.get(page) or (f"cp{page}" if page in range(1250, 1259) or page in (437, 850, 874) else "cp1252")
