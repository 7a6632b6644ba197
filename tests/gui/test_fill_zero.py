from PySide6.QtCore import Qt

from core.report import CellEdit
from core.values import State, Value
from gui.fill_zero import FillZeroDialog, blank_cells
from tests.gui.samples import empty_report


def test_it_lists_every_blank_cell_by_table(qtbot, forms):
    report = empty_report(forms)
    report.apply(
        CellEdit({"requests.received.person": Value.of(3), "requests.granted.person": Value(State.UNCLEAR, None, "约3")})
    )
    cells = blank_cells(report)
    assert len(cells) == 198  # what is unclear is not nought
    dialog = FillZeroDialog(report, cells)
    qtbot.addWidget(dialog)
    assert set(dialog.values()) == set(cells) and set(dialog.values().values()) == {Value.of(0)}
    assert "198" in dialog._words.text() and dialog._fill.text() == "填 0（198 格）"


def test_what_is_unticked_stays_blank(qtbot, forms):
    report = empty_report(forms)
    dialog = FillZeroDialog(report, blank_cells(report))
    qtbot.addWidget(dialog)
    dialog._list.topLevelItem(0).setCheckState(0, Qt.CheckState.Unchecked)
    assert len(dialog.values()) == 190 and not any(cell.startswith("disclosure") for cell in dialog.values())


def test_a_selection_narrows_it(forms):
    report = empty_report(forms)
    assert blank_cells(report, ["requests.received.person", "requests.received.total"]) == [
        "requests.received.person",
        "requests.received.total",
    ]
