import threading

import pytest

from core.report import GroupEdit, TextEdit
from core.review import review
from core.values import Value
from gui.places import place_of
from gui.session import ReportSession
from gui.tasks import TaskRunner
from gui.text_check import PAUSE_MS, moved
from tests.gui.samples import TEXTS, full_report

WRONG = "本年度收取信息处理费____元。"


@pytest.fixture
def session(qtbot, forms):
    found = ReportSession(text_runner=TaskRunner())
    found.open(full_report(forms))
    qtbot.waitUntil(lambda: not found.is_checking)
    yield found
    found.stop()


def rules(session):
    return [item.rule for item in session.findings]


def test_sentences_are_read_a_pause_after_the_last_change_off_the_windows_thread(session, qtbot, monkeypatch):
    threads = []

    def read(report, words):
        threads.append(threading.current_thread())
        return review_text(report, words)

    from core.review import review_text

    monkeypatch.setattr("gui.text_check.review_text", read)
    assert PAUSE_MS == 150
    for text in (WRONG[:-2], WRONG):
        session.edit(TextEdit("other", text), "x")
        assert "text.placeholder" not in rules(session) and session.is_checking
    with qtbot.waitSignal(session.findings_changed):
        pass
    assert "text.placeholder" in rules(session) and not session.is_checking
    assert len(threads) == 1 and threads[0] is not threading.main_thread()
    assert list(session.findings) == review(session.report)


def test_figures_are_checked_at_once(session):
    session.edit_cells({"requests.received.total": Value.of(29)}, "x")
    assert session.digest.counts().errors > 0


def test_what_was_read_of_an_older_text_is_dropped(session, qtbot, monkeypatch):
    started, go_on = threading.Event(), threading.Event()
    from core.review import review_text

    def read(report, words):
        if report.texts["other"] == WRONG:
            started.set()
            go_on.wait(5)
        return review_text(report, words)

    monkeypatch.setattr("gui.text_check.review_text", read)
    session.edit(TextEdit("other", WRONG), "x")
    qtbot.waitUntil(started.is_set)
    session.edit(TextEdit("other", TEXTS["other"]), "x")
    told = []
    session.findings_changed.connect(lambda: told.append(rules(session)))
    go_on.set()
    qtbot.waitUntil(lambda: not session.is_checking)
    assert all("text.placeholder" not in found for found in told) and "text.placeholder" not in rules(session)


def test_until_then_findings_move_along_and_never_point_at_what_is_gone(session, qtbot):
    session.edit(TextEdit("other", WRONG), "x")
    qtbot.waitUntil(lambda: "text.placeholder" in rules(session))
    session.edit(TextEdit("other", "另外，" + WRONG), "x")
    (finding,) = [item for item in session.findings if item.rule == "text.placeholder"]
    ((start, end),) = finding.spans
    assert ("另外，" + WRONG)[start:end] == finding.quote
    session.edit(TextEdit("other", "另外，本年度收取信息处理费__元。"), "x")
    (finding,) = [item for item in session.findings if item.rule == "text.placeholder"]
    assert finding.spans == () and place_of(finding, session.report).start == -1
    session.edit(GroupEdit((TextEdit("other", ""),)), "x")
    assert all(span[1] <= len(session.report.texts[item.section]) for item in session.findings for span in item.spans)


def test_an_exemption_counts_at_once_in_findings_already_there(session, qtbot):
    session.edit(TextEdit("other", "截止2024年12月31日，本年度没有收取信息处理费。"), "x")
    qtbot.waitUntil(lambda: not session.is_checking)
    finding = next(item for item in session.findings if item.may_be_accepted)
    session.settle(finding, "核对过")
    assert [item.accepted for item in session.findings if item.rule == finding.rule] == ["核对过"]
    session.undo_stack.undo()
    assert [item.accepted for item in session.findings if item.rule == finding.rule] == [None]
    qtbot.waitUntil(lambda: not session.is_checking)


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [("ab12cd", "xab12cd", [(3, 5)]), ("ab12cd", "ab12", [(2, 4)]), ("ab12cd", "ab1cd", []), ("ab12cd", "", [])],
)
def test_spans_move_with_their_characters(old, new, kept):
    assert list(moved([(2, 4)], old, new)) == kept
