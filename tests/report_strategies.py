"""Reports of any content, for property tests: figures in every state, and prose as people write and paste it."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from core.forms import Form, load_forms
from core.report import CellEdit, Meta, Report, TextEdit, clean_text
from core.values import BLANK, Kind, State, Value

FORMS = load_forms()
ORGANS = ("云溪县石桥镇人民政府", "石桥镇", "云溪县石桥街道办事处", "北岭乡人民政府", "云溪县 石桥镇")
TITLES = (
    "{organ}{year}年政府信息公开工作年度报告",
    "{organ}{year}年度政府信息公开工作年度报告",
    "{organ}{year}年政府信息公开年度工作报告",
    "{organ}{year}年度信息公开工作报告",
    "关于{organ}政府信息公开的总结",
    "",
)
SENTENCES = (
    "全年主动公开政府信息186条，其中政策文件21条。",
    "一是加强学习；二是完善制度；三是强化督查。",
    "2024年，我镇认真贯彻落实《中华人民共和国政府信息公开条例》。",
    "（一）主动公开情况",
    "（二）存在的主要问题",
    "1.健全工作机制",
    "2、抓好落实。",
    "3",
    "0",
    "其他",
    "行政许可 26 件",
    "该部分以表格形式报告。",
    "=1+1",
    '=HYPERLINK("http://127.0.0.1")',
    "<b>加粗</b> & <script>alert(1)</script>",
    "<r>不是标记</r>",
    "“引号”‘单引号’「直角」—— 破折号…… 100%，1.5 万元",
    "Email: xx@example.com；Tel 0000-1234567",
    "表情 😀 与生僻字 𠮷、㙍",
    "@SUM(A1:A2)",
    "+86 0000",
    "'前导引号",
    "a  b   c 多个空格",
    "联系电话：0000-1234567，邮编：000000。",
    "2023年比2022年增长10.5%。",
)


def _numbers(kind: Kind) -> st.SearchStrategy[Value]:
    if kind in (Kind.COUNT, Kind.SIGNED):
        low = -(10**9) if kind is Kind.SIGNED else 0
        return st.integers(low, 10**12 - 1).map(Value.of)
    amounts = st.decimals(0, 10**9, places=6).map(lambda number: Value.of(number.normalize() + 0))
    if kind is Kind.AMOUNT:
        return amounts
    units = st.sampled_from(["", "元", "万元"])
    return st.builds(lambda value, unit: Value(State.VALUE, value.number, value.raw + unit), amounts, units)


_VALUES = {
    kind: st.one_of(
        _numbers(kind),
        st.sampled_from([Value.of(0), BLANK, Value(State.PLACEHOLDER, None, "/"), Value(State.PLACEHOLDER, None, "无")]),
    )
    for kind in Kind
}
_FREE = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x1FFFF, exclude_categories=["Cs", "Cn", "Co", "Cc", "Zl", "Zp"]), max_size=40
)
_PARAGRAPHS = st.one_of(
    st.sampled_from(SENTENCES),
    st.lists(st.sampled_from(SENTENCES[:3]), min_size=1, max_size=30).map("".join),
    _FREE.map(lambda text: f"文{text}。"),
)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A report of either edition; its texts hold no line that would be a heading of the form or a signature."""
    form = draw(st.sampled_from(list(FORMS)))
    report = Report(form, _meta(draw, form))
    report.apply(CellEdit(_cells(draw, form)))
    for section in form.template.sections:
        few = 3 if section.table or section.id == "preface" else 8
        paragraphs = draw(st.lists(_PARAGRAPHS, max_size=few))
        if section.id == "preface":  # lines of one word in front of a web page's text are taken for its menu
            paragraphs = [text for text in paragraphs if len(text) > 3]
        text = clean_text("\n".join(paragraphs))
        if section.id == "other" and text:
            text += "\n没有其他需要报告的内容。"
        report.apply(TextEdit(section.id, text))
    return report


def _cells(draw: st.DrawFn, form: Form) -> dict[str, Value]:
    """Some cells drawn one by one, the others from a seed: drawing hundreds of numbers would take most of the time."""
    chance = random.Random(draw(st.integers(0, 10**6)))
    sparse = draw(st.booleans())
    cells = {
        cell: BLANK if sparse and chance.random() < 0.9 else Value.of(Decimal(chance.choice([0, 1, 7, 23, 4096])))
        for cell in form.template.cells
    }
    for cell in draw(st.lists(st.sampled_from(list(cells)), max_size=12, unique=True)):
        cells[cell] = draw(_VALUES[form.template.cells[cell].kind])
    return cells


def _meta(draw: st.DrawFn, form: Form) -> Meta:
    organ = draw(st.sampled_from(ORGANS)).replace(" ", "")
    year = draw(st.integers(form.template.first_year, 2030))
    title = draw(st.sampled_from(TITLES)).format(organ=organ, year=year)
    signature = draw(st.sampled_from(["", organ]))
    day = draw(st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2031, 12, 31))))
    return Meta(organ, year, title, signature if day else "", day)
