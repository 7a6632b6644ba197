"""Build style.docx of every edition: the page, the type and the footers of GB/T 9704, with no text in it.

Usage: .venv/bin/python tools/make_style.py [FOLDER]

Writes FOLDER/<edition>/style.docx for each edition (FOLDER is resources/forms by default). The parts are written out
here in full instead of coming from a library's default template, which brings styles that no one asked for. Parts are
stored uncompressed with a fixed date, so the same program gives the same bytes on every machine.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from core.exporter.docx_markup import CHARACTER, LINE  # noqa: E402
from core.exporter.fonts import BODY, FONTS, HEI, KAI, SONG, TITLE  # noqa: E402
from core.exporter.typography import CELL_SIZE, SMALL_CELL_SIZE  # noqa: E402

EDITIONS = ("2019-60", "2021-30")

W_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

# All lengths in twips (1/20 pt). 版心 156 × 225 mm = 8845 × 12756 twips, 22 lines of 28 characters. A line is 28.95 pt: 22 of
# them are 636.9 pt of the 637.8 pt there are.
PAGE = {"w": 11906, "h": 16838}
MARGINS = {"top": 2098, "right": 1474, "bottom": 1984, "left": 1587, "header": 851}
# 28 characters of 16 pt are 448 pt, the line has 442.25 pt. Word's own means, a negative charSpace of the grid, is misread
# by LibreOffice (20 characters a line), so the styles of the body set their type 0.25 pt closer, which all programs know.
CLOSER = 320 - CHARACTER
FOOTER_LINE = 360
# The dash stands 35 mm - 7 mm = 28 mm above the edge of the paper, a little above the middle of the line (measured).
FOOTER = 1430


def _fonts(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


_BODY_PITCH = f'<w:spacing w:val="-{CLOSER}"/>'


def _exact(line: int, before: int = 0, after: int = 0) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="exact"/>'


_INDENT = f'<w:ind w:firstLineChars="200" w:firstLine="{2 * CHARACTER}"/>'


# The styles of the report stand on this one alone: put into an office's own file they must not take after its Normal.
_OWN_PARAGRAPH = (
    '<w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>{}'
    '<w:ind w:left="0" w:right="0" w:firstLine="0"/><w:jc w:val="both"/>'
)
_OWN_TYPE = '<w:b w:val="0"/><w:i w:val="0"/><w:color w:val="000000"/>'


def _style(style_id: str, name: str, paragraph: str, run: str, links: str = "") -> str:
    """A paragraph style; `links` are basedOn, next and the like."""
    default = ' w:default="1"' if style_id == "Normal" else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{style_id}"{default}>'
        f'<w:name w:val="{name}"/>{links}<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>'
    )


def _heading(level: int, font: str) -> str:
    """A heading is real text with an outline level: no number, no bold, no colour."""
    links = '<w:basedOn w:val="FormBase"/><w:next w:val="BodyText"/><w:uiPriority w:val="9"/>'
    paragraph = f'<w:keepNext/><w:keepLines/>{_INDENT}<w:outlineLvl w:val="{level - 1}"/>'
    return _style(f"Heading{level}", f"heading {level}", paragraph, _fonts(font) + _BODY_PITCH, links)


def _styles() -> str:
    normal = '<w:basedOn w:val="Normal"/>'
    base = '<w:basedOn w:val="FormBase"/>'
    to_body = base + '<w:next w:val="BodyText"/>'
    plain = f'<w:widowControl w:val="0"/>{_exact(LINE)}<w:jc w:val="both"/>'
    table = '<w:snapToGrid w:val="0"/>{}<w:jc w:val="center"/>'
    paragraph_styles = (
        _style("Normal", "Normal", plain, _size(32)),
        _style("FormBase", "年报基准", _OWN_PARAGRAPH.format(_exact(LINE)), _fonts(BODY.name) + _OWN_TYPE + _size(32)),
        _style(
            "Title",
            "Title",
            f'<w:keepNext/><w:snapToGrid w:val="0"/>{_exact(700, after=LINE)}<w:jc w:val="center"/>',
            _fonts(TITLE.name) + _size(44),
            to_body,
        ),
        _heading(1, HEI.name),
        _heading(2, KAI.name),
        _heading(3, BODY.name),
        _style("BodyText", "Body Text", _INDENT, _BODY_PITCH, base),
        _style(
            "Signature",
            "Signature",
            "<w:keepNext/>",
            _BODY_PITCH,
            base + '<w:next w:val="Date"/>',
        ),
        _style("Date", "Date", "", _BODY_PITCH, base),
        _style("FormText", "表格文字", table.format(_exact(300)), _size(round(2 * CELL_SIZE)), base),
        _style("FormTextSmall", "表格小字", table.format(_exact(240)), _size(round(2 * SMALL_CELL_SIZE)), base),
        _style("Footer", "footer", f'<w:snapToGrid w:val="0"/>{_exact(FOOTER_LINE)}', _fonts(SONG.name) + _size(28), normal),
    )
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{_fonts(BODY.name)}<w:color w:val="000000"/>{_size(32)}'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )
    return f'{_HEAD}<w:styles xmlns:w="{W_NS}">{defaults}{"".join(paragraph_styles)}{_table_styles()}</w:styles>'


def _table_styles() -> str:
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = (
        '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="{0}" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="{0}" w:type="dxa"/></w:tblCellMar>'
    )
    return (
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>'
        '<w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        f'<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{margins.format(108)}</w:tblPr>'
        "</w:style>"
        '<w:style w:type="table" w:customStyle="1" w:styleId="FormTable"><w:name w:val="年报表格"/>'
        f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:jc w:val="center"/><w:tblBorders>{sides}</w:tblBorders>'
        f"{margins.format(57)}</w:tblPr></w:style>"
    )


def _font_table() -> str:
    fonts = "".join(
        f'<w:font w:name="{font.name}"><w:altName w:val="{font.stand_ins[0]}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{font.family}"/></w:font>'
        for font in FONTS
    )
    return f'{_HEAD}<w:fonts xmlns:w="{W_NS}">{fonts}</w:fonts>'


def _settings() -> str:
    return (
        f'{_HEAD}<w:settings xmlns:w="{W_NS}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="{2 * CHARACTER}"/>'
        '<w:evenAndOddHeaders/><w:drawingGridVerticalSpacing w:val="579"/><w:characterSpacingControl w:val="doNotCompress"/>'
        "<w:compat><w:balanceSingleByteDoubleByteWidth/><w:useFELayout/>"
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def _footer(side: str) -> str:
    """「— 1 —」 one character in from the outer side of the page."""
    indent = f'<w:ind w:{side}Chars="100" w:{side}="280"/><w:jc w:val="{side}"/>'

    runs = (
        '<w:t xml:space="preserve">— </w:t>',
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
        '<w:t xml:space="preserve"> —</w:t>',
    )
    body = "".join(f"<w:r>{content}</w:r>" for content in runs)
    return f'{_HEAD}<w:ftr xmlns:w="{W_NS}"><w:p><w:pPr><w:pStyle w:val="Footer"/>{indent}</w:pPr>{body}</w:p></w:ftr>'


def _theme() -> str:
    """Black on white. No style refers to it, but a Word document must have one."""
    names = ("dk1", "lt1", "dk2", "lt2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink")
    colours = "".join(
        f'<a:{name}><a:srgbClr val="{"FFFFFF" if name.startswith("lt") else "000000"}"/></a:{name}>' for name in names
    )
    face = f'<a:latin typeface="{SONG.name}"/><a:ea typeface="{SONG.name}"/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    return (
        f'{_HEAD}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="年报"><a:themeElements>'
        f'<a:clrScheme name="年报">{colours}</a:clrScheme>'
        f'<a:fontScheme name="年报"><a:majorFont>{face}</a:majorFont><a:minorFont>{face}</a:minorFont></a:fontScheme>'
        f'<a:fmtScheme name="年报"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{f'<a:ln>{fill}</a:ln>' * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{'<a:effectStyle><a:effectLst/></a:effectStyle>' * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )


def _document() -> str:
    margins = " ".join(f'w:{side}="{value}"' for side, value in {**MARGINS, "footer": FOOTER, "gutter": 0}.items())
    return (
        f'{_HEAD}<w:document xmlns:w="{W_NS}" xmlns:r="{R_NS}"><w:body>'
        '<w:p><w:pPr><w:pStyle w:val="BodyText"/></w:pPr></w:p><w:sectPr>'
        '<w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>'
        f'<w:pgSz w:w="{PAGE["w"]}" w:h="{PAGE["h"]}"/><w:pgMar {margins}/><w:pgNumType w:start="1"/>'
        f'<w:docGrid w:type="linesAndChars" w:linePitch="{LINE}"/>'
        "</w:sectPr></w:body></w:document>"
    )


def _relationships(targets: dict[str, str]) -> str:
    """Relationship part: target -> type, ids counted from rId1."""
    entries = "".join(
        f'<Relationship Id="rId{index}" Type="{kind}" Target="{target}"/>'
        for index, (target, kind) in enumerate(targets.items(), 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


_PARTS = {
    "styles.xml": "styles",
    "settings.xml": "settings",
    "fontTable.xml": "fontTable",
    "footer1.xml": "footer",
    "footer2.xml": "footer",
    "theme/theme1.xml": "theme",
}
_OVERRIDES = {
    "word/document.xml": f"{_WORD}.document.main+xml",
    "word/styles.xml": f"{_WORD}.styles+xml",
    "word/settings.xml": f"{_WORD}.settings+xml",
    "word/fontTable.xml": f"{_WORD}.fontTable+xml",
    "word/footer1.xml": f"{_WORD}.footer+xml",
    "word/footer2.xml": f"{_WORD}.footer+xml",
    "word/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    "docProps/custom.xml": "application/vnd.openxmlformats-officedocument.custom-properties+xml",
}


def _content_types() -> str:
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in _OVERRIDES.items())
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _properties() -> dict[str, str]:
    """Empty property parts, which the export fills for each report."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006"
    return {
        "docProps/core.xml": f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"/>',
        "docProps/app.xml": f'{_HEAD}<Properties xmlns="{office}/extended-properties"/>',
        "docProps/custom.xml": f'{_HEAD}<Properties xmlns="{office}/custom-properties"/>',
    }


def build() -> bytes:
    """The style document."""
    package = {
        "word/document.xml": f"{R_NS}/officeDocument",
        "docProps/core.xml": f"{_PACKAGE}/relationships/metadata/core-properties",
        "docProps/app.xml": f"{R_NS}/extended-properties",
        "docProps/custom.xml": f"{R_NS}/custom-properties",
    }
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(package),
        "word/document.xml": _document(),
        "word/_rels/document.xml.rels": _relationships({target: f"{R_NS}/{kind}" for target, kind in _PARTS.items()}),
        "word/styles.xml": _styles(),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _font_table(),
        "word/footer1.xml": _footer("right"),
        "word/footer2.xml": _footer("left"),
        "word/theme/theme1.xml": _theme(),
        **_properties(),
    }
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as package_file:
        for name, text in parts.items():
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # what Python writes here differs between systems
            package_file.writestr(entry, text.encode("utf-8"))
    return buffer.getvalue()


def main() -> None:
    """Write the style document of every edition."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "resources" / "forms"
    for edition in EDITIONS:
        target = folder / edition / "style.docx"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(build())
        print(target)


if __name__ == "__main__":
    main()
