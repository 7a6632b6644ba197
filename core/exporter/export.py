"""The exporter's face: render, read back with our own importer, compare, and only then put the file in its place."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from core import storage
from core.errors import UserError, WriteError
from core.exporter.atomic import write_atomic
from core.exporter.options import PLAIN, Options
from core.exporter.render import render
from core.findings import Finding
from core.forms import Forms
from core.importer.importing import import_report
from core.provenance import ImportRecord
from core.report import Report, clean_text
from core.seal import seal
from core.values import same_content

JSON_SUFFIXES = (".json", ".nianbao")
_Make = Callable[[], bytes]
_META_NAMES = {"year": "年度", "title": "标题", "signature": "署名", "date": "日期"}


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
    if suffix not in JSON_SUFFIXES:
        return export_document(report, path, forms)
    return _written(report, lambda: _json(report, record, findings, suffix), (path, None), forms)


def export_document(report: Report, path: Path, forms: Forms, options: Options = PLAIN) -> Exported:
    """As `export`, for Word, Excel and HTML files, with the person's choices.

    What an office's own style document says around the report is not part of it and not read back.
    """
    bare = replace(options, with_letterhead=False)
    proof = (lambda: render(report, path.suffix, bare)) if options.style else None
    return _written(report, lambda: render(report, path.suffix, options), (path, proof), forms)


def _written(report: Report, make: _Make, target: tuple[Path, _Make | None], forms: Forms) -> Exported:
    """The content made, compared (or its proof, if there is one) and put in its place."""
    path, proof = target
    try:
        content = make()
        result = _compared(report, proof() if proof else content, path, forms)
    except OSError as error:  # the form's style file, or the folder for the copy that is read back
        raise WriteError(f"临时文件夹写不进去或程序文件读不出来，没有保存“{path.name}”，请清理系统磁盘后再试。") from error
    if result.differences:
        shown = "；".join(result.differences[:3])
        raise WriteError(f"写出的内容与报告不一致（{shown}），没有保存“{path.name}”，请改用其他格式。")
    write_atomic(path, content)
    return result


def _json(report: Report, record: ImportRecord | None, findings: tuple[Finding, ...], suffix: str) -> bytes:
    """The exchange format, or the program's own file as its first generation."""
    data = storage.to_json(report, record, findings)
    return seal(data, 1) if suffix == ".nianbao" else storage.dump(data)


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
    template = report.form.template
    found = [f"“{template.cells[cell].name}”" for cell in template.cells if not _same_cell(report, again, cell)]
    for section in template.sections:
        if _words(report.texts[section.id]) != _words(again.texts[section.id]):
            found.append(f"“{section.heading or '标题下的说明'}”的文字")
    return found + [name for field, name in _META_NAMES.items() if _meta(report, field) != _meta(again, field)]


def _words(text: str) -> list[list[str]]:
    """Paragraphs as words: web pages fold runs of spaces, which nobody reads."""
    return [line.split() for line in clean_text(text).split("\n")]


def _meta(report: Report, field: str) -> object:
    """A field as it prints: spaces inside a title or a name are layout."""
    value: object = getattr(report.meta, field)
    return "".join(value.split()) if isinstance(value, str) else value
