"""Recall and false alarms of the text checks over the labelled passages in tests/review/corpus.toml.

`python tools/review_score.py` prints a line for each rule and what went wrong; status 1 below the bars: no false error,
at most 2 % false warnings, recall of at least 95 %.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from core.findings import Finding  # noqa: E402
from core.forms import Form, load_forms  # noqa: E402
from core.report import CellEdit, Meta, PreviousEdit, Report, TextEdit  # noqa: E402
from core.review import review_text  # noqa: E402
from core.rules import Severity  # noqa: E402
from core.values import BLANK, Value  # noqa: E402

CORPUS = ROOT / "tests" / "review" / "corpus.toml"
BARS = {"recall": 0.95, "false_warnings": 0.02, "false_errors": 0}
_SECTIONS = {"text": "overview", "preface": "preface", "problems": "problems", "other": "other"}
_CELLS = {
    "partly": "requests.partly_granted.total",
    "not_held": "requests.unavailable_not_held.total",
    "repeat": "requests.rejected_repeat.total",
    "rev": "remedies.reconsideration.total",
    "rev_pending": "remedies.reconsideration.pending",
    "direct": "remedies.direct_suit.total",
    "after": "remedies.suit_after_reconsideration.total",
    "issued": "disclosure.normative_documents.issued",
    "repealed": "disclosure.normative_documents.repealed",
    "in_force": "disclosure.normative_documents.in_force",
    "licences": "disclosure.licensing.decisions",
    "penalties": "disclosure.penalties.decisions",
    "compulsion": "disclosure.compulsion.decisions",
    "fees": "disclosure.fees.amount",
}
_COMPLETE = {
    "preface": "现公布青石镇2023年政府信息公开工作年度报告。统计期间为2023年1月1日至12月31日。联系电话：0536-6761106。",
    "overview": "（一）主动公开\n2023年公开政府信息19条。\n（二）依申请公开\n未收到政府信息公开申请。\n（三）政府信息管理\n"
    "严格执行三审制度。\n（四）平台建设\n维护网站专栏。\n（五）监督保障\n工作考核优秀，社会评议满意，未发生责任追究。",
    "problems": "一是村级公开栏更新不够及时；二是政策解读形式单一。下一步，我镇将建立月检查台账，丰富图文解读形式。",
    "other": "2023年，我镇未收取信息处理费。",
}
Case = dict[str, Any]


@dataclass(slots=True)
class Score:
    """What the checks found over the corpus; `faults` are sentences about what went wrong."""

    cases: int = 0
    expected: Counter[str] = field(default_factory=Counter[str])
    found: Counter[str] = field(default_factory=Counter[str])
    false_errors: Counter[str] = field(default_factory=Counter[str])
    false_warnings: Counter[str] = field(default_factory=Counter[str])
    quiet_cases: int = 0
    disturbed: int = 0
    faults: list[str] = field(default_factory=list[str])

    @property
    def recall(self) -> float:
        """Share of the expected findings that were found."""
        return self.found.total() / max(1, self.expected.total())

    @property
    def false_warning_share(self) -> float:
        """False warnings for each passage read."""
        return self.false_warnings.total() / max(1, self.cases)

    def holds(self) -> bool:
        """Whether every bar is met."""
        return (
            self.recall >= BARS["recall"]
            and self.false_warning_share <= BARS["false_warnings"]
            and self.false_errors.total() <= BARS["false_errors"]
        )


def load_cases(path: Path = CORPUS) -> list[Case]:
    """The labelled passages."""
    return tomllib.loads(path.read_text(encoding="utf-8"))["case"]


def build(case: Case, form: Form) -> Report:
    """The report that a passage stands in: tables of noughts with the cells of the case, and last year's if there is one."""
    organ = case.get("organ", "青石镇人民政府")
    day = case.get("date")
    meta = Meta(organ, 2023, case.get("title", ""), case.get("signature", ""), date.fromisoformat(day) if day else None)
    report = _report(form, meta, case.get("cells", ""), _texts(case))
    if any(key in case for key in ("previous", "last_year", "last_problems")):
        texts = {"overview": case.get("last_year", ""), "problems": case.get("last_problems", "")}
        report.apply(PreviousEdit(_report(form, Meta(organ, 2022), case.get("previous", ""), texts)))
    return report


def _texts(case: Case) -> dict[str, str]:
    texts = dict(_COMPLETE) if case.get("full") else {}
    return texts | {section: case[key] for key, section in _SECTIONS.items() if key in case}


def _report(form: Form, meta: Meta, cells: str, texts: dict[str, str]) -> Report:
    report = Report(form, meta)
    values = {cell: Value.of(0) for cell in report.values}
    for item in cells.split():
        name, _, number = item.partition("=")
        values[_cell(name)] = BLANK if number == "blank" else Value.of(number)
    report.apply(CellEdit(values))
    for section, text in texts.items():
        report.apply(TextEdit(section, text))
    return report


def _cell(name: str) -> str:
    if name in _CELLS:
        return _CELLS[name]
    return f"requests.{name}" if "." in name else f"requests.{name}.total"


def score(cases: list[Case], form: Form) -> Score:
    """Review every passage and count."""
    result = Score(cases=len(cases))
    for case in cases:
        _judge(case, review_text(build(case, form)), result)
    return result


def _judge(case: Case, findings: list[Finding], result: Score) -> None:
    judged = [item for item in findings if case.get("structure") or not item.rule.startswith("structure.")]
    wanted = dict(_wanted(item) for item in case.get("find", ()))
    disturbed = False
    for rule, severity in wanted.items():
        result.expected[rule] += 1
        if any(item.rule == rule and severity in (None, item.severity.value) for item in judged):
            result.found[rule] += 1
        else:
            result.faults.append(f"没有找到 {rule}：{case['about']}")
    for item in judged:
        if item.severity is Severity.INFO or item.rule in wanted:
            continue
        counter = result.false_errors if item.severity is Severity.ERROR else result.false_warnings
        counter[item.rule] += 1
        disturbed = True
        result.faults.append(f"误报 {item.rule}（{item.severity.value}）：{case['about']}：{item.message}")
    result.quiet_cases += not wanted
    result.disturbed += disturbed


def _wanted(text: str) -> tuple[str, str | None]:
    rule, _, severity = text.partition(":")
    return rule, severity or None


def table(result: Score) -> list[str]:
    """The table and the sums as lines."""
    rules = sorted({*result.expected, *result.false_errors, *result.false_warnings})
    lines = [f"{'rule':34}{'found':>12}{'false errors':>14}{'false warnings':>16}"]
    for rule in rules:
        found = f"{result.found[rule]}/{result.expected[rule]}"
        lines.append(f"{rule:34}{found:>12}{result.false_errors[rule]:>14}{result.false_warnings[rule]:>16}")
    lines.append("")
    lines.append(
        f"{result.cases} passages ({result.quiet_cases} must stay quiet): recall {result.recall:.1%}, "
        f"false errors {result.false_errors.total()}, false warnings {result.false_warning_share:.1%}"
    )
    return lines


def main() -> int:
    """Print the table and the faults; 1 when a bar is missed."""
    result = score(load_cases(), load_forms().get("2021-30"))
    print("\n".join([*table(result), *result.faults]))
    return 0 if result.holds() else 1


if __name__ == "__main__":
    sys.exit(main())
