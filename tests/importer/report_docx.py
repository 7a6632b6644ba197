"""A whole report of the official form as a Word file in which every number is unique, so that any shift is seen."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from docx_builder import MERGE_ON, MERGE_START, cell, par, row, run, span, table, write_docx

KINDS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
GROUPS = (("（三）不予公开", 8), ("（四）无法提供", 3), ("（五）不予处理", 5), ("（六）其他处理", 3))
RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
Place = tuple[int, int, int]


class _Numbers:
    """Hands out numbers and remembers where each one stands: number -> (table, row, column) counted from 0."""

    def __init__(self) -> None:
        self._next = count(10_001)
        self.places: dict[str, Place] = {}

    def take(self, place: Place) -> str:
        number = str(next(self._next))
        self.places[number] = place
        # Word splits runs where it likes, also within a number.
        self.last = run(number[:2], '<w:lang w:val="en-US"/>') + run(number[2:], '<w:rFonts w:hint="eastAsia"/>')
        return self.last


def _disclosure(numbers: _Numbers) -> str:
    def title(text: str) -> str:
        return row(cell(text, span(4)))

    rows: list[str] = []

    def heads(*texts: str) -> None:
        rows.append(row(*(cell(text, span(3) if len(texts) == 2 and index else "") for index, text in enumerate(texts))))

    def data(label: str, wide: bool) -> None:
        at = len(rows)
        columns = (1,) if wide else (1, 2, 3)
        values = (cell(numbers_par(numbers, (0, at, column)), span(3) if wide else "") for column in columns)
        rows.append(row(cell(label), *values))

    rows.append(title("第二十条第（一）项"))
    heads("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")
    data("规章", False)
    data("行政规范性文件", False)
    for clause, labels in (("五", ("行政许可",)), ("六", ("行政处罚", "行政强制"))):
        rows.append(title(f"第二十条第（{clause}）项"))
        heads("信息内容", "本年处理决定数量")
        for label in labels:
            data(label, True)
    rows.append(title("第二十条第（八）项"))
    heads("信息内容", "本年收费金额（单位：万元）")
    data("行政事业性收费", True)
    return table(*rows, widths=(2100, 2100, 2100, 2100))


def numbers_par(numbers: _Numbers, place: Place) -> str:
    return par(numbers.take(place), '<w:jc w:val="center"/><w:rPr><w:sz w:val="18"/></w:rPr>')


def _requests(numbers: _Numbers) -> str:
    rows = [
        row(
            cell("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", span(3) + MERGE_START),
            cell("申请人情况", span(7)),
        ),
        row(
            cell("", span(3) + MERGE_ON),
            cell("自然人", MERGE_START),
            cell("法人或其他组织", span(5)),
            cell("总计", MERGE_START),
        ),
        row(cell("", span(3) + MERGE_ON), cell("", MERGE_ON), *map(cell, KINDS[1:6]), cell("", MERGE_ON)),
    ]

    def data(*labels: str) -> None:
        at = len(rows)
        rows.append(row(*labels, *(cell(numbers_par(numbers, (1, at, column))) for column in range(3, 10))))

    data(cell("一、本年新收政府信息公开申请数量", span(3)))
    data(cell("二、上年结转政府信息公开申请数量", span(3)))
    data(cell("三、本年度办理结果", MERGE_START), cell("（一）予以公开", span(2)))
    data(cell("", MERGE_ON), cell("（二）部分公开", span(2)))
    for group, size in GROUPS:
        for item in range(size):
            merge = MERGE_ON if item else MERGE_START
            data(cell("", MERGE_ON), cell("" if item else group, merge), cell(f"{item + 1}.{group}之{item + 1}"))
    data(cell("", MERGE_ON), cell("（七）总计", span(2)))
    data(cell("四、结转下年度继续办理", span(3)))
    return table(*rows, widths=(900, 900, 1500, *[700] * 7))


def _remedies(numbers: _Numbers, phantom: bool) -> str:
    """With `phantom` as LibreOffice saves it: a column of 1 twip behind column 5 that only some rows take into account."""
    five = span(6) if phantom else span(5)
    wide = span(2) if phantom else ""
    widths: list[int] = [560] * 15
    if phantom:
        widths.insert(5, 1)
    return table(
        row(cell("行政复议", span(5)), cell("行政诉讼", span(11 if phantom else 10))),
        row(
            *(cell(result, MERGE_START) for result in RESULTS),
            cell("未经复议直接起诉", five),
            cell("复议后起诉", span(5)),
        ),
        row(
            *(cell("", MERGE_ON) for _ in RESULTS),
            cell(RESULTS[0], wide),
            *map(cell, RESULTS[1:]),
            *map(cell, RESULTS),
        ),
        row(*(cell(numbers_par(numbers, (2, 3, column)), wide if column == 5 else "") for column in range(15))),
        widths=widths,
    )


def unique_report(path: Path, phantom: bool = False) -> dict[str, Place]:
    """Write the report; returns for each of its 200 numbers the table, row and column where it stands."""
    numbers = _Numbers()
    prose = "全镇主动公开政府信息若干条，通过门户网站、公开栏、微信公众号等渠道发布，依法保障公众的知情权。" * 4
    body = (
        par("乔官镇人民政府政府信息公开工作年度报告")
        + par("一、总体情况")
        + par(prose) * 12
        + par("二、主动公开政府信息情况")
        + _disclosure(numbers)
        + par("三、收到和处理政府信息公开申请情况")
        + _requests(numbers)
        + par("四、政府信息公开行政复议、行政诉讼情况")
        + _remedies(numbers, phantom)
        + par("五、存在的主要问题及改进情况")
        + par(prose) * 8
        + par("六、其他需要报告的事项")
        + par(prose) * 3
        + '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
    )
    write_docx(path, body)
    return numbers.places
