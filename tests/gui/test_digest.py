from core.findings import Finding
from core.provenance import CellOrigin, ImportRecord, Problem
from core.report import CellEdit
from core.review import review
from core.rules import Severity
from core.values import BLANK, State, Value
from gui.digest import Counts, Mark, digest
from gui.places import COVER, Place, place_of
from tests.gui.samples import empty_report, full_report


def test_it_counts_unfilled_cells_and_texts_apart_from_what_is_wrong(forms):
    report = empty_report(forms)
    found = digest(review(report), report, None, frozenset())
    assert found.counts() == Counts(0, 203, 0)
    assert found.counts("requests").unfilled == 175
    assert found.counts("overview") == Counts(0, 1, 0)
    assert found.counts().words() == "待填 203"


def test_a_full_report_has_nothing_left(forms):
    report = full_report(forms)
    found = digest(review(report), report, None, frozenset())
    assert found.counts().words() == "" and found.marks == {}


def test_all_cells_of_a_broken_relation_are_marked_together(forms):
    report = full_report(forms)
    report.apply(CellEdit({"requests.received.total": Value.of(29)}))
    found = digest(review(report), report, None, frozenset())
    row = [cell for cell in report.values if cell.startswith("requests.received.")]
    assert len(row) == 7 and all(found.marks[cell] & Mark.ERROR for cell in row)
    assert found.counts().errors == len([item for item in found.findings if item.severity is Severity.ERROR])


def test_the_total_is_the_sum_of_the_sections(forms):
    report = full_report(forms)
    report.apply(CellEdit({"requests.received.total": Value.of(29), "disclosure.rules.issued": Value.of(1)}))
    report.apply(CellEdit({"remedies.direct_suit.total": BLANK}))
    found = digest(review(report), report, None, frozenset())
    parts = [found.counts(section.id) for section in report.form.template.sections]
    assert found.counts().errors == sum(part.errors for part in parts)
    assert found.counts().unfilled == sum(part.unfilled for part in parts) == 1


def test_a_guess_of_the_import_is_marked_until_the_cell_is_changed(forms):
    report = full_report(forms)
    cell = "requests.received.person"
    record = ImportRecord("a.docx", "docx", "2021-30", {cell: CellOrigin("23", State.VALUE, "表格 2", 0.8, "行名不完全相同")})
    assert digest([], report, record, frozenset()).marks == {cell: Mark.GUESSED}
    report.apply(CellEdit({cell: Value.of(24)}))
    assert digest([], report, record, frozenset()).marks == {}


def test_an_imports_question_goes_away_once_its_cells_are_filled(forms):
    report = empty_report(forms)
    problem = Problem("import.missing_row", Severity.WARNING, "缺少一行", cells=("requests.received.person",))
    record = ImportRecord("a.docx", "docx", "2021-30", problems=(problem,))
    assert digest(review(report, record), report, record, frozenset()).counts().hints == 1
    report.apply(CellEdit({"requests.received.person": Value.of(1)}))
    assert digest(review(report, record), report, record, frozenset()).counts().hints == 0


def test_every_finding_points_at_something_that_is_on_the_page(forms):
    report = empty_report(forms)
    sections = {section.id for section in report.form.template.sections}
    for finding in review(report):
        place = place_of(finding, report)
        assert place.section in sections and (not place.cell or place.cell in report.values)


def test_a_quote_that_is_gone_leads_to_its_section(forms):
    report = full_report(forms)
    finding = Finding("text.x", Severity.INFO, "overview", (), "话", quote="依申请公开")
    place = place_of(finding, report)
    assert report.texts["overview"][place.start : place.end] == "依申请公开"
    gone = Finding("text.x", Severity.INFO, "overview", (), "话", quote="没有这句")
    assert place_of(gone, report) == Place("overview")
    assert place_of(Finding("structure.no_year", Severity.WARNING, "", (), "话"), report) == Place(COVER)
