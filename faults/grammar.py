"""Invented documents: Word and Excel parts, web pages and RTF from the words of their formats, put together without sense."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_VALUES = ("", " 3 ", *_words("0 1 -1 七 999999999 1.5 restart continue nil rId1 A1 A0 XFD1048576 B2:A1"))
_HEADINGS = ("一、总体情况", "（一）行政机关", "合计", "结转", "第二十条第（一）项", "自然人")
_TEXTS = ("", "0", "12", "１２", *_HEADINGS, "=1+1", "\u200b", "x" * 300)
_WORD = _words(
    "p p p r r t t tbl tbl tr tr tr tc tc tc tcPr trPr tblPr tblGrid gridCol gridSpan vMerge hMerge gridBefore gridAfter pPr "
    "rPr numPr numId ilvl pStyle sdt sdtContent ins del moveFrom hyperlink fldSimple fldChar instrText tab br cr sym drawing "
    "txbxContent AlternateContent Choice Fallback footnoteReference sectPr bookmarkStart noBreakHyphen smartTag customXml"
)
_WORD_ATTRIBUTES = _words("val w ilvl numId id type fldCharType instr char font space")
_SHEET = _words("row row row c c c c v v f is t r mergeCell mergeCells cols col sheetData phoneticPr rPh extLst")
_SHEET_ATTRIBUTES = _words("r t s ref min max hidden si spans ht")
_PAGE = _words(
    "div p p table table tr tr td td th span br ul li h1 h2 style script pre font b a img colgroup col thead tbody center"
)
_PAGE_ATTRIBUTES = _words("rowspan colspan style class hidden span href width")
_RTF = _words(
    "par pard cell row trowd cellx100 cellx200 cellx-5 clmgf clmrg clvmgf clvmrg intbl itap2 nestcell nestrow u-3913 u20 uc2 uc0 "
    "'d6 'd0 'zz bin3 bin999999 tab line b0 ansicpg936 fonttbl f0 fcharset134 listtext pntext *\\generator plain"
)


def _tree(rng: Random, names: Sequence[str], attributes: Sequence[str], prefix: str, depth: int = 0) -> str:
    """A few elements with a few attributes, texts and children."""
    pieces: list[str] = []
    for _ in range(rng.randrange(1, 5 if depth < 3 else 3)):
        name = rng.choice(names)
        given = {rng.choice(attributes): rng.choice(_VALUES) for _ in range(rng.choice((0, 0, 1, 2)))}
        written = "".join(f' {prefix}{key}="{value}"' for key, value in given.items())
        inside = _tree(rng, names, attributes, prefix, depth + 1) if depth < 7 and rng.random() < 0.75 else rng.choice(_TEXTS)
        pieces.append(f"<{prefix}{name}{written}>{inside}</{prefix}{name}>")
    return "".join(pieces)


def _package(path: Path, main: str, parts: dict[str, str]) -> Path:
    kind = f"{_R}/officeDocument"
    relation = f'<Relationship Id="rId1" Type="{kind}" Target="{main}"/>'
    everything = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relation}</Relationships>',
        **parts,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as package:
        for name, text in everything.items():
            package.writestr(name, text)
    return path


def word(rng: Random, folder: Path) -> Path:
    """A Word file whose main part, and sometimes numbering and styles, are invented."""
    space = f'xmlns:w="{_W}" xmlns:r="{_R}"'
    body = _tree(rng, _WORD, _WORD_ATTRIBUTES, "w:")
    if rng.random() < 0.7:
        rows = "".join(f"<w:tr>{_tree(rng, _WORD, _WORD_ATTRIBUTES, 'w:', 3)}</w:tr>" for _ in range(4))
        body = f"<w:tbl>{rows}</w:tbl>{body}"
    parts = {"word/document.xml": f"<w:document {space}><w:body>{body}</w:body></w:document>"}
    if rng.random() < 0.3:
        inside = _tree(rng, ("abstractNum", "num", "lvl", "lvlText", "numFmt", "start", "abstractNumId"), _WORD_ATTRIBUTES, "w:")
        parts["word/numbering.xml"] = f"<w:numbering {space}>{inside}</w:numbering>"
        relation = f'<Relationship Id="rId1" Type="{_R}/numbering" Target="numbering.xml"/>'
        links = f'<Relationships xmlns="{_PACKAGE}/relationships">{relation}</Relationships>'
        parts["word/_rels/document.xml.rels"] = links
    return _package(folder / "fuzz.docx", "word/document.xml", parts)


def sheet(rng: Random, folder: Path) -> Path:
    """An Excel file whose one sheet is invented."""
    rows = "".join(f"<row>{_tree(rng, _SHEET, _SHEET_ATTRIBUTES, '', 4)}</row>" for _ in range(5))
    data = f"<sheetData>{rows}</sheetData>{_tree(rng, _SHEET, _SHEET_ATTRIBUTES, '', 3)}"
    relation = f'<Relationship Id="rId1" Type="{_R}/worksheet" Target="worksheets/sheet1.xml"/>'
    listed = '<sheets><sheet name="表1" sheetId="1" r:id="rId1"/></sheets>'
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{_S}" xmlns:r="{_R}">{listed}</workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relation}</Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_S}">{data}</worksheet>',
    }
    return _package(folder / "fuzz.xlsx", "xl/workbook.xml", parts)


def page(rng: Random, folder: Path) -> Path:
    """A web page, of which some tags are lost."""
    text = "<html><body>" + _tree(rng, _PAGE, _PAGE_ATTRIBUTES, "") + "</body></html>"
    for _ in range(rng.choice((0, 0, 3))):
        at = rng.randrange(len(text))
        text = text[:at] + text[at + rng.randrange(1, 9) :]
    file = folder / "fuzz.html"
    file.write_text(text, encoding=rng.choice(("utf-8", "gb18030")))
    return file


def rtf(rng: Random, folder: Path) -> Path:
    """RTF words, texts and braces that need not match."""
    words = (rng.choice([f"\\{rng.choice(_RTF)} ", "{", "}", rng.choice(_TEXTS)]) for _ in range(rng.randrange(200)))
    file = folder / "fuzz.rtf"
    file.write_bytes(b"{\\rtf1\\ansi" + "".join(words).encode("gb18030") + b"}" * rng.randrange(3))
    return file


TARGETS: dict[str, Callable[[Random, Path], Path]] = {"docx": word, "xlsx": sheet, "html": page, "rtf": rtf}
