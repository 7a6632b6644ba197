"""Edits as JSON lines of the journal, and back. A text edit holds only what it changes: typing writes few bytes a key.

Both directions walk along in `texts`, the sections as they stand before the edit.
"""

from __future__ import annotations

from dataclasses import astuple
from datetime import date
from decimal import Decimal
from typing import Any

from core import storage
from core.forms import Forms
from core.report import CellEdit, Edit, ExemptionEdit, GroupEdit, Mark, Meta, MetaEdit, PreviousEdit, TextEdit
from core.values import State, Value

Json = dict[str, Any]
Texts = dict[str, str]


def edit_to_json(edit: Edit, texts: Texts) -> Json:
    """The line of an edit that the report has accepted; `texts` is brought up to date."""
    if isinstance(edit, CellEdit):
        return {"cells": {cell: _value_json(value) for cell, value in edit.values.items()}}
    if isinstance(edit, TextEdit):
        marks = None if edit.marks is None else [astuple(mark) for mark in edit.marks]
        old, texts[edit.section] = texts.get(edit.section, ""), edit.text
        return {"section": edit.section, "splice": splice(old, edit.text), "marks": marks}
    if isinstance(edit, MetaEdit):
        meta = edit.meta
        day = meta.date.isoformat() if meta.date else None
        return {"meta": [meta.organ, meta.year, meta.title, meta.signature, day]}
    if isinstance(edit, PreviousEdit):
        return {"previous": storage.to_json(edit.previous) if edit.previous else None}
    if isinstance(edit, ExemptionEdit):
        return {"exemption": [edit.rule, edit.figures, edit.reason]}
    return {"group": [edit_to_json(part, texts) for part in edit.edits]}


def edit_from_json(data: Json, texts: Texts, forms: Forms) -> Edit:
    """The edit of a line. Raises KeyError, TypeError, ValueError or UserError for what is not one."""
    if "cells" in data:
        return CellEdit({cell: _value_from(*value) for cell, value in data["cells"].items()})
    if "section" in data:
        marks = None if data["marks"] is None else tuple(Mark(*mark) for mark in data["marks"])
        text = texts[data["section"]] = _spliced(texts[data["section"]], *data["splice"])
        return TextEdit(data["section"], text, marks)
    if "meta" in data:
        organ, year, title, signature, day = data["meta"]
        return MetaEdit(Meta(organ, year, title, signature, date.fromisoformat(day) if day else None))
    if "previous" in data:
        content = data["previous"]
        return PreviousEdit(storage.load(storage.dump(content), "journal", forms)[0] if content else None)
    if "exemption" in data:
        rule, figures, reason = data["exemption"]
        return ExemptionEdit(rule, figures, reason)
    return GroupEdit(tuple(edit_from_json(part, texts, forms) for part in data["group"]))


def splice(old: str, new: str) -> tuple[int, int, str]:
    """Where the texts begin to differ, how many characters go there, and what comes instead."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    return start, len(old) - start - end, new[start : len(new) - end]


def _spliced(old: str, start: int, removed: int, added: str) -> str:
    if not 0 <= start <= start + removed <= len(old):
        raise ValueError("the text is not the one that was changed")
    return old[:start] + added + old[start + removed :]


def _common(one: str, other: str) -> int:
    """How many characters both begin with, by halves: comparing slices is far faster than comparing characters."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _value_json(value: Value) -> list[str | None]:
    return [value.state.value, None if value.number is None else str(value.number), value.raw]


def _value_from(state: str, number: str | None, raw: str) -> Value:
    return Value(State(state), None if number is None else Decimal(number), raw)
