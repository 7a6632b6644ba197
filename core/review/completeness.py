"""What sections one, five, six and the preface must say (form.md §00, C05–C14; 国办公开办函〔2021〕30号, 条例第五十条)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from core.findings import Finding
from core.report import Report
from core.review.passage import Passage, heading_of, read
from core.rules import Severity

_NOTICE = "国办公开办函〔2021〕30号"
_ARTICLE_50 = "政府信息公开条例第五十条第四项"
_ARTICLE_50_5 = "政府信息公开条例第五十条第五项"
_FIRST_YEAR_OF_FEES = 2021
_SHORTEST_PROBLEMS = 30
_SHORT_PROBLEMS = 200
_WORD = re.compile(r"[A-Za-z0-9.,%:/@_\-]+|\S")
_RESULTS = {
    "工作考核": re.compile(r"考核|考评|绩效"),
    "社会评议": re.compile(r"评议|满意度|评价"),
    "责任追究": re.compile(r"追责|问责|责任追究|责任倒查|追究[^。；\n]{0,10}责任|责任[^。；\n]{0,6}追究"),
}
_NO_PROBLEM = re.compile(r"(?:不存在|没有|无|未发现)(?:任何|明显|突出|其他)?(?:的)?(?:问题|不足)")
_PROBLEM = re.compile(
    r"问题|不足|短板|弱项|有待|不够|薄弱|欠缺|差距|不强|不高|不到位|不及时|不完善|不健全|不全面|不规范|不深|不熟|滞后|单一|缺乏|"
    r"偏低|偏少|不平衡|不均|较少|较慢"
)
_MEASURE = re.compile(
    r"下一步|改进|措施|今后|接下来|将继续|将进一步|将着|将加|将不断|将严|我[镇乡局]将|整改|进一步|着力|加强|完善|提升|健全|强化|加大|拓展|优化|规范"
)
_MEASURE_AFTER_PROBLEM = re.compile(
    r"下一步|改进|措施|今后|接下来|将|整改|针对|为此|计划|拟|予以完善|新的一年|一是加强|一是进一步|二是加强|着力|要进一步|年，?我[镇乡局]"
)
_FEE = re.compile(r"信息(?:公开)?处理费|收费通知|收取[^。\n]{0,8}费")
_PERIOD = re.compile(r"1月1日[^。\n]{0,12}12月31")
_CONTACT = re.compile(r"联系|电话|地址|邮编|邮箱|来信|垂询")
_PLACEHOLDER = re.compile(
    r"_{2,}|＿{2,}|[×✕]{2,}|(?<![A-Za-z.])[XxＸｘ×]{1,4}(?:[镇乡县市区局年月日]|街道)|"
    r"(?<![A-Za-z.0-9/@])[XxＸｘ]{2,}(?![A-Za-z.0-9＠@])|○{2,}|"
    r"【(?:\s*|[^【】\n]{0,20}(?:填|请|名称|数字|单位|机关|XX|此处|年份)[^【】\n]{0,20})】|（(?:此处|请填|请在此|待补|填写|以下为示例)[^（）\n]{0,30}）|"
    r"该部分以表格形式报告|表格如下：|待补充|（示例）|示例：|模板|请在此处|此处填写|20\d{2}年月日|年月日|TODO",
)
_COVER = re.compile(
    r"送审函|送审稿|请(?:予以?)?(?:审阅|审核|审示|审议|批示|审定|阅示)|"
    r"现(?:将|报|随文)[^。\n]{2,60}(?:报送|呈报|上报|报上)[^。\n]{0,20}(?:请|贵|。)|随文报送"
)
_OLD_BASIS = re.compile(r"(?:国办公开办函)?[〔\[（(【]2019[〕\]）)】]\s*0*60号|(?:国务院令|国令)?第?492号(?:令)?")
_NUMBER_OF_DOCUMENT = re.compile(
    r"(?P<body>[\u4e00-\u9fff]{1,10}[发函字办通规令])[\[（【〈<［〔]"
    r"(?P<year>20\d{2})年?(?P<close>[\]）】〉>］〕]?)(?P<rest>第?0*\d{1,4}号?)"
)


def count_characters(text: str) -> int:
    """Characters as Word counts them: each Chinese character and mark is one, a run of digits or letters is one."""
    return len(_WORD.findall(text))


def completeness_findings(report: Report) -> Iterator[Finding]:
    """Findings on what is missing or left over from a template, section by section. Empty sections are not spoken of."""
    passages = {section: read(section, text) for section, text in report.texts.items() if text.strip()}
    if overview := passages.get("overview"):
        yield from _overview(report, overview)
    if problems := passages.get("problems"):
        yield from _problems(problems)
        yield from _follow_up(report, problems)
    if other := passages.get("other"):
        yield from _other(report, other)
    yield from _preface(passages)
    for passage in passages.values():
        yield from _headings_inside(report, passage)
        yield from _left_from_template(passage)
        yield from _document_numbers(report.meta.year, passage)


def _overview(report: Report, passage: Passage) -> Iterator[Finding]:
    book = report.form.claims
    missing = [topic.name for topic in book.topics if not any(word in passage.plain for word in topic.words)]
    if missing:
        message = (
            f"总体情况没有写到{'、'.join(missing)}；通知要求写主动公开、依申请公开、政府信息管理、平台建设、监督保障五个方面"
        )
        yield _whole(passage, "structure.missing_topic", Severity.WARNING, message, _NOTICE)
    absent = [name for name, pattern in _RESULTS.items() if not pattern.search(passage.plain)]
    if absent:
        message = f"总体情况没有写{'、'.join(absent)}的结果，请在监督保障中补上"
        yield _whole(passage, "structure.missing_results", Severity.WARNING, message, _ARTICLE_50)
    limit = report.form.template.section("overview").limit
    length = count_characters(passage.raw)
    if limit is not None and length > limit:
        message = f"总体情况有 {length} 字，原则上不超过 {limit} 字，请精简"
        severity = Severity.INFO if length * 10 <= limit * 11 else Severity.WARNING
        finding = _whole(passage, "structure.too_long", severity, message, _NOTICE)
        yield replace(finding, left=str(length), right=str(limit))


def _whole(passage: Passage, rule: str, severity: Severity, message: str, source: str) -> Finding:
    """A finding on the section as a whole."""
    return replace(passage.finding(rule, severity, message), source=source)


def _problems(passage: Passage) -> Iterator[Finding]:
    """C08 and C09: section five says something, both problems and measures."""
    body = _body(passage)
    rest = _NO_PROBLEM.sub("", body)
    has_problem, has_measure = bool(_PROBLEM.search(rest)), bool(_MEASURE.search(rest))
    if len(body) < _SHORTEST_PROBLEMS or not (has_problem or has_measure):
        message = "这一部分过于简单，请写明存在的主要问题和相应的改进措施"
        yield _whole(passage, "structure.thin_problems", Severity.ERROR, message, _ARTICLE_50_5)
    elif not has_problem:
        yield _whole(passage, "structure.no_problems", Severity.WARNING, "只写了措施，没有写存在的问题", _ARTICLE_50_5)
    elif not _MEASURE_AFTER_PROBLEM.search(rest):
        yield _whole(passage, "structure.no_measures", Severity.WARNING, "写了问题，没有写改进措施", _ARTICLE_50_5)
    elif len(body) < _SHORT_PROBLEMS:
        message = f"这一部分只有 {len(body)} 字，偏短；通知要求问题具体、措施有针对性"
        yield _whole(passage, "structure.short_problems", Severity.INFO, message, _NOTICE)


def _follow_up(report: Report, passage: Passage) -> Iterator[Finding]:
    """C10: what became of last year's problems is worth a sentence."""
    previous, year = report.previous, report.meta.year
    if previous is None or year is None or not previous.texts.get("problems"):
        return
    if not re.search(f"整改|上年|上一年|去年|{year - 1}年", passage.plain):
        message = "没有说明去年报告所列问题的整改情况，可以补写一句"
        yield _whole(passage, "structure.no_follow_up", Severity.INFO, message, _ARTICLE_50_5)


def _headings_inside(report: Report, passage: Passage) -> Iterator[Finding]:
    """C02: the heading of another part as a line of this one, as pasting leaves it."""
    headings = {section.heading for section in report.form.template.sections if section.heading}
    start = 0
    for line in passage.plain.split("\n"):
        if line in headings:
            message = f"这一部分里有标题“{line}”，是否把几部分粘贴到了一起"
            yield passage.finding("structure.heading_inside", Severity.WARNING, message, (start, start + len(line)))
        start += len(line) + 1


def _body(passage: Passage) -> str:
    """The text without lines that are only headings."""
    kept = [passage.text(item) for item in passage.sentences]
    return "".join(text for text in kept if not (text.endswith("\n") and heading_of(text)))


def _other(report: Report, passage: Passage) -> Iterator[Finding]:
    year = report.meta.year
    if (year is None or year >= _FIRST_YEAR_OF_FEES) and not _FEE.search(passage.plain):
        message = "没有写收取信息处理费的情况；没有收取的，请写明未收取"
        yield _whole(passage, "structure.no_fee_sentence", Severity.WARNING, message, f"{_NOTICE}、国办函〔2020〕109号")


def _preface(passages: dict[str, Passage]) -> Iterator[Finding]:
    """C12: period and contact are customary, so only hints; C14: a letter that was not meant to be published."""
    if "overview" not in passages:
        return
    said = "".join(passage.plain for section, passage in passages.items() if section in ("preface", "overview", "other"))
    lacks = [name for name, pattern in (("数据统计期间", _PERIOD), ("联系方式", _CONTACT)) if not pattern.search(said)]
    if lacks:
        message = f"没有写{'和'.join(lacks)}，一般写在标题下的说明中"
        yield Finding("structure.no_period_or_contact", Severity.INFO, "preface", (), message, source="年度报告惯例")
    preface = passages.get("preface")
    if preface is not None and (match := _COVER.search(preface.plain)):
        message = "像是报送时的函件内容，不属于公开的报告，请删去"
        yield preface.finding("structure.cover_letter", Severity.WARNING, message, match.span())


def _left_from_template(passage: Passage) -> Iterator[Finding]:
    """C13: words and blanks of a template."""
    for match in _PLACEHOLDER.finditer(passage.plain):
        message = f"“{match.group(0)}”像是模板中留下的内容，请填写或删去"
        yield passage.finding("text.placeholder", Severity.ERROR, message, match.span())


def _document_numbers(year: int | None, passage: Passage) -> Iterator[Finding]:
    """C05 and C46: superseded bases, brackets, 第, leading zeros, a missing 号."""
    for match in _OLD_BASIS.finditer(passage.plain):
        if year is not None and year >= _FIRST_YEAR_OF_FEES:
            what = "条例现行文本是国务院令第711号" if "492" in match.group(0) else f"现行格式由{_NOTICE}印发"
            yield passage.finding("text.old_basis", Severity.WARNING, f"引用了旧的依据，{what}，请改正", match.span())
    for match in _NUMBER_OF_DOCUMENT.finditer(passage.plain):
        if not match["close"] and not match["rest"].endswith("号"):
            continue
        right = f"{match['body']}〔{match['year']}〕{match['rest'].lstrip('第0').rstrip('号')}号"
        if match.group(0) != right:
            message = f"文号一般写作“{right}”：年份用六角括号，不写“第”，不补零，末尾有“号”"
            yield passage.finding("text.document_number", Severity.WARNING, message, match.span())
