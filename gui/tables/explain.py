"""What is said about a cell: tool tip, accessible name, the relation with its figures for the line under the table."""

from __future__ import annotations

import html
from dataclasses import replace

from core.report import Report
from core.rules import Outcome, Severity, Verdict, describe
from core.template import Entry
from core.values import State
from gui.digest import Mark, is_unfilled
from gui.session import ReportSession

_HOLDS = "{subject}：{left}，{right}，相符"


def cell_name(report: Report, cell_id: str) -> str:
    """「第三表 自然人 × 一、本年新收政府信息公开申请数量」."""
    spec = report.form.template.cells[cell_id]
    number = report.form.template.section(spec.section).heading[:1]
    return f"第{number}表 {_printed(spec.column)} × {_printed(spec.row)}"


def _printed(entry: Entry) -> str:
    """An outer label as printed, without its note; an inner one by its short name, which says where it belongs."""
    return entry.label.split("（", 1)[0] if len(entry.path) == 1 else entry.short


def accessible_text(session: ReportSession, cell_id: str) -> str:
    """What a screen reader says at a cell."""
    value = session.report.values[cell_id]
    mark = session.digest.marks.get(cell_id, 0)
    state = "，不符" if mark & Mark.ERROR else "，提示" if mark & Mark.WARNING else ""
    return f"{cell_name(session.report, cell_id)}：{value.raw or '未填'}{state}"


def tool_tip(session: ReportSession, cell_id: str) -> str:
    """Findings, source and meaning of a cell as rich text; lines that a person can read at a glance."""
    spec = session.report.form.template.cells[cell_id]
    lines = [f"<b>{html.escape(cell_name(session.report, cell_id))}</b>"]
    findings = session.digest.by_cell.get(cell_id, ())
    lines += [f"{_SYMBOLS[item.severity]} {html.escape(item.message)}" for item in findings if not is_unfilled(item)]
    lines += _state_lines(session, cell_id)
    lines += [_meaning("本行", spec.row), _meaning("本列", spec.column)]
    return "<div style='width:320px'>" + "<br>".join(line for line in lines if line) + "</div>"


_SYMBOLS = {Severity.ERROR: "≠", Severity.WARNING: "!", Severity.INFO: "·"}


def _state_lines(session: ReportSession, cell_id: str) -> list[str]:
    lines: list[str] = []
    value = session.report.values[cell_id]
    if value.state in (State.PLACEHOLDER, State.UNCLEAR):
        lines.append(f"原文写的是“{html.escape(value.raw)}”，还不是数字；没有发生的请填 0")
    elif value.state is not State.VALUE:
        lines.append("还没有填写；没有发生的请填 0")
    if cell_id in session.computed:
        lines.append("Σ 自动合计的数，随各项变化；关闭“自动合计”后可以自己填写")
    origin = session.record.cells.get(cell_id) if session.record else None
    if origin is not None and origin.confidence < 1 and origin.raw == value.raw:
        source = f"原文“{html.escape(origin.raw)}”，{html.escape(origin.where)}"
        lines.append(f"? 导入时不能确定：{html.escape(origin.note or '请核对')}（{source}）")
    return lines


def _meaning(kind: str, entry: Entry) -> str:
    if not entry.help:
        return ""
    article = f"（{html.escape(entry.article)}）" if entry.article else ""
    return f"{kind}：{html.escape(entry.help)}{article}"


def relation_line(session: ReportSession, cell_id: str) -> tuple[str, bool]:
    """The relation of the current cell with its figures, and whether it is broken. "" when there is nothing to say."""
    findings = [item for item in session.digest.by_cell.get(cell_id, ()) if not is_unfilled(item)]
    if findings:
        broken = any(item.severity is Severity.ERROR for item in findings)
        return "\n".join(f"{_SYMBOLS[item.severity]} {item.message}" for item in findings[:2]), broken
    rules = {rule.id for rule in session.report.form.rules.by_cell.get(cell_id, ())}
    outcomes = [item for item in session.result.outcomes if item.rule.id in rules and item.rule.severity is Severity.ERROR]
    shown = [_holding(session, item) for item in outcomes if item.verdict is Verdict.PASS and item.rule.relation == "=="]
    if shown:
        return "\n".join(f"✓ {line}" for line in shown[-2:]), False
    if any(item.verdict is Verdict.PENDING and item.rule.scope == "table" for item in outcomes):
        return "有关的单元格填完以后，这里显示勾稽关系是否相符", False
    return "", False


def _holding(session: ReportSession, outcome: Outcome) -> str:
    plain = outcome._replace(rule=replace(outcome.rule, message=_HOLDS))
    return describe(plain, session.result.operands).removeprefix("：")
