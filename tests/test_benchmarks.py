"""The files that the benchmarks measure on, and that every figure in them is read into its cell. Nothing is timed."""

from __future__ import annotations

from zipfile import ZipFile

import pytest

from benchmarks import writers
from benchmarks.corpus import Corpus, build
from benchmarks.exactness import exact, exact_of_peer, reread
from benchmarks.measure import Effort, Timing, measure
from benchmarks.peers import SHEET_READERS, WORD_READERS, html_grids
from benchmarks.results import Group, show
from core.forms import load_forms

FORMS = load_forms()
FORM = FORMS.get("2021-30")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return build(FORM, tmp_path_factory.mktemp("corpus"), reports=1, resave=())


def test_every_kind_of_file_is_made(corpus: Corpus) -> None:
    assert [(sample.kind, sample.unique) for sample in corpus.docx] == [("own", False), ("own", True), ("phantom", True)]
    assert [(sample.kind, sample.unique) for sample in corpus.xlsx] == [("own", False), ("own", True)]
    assert len(set(corpus.docx[1].draft.figures.values())) == len(FORM.template.cells)


def test_the_phantom_column_is_one_twip_wide(corpus: Corpus) -> None:
    with ZipFile(corpus.docx[2].path) as package:
        assert package.read("word/document.xml").count(b'<w:gridCol w:w="1"/>') == 1


def test_all_figures_are_read_into_their_cells(corpus: Corpus) -> None:
    assert exact(corpus.docx, FORMS) == (400, 400)  # own and phantom
    assert exact(corpus.xlsx, FORMS) == (200, 200)


@pytest.mark.parametrize("peer", [WORD_READERS[0], SHEET_READERS[0]], ids=lambda peer: peer.needs)
def test_places_are_those_that_another_reader_sees(corpus: Corpus, peer) -> None:
    samples = corpus.docx if peer is WORD_READERS[0] else corpus.xlsx
    assert exact_of_peer(peer, samples[:2], FORM) == (200, 200)


def test_readers_by_position_fall_for_the_phantom_column(corpus: Corpus) -> None:
    assert exact_of_peer(WORD_READERS[0], corpus.docx[2:], FORM) == (190, 200)


@pytest.mark.parametrize("write", [writers.direct_docx, writers.openpyxl_xlsx])
def test_other_writers_write_the_same_report(corpus: Corpus, write) -> None:
    draft = corpus.docx[1].draft
    suffix = ".docx" if write is writers.direct_docx else ".xlsx"
    assert reread(write(FORM, draft), suffix, draft, FORMS) == (200, 200)


def test_merged_cells_of_a_page_are_spread() -> None:
    page = "<table><tr><td rowspan=2>a</td><td colspan=2>b</td></tr><tr><td>c</td><td>d</td></tr></table>"
    assert html_grids(page) == [[["a", "b", "b"], ["a", "c", "d"]]]


def test_figures_of_a_timing() -> None:
    timing = Timing(((1.0, 2.0, 9.0), (3.0, 3.0, 3.0)))
    assert (timing.median, timing.best, timing.p95) == (3.0, 2.0, 9.0)
    assert timing.best_ratio(Timing(((1.0,), (3.0,)))) == 1.0
    assert [show(seconds) for seconds in (1.5, 0.0123, 0.000045)] == ["1.50 s ", "12.3 ms", "45.0 us"]


def test_tasks_take_turns() -> None:
    calls: list[str] = []
    timings = measure({"a": lambda _: calls.append("a"), "b": lambda _: calls.append("b")}, Effort(seconds=1e-6))
    assert set(timings) == {"a", "b"} and calls[-2:] == ["a", "b"]


def test_a_broken_promise_is_known() -> None:
    group = Group("any")
    group.promise("speed", 2, 1, "s")
    group.promise_all("figures", (3, 3))
    group.promise_all("figures of no file", (0, 0))
    assert [bar.holds for bar in group.bars] == [False, True, False]
