"""Excel files made from raw XML: what no program writes, and what is written to do harm."""

from __future__ import annotations

import zipfile
from pathlib import Path

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def relationships(*links: tuple[str, str, str]) -> str:
    """A .rels part of (id, kind, target); a target with :// is external."""
    nodes = ""
    for key, kind, target in links:
        mode = ' TargetMode="External"' if "://" in target else ""
        nodes += f'<Relationship Id="{key}" Type="{_RELS}/{kind}" Target="{target}"{mode}/>'
    return f'<Relationships xmlns="{_PACKAGE}">{nodes}</Relationships>'


def sheet(data: str = "", after: str = "", before: str = "") -> str:
    """A worksheet part: the rows, and what stands before and after them."""
    return f'<worksheet xmlns="{_MAIN}" xmlns:r="{_RELS}">{before}<sheetData>{data}</sheetData>{after}</worksheet>'


def row(*cells: str, attributes: str = "") -> str:
    return f"<row {attributes}>{''.join(cells)}</row>"


def number(reference: str, value: object, attributes: str = "") -> str:
    return f'<c r="{reference}" {attributes}><v>{value}</v></c>'


def write(
    path: Path, *sheets: str, parts: dict[str, str] | None = None, workbook: str = "", states: tuple[str, ...] = ()
) -> Path:
    """A package with these sheets, named 表1, 表2, ...; `parts` adds or replaces parts, "" drops one."""
    names = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="表{n}" sheetId="{n}" r:id="rId{n}"/>' for n in names)
    content = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relationships(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relationships(*((f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in names)),
        **{f"xl/worksheets/sheet{n}.xml": xml for n, xml in zip(names, sheets, strict=True)},
        **(parts or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, text in content.items():
            if text:
                package.writestr(name, text)
    return path


def shared_strings(*items: str) -> str:
    return f'<sst xmlns="{_MAIN}">{"".join(f"<si>{item}</si>" for item in items)}</sst>'


FAR_CELL = sheet(row(number("A1", 1), attributes='r="1"') + row(number("XFD1048576", 2), attributes='r="1048576"'))
WHOLE_MERGE = sheet(row(number("A1", 1), number("B1", 2)), '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
WIDE_MERGE = sheet(row(number("A1", 1), number("B1", 2)), '<mergeCells><mergeCell ref="A1:XFD500"/></mergeCells>')

REFUSED = {
    "300 MB of cells": lambda: sheet("<row>" + "<c><v>1</v></c>" * 3_000_000 + "</row>"),
    "100,000 rows of 10": lambda: sheet(("<row>" + "<c><v>1</v></c>" * 4 + "</row>") * 100_000),
    "2,001 rows": lambda: sheet("<row><c><v>1</v></c></row>" * 2001),
    "65 columns": lambda: sheet("<row>" + "<c><v>1</v></c>" * 65 + "</row>"),
    "40 MB of white space": lambda: sheet(" " * 40_000_000),
    "column beyond the sheet": lambda: sheet(row(number("XFE1", 1))),
    "row beyond the sheet": lambda: sheet('<row r="1048577"><c><v>1</v></c></row>'),
    "row zero": lambda: sheet('<row r="0"><c><v>1</v></c></row>'),
    "row of letters": lambda: sheet('<row r="七"><c><v>1</v></c></row>'),
    "reference of a million letters": lambda: sheet(row(number("A" * 1_000_000 + "1", 1))),
    "merge of nonsense": lambda: sheet(row(number("A1", 1)), '<mergeCells><mergeCell ref="A1:七"/></mergeCells>'),
    "20,000 merges": lambda: sheet(row(number("A1", 1)), "<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 20_000 + "</mergeCells>"),
    "merges over each other": lambda: sheet(
        "<row><c><v>1</v></c><c><v>1</v></c></row>" * 1000,
        "<mergeCells>" + '<mergeCell ref="A1:B1000"/>' * 5_000 + "</mergeCells>",
    ),
    "entities": lambda: '<!DOCTYPE worksheet [<!ENTITY a "1">]>' + sheet("<row><c><v>&a;</v></c></row>"),
    "external entity": lambda: '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + sheet("<row><c><v>&a;</v></c></row>"),
    "nesting": lambda: sheet("<row>" * 100_000 + "</row>" * 100_000),
    "half a part": lambda: sheet("<row><c><v>1")[:150],
}
"""What a worksheet part may hold so that the whole file must be refused."""


def strict_copy(path: Path) -> Path:
    """The same package with the names of strict OOXML."""
    copy = path.with_name("strict.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            for family in (b"spreadsheetml", b"officeDocument"):
                strict = b"http://purl.oclc.org/ooxml/" + family + b"/"
                data = data.replace(b"http://schemas.openxmlformats.org/" + family + b"/2006/", strict)
            target.writestr(name, data)
    return copy
