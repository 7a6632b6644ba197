"""Ways through a table of the form: which input cell comes next in each direction. Label cells are never stopped at. No Qt."""

from __future__ import annotations

from core.geometry import Grid, GridCell, Role


class Lanes:
    """The input cells of a grid by row, for moving and for pasting."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.cells = tuple(cell for cell in grid.cells if cell.role is Role.VALUE)
        self._order = {cell.cell_id: index for index, cell in enumerate(self.cells)}
        rows: dict[int, list[GridCell]] = {}
        for cell in self.cells:
            rows.setdefault(cell.row, []).append(cell)
        self.rows = rows
        self.row_numbers = tuple(sorted(rows))

    def cell(self, cell_id: str) -> GridCell:
        """The input cell of that id. Raises KeyError."""
        return self.cells[self._order[cell_id]]

    def covering(self, row: int, column: int) -> GridCell | None:
        """The input cell that covers a grid position, None where a label stands."""
        for cell in self.rows.get(row, ()):
            if cell.column <= column < cell.column + cell.column_span:
                return cell
        return None

    def beside(self, cell: GridCell, step: int) -> GridCell:
        """The next cell of the same row, the cell itself at the row's end."""
        row = self.rows[cell.row]
        place = row.index(cell) + step
        return row[place] if 0 <= place < len(row) else cell

    def vertical(self, cell: GridCell, step: int) -> GridCell:
        """The nearest cell above (-1) or below (1) in the same column, the cell itself at the edge."""
        place = self.row_numbers.index(cell.row) + step
        while 0 <= place < len(self.row_numbers):
            found = self.covering(self.row_numbers[place], cell.column)
            if found:
                return found
            place += step
        return cell

    def in_order(self, cell: GridCell, step: int) -> GridCell | None:
        """The next cell in reading order (Tab), None past the ends."""
        place = self._order[cell.cell_id] + step
        return self.cells[place] if 0 <= place < len(self.cells) else None

    def entered(self, cell: GridCell, step: int) -> GridCell:
        """Where Enter goes: down the column, then to the top of the next one; Shift the other way round."""
        moved = self.vertical(cell, step)
        if moved is not cell:
            return moved
        edge = self.row_numbers[0] if step > 0 else self.row_numbers[-1]
        column = cell.column + (cell.column_span if step > 0 else -1)
        return self.covering(edge, column) or cell

    def row_ends(self, cell: GridCell) -> tuple[GridCell, GridCell]:
        """The first and the last cell of the row."""
        row = self.rows[cell.row]
        return row[0], row[-1]
