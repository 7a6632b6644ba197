"""Any report survives every format: written, read back by our own importer, and the same again."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from report_strategies import FORMS, reports

from core.exporter.export import differences, export
from core.importer.importing import import_report
from core.report import Report

EXAMPLES = {".docx": 40, ".xlsx": 25, ".html": 40, ".json": 30, ".nianbao": 15}


@pytest.mark.parametrize("suffix", EXAMPLES)
def test_any_report_survives(suffix: str) -> None:
    @settings(max_examples=EXAMPLES[suffix], deadline=None, suppress_health_check=list(HealthCheck))
    @given(reports())
    def survives(report: Report) -> None:
        with tempfile.TemporaryDirectory() as folder:
            written = export(report, Path(folder) / f"report{suffix}", FORMS)
            again = import_report(written.path, FORMS)
        assert (written.equal, written.differences) == (written.compared, ())
        assert again.report.meta == report.meta
        assert again.record.unplaced == ()

    survives()


@settings(max_examples=10, deadline=None)
@given(reports(), st.sampled_from([".docx", ".xlsx", ".html"]), st.sampled_from([".docx", ".xlsx", ".html"]))
def test_from_format_to_format(report: Report, first: str, second: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        middle = import_report(export(report, Path(folder) / f"one{first}", FORMS).path, FORMS).report
        last = import_report(export(middle, Path(folder) / f"two{second}", FORMS).path, FORMS).report
    assert differences(middle, last) == []
