"""A table of the form as an item model over core's grid: labels, figures, marks, last year's figures.

Roles are compared as integers and only changed cells are reported: repainting is what the user feels (reliability.md §2.6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.geometry import GridCell, Role
from core.rules import Severity
from core.template import CellSpec
from core.values import BLANK, Reading, Value, format_value, parse_value
from gui.digest import Mark, is_unfilled
from gui.session import ReportSession
from gui.tables.clipboard import value_of
from gui.tables.explain import accessible_text, tool_tip
from gui.tables.lanes import Lanes

Index = QModelIndex | QPersistentModelIndex
DISPLAY = int(Qt.ItemDataRole.DisplayRole)
EDIT = int(Qt.ItemDataRole.EditRole)
TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_LABEL_FLAGS = Qt.ItemFlag.NoItemFlags
_LOCKED_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_INPUT_FLAGS = _LOCKED_FLAGS | Qt.ItemFlag.ItemIsEditable
_MANY = 24  # beyond this one signal for the whole table is cheaper


class FormTableModel(QAbstractTableModel):
    """The table of one section. Merged cells answer at their top left position."""

    def __init__(self, session: ReportSession, section: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.section = section
        self.compare = False
        self._current = ""
        self._load()
        session.cells_changed.connect(self._on_cells_changed)
        session.findings_changed.connect(self._on_findings_changed)
        session.previous_changed.connect(self._on_previous_changed)

    def _load(self) -> None:
        form = self.session.report.form
        self.grid = form.grids[self.section]
        self.lanes = Lanes(self.grid)
        self._anchors: dict[tuple[int, int], GridCell] = {(cell.row, cell.column): cell for cell in self.grid.cells}
        self.specs: dict[str, CellSpec] = {cell.cell_id: form.template.cells[cell.cell_id] for cell in self.lanes.cells}
        self._texts = {cell: self._format(cell, self.session.report.values[cell]) for cell in self.specs}
        self._marks = self._own_marks()
        self._strong = self._related()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        """Rows of the printed table."""
        return 0 if parent.isValid() else self.grid.rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        """Columns of the printed table."""
        return 0 if parent.isValid() else self.grid.columns

    def data(self, index: Index, role: int = DISPLAY) -> object:
        """Label or figure; tool tip and spoken text of figures."""
        cell = self._anchors.get((index.row(), index.column()))
        if cell is None or role not in _ROLES:
            return None
        if cell.role is not Role.VALUE:
            return cell.text if role in (DISPLAY, ACCESSIBLE) else None
        if role in (DISPLAY, EDIT):
            return self._texts[cell.cell_id]
        return tool_tip(self.session, cell.cell_id) if role == TOOL_TIP else accessible_text(self.session, cell.cell_id)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Labels can never be reached, computed totals not be edited."""
        cell = self._anchors.get((index.row(), index.column()))
        if cell is None or cell.role is not Role.VALUE:
            return _LABEL_FLAGS
        return _LOCKED_FLAGS if cell.cell_id in self.session.computed else _INPUT_FLAGS

    def setData(self, index: Index, value: object, role: int = EDIT) -> bool:
        """Take an entry; False when it is refused."""
        cell = self._anchors.get((index.row(), index.column()))
        if role != EDIT or cell is None or cell.role is not Role.VALUE:
            return False
        return self.store(cell.cell_id, self.read(cell.cell_id, str(value)))

    def read(self, cell_id: str, text: str) -> Reading:
        """How an entry for that cell is understood."""
        spec = self.specs[cell_id]
        return parse_value(text, spec.kind, spec.unit)

    def store(self, cell_id: str, reading: Reading) -> bool:
        """Take an entry that is surely a number or blank. False: it is refused."""
        spec = self.specs[cell_id]
        value = value_of(reading, spec.kind)
        if value is None:
            return False
        if format_value(value, spec.kind) != self._texts[cell_id] or self._marks.get(cell_id, 0) & Mark.GUESSED:
            self.session.edit_cells({cell_id: value}, f"填写 {spec.name}" if value != BLANK else f"清除 {spec.name}")
        return True

    def cell(self, row: int, column: int) -> GridCell | None:
        """The printed cell whose top left position this is."""
        return self._anchors.get((row, column))

    def index_of(self, cell_id: str) -> QModelIndex:
        """Where an input cell stands."""
        cell = self.lanes.cell(cell_id)
        return self.index(cell.row, cell.column)

    def text(self, cell_id: str) -> str:
        """The printed figure."""
        return self._texts[cell_id]

    def mark(self, cell_id: str) -> int:
        """The bits of `Mark` that the cell bears."""
        return self._marks.get(cell_id, 0)

    def is_strong(self, cell_id: str) -> bool:
        """Whether the cell belongs to a broken relation of the current cell."""
        return cell_id in self._strong

    def last_year(self, cell_id: str) -> str:
        """Last year's printed figure, "" where there is none."""
        previous = self.session.report.previous
        value = previous.values.get(cell_id) if previous else None
        return self._format(cell_id, value) if value else ""

    def set_compare(self, on: bool) -> None:
        """Show last year's figures beside this year's."""
        self.compare = on
        self._report_all()

    def set_current(self, cell_id: str) -> None:
        """Tell which cell the person is at, "" for none: the relations it breaks are marked more strongly."""
        self._current = cell_id
        self._refresh_strong()

    def _format(self, cell_id: str, value: Value) -> str:
        return format_value(value, self.specs[cell_id].kind)

    def _own_marks(self) -> dict[str, int]:
        marks = self.session.digest.marks
        return {cell: marks[cell] for cell in self.specs if cell in marks}

    def _related(self) -> frozenset[str]:
        findings = self.session.digest.by_cell.get(self._current, ())
        errors = [item for item in findings if item.severity is Severity.ERROR and not is_unfilled(item)]
        return frozenset(cell for finding in errors for cell in finding.cells)

    def _on_cells_changed(self, cells: Iterable[str]) -> None:
        values = self.session.report.values
        own = [cell for cell in cells if cell in self.specs]
        for cell in own:
            self._texts[cell] = self._format(cell, values[cell])
        self._report(own)

    def _on_findings_changed(self) -> None:
        if self.section not in self.session.report.form.grids or self.session.report.form.grids[self.section] is not self.grid:
            return  # another edition is being opened; this model is about to go
        old, self._marks = self._marks, self._own_marks()
        self._report(_differing(old, self._marks))
        self._refresh_strong()

    def _on_previous_changed(self) -> None:
        if self.compare:
            self._report_all()

    def _refresh_strong(self) -> None:
        old, self._strong = self._strong, self._related()
        self._report(cell for cell in old ^ self._strong if cell in self.specs)

    def _report(self, cells: Iterable[str]) -> None:
        cells = tuple(cells)
        if len(cells) > _MANY:
            self._report_all()
            return
        for cell in cells:
            index = self.index_of(cell)
            self.dataChanged.emit(index, index)

    def _report_all(self) -> None:
        self.dataChanged.emit(self.index(0, 0), self.index(self.grid.rows - 1, self.grid.columns - 1))


_ROLES = frozenset((DISPLAY, EDIT, TOOL_TIP, ACCESSIBLE))


def _differing(old: Mapping[str, int], new: Mapping[str, int]) -> list[str]:
    return [cell for cell in old.keys() | new.keys() if old.get(cell, 0) != new.get(cell, 0)]
