"""Invented reports for the tests of the writers."""

from datetime import UTC, date, datetime
from decimal import Decimal

from core.forms import load_forms
from core.report import CellEdit, Meta, Report, TextEdit
from core.values import State, Value

FORMS = load_forms()
EDITIONS = [form.template.edition for form in FORMS]
MOMENT = datetime(2024, 1, 15, 8, 30, tzinfo=UTC)
ORGAN = "青山县云溪镇人民政府"
TITLE = "青山县云溪镇人民政府2023年政府信息公开工作年度报告"
TEXTS = {
    "preface": "本报告依据《中华人民共和国政府信息公开条例》要求编制。",
    "overview": "2023年，云溪镇认真贯彻条例。\n（一）主动公开情况\n主动公开政府信息126条。\n"
    '1.严格审核\n全年审核340条 & <未发生> "泄密"。',
    "problems": "一是解读形式单一；二是更新不够及时。" * 12,
    "other": "=1+1\n+2\n@SUM(A1)\n-3\n本机关没有收取信息处理费。",
}


def blank(edition="2021-30"):
    return Report(FORMS.get(edition))


def filled(edition="2021-30"):
    """Figures that satisfy every relation within a table."""
    report = Report(FORMS.get(edition), Meta(ORGAN, 2023, TITLE, ORGAN, date(2024, 1, 15)))
    for section, text in TEXTS.items():
        report.apply(TextEdit(section, text))
    numbers = dict.fromkeys(report.values, 0)
    for column in ("person", "total"):
        for row, number in {
            "received": 23,
            "carried_in": 2,
            "granted": 18,
            "partly_granted": 6,
            "handled": 24,
            "carried_out": 1,
        }.items():
            numbers[f"requests.{row}.{column}"] = number
    put(report, numbers)
    if edition == "2021-30":
        put(report, {"disclosure.fees.amount": Decimal("3.4157")})
    return report


def put(report, numbers):
    report.apply(CellEdit({cell: Value.of(number) for cell, number in numbers.items()}))


def put_text(report, cell, text, state=State.PLACEHOLDER):
    report.apply(CellEdit({cell: Value(state, None, text)}))


def with_numbers(edition, number):
    report = filled(edition)
    put(report, dict.fromkeys(report.values, number))
    return report
