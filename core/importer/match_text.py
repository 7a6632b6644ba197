"""Paragraphs -> title, sections, signature and date.

Real drafts miss headings (reports 002, 003), have a cover, a letter or a table of contents in front, and repeat the
title (layout-damage L11, L14). headings.py knows which paragraphs are headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from core.importer.headings import Hit, TextItem, find_headings, is_topic, ordinal_of
from core.importer.labels import canonical
from core.importer.source import SourceParagraph
from core.provenance import Problem, Unplaced
from core.report import clean_text
from core.rules import Severity
from core.template import Template

_TITLE = re.compile(r"^(.{0,40}?)(\d{4}|[〇○零一二三四五六七八九]{4})年?(?:年度)?.{0,12}(?:政府|政务)?信息公开.{0,12}报告$")
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日$")
_HAN_DATE = re.compile(r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日$")
_HAN_DIGITS = "〇一二三四五六七八九"
_BODY_NAME = re.compile(r"(?:政府|办事处|委员会|局|办公室|[镇乡]|街道|中心|管委会|开发区)$")
_LEAD_IN = re.compile(r"本报告|年度报告|编制|统计期|联系电话|国令第711号|现发布|现公布")
_LONGEST_FURNITURE = 60
_CONTENTS_LINE = re.compile(r"(?:[.·…]{3,}\s*|\t)\d{1,3}$")
_PAGE_NUMBER = re.compile(r"^(?:第\d{1,3}页(?:共\d{1,3}页)?|[-—–─]+\d{1,3}[-—–─]+|\d{1,3}/\d{1,3})$")
_ORDINALS = "一二三四五六七八九十"
_LAST_TITLE_LINE = 40


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


def match_text(items: Sequence[TextItem], template: Template, properties: dict[str, str]) -> TextResult:
    """Divide the flow of paragraphs. `properties` are those of our own exports, {} for other files."""
    result = TextResult()
    flow = [item for item in items if not _set_aside(item.paragraph, result)]
    flow = _take_title(flow, properties, result)
    hits, repeats = find_headings(flow, template)
    _set_repeats_aside(flow, repeats, result)
    _divide(flow, hits, repeats, result)
    _settle_preface(hits, template, result)
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
    plain = canonical(text) if len(text) <= _LONGEST_FURNITURE else ""
    if _PAGE_NUMBER.match(plain):
        result.unplaced.append(Unplaced("page_number", paragraph.where, text))
        return True
    if plain == "目录" or (plain and _CONTENTS_LINE.search(text)):
        result.unplaced.append(Unplaced("contents", paragraph.where, text))
        return True
    return False


def compact(text: str) -> str:
    """Text without any white space: how titles and names are compared and kept."""
    return "".join(text.split())


def _take_title(flow: list[TextItem], properties: dict[str, str], result: TextResult) -> list[TextItem]:
    """Find the title, which may run over several paragraphs; what stands before it is a cover page or letter."""
    known = compact(own_title(properties))
    candidates = list(_title_candidates(flow))
    exact = [found for found in candidates if known and found[2] == known]  # a red head above it may look like a title too
    for found in exact or candidates:
        if exact or _is_title(found[2]):
            return _title_found(flow, found, result)
    return flow


def _title_candidates(flow: list[TextItem]) -> Iterator[tuple[int, int, str]]:
    """(start, number of paragraphs, their text without spaces) of everything that may be a title by its place."""
    for start in range(min(len(flow), _LAST_TITLE_LINE)):
        for length in range(1, min(4, len(flow) - start) + 1):
            yield start, length, compact("".join(item.paragraph.text for item in flow[start : start + length]))


def own_title(properties: dict[str, str]) -> str:
    """The title that one of our own exports names among its properties, "" for other files."""
    if "nianbao.edition" not in properties:
        return ""
    return properties.get("title", "") or properties.get("page_title", "")


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


def _set_repeats_aside(flow: Sequence[TextItem], repeats: Sequence[Hit], result: TextResult) -> None:
    """Repeated headings are shown as unplaced, but for a table's caption, which only says the heading again."""
    for hit in repeats:
        item = flow[hit.position]
        if not (hit.caption and item.followed_by == hit.section.id):
            result.unplaced.append(Unplaced("heading", item.paragraph.where, item.paragraph.text.strip()))


def _divide(flow: Sequence[TextItem], hits: Sequence[Hit], repeats: Sequence[Hit], result: TextResult) -> None:
    """Put every paragraph under the heading before it."""
    by_position = {hit.position: hit for hit in hits}
    skipped = {hit.position for hit in repeats}
    current = "preface"
    for position, item in enumerate(flow):
        hit = by_position.get(position)
        if hit is not None:
            current = hit.section.id
            _heading_read(hit, item.paragraph, result)
        elif position not in skipped:
            _add(item.inside or current, item.paragraph, result)


def _heading_read(hit: Hit, paragraph: SourceParagraph, result: TextResult) -> None:
    result.headings[hit.section.id] = paragraph.text.strip()
    result.read[f"heading.{hit.section.id}"] = (paragraph.text.strip(), paragraph.where)
    if hit.rest:
        _add(hit.section.id, SourceParagraph(hit.rest, paragraph.where), result)


def _add(section: str, paragraph: SourceParagraph, result: TextResult) -> None:
    for line in clean_text(paragraph.text).split("\n"):
        if line:
            result.texts.setdefault(section, []).append(line)
            result.places.setdefault(section, []).append(paragraph.where)


def _settle_preface(hits: Sequence[Hit], template: Template, result: TextResult) -> None:
    """Text before the first heading is the lead-in; without a heading 一 the overview begins where the lead-in ends (002)."""
    lines, places = result.texts.get("preface", []), result.places.get("preface", [])
    cover = max((number for number, line in enumerate(lines, 1) if compact(line) == result.title != ""), default=0)
    result.unplaced += [Unplaced("paragraph", where, line) for line, where in zip(lines[:cover], places[:cover], strict=True)]
    del lines[:cover], places[:cover]
    if any(hit.section.id == "overview" for hit in hits) or not any(is_topic(line, template) for line in lines):
        return
    lead = next((number for number, line in enumerate(lines) if not _LEAD_IN.search(compact(line))), len(lines))
    for kept in (result.texts, result.places):
        kept["overview"] = kept["preface"][lead:] + kept.get("overview", [])
        del kept["preface"][lead:]


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


def _report_headings(hits: Sequence[Hit], template: Template, result: TextResult) -> None:
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


def _report_heading(hit: Hit, result: TextResult) -> None:
    printed, where = result.read[f"heading.{hit.section.id}"]
    if hit.ordinal != ordinal_of(hit.section):
        message = f"标题“{printed}”的序号与表样“{hit.section.heading}”不同"
        severity = Severity.WARNING if hit.ordinal else Severity.INFO
        result.problems.append(Problem("structure.heading_number", severity, message, where, printed, (), hit.section.id))
    elif canonical(printed) != canonical(hit.section.heading) and not hit.rest:
        message = f"标题“{printed}”与表样“{hit.section.heading}”的文字不同"
        result.problems.append(
            Problem("structure.heading_wording", Severity.WARNING, message, where, printed, (), hit.section.id)
        )
