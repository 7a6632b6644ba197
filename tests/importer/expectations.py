"""What every sample of an old or foreign format must give: each cell, each text, title, signature and date."""

from __future__ import annotations

from drafts import Draft

from core.importer.importing import Imported


def assert_exact(draft: Draft, imported: Imported, kind: str) -> None:
    """Every figure of the draft in its cell and no other; every text whole; nothing unclear, nothing left over."""
    report, record = imported.report, imported.record
    assert (record.kind, record.edition) == (kind, draft.form.template.edition)
    assert {cell: value.number for cell, value in report.values.items()} == draft.figures
    assert {section.id: report.texts[section.id] for section in draft.form.template.sections} == {
        section.id: draft.text(section.id) for section in draft.form.template.sections
    }
    assert (report.meta.title, str(report.meta.date)) == (draft.title, "2024-01-18")
    assert report.meta.signature
    assert [problem for problem in record.problems if problem.kind != "import.pdf"] == []
    assert record.unplaced == ()
