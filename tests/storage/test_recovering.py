"""The next start: what is offered, what is preferred, and that no clock and no second crash decides it."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from storage_samples import CELL, FORM, FORMS, blank_report, full_report

from core.changes import changes
from core.journal import Journal, Known
from core.project import save
from core.provenance import ImportRecord
from core.recovering import Standing, begin_attempt, choose, pending, prune, recover, settle
from core.report import CellEdit, ExemptionEdit, Meta, MetaEdit, PreviousEdit, Report, TextEdit
from core.seal import Stamp
from core.values import State, Value

EDIT = CellEdit({CELL: Value.of(5)})


def killed(journal: Journal) -> Path:
    """What a kill does to a journal: its handle is gone, its name stays."""
    os.close(journal._handle)
    return journal.file


def known(path: Path, stamp: Stamp) -> Known:
    return Known(path, stamp.generation, stamp.digest)


def working(tmp_path: Path) -> tuple[Path, Path, Report]:
    """A saved report, and the journal of one more edit in a program that was killed."""
    report, path = blank_report(), tmp_path / "年报.nianbao"
    stamp = save(report, path, FORMS)
    journal = Journal.start(tmp_path / "journals", report, known(path, stamp))
    report.apply(EDIT)
    journal.write(EDIT)
    return path, killed(journal), report


def test_a_killed_programs_edits_are_listed_with_their_report(tmp_path: Path) -> None:
    path, file, report = working(tmp_path)
    (found,) = pending(tmp_path / "journals")
    assert (found.file, found.path, found.title, found.unsaved) == (file, path, report.meta.title, 1)


def test_a_living_window_is_not_listed(tmp_path: Path) -> None:
    journal = Journal.start(tmp_path, blank_report(), Known())
    journal.write(EDIT)
    assert pending(tmp_path) == []
    killed(journal)
    assert len(pending(tmp_path)) == 1


def test_nothing_is_asked_after_a_save_or_a_clean_close_or_without_edits(tmp_path: Path) -> None:
    closed = Journal.start(tmp_path, blank_report(), Known())
    closed.write(EDIT)
    closed.close()
    saved = Journal.start(tmp_path, blank_report(), Known())
    saved.write(EDIT)
    saved.saved(Known(tmp_path / "年报.nianbao", 1, "d"))
    killed(saved)
    killed(Journal.start(tmp_path, blank_report(), Known()))
    assert pending(tmp_path) == []


def test_an_import_that_was_never_saved_is_work_too(tmp_path: Path) -> None:
    record = ImportRecord("去年.docx", "docx", "2021-30")
    killed(Journal.start(tmp_path, blank_report(), Known(), record, unsaved=True))
    (found,) = pending(tmp_path)
    again = recover(found.file, FORMS).record
    assert again is not None
    assert (again.file, again.kind) == ("去年.docx", "docx")


def test_the_file_as_the_journal_knew_it_makes_the_recovered_state_the_newer_one(tmp_path: Path) -> None:
    _, file, report = working(tmp_path)
    choice = choose(file, FORMS)
    assert choice.standing is Standing.CONTINUES
    assert choice.prefers_recovered
    assert choice.recovered.report.same_content(report)
    assert [str(change) for change in choice.changes] == [f"{FORM.template.cells[CELL].name}：由“（空）”改为“5”"]


def test_a_damaged_file_with_the_newest_date_does_not_win(tmp_path: Path) -> None:
    """FreeCAD#18044: the damaged project was newer by its date, the recovery ignored, a month lost."""
    path, file, report = working(tmp_path)
    path.write_bytes(b"\0" * 4000)
    os.utime(path, (2_000_000_000, 2_000_000_000))
    os.utime(file, (0, 0))
    choice = choose(file, FORMS)
    assert (choice.standing, choice.saved) == (Standing.DAMAGED, None)
    assert choice.prefers_recovered
    assert choice.recovered.report.same_content(report)


def test_a_file_saved_by_somebody_else_since_is_left_to_the_person(tmp_path: Path) -> None:
    path, file, _ = working(tmp_path)
    other = blank_report()
    other.apply(TextEdit("overview", "别人写的。"))
    save(other, path, FORMS)
    os.utime(path, (0, 0))  # and its date says nothing
    choice = choose(file, FORMS)
    assert choice.standing is Standing.OTHER
    assert not choice.prefers_recovered
    assert choice.saved is not None
    assert choice.saved.same_content(other)


def test_a_moved_file_leaves_the_recovered_state(tmp_path: Path) -> None:
    path, file, _ = working(tmp_path)
    path.unlink()
    assert choose(file, FORMS).standing is Standing.NO_FILE


def test_a_recovery_that_crashes_is_not_tried_a_third_time(tmp_path: Path) -> None:
    _, file, report = working(tmp_path)
    for number in (1, 2):
        assert not pending(tmp_path / "journals")[0].given_up
        assert begin_attempt(file) == number
    (found,) = pending(tmp_path / "journals")
    assert found.given_up
    assert recover(file, FORMS).report.same_content(report)


def test_an_attempt_is_counted_behind_a_torn_line_too(tmp_path: Path) -> None:
    _, file, report = working(tmp_path)
    with file.open("ab") as stream:
        stream.write(b'12345678 {"edit":{"cel')
    assert begin_attempt(file) == 1
    assert begin_attempt(file) == 2
    found = recover(file, FORMS)
    assert found.complete
    assert found.report.same_content(report)


def test_a_chosen_recovery_is_not_offered_again(tmp_path: Path) -> None:
    _, file, _ = working(tmp_path)
    settle(file)
    assert pending(tmp_path / "journals") == []
    assert file.with_suffix(".closed").exists()


def test_a_damaged_journal_does_not_hide_the_others(tmp_path: Path) -> None:
    _, file, _ = working(tmp_path)
    (file.parent / "0.journal").write_bytes(b"\0" * 999)
    (file.parent / "1.journal").mkdir()
    assert [item.file for item in pending(file.parent)] == [file]


def test_finished_journals_go_after_days_but_never_all_at_once(tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.closed" for number in range(6)]
    for number, file in enumerate(files):
        file.touch()
        os.utime(file, (number, number))
    working_file = working(tmp_path)[1]
    waiting = tmp_path / "waiting.journal"
    waiting.write_bytes(working_file.read_bytes())
    os.utime(waiting, (0, 0))
    prune(tmp_path)
    assert [file for file in files if file.exists()] == files[3:]
    assert waiting.exists()


def test_differences_are_told_in_words() -> None:
    old, new = blank_report(), full_report()
    told = [str(change) for change in changes(old, new)]
    assert "“一、总体情况”的文字：由“（空）”改为“2023年，全镇主动公开信息 36 条。↵第二段…（共 25 字）”" in told
    assert "日期：由“（空）”改为“2025-01-20”" in told
    assert "对照用的去年报告：由“（空）”改为“青石镇人民政府2023年政府信息公开工作年度报告”" in told
    assert any(line.endswith("由“（空）”改为“约5件”") for line in told)
    assert changes(new, full_report()) == []


def test_only_the_changed_piece_of_a_text_is_told() -> None:
    old, new = full_report(), full_report()
    new.apply(TextEdit("overview", new.texts["overview"].replace("36", "37")))
    assert [str(change) for change in changes(old, new)] == ["“一、总体情况”的文字：由“6”改为“7”"]


def test_of_two_editions_only_the_edition_is_told() -> None:
    other = Report(FORMS.get("2019-60"))
    assert [change.where for change in changes(blank_report(), other)] == ["表样"]


def test_a_blank_cell_and_a_zero_differ() -> None:
    zero = blank_report()
    zero.apply(CellEdit({CELL: Value.of(0)}))
    blank = blank_report()
    blank.apply(CellEdit({CELL: Value(State.BLANK)}))
    assert [change.new for change in changes(blank, zero)] == ["0"]
    assert changes(blank_report(), blank) == []


def test_meta_and_last_years_report_are_compared() -> None:
    one, two = full_report(), full_report()
    two.apply(MetaEdit(Meta("白塔街道", 2024, one.meta.title, one.meta.signature, date(2025, 1, 20))))
    two.apply(PreviousEdit(None))
    assert [change.where for change in changes(one, two)] == ["机关名称", "对照用的去年报告"]


def test_a_settled_finding_is_a_difference_and_comes_back(tmp_path: Path) -> None:
    path, file, report = working(tmp_path)
    journal = Journal.start(tmp_path / "journals", report, Known(path))
    edit = ExemptionEdit("rule", "1=2", "已与统计核对。")
    report.apply(edit)
    journal.write(edit)
    assert recover(journal.file, FORMS).report.exemptions == report.exemptions
    assert str(changes(recover(file, FORMS).report, report)[0]) == "“确认无误”的理由：由“（空）”改为“已与统计核对。”"


def test_a_journal_one_line_behind_its_saved_file_is_not_preferred(tmp_path: Path) -> None:
    """Found by faults/powercut.py: the cut came after a save and before the journal's next sync."""
    path, file, report = working(tmp_path)
    report.apply(CellEdit({CELL: Value.of(6)}))
    save(report, path, FORMS)
    choice = choose(file, FORMS)
    assert not choice.prefers_recovered
    assert choice.saved is not None
    assert choice.saved.values[CELL] == Value.of(6)
