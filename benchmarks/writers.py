"""Other ways to write the same report: docxtpl, python-docx as its tutorial shows it and with bare hands, openpyxl."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import openpyxl

from benchmarks.corpus import fill_sheet, text_of
from benchmarks.invented import Draft, tables
from core.forms import Form
from core.geometry import Grid


def tutorial_docx(form: Form, draft: Draft) -> bytes:
    """`add_table`, `cell(r, c)`, `merge`, `.text`: what every tutorial says."""
    document = docx.Document()
    for grid in _write_text(document, form, draft):
        table = document.add_table(rows=grid.rows, cols=grid.columns, style="Table Grid")
        for cell in grid.cells:
            target = table.cell(cell.row, cell.column)
            if cell.row_span > 1 or cell.column_span > 1:
                target = target.merge(table.cell(cell.row + cell.row_span - 1, cell.column + cell.column_span - 1))
            target.text = text_of(cell, draft)
    return _saved(document)


def direct_docx(form: Form, draft: Draft) -> bytes:
    """The same with python-docx, but cells reached through their rows and merged by their properties."""
    document = docx.Document()
    for grid in _write_text(document, form, draft):
        table = document.add_table(rows=grid.rows, cols=grid.columns, style="Table Grid")
        _fill_directly(table, grid, draft)
    return _saved(document)


def _fill_directly(table: Any, grid: Grid, draft: Draft) -> None:
    rows = [row.tc_lst for row in table._tbl.tr_lst]
    for cell in grid.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            first, *others = rows[row][cell.column : cell.column + cell.column_span]
            for other in others:
                other.getparent().remove(other)
            if others:
                first.grid_span = cell.column_span
            if cell.row_span > 1:
                first.vMerge = "restart" if row == cell.row else "continue"
        rows[cell.row][cell.column].p_lst[0].add_r().text = text_of(cell, draft)


def _write_text(document: Any, form: Form, draft: Draft) -> Any:
    """Write headings and paragraphs; yields a grid where its table belongs."""
    document.add_paragraph(draft.title, style="Title")
    grids = dict(tables(form))
    for section in form.template.sections:
        if section.heading:
            document.add_paragraph(section.heading, style="Heading 1")
        for text in draft.texts.get(section.id, ()):
            document.add_paragraph(text)
        if section.id in grids:
            yield grids[section.id]
    document.add_paragraph(draft.organ)


def _saved(document: Any) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def make_docxtpl_template(form: Form, path: Path) -> Path:
    """A template with a placeholder for each figure and a loop for each text, made once."""
    names = {cell: f"{{{{ c{number} }}}}" for number, cell in enumerate(form.template.cells)}
    loops = {name: [f"{{%p for text in {name} %}}", "{{ text }}", "{%p endfor %}"] for name in ("overview", "problems", "other")}
    path.write_bytes(direct_docx(form, Draft("{{ organ }}", "{{ title }}", loops, names)))
    return path


def docxtpl_docx(template: Path, draft: Draft) -> bytes:
    """The template filled by docxtpl."""
    from docxtpl import DocxTemplate

    document = DocxTemplate(template)
    figures = {f"c{number}": figure for number, figure in enumerate(draft.figures.values())}
    document.render({"organ": draft.organ, "title": draft.title, **draft.texts, **figures})
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def openpyxl_xlsx(form: Form, draft: Draft) -> bytes:
    """Three sheets of figures and one of text, without formulas and styles."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append([draft.title])
    for section in form.template.sections:
        for line in (section.heading, *draft.texts.get(section.id, ())):
            sheet.append([line])
    for section_id, grid in tables(form):
        fill_sheet(book.create_sheet(section_id), grid, draft)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
