"""A place in the report that the window can go to: a section, one of its cells, or a stretch of its text.

Passed between the panes by the main window, so that no pane needs to know another.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.findings import Finding
from core.report import Report

COVER = "preface"  # findings about the report as a whole are shown at the title


@dataclass(frozen=True, slots=True)
class Place:
    """`start` and `end` are characters of the section's text; `start` -1 means no stretch of text."""

    section: str
    cell: str = ""
    start: int = -1
    end: int = -1


def place_of(finding: Finding, report: Report) -> Place:
    """Where a finding is to be seen: its first words where they still stand, else its first cell, else its section."""
    section = finding.section or COVER
    text = report.texts.get(section, "")
    if finding.spans and finding.spans[0][1] <= len(text):
        return Place(section, start=finding.spans[0][0], end=finding.spans[0][1])
    if finding.quote:
        start = text.find(finding.quote)
        if start >= 0:
            return Place(section, start=start, end=start + len(finding.quote))
    cell = next((cell for cell in finding.cells if cell in report.values), "")
    if cell:
        return Place(report.form.template.cells[cell].section, cell)
    return Place(section)
