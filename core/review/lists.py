"""Figures of one sentence against each other: 共 N 条，其中 a、b、c; N 个方面 against the items; shares and growth.

Keeps quiet wherever a list may be incomplete, items may overlap or another total may be meant (form.md T-SUM, T-CNT,
T-PCT, T-YOY).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from core.claims import FIGURE, FIGURE_REST
from core.findings import Finding
from core.review.passage import Passage, read
from core.review.quantities import Quantity, read_han
from core.rules import Severity

_PARTS = re.compile(r"(?:，|；|（|、)?(?:其中|包括|包含|具体为|分别是|分别为)[：、，]?|[:：]")
_COMPLETE = re.compile(r"其他|其它|其余|另外|另有|分别|包括|包含|具体为")
_OPEN_LIST = re.compile(
    r"等|主要|余|涉及|同步|同时|转载|占|以及|比上|较上|增长|累计|人次|公众号|微信|微博|抖音|客户端|APP|阅读|浏览|完成率"
)
_TOTAL_BEHIND = re.compile(rf"[，、；](?:共|共计|合计|总计|总共)(?:公开|发布|更新)?(?:信息)?(?={FIGURE})")
_COMPARED = re.compile(r"(?:同比|较|比|增加|增长|减少|下降|上升)[^，。；]{0,6}$")
_BRACKETS = re.compile(r"（[^（）]{0,80}）")
_COUNTED = re.compile(r"(?P<number>\d{1,2}|[一二两三四五六七八九十]{1,2})个?(?P<word>方面|部分|问题|环节|措施|不足)")
_LEAD = re.compile(r"(?:[^。\n：，]{0,16}[：。]|[^。\n：，]{0,12})\n?(?=一是|（一）|1[.、]|第一[，、])")
_ORDINALS = (
    ("一是", "二是", "三是", "四是", "五是", "六是", "七是", "八是", "九是", "十是"),
    ("（一）", "（二）", "（三）", "（四）", "（五）", "（六）", "（七）", "（八）", "（九）", "（十）"),
    ("第一，", "第二，", "第三，", "第四，", "第五，", "第六，"),
)
_NUMBERED_LINE = re.compile(r"(?:^|\n)(\d{1,2})[.、]")
_ENUMERATION = re.compile(r"(?:主要包括|包括|包含|分为|由|涵盖|内容为|主要有)[：:]?(?P<items>[^。；\n]{6,300})$")
_SHARE = re.compile(rf"[，、]?(?:约)?(?:占(?:比|总数的?|总量的?|全部[^，。；\d{FIGURE}]{{0,10}})?(?:为|达|的)?)(?={FIGURE})")
_FROM_TO = re.compile(
    rf"[由从](?P<old>{FIGURE}{FIGURE_REST}*+)(?:增加|增长|上升|提高|提升|下降|减少|降低|降)?[到至](?P<new>{FIGURE}{FIGURE_REST}*+)"
    rf"[，、]?(?:同比)?(?P<way>增长|增加|上升|提高|提升|增幅|下降|减少|降低|降幅)了?(?:为|达)?(?P<share>{FIGURE}{FIGURE_REST}*+)"
)
_DOWN = frozenset(("下降", "减少", "降低", "降幅"))
_FEWEST = 2


@lru_cache(maxsize=64)
def list_findings(section: str, text: str) -> tuple[Finding, ...]:
    """Findings of one section."""
    passage = read(section, text)
    found: list[Finding] = []
    for sentence in _whole_sentences(passage):
        found += [*_sums(passage, sentence), *_totals_behind(passage, sentence), *_shares(passage, sentence)]
        found += _growth(passage, sentence)
    return (*found, *_counts(passage))


def _whole_sentences(passage: Passage) -> Iterator[tuple[int, int]]:
    """Stretches up to 。 or the end of the paragraph: lists run on over ；."""
    start = 0
    for match in re.finditer(r"[。！？\n]|\Z", passage.plain):
        if match.end() > start:
            yield start, match.end()
        start = match.end()


def _within(passage: Passage, start: int, end: int) -> list[Quantity]:
    """The quantities of a stretch that stand outside brackets."""
    hidden = [match.span() for match in _BRACKETS.finditer(passage.masked, start, end)]
    inside = [passage.quantities[place] for place in sorted(passage.quantities) if start <= place < end]
    return [item for item in inside if not any(begin < item.start < stop for begin, stop in hidden)]


def _sums(passage: Passage, span: tuple[int, int]) -> Iterator[Finding]:
    """「共 33 条，其中 a 9 条、b 24 条」; a share of the total that is called its parts."""
    marks = list(_PARTS.finditer(passage.masked, *span))
    named = [mark for mark in marks if "其中" in mark.group(0)]
    if not marks or len(named) > 1:
        return
    mark = named[0] if named else marks[-1]
    before = [item for item in _within(passage, span[0], mark.start()) if not _is_comparison(passage, item)]
    end = span[1]
    if "（" in mark.group(0):
        end = next((place for place in range(mark.end(), span[1]) if passage.masked[place] == "）"), span[1])
    if not before or before[-1].vague or mark.start() - before[-1].end > 24:
        return
    yield from _read_both_ways(passage, before[-1], mark.start(), end)


def _read_both_ways(passage: Passage, whole: Quantity, start: int, end: int) -> Iterator[Finding]:
    """A list may end at ； or run on over it: one reading that adds up is enough."""
    stop = passage.masked.find("；", start, end)
    found: list[Finding] = []
    for until in (stop, end) if stop >= 0 else (end,):
        items = [item for item in _within(passage, start, until) if item.unit == whole.unit]
        if sum(item.amount for item in items) == whole.amount:
            return
        listed = passage.plain[start:until]
        if len(items) >= _FEWEST and not any(item.vague for item in items) and not _OPEN_LIST.search(_bare(listed)):
            found += _compare(passage, whole, items, listed)
    yield from found[:1]


def _is_comparison(passage: Passage, item: Quantity) -> bool:
    """「同比增加 12 条」 is no total."""
    return _COMPARED.search(passage.plain[max(0, item.start - 12) : item.start]) is not None


def _bare(listed: str) -> str:
    return _BRACKETS.sub("", listed)


def _compare(passage: Passage, whole: Quantity, items: Sequence[Quantity], listed: str) -> Iterator[Finding]:
    """More than the whole is wrong; less only when the list says that it is complete, or goes as far as naming a 0."""
    amounts = [item.amount for item in items]
    added = sum(amounts)
    if added == whole.amount or whole.amount in amounts or not whole.amount:
        return
    complete = bool(_COMPLETE.search(listed)) or 0 in amounts
    if added > whole.amount or complete:
        shown = " + ".join(str(amount) for amount in amounts)
        message = f"写的是{whole.text}，所列各项 {shown} = {added}，请核对"
        yield passage.finding("text.list_sum", Severity.WARNING, message, (whole.start, items[-1].end))


def _totals_behind(passage: Passage, span: tuple[int, int]) -> Iterator[Finding]:
    """「a 9 条、b 24 条，共 33 条」."""
    match = _TOTAL_BEHIND.search(passage.masked, *span)
    if match is None or re.search("其中|另有|上年|去年", passage.plain[span[0] : match.start()]):
        return
    whole = passage.quantities.get(match.end())
    if whole is None or whole.vague:
        return
    items = [item for item in _within(passage, span[0], match.start()) if item.unit == whole.unit]
    listed = passage.plain[span[0] : match.start()]
    vague = any(item.vague for item in items) or _OPEN_LIST.search(listed)
    if len(items) >= _FEWEST and not vague and sum(item.amount for item in items) != whole.amount:
        shown = " + ".join(str(item.amount) for item in items)
        message = f"写的是共{whole.text}，所列各项 {shown} = {sum(item.amount for item in items)}，请核对"
        yield passage.finding("text.list_sum", Severity.WARNING, message, (items[0].start, whole.end))


def _shares(passage: Passage, span: tuple[int, int]) -> Iterator[Finding]:
    """「其中网站 150 条，占 75%」: fits some earlier figure of the same unit, or none."""
    for match in _SHARE.finditer(passage.masked, *span):
        share = passage.quantities.get(match.end())
        before = [item for item in _within(passage, span[0], match.start()) if item.unit != "%"]
        if share is None or share.unit != "%" or share.vague or len(before) < _FEWEST:
            continue
        part = before[-1]
        wholes = [item for item in before[:-1] if item.unit == part.unit and item.amount >= part.amount]
        if match.start() - part.end > 2 or not wholes or any(item.vague for item in (part, *wholes)):
            continue
        if not any(fits(share, part.amount, whole.amount) for whole in wholes):
            real = percent(part.amount, wholes[0].amount, share.places)
            message = f"{part.text}占{wholes[0].text}的 {real}%，正文写的是 {share.text}，请核对"
            yield passage.finding("text.percentage", Severity.WARNING, message, (part.start, share.end))


def percent(part: Decimal, whole: Decimal, places: int) -> Decimal:
    """The share in percent with this many decimals."""
    return round(part * 100 / whole, places)


def fits(share: Quantity, part: Decimal, whole: Decimal) -> bool:
    """Whether the written share is the quotient within rounding (or plain cutting off) of its last decimal."""
    return bool(whole) and abs(part * 100 / whole - share.amount) < Decimal(1).scaleb(-share.places)


def _growth(passage: Passage, span: tuple[int, int]) -> Iterator[Finding]:
    """「由 100 条增加到 150 条，增长 50%」."""
    for match in _FROM_TO.finditer(passage.masked, *span):
        old, new, share = (passage.quantities.get(match.start(name)) for name in ("old", "new", "share"))
        if old is None or new is None or share is None or share.unit != "%" or old.vague or new.vague or share.vague:
            continue
        change = (old.amount - new.amount) if match["way"] in _DOWN else (new.amount - old.amount)
        if old.amount and not fits(share, change, old.amount):
            real = percent(change, old.amount, share.places)
            message = f"由{old.text}到{new.text}，{match['way']} {real}%，正文写的是 {share.text}，请核对"
            yield passage.finding("text.growth", Severity.WARNING, message, match.span())


def _counts(passage: Passage) -> Iterator[Finding]:
    """「以下三个方面」 against 一是、二是 behind it; 「包括甲、乙、丙三个部分」 against the list before it."""
    for match in _COUNTED.finditer(passage.plain):
        number = int(match["number"]) if match["number"].isdigit() else int(read_han(match["number"]) or 0)
        listed = _items_behind(passage, match)
        if not listed:
            listed = _items_before(passage, match)
        if listed and number not in listed and number > 1:
            shown = "或".join(str(count) for count in sorted(listed))
            message = f"写的是“{match.group(0)}”，列出的是 {shown} 项，请核对"
            yield passage.finding("text.list_count", Severity.WARNING, message, match.span())


def _items_behind(passage: Passage, match: re.Match[str]) -> set[int]:
    """How many numbered items follow; only where the words lead straight to the first."""
    plain = passage.plain
    lead = _LEAD.match(plain, match.end())
    if lead is None:
        return set()
    if plain.startswith("1", lead.end()):
        return _numbered_lines(plain[lead.end() - 1 :])
    for ordinals in _ORDINALS:
        if plain.startswith(ordinals[0], lead.end()):
            return {_run(plain, lead.end(), ordinals)}
    return set()


def _run(plain: str, start: int, ordinals: Sequence[str]) -> int:
    """How far the ordinals count on before they begin again; 「一是」 and the like stay within their own run."""
    again = plain.find(ordinals[0], start + 1)
    end = again if again >= 0 else len(plain)
    if ordinals[0] == "一是" and (line := plain.find("\n（", start)) >= 0:
        end = min(end, line)
    place = start
    for count, ordinal in enumerate(ordinals):
        place = plain.find(ordinal, place, end)
        if place < 0:
            return count
    return len(ordinals)


def _numbered_lines(plain: str) -> set[int]:
    highest = 0
    for match in _NUMBERED_LINE.finditer("\n" + plain.lstrip("\n")):
        if int(match.group(1)) != highest + 1:
            break
        highest += 1
    return {highest} if highest > 1 else set()


def _items_before(passage: Passage, match: re.Match[str]) -> set[int]:
    """Readings of how many items stand before: 、 divides, 和 may divide the last two or belong to a name."""
    if match["word"] not in ("方面", "部分"):
        return set()
    found = _ENUMERATION.search(passage.plain, max(0, match.start() - 320), match.start())
    if found is None or "、" not in found["items"] or re.search("等|如下|以下", found["items"][-6:]):
        return set()
    joined = found["items"].replace("行政复议、行政诉讼", "行政复议行政诉讼").replace("复议、诉讼", "复议诉讼")
    items = [item for item in joined.split("、") if item]
    if len(items) < 3:
        return set()
    return {len(items), len(items) + 1} if re.search("和|以及", items[-1]) else {len(items)}
