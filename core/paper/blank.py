"""The empty form of an edition, for offices that collect their figures on paper."""

from __future__ import annotations

from collections.abc import Iterator

from core.exporter.blocks import Block, Column, Document, Heading, Paragraph, Title, plain_table, table_block
from core.forms import Form
from core.geometry import Role
from core.report import Report

_FACTS = (Column("", 32), Column("", 58, Role.TEXT), Column("", 28), Column("", 38, Role.TEXT))
_HELP = (
    "没有发生的填“0”，不要空着或者画“/”；数字截至填报年度 12 月 31 日；申请情况表中第一项加第二项之和，等于第三项加第四项之和。"
)
_PEOPLE = (("填报单位（盖章）", "", "填报日期", ""), ("填表人", "", "联系电话", ""), ("审核人", "", "负责人", ""))
_WRITING_LINES = 6


def blank_document(form: Form) -> Document:
    """Title, who fills it in, the six headings with room to write, the tables without figures."""
    organ, year = "＿" * 12, "＿" * 4
    title = form.template.title.format(organ=organ, year=year)
    return Document(title, "", (Title(title), *_blocks(form)), {"edition": form.template.edition})


def _blocks(form: Form) -> Iterator[Block]:
    yield plain_table("填报单位", _FACTS, _PEOPLE)
    yield plain_table("填表说明", (Column("", 32), Column("", 124, Role.TEXT)), (("填表说明", _HELP),))
    report = Report(form)
    for section in form.template.sections:
        if section.heading:
            yield Heading(1, section.heading, section.id)
        if section.table:
            yield table_block(report, section)
        elif section.heading:
            yield from (Paragraph("", section.id) for _ in range(_WRITING_LINES))
