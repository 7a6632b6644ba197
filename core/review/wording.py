"""How it is written: punctuation, numbering, numbers left out, repetitions, private data (form.md C2G, C2H, C41–C4A, C49)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from core.findings import Finding
from core.report import Report
from core.review.passage import Passage, read
from core.rules import Severity

_HAN = "\u4e00-\u9fff"
_HALF_WIDTH = re.compile(rf"(?<=[{_HAN}”》）])[,;:?!]|[,;:?!](?=[{_HAN}“《（])|\((?=[^()\n]{{0,40}}[{_HAN}])|(?<=[{_HAN}])\)")
_STRAY = re.compile(
    r"[，、；：]{2,}|。{2}(?!。)|[，、；：]。|。[，、；：]|[一二三四五六七八九十]是[.．、。]|、其中、|，、|（）|《》|“”"
)
_NUMBERED = re.compile(r"^[ \t\u3000]*(\d{1,2})、", re.MULTILINE)
_LOST_BRACKETS = re.compile(r"^[一二三四五六七八九十][ \u3000]+\S{2,16}$", re.MULTILINE)
_MARK_BEHIND_BRACKET = re.compile(r"^（[一二三四五六七八九十]{1,2}）[、.．，]", re.MULTILINE)
_UNITS = "条|件|篇|份|次|起|宗|项|期|个|万元|元"
_BLANK_NUMBER = re.compile(
    rf"(?<=[{_HAN}])(?<![一二三四五六七八九十百千万亿余多几数每各逐该本此这那半两首])[ \u3000\u00a0]+(?:{_UNITS})"
    r"(?=[，。；、,;）)]|$|\n)"
)
_NO_NUMBER = re.compile(
    rf"(?:共计|总计|合计|累计|共)(?:{_UNITS})(?=[，。；、）])|(?:政府信息|公开信息|发布信息|更新信息)条(?=[，。；、）])|"
    r"(?<=[，、；和及])(?:现行有效|制发|废止)的?(?:行政)?规范性文件(?=[，。；])"
)
_FIGURES_BEFORE = re.compile(r"(?:规范性文件|废止|制定|制发)[^。；\n]{0,16}\d{1,4}[件个份]")
_CUT_OFF = re.compile(r"截止(?=(?:20\d{2}年|\d{1,2}月|目前|年底|12月))")
_PROPOSAL = re.compile(r"人大代表|政协委员|人大建议|政协提案|建议提案|提案|提议、建议|群众建议")
_ID_NUMBER = re.compile(
    r"(?<![\dA-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
_MOBILE = re.compile(r"(?<![\d.\-—])1[3-9]\d{9}(?!\d)")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CONTACT = re.compile(r"联系|电话|垂询|咨询|热线")
_DOUBLED = re.compile(rf"([{_HAN}]{{4,8}})\1")
_SHORTEST_REPEATED = 20
_VAGUE_UNITS = frozenset(("条", "件", "份", "篇", "起", "宗", "期", "次"))
_PUNCTUATION_SOURCE = "GB/T 15834 标点符号用法"


@lru_cache(maxsize=64)
def wording_findings(section: str, text: str) -> tuple[Finding, ...]:
    """Findings of one section; habits that recur (punctuation, numbering) are one finding with all places."""
    passage = read(section, text)
    return (
        *_missing_numbers(passage),
        *_private(passage),
        *_terms(passage),
        *_vague(passage),
        *_marks(passage),
        *_doubled(passage),
    )


def _raw(passage: Passage, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """Places in the text as typed."""
    return [match.span() for match in pattern.finditer(passage.raw)]


def _habit(passage: Passage, rule: str, message: str, places: list[tuple[int, int]], source: str = "") -> Iterator[Finding]:
    if places:
        start, end = places[0]
        count = f"（共 {len(places)} 处）" if len(places) > 1 else ""
        quote = passage.raw[max(0, start - 6) : end + 6].replace("\n", " ").strip()
        yield Finding(rule, Severity.INFO, passage.section, (), message + count, quote=quote, source=source, spans=tuple(places))


def _marks(passage: Passage) -> Iterator[Finding]:
    """C44 and C47."""
    half = _raw(passage, _HALF_WIDTH)
    yield from _habit(passage, "text.half_width", "中文里用了半角标点，请改为全角", half, _PUNCTUATION_SOURCE)
    stray = [passage.raw_span(*match.span()) for match in _STRAY.finditer(passage.plain)]
    yield from _habit(passage, "text.stray_punctuation", "标点重复或多余，请核对", stray, _PUNCTUATION_SOURCE)
    numbered = _raw(passage, _NUMBERED)
    yield from _habit(passage, "text.numbering", "序号“1、”一般写作“1.”", numbered, "GB/T 9704 公文格式")
    lost = _raw(passage, _LOST_BRACKETS)
    yield from _habit(passage, "text.numbering", "序号后少了括号或标点，二级标题一般写作“（二）”", lost, "GB/T 9704 公文格式")
    behind = [passage.raw_span(*match.span()) for match in _MARK_BEHIND_BRACKET.finditer(passage.plain)]
    yield from _habit(passage, "text.numbering", "“（一）”之后不加标点", behind, "GB/T 9704 公文格式")


def _missing_numbers(passage: Passage) -> Iterator[Finding]:
    """C2G: a unit without its number, as forms filled in by hand leave it."""
    for start, end in _raw(passage, _BLANK_NUMBER):
        yield _at(passage, "text.missing_number", "这里少了数字，请补上", (max(0, start - 6), end))
    for match in _NO_NUMBER.finditer(passage.plain):
        sentence = passage.plain[max(0, match.start() - 60) : match.start()]
        if "规范性文件" not in match.group(0) or _FIGURES_BEFORE.search(sentence):
            message = "这里少了数字，请补上"
            yield passage.finding("text.missing_number", Severity.ERROR, message, match.span())


def _at(passage: Passage, rule: str, message: str, span: tuple[int, int]) -> Finding:
    """An error at a place of the text as typed."""
    quote = passage.raw[span[0] : span[1]]
    return Finding(rule, Severity.ERROR, passage.section, (), message, quote=quote, spans=(span,), overridable=True)


def _private(passage: Passage) -> Iterator[Finding]:
    """C49: identity numbers with a valid check digit, mobile numbers; an office's own contact number is only asked about."""
    for match in _ID_NUMBER.finditer(passage.plain):
        if _valid_id(match.group(0)):
            message = "疑似公民身份号码，公开前请删去或作遮盖处理"
            yield _private_finding(passage, Severity.ERROR, message, match.span())
    for match in _MOBILE.finditer(passage.plain):
        sentence = passage.plain[max(0, match.start() - 40) : match.start()]
        is_contact = passage.section in ("preface", "other") and _CONTACT.search(sentence)
        message = "这里是手机号码，请确认是否为对外公布的办公电话" if is_contact else "疑似个人手机号码，公开前请删去"
        yield _private_finding(passage, Severity.INFO if is_contact else Severity.ERROR, message, match.span())


def _private_finding(passage: Passage, severity: Severity, message: str, span: tuple[int, int]) -> Finding:
    return replace(passage.finding("text.personal_data", severity, message, span), source="政府信息公开条例第十五条")


def _valid_id(number: str) -> bool:
    """The check digit of GB 11643."""
    rest = sum(int(digit) * weight for digit, weight in zip(number[:17], _ID_WEIGHTS, strict=True)) % 11
    return "10X98765432"[rest] == number[17].upper()


def _terms(passage: Passage) -> Iterator[Finding]:
    """C41, and C40: proposals of deputies are not applications for disclosure."""
    for match in _CUT_OFF.finditer(passage.plain):
        message = "“截止”后面接时间一般写作“截至”"
        yield passage.finding("text.cut_off_date", Severity.WARNING, message, match.span())
    for sentence in passage.sentences:
        text = passage.text(sentence)
        match = _PROPOSAL.search(text) if "依申请" in sentence.topic or "依法申请" in sentence.topic else None
        if match is not None and not re.search(r"未|无|不属于|除|0件", text):
            message = "建议、提案不是政府信息公开申请，不宜写在依申请公开中，可移到第六部分"
            yield passage.finding("text.proposals", Severity.WARNING, message, (sentence.start + match.start(), sentence.end))
            return


def _vague(passage: Passage) -> Iterator[Finding]:
    """C2H: 500余条 in section one, which the county office wants as a number."""
    if passage.section != "overview":
        return
    vague = [item for item in passage.quantities.values() if item.vague and item.unit in _VAGUE_UNITS]
    if vague:
        count = f"等 {len(vague)} 处" if len(vague) > 1 else ""
        message = f"“{vague[0].text}”{count}是约数，有准确数的请写准确数"
        yield passage.finding("text.vague_figure", Severity.INFO, message, *((item.start, item.end) for item in vague))


def _doubled(passage: Passage) -> Iterator[Finding]:
    """The same words twice running, as a slip of copying leaves them."""
    for match in _DOUBLED.finditer(passage.plain):
        message = f"“{match.group(1)}”连写了两次，请核对"
        yield passage.finding("text.doubled_words", Severity.WARNING, message, match.span())


def repeated_findings(report: Report) -> Iterator[Finding]:
    """C4A: a paragraph or a sentence that stands twice in the report."""
    passages = [read(section, text) for section, text in report.texts.items() if text]
    seen: dict[str, str] = {}
    covered: set[tuple[str, int]] = set()
    for passage, start, end, unit in (*_pieces(passages, "段"), *_pieces(passages, "句")):
        words = passage.plain[start:end].strip("\n。；")
        if len(words) < _SHORTEST_REPEATED:
            continue
        key = unit + words
        if key in seen and (passage.section, start) not in covered:
            message = f"这一{unit}与前文完全相同，请核对是否重复粘贴"
            yield passage.finding("text.repeated", Severity.WARNING, message, (start, end))
            covered |= {(passage.section, place) for place in range(start, end)}
        seen.setdefault(key, passage.section)


def _pieces(passages: Iterable[Passage], unit: str) -> Iterator[tuple[Passage, int, int, str]]:
    for passage in passages:
        if unit == "句":
            yield from ((passage, item.start, item.end, unit) for item in passage.sentences)
            continue
        start = 0
        for line in passage.plain.split("\n"):
            yield passage, start, start + len(line), unit
            start += len(line) + 1
