"""What the command line says about paper: each function reads, writes one file and returns the findings it saw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from core.exporter.atomic import write_atomic
from core.exporter.blocks import Document
from core.exporter.options import PLAIN, Options
from core.exporter.render import render_document
from core.findings import Finding
from core.forms import Form, Forms
from core.importer.importing import Imported, import_report
from core.paper.blank import blank_document
from core.paper.check_report import check_document
from core.paper.comparison import compare, comparison_document
from core.paper.signoff import file_mark, signoff_document


def write_document(document: Document, form: Form, target: Path, options: Options = PLAIN) -> str:
    """Write any document; the suffix decides how. Returns what to tell. Raises WriteError."""
    write_atomic(target, render_document(document, form.style, target.suffix, options))
    return f"已写出“{target.name}”。"


def write_check_report(imported: Imported, findings: Sequence[Finding], target: Path) -> str:
    """`check --report OUT`."""
    document = check_document(imported.report, findings, imported.record.file, date.today())
    return write_document(document, imported.report.form, target)


def write_comparison(old: Path, new: Path, target: Path, forms: Forms) -> str:
    """`compare OLD NEW OUT`: how much differs, in one sentence."""
    one, other = import_report(old, forms).report, import_report(new, forms).report
    comparison = compare(one, other, (old.name, new.name))
    said = write_document(comparison_document(comparison), other.form, target)
    if comparison.is_same:
        return f"{said}两份报告内容相同。"
    return f"{said}表格中 {len(comparison.cells)} 格不同，文字中 {comparison.changed_paragraphs} 段有增删。"


def write_signoff(imported: Imported, source: Path, findings: Sequence[Finding], target: Path) -> str:
    """`signoff IN OUT`: the sheet for a file as it lies there, with its mark."""
    document = signoff_document(imported.report, findings, mark=file_mark(source))
    return write_document(document, imported.report.form, target)


def write_blank(form: Form, target: Path) -> str:
    """`blank OUT`: the empty form of an edition."""
    return write_document(blank_document(form), form, target)
