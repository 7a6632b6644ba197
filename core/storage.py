"""The report as versioned JSON (contract.md §6): the program's own `.nianbao` file and the `.json` exchange format.

One format for both. Beyond the contract a file may carry `previous` (last year's report) and `marks` (leftovers of last
year in carried text). Loading is strict and names the place of an error; what it does not know is reported, not dropped.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from core.errors import UnreadableFileError
from core.findings import Finding
from core.forms import Forms
from core.provenance import CellOrigin, ImportRecord, Problem, Unplaced
from core.report import CellEdit, Mark, Meta, PreviousEdit, Report, TextEdit
from core.rules import Fix, Severity
from core.values import State, Value, format_number

SCHEMA = "annual-report/1"
_MAX_BYTES = 32 * 1024 * 1024
Json = dict[str, Any]


def to_json(report: Report, record: ImportRecord | None = None, findings: Iterable[Finding] = ()) -> Json:
    """The whole report as JSON data. `record` None writes the cells' own states with no source file."""
    data: Json = {"schema": SCHEMA, **_report_json(report), "import": _record_json(report, record)}
    data["findings"] = [_finding_json(finding) for finding in findings]
    if report.previous is not None:
        data["previous"] = {**_report_json(report.previous), "import": _record_json(report.previous, None)}
    marks = [mark for section in report.texts for mark in report.marks(section)]
    if marks:
        data["marks"] = [
            {
                "section": mark.section,
                "start": mark.start,
                "end": mark.end,
                "kind": mark.kind,
                "quote": mark.quote,
                "hint": mark.hint,
            }
            for mark in marks
        ]
    return data


def dump(data: Json | list[Json]) -> bytes:
    """JSON text as it is written to a file."""
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _report_json(report: Report) -> Json:
    meta = report.meta
    return {
        "edition": report.form.template.edition,
        "meta": {
            "organ": meta.organ,
            "year": meta.year,
            "title": meta.title,
            "signature": meta.signature,
            "date": meta.date.isoformat() if meta.date else None,
        },
        "sections": dict(report.texts),
        "cells": {cell: None if value.number is None else format_number(value.number) for cell, value in report.values.items()},
    }


def _record_json(report: Report, record: ImportRecord | None) -> Json:
    origins = record.cells if record else {}
    data: Json = {
        "source": {
            "file": record.file if record else None,
            "kind": record.kind if record else None,
            "edition": record.edition if record else report.form.template.edition,
        },
        "cells": {cell: _origin_json(value, origins.get(cell)) for cell, value in report.values.items()},
        "problems": [],
        "unplaced": [],
    }
    if record is not None:
        data["problems"] = [_problem_json(problem) for problem in record.problems]
        data["unplaced"] = [{"kind": item.kind, "where": item.where, "text": item.text} for item in record.unplaced]
        data["read"] = {name: {"raw": raw, "where": where} for name, (raw, where) in record.read.items()}
        data["places"] = {section: list(places) for section, places in record.places.items()}
    return data


def _origin_json(value: Value, origin: CellOrigin | None) -> Json:
    data: Json = {"raw": value.raw, "state": value.state.value, "where": "", "confidence": 1.0}
    if origin is not None and (origin.raw, origin.state) == (value.raw, value.state):
        data |= {"where": origin.where, "confidence": origin.confidence}
        if origin.note:
            data["note"] = origin.note
        if origin.suggestion is not None:
            data["suggestion"] = origin.suggestion
    return data


def _problem_json(problem: Problem) -> Json:
    return {
        "kind": problem.kind,
        "severity": problem.severity.value,
        "message": problem.message,
        "where": problem.where,
        "text": problem.text,
        "cells": list(problem.cells),
        "section": problem.section,
    }


def _finding_json(finding: Finding) -> Json:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "section": finding.section,
        "cells": list(finding.cells),
        "message": finding.message,
        "left": finding.left,
        "right": finding.right,
        "fixes": [_fix_json(fix) for fix in finding.fixes],
        "quote": finding.quote,
    }


def _fix_json(fix: Fix) -> Json:
    return {"cells": {cell: format_number(number) for cell, number in fix.cells.items()}, "text": fix.text}


def load(content: bytes, name: str, forms: Forms) -> tuple[Report, ImportRecord]:
    """A report and its import record from JSON text.

    `name` is the file's name for messages. Raises UnreadableFileError that names the place of the error.
    """
    if len(content) > _MAX_BYTES:
        raise UnreadableFileError(f"“{name}”太大，不像是年度报告文件，请检查是否选错了文件。")
    try:
        data: object = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError(f"“{name}”内容已损坏，不是完整的报告文件，请改用备份或重新导入原来的文件。") from error
    return _Loader(name, forms).document(data)


class _Loader:
    """Takes JSON data apart; every complaint names the file and the place."""

    def __init__(self, name: str, forms: Forms) -> None:
        self._name = name
        self._forms = forms

    def document(self, data: object) -> tuple[Report, ImportRecord]:
        """The whole file."""
        top = self._object(data, "文件内容")
        schema = top.get("schema")
        if schema != SCHEMA:
            raise self._error("schema", "不是本程序认识的版本，可能由更新版本的程序保存，请升级程序后再打开")
        report, unknown = self._report(top)
        if top.get("previous") is not None:
            previous, _ = self._report(self._object(top["previous"], "previous"))
            report.apply(PreviousEdit(previous))
        self._restore_marks(report, self._list(top.get("marks"), "marks"))
        return report, self._record(report, self._object(top.get("import"), "import"), unknown)

    def _report(self, data: Json) -> tuple[Report, list[Unplaced]]:
        form = self._forms.get(self._text(data.get("edition"), "edition"))
        report = Report(form, self._meta(self._object(data.get("meta"), "meta")))
        states = self._object(self._object(data.get("import"), "import").get("cells"), "import.cells")
        values, unknown = self._values(report, self._object(data.get("cells"), "cells"), states)
        report.apply(CellEdit(values))
        for section, text in self._object(data.get("sections"), "sections").items():
            if section in report.texts:
                report.apply(TextEdit(section, self._text(text, f"sections.{section}")))
            else:
                unknown.append(Unplaced("paragraph", f"sections.{section}", self._text(text, f"sections.{section}")))
        return report, unknown

    def _meta(self, data: Json) -> Meta:
        year = data.get("year")
        if year is not None and (not isinstance(year, int) or isinstance(year, bool) or not 1900 <= year <= 2999):
            raise self._error("meta.year", "应为四位年份")
        words = {key: self._text(data.get(key, ""), f"meta.{key}") for key in ("organ", "title", "signature")}
        return Meta(words["organ"], year, words["title"], words["signature"], self._date(data.get("date")))

    def _date(self, value: object) -> date | None:
        if value is None:
            return None
        try:
            return date.fromisoformat(self._text(value, "meta.date"))
        except ValueError as error:
            raise self._error("meta.date", "应为 2024-01-15 这样的日期") from error

    def _values(self, report: Report, cells: Json, states: Json) -> tuple[dict[str, Value], list[Unplaced]]:
        values: dict[str, Value] = {}
        unknown: list[Unplaced] = []
        for cell, number in cells.items():
            if cell in report.values:
                values[cell] = self._value(cell, number, self._object(states.get(cell), f"import.cells.{cell}"))
            elif number is not None:
                unknown.append(Unplaced("cell", f"cells.{cell}", str(number)))
        return values, unknown

    def _value(self, cell: str, number: object, origin: Json) -> Value:
        raw = self._text(origin.get("raw", ""), f"import.cells.{cell}.raw")
        if number is not None:
            exact = self._number(cell, number)
            return Value(State.VALUE, exact, raw or format_number(exact))
        state = origin.get("state", State.BLANK.value)
        if state not in set(State) or state == State.VALUE.value:
            raise self._error(f"import.cells.{cell}.state", "与该格的数字不一致")
        return Value(State(state), None, raw)

    def _number(self, cell: str, number: object) -> Decimal:
        try:
            exact = Decimal(self._text(number, f"cells.{cell}"))
        except InvalidOperation as error:
            raise self._error(f"cells.{cell}", "应为数字") from error
        if not exact.is_finite() or abs(exact) >= 10**13:
            raise self._error(f"cells.{cell}", "应为数字")
        return exact

    def _restore_marks(self, report: Report, items: list[Any]) -> None:
        by_section: dict[str, list[Mark]] = {}
        for index, item in enumerate(items):
            place = f"marks[{index}]"
            data = self._object(item, place)
            words = [self._text(data.get(key), f"{place}.{key}") for key in ("section", "kind", "quote", "hint")]
            start, end = data.get("start"), data.get("end")
            text = report.texts.get(words[0], "")
            if isinstance(start, int) and isinstance(end, int) and text[start:end] == words[2]:
                by_section.setdefault(words[0], []).append(Mark(words[0], start, end, *words[1:]))
        for section, marks in by_section.items():
            report.apply(TextEdit(section, report.texts[section], tuple(marks)))

    def _record(self, report: Report, data: Json, unknown: list[Unplaced]) -> ImportRecord:
        source = self._object(data.get("source"), "import.source")
        read = self._object(data.get("read"), "import.read")
        places = self._object(data.get("places"), "import.places")
        return ImportRecord(
            file=self._name,
            kind=str(source.get("kind") or "json"),
            edition=str(source.get("edition") or report.form.template.edition),
            cells={
                cell: self._origin(cell, self._object(origin, f"import.cells.{cell}"), report.values[cell])
                for cell, origin in self._object(data.get("cells"), "import.cells").items()
                if cell in report.values
            },
            problems=tuple(
                self._problem(self._object(item, "import.problems"))
                for item in self._list(data.get("problems"), "import.problems")
            ),
            unplaced=(*(self._unplaced(item) for item in self._list(data.get("unplaced"), "import.unplaced")), *unknown),
            places={section: tuple(map(str, self._list(items, "import.places"))) for section, items in places.items()},
            read={name: self._raw_and_where(self._object(item, "import.read")) for name, item in read.items()},
        )

    def _origin(self, cell: str, data: Json, value: Value) -> CellOrigin:
        confidence = data.get("confidence", 1.0)
        if not isinstance(confidence, int | float) or not 0 <= confidence <= 1:
            raise self._error(f"import.cells.{cell}.confidence", "应在 0 和 1 之间")
        suggestion = data.get("suggestion")
        return CellOrigin(
            raw=value.raw,
            state=value.state,
            where=str(data.get("where", "")),
            confidence=float(confidence),
            note=str(data.get("note", "")),
            suggestion=None if suggestion is None else str(suggestion),
        )

    def _problem(self, data: Json) -> Problem:
        severity = data.get("severity", Severity.WARNING.value)
        if severity not in set(Severity):
            raise self._error("import.problems.severity", "应为 error、warning 或 info")
        return Problem(
            kind=self._text(data.get("kind"), "import.problems.kind"),
            severity=Severity(severity),
            message=str(data.get("message") or data.get("text", "")),
            where=str(data.get("where", "")),
            text=str(data.get("text", "")),
            cells=tuple(map(str, self._list(data.get("cells"), "import.problems.cells"))),
            section=str(data.get("section", "")),
        )

    def _unplaced(self, item: object) -> Unplaced:
        data = self._object(item, "import.unplaced")
        return Unplaced(str(data.get("kind", "paragraph")), str(data.get("where", "")), str(data.get("text", "")))

    def _raw_and_where(self, data: Json) -> tuple[str, str]:
        return str(data.get("raw", "")), str(data.get("where", ""))

    def _object(self, value: object, place: str) -> Json:
        """An object; None counts as an empty one."""
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self._error(place, "应为对象")
        return cast("Json", value)

    def _list(self, value: object, place: str) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list):
            raise self._error(place, "应为列表")
        return cast("list[Any]", value)

    def _text(self, value: object, place: str) -> str:
        if not isinstance(value, str):
            raise self._error(place, "应为文字")
        return value

    def _error(self, place: str, reason: str) -> UnreadableFileError:
        return UnreadableFileError(f"“{self._name}”内容有误（{place}：{reason}），请改用备份或重新导入原来的文件。")
