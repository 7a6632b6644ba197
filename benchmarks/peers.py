"""Other programs that read and write the same files: how each is called, and its tables as plain grids of text.

Only the call itself is timed (`read`); turning its answer into grids (`grids`) is for the count of exact figures.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lxml import html

Grid = list[list[str]]
_Cell = tuple[int, int, str]  # rows, columns, text


@dataclass(frozen=True, slots=True)
class Peer:
    """A way to read a file. `needs` is a module, or a program when `is_program`."""

    name: str
    needs: str
    read: Callable[[Path], Any]
    grids: Callable[[Any], list[Grid]]
    is_program: bool = False

    def trouble(self, path: Path) -> str:
        """Why it cannot be measured on a file like this one, "" when it can."""
        if (shutil.which(self.needs) if self.is_program else find_spec(self.needs)) is None:
            return "not installed"
        try:
            self.grids(self.read(path))
        except Exception as error:  # whatever a foreign program does must not end the run
            return f"failed: {type(error).__name__}"
        return ""


# --- Word --------------------------------------------------------------------------------------------------------


def _read_python_docx(path: Path) -> list[Grid]:
    """The fastest way that its users know: all cells of a table at once instead of `table.cell`."""
    import docx

    document = docx.Document(str(path))
    _ = [paragraph.text for paragraph in document.paragraphs]
    grids: list[Grid] = []
    for table in document.tables:
        texts = [cell.text for cell in table._cells]
        width = table._column_count
        grids.append([texts[start : start + width] for start in range(0, len(texts), width)])
    return grids


def _read_docx2python(path: Path) -> Any:
    from docx2python import docx2python

    with docx2python(path, duplicate_merged_cells=True) as content:
        return content.body


def _docx2python_grids(body: Any) -> list[Grid]:
    tables = [[["\n".join(cell) for cell in row] for row in table] for table in body]
    return [table for table in tables if len(table) > 1]


def _read_mammoth(path: Path) -> str:
    import mammoth

    with path.open("rb") as file:
        return str(mammoth.convert_to_html(file).value)


def _read_pandoc(path: Path) -> bytes:
    return subprocess.run(["pandoc", "-f", "docx", "-t", "json", str(path)], check=True, capture_output=True).stdout


def _pandoc_grids(answer: bytes) -> list[Grid]:
    blocks = json.loads(answer)["blocks"]
    return [_spread(_pandoc_rows(block["c"])) for block in blocks if block["t"] == "Table"]


def _pandoc_rows(table: list[Any]) -> Iterator[list[_Cell]]:
    _, _, _, head, bodies, foot = table
    rows = [*head[1], *(row for body in bodies for row in (*body[2], *body[3])), *foot[1]]
    for _, cells in rows:
        yield [(cell[2], cell[3], _pandoc_text(cell[4])) for cell in cells]


def _pandoc_text(node: Any) -> str:
    if isinstance(node, list):
        return "".join(map(_pandoc_text, node))
    if isinstance(node, dict):
        return node["c"] if node["t"] == "Str" else _pandoc_text(node.get("c", ""))
    return ""


def _read_soffice(path: Path) -> bytes:
    """One process for each file, as a program that shells out to it would."""
    profile = path.parent / ("../profile" if path.parent.name == "resaved" else "profile")
    with TemporaryDirectory() as folder:
        from benchmarks.corpus import run_soffice

        run_soffice(profile.resolve(), ["--convert-to", "html:HTML (StarWriter)", "--outdir", folder, path])
        return (Path(folder) / f"{path.stem}.html").read_bytes()


def html_grids(text: str | bytes) -> list[Grid]:
    """The tables of a page, merged cells spread over the places that they cover."""
    root = html.fromstring(text)
    return [_spread(_html_rows(table)) for table in root.iter("table")]


def _html_rows(table: Any) -> Iterator[list[_Cell]]:
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        yield [(int(c.get("rowspan", 1)), int(c.get("colspan", 1)), c.text_content().strip()) for c in cells]


def _spread(rows: Iterator[list[_Cell]]) -> Grid:
    taken: dict[tuple[int, int], str] = {}
    height = 0
    for row, cells in enumerate(rows):
        column = 0
        for down, right, text in cells:
            while (row, column) in taken:
                column += 1
            taken.update({(row + i, column + j): text for i in range(down) for j in range(right)})
            column += right
        height = row + 1
    width = 1 + max((column for _, column in taken), default=0)
    return [[taken.get((row, column), "") for column in range(width)] for row in range(height)]


def _as_is(grids: list[Grid]) -> list[Grid]:
    return grids


WORD_READERS: Sequence[Peer] = (
    Peer("python-docx, _cells once per table", "docx", _read_python_docx, _as_is),
    Peer("docx2python", "docx2python", _read_docx2python, _docx2python_grids),
    Peer("mammoth to HTML", "mammoth", _read_mammoth, html_grids),
    Peer("pandoc to JSON (process)", "pandoc", _read_pandoc, _pandoc_grids, is_program=True),
    Peer("LibreOffice to HTML (process)", "soffice", _read_soffice, html_grids, is_program=True),
)


# --- Excel -------------------------------------------------------------------------------------------------------


def _read_openpyxl(path: Path) -> list[Grid]:
    import openpyxl

    book = openpyxl.load_workbook(path)
    return [[[_shown(cell.value) for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets]


def _read_calamine(path: Path) -> list[Grid]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    names = book.sheet_names
    return [[list(map(_shown, row)) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)] for name in names]


def _shown(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _without_prose(grids: list[Grid]) -> list[Grid]:
    return [grid for grid in grids if max(map(len, grid), default=0) > 1]


SHEET_READERS: Sequence[Peer] = (
    Peer("openpyxl, normal mode", "openpyxl", _read_openpyxl, _without_prose),
    Peer("python-calamine", "python_calamine", _read_calamine, _without_prose),
)
