"""A table of the form on its own sheet: official merges, real numbers, totals as formulas, check cells below.

A figure is never changed: a total becomes a formula only where the formula gives just that figure.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal

from core.exporter.blocks import TableBlock
from core.exporter.typography import text_width
from core.exporter.xlsx_book import Book, Format, Worksheet, write_text
from core.exporter.xlsx_formulas import Places, amount, amount_or_blank, verdict
from core.geometry import Grid, GridCell, Role
from core.report import CheckResult, Report
from core.rules import Operands, Outcome, Rule, Side, Verdict
from core.values import unit_of

CHECKS_TITLE = "勾稽关系校验"
_VERDICTS = {Verdict.PASS: "相符", Verdict.FAIL: "不符", Verdict.PENDING: "未填全"}
_SIGNS = {"==": "=", "!=": "≠", "<=": "≤", ">=": "≥"}
_ORDINAL = re.compile(r"[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d{1,2}[.．]")
_PIXELS_PER_MM = 5.7  # half as wide again as on paper; the print is scaled to the page
_LEAST_FIGURE = 82  # pixels for eleven digits
_CHARACTER = 14  # pixels of one Chinese character of 10 pt
_LINE = 18
_MOST_NAMES = 6


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What all the functions below need to write one table."""

    sheet: Worksheet
    book: Book
    report: Report
    block: TableBlock
    places: Places
    widths: tuple[float, ...]
    totals: dict[str, Side]
    operands: Operands


def write_table(book: Book, name: str, report: Report, block: TableBlock, result: CheckResult) -> None:
    """Add the sheet of a table. `result` is the check of the whole report."""
    grid = block.grid
    places = {cell.cell_id: (cell.row, cell.column) for cell in grid.cells if cell.cell_id}
    outcomes = [outcome for outcome in result.outcomes if _is_shown(outcome.rule, block.section.id, places)]
    target = _Sheet(book.add_sheet(name), book, report, block, places, _widths(grid), _totals(outcomes, result), result.operands)
    _set_up(target)
    for cell in grid.cells:
        _cell(target, cell)
    if outcomes:
        _checks(target, outcomes)


def _is_shown(rule: Rule, section: str, places: Places) -> bool:
    """Whether a relation concerns nothing but this table."""
    sides = [rule.left, rule.right, *(side for first, _, second in (*rule.when, *rule.unless) for side in (first, second))]
    return rule.scope == "table" and rule.section == section and all(name in places for side in sides for name in side.names)


def _totals(outcomes: list[Outcome], result: CheckResult) -> dict[str, Side]:
    """Totals that equal the sum of their parts, with the side that sums them."""
    found: dict[str, Side] = {}
    for outcome in outcomes:
        rule = outcome.rule
        if len(rule.solve) != 1 or rule.relation != "==" or rule.when or rule.unless:
            continue
        total = rule.solve[0]
        for own, parts in ((rule.left, rule.right), (rule.right, rule.left)):
            alone = own.names == (total,) and own.factors is None and not own.constant
            if alone and parts.amount(result.operands) is not None and outcome.gap == 0:
                found.setdefault(total, parts)
    return found


def _widths(grid: Grid) -> tuple[float, ...]:
    """Pixels per column: the official proportions, but no column of figures too narrow for eleven digits."""
    figures = {cell.column for cell in grid.cells if cell.role is Role.VALUE}
    return tuple(max(width * _PIXELS_PER_MM, _LEAST_FIGURE if index in figures else 0) for index, width in enumerate(grid.widths))


def _set_up(target: _Sheet) -> None:
    sheet, block = target.sheet, target.block
    for column, width in enumerate(target.widths):
        sheet.set_column_pixels(column, column, width)
    for row in range(block.grid.rows):
        sheet.set_row_pixels(row, _height(target, row))
    if block.header_rows:
        labels = len(block.section.table.label_widths) if block.section.table else 0
        sheet.freeze_panes(block.header_rows, labels)
        sheet.repeat_rows(0, block.header_rows - 1)


def _height(target: _Sheet, row: int) -> float:
    """Excel does not grow a row for the text of merged cells, so the row gets its height here."""
    cells = [cell for cell in target.block.grid.cells if cell.row == row and cell.row_span == 1]
    return _LINE * max(_lines(cell.text, _width(target, cell)) for cell in cells) + 6


def _width(target: _Sheet, cell: GridCell) -> float:
    return sum(target.widths[cell.column : cell.column + cell.column_span])


def _lines(text: str, width: float) -> int:
    return max(1, math.ceil(text_width(text) * _CHARACTER / (width - 6)))


def _cell(target: _Sheet, cell: GridCell) -> None:
    formats = target.book.formats
    is_left = cell.role is Role.ROW and _ORDINAL.match(cell.text) and cell.row_span == 1
    look = formats.figure if cell.role is Role.VALUE else formats.left_label if is_left else formats.label
    last = cell.row + cell.row_span - 1, cell.column + cell.column_span - 1
    if last != (cell.row, cell.column):
        target.sheet.merge_range(cell.row, cell.column, *last, "", look)
    if cell.role is Role.VALUE:
        _figure(target, cell, look)
    else:
        write_text(target.sheet, (cell.row, cell.column), cell.text, look)


def _figure(target: _Sheet, cell: GridCell, look: Format) -> None:
    """A number as a number, unless Excel could not keep it exactly or the cell has its own unit; all else as text."""
    value = target.report.values[cell.cell_id]
    place = cell.row, cell.column
    if value.number is None or unit_of(value) or not _is_exact(value.number):
        write_text(target.sheet, place, target.block.texts[cell.cell_id], look)
    elif cell.cell_id in target.totals:
        formula = f"={amount(target.totals[cell.cell_id], target.places)}"
        target.sheet.write_formula(*place, formula, look, _plain(value.number))
    else:
        target.sheet.write_number(*place, _plain(value.number), look)


def _is_exact(number: Decimal) -> bool:
    """Whether the number survives as Excel stores it: as a double with 15 digits."""
    return Decimal(f"{float(number):.15G}") == number


def _plain(number: Decimal | int) -> float:
    return int(number) if number == int(number) else float(number)


def _checks(target: _Sheet, outcomes: list[Outcome]) -> None:
    """A row for each relation, a blank row below the table: what is compared, both sides, and whether they agree."""
    sheet, formats = target.sheet, target.book.formats
    row = target.block.grid.rows + 1
    write_text(sheet, (row, 0), CHECKS_TITLE, formats.check_title)
    _check_label(target, row + 1, "关系")
    for column, text in enumerate(("左边", "右边", "结果"), _first_check(target)):
        write_text(sheet, (row + 1, column), text, formats.label)
    for index, outcome in enumerate(outcomes, row + 2):
        _check_label(target, index, _label(outcome.rule))
        _check_cells(target, index, outcome)


def _first_check(target: _Sheet) -> int:
    """The column of the left side; those of the right side and the verdict follow it."""
    return max(1, target.block.grid.columns - 3)


def _check_label(target: _Sheet, row: int, text: str) -> None:
    """The label before the three check columns, with as many lines as it needs."""
    last = _first_check(target) - 1
    look = target.book.formats.left_label
    if last > 0:
        target.sheet.merge_range(row, 0, row, last, "", look)
    write_text(target.sheet, (row, 0), text, look)
    target.sheet.set_row_pixels(row, _LINE * _lines(text, sum(target.widths[: last + 1])) + 6)


def _check_cells(target: _Sheet, row: int, outcome: Outcome) -> None:
    rule, look, first = outcome.rule, target.book.formats.figure, _first_check(target)
    for column, side in ((first, rule.left), (first + 1, rule.right)):
        number = side.amount(target.operands)
        stored = "" if number is None else _plain(number)
        target.sheet.write_formula(row, column, f"={amount_or_blank(side, target.places)}", look, stored)
    formula = verdict(rule, (row, first), (row, first + 1), target.places)
    target.sheet.write_formula(row, first + 2, f"={formula}", look, _VERDICTS[outcome.verdict])


def _label(rule: Rule) -> str:
    """「自然人：一 + 二 = 三（七） + 四」."""
    text = f"{_side_label(rule.left)} {_SIGNS.get(rule.relation, rule.relation)} {_side_label(rule.right)}"
    return f"{rule.subject}：{text}" if rule.subject else text


def _side_label(side: Side) -> str:
    if not side.names:
        return str(side.constant)
    if len(side.names) > _MOST_NAMES and side.factors is None:
        return f"{side.labels[0]}至{side.labels[-1]}各项之和"
    signs = ["-" if factor < 0 else "+" for factor in side.factors or (1,) * len(side.names)]
    text = " ".join(f"{sign} {label}" for sign, label in zip(signs, side.labels, strict=True)).removeprefix("+ ")
    return f"{text} + {side.constant}" if side.constant else text
