"""A section's text made ready for reading: spaces gone, one punctuation, sentences with the heading they stand under.

Everything is in offsets of `plain`; `raw_span` leads back to the text as the clerk typed it. Readings are cached by text:
a report is checked after every pause in typing, and most of it has not changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from core.claims import FIGURE, FIGURE_REST
from core.findings import Finding
from core.review.quantities import Quantity, find_quantities
from core.rules import Severity

_HIDDEN = "\ufdd2"  # titles in 《》 and set phrases, which are not to be read
_PLAIN = str.maketrans("０１２３４５６７８９．％(),;:?!", "0123456789.%（），；：？！")
_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？\n]?")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)，(?=\d{3}(?!\d))")
_HIDE = re.compile(r"《[^《》\n]{1,60}》|公民、?、?法人(?:和|或|或者|以及|及|与|、)?其他(?:社会)?组织")
_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]{1,2}(?:是|、|\.)?|（[一二三四五六七八九十\d]{1,3}）、?|\d{1,2}[.、．]?)")
_TOPIC = re.compile(r"主动公开|依申请|依法申请|信息管理|平台|监督|保障|问题|不足|改进|措施|整改|下一步|处理费|建议|提案|创新")
_LONGEST_HEADING = 30
_LONGEST_QUOTE = 120


@dataclass(frozen=True, slots=True)
class Sentence:
    """Characters `start`..`end` of the passage's plain text. `topic` is the sub-heading it stands under, "" if none."""

    start: int
    end: int
    topic: str


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """One section. `masked` is as long as `plain`, with quantities and set phrases replaced by marks."""

    section: str
    raw: str
    plain: str
    masked: str
    quantities: dict[int, Quantity]
    sentences: tuple[Sentence, ...]
    _places: tuple[int, ...]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The same characters in the text as typed."""
        return (self._places[start], self._places[end - 1] + 1) if end > start else (0, 0)

    def text(self, sentence: Sentence) -> str:
        """The plain text of a sentence."""
        return self.plain[sentence.start : sentence.end]

    def finding(self, rule: str, severity: Severity, message: str, *places: tuple[int, int]) -> Finding:
        """A finding about these places of the plain text; the first is quoted."""
        spans = tuple(self.raw_span(start, end) for start, end in places if end > start)
        quote = self.raw[spans[0][0] : spans[0][1]][:_LONGEST_QUOTE] if spans else None
        return Finding(rule, severity, self.section, (), message, quote=quote, spans=spans, overridable=True)


@lru_cache(maxsize=64)
def read(section: str, text: str) -> Passage:
    """The section's text, read."""
    places = tuple(index for index, char in enumerate(text) if char == "\n" or not char.isspace())
    bare = "".join(map(text.__getitem__, places)).translate(_PLAIN)
    plain = _BETWEEN_DIGITS.sub(lambda match: "," if text[places[match.start()]] == "," else "，", bare)
    quantities = {quantity.start: quantity for quantity in find_quantities(plain)}
    masked = _mask(plain, quantities)
    return Passage(section, text, plain, masked, quantities, tuple(_sentences(plain)), places)


def _mask(plain: str, quantities: dict[int, Quantity]) -> str:
    chars = list(plain)
    for quantity in quantities.values():
        chars[quantity.start : quantity.end] = FIGURE + FIGURE_REST * (quantity.end - quantity.start - 1)
    for match in _HIDE.finditer(plain):
        chars[match.start() : match.end()] = _HIDDEN * (match.end() - match.start())
    return "".join(chars)


def _sentences(plain: str) -> Iterator[Sentence]:
    topic = ""
    for match in _SENTENCE.finditer(plain):
        head = heading_of(match.group(0))
        if head is not None and _TOPIC.search(head):
            topic = head
        yield Sentence(match.start(), match.end(), topic)


def heading_of(sentence: str) -> str | None:
    """The sub-heading that a sentence is or begins with (「（二）依申请公开。」, 「二是依申请公开方面，…」), None if neither."""
    line = sentence.rstrip("。；！？\n")
    numbered = _NUMBERING.match(line)
    lead = re.split(r"[，：]", line, maxsplit=1)[0] if numbered else line
    is_line = sentence.endswith("\n") and len(line) <= _LONGEST_HEADING and "，" not in line
    if not lead or len(lead) > _LONGEST_HEADING or not (is_line or (numbered and len(lead) <= _LONGEST_HEADING)):
        return None
    return lead[numbered.end() :] if numbered else lead
