"""Which paragraphs are the headings of the form's sections: known by their text, the ordinal only cross-checks.

Real drafts lose ordinals (report 000), dress sub-headings up as headings (004), list all headings in a table of
contents, and number, spell or repeat them wrongly (layout-damage L11).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from core.importer.labels import bare, canonical
from core.importer.remember import once_per_template
from core.importer.source import SourceParagraph
from core.template import Section, Template

_ORDINAL = re.compile(r"^(?:第?([一二三四五六七八九十])(?:、|\.|部分|\s)|([一二三四五六七八九十])(?=[^一二三四五六七八九十]))")
_WEAK_ORDINAL = re.compile(r"^(?:\(([一二三四五六七八九十])\)|第?(\d{1,2})(?:[.、]|部分))")
_TOC_TAIL = re.compile(r"[.·…]{2,}\d{0,3}$|[\t\s]\d{1,3}$")
_LONGEST = 60
_NEAR = 0.8
_LEAST_CONTENTS = 3
_DIGITS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class TextItem:
    """One paragraph of the flow; `followed_by` is the section whose table comes before the next paragraph, "" if none.

    `inside` is the section in whose table it stands, "" for one between tables.
    """

    paragraph: SourceParagraph
    followed_by: str = ""
    inside: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A paragraph that is a section's heading. `rest` is text glued behind it, `ordinal` the section number it prints.

    `sure` is False for what may as well be a sub-heading: it counts only where its section has no other heading.
    `topic`: it is worded like one of the topics of section one (「主动公开情况」); `caption`: it is the form's own
    wording without a number, as a table's caption may say it.
    """

    position: int
    section: Section
    ordinal: str
    rest: str = ""
    sure: bool = True
    topic: bool = False
    caption: bool = False


@dataclass(frozen=True, slots=True)
class _Names:
    """A section's heading in all its spellings; `glued` finds it with text behind it."""

    section: Section
    ordinal: str
    name: str
    all: frozenset[str]
    glued: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Headings:
    sections: tuple[_Names, ...]
    topics: frozenset[str]


@once_per_template
def _headings(template: Template) -> _Headings:
    topics = frozenset(canonical(topic) for section in template.sections for names in section.topics for topic in names)
    return _Headings(tuple(_names(section) for section in template.sections if section.heading), topics)


def _names(section: Section) -> _Names:
    name = canonical(section.heading[2:])
    spellings = frozenset({name, *map(canonical, section.variants)})
    glued = re.compile(rf"{re.escape(section.heading)}[：:。\s]+(?=\S)")
    return _Names(section, section.heading[:1], name, spellings, glued)


def ordinal_of(section: Section) -> str:
    """The number that the form prints before the section's heading."""
    return section.heading[:1]


def is_topic(text: str, template: Template) -> bool:
    """Whether a line is one of the sub-headings that the notice asks for in section one."""
    return len(text) <= _LONGEST and bare(canonical(text)) in _headings(template).topics


def is_heading(paragraph: SourceParagraph, template: Template) -> bool:
    """Whether a paragraph by itself looks like a section's heading."""
    return _hit(0, TextItem(paragraph), _headings(template)) is not None


def find_headings(flow: Sequence[TextItem], template: Template) -> tuple[list[Hit], list[Hit]]:
    """One heading a section, in the order of the source; and others that only repeat one."""
    known = _headings(template)
    found = [hit for position, item in enumerate(flow) if (hit := _hit(position, item, known)) is not None]
    hits = _believed(flow, found)
    contents = _contents(flow, hits)
    chosen: dict[str, Hit] = {}
    for hit in hits:
        first = chosen.get(hit.section.id)
        if first is None or _is_better(hit, first, contents, (flow, hits)):
            chosen[hit.section.id] = hit
    repeats = [hit for hit in hits if chosen[hit.section.id] is not hit]
    return [hit for hit in hits if chosen[hit.section.id] is hit], repeats


def _believed(flow: Sequence[TextItem], hits: Sequence[Hit]) -> list[Hit]:
    """Sure headings; and for sections without one, doubtful ones that their table or the next heading confirms."""
    sure = {hit.section.id for hit in hits if hit.sure}
    by_position = {hit.position: hit for hit in hits}

    def is_believed(hit: Hit) -> bool:
        has_table = flow[hit.position].followed_by == hit.section.id
        if hit.section.id in sure:
            return hit.sure or (has_table and hit.caption)
        behind = by_position.get(hit.position + 1)
        return has_table or not hit.topic or (behind is not None and behind.section is not hit.section)

    return [hit for hit in hits if is_believed(hit)]


def _contents(flow: Sequence[TextItem], hits: Sequence[Hit]) -> set[int]:
    """The positions of headings that only list what follows: a run of them without anything between."""
    contents: set[int] = set()
    run: list[Hit] = []
    for hit in hits:
        if run and (hit.position != run[-1].position + 1 or flow[run[-1].position].followed_by):
            run = []
        run.append(hit)
        if len(run) >= _LEAST_CONTENTS and not flow[hit.position].followed_by:
            contents |= {item.position for item in run}
    return contents


def _is_better(hit: Hit, first: Hit, contents: set[int], source: tuple[Sequence[TextItem], Sequence[Hit]]) -> bool:
    """Whether a repeated heading is the real one: the first was in a list of contents, or has nothing behind it."""
    if hit.position in contents:
        return False
    return first.position in contents or (_has_content(*source, hit) and not _has_content(*source, first))


def _has_content(flow: Sequence[TextItem], hits: Sequence[Hit], hit: Hit) -> bool:
    """Whether anything but another section's heading follows: lines of a table of contents have nothing."""
    others = (other.position for other in hits if other.position > hit.position and other.section is not hit.section)
    end = next(others, len(flow))
    return end > hit.position + 1 or bool(flow[hit.position].followed_by) or bool(hit.rest)


def _hit(position: int, item: TextItem, known: _Headings) -> Hit | None:
    """The section that a paragraph is the heading of, None for body text and sub-headings."""
    text = item.paragraph.text.strip()
    if len(text) > _LONGEST:
        return _glued(position, text, known)
    plain = canonical(_TOC_TAIL.sub("", text)).rstrip("。.;；")
    number, name, weak = _divided(plain)
    if bare(name) == name:
        for names in known.sections:
            if name in names.all or (number == names.ordinal and not weak and _nearly(name, names.name)):
                topic = name in known.topics
                sure = not weak and (not topic or number == names.ordinal)
                return Hit(position, names.section, number, "", sure, topic, plain == names.name)
    return _glued(position, text, known)


def _divided(plain: str) -> tuple[str, str, bool]:
    """Ordinal in Chinese ("" for none), the words behind it, and whether it is numbered like a sub-heading."""
    match = _ORDINAL.match(plain)
    weak = None if match else _WEAK_ORDINAL.match(plain)
    found = match or weak
    if found is None:
        return "", plain, False
    number = found.group(1) or found.group(2)
    if number.isdecimal():
        number = _DIGITS[int(number) - 1] if 0 < int(number) <= len(_DIGITS) else ""
    return number, plain[found.end() :], weak is not None


def _glued(position: int, text: str, known: _Headings) -> Hit | None:
    """「一、总体情况。2023年，……」: heading and text in one paragraph."""
    for names in known.sections:
        match = names.glued.match(text)
        if match is not None:
            return Hit(position, names.section, names.ordinal, rest=text[match.end() :])
    return None


def _nearly(name: str, heading: str) -> bool:
    return SequenceMatcher(None, name, heading, autojunk=False).ratio() >= _NEAR
