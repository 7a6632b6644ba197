"""Write the bundled sample: last year's report of an invented township, as its office would have made it in Word.

Usage: .venv/bin/python tools/make_sample.py [FILE]

Deliberately not our own exporter's work: python-docx, automatic numbers on the headings, runs split where Word splits
them, merged cells, a full-width number. One total is off by one and one word is a common slip (截止 for 截至),
so that the check has something to show. County, township and figures are invented. The same program writes the same
bytes everywhere.
"""

from __future__ import annotations

import sys
from datetime import datetime
from io import BytesIO
from itertools import cycle
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as Word
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from core.forms import Form, load_forms  # noqa: E402
from core.geometry import Role  # noqa: E402

TARGET = ROOT / "resources" / "sample" / "去年年报样例.docx"
ORGAN = "青岚县柳溪镇人民政府"
TITLE = f"{ORGAN}2024年政府信息公开工作年度报告"
DAY = "2025年1月17日"
MOMENT = datetime(2025, 1, 17, 9, 30)

FIGURES = {
    "disclosure.normative_documents.issued": "1",
    "disclosure.normative_documents.in_force": "3",
    "disclosure.licensing.decisions": "２６",
    "disclosure.penalties.decisions": "4",
    "requests.received.person": "5",
    "requests.received.business": "1",
    "requests.received.total": "6",
    "requests.carried_in.person": "1",
    "requests.carried_in.total": "1",
    "requests.granted.person": "3",
    "requests.granted.business": "1",
    "requests.granted.total": "4",
    "requests.partly_granted.person": "1",
    "requests.partly_granted.total": "1",
    "requests.unavailable_not_held.person": "1",
    "requests.unavailable_not_held.total": "1",
    "requests.handled.person": "5",
    "requests.handled.business": "1",
    "requests.handled.total": "6",
    "requests.carried_out.person": "1",
    "requests.carried_out.total": "1",
    "remedies.reconsideration.upheld": "1",
    "remedies.reconsideration.total": "2",
}

PREFACE = [
    "根据《中华人民共和国政府信息公开条例》（国务院令第711号）和《国务院办公厅政府信息与政务公开办公室关于印发〈中华人民共和国政府信息公开"
    "工作年度报告格式〉的通知》（国办公开办函〔2021〕30号）的要求，编制本报告。本报告由总体情况、主动公开政府信息情况、收到和处理政府信息公开"
    "申请情况、政府信息公开行政复议和行政诉讼情况、存在的主要问题及改进情况、其他需要报告的事项六个部分组成，所列数据的统计期限为2024年1月1日至"
    "2024年12月31日。如对本报告有疑问，请与柳溪镇党政综合办公室联系（地址：青岚县柳溪镇沿河路18号；电话：0000-6210018；邮编：000000）。",
]
OVERVIEW = [
    "2024年，柳溪镇坚持以习近平新时代中国特色社会主义思想为指导，认真贯彻落实《中华人民共和国政府信息公开条例》，按照县政务公开工作要点的部署，"
    "围绕群众关心的事项推进公开、规范管理、优化服务，较好地保障了群众的知情权、参与权和监督权。",
    "#主动公开情况",
    "截止2024年12月31日，全镇通过县政府门户网站柳溪镇专栏主动公开政府信息186条，其中政策文件21条、财政预决算及资金信息34条、重大项目和招标"
    "信息18条、民生领域信息113条。制发行政规范性文件1件，现行有效3件，均已在专栏集中公开并同步解读。“柳溪发布”微信公众号推送信息242条，更新村级"
    "公开栏19处。全年办理行政许可26件，作出行政处罚决定4件，结果均按规定在7个工作日内公示。",
    "#依申请公开情况",
    "全年收到政府信息公开申请6件，其中自然人5件、商业企业1件。上年结转申请1件。全年办结6件，其中予以公开4件、部分公开1件、本机关不掌握相关政府"
    "信息1件。结转下年度继续办理1件。申请内容集中在土地征收补偿、宅基地审批和农村公路建设等方面，均在法定期限内答复。因政府信息公开工作被申请行政"
    "复议1件，结果维持。没有被提起行政诉讼。",
    "#政府信息管理情况",
    "一是严格执行“先审查、后公开”制度，落实办公室初审、分管负责人复审、主要负责人终审的三级审核，全年没有发生泄密事件。二是对2019年以来公开"
    "的政策文件进行清理，标注失效文件5件，更正错漏信息8条。三是公文制发时同步确定公开属性，公开属性认定率达到100%。",
    "#政府信息公开平台建设情况",
    "县政府门户网站柳溪镇专栏共设栏目27个，全年没有空白栏目，也没有超过规定时限未更新的栏目。镇便民服务中心设立政务公开专区1处，配备查询电脑2台，"
    "提供信息查询、申请受理、政策咨询等服务，全年接待群众410余人次。在各村便民服务站设立政策资料架19个，方便不会上网的老年人查阅。",
    "#监督保障情况",
    "镇党委、镇政府两次专题研究政务公开工作，明确由1名副镇长分管、2名工作人员专职负责。组织业务培训3次，参训76人次。将政务公开纳入各办（中心）和"
    "各村年度考核，占4分；开展社会评议1次，发放问卷120份，满意率为96.7%。全年没有发生因政府信息公开工作不到位被追究责任的情形。",
]
PROBLEMS = [
    "（一）上年度问题整改情况",
    "针对2023年报告中提出的“政策解读数量少、公开渠道单一”两个问题，我镇制定整改清单，明确责任人和完成时限。2024年新增图文、短视频解读12篇，"
    "比上年增加7篇；新增村级公开栏3处，在3个集镇农贸市场设置电子显示屏滚动公开惠民政策，已基本整改到位。",
    "（二）存在的主要问题",
    "2024年，我镇政府信息公开工作取得一定成效，但与上级要求和群众期待相比仍有差距：一是公开的及时性还不够，个别工程项目信息在完工以后才集中"
    "发布，群众在施工过程中了解情况主要靠打电话询问；二是政策解读的针对性不强，有的解读材料照抄文件原文，群众看得懂、用得上的内容偏少；三是村级"
    "公开不够规范，少数村的公开栏更新不及时、内容不完整。",
    "（三）改进情况",
    "1.健全信息发布台账。按月梳理应公开事项，明确责任人和完成时限，每季度通报一次，对逾期未公开的进行提醒。重大项目信息自立项之日起建立专页，随进度"
    "更新。",
    "2.提高政策解读质量。对涉及群众切身利益的文件，由起草人员用问答、图解的方式解读，重点说明“谁能办、怎么办、找谁办”，并由驻村干部在院坝会上"
    "当面讲解。",
    "3.规范村级公开。统一公开目录和更新时限，由包村干部每月检查一次，检查结果与村级年度考核挂钩；对19个村的公开信息员每半年培训一次。",
]
OTHER = [
    "（一）信息处理费收取情况。2024年，我镇没有发出收费通知，也没有收取信息处理费。",
    "（二）落实上级年度政务公开工作要点情况。围绕乡村振兴、民生保障、基层政务公开标准化规范化等任务，对照县要点分工逐项落实，涉及我镇的11项任务"
    "已全部完成。其中，公开惠农补贴发放信息46条、农村危房改造信息9条、临时救助信息12条，公开前均对个人隐私信息作了处理。",
    "（三）建议提案办理结果公开情况。2024年，我镇承办县人大代表建议2件、政协委员提案1件，内容涉及农村公路养护、集镇停车和老年食堂建设，均已在规定"
    "期限内办结并公开办理结果，代表、委员均表示满意。",
    "（四）创新做法。在全镇推行“公开赶集日”，每逢农历初五、二十由镇便民服务中心在集市设点，现场公开政策、受理申请、解答疑问，全年开展24场，发放资料"
    "3100余份，现场答复咨询570余人次。",
    "（五）本机关没有其他需要报告的事项。",
]


def main() -> None:
    """Write the sample to the named file, or where the program looks for it."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(_stable(_document(load_forms().get("2021-30"))))
    print(target)


def _document(form: Form) -> Word:
    word = Document()
    _set_up(word)
    numbered = _numbering(word)
    _title(word)
    for section in form.template.sections:
        texts = {"preface": PREFACE, "overview": OVERVIEW, "problems": PROBLEMS, "other": OTHER}.get(section.id, [])
        if section.heading:
            _numbered(word, section.heading.partition("、")[2], (numbered, 0))
        for text in texts:
            if text.startswith("#"):
                _numbered(word, text[1:], (numbered, 1))
            else:
                _body(word, text)
        if section.table:
            _table(word, form, section.id)
    _signature(word)
    return word


def _set_up(word: Word) -> None:
    page = word.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    normal: Any = word.styles["Normal"]
    normal.font.size = Pt(16)
    normal.font.name = "仿宋_GB2312"
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋_GB2312")
    normal.paragraph_format.line_spacing = Pt(28)
    normal.paragraph_format.space_after = Pt(0)
    properties = word.core_properties
    properties.title, properties.author, properties.last_modified_by = "", "柳溪镇党政综合办公室", "admin"
    properties.created = properties.modified = MOMENT
    properties.comments, properties.revision = "", 23


def _numbering(word: Word) -> int:
    """A list of two levels as Word's menu makes it: 一、二、… and （一）（二）…; returns its number."""
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="640"/></w:pPr></w:lvl>'
        for level, text in enumerate(("%1、", "（%2）"))
    )
    definition = (
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )
    numbering = word.part.numbering_part.element
    numbering.insert(0, parse_xml(definition))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    return 77


def _runs(paragraph: Paragraph, text: str, font: str = "") -> None:
    """Text in runs as Word leaves them after some editing: cut at odd places, with hints that change nothing."""
    lengths = cycle((7, 23, 11, 4, 31, 16))
    at = 0
    while at < len(text):
        length = next(lengths)
        run = paragraph.add_run(text[at : at + length])
        at += length
        fonts: Any = run._element.get_or_add_rPr().get_or_add_rFonts()
        if font:
            run.font.name = font
            fonts.set(qn("w:eastAsia"), font)
        if length % 2:
            fonts.set(qn("w:hint"), "eastAsia")


def _title(word: Word) -> None:
    for text in (ORGAN, TITLE.removeprefix(ORGAN)):
        paragraph = word.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _runs(paragraph, text, "方正小标宋简体")
        for run in paragraph.runs:
            run.font.size = Pt(22)
    word.add_paragraph()


def _numbered(word: Word, text: str, place: tuple[int, int]) -> None:
    number, level = place
    paragraph = word.add_paragraph()
    _runs(paragraph, text, "楷体_GB2312" if level else "黑体")
    properties: Any = paragraph._element.get_or_add_pPr()
    listed = properties.get_or_add_numPr()
    listed.get_or_add_ilvl().val = level
    listed.get_or_add_numId().val = number


def _body(word: Word, text: str) -> None:
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Pt(32)
    _runs(paragraph, text)


def _signature(word: Word) -> None:
    word.add_paragraph()
    for text in (ORGAN, DAY):
        paragraph = word.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _runs(paragraph, text)


def _table(word: Word, form: Form, section: str) -> None:
    grid = form.grids[section]
    table: Table = word.add_table(grid.rows, grid.columns)
    table.style = "Table Grid"
    table.autofit = False
    cells = [list(row.cells) for row in table.rows]
    for column, width in zip(table.columns, grid.widths, strict=True):
        column.width = Mm(width)
    for row in cells:
        for cell, width in zip(row, grid.widths, strict=True):
            cell.width = Mm(width)
    for cell in grid.cells:
        first = cells[cell.row][cell.column]
        last = cells[cell.row + cell.row_span - 1][cell.column + cell.column_span - 1]
        text = FIGURES.get(cell.cell_id, "0") if cell.role is Role.VALUE else cell.text
        _fill(first if first is last else first.merge(last), text)


def _fill(cell: _Cell, text: str) -> None:
    paragraph = cell.paragraphs[0]
    for other in cell.paragraphs[1:]:
        other._element.getparent().remove(other._element)  # pyright: ignore[reportOptionalMemberAccess]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.line_spacing = 1.0
    _runs(paragraph, text, "宋体")
    for run in paragraph.runs:
        run.font.size = Pt(10.5)
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER


def _stable(word: Word) -> bytes:
    """The package with fixed dates of its entries."""
    raw, packed = BytesIO(), BytesIO()
    word.save(raw)
    with ZipFile(raw) as source, ZipFile(packed, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = ZipInfo(name, (2025, 1, 17, 9, 30, 0))
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return packed.getvalue()


if __name__ == "__main__":
    main()
