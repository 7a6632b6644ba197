"""A filled-in report whose relations all hold, and stand-ins for what the window is given."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Signal

from core.forms import Forms
from core.report import CellEdit, Meta, MetaEdit, PreviousEdit, Report, TextEdit
from core.values import Value

COLUMNS = ("person", "business", "research", "nonprofit", "legal_service", "other_org")
ROWS = {
    "received": (23, 4, 0, 0, 1, 0),
    "carried_in": (2, 0, 0, 0, 0, 0),
    "granted": (14, 2, 0, 0, 1, 0),
    "partly_granted": (3, 1, 0, 0, 0, 0),
    "denied_third_party": (1, 0, 0, 0, 0, 0),
    "unavailable_not_held": (4, 1, 0, 0, 0, 0),
    "rejected_petition": (2, 0, 0, 0, 0, 0),
    "handled": (24, 4, 0, 0, 1, 0),
    "carried_out": (1, 0, 0, 0, 0, 0),
}
ORGAN = "昌乐县乔官镇人民政府"
OVERVIEW = """2024年，乔官镇认真贯彻政府信息公开条例，坚持以公开为常态、不公开为例外。
（一）主动公开
及时公开惠民补贴、财政预决算等信息。
（二）依申请公开
认真办理政府信息公开申请，均在法定期限内答复。
（三）政府信息管理
健全信息发布审核制度，落实“三审三校”。
（四）政府信息公开平台建设
规范基层政务公开专区，做好政务新媒体日常管理。
（五）监督保障
将政务公开纳入工作考核，社会评议结果良好，没有发生责任追究的情形。"""
PROBLEMS = """（一）存在的主要问题
一是部分科室主动公开意识不强，惠民补贴信息更新不够及时；二是政策解读形式较为单一，群众不容易看懂。
（二）改进情况
1.建立月通报制度
每月通报各科室信息发布情况，对逾期未公开的当月整改。
2.丰富解读形式
对涉及群众切身利益的文件，采用图解、短视频等方式解读。
3.加强业务培训
围绕依申请公开的登记、答复、归档组织专题培训，由党政办逐件把关，去年指出的栏目空白问题已经全部整改到位。
4.落实岗位责任
把信息公开任务分解到各科室和具体岗位，明确更新时限与审核责任人，年底由分管负责同志逐项验收，验收结果在镇机关内部通报。"""
TEXTS = {
    "preface": "本报告所列数据的统计期限为2024年1月1日至2024年12月31日。联系电话：0536-6761106。",
    "overview": OVERVIEW,
    "problems": PROBLEMS,
    "other": "本年度没有收取信息处理费。",
}


def empty_report(forms: Forms) -> Report:
    return Report(forms.get("2021-30"), Meta(ORGAN, 2024, f"{ORGAN}2024年政府信息公开工作年度报告", ORGAN, date(2025, 1, 15)))


def full_report(forms: Forms) -> Report:
    """Everything filled in, nothing to complain of in the tables."""
    report = empty_report(forms)
    values = {cell: Value.of(0) for cell in report.values}
    for row, numbers in ROWS.items():
        values |= {f"requests.{row}.{column}": Value.of(number) for column, number in zip(COLUMNS, numbers, strict=True)}
        values[f"requests.{row}.total"] = Value.of(sum(numbers))
    report.apply(CellEdit(values))
    for section, text in TEXTS.items():
        report.apply(TextEdit(section, text))
    return report


def with_last_year(report: Report, forms: Forms) -> Report:
    """The report with a last year's one whose carry-over fits."""
    old = full_report(forms)
    old.apply(MetaEdit(replace(old.meta, year=2023)))
    old.apply(CellEdit({"requests.carried_out.person": Value.of(2), "requests.carried_out.total": Value.of(2)}))
    old.apply(TextEdit("overview", "去年另有一番情形。"))
    old.apply(TextEdit("problems", "（一）存在的主要问题\n去年的老问题还在。\n（二）改进情况"))
    report.apply(PreviousEdit(old))
    return report


class FakeFiles(QObject):
    """Notes what the window asks of it."""

    notice = Signal(str, object)
    backed_up = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[str, tuple[object, ...]]] = []
        self.may_close = True

    def maybe_save(self) -> bool:
        self.calls.append(("maybe_save", ()))
        return self.may_close

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *arguments: self.calls.append((name, arguments))
