"""The bundled sample: made by tools/make_sample.py, read without a doubt, and with just the slips it was given."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from core.forms import load_forms
from core.importer.importing import import_report
from core.rules import Verdict
from core.selftest import SAMPLE

ROOT = Path(__file__).resolve().parent.parent


def test_is_what_the_tool_makes(tmp_path: Path) -> None:
    made = tmp_path / "sample.docx"
    subprocess.run([sys.executable, ROOT / "tools" / "make_sample.py", made], check=True, capture_output=True)
    assert _parts(made) == _parts(SAMPLE)


def _parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_is_read_whole() -> None:
    imported = import_report(SAMPLE, load_forms())
    report, record = imported.report, imported.record
    assert all(value.number is not None for value in report.values.values())
    assert (record.problems, record.unplaced) == ((), ())
    assert (report.meta.organ, report.meta.year, str(report.meta.date)) == ("青岚县柳溪镇人民政府", 2024, "2025-01-17")
    assert report.texts["overview"].split("\n")[1] == "（一）主动公开情况"
    assert sum(map(len, report.texts.values())) > 2000


def test_one_relation_is_broken() -> None:
    report = import_report(SAMPLE, load_forms()).report
    broken = [outcome.rule.id for outcome in report.check().outcomes if outcome.verdict is Verdict.FAIL]
    assert broken == ["remedies.row_sum:reconsideration"]
