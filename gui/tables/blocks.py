"""What copying, pasting and filling down take from a table and from the system's clipboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication

from core.values import Value
from gui.tables.clipboard import Matrix, read_html, read_tsv
from gui.tables.model import FormTableModel


def clipboard_matrix() -> Matrix:
    """The clipboard's table, empty when it has none; HTML first, it keeps merged cells apart."""
    data = QGuiApplication.clipboard().mimeData()
    if data.hasHtml():
        matrix = read_html(data.html())
        if matrix:
            return matrix
    return read_tsv(data.text()) if data.hasText() and data.text().strip() else []


def block_around(model: FormTableModel, selected: Sequence[str]) -> Matrix:
    """The texts of the smallest block around the selected cells; rows of labels between them are left out."""
    chosen = set(selected)
    cells = [cell for cell in model.lanes.cells if cell.cell_id in chosen]
    if not cells:
        return []
    left = min(cell.column for cell in cells)
    right = max(cell.column + cell.column_span for cell in cells)
    rows: dict[int, list[str | None]] = {cell.row: [""] * (right - left) for cell in cells}
    for cell in cells:
        start = cell.column - left
        rows[cell.row][start : start + cell.column_span] = [model.text(cell.cell_id), *[None] * (cell.column_span - 1)]
    return list(rows.values())


def filled_down(model: FormTableModel, selected: Sequence[str]) -> dict[str, Value]:
    """The top figure of each selected column for the cells below it; a selection of one row takes the row above."""
    lanes, values = model.lanes, model.session.report.values
    cells = [lanes.cell(cell) for cell in selected]
    top: dict[int, str] = {}
    if len({cell.row for cell in cells}) == 1:
        top = {cell.column: above.cell_id for cell in cells if (above := lanes.vertical(cell, -1)) is not cell}
    else:
        for cell in cells:
            top.setdefault(cell.column, cell.cell_id)
    sources = {cell.cell_id: top.get(cell.column, cell.cell_id) for cell in cells}
    return {cell: values[source] for cell, source in sources.items() if source != cell and cell not in model.session.computed}
