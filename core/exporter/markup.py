"""What every writer of XML needs: one name for an element, and text that XML can hold."""

from __future__ import annotations

import re

from lxml.etree import _Element  # pyright: ignore[reportPrivateUsage]  # lxml has no public name for it

XmlElement = _Element

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """The text without the characters that no XML file may hold (control characters, lone surrogates)."""
    return _NOT_XML.sub("", text)
