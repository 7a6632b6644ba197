"""Invented townships: the text and the figures of one annual report, the same for the same seed on every machine."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from core.forms import Form
from core.geometry import Grid

YEAR = 2024
_PLACES = ("青石镇", "柳河乡", "白塔街道", "长滩镇", "云溪镇")
_KINDS = ("person", "business", "research", "nonprofit", "legal_service", "other_org")
_RESULTS = ("granted", "partly_granted", "denied_by_law", "unavailable_not_held", "rejected_repeat", "other_misc")
_REMEDIES = ("upheld", "corrected", "other", "pending")
_SENTENCES = (
    "{year}年，{place}认真贯彻落实《中华人民共和国政府信息公开条例》，坚持以公开为常态、不公开为例外",
    "全年通过政府网站主动公开政府信息{n}条，其中工作动态{n}条、财政信息{n}条、公示公告{n}条",
    "收到政府信息公开申请{n}件，均在法定期限内作出答复，没有因政府信息公开引发的行政复议",
    "落实先审查、后公开的要求，对拟公开的{n}件文件逐件核对，未发生泄露国家秘密和个人隐私的情况",
    "在便民服务大厅设立公开查阅点，配备触摸屏和资料架，接待群众查阅{n}人次",
    "通过“云上{place}”公众号发布信息{n}篇，阅读量{n}次，回应群众留言{n}条",
    "组织{n}个村（社区）的信息员参加培训，讲解公开目录的编制、发布和更新，受训{n}人次",
    "把政务公开列入年度考核，由党政办公室牵头，每季度通报一次，督促整改问题{n}个",
    "一些栏目更新不够及时，政策解读的形式还比较单一，个别村务公开栏内容不够完整",
    "下一步将完善工作机制，明确专人负责，丰富图解、问答等解读方式，提高公开的质量和时效",
    "按照《政府信息公开信息处理费管理办法》，本年度没有收取信息处理费，没有其他需要报告的事项",
)
_LENGTHS = {"overview": (5, 6), "problems": (3, 5), "other": (1, 4)}  # paragraphs, sentences in each

Place = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a report says. `texts` has paragraphs by section; `figures` the printed number of every cell."""

    organ: str
    title: str
    texts: dict[str, list[str]]
    figures: dict[str, str]


def invent(form: Form, number: int, unique: bool) -> Draft:
    """Report `number` of the corpus; with `unique` no two of its figures are alike, so that any shift is seen."""
    rng = Random(f"{form.template.edition} {number}")
    place = _PLACES[number % len(_PLACES)]
    organ = f"{place}人民政府" if place.endswith(("镇", "乡")) else f"{place}办事处"
    texts = {section: [_paragraph(rng, place, size) for _ in range(count)] for section, (count, size) in _LENGTHS.items()}
    figures = _unique_figures(form, rng) if unique else _plausible_figures(form, rng)
    return Draft(organ, f"{organ}{YEAR}年政府信息公开工作年度报告", texts, figures)


def _paragraph(rng: Random, place: str, sentences: int) -> str:
    chosen = rng.sample(_SENTENCES, sentences)
    return "；".join(sentence.format(year=YEAR, place=place, n=rng.randint(3, 980)) for sentence in chosen) + "。"


def _unique_figures(form: Form, rng: Random) -> dict[str, str]:
    cells = list(form.template.cells)
    return dict(zip(cells, map(str, rng.sample(range(100, 100_000), len(cells))), strict=True))


def _plausible_figures(form: Form, rng: Random) -> dict[str, str]:
    """Mostly noughts, and every relation of the form holds."""
    numbers = dict.fromkeys(form.template.cells, 0)
    for row, low, high in (("licensing", 40, 90), ("penalties", 5, 20), ("compulsion", 0, 4)):
        numbers[f"disclosure.{row}.decisions"] = rng.randint(low, high)
    numbers["disclosure.normative_documents.in_force"] = rng.randint(2, 9)
    for kind in _KINDS[:2]:
        _add_requests(numbers, rng, kind)
    for result in rng.sample(_REMEDIES, 2):
        for column in (result, "total"):
            numbers[f"remedies.reconsideration.{column}"] += 1
    return {cell: str(number) for cell, number in numbers.items()}


def _add_requests(numbers: dict[str, int], rng: Random, kind: str) -> None:
    results = {row: rng.randint(0, 6) for row in _RESULTS}
    handled = sum(results.values())
    carried_out = rng.randint(0, 2)
    carried_in = rng.randint(0, min(2, handled + carried_out))
    rows = {**results, "handled": handled, "carried_in": carried_in, "carried_out": carried_out}
    rows["received"] = handled + carried_out - carried_in
    for row, number in rows.items():
        for column in (kind, "total"):
            numbers[f"requests.{row}.{column}"] += number


def tables(form: Form) -> list[tuple[str, Grid]]:
    """The sections with a table and their official grids, in the order of the form."""
    return [(section.id, form.grids[section.id]) for section in form.template.sections if section.table]


def places(form: Form) -> dict[str, Place]:
    """Table, row and column of the figure of every cell in the official grids, counted from 0."""
    return {
        cell.cell_id: (number, cell.row, cell.column)
        for number, (_, grid) in enumerate(tables(form))
        for cell in grid.cells
        if cell.cell_id
    }
