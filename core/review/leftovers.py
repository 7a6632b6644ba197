"""Years, periods and dates that do not belong to the report's year (form.md C31, C32, C36)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from core.claims import FIGURE
from core.findings import Finding
from core.report import Report
from core.review.passage import Passage, Sentence, read
from core.rules import Severity

_YEAR = re.compile(r"(?<![\d〔（(\[/.\-])(20\d{2})年度?(?!\d{1,2}月\d{1,2}日(?:印发|起?施行|公布|修订|第))")
_COMPARISON = re.compile(
    r"上年|较|同比|比20|相比|比去年|比上|去年|整改|决算|年报|年度报告|以来|修订|成立|印发|施行|建成|启用|开通|届|一度|年度考核|"
    rf"考核结果|通报|结转|同期|(?:增长|增加|下降|减少|降低)了?{FIGURE}"
)
_FROM = re.compile(r"(?:自|从|由|始于|早在|于)$")
_SPAN_BEHIND = re.compile(
    r"^(?:(?:\d{1,2}月)?(?:\d{1,2}日)?(?:至|到|—|-|~|～|–|起|以来|、|和|及|与)|(?:及)?(?:以|之)?前|"
    r"[^，。；]{0,10}(?:考核|测评|评估|评比)|出台|发布|制定|制发|印发|修订|的?工作报告|的?年报|"
    r"度?政府信息公开工作年度报告)"
)
_FUTURE = re.compile(r"下一步|将|计划|今后|新的一年|明年|下一年|拟|打算|接下来|展望|继续|结转")
_LONG_TERM = re.compile(r"规划|远景|愿景|纲要|有效期|预算")
_PUBLISHED = re.compile(r"[1-4]月")
_SPAN_TO = re.compile(r"(?:20\d{2}年?(?:度)?(?:至|到|—|-|~|～|–|、|和|及|与))$")
_PERIOD = re.compile(
    r"(?P<from>20\d{2})年(?:度)?1月1日?(?:起|始|开始|零时|0时)?(?:至|到|—|-|－|~|～|–|截至|截止){1,3}(?:(?P<to>20\d{2})年)?12月31日"
)
_PERIOD_WORD = re.compile(r"统计[^。\n]{0,4}(?:期间|期限|时限|时间|区间|周期|范围|期|截止)")
_BROKEN_PERIOD = re.compile(
    r"(?<=[为自从：是])年1月1日[^。；\n]{0,20}|20\d{3}月[^。；\n]{0,20}|20\d{2}年1月1(?![\d日])[^。；\n]{0,20}|[^。；\n]{0,14}12月31(?!日)"
)
_PERIOD_SOURCE = "年度报告格式：统计期间为报告年度1月1日至12月31日"
_HISTORY = re.compile(r"(?:\d{1,2}月)?[^，。；]{0,12}(?:被|获|评|成立|设立|机构改革|合并|撤|设|颁|新)")


@lru_cache(maxsize=64)
def leftover_findings(section: str, text: str, year: int | None) -> tuple[Finding, ...]:
    """Findings of one section; nothing while the year is unknown."""
    if year is None:
        return ()
    passage = read(section, text)
    periods = [*_periods(passage, year)]
    return (*periods, *_years(passage, year, [span for finding in periods for span in finding.spans]))


def _periods(passage: Passage, year: int) -> Iterator[Finding]:
    """C32: another year's period, or one that is not written out."""
    for sentence in passage.sentences:
        text = passage.text(sentence)
        match = _PERIOD.search(text)
        if match is not None:
            wrong = {int(match[name]) for name in ("from", "to") if match[name]} - {year}
            if wrong and _is_period(passage, sentence, match):
                message = f"统计期间应为 {year} 年1月1日至12月31日"
                yield _period(passage, sentence, match, message)
        elif _PERIOD_WORD.search(text) and (broken := _BROKEN_PERIOD.search(text)):
            message = f"统计期间没有写对，应为“{year}年1月1日至12月31日”"
            yield _period(passage, sentence, broken, message)


def _is_period(passage: Passage, sentence: Sentence, match: re.Match[str]) -> bool:
    """A period of this report, not one inside a title or a comparison."""
    masked = passage.masked[sentence.start + match.start() : sentence.start + match.end()]
    return masked[0] == "2" and not _COMPARISON.search(passage.text(sentence)[: match.start()])


def _period(passage: Passage, sentence: Sentence, match: re.Match[str], message: str) -> Finding:
    span = (sentence.start + match.start(), sentence.start + match.end())
    return replace(passage.finding("text.period", Severity.ERROR, message, span), source=_PERIOD_SOURCE)


def _years(passage: Passage, year: int, periods: Sequence[tuple[int, int]]) -> Iterator[Finding]:
    """C31: years other than the report's, but for those that plainly speak of the past or of plans; one finding a year."""
    found: dict[int, list[tuple[int, int]]] = {}
    for sentence in passage.sentences:
        masked = passage.masked[sentence.start : sentence.end]
        for match in _YEAR.finditer(masked):
            named = int(match.group(1))
            if named != year and not _is_meant(passage, sentence, match, named - year):
                place = (sentence.start + match.start(), sentence.start + match.end())
                if not any(start <= passage.raw_span(*place)[0] < end for start, end in periods):
                    found.setdefault(named, []).append(place)
    for named, places in found.items():
        count = f"（共 {len(places)} 处）" if len(places) > 1 else ""
        message = f"报告年度是 {year} 年，这里写的是 {named} 年，请核对是否为旧稿遗留{count}"
        yield passage.finding("text.leftover_year", Severity.WARNING, message, *places)


def _is_meant(passage: Passage, sentence: Sentence, match: re.Match[str], distance: int) -> bool:
    text = passage.masked[sentence.start : sentence.end]
    before, behind = text[: match.start()], text[match.end() :]
    if distance > 0:
        return _lies_ahead(passage, sentence, (before, behind), distance)
    if _SPAN_BEHIND.match(behind) or _SPAN_TO.search(before) or _FROM.search(before[-2:]):
        return True
    if distance < -1 and _is_history(before, behind):
        return True
    return bool(_COMPARISON.search(text)) or "整改" in sentence.topic


def _lies_ahead(passage: Passage, sentence: Sentence, around: tuple[str, str], distance: int) -> bool:
    """Plans, and when the report itself was written; in sections five and six the next year is a plan without more."""
    before, behind = around
    text = before + behind
    if _LONG_TERM.search(text) or _SPAN_TO.search(before):
        return True
    if distance > 1:
        return False
    if passage.section == "preface" and _PUBLISHED.match(behind):
        return True
    return passage.section in ("problems", "other") or bool(_FUTURE.search(text) or _FUTURE.search(sentence.topic))


def _is_history(before: str, behind: str) -> bool:
    """「2019年被评为」: two years back and more is history when the clause says so."""
    return bool(_HISTORY.match(behind)) or before.endswith(("自", "从"))


def date_findings(report: Report) -> Iterator[Finding]:
    """C36: a report on Y is signed between January and March of Y + 1 (条例第四十九条)."""
    day, year = report.meta.date, report.meta.year
    if day is None or year is None:
        return
    if not date(year + 1, 1, 1) <= day <= date(year + 1, 3, 31):
        shown = f"{day.year}年{day.month}月{day.day}日"
        message = f"落款日期是 {shown}，{year} 年的报告一般在 {year + 1} 年1月至3月发布，请核对"
        yield Finding("identity.date", Severity.WARNING, "", (), message, quote=shown, source="政府信息公开条例第四十九条")
