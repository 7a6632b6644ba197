"""Paragraphs -> title, sections, signature and date. Headings are recognised by their text; the ordinal only cross-checks.

Real drafts lose ordinals (report 000), dress sub-headings up as headings (004), miss headings (002, 003), list all
headings in a table of contents, and repeat the title (layout-damage L11, L14).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher

from core.importer.labels import bare, canonical
from core.importer.source import SourceParagraph
from core.provenance import Problem, Unplaced
from core.report import clean_text
from core.rules import Severity
from core.template import Section, Template

_HEADING_ORDINAL = re.compile(
    r"^(?:第?([一二三四五六七八九十])(?:、|\.|部分|\s)|([一二三四五六七八九十])(?=[^一二三四五六七八九十]))"
)
_TITLE = re.compile(r"^(.{0,40}?)(\d{4}|[〇○零一二三四五六七八九]{4})年?(?:年度)?.{0,12}(?:政府|政务)?信息公开.{0,12}报告$")
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日$")
_HAN_DATE = re.compile(r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日$")
_HAN_DIGITS = "〇一二三四五六七八九"
_BODY_NAME = re.compile(r"(?:政府|办事处|委员会|局|办公室|[镇乡]|街道|中心|管委会|开发区)$")
_LEAD_IN = re.compile(r"本报告|年度报告|编制|统计期|联系电话|国令第711号|现发布|现公布")
_TOC_TAIL = re.compile(r"[.·…]{2,}\d{0,3}$|[\t\s]\d{1,3}$")
_PAGE_NUMBER = re.compile(r"^(?:第\d{1,3}页(?:共\d{1,3}页)?|[-—–─]+\d{1,3}[-—–─]+|\d{1,3}/\d{1,3})$")
_ORDINALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class TextItem:
    """One paragraph of the flow; `followed_by` is the section whose table comes before the next paragraph, "" if none."""

    paragraph: SourceParagraph
    followed_by: str = ""


@dataclass(slots=True)
class TextResult:
    """What the paragraphs gave. `places` runs beside the paragraphs of `texts`."""

    title: str = ""
    year: int | None = None
    signature: str = ""
    day: date | None = None
    texts: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    places: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    headings: dict[str, str] = field(default_factory=dict[str, str])
    read: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    problems: list[Problem] = field(default_factory=list[Problem])
    unplaced: list[Unplaced] = field(default_factory=list[Unplaced])


@dataclass(frozen=True, slots=True)
class _Hit:
    """A paragraph that is a section's heading. `rest` is text glued behind it, `numbered` whether the ordinal fits."""

    position: int
    section: Section
    ordinal: str
    exact: bool
    rest: str


def match_text(items: Sequence[TextItem], template: Template, properties: dict[str, str]) -> TextResult:
    """Divide the flow of paragraphs. `properties` are those of our own exports, {} for other files."""
    result = TextResult()
    flow = [item for item in items if not _set_aside(item.paragraph, result)]
    flow = _take_title(flow, properties, result)
    hits = _choose_hits(flow, _find_hits(flow, template), result)
    _divide(flow, hits, template, result)
    _take_signature(template.sections[-1].id, properties, result)
    _report_headings(hits, template, result)
    return result


def _set_aside(paragraph: SourceParagraph, result: TextResult) -> bool:
    """Page furniture and notes are shown as unplaced; pictures and blank lines vanish."""
    text = paragraph.text.strip()
    if not text:
        return True
    kind = paragraph.kind
    if kind in ("header", "footer", "footnote", "endnote"):
        result.unplaced.append(Unplaced(kind, paragraph.where, text))
        return True
    if _PAGE_NUMBER.match(canonical(text)):
        result.unplaced.append(Unplaced("page_number", paragraph.where, text))
        return True
    return False


def compact(text: str) -> str:
    """Text without any white space: how titles and names are compared and kept."""
    return "".join(text.split())


def _take_title(flow: list[TextItem], properties: dict[str, str], result: TextResult) -> list[TextItem]:
    """Find the title, which may run over several paragraphs; what stands before it is a cover page or letter."""
    known = compact(properties.get("nianbao.title", ""))
    for start in range(min(len(flow), 40)):
        for length in (1, 2, 3, 4):
            part = flow[start : start + length]
            joined = compact("".join(item.paragraph.text for item in part))
            if len(part) == length and (joined == known != "" or _is_title(joined)):
                return _title_found(flow, (start, length, joined), result)
    return flow


def _is_title(joined: str) -> bool:
    return len(joined) <= 80 and not re.search("[。；！？]", joined) and bool(_TITLE.match(joined))


def _title_found(flow: list[TextItem], found: tuple[int, int, str], result: TextResult) -> list[TextItem]:
    start, length, title = found
    result.title = title
    result.year = year_in(title)
    result.read["title"] = (title, flow[start].paragraph.where)
    result.unplaced += [Unplaced("paragraph", item.paragraph.where, item.paragraph.text.strip()) for item in flow[:start]]
    rest = flow[start + length :]
    while rest and compact(rest[0].paragraph.text) == title:
        result.unplaced.append(Unplaced("paragraph", rest[0].paragraph.where, rest[0].paragraph.text.strip()))
        rest = rest[1:]
    return rest


def year_in(title: str) -> int | None:
    """The report year that a title names, in Arabic or Chinese digits; None when there is none."""
    match = re.search(r"(20\d{2})年", title)
    if match:
        return int(match.group(1))
    words = re.search(r"([二][〇○零一二三四五六七八九]{3})年", title)
    return _han_year(words.group(1)) if words else None


def _han_year(words: str) -> int:
    return int("".join(str(_HAN_DIGITS.index(char)) for char in words.replace("○", "〇").replace("零", "〇")))


def _find_hits(flow: Sequence[TextItem], template: Template) -> list[_Hit]:
    hits: list[_Hit] = []
    for position, item in enumerate(flow):
        hit = _heading(position, item, template)
        if hit is not None:
            hits.append(hit)
    return hits


def _heading(position: int, item: TextItem, template: Template) -> _Hit | None:
    """The section that a paragraph is the heading of, None for body text and sub-headings."""
    text = item.paragraph.text.strip()
    if len(text) > 60:
        return _glued_heading(position, text, template)
    plain = canonical(_TOC_TAIL.sub("", text)).rstrip("。.;；")
    ordinal = _HEADING_ORDINAL.match(plain)
    number = next((part for part in ordinal.groups() if part), "") if ordinal else ""
    name = plain[ordinal.end() :] if ordinal else plain
    if plain.startswith("(") or bare(name) != name:
        return None
    for section in template.sections:
        exact = section.heading and _name_fits(name, section)
        if exact or (number and number == _ordinal_of(section) and _nearly(name, section)):
            hit = _Hit(position, section, number, bool(exact), "")
            return hit if _plausible(hit, name, item, template) else None
    return _glued_heading(position, text, template)


def _glued_heading(position: int, text: str, template: Template) -> _Hit | None:
    """「一、总体情况。2023年，……」: heading and text in one paragraph."""
    for section in template.sections:
        if section.heading and (match := re.match(rf"{section.heading}[：:。\s]+(?=\S)", text)):
            return _Hit(position, section, _ordinal_of(section), True, text[match.end() :])
    return None


def _ordinal_of(section: Section) -> str:
    return section.heading[:1]


def _name_fits(name: str, section: Section) -> bool:
    names = {canonical(section.heading[2:]), *map(canonical, section.variants)}
    return name in names


def _nearly(name: str, section: Section) -> bool:
    return SequenceMatcher(None, name, canonical(section.heading[2:]), autojunk=False).ratio() >= 0.8


def _plausible(hit: _Hit, name: str, item: TextItem, template: Template) -> bool:
    """A topic of section one (「主动公开情况」) is a section's heading only if its ordinal or its table says so."""
    topics = {canonical(topic) for section in template.sections for names in section.topics for topic in names}
    if name not in topics:
        return True
    return hit.ordinal == _ordinal_of(hit.section) or (not hit.ordinal and item.followed_by == hit.section.id)


def _choose_hits(flow: Sequence[TextItem], hits: list[_Hit], result: TextResult) -> list[_Hit]:
    """One heading a section: the first with content behind it; a table of contents and repeats are set aside."""
    chosen: dict[str, _Hit] = {}
    for index, hit in enumerate(hits):
        end = hits[index + 1].position if index + 1 < len(hits) else len(flow)
        has_content = end > hit.position + 1 or bool(flow[hit.position].followed_by) or bool(hit.rest)
        known = chosen.get(hit.section.id)
        if known is None or (has_content and not _has_content(flow, hits, known)):
            chosen[hit.section.id] = hit
    for hit in hits:
        if chosen[hit.section.id] is not hit:
            paragraph = flow[hit.position].paragraph
            result.unplaced.append(Unplaced("heading", paragraph.where, paragraph.text.strip()))
    return [hit for hit in hits if chosen[hit.section.id] is hit]


def _has_content(flow: Sequence[TextItem], hits: list[_Hit], hit: _Hit) -> bool:
    after = [other.position for other in hits if other.position > hit.position]
    return (after[0] if after else len(flow)) > hit.position + 1 or bool(flow[hit.position].followed_by) or bool(hit.rest)


def _divide(flow: Sequence[TextItem], hits: list[_Hit], template: Template, result: TextResult) -> None:
    """Put every paragraph under the heading before it; repeats of headings were set aside already."""
    set_aside = {item.where for item in result.unplaced if item.kind == "heading"}
    by_position = {hit.position: hit for hit in hits}
    current = "preface"
    before_overview: list[SourceParagraph] = []
    for position, item in enumerate(flow):
        hit = by_position.get(position)
        if hit is not None:
            current = hit.section.id
            _heading_read(hit, item.paragraph, result)
        elif item.paragraph.where in set_aside and _heading(position, item, template) is not None:
            continue
        elif current == "preface":
            before_overview.append(item.paragraph)
        else:
            _add(current, item.paragraph, result)
    _preface(before_overview, any(hit.section.id == "overview" for hit in hits), template, result)


def _heading_read(hit: _Hit, paragraph: SourceParagraph, result: TextResult) -> None:
    result.headings[hit.section.id] = paragraph.text.strip()
    result.read[f"heading.{hit.section.id}"] = (paragraph.text.strip(), paragraph.where)
    if hit.rest:
        _add(hit.section.id, SourceParagraph(hit.rest, paragraph.where), result)


def _add(section: str, paragraph: SourceParagraph, result: TextResult) -> None:
    for line in clean_text(paragraph.text).split("\n"):
        if line:
            result.texts.setdefault(section, []).append(line)
            result.places.setdefault(section, []).append(paragraph.where)


def _preface(paragraphs: list[SourceParagraph], has_overview: bool, template: Template, result: TextResult) -> None:
    """Text before the first heading is the lead-in; without a heading 一 the overview begins where the lead-in ends (002)."""
    is_overview = not has_overview and any(_is_topic(item.text, template) for item in paragraphs)
    for paragraph in paragraphs:
        if is_overview and ("overview" in result.texts or not _LEAD_IN.search(compact(paragraph.text))):
            _add("overview", paragraph, result)
        else:
            _add("preface", paragraph, result)


def _is_topic(text: str, template: Template) -> bool:
    name = bare(canonical(text))
    topics = {canonical(topic) for section in template.sections for names in section.topics for topic in names}
    return name in topics


def _take_signature(last: str, properties: dict[str, str], result: TextResult) -> None:
    """Organ and date at the end of the last section, in one paragraph or two."""
    lines, places = result.texts.get(last, []), result.places.get(last, [])
    if lines and (found := _date_in(lines[-1])):
        day, rest = found
        result.read["date"] = (lines[-1], places[-1])
        result.day = day
        lines.pop()
        places.pop()
        if rest:
            lines.append(rest)
            places.append(result.read["date"][1])
    if lines and _is_signature(lines[-1], result, properties):
        result.signature = compact(lines[-1])
        result.read["signature"] = (lines.pop(), places.pop())


def _date_in(line: str) -> tuple[date, str] | None:
    """The date that a short line ends in, and what stands before it."""
    plain = compact(line)
    match = _DATE.search(plain) or _HAN_DATE.search(plain)
    if match is None or len(plain) > 60 or re.search("[，。；]", plain):
        return None
    rest = plain[: match.start()]
    if rest and not _BODY_NAME.search(rest):
        return None
    year, month, day = match.groups()
    try:
        if year.isdigit() and year.isascii():
            return date(int(year), int(month), int(day)), rest
        return date(_han_year(year), _han_number(month), _han_number(day)), rest
    except ValueError:
        return None


def _han_number(words: str) -> int:
    """一 to 九十九."""
    tens, _, ones = words.rpartition("十") if "十" in words else ("", "", words)
    ten = (_HAN_DIGITS.index(tens) if tens else 1) * 10 if "十" in words else 0
    return ten + (_HAN_DIGITS.index(ones) if ones else 0)


def _is_signature(line: str, result: TextResult, properties: dict[str, str]) -> bool:
    plain = compact(line)
    if plain == compact(properties.get("nianbao.signature", "")) != "":
        return True
    if len(plain) > 40 or re.search(r"[，。；：、！？]", plain) or not _BODY_NAME.search(plain):
        return False
    return result.day is not None or plain in result.title


def _report_headings(hits: list[_Hit], template: Template, result: TextResult) -> None:
    """Missing headings, wrong ordinals, other wordings, wrong order (form.md C01-C03)."""
    found = {hit.section.id: hit for hit in hits}
    for section in template.sections:
        if section.heading and section.id not in found:
            message = f"没有找到标题“{section.heading}”"
            result.problems.append(Problem("structure.missing_section", Severity.ERROR, message, section=section.id))
    for hit in hits:
        _report_heading(hit, result)
    order = [hit.section.heading for hit in hits]
    if order != sorted(order, key=lambda heading: _ORDINALS.index(heading[0])):
        message = "各部分的顺序与表样不同，已按表样的顺序排列"
        result.problems.append(Problem("structure.section_order", Severity.ERROR, message, text="；".join(order)))


def _report_heading(hit: _Hit, result: TextResult) -> None:
    printed, where = result.read[f"heading.{hit.section.id}"]
    if hit.ordinal != _ordinal_of(hit.section):
        message = f"标题“{printed}”的序号与表样“{hit.section.heading}”不同"
        severity = Severity.WARNING if hit.ordinal else Severity.INFO
        result.problems.append(Problem("structure.heading_number", severity, message, where, printed, (), hit.section.id))
    elif canonical(printed) != canonical(hit.section.heading) and not hit.rest:
        message = f"标题“{printed}”与表样“{hit.section.heading}”的文字不同"
        result.problems.append(
            Problem("structure.heading_wording", Severity.WARNING, message, where, printed, (), hit.section.id)
        )
