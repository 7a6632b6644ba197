"""The edit journal: every committed edit at once on disk, so that a crash costs at most the cell being typed.

One file per open report in the user's own folder: a first record with the report as it was opened or saved, then one
checksummed line per edit. A torn last line is normal after a crash and is dropped; a damaged line ends the replay there.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from core import storage
from core.errors import UserError
from core.forms import Forms
from core.report import CellEdit, Edit, GroupEdit, Mark, Meta, MetaEdit, PreviousEdit, Report, TextEdit
from core.values import State, Value

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a journal holds. `path` is the report's file, None before its first save; `generation` that file's at the start.

    `edits` of them were replayed; `complete` is False when a damaged line cut the replay short.
    """

    report: Report
    path: Path | None
    generation: int
    edits: int
    complete: bool


class Journal:
    """Appends edits to one journal file. `write` is durable against a killed program, `sync` against a power cut."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    @classmethod
    def start(cls, file: Path, report: Report, path: Path | None, generation: int) -> Journal:
        """A new journal whose first record is the report as it is now. Raises OSError."""
        file.unlink(missing_ok=True)
        journal = cls(file)
        base: Json = {"base": storage.to_json(report), "path": str(path) if path else None, "generation": generation}
        journal._append(base)
        journal.sync()
        return journal

    def write(self, edit: Edit) -> None:
        """Record one committed edit at once. Raises OSError (the edit itself stays in memory)."""
        self._append({"edit": _edit_json(edit)})

    def sync(self) -> None:
        """Force everything written so far to the disk; may take tens of milliseconds, so not on the window's thread."""
        os.fsync(self._handle)

    def close(self) -> None:
        """Close the file; it stays, for days, as a second net under a clean close."""
        os.close(self._handle)

    def _append(self, record: Json) -> None:
        body = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        line = b"%08x %s\n" % (zlib.crc32(body), body)
        written = os.write(self._handle, line)
        while written < len(line):
            written += os.write(self._handle, line[written:])


def recover(file: Path, forms: Forms) -> Recovered:
    """The report after the last whole edit of a journal. Raises UserError when not even its first record is whole."""
    records = list(_records(file.read_bytes()))
    if not records or records[0] is None or "base" not in records[0]:
        raise UserError(f"恢复文件“{file.name}”已损坏，没有可以恢复的内容。")
    first = records[0]
    report, _ = storage.load(storage.dump(first["base"]), file.name, forms)
    edits = 0
    for record in records[1:]:
        if record is None or not _replay(report, record, forms):
            return Recovered(report, _path(first), int(first.get("generation", 0)), edits, complete=False)
        edits += 1
    return Recovered(report, _path(first), int(first.get("generation", 0)), edits, complete=True)


def _path(first: Json) -> Path | None:
    path = first.get("path")
    return Path(path) if isinstance(path, str) else None


def _records(content: bytes) -> Iterator[Json | None]:
    """Each line's record; None for a damaged line. A last line without its end was never acknowledged and is left out."""
    lines = content.split(b"\n")
    for line in lines[:-1]:
        checksum, _, body = line.partition(b" ")
        record: object = None
        try:
            if int(checksum, 16) == zlib.crc32(body):
                record = json.loads(body.decode("utf-8", "surrogatepass"))
        except (ValueError, RecursionError):
            record = None
        yield cast("Json", record) if isinstance(record, dict) else None


def _replay(report: Report, record: Json, forms: Forms) -> bool:
    try:
        report.apply(_edit_from(record["edit"], forms))
    except (UserError, KeyError, TypeError, ValueError, ArithmeticError):
        return False
    return True


def _edit_json(edit: Edit) -> Json:
    if isinstance(edit, CellEdit):
        return {"cells": {cell: _value_json(value) for cell, value in edit.values.items()}}
    if isinstance(edit, TextEdit):
        marks = None if edit.marks is None else [_mark_json(mark) for mark in edit.marks]
        return {"section": edit.section, "text": edit.text, "marks": marks}
    if isinstance(edit, MetaEdit):
        meta = edit.meta
        day = meta.date.isoformat() if meta.date else None
        return {"meta": [meta.organ, meta.year, meta.title, meta.signature, day]}
    if isinstance(edit, PreviousEdit):
        return {"previous": storage.to_json(edit.previous) if edit.previous else None}
    return {"group": [_edit_json(part) for part in edit.edits]}


def _value_json(value: Value) -> list[str | None]:
    return [value.state.value, None if value.number is None else str(value.number), value.raw]


def _mark_json(mark: Mark) -> list[str | int]:
    return [mark.section, mark.start, mark.end, mark.kind, mark.quote, mark.hint]


def _edit_from(data: Json, forms: Forms) -> Edit:
    """The edit of a record. Raises KeyError, TypeError or ValueError for what is not one."""
    if "cells" in data:
        return CellEdit({cell: _value_from(*value) for cell, value in data["cells"].items()})
    if "section" in data:
        marks = None if data["marks"] is None else tuple(Mark(*mark) for mark in data["marks"])
        return TextEdit(data["section"], data["text"], marks)
    if "meta" in data:
        organ, year, title, signature, day = data["meta"]
        return MetaEdit(Meta(organ, year, title, signature, date.fromisoformat(day) if day else None))
    if "previous" in data:
        content = data["previous"]
        return PreviousEdit(storage.load(storage.dump(content), "journal", forms)[0] if content else None)
    return GroupEdit(tuple(_edit_from(part, forms) for part in data["group"]))


def _value_from(state: str, number: str | None, raw: str) -> Value:
    return Value(State(state), None if number is None else Decimal(number), raw)
