"""The files that are measured: drafts as Word, LibreOffice and Excel leave them, made anew on every run.

Nothing here uses the program's own writers: python-docx's template with its many styles, raw tables with real merges,
and the noise of Word (split runs, rsids, languages, font hints, bookmarks, spelling marks).
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import docx
import openpyxl
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from openpyxl.worksheet.worksheet import Worksheet

from benchmarks.invented import Draft, invent, tables
from core.forms import Form
from core.geometry import Grid, GridCell

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_FONT = '<w:rFonts w:ascii="仿宋_GB2312" w:eastAsia="仿宋_GB2312" w:hAnsi="仿宋_GB2312" w:hint="eastAsia"/>'
_TWIPS = 56.7  # in a millimetre
_PHANTOM = 4  # the grid column behind which LibreOffice puts one of 1 twip


@dataclass(frozen=True, slots=True)
class Sample:
    """One file and what is in it. `kind` is own, resaved or phantom."""

    path: Path
    kind: str
    unique: bool
    draft: Draft


@dataclass(frozen=True, slots=True)
class Corpus:
    """All files. Without LibreOffice there are none of kind `resaved`."""

    form: Form
    docx: tuple[Sample, ...]
    xlsx: tuple[Sample, ...]


def build(form: Form, folder: Path, reports: int, resave: Collection[str] = ("docx", "xlsx")) -> Corpus:
    """Write `reports` drafts in every form into `folder`; files of the kinds in `resave` through LibreOffice too."""
    words: list[Sample] = []
    sheets: list[Sample] = []
    for number in range(reports):
        for unique in (False, True):
            draft = invent(form, number, unique)
            name = f"{number}{'u' if unique else 's'}"
            words.append(Sample(write_docx(form, draft, folder / f"{name}.docx"), "own", unique, draft))
            sheets.append(Sample(write_xlsx(form, draft, folder / f"{name}.xlsx"), "own", unique, draft))
        path = write_docx(form, draft, folder / f"{number}p.docx", phantom=True)
        words.append(Sample(path, "phantom", True, draft))
    if shutil.which("soffice"):
        words += _resaved(words, folder) if "docx" in resave else []
        sheets += _resaved(sheets, folder) if "xlsx" in resave else []
    return Corpus(form, tuple(words), tuple(sheets))


def _resaved(samples: Sequence[Sample], folder: Path) -> list[Sample]:
    """Each of our own files once opened and saved by LibreOffice; one process for all."""
    own = [sample for sample in samples if sample.kind == "own"]
    kind = own[0].path.suffix[1:]
    target = folder / "resaved"
    run_soffice(folder / "profile", ["--convert-to", kind, "--outdir", target, *(sample.path for sample in own)])
    saved = [Sample(target / sample.path.name, "resaved", sample.unique, sample.draft) for sample in own]
    return [sample for sample in saved if sample.path.exists()]


def run_soffice(profile: Path, arguments: Sequence[object]) -> None:
    """One headless run with a user profile of its own."""
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", *map(str, arguments)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)


# --- Word --------------------------------------------------------------------------------------------------------


def write_docx(form: Form, draft: Draft, path: Path, phantom: bool = False) -> Path:
    """The draft as a Word file; with `phantom` table four has the invisible column that LibreOffice adds."""
    rng = Random(draft.title)
    document = docx.Document()
    end = next(document.element.iter(qn("w:sectPr")))
    for element in _body(form, draft, rng, phantom):
        end.addprevious(parse_xml(element))
    document.save(str(path))
    return path


def _body(form: Form, draft: Draft, rng: Random, phantom: bool) -> Iterator[str]:
    yield _paragraph(rng, draft.title, "Title")
    grids = dict(tables(form))
    for section in form.template.sections:
        if section.heading:
            yield _paragraph(rng, section.heading, "Heading1")
        for text in draft.texts.get(section.id, ()):
            yield _paragraph(rng, text)
        if section.id in grids:
            yield _table(rng, grids[section.id], draft, phantom and section.id == "remedies")
    yield _paragraph(rng, draft.organ)


def _paragraph(rng: Random, text: str, style: str = "") -> str:
    """A paragraph as Word leaves it after some editing."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    mark = f'<w:bookmarkStart w:id="{rng.randrange(900)}" w:name="_GoBack"/>' if rng.random() < 0.05 else ""
    runs = "".join(_run(rng, part) for part in _pieces(rng, text))
    return (
        f'<w:p {_W} w:rsidR="{_rsid(rng)}" w:rsidRDefault="{_rsid(rng)}" w:rsidP="{_rsid(rng)}"><w:pPr>{named}'
        f'<w:spacing w:line="560" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="640"/>'
        f'<w:rPr>{_FONT}<w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr></w:pPr>{mark}{runs}</w:p>'
    )


def _pieces(rng: Random, text: str) -> Iterator[str]:
    """Word cuts runs where it likes, also within a number."""
    start = 0
    while start < len(text):
        length = rng.randint(1, 3) if rng.random() < 0.2 else rng.randint(8, 40)
        yield text[start : start + length]
        start += length


def _run(rng: Random, text: str) -> str:
    language = '<w:lang w:val="en-US" w:eastAsia="zh-CN"/>' if rng.random() < 0.4 else ""
    proof = '<w:proofErr w:type="gramStart"/>' if rng.random() < 0.1 else ""
    properties = f'<w:rPr>{_FONT}<w:sz w:val="32"/><w:szCs w:val="32"/>{language}</w:rPr>'
    return f'{proof}<w:r w:rsidR="{_rsid(rng)}">{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def _rsid(rng: Random) -> str:
    return f"00{rng.randrange(0x1000000):06X}"


def _table(rng: Random, grid: Grid, draft: Draft, phantom: bool) -> str:
    widths = [round(width * _TWIPS) for width in grid.widths]
    if phantom:
        widths.insert(_PHANTOM + 1, 1)
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    owners = _owners(grid)
    rows = "".join(_row(rng, owners[row], row, (draft, phantom)) for row in range(grid.rows))
    properties = '<w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/><w:jc w:val="center"/></w:tblPr>'
    return f"<w:tbl {_W}>{properties}<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"


def _owners(grid: Grid) -> list[list[GridCell]]:
    """For each row the cells that lie in it, also those that began further up."""
    rows: list[list[GridCell]] = [[] for _ in range(grid.rows)]
    for cell in grid.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            rows[row].append(cell)
    return [sorted(cells, key=lambda cell: cell.column) for cells in rows]


def _row(rng: Random, cells: Sequence[GridCell], row: int, what: tuple[Draft, bool]) -> str:
    draft, phantom = what
    written = "".join(_cell(rng, cell, row, (draft, phantom)) for cell in cells)
    return f'<w:tr w:rsidR="{_rsid(rng)}"><w:trPr><w:trHeight w:val="397"/><w:jc w:val="center"/></w:trPr>{written}</w:tr>'


def _cell(rng: Random, cell: GridCell, row: int, what: tuple[Draft, bool]) -> str:
    draft, phantom = what
    wider = phantom and _is_wider(cell)
    span = cell.column_span + wider
    merge = "" if cell.row_span == 1 else '<w:vMerge w:val="restart"/>' if row == cell.row else "<w:vMerge/>"
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    text = text_of(cell, draft) if row == cell.row else ""
    runs = "".join(_small_run(rng, part) for part in _halves(rng, text))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{560 * span}" w:type="dxa"/>{spanned}{merge}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p w:rsidR="{_rsid(rng)}" w:rsidRDefault="{_rsid(rng)}"><w:pPr><w:jc w:val="center"/><w:rPr>{_FONT}'
        f'<w:sz w:val="18"/></w:rPr></w:pPr>{runs}</w:p></w:tc>'
    )


def _is_wider(cell: GridCell) -> bool:
    """As LibreOffice has it: in the first row the cell behind the invisible column takes it, below the one before it."""
    return cell.column == (_PHANTOM + 1 if cell.row == 0 else _PHANTOM)


def _halves(rng: Random, text: str) -> list[str]:
    cut = rng.randrange(1, len(text)) if len(text) > 1 and rng.random() < 0.3 else len(text)
    return [part for part in (text[:cut], text[cut:]) if part]


def _small_run(rng: Random, text: str) -> str:
    return f'<w:r w:rsidRPr="{_rsid(rng)}"><w:rPr>{_FONT}<w:sz w:val="18"/><w:szCs w:val="18"/></w:rPr><w:t>{text}</w:t></w:r>'


def text_of(cell: GridCell, draft: Draft) -> str:
    """What is printed in a cell of the form."""
    return draft.figures[cell.cell_id] if cell.cell_id else cell.text


# --- Excel -------------------------------------------------------------------------------------------------------


def write_xlsx(form: Form, draft: Draft, path: Path) -> Path:
    """The draft as a workbook: one sheet of text, one for each table, real numbers, merged ranges."""
    book = openpyxl.Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = "正文"
    for line in _lines(form, draft):
        sheet.append([line])
    for section, grid in tables(form):
        fill_sheet(book.create_sheet(form.template.section(section).heading[:2] + section), grid, draft)
    book.save(path)
    return path


def _lines(form: Form, draft: Draft) -> Iterator[str]:
    yield draft.title
    for section in form.template.sections:
        if section.heading:
            yield section.heading
        yield from draft.texts.get(section.id, ())


def fill_sheet(sheet: Worksheet, grid: Grid, draft: Draft) -> None:
    """The cells and merged ranges of one table."""
    for cell in grid.cells:
        text = text_of(cell, draft)
        sheet.cell(cell.row + 1, cell.column + 1, int(text) if cell.cell_id else text)
        if cell.row_span > 1 or cell.column_span > 1:
            corner = (cell.row + cell.row_span, cell.column + cell.column_span)
            sheet.merge_cells(start_row=cell.row + 1, start_column=cell.column + 1, end_row=corner[0], end_column=corner[1])
