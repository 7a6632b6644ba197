"""Our Word and Excel files after LibreOffice has saved them anew: other markup, phantom columns, the same report."""

from __future__ import annotations

import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from report_strategies import FORMS, ORGANS, SENTENCES

from core.exporter.export import differences
from core.exporter.render import render
from core.importer.importing import import_report
from core.report import CellEdit, Meta, Report, TextEdit
from core.values import BLANK, Kind, State, Value

SOFFICE = shutil.which("soffice")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")]
UNUSUAL = tuple(text for text in SENTENCES if len(text) > 2 and "  " not in text)


def _value(kind: Kind, number: int) -> Value:
    """Every number unique, of the kind that the cell takes."""
    if kind is Kind.AMOUNT:
        return Value.of(Decimal(number) + Decimal("0.190457"))
    if kind is Kind.AMOUNT_WITH_UNIT:
        return Value(State.VALUE, Decimal(number), f"{number}元")
    return Value.of(-number if kind is Kind.SIGNED else number)


def _report(edition: str, sparse: bool) -> Report:
    form = FORMS.get(edition)
    organ = ORGANS[0]
    report = Report(form, Meta(organ, 2024, f"{organ}2024年政府信息公开工作年度报告", organ, None))
    cells = {cell: _value(spec.kind, 10_001 + at) for at, (cell, spec) in enumerate(form.template.cells.items())}
    if sparse:
        blanks = (BLANK, Value(State.PLACEHOLDER, None, "/"), Value.of(0))
        cells = {cell: value if at % 4 == 0 else blanks[at % 3] for at, (cell, value) in enumerate(cells.items())}
    report.apply(CellEdit(cells))
    for section in form.template.sections:
        lines = UNUSUAL if not section.table and section.id != "preface" else UNUSUAL[:3]
        report.apply(TextEdit(section.id, "\n".join(lines)))
    return report


CASES = [(edition, sparse) for edition in ("2021-30", "2019-60") for sparse in (False, True)]


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_saved_anew(suffix: str, tmp_path: Path) -> None:
    reports = {f"{edition}-{sparse}{suffix}": _report(edition, sparse) for edition, sparse in CASES}
    folder = tmp_path / "ours"
    folder.mkdir()
    for name, report in reports.items():
        (folder / name).write_bytes(render(report, suffix))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [SOFFICE, profile, "--headless", "--convert-to", suffix[1:], "--outdir", tmp_path / "theirs"]
    subprocess.run([*command, *sorted(folder.iterdir())], check=True, capture_output=True, timeout=120)
    for name, report in reports.items():
        again = import_report(tmp_path / "theirs" / name, FORMS)
        assert differences(report, again.report) == [], name
        assert again.record.unplaced == (), name
