"""A report and an import record with something of everything that the JSON holds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from core_samples import FORMS, zeros

from core.provenance import CellOrigin, ImportRecord, Problem, Unplaced
from core.report import CellEdit, Mark, Meta, MetaEdit, PreviousEdit, Report, TextEdit
from core.rules import Severity
from core.values import BLANK, UNREAD, State, Value

PERSON = "requests.received.person"


def sample() -> Report:
    """A report with something of everything."""
    report = zeros()
    meta = Meta("青禾镇人民政府", 2023, "青禾镇2023年政府信息公开工作年度报告", "青禾镇人民政府", date(2024, 1, 15))
    report.apply(MetaEdit(meta))
    report.apply(TextEdit("overview", "2023年收到申请1件。\n全部办结。", (Mark("overview", 0, 4, "year", "2023", "请核对"),)))
    report.apply(TextEdit("problems", "力量不足。"))
    report.apply(
        CellEdit(
            {
                PERSON: Value(State.VALUE, Decimal(1), "1件"),
                "requests.received.total": Value.of(2),
                "requests.received.business": BLANK,
                "requests.received.research": Value(State.PLACEHOLDER, None, "/"),
                "requests.received.nonprofit": UNREAD,
                "requests.received.other_org": Value(State.UNCLEAR, None, "①"),
                "disclosure.fees.amount": Value.of("18.60"),
            }
        )
    )
    report.apply(PreviousEdit(zeros(FORMS.get("2019-60"), 2020)))
    return report


def record() -> ImportRecord:
    return ImportRecord(
        file="去年.docx",
        kind="docx",
        edition="2021-30",
        cells={
            PERSON: CellOrigin("1件", State.VALUE, "表格 2，第 4 行第 4 列", 0.9, "「1件」带有单位"),
            "requests.received.other_org": CellOrigin("①", State.UNCLEAR, "表格 2，第 4 行第 9 列", 0.0, "不是数字", "1"),
        },
        problems=(
            Problem("import.missing_row", Severity.ERROR, "缺一行", "表格 2", "（七）", ("requests.handled.person",), "requests"),
        ),
        unplaced=(Unplaced("footer", "页脚", "第1页"),),
        places={"overview": ("第 3 段", "第 4 段")},
        read={"title": ("青禾镇２０２３年", "第 1 段")},
    )


def same(one: Report, other: Report) -> bool:
    marks = [one.marks(section) == other.marks(section) for section in one.texts]
    return one.same_content(other) and all(marks)
