"""Reading Office files for tests, independently of the program: parts, measures, and a check that merges tile."""

import os
import shutil
import subprocess
import zipfile
from io import BytesIO

import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts(data):
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def part(data, name):
    return etree.fromstring(parts(data)[name])


def attribute(element, path, name="val"):
    """The attribute of the one element at a path like "pPr/spacing"; None when there is none."""
    found = element.find("/".join(W + step for step in path.split("/")))
    return None if found is None else found.get(W + name)


def text_of(element):
    return "".join(node.text or "" for node in element.iter(W + "t"))


def findings(data, suffix, folder):
    path = folder / f"audited{suffix}"
    path.write_bytes(data)
    return [str(error) for error in OpenXmlValidator().validate(path).errors]


def merged_cells(table):
    """(row, column, row span, column span, text) of each Word cell; fails on gaps, overlaps or ragged merges."""
    columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
    cells, above = [], {}
    for row, line in enumerate(table.findall(W + "tr")):
        column, below = 0, {}
        for cell in line.findall(W + "tc"):
            span = int(attribute(cell, "tcPr/gridSpan") or 1)
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            if merge is not None and merge.get(W + "val", "continue") == "continue":
                head = above[column]
                assert head[3] == span, "a continued cell must be as wide as its head"
                assert not text_of(cell)
                head[2] += 1
            else:
                head = [row, column, 1, span, "\n".join(text_of(p) for p in cell.findall(W + "p"))]
                cells.append(head)
            if merge is not None:
                below[column] = head
            column += span
        assert column == columns, f"row {row} covers {column} of {columns} grid columns"
        above = below
    return [tuple(cell) for cell in cells]


def convert(data, suffix, target, folder):
    """A file as LibreOffice saves it; skips the test where there is none."""
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed")
    source = folder / f"source{suffix}"
    source.write_bytes(data)
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", target]
    environment = {**os.environ, "HOME": str(folder), "FONTCONFIG_FILE": str(_fonts(folder))}
    subprocess.run(
        [*command, "--outdir", str(folder / "out"), str(source)], check=True, capture_output=True, timeout=120, env=environment
    )
    return next((folder / "out").glob(f"source.{target.split(':')[0]}"))


_ALIASES = {
    "仿宋_GB2312": "Noto Serif CJK SC",
    "楷体_GB2312": "LXGW WenKai",
    "黑体": "Noto Sans CJK SC",
    "宋体": "Noto Serif CJK SC",
    "方正小标宋简体": "Noto Serif CJK SC",
}


def _fonts(folder):
    """A fontconfig file that puts free faces in the place of the standard's, so that levels of headings can be told apart."""
    rules = "".join(
        f'<match target="pattern"><test name="family"><string>{name}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{stand_in}</string></edit></match>'
        for name, stand_in in _ALIASES.items()
    )
    path = folder / "fonts.conf"
    path.write_text(f"<fontconfig><include>/etc/fonts/fonts.conf</include>{rules}</fontconfig>", encoding="utf-8")
    return path
