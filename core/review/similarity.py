"""Too like last year: how much of a section's wording stood in last year's report already (国办公开办函〔2021〕30号 (四)).

Shingles of five characters without digits and marks, after what every report repeats (law, period, contact, nothing to
report) is left out. A real pair of good reports shares 42 %, so that is no finding; section five is judged more strictly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from core.findings import Finding
from core.report import Report
from core.review.passage import Passage, read
from core.rules import Severity

_SHINGLE = 5
_SHORTEST_SECTION = 60  # characters after boilerplate is left out
_SHORTEST_PARAGRAPH = 40
_ALIKE = 0.85  # of a paragraph's shingles
_NOT_WORDS = re.compile(r"[^\u4e00-\u9fffA-Za-z]|20\d{2}年|\d")
_BOILERPLATE = re.compile(
    r"中华人民共和国政府信息公开条例|国务院令|国办|统计期|本报告|联系电话|办公时间|邮编|信息处理费|未收到|未发生|未产生|无其他|没有其他|"
    r"特色社会主义思想|坚强领导|正确领导|现将|现公布|现发布"
)
_HEADING = re.compile(r"^(?:（[一二三四五六七八九十]+）|[一二三四五六七八九十]、|\d{1,2}[.、])?[^，。；]{0,24}$")


@dataclass(frozen=True, slots=True)
class _Bound:
    """From which share on a section is too like last year's, and from which it is worth a hint."""

    warning: float
    hint: float


_BOUNDS = {"overview": _Bound(0.8, 0.65), "problems": _Bound(0.6, 0.5)}


def similarity(text: str, previous: str) -> float:
    """Share of the text's shingles that stand in `previous` too, 0–1; 0 for a text of boilerplate alone."""
    mine, old = _shingles(_own_words(text)), _shingles(_own_words(previous))
    return len(mine & old) / len(mine) if mine else 0.0


@lru_cache(maxsize=128)
def _own_words(text: str) -> str:
    """What the office wrote itself: without headings, boilerplate sentences, digits and marks."""
    sentences = re.split(r"[。；\n]", text)
    own = (sentence for sentence in sentences if not _BOILERPLATE.search(sentence) and not _HEADING.match(sentence.strip()))
    return _NOT_WORDS.sub("", "".join(own))


@lru_cache(maxsize=128)
def _shingles(words: str) -> frozenset[str]:
    return frozenset(words[index : index + _SHINGLE] for index in range(len(words) - _SHINGLE + 1))


def similarity_findings(report: Report) -> Iterator[Finding]:
    """Nothing without last year's report; at most one finding a section."""
    previous = report.previous
    if previous is None or previous.meta.year == report.meta.year:
        return
    for section, bound in _BOUNDS.items():
        old = previous.texts.get(section, "")
        if report.texts[section] and old:
            yield from _compared(section, report.texts[section], old, bound)


@lru_cache(maxsize=32)
def _compared(section: str, text: str, old: str, bound: _Bound) -> tuple[Finding, ...]:
    passage = read(section, text)
    alike = list(_alike_paragraphs(passage, old))
    share = similarity(text, old)
    percent = round(share * 100)
    if len(_own_words(text)) < _SHORTEST_SECTION:
        return ()
    if share >= bound.warning:
        message = f"这一部分有 {percent}% 的文字与去年相同，通知要求不得年年雷同，请按今年的情况改写"
        return (_finding(passage, Severity.WARNING, message, alike),)
    if share >= bound.hint:
        return (_finding(passage, Severity.INFO, f"这一部分有 {percent}% 的文字与去年相同，请看看是否需要改写", alike),)
    if alike:
        return (_finding(passage, Severity.INFO, f"有 {len(alike)} 段与去年几乎相同，请看看是否需要改写", alike),)
    return ()


def _finding(passage: Passage, severity: Severity, message: str, alike: list[tuple[int, int]]) -> Finding:
    """The longest alike paragraph is quoted, all are marked."""
    places = sorted(alike, key=lambda place: place[0] - place[1])
    finding = passage.finding("similar.last_year", severity, message, *places)
    return replace(finding, source="国办公开办函〔2021〕30号：不得内容雷同")


def _alike_paragraphs(passage: Passage, old: str) -> Iterator[tuple[int, int]]:
    """Paragraphs that stand almost unchanged in last year's section."""
    known = _shingles(_own_words(old))
    start = 0
    for line in passage.plain.split("\n"):
        mine = _shingles(_own_words(line))
        if len(mine) >= _SHORTEST_PARAGRAPH and len(mine & known) >= _ALIKE * len(mine):
            yield start, start + len(line)
        start += len(line) + 1
