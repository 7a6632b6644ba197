"""Small decisions in words: which year a new report is on, what its file is called, what changed since it was saved."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from PySide6.QtGui import QUndoStack

from core.report import Meta

_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_NUMERALS = "一二三四五六七八九十"
_SHOWN = 3


def default_year(today: date) -> int:
    """The year to report on: last year until summer, when this year's report begins to be prepared."""
    return today.year - 1 if today.month <= 6 else today.year


def file_name(meta: Meta) -> str:
    """A file name without suffix that every system accepts."""
    year = f"{meta.year}年" if meta.year else ""
    name = _UNFIT.sub("", meta.title or f"{meta.organ}{year}政府信息公开工作年度报告").strip(" .")
    return name[:80] or "政府信息公开工作年度报告"


def numbered_headings(headings: Sequence[str]) -> str:
    """「（一）…」 lines for the sub-headings that are asked for locally."""
    numbered = (f"（{_NUMERALS[index]}）{text}" for index, text in enumerate(headings[: len(_NUMERALS)]))
    return "\n".join(numbered)


def changes_in_words(stack: QUndoStack, never_saved: bool) -> str:
    """One line on what would be lost if the report were closed now."""
    clean = max(stack.cleanIndex(), 0)
    first, last = sorted((clean, stack.index()))
    steps = [stack.text(index) for index in range(first, last)]
    if not steps:
        return "这份报告还没有保存过。" if never_saved else "恢复的内容还没有保存到文件里。"
    named = list(dict.fromkeys(reversed(steps)))
    shown = "、".join(named[:_SHOWN])
    rest = f"等 {len(steps)} 处改动" if len(steps) > len(named[:_SHOWN]) else ""
    since = "还没有保存过" if never_saved else "上次保存后"
    return f"{since}：{shown}{rest}。"
