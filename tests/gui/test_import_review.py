"""The import review: nothing dropped silently, every question answered by a key, both sides linked."""

from __future__ import annotations

from pathlib import Path

import pytest
from parts import ROW, UNCLEAR, damaged_import, full_report
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent

from core.importer.importing import Imported
from core.values import State, Value
from gui.files import ReviewRequest
from gui.import_review.fill import cell_key, line_key, section_of
from gui.import_review.page import ReviewPage
from gui.import_review.place_view import TEXT_NUMBER
from gui.import_review.questions import Kind
from gui.import_review.review import NEEDS_NUMBER, Answer, Review


@pytest.fixture
def review(forms, qapp) -> Review:
    return Review(damaged_import(forms))


@pytest.fixture
def page(forms, theme, qtbot) -> ReviewPage:
    page = ReviewPage(ReviewRequest(Path("last.docx"), damaged_import(forms), next_year=True), theme)
    qtbot.addWidget(page)
    page.resize(1366, 768)
    page.show()
    qtbot.waitUntil(lambda: bool(page.source.keys()))
    return page


def number_of(review: Review, cell: str) -> int:
    return next(number for number, question in enumerate(review.questions) if question.cells[:1] == (cell,))


def test_unsure_figures_come_first_then_rows_texts_remarks(review):
    kinds = [question.kind for question in review.questions]
    assert kinds == [Kind.CELL, Kind.CELL, Kind.ROW, Kind.TEXT, Kind.TEXT, Kind.TEXT, Kind.REMARK]
    assert (review.total, review.left, review.unseen) == (6, 6, 3)


def test_every_problem_and_every_unplaced_text_is_shown(review):
    shown = {cell for question in review.questions for cell in question.cells}
    for problem in review.record.problems:
        assert set(problem.cells) <= shown or any(problem.message in question.note for question in review.questions)
    texts = [question.unplaced for question in review.questions if question.kind is Kind.TEXT]
    assert len(texts) == len(review.record.unplaced)


def test_a_cell_is_accepted_changed_or_emptied(review):
    lower, unclear = 0, number_of(review, UNCLEAR)
    assert review.offered(lower) == "3"
    assert review.put(lower, "3") == ""
    assert review.answer(lower) is Answer.ACCEPTED
    assert review.offered(unclear) == "30"
    assert NEEDS_NUMBER in review.put(unclear, "三十多")
    assert review.answer(unclear) is Answer.OPEN
    assert review.put(unclear, "３1") == ""
    assert review.report.values[UNCLEAR].number == 31
    assert review.answer(unclear) is Answer.CHANGED
    review.empty(unclear)
    assert review.report.values[UNCLEAR].state is State.BLANK


def test_an_unclear_cell_is_never_accepted_as_nothing(review):
    unclear = number_of(review, UNCLEAR)
    assert review.put(unclear, "") == NEEDS_NUMBER
    assert review.answer(unclear) is Answer.OPEN


def test_accept_all_only_after_the_unsure_were_seen(review):
    review.accept_all()
    assert review.left == review.total
    for number in range(3):
        review.see(number)
    review.accept_all()
    assert review.left == 0
    assert review.report.values[UNCLEAR].number == 30
    assert review.report.values[f"{ROW}person"].state is State.BLANK


def test_each_answer_can_be_taken_back(review):
    before = review.report.copy()
    unclear, row = number_of(review, UNCLEAR), number_of(review, f"{ROW}person")
    review.put(unclear, "5")
    review.acknowledge(row)
    review.place(3, "other")
    review.put(unclear, "6")
    assert review.placed_in(3) == "other"
    assert [review.undo() for _ in range(4)] == [unclear, 3, row, unclear]
    assert review.undo() is None
    assert review.report.same_content(before)
    assert review.left == review.total


def test_equal_texts_are_two_questions(review):
    review.place(3, "problems")
    assert review.answer(4) is Answer.OPEN
    assert review.report.texts["problems"].endswith("第 3 稿")
    _, record = review.result()
    assert len(record.unplaced) == 2


def test_a_missing_row_can_be_filled_cell_by_cell(review):
    row = number_of(review, f"{ROW}person")
    cells = review.questions[row].cells
    review.split(row)
    assert all(question.kind is not Kind.ROW for question in review.questions)
    for cell in cells:
        assert review.put(number_of(review, cell), "0") == ""
    _, record = review.result()
    assert not any(set(problem.cells) & set(cells) for problem in record.problems)


def test_the_result_keeps_what_was_not_settled(review, forms):
    unclear = number_of(review, UNCLEAR)
    review.put(unclear, "31")
    report, record = review.result()
    assert report.values[UNCLEAR] == Value.of(31)
    assert (record.cells[UNCLEAR].confidence, record.cells[UNCLEAR].raw) == (1.0, "31")
    kinds = [problem.kind for problem in record.problems]
    assert kinds == ["import.missing_row", "structure.heading_number"]
    assert record.cells[f"{ROW}person"].confidence == 0.0


def test_the_source_is_shown_whole_even_where_it_is_damaged(page):
    shown = page.source.toPlainText()
    for text in ("一、总体情况", "合并", "重叠的字", "越界", "3O", "很远的字"):
        assert text in shown


def test_the_form_shows_every_section_and_every_cell(page):
    keys = page.form.keys()
    assert {cell_key(cell) for cell in page.review.report.values} <= set(keys)
    for section in page.review.report.form.template.sections:
        assert section.heading in page.form.toPlainText()


def test_the_queue_is_answered_by_keys_alone(page, qtbot):
    qtbot.keyClick(page.queue, Qt.Key.Key_Return)
    assert page.review.answer(0) is Answer.ACCEPTED
    assert page.queue.current() == 1
    qtbot.keyClicks(page.queue, "4")
    assert page.card.editor.text() == "4"
    qtbot.keyClicks(page.card.editor, "2")
    qtbot.keyClick(page.card.editor, Qt.Key.Key_Return)
    assert page.review.report.values[UNCLEAR].number == 42
    assert page.queue.current() == 2
    qtbot.keyClick(page.queue, Qt.Key.Key_Return)
    assert page.review.answer(2) is Answer.EMPTIED
    for _ in range(3):
        qtbot.keyClick(page.queue, Qt.Key.Key_Delete)
    assert page.review.left == 0
    assert "核对完" in page.counter.text()


def test_a_refused_entry_stays_with_its_reason(page, qtbot):
    page.queue.choose(1)
    page.card.type_into("三O")
    qtbot.keyClick(page.card.editor, Qt.Key.Key_Return)
    assert page.card.editor.text() == "三O"
    assert "三O" in page.card.refusal.text()
    qtbot.keyClick(page.card.editor, Qt.Key.Key_Escape)
    assert page.card.editor.text() == "30"
    assert page.review.answer(1) is Answer.OPEN


def test_undo_returns_to_the_question(page, qtbot):
    qtbot.keyClick(page.queue, Qt.Key.Key_Return)
    page._undo()
    assert page.queue.current() == 0
    assert page.review.answer(0) is Answer.OPEN


def test_the_bar_counts_and_accept_all_waits_for_the_eyes(page, qtbot):
    assert "还有 6 处" in page.counter.text()
    assert not page.all.isEnabled()
    assert "没有看过" in page.all.toolTip()
    for number in range(3):
        page.queue.choose(number)
    assert page.all.isEnabled()
    qtbot.mouseClick(page.all, Qt.MouseButton.LeftButton)
    assert page.review.left == 0
    assert page.progress.value() == page.progress.maximum()


def test_pointing_at_one_side_outlines_the_other(page):
    page.source.pointed.emit("表格 2，第 4 行第 4 列")
    assert page.form._pointed == cell_key(UNCLEAR)
    page.form.pointed.emit(line_key("overview", 0))
    assert page.source._pointed == "第 2 段"
    page.form.pointed.emit("")
    assert page.source._pointed == ""


def test_the_mouse_finds_cells_by_their_place(page, qtbot):
    page.form.go(cell_key(UNCLEAR))
    area = page.form.rect_of(cell_key(UNCLEAR))
    assert page.form.key_at(area.center()) == cell_key(UNCLEAR)
    qtbot.mouseClick(page.form.viewport(), Qt.MouseButton.LeftButton, pos=area.center().toPoint())
    assert page.queue.current() == 1


def test_a_text_is_put_into_a_section_by_drag_or_menu(page):
    page.queue.choose(5)
    data = page.queue.mimeData([page.queue.currentItem()])
    assert bytes(data.data(TEXT_NUMBER).data()) == b"5"
    page.form.go(line_key("problems", -1))
    point = page.form.rect_of(line_key("problems", -1)).center()
    drop = QDropEvent(point, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    page.form.dropEvent(drop)
    assert page.review.report.texts["problems"].endswith("补充说明。")
    assert "补充说明。" in page.form.toPlainText()
    page.queue.choose(3)
    next(action for action in page.card.menu.actions() if "六、" in action.text()).trigger()
    assert page.review.report.texts["other"].endswith("第 3 稿")


def test_figures_cannot_be_dragged_and_files_are_not_taken(page):
    page.queue.choose(0)
    assert not page.queue.mimeData([page.queue.currentItem()]).hasFormat(TEXT_NUMBER)
    files = QMimeData()
    files.setText("x")
    drop = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, files, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    page.form.dropEvent(drop)
    assert page.review.left == page.review.total


def test_both_ways_on_hand_over_the_answered_report(page, qtbot):
    qtbot.keyClick(page.queue, Qt.Key.Key_Return)
    with qtbot.waitSignal(page.opening) as opened:
        page.open.click()
    assert opened.args[0].same_content(page.review.report)
    with qtbot.waitSignal(page.starting) as started:
        page.start.click()
    assert started.args[0].same_content(page.review.report)
    with qtbot.waitSignal(page.left):
        page.back.click()


def test_the_page_says_which_edition_and_how_much_was_read(page):
    from PySide6.QtWidgets import QLabel

    words = " ".join(label.text() for label in page.findChildren(QLabel))
    assert "2021 年版" in words
    assert "读到 193/200 格" in words


def test_a_sure_report_asks_nothing(forms, theme, qtbot):
    sure = damaged_import(forms)
    record = type(sure.record)("a.docx", "docx", "2021-30")
    page = ReviewPage(ReviewRequest(Path("a.docx"), Imported(full_report(forms), record, sure.source), next_year=False), theme)
    qtbot.addWidget(page)
    page.show()
    assert "没有要核对的地方" in page.counter.text()
    assert not page.card.isVisible()
    qtbot.keyClick(page.queue, Qt.Key.Key_Return)


def test_dark_colours_repaint_everything(page, theme):
    page.grab()
    theme.choose("dark")
    page.grab()
    assert page.form.keys()
    assert page.queue.current() >= -1


def test_keys_tell_their_section():
    assert section_of("cell:requests.received.person") == "requests"
    assert section_of(line_key("other", 3)) == "other"
    assert section_of("meta:title") == ""
