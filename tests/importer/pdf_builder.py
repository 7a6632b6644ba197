"""Writes small PDF files by hand: text at places in a font that is not embedded, and straight lines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from drafts import Box, Draft, Par, Table

WIDTH, HEIGHT = 595, 842
_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [ << /Type /Font "
    b"/Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 5 >> "
    b"/DW 1000 /W [1 [500] 2 94 500 814 939 500] /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 4 "
    b"/FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >> >> ] >>"
)
_SCAN = (
    b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>"
    b"\nstream\n0\nendstream"
)

_TURNS = {
    0: "",
    90: f"0 1 -1 0 {WIDTH} 0 cm",
    180: f"-1 0 0 -1 {WIDTH} {HEIGHT} cm",
    270: f"0 -1 1 0 0 {HEIGHT} cm",
}


class Page:
    """Places in points from the lower left corner of the page as it is shown, also where the file holds it turned."""

    def __init__(self, rotate: int = 0) -> None:
        self.rotate = rotate
        self._content: list[str] = [_TURNS[rotate]]

    def text(self, x: float, y: float, text: str, size: float = 10) -> Page:
        code = text.encode("utf-16-be").hex()
        self._content.append(f"BT /F {size} Tf {x} {y} Td <{code}> Tj ET")
        return self

    def line(self, x0: float, y0: float, x1: float, y1: float) -> Page:
        self._content.append(f"{x0} {y0} m {x1} {y1} l S")
        return self

    def bar(self, x: float, y: float, width: float, height: float) -> Page:
        """A filled rectangle: how Word draws borders."""
        self._content.append(f"{x} {y} {width} {height} re f")
        return self

    def scan(self) -> Page:
        self._content.append("q 500 0 0 700 40 40 cm /S Do Q")
        return self

    def grid(self, columns: Sequence[float], rows: Sequence[float]) -> Page:
        for y in rows:
            self.line(columns[0], y, columns[-1], y)
        for x in columns:
            self.line(x, rows[0], x, rows[-1])
        return self

    def fill(self, columns: Sequence[float], rows: Sequence[float], texts: Sequence[Sequence[str]]) -> Page:
        """Texts in the middle of the cells of a grid."""
        for top, bottom, line in zip(rows, rows[1:], texts, strict=False):
            for x, text in zip(columns, line, strict=False):
                self.text(x + 4, (top + bottom) / 2 - 4, text)
        return self

    def content(self) -> bytes:
        return "\n".join(self._content).encode("ascii")


def write_pdf(path: Path, *pages: Page, extra: bytes = b"") -> Path:
    """`extra` goes into the trailer."""
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        _FONT,
        _SCAN,
    ]
    for number, page in enumerate(pages):
        entry = f"/Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Rotate {page.rotate} /Contents {6 + 2 * number} 0 R"
        objects.append(f"<< /Type /Page {entry} /Resources << /Font << /F 3 0 R >> /XObject << /S 4 0 R >> >> >>".encode())
        content = page.content()
        objects.append(f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream")
    path.write_bytes(_file(objects, extra))
    return path


def _file(objects: list[bytes], extra: bytes) -> bytes:
    data = b"%PDF-1.5\n"
    offsets: list[int] = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    return (
        data + f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R ".encode() + extra + f">>\nstartxref\n{start}\n%%EOF".encode()
    )


_LEFT, _RIGHT, _TOP, _BOTTOM, _ROW = 50, 545, 780, 90, 26


class Printer:
    """Prints a draft: paragraphs over the full measure, tables with a border around each cell, cut where a page ends."""

    def __init__(self) -> None:
        self.pages: list[Page] = []
        self._y = 0.0
        self._turn()

    def _turn(self) -> None:
        self.pages.append(Page().text(280, 50, f"— {len(self.pages) + 1} —"))
        self._y = _TOP

    def _room(self, height: float) -> None:
        if self._y - height < _BOTTOM:
            self._turn()

    def paragraph(self, text: str, size: int = 12) -> None:
        """The first line is indented by two characters, as everywhere in China."""
        for number, line in enumerate(_broken("　　" + text, (_RIGHT - _LEFT) / size)):
            self._room(20)
            indent = 0 if number else 2 * size
            self.pages[-1].text(_LEFT + indent, self._y, line.lstrip("　"), size)
            self._y -= 20

    def table(self, table: Table) -> None:
        """Rows of one height; a cell merged down over the end of a page goes on empty on the next one."""
        unit = (_RIGHT - _LEFT) / table.width
        open_boxes: dict[int, tuple[Box, int]] = {}
        starts = {(row, column): box for row, column, box in table.places()}
        for row in range(len(table.rows)):
            self._room(_ROW)
            open_boxes |= {column: (box, row) for (at, column), box in starts.items() if at == row}
            for column, (box, began) in list(open_boxes.items()):
                x, right = _LEFT + column * unit, _LEFT + (column + box.across) * unit
                self._cell(box, (x, right), (began == row, began + box.down - 1 == row))
                if began + box.down - 1 == row:
                    del open_boxes[column]
            self._y -= _ROW
        self._y -= 20

    def _cell(self, box: Box, sides: tuple[float, float], is_edge: tuple[bool, bool]) -> None:
        page, (x, right), (is_first, is_last) = self.pages[-1], sides, is_edge
        top, bottom = self._y + 12, self._y + 12 - _ROW
        page.line(x, bottom, x, top).line(right, bottom, right, top)
        if is_first or self._y == _TOP:
            page.line(x, top, right, top)
        if is_last or self._y - 2 * _ROW < _BOTTOM:
            page.line(x, bottom, right, bottom)
        if is_first:
            measure = max(int((right - x - 3) // 5), 1) if not box.cell else 99
            text = box.text.replace("\n", "")
            for number, at in enumerate(range(0, len(text), measure)):
                page.text(x + 1.5, top - 6 - 5 * number, text[at : at + measure], 5)


def _broken(text: str, measure: float) -> list[str]:
    """Lines of at most `measure` characters, Western ones being half as wide."""
    lines, width = [""], 0.0
    for character in text:
        step = 0.5 if character.isascii() else 1.0
        if width + step > measure:
            lines.append("")
            width = 0.0
        lines[-1] += character
        width += step
    return lines


def print_draft(draft: Draft, path: Path) -> Path:
    printer = Printer()
    for block in draft.blocks:
        if isinstance(block, Par):
            printer.paragraph(block.text)
        else:
            printer.table(block)
    return write_pdf(path, *printer.pages)
