"""Whose report it is: names of other bodies, 我镇 in a 乡, title and signature that disagree (form.md C33–C35)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from core.findings import Finding
from core.report import Meta, Report
from core.review.passage import Passage, read
from core.rules import Severity

_STATUTORY = "政府信息公开工作年度报告"
_BODY_END = re.compile(r"(?:人民政府)?(?:办事处|办公室)?$|人民政府$|政府$|办事处$")
_LEVELS = ("街道", "镇", "乡", "局", "委员会", "县", "市", "区")
_SELF = re.compile(
    r"(?P<self>我(?P<level>镇|乡|街道|局(?![限面部势]))|"
    r"(?<![基根资成样版文日])本(?P<level2>镇|乡(?!本土|土)|局(?![限面部势])))"
)
_WRONG_FOR = {
    "镇": ("乡", "街道", "局"),
    "乡": ("镇", "街道", "局"),
    "街道": ("镇", "乡", "局"),
    "局": ("镇", "乡", "街道"),
    "委员会": ("镇", "乡", "街道", "局"),
    "县": ("镇", "乡", "街道", "局"),
    "市": ("镇", "乡", "街道", "局"),
    "区": ("镇", "乡", "街道", "局"),
}
_QUOTED = re.compile(r"[“「『][^”」』\n]{1,40}[”」』]|《[^》\n]{1,60}》")
_NAMED_REPORT = re.compile(
    r"(?:^|[《“、，。：；\n将布是为读])"
    r"(?P<name>(?:(?![我本将布各该])[\u4e00-\u9fff]){2,24}?(?:镇|乡|街道|局|委员会|办公室|中心|县|区|市)(?:人民政府|政府|办事处)?)"
    r"(?:关于)?20\d{2}年(?:度)?(?:政府|政务)信息公开(?:工作)?(?:的)?(?:年度)?(?:工作)?报告"
)
_SUBJECT = re.compile(
    r"(?:^|(?<=[。；\n])|(?<=年，)|(?<=年)|(?<=年度)|(?<=年度，))"
    r"(?P<name>[\u4e00-\u9fff]{2,12}?(?:镇|乡|街道))(?:人民政府|政府|办事处|党委)?"
    r"(?=共|始终|严格|认真|坚持|高度|收到|主动公开|通过|深入|按照|未收到|积极|全面|不断|政府信息公开|政务公开|信息公开|深化|将|"
    r"在县|在市|在区|无收|收取|持续|根据)"
)
_NOT_A_NAME = re.compile(
    r"(?:各|全|我|本|该|两|每|辖|乡|城|集|村|小|重|建制|名|市|县|区级|指导|下|等|向|督促|要求|组织|对|为|与|和|推动|中心|特色|示范|试点|重点|[一二三四五六七八九十\d]个)"
    r"(?:镇|乡|街道)$|[我该各与]|^全[国省市县区]"
)
_COMPLETE_TITLE = re.compile(r"^(?P<name>.{0,40}?)(?P<year>20\d{2})年(?P<twice>度)?(?P<rest>.*)$")


@dataclass(frozen=True, slots=True)
class Body:
    """Who reports: the name without 人民政府 or 办事处, its last part, its level (镇, 乡 …; "" unknown)."""

    name: str
    short: str
    level: str


def body_of(organ: str) -> Body:
    """「昌乐县乔官镇人民政府」 is 昌乐县乔官镇, in short 乔官镇, a 镇."""
    name = re.sub(r"(?:人民政府|政府)?(?:办事处|办公室)?$", "", organ.replace(" ", ""))
    level = next((level for level in _LEVELS if name.endswith(level)), "")
    parts = re.split(r"(?<=[省市县区州旗盟])", name)
    short = next((part for part in reversed(parts) if len(part) > 1), name)
    return Body(name, short, level)


def identity_findings(report: Report) -> Iterator[Finding]:
    """Findings of meta data first, then of the sections."""
    yield from _title(report.meta)
    yield from _signature(report.meta)
    for section, text in report.texts.items():
        if text and report.meta.organ:
            yield from _of_section(section, text, report.meta.organ)


def _meta_finding(rule: str, severity: Severity, message: str, quote: str) -> Finding:
    return Finding(rule, severity, "", (), message, quote=quote, source="年度报告惯例：标题、落款与报告一致", overridable=True)


def _title(meta: Meta) -> Iterator[Finding]:
    title = re.sub(r"\s", "", meta.title)
    match = _COMPLETE_TITLE.match(title)
    if match is None:
        return
    if meta.year is not None and int(match["year"]) != meta.year:
        message = f"标题写的是 {match['year']} 年，报告年度是 {meta.year} 年，请改一致"
        yield _meta_finding("identity.title_year", Severity.ERROR, message, match["year"])
    if match["twice"] and match["rest"].endswith("年度报告"):
        message = "标题中“年度”写了两次，一般写作“……年政府信息公开工作年度报告”"
        yield _meta_finding("identity.title_wording", Severity.WARNING, message, title)
    elif _STATUTORY not in title:
        message = f"标题不是“{_STATUTORY}”，条例规定的名称如此，请核对"
        yield _meta_finding("identity.title_wording", Severity.WARNING, message, title)
    if meta.organ and match["name"] and not _same_body(match["name"], body_of(meta.organ)):
        message = f"标题中的单位“{match['name']}”与填写的单位“{meta.organ}”不同，请核对"
        yield _meta_finding("identity.title_name", Severity.WARNING, message, match["name"])


def _signature(meta: Meta) -> Iterator[Finding]:
    if meta.signature and meta.organ and not _same_body(meta.signature, body_of(meta.organ)):
        message = f"落款单位“{meta.signature}”与报告单位“{meta.organ}”不同，请核对"
        yield _meta_finding("identity.signature", Severity.WARNING, message, meta.signature)


def _same_body(name: str, body: Body) -> bool:
    """Whether the name means this body; county names and 人民政府 may be there or not."""
    other = body_of(re.sub(r"\s", "", name))
    return other.short == body.short or other.name.endswith(body.short) or body.name.endswith(other.short)


@lru_cache(maxsize=64)
def _of_section(section: str, text: str, organ: str) -> tuple[Finding, ...]:
    passage, body = read(section, text), body_of(organ)
    if not body.level:
        return ()
    hidden = [match.span() for match in _QUOTED.finditer(passage.plain)]
    return (*_self_names(passage, body, hidden), *_named_reports(passage, body), *_other_subjects(passage, body, hidden))


def _self_names(passage: Passage, body: Body, hidden: list[tuple[int, int]]) -> Iterator[Finding]:
    """C34: one finding for each wrong word, at all its places."""
    found: dict[str, list[tuple[int, int]]] = {}
    for match in _SELF.finditer(passage.plain):
        level = match["level"] or match["level2"]
        if level in _WRONG_FOR[body.level] and not _inside(match.start(), hidden):
            found.setdefault(match["self"], []).append(match.span())
    for word, places in found.items():
        message = f"报告单位是{body.level}，文中写了“{word}”，请改正"
        yield passage.finding("identity.self_name", Severity.ERROR, message, *places)


def _inside(place: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def _named_reports(passage: Passage, body: Body) -> Iterator[Finding]:
    """C33 and C35: the report that the text itself names."""
    for match in _NAMED_REPORT.finditer(passage.plain):
        if not _same_body(match["name"], body):
            message = f"文中把报告写成“{match['name']}”的，报告单位是“{body.name}”，请核对"
            yield passage.finding("identity.other_body", Severity.ERROR, message, match.span("name"))
        elif passage.section == "preface" and re.search(r"20\d{2}年度政府信息公开工作年度报告", match.group(0)):
            message = "报告名称中“年度”写了两次，与标题的写法应一致"
            finding = passage.finding("identity.title_wording", Severity.WARNING, message, (match.start("name"), match.end()))
            yield replace(finding, source="年度报告惯例：标题、说明与落款一致")


def _other_subjects(passage: Passage, body: Body, hidden: list[tuple[int, int]]) -> Iterator[Finding]:
    """C33: another township as the one who acts."""
    if body.level not in ("镇", "乡", "街道"):
        return
    for match in _SUBJECT.finditer(passage.plain):
        name = match["name"]
        if _NOT_A_NAME.search(name) or _same_body(name, body) or body.short in name or _inside(match.start("name"), hidden):
            continue
        message = f"报告单位是“{body.name}”，这里写的是“{name}”，请核对是否为他处文稿遗留"
        yield passage.finding("identity.other_body", Severity.WARNING, message, match.span("name"))
