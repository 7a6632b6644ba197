"""Makes the text of a PDF findable: Qt names a glyph by the lowest character that shows it.

Fonts such as Noto share one glyph between 人 (U+4EBA) and the radical ⼈ (U+2F08); the PDF then says ⼈, and nobody finds
人民政府 in it. The tables that name glyphs are not compressed and all names have four digits, so they are replaced in place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from PySide6.QtGui import QFont, QFontDatabase, QRawFont

_TABLE = re.compile(rb"begincmap.*?endcmap", re.DOTALL)
_NAME = re.compile(rb"<([0-9A-F]{4})>")


def name_glyphs(pdf: bytes, text: str, fonts: Iterable[QFont]) -> bytes:
    """The PDF with each glyph named by the character of `text` that it shows."""
    written = sorted(set(text))
    glyphs = [_Glyphs(font, written) for font in fonts]

    def rename(found: re.Match[bytes]) -> bytes:
        name = chr(int(found.group(1), 16))
        if name in written or ord(name) < 0x100:
            return found.group(0)
        better = next((character for font in glyphs if (character := font.shown_by(name))), name)
        return b"<%04X>" % ord(better)

    return _TABLE.sub(lambda table: _NAME.sub(rename, table.group(0)), pdf)


class _Glyphs:
    """Which of the written characters each glyph of a font shows."""

    def __init__(self, font: QFont, written: list[str]) -> None:
        self._font = QRawFont.fromFont(font, QFontDatabase.WritingSystem.SimplifiedChinese)
        basic = [character for character in written if ord(character) < 0x10000]
        self._characters = {glyph: character for character in basic if (glyph := self._glyph(character))}

    def shown_by(self, character: str) -> str:
        """The written character with the same glyph, "" for none."""
        return self._characters.get(self._glyph(character), "")

    def _glyph(self, character: str) -> int:
        """0 for a character that the font lacks."""
        found = self._font.glyphIndexesForString(character)
        return found[0] if found else 0
