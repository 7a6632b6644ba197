"""The exporter's face: render, read back with our own importer, compare, and only then put the file in its place."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from core import storage
from core.errors import UserError, WriteError
from core.exporter.atomic import write_atomic
from core.exporter.render import render
from core.findings import Finding
from core.forms import Forms
from core.importer.importing import import_report
from core.provenance import ImportRecord
from core.report import Report, clean_text
from core.values import same_content

JSON_SUFFIXES = (".json", ".nianbao")


@dataclass(frozen=True, slots=True)
class Exported:
    """A written file. `equal` of `compared` cells read back alike; `differences` names what did not, one sentence each."""

    path: Path
    compared: int
    equal: int
    differences: tuple[str, ...]


def export(
    report: Report, path: Path, forms: Forms, record: ImportRecord | None = None, findings: tuple[Finding, ...] = ()
) -> Exported:
    """Write a report to `path`; the suffix decides the format.

    The bytes are read back and compared first. Raises WriteError, and leaves any old file as it was, when they do not
    give the same report or cannot be written. `record` and `findings` go into JSON files only.
    """
    suffix = path.suffix.lower()
    content = _json(report, record, findings) if suffix in JSON_SUFFIXES else render(report, suffix)
    result = _compared(report, content, path, forms)
    if result.differences:
        shown = "；".join(result.differences[:3])
        raise WriteError(f"写出的内容与报告不一致（{shown}），没有保存“{path.name}”，请改用其他格式。")
    write_atomic(path, content)
    return result


def _json(report: Report, record: ImportRecord | None, findings: tuple[Finding, ...]) -> bytes:
    return storage.dump(storage.to_json(report, record, findings))


def _compared(report: Report, content: bytes, path: Path, forms: Forms) -> Exported:
    """What our own importer makes of the rendered bytes, against the report."""
    with tempfile.TemporaryDirectory(prefix="nianbao-") as folder:
        copy = Path(folder) / f"readback{path.suffix.lower()}"
        copy.write_bytes(content)
        try:
            again = import_report(copy, forms).report
        except UserError as error:
            return Exported(path, len(report.values), 0, (f"无法读回：{error}",))
    equal = sum(_same_cell(report, again, cell) for cell in report.values)
    return Exported(path, len(report.values), equal, tuple(differences(report, again)))


def _same_cell(report: Report, again: Report, cell: str) -> bool:
    other = again.values.get(cell)
    return other is not None and same_content(report.values[cell], other, report.form.template.cells[cell].kind)


def differences(report: Report, again: Report) -> list[str]:
    """What a re-read report has otherwise than the written one, one phrase each; [] when they print alike."""
    if report.form.template.edition != again.form.template.edition:
        return [f"表样读成了{again.form.template.name}"]
    cells = report.form.template.cells
    found = [f"“{cells[cell].name}”" for cell in cells if not _same_cell(report, again, cell)]
    found += [section for section, text in report.texts.items() if clean_text(text) != clean_text(again.texts[section])]
    found += [name for name in ("year", "title", "signature", "date") if getattr(report.meta, name) != getattr(again.meta, name)]
    return found
