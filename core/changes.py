"""What one state of a report has otherwise than another, in words for the person who must choose between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.journal_edits import splice
from core.report import Report
from core.values import Value, format_value

_LONGEST = 24
_NOTHING = "（空）"
_META_NAMES = {"organ": "机关名称", "year": "年度", "title": "标题", "signature": "署名", "date": "日期"}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what it concerns, and what stood there and stands there now, shortened for a line of a list."""

    where: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.where}：由“{self.old}”改为“{self.new}”"


def changes(old: Report, new: Report) -> list[Change]:
    """Everything that differs, in the order of the form; [] when both are alike. Of two editions only the edition."""
    if old.form.template.edition != new.form.template.edition:
        return [Change("表样", old.form.template.name, new.form.template.name)]
    return [*_meta(old, new), *_texts(old, new), *_cells(old, new), *_exemptions(old, new), *_previous(old, new)]


def _meta(old: Report, new: Report) -> Iterator[Change]:
    for field, name in _META_NAMES.items():
        before, after = getattr(old.meta, field), getattr(new.meta, field)
        if before != after:
            yield Change(name, _shown(before), _shown(after))


def _texts(old: Report, new: Report) -> Iterator[Change]:
    for section in old.form.template.sections:
        before, after = old.texts[section.id], new.texts[section.id]
        if before != after:
            start, removed, added = splice(before, after)
            place = f"“{section.heading or '标题下的说明'}”的文字"
            yield Change(place, _shown(before[start : start + removed]), _shown(added))


def _cells(old: Report, new: Report) -> Iterator[Change]:
    for cell, spec in old.form.template.cells.items():
        before, after = old.values[cell], new.values[cell]
        if before != after:
            yield Change(spec.name, _shown(_cell(before)), _shown(_cell(after)))


def _exemptions(old: Report, new: Report) -> Iterator[Change]:
    for key in dict.fromkeys((*old.exemptions, *new.exemptions)):
        before, after = old.exemptions.get(key), new.exemptions.get(key)
        if before != after:
            yield Change("“确认无误”的理由", _shown(before), _shown(after))


def _cell(value: Value) -> str:
    return value.raw if value.number is None else format_value(value)


def _previous(old: Report, new: Report) -> Iterator[Change]:
    before, after = old.previous, new.previous
    if (before is None) != (after is None) or (before and after and not before.same_content(after)):
        yield Change("对照用的去年报告", _title(before), _title(after))


def _title(report: Report | None) -> str:
    return _shown(report.meta.title) if report else _NOTHING


def _shown(value: object) -> str:
    text = "" if value is None else str(value).replace("\n", "↵")
    if not text:
        return _NOTHING
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…（共 {len(text)} 字）"
