"""Plain text drafts and pasted text: paragraphs, and the table runs that a copy from Word or the web leaves.

Four table shapes are told apart by the lines alone (one cell a line behind a tab, tab rows, pipe rows, columns held
apart by spaces). What is not surely a table stays a paragraph, so nothing that a person sees is lost or moved.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from core.errors import UnreadableFileError
from core.importer.guard import read_head, refuse
from core.importer.source import SourceCell, SourceDocument, SourceNote, SourceParagraph, SourceTable

MAX_BYTES = 8 * 1024 * 1024
MAX_LINES = 50_000
MAX_CELLS = 50_000
_LONGEST_LABEL = 60  # the longest label of the form has 38 characters

_BLANK, _TEXT, _CELL, _ROW, _PIPE, _ALIGNED = range(6)

_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # XML could not carry them on
# A cell with a line break, as Excel and WPS put it on the clipboard; bounded, so that stray quotes cost nothing.
_BROKEN = r'"((?:[^"\t]|""){0,200}\n(?:[^"\t]|""){0,200})"'
_QUOTED = re.compile(rf"(?m)^{_BROKEN}(?=\t)|(?<=\t){_BROKEN}(?=\t|$)")
_JOINT = "\x1f"
_PAGE_BREAK = "\f"
_SOFT_BREAK = re.compile("[\v\x85\u2028\u2029]")
_VALUE = re.compile(r"[\d０-９][\d０-９,，.．]*|[-—–－/／]+|无|")  # a number, a placeholder or nothing
_NUMBER = re.compile(r"[\d０-９][\d０-９,，.．]*|[-—–－/／]+")
_HEADING = re.compile(r"[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]")
# As Word copies an automatic number: 「一、→总体情况」.
_AUTO_NUMBER = re.compile(
    r"\s*([（(]?[一二三四五六七八九十\d]+[）)、.．]+)\t+([^\t\d][^\t]*)"
)  # as Word copies 「一、→总体情况」
_GAP = re.compile("[ \xa0\u2002\u2003\u3000]{2,}")
_PIPES = re.compile(r"(?<!\\)[|│｜]")
_RULE = re.compile(r"[\s|+:=\-│┼├┤─]*(?:---|───|===)[\s|+:=\-│┼├┤─]*")
_PAGE_NUMBER = re.compile(r"[-—–－\s]*\d+[-—–－\s]*")


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    kind: int


@dataclass(slots=True)
class _Cell:
    number: int
    text: str


_Row = list[_Cell]
_Block = SourceParagraph | SourceTable


def read(path: Path) -> SourceDocument:
    """The text file at `path`; raises UnreadableFileError for what is no text, too long or cannot be decoded."""
    data = read_head(path, MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        refuse(path.name, "超过 8 MB，不像是一份年度报告的文本；请确认选对了文件。")
    text, damaged = decode(data, path.name)
    return replace(parse(text), notes=damage_notes(damaged))


def parse(text: str) -> SourceDocument:
    """Text that is already decoded, for example pasted. Line numbers count as an editor does, from 1."""
    lines = _settle(list(_lines(text)))
    return SourceDocument(kind="text", blocks=tuple(_blocks(lines)))


def decode(data: bytes, name: str, declared: str = "gb18030") -> tuple[str, int]:
    """The text and the number of characters that are damaged. `name` is what messages call the file.

    Marks come first, then UTF-8, which no other encoding looks like, then what the file says of itself.
    """
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", declared, "gb18030"]:
        text = data.decode(encoding, errors="replace")
        damaged = text.count("\ufffd") - (data.count(b"\xef\xbf\xbd") if encoding == "utf-8-sig" else 0)
        # A few bad bytes are damage of the file, not a sign of another encoding: GB18030 would turn it all to nonsense.
        if "\x00" not in text and (not damaged or damaged * 50 <= sum(1 for character in text if character > "\x7f")):
            return text, damaged
    return refuse(name, "不是文本，或编码无法识别；请用记事本打开，另存为 UTF-8 编码后再导入。")


def damage_notes(damaged: int) -> tuple[SourceNote, ...]:
    """What to tell of the number that `decode` gave."""
    sentence = f"文件中有 {damaged} 处字符已损坏，显示为“\ufffd”，请核对。"
    return (SourceNote("import.encoding", sentence),) if damaged else ()


def _lines(text: str) -> Iterator[_Line]:
    """Lines with their kinds; a page break counts as a blank line but not as a line of its own."""
    whole = _INVISIBLE.sub(" ", text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    if whole.count("\n") >= MAX_LINES:
        raise UnreadableFileError(f"文本超过 {MAX_LINES} 行，不像年度报告，请确认选对了文件。")
    number = 1
    for line in _QUOTED.sub(_joined, whole).split("\n"):
        for page, part in enumerate(line.replace(_JOINT, "").split(_PAGE_BREAK)):
            if page:
                yield _Line(number, "", _BLANK)
            for piece in _SOFT_BREAK.split(part):
                yield _Line(number, piece, _kind(piece))
        number += 1 + line.count(_JOINT)


def _joined(quoted: re.Match[str]) -> str:
    return (quoted[1] or quoted[2]).replace('""', '"').replace("\n", _JOINT)


def _kind(text: str) -> int:
    stripped = text.strip()
    if "\t" in text:
        return _tab_kind(text, stripped)
    if not stripped:
        return _BLANK
    if len(_PIPES.findall(stripped)) >= 1 or (_RULE.fullmatch(stripped) and "+" in stripped):
        return _PIPE
    fields = _GAP.split(stripped)
    if len(fields) > 1 and "。" not in stripped and max(map(len, fields)) <= _LONGEST_LABEL:
        return _ALIGNED
    return _TEXT


def _tab_kind(text: str, stripped: str) -> int:
    """Cell, row, or the text of a paragraph that is only indented or numbered with a tab."""
    if _AUTO_NUMBER.fullmatch(text):
        return _TEXT
    if "\t" not in stripped and "。" in stripped:
        return _TEXT
    before, *after = text.split("\t")
    return _CELL if len(after) == 1 and not before.strip() else _ROW


def _settle(lines: list[_Line]) -> list[_Line]:
    """Let whole runs decide: a cell line among tab rows is a row with an empty first cell, or a heading above them."""
    settled: list[_Line] = []
    for start, end in _runs(lines, lambda line: line.kind in (_CELL, _ROW)):
        run = lines[start:end]
        if any(line.kind == _ROW for line in run):
            run = [replace(line, kind=_ROW) for line in run]
            if "\t" not in run[0].text.strip() and _HEADING.match(run[0].text.strip()):
                run[0] = replace(run[0], kind=_TEXT)
        settled.extend(run)
    return settled


def _runs(lines: list[_Line], belongs: Callable[[_Line], bool]) -> Iterator[tuple[int, int]]:
    """Ranges that together cover all lines: maximal runs that belong, and single lines that do not."""
    start = 0
    while start < len(lines):
        end = start + 1
        if belongs(lines[start]):
            while end < len(lines) and belongs(lines[end]):
                end += 1
        yield start, end
        start = end


def _blocks(lines: list[_Line]) -> Iterator[_Block]:
    start = cells = 0
    while start < len(lines):
        kind = lines[start].kind
        end, rows = _cell_run(lines, start) if kind == _CELL else _plain_run(lines, start)
        if rows:
            table = _table(rows)
            cells += len(table.cells)
            if cells > MAX_CELLS:
                raise UnreadableFileError(f"文本中的表格超过 {MAX_CELLS} 格，不像年度报告，请确认选对了文件。")
            yield table
        else:
            yield from (_paragraph(line) for line in lines[start:end] if line.text.strip())
        start = end


def _paragraph(line: _Line) -> SourceParagraph:
    numbered = _AUTO_NUMBER.fullmatch(line.text)
    text = "".join(numbered.groups()) if numbered else " ".join(filter(None, map(str.strip, line.text.split("\t"))))
    return SourceParagraph(text.strip(), f"第 {line.number} 行")


def _table(rows: list[_Row]) -> SourceTable:
    cells = tuple(
        SourceCell(index, column, 1, 1, cell.text, f"第 {cell.number} 行第 {column + 1} 列")
        for index, row in enumerate(rows)
        for column, cell in enumerate(row)
    )
    first, last = rows[0][0].number, rows[-1][-1].number
    return SourceTable(cells, f"第 {first}–{last} 行" if last > first else f"第 {first} 行", has_geometry=False)


def _plain_run(lines: list[_Line], start: int) -> tuple[int, list[_Row]]:
    """The run of lines of one kind from `start`: its end, and its rows if it is a table."""
    kind = lines[start].kind
    if kind in (_BLANK, _TEXT):
        return start + 1, []
    end = start + 1
    while end < len(lines) and lines[end].kind == kind:
        end += 1
    return end, _ROWS[kind](lines[start:end])


def _fields(line: _Line, texts: Iterable[str]) -> _Row:
    return [_Cell(line.number, text.strip()) for text in texts]


def _tab_rows(run: list[_Line]) -> list[_Row]:
    rows = [_fields(line, line.text.split("\t")) for line in run]
    return rows if len(rows) > 1 or len(rows[0]) > 2 else []


def _pipe_rows(run: list[_Line]) -> list[_Row]:
    """Rows between pipes; without a pipe in front or a rule it may be a website's menu."""
    texts = [line.text.strip() for line in run]
    if not any(_PIPES.match(text) or _RULE.fullmatch(text) for text in texts):
        return []
    rows: list[_Row] = []
    for line, text in zip(run, texts, strict=True):
        if not _RULE.fullmatch(text):
            parts = _PIPES.split(text)
            first, last = (not parts[0].strip()), len(parts) - (not parts[-1].strip())
            rows.append(_fields(line, parts[first:last] or [""]))
    return rows


def _aligned_rows(run: list[_Line]) -> list[_Row]:
    """Columns held apart by spaces: believed only if a line of the run ends in two or more numbers."""
    rows = [_fields(line, _GAP.split(line.text.strip())) for line in run]
    return rows if any(_is_sure(row) for row in rows) else []


def _is_sure(row: _Row) -> bool:
    numbers = [bool(_NUMBER.fullmatch(cell.text)) for cell in row]
    labels = numbers.index(True) if True in numbers else len(row)
    return all(numbers[labels:]) and len(row) - labels >= (2 if labels else 4)


_ROWS: dict[int, Callable[[list[_Line]], list[_Row]]] = {_ROW: _tab_rows, _PIPE: _pipe_rows, _ALIGNED: _aligned_rows}


def _cell_run(lines: list[_Line], start: int) -> tuple[int, list[_Row]]:
    """One cell a line: cells up to a blank line make a row. Like `_plain_run`.

    A gap clearly wider than the first one ends the table.
    """
    rows: list[_Row] = []
    index = after = start
    usual = 0
    while index < len(lines) and lines[index].kind == _CELL:
        end, row = _cell_row(lines, index)
        rows.append(row)
        index = after = end
        while index < len(lines) and lines[index].kind == _BLANK:
            index += 1
        usual = usual or index - end
        if index - end > usual + 1:
            break
    return after, rows if _is_cell_table(rows) else []


def _is_cell_table(rows: list[_Row]) -> bool:
    """Without a row of two cells and a number or empty cell these are paragraphs indented with a tab."""
    return any(len(row) > 1 for row in rows) and any(_VALUE.fullmatch(cell.text) for row in rows for cell in row)


def _cell_row(lines: list[_Line], start: int) -> tuple[int, _Row]:
    row: _Row = []
    index = start
    while index < len(lines):
        line = lines[index]
        if line.kind == _CELL:
            row.append(_Cell(line.number, line.text.strip()))
        elif row and line.kind == _TEXT and _continues(row[-1].text, line.text.strip()):
            row[-1].text += line.text.strip()
        else:
            break
        index += 1
    return index, row


def _continues(label: str, text: str) -> bool:
    """Whether a line without a tab is the rest of a label that was broken over two lines (「商业␤企业」)."""
    return not (
        _VALUE.fullmatch(label)
        or _HEADING.match(text)
        or _PAGE_NUMBER.fullmatch(text)
        or text.endswith(("。", "：", ":"))
        or len(label) + len(text) > _LONGEST_LABEL
    )
