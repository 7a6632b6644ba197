"""Reports for the tests of further documents: one with contradictions, some of them settled; last year's beside it."""

import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "exporter"))

import exporter_samples as samples

from core.findings import settle
from core.report import Meta, MetaEdit, PreviousEdit, TextEdit
from core.review import review

REASON = "已与县主管部门电话核对，属实。"


def last_year():
    report = samples.filled()
    report.apply(MetaEdit(Meta(samples.ORGAN, 2022, samples.TITLE.replace("2023", "2022"), samples.ORGAN, date(2023, 1, 15))))
    samples.put(report, {"requests.received.person": 20, "requests.received.total": 20})
    return report


def broken():
    """Relations that do not hold, warnings, last year's report beside it."""
    report = samples.filled()
    report.apply(PreviousEdit(last_year()))
    samples.put(report, {"requests.carried_out.person": 3, "remedies.direct_suit.upheld": 1})
    report.apply(TextEdit("problems", "无"))
    return report


def settled():
    """The same report with every finding settled that may be; returns it with its findings."""
    report = broken()
    for finding in review(report):
        if finding.may_be_accepted:
            report.apply(settle(report, finding, REASON))
    return report, review(report)


def style():
    return samples.FORMS.get("2021-30").style


def ooxml_parts(path):
    import ooxml

    return ooxml.parts(path.read_bytes())
