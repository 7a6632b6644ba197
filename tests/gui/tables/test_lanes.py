import pytest

from gui.tables.lanes import Lanes


@pytest.fixture
def lanes(forms):
    return Lanes(forms.get("2021-30").grids["requests"])


@pytest.fixture
def small(forms):
    return Lanes(forms.get("2021-30").grids["disclosure"])


def at(lanes, name):
    return lanes.cell(f"requests.{name}")


def test_arrows_go_to_neighbours_and_stop_at_the_edge(lanes):
    assert lanes.beside(at(lanes, "received.person"), 1) == at(lanes, "received.business")
    assert lanes.beside(at(lanes, "received.person"), -1) == at(lanes, "received.person")
    assert lanes.vertical(at(lanes, "received.person"), 1) == at(lanes, "carried_in.person")
    assert lanes.vertical(at(lanes, "received.person"), -1) == at(lanes, "received.person")


def test_tab_goes_on_in_the_next_row(lanes):
    assert lanes.in_order(at(lanes, "received.total"), 1) == at(lanes, "carried_in.person")
    assert lanes.in_order(at(lanes, "received.person"), -1) is None
    assert lanes.in_order(at(lanes, "carried_out.total"), 1) is None


def test_enter_goes_down_and_then_to_the_next_column(lanes):
    assert lanes.entered(at(lanes, "received.person"), 1) == at(lanes, "carried_in.person")
    assert lanes.entered(at(lanes, "carried_out.person"), 1) == at(lanes, "received.business")
    assert lanes.entered(at(lanes, "received.business"), -1) == at(lanes, "carried_out.person")
    assert lanes.entered(at(lanes, "carried_out.total"), 1) == at(lanes, "carried_out.total")


def test_rows_of_labels_are_skipped(small):
    below = small.vertical(small.cell("disclosure.normative_documents.repealed"), 1)
    assert below.cell_id == "disclosure.licensing.decisions"
    assert small.vertical(below, -1).cell_id == "disclosure.normative_documents.issued"


def test_in_a_table_of_one_row_enter_goes_right(forms):
    lanes = Lanes(forms.get("2021-30").grids["remedies"])
    assert lanes.entered(lanes.cells[0], 1) == lanes.cells[1]
    assert lanes.row_ends(lanes.cells[7]) == (lanes.cells[0], lanes.cells[-1])
