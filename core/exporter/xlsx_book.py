"""A typed window on XlsxWriter, which has no strict types, and the formats that every sheet uses.

Text goes in as text whatever it looks like: nothing becomes a formula, an address or, through XlsxWriter's own
shortcut for prepared rich text, markup.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Protocol, cast

from xlsxwriter import Workbook as _Workbook  # pyright: ignore[reportMissingTypeStubs]

from core.exporter.markup import clean

Format = object
CELL_LIMIT = 16_000
"""Characters in one cell: half of what Excel takes, because it counts rare characters double."""

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    # Column widths count digits of the default font, so it must be one that an office has: 宋体, as Chinese Excel had.
    "default_format_properties": {"font_name": "宋体", "font_size": 11},
    "default_row_height": 18,
    "default_column_width": 72,
}
TITLE_SIZE = 18  # points
TEXT_SIZE = 12
_A4 = 9
_SONG = {"font_name": "宋体", "valign": "vcenter", "text_wrap": True}
_GRID = {**_SONG, "border": 1, "align": "center", "font_size": 10}


class Worksheet(Protocol):
    """What the writers use of XlsxWriter's worksheet. Rows and columns count from 0."""

    def write_string(self, row: int, col: int, string: str, cell_format: Format) -> int: ...  # noqa: D102
    def write_rich_string(self, row: int, col: int, *args: object) -> int: ...  # noqa: D102
    def write_number(self, row: int, col: int, number: float, cell_format: Format) -> int: ...  # noqa: D102
    def write_blank(self, row: int, col: int, blank: None, cell_format: Format) -> int: ...  # noqa: D102
    def write_formula(self, row: int, col: int, formula: str, cell_format: Format, value: float | str) -> int: ...  # noqa: D102
    def merge_range(self, *args: object) -> int: ...  # noqa: D102
    def set_column_pixels(self, first_col: int, last_col: int, width: float) -> int: ...  # noqa: D102
    def set_row_pixels(self, row: int, height: float) -> int: ...  # noqa: D102
    def freeze_panes(self, row: int, col: int) -> None: ...  # noqa: D102
    def repeat_rows(self, first_row: int, last_row: int) -> None: ...  # noqa: D102
    def fit_to_pages(self, width: int, height: int) -> None: ...  # noqa: D102
    def set_paper(self, paper_size: int) -> None: ...  # noqa: D102
    def set_margins(self, left: float, right: float, top: float, bottom: float) -> None: ...  # noqa: D102
    def center_horizontally(self) -> None: ...  # noqa: D102
    def set_header(self, header: str) -> None: ...  # noqa: D102
    def set_footer(self, footer: str) -> None: ...  # noqa: D102


class _Book(Protocol):
    def add_worksheet(self, name: str) -> Worksheet: ...
    def add_format(self, properties: dict[str, Any]) -> Format: ...
    def set_properties(self, properties: dict[str, object]) -> None: ...
    def set_custom_property(self, name: str, value: str, property_type: str) -> int: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Formats:
    """How cells look."""

    title: Format
    heading: Format
    body: Format
    right: Format
    label: Format
    left_label: Format
    figure: Format
    check_title: Format


class Book:
    """A workbook in memory."""

    def __init__(self) -> None:
        self._buffer = BytesIO()
        self._book = cast("_Book", _Workbook(self._buffer, _OPTIONS))
        add = self._book.add_format
        self.formats = Formats(
            title=add({**_SONG, "font_size": TITLE_SIZE, "align": "center", "bold": True}),
            heading=add({**_SONG, "font_name": "黑体", "font_size": TEXT_SIZE}),
            body=add({**_SONG, "font_size": TEXT_SIZE, "indent": 1}),
            right=add({**_SONG, "font_size": TEXT_SIZE, "align": "right"}),
            label=add(_GRID),
            left_label=add({**_GRID, "align": "left"}),
            figure=add({**_GRID, "font_size": 11}),
            check_title=add({**_SONG, "font_name": "黑体", "font_size": 11, "text_wrap": False}),
        )

    def add_sheet(self, name: str) -> Worksheet:
        """A new last sheet, set up for A4 paper, one page wide, with its name on top of the printed page."""
        sheet = self._book.add_worksheet(name)
        sheet.set_paper(_A4)
        sheet.set_margins(0.6, 0.6, 0.9, 0.8)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        sheet.set_header("&C&A")
        sheet.set_footer("&C— &P —")
        return sheet

    def describe(self, known: dict[str, str], own: dict[str, str], moment: datetime) -> None:
        """Document properties: Excel's own ones (title, author) and those of this program."""
        self._book.set_properties({**known, "created": moment})
        for name, text in own.items():
            self._book.set_custom_property(name, text[:127], "text")

    def bytes(self) -> bytes:
        """The file; nothing can be added afterwards."""
        self._book.close()
        return self._buffer.getvalue()


def write_text(sheet: Worksheet, place: tuple[int, int], text: str, look: Format) -> None:
    """Put text into a cell as it is; an empty one only gets its look."""
    plain = clean(text)
    if not plain:
        sheet.write_blank(*place, None, look)
    elif plain.startswith("<r>") and plain.endswith("</r>"):
        sheet.write_rich_string(*place, plain[:2], look, plain[2:], look)
    else:
        sheet.write_string(*place, plain, look)
