"""The report as versioned JSON (contract.md §6): the program's own `.nianbao` file and the `.json` exchange format.

One format for both, described in docs/file-format.md. Beyond the contract a file may carry `previous` (last year's
report) and `marks` (leftovers of last year in carried text). Loading is strict and names the place of an error; what it
does not know is reported as unplaced, not dropped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn, TypeVar, cast

from core.errors import TemplateError, UnreadableFileError
from core.findings import Finding
from core.forms import Forms
from core.provenance import CellOrigin, ImportRecord, Problem, Unplaced
from core.report import CellEdit, ExemptionEdit, Mark, Meta, PreviousEdit, Report, TextEdit
from core.rules import Fix, Severity
from core.template import CellSpec
from core.values import UNREAD, State, Value, fits, format_number

SCHEMA = "annual-report/1"
MAX_BYTES = 4 * 1024 * 1024  # a hundred times a real report; more costs a hostile file's reader seconds
_NUMBER = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?", re.ASCII)
_TOP_KEYS = frozenset(["schema", "edition", "meta", "sections", "cells", "import", "findings", "previous", "marks", "exceptions"])
_SEAL_KEY = "nianbao"  # around the whole file: core/seal.py
_META_KEYS = frozenset(["organ", "year", "title", "signature", "date"])
Json = dict[str, Any]
E = TypeVar("E", State, Severity)


def to_json(report: Report, record: ImportRecord | None = None, findings: Iterable[Finding] = ()) -> Json:
    """The whole report as JSON data. `record` None writes the cells' own states with no source file."""
    data: Json = {"schema": SCHEMA, **_report_json(report), "import": _record_json(report, record)}
    data["findings"] = [_finding_json(finding) for finding in findings]
    if report.previous is not None:
        data["previous"] = {**_report_json(report.previous), "import": _record_json(report.previous, None)}
    marks = [mark for section in report.texts for mark in report.marks(section)]
    if marks:
        data["marks"] = [asdict(mark) for mark in marks]
    if report.exemptions:
        data["exceptions"] = [
            {"rule": rule, "figures": figures, "reason": reason} for (rule, figures), reason in report.exemptions.items()
        ]
    return data


def dump(data: Json | list[Json]) -> bytes:
    """JSON text as it is written to a file. Halves of characters, which no file can hold, are left out."""
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "ignore")


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
        "spans": [list(span) for span in finding.spans],
        "accepted": finding.accepted,
    }


def _fix_json(fix: Fix) -> Json:
    return {"cells": {cell: format_number(number) for cell, number in fix.cells.items()}, "text": fix.text}


def load(content: bytes, name: str, forms: Forms) -> tuple[Report, ImportRecord]:
    """A report and its import record from JSON text.

    `name` is the file's name for messages. Raises UnreadableFileError that names the place of the error.
    """
    require_size(content, name)
    loader = _Loader(name, forms)
    try:
        data: object = json.loads(
            content.decode("utf-8-sig"), object_pairs_hook=loader.unique_keys, parse_constant=_refuse_constant
        )
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError(f"“{name}”内容已损坏，不是完整的报告文件，请改用备份或重新导入原来的文件。") from error
    return loader.document(data)


def require_size(content: bytes, name: str) -> None:
    """Refuse what is far too large for a report, before anything is made of it."""
    if len(content) > MAX_BYTES:
        raise UnreadableFileError(f"“{name}”太大，不像是年度报告文件，请检查是否选错了文件。")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity are Python's own idea of JSON


class _Loader:
    """Takes JSON data apart; every complaint names the file and the place, which begins with `at`."""

    def __init__(self, name: str, forms: Forms, at: str = "") -> None:
        self._name = name
        self._forms = forms
        self._at = at
        self._unknown: list[Unplaced] = []

    def unique_keys(self, pairs: list[tuple[str, object]]) -> Json:
        """An object whose keys stand there once: with two numbers for one cell nobody knows which one holds."""
        data = dict(pairs)
        if len(data) != len(pairs):
            keys = [key for key, _ in pairs]
            raise self._error(next(key for key in keys if keys.count(key) > 1), "出现了两次")
        return data

    def document(self, data: object) -> tuple[Report, ImportRecord]:
        """The whole file."""
        top = self._object(data, "文件内容")
        if top.get("schema") != SCHEMA:
            raise self._error("schema", "不是本程序认识的版本，可能由更新版本的程序保存，请升级程序后再打开")
        report = self._report(top)
        if top.get("previous") is not None:
            inner = _Loader(self._name, self._forms, "previous.")
            report.apply(PreviousEdit(inner._report(self._object(top["previous"], "previous"))))
            self._unknown += inner._unknown
        self._restore_marks(report, self._list(top.get("marks"), "marks"))
        self._restore_exemptions(report, self._list(top.get("exceptions"), "exceptions"))
        return report, self._record(report, self._object(top.get("import"), "import"))

    def _report(self, data: Json) -> Report:
        self._note_unknown(data, _TOP_KEYS | {_SEAL_KEY}, "")
        edition = self._text(data.get("edition"), "edition")
        try:
            form = self._forms.get(edition)
        except TemplateError as error:
            raise self._error("edition", f"没有“{edition}”这一版表样") from error
        report = Report(form, self._meta(self._needed(data, "meta")))
        origins = self._object(self._object(data.get("import"), "import").get("cells"), "import.cells")
        report.apply(CellEdit(self._values(form.template.cells, self._needed(data, "cells"), origins)))
        for section, value in self._needed(data, "sections").items():
            text = self._text(value, f"sections.{section}")
            if section in report.texts:
                report.apply(TextEdit(section, text))
            else:
                self._add_unknown("paragraph", f"sections.{section}", text)
        return report

    def _meta(self, data: Json) -> Meta:
        self._note_unknown(data, _META_KEYS, "meta.")
        year = data.get("year")
        if year is not None and (not isinstance(year, int) or isinstance(year, bool) or not 1900 <= year <= 2999):
            raise self._error("meta.year", "应为四位年份")
        organ, title, signature = (self._text(data.get(key, ""), f"meta.{key}") for key in ("organ", "title", "signature"))
        return Meta(organ, year, title, signature, self._date(data.get("date")))

    def _date(self, value: object) -> date | None:
        if value is None:
            return None
        try:
            return date.fromisoformat(self._text(value, "meta.date"))
        except ValueError as error:
            raise self._error("meta.date", "应为 2024-01-15 这样的日期") from error

    def _values(self, cells: dict[str, CellSpec], numbers: Json, origins: Json) -> dict[str, Value]:
        """Every cell of the edition; one that the file lacks is unread."""
        for cell, number in numbers.items():
            if cell not in cells and number is not None:
                self._add_unknown("cell", f"cells.{cell}", number)
        return {
            cell: self._value(spec, numbers[cell], self._object(origins.get(cell), f"import.cells.{cell}"))
            if cell in numbers
            else UNREAD
            for cell, spec in cells.items()
        }

    def _value(self, spec: CellSpec, number: object, origin: Json) -> Value:
        """A number holds even if the origin says otherwise: another program may have filled in the cell."""
        place = f"import.cells.{spec.id}"
        raw = self._word(origin, "raw", place)
        state = self._choice(origin, "state", State, f"{place}.state")
        if number is not None:
            exact = self._number(spec, number)
            return Value(State.VALUE, exact, raw if raw and state is State.VALUE else format_number(exact))
        if state is State.VALUE:
            raise self._error(f"cells.{spec.id}", "缺少数字")
        return Value(state or State.BLANK, None, raw)

    def _number(self, spec: CellSpec, number: object) -> Decimal:
        text = self._text(number, f"cells.{spec.id}")
        if not _NUMBER.fullmatch(text) or not fits(Value(State.VALUE, Decimal(text)), spec.kind):
            raise self._error(f"cells.{spec.id}", f"“{text[:20]}”不是这一格可以填写的数字")
        return Decimal(text)

    def _restore_marks(self, report: Report, items: list[Any]) -> None:
        """Marks that do not fit the text, because another program changed it, are reported."""
        by_section: dict[str, list[Mark]] = {}
        for index, item in enumerate(items):
            place = f"marks[{index}]"
            data = self._object(item, place)
            section, kind, quote, hint = (
                self._text(data.get(key), f"{place}.{key}") for key in ("section", "kind", "quote", "hint")
            )
            start, end = self._position(data, "start", place), self._position(data, "end", place)
            if quote and report.texts.get(section, "")[start:end] == quote:
                by_section.setdefault(section, []).append(Mark(section, start, end, kind, quote, hint))
            else:
                self._add_unknown("mark", f"{place}（{section}）", quote)
        for section, marks in by_section.items():
            ordered = tuple(sorted(marks, key=lambda mark: mark.start))
            report.apply(TextEdit(section, report.texts[section], ordered))

    def _restore_exemptions(self, report: Report, items: list[Any]) -> None:
        for index, item in enumerate(items):
            place = f"exceptions[{index}]"
            data = self._object(item, place)
            rule, figures, reason = (self._text(data.get(key), f"{place}.{key}") for key in ("rule", "figures", "reason"))
            if not reason.strip():
                raise self._error(f"{place}.reason", "应写明理由")
            report.apply(ExemptionEdit(rule, figures, reason))

    def _position(self, data: Json, key: str, place: str) -> int:
        value = data.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self._error(f"{place}.{key}", "应为不小于 0 的整数")
        return value

    def _record(self, report: Report, data: Json) -> ImportRecord:
        source = self._object(data.get("source"), "import.source")
        read = self._object(data.get("read"), "import.read")
        places = self._object(data.get("places"), "import.places")
        origins = self._object(data.get("cells"), "import.cells")
        problems = enumerate(self._list(data.get("problems"), "import.problems"))
        unplaced = enumerate(self._list(data.get("unplaced"), "import.unplaced"))
        return ImportRecord(
            file=self._name,
            kind=self._word(source, "kind", "import.source") or "json",
            edition=self._word(source, "edition", "import.source") or report.form.template.edition,
            cells={
                cell: self._origin(f"import.cells.{cell}", self._object(origin, f"import.cells.{cell}"), report.values[cell])
                for cell, origin in origins.items()
                if cell in report.values
            },
            problems=tuple(self._problem(f"import.problems[{index}]", item) for index, item in problems),
            unplaced=(*(self._unplaced(f"import.unplaced[{index}]", item) for index, item in unplaced), *self._unknown),
            places={section: self._texts(items, f"import.places.{section}") for section, items in places.items()},
            read={name: self._raw_and_where(f"import.read.{name}", item) for name, item in read.items()},
        )

    def _origin(self, place: str, data: Json, value: Value) -> CellOrigin:
        confidence = data.get("confidence", 1.0)
        if not isinstance(confidence, int | float) or not 0 <= confidence <= 1:
            raise self._error(f"{place}.confidence", "应在 0 和 1 之间")
        note, where = self._word(data, "note", place), self._word(data, "where", place)
        suggestion = self._word(data, "suggestion", place) or None
        if data.get("state") != value.state.value:  # filled in since by another program
            return CellOrigin(value.raw, value.state, where)
        return CellOrigin(value.raw, value.state, where, float(confidence), note, suggestion)

    def _problem(self, place: str, item: object) -> Problem:
        data = self._object(item, place)
        text = self._word(data, "text", place)
        return Problem(
            kind=self._text(data.get("kind"), f"{place}.kind"),
            severity=self._choice(data, "severity", Severity, f"{place}.severity") or Severity.WARNING,
            message=self._word(data, "message", place) or text,
            where=self._word(data, "where", place),
            text=text,
            cells=self._texts(data.get("cells"), f"{place}.cells"),
            section=self._word(data, "section", place),
        )

    def _unplaced(self, place: str, item: object) -> Unplaced:
        data = self._object(item, place)
        kind = self._word(data, "kind", place) or "paragraph"
        return Unplaced(kind, self._word(data, "where", place), self._word(data, "text", place))

    def _raw_and_where(self, place: str, item: object) -> tuple[str, str]:
        data = self._object(item, place)
        return self._word(data, "raw", place), self._word(data, "where", place)

    def _note_unknown(self, data: Json, known: frozenset[str], place: str) -> None:
        for key in data:
            if key not in known:
                self._add_unknown("field", f"{place}{key}", data[key])

    def _add_unknown(self, kind: str, place: str, content: object) -> None:
        shown = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        self._unknown.append(Unplaced(kind, self._text(f"{self._at}{place}", "键"), self._text(shown, place)))

    def _needed(self, data: Json, key: str) -> Json:
        """An object that must be there: without it the file is not whole."""
        if data.get(key) is None:
            raise self._error(key, "缺少这一项")
        return self._object(data[key], key)

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

    def _texts(self, value: object, place: str) -> tuple[str, ...]:
        return tuple(self._text(item, place) for item in self._list(value, place))

    def _choice(self, data: Json, key: str, words: type[E], place: str) -> E | None:
        """One of the words of an enumeration, None when absent."""
        word = data.get(key)
        if word is None:
            return None
        if not isinstance(word, str) or word not in set(words):
            raise self._error(place, f"应为 {'、'.join(words)} 之一")
        return words(word)

    def _word(self, data: Json, key: str, place: str) -> str:
        """A text that may be absent, then ""."""
        value = data.get(key)
        return "" if value is None else self._text(value, f"{place}.{key}")

    def _text(self, value: object, place: str) -> str:
        if not isinstance(value, str):
            raise self._error(place, "应为文字")
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise self._error(place, "含有残缺的字符") from error
        return value

    def _error(self, place: str, reason: str) -> UnreadableFileError:
        shown = f"{self._at}{place}".encode("utf-8", "replace").decode()
        return UnreadableFileError(f"“{self._name}”内容有误（{shown}：{reason}），请改用备份或重新导入原来的文件。")
