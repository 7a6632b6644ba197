"""How exactly every kind of file is read: damaged drafts (layout-damage.md), converted by LibreOffice, imported, counted.

Usage: .venv/bin/python tools/accuracy.py [--all] [--only KIND ...]

One line a damage, one column a kind: figures read of those shown, and how many sections' texts are whole. A wrong
figure (one that the source does not show in that cell) is never acceptable; 98 of 100 shown figures must be read.
Exits 1 when a bar is missed. `--all` prints every damage, else only those that are not perfect everywhere.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "importer")]

from damage import DAMAGES, Damage  # noqa: E402  # pyright: ignore[reportMissingImports]
from drafts import Draft, official, write  # noqa: E402  # pyright: ignore[reportMissingImports]
from legacy import FROM_EXCEL, FROM_WORD, convert  # noqa: E402  # pyright: ignore[reportMissingImports]

from core.errors import UserError  # noqa: E402
from core.forms import Forms, load_forms  # noqa: E402
from core.importer.matching import match  # noqa: E402
from core.importer.readers.detect import sniff  # noqa: E402
from core.importer.source import SourceDocument  # noqa: E402

SOURCES = {
    **{kind: kind for kind in ("docx", "xlsx", "txt")},
    "web": "html",
    **dict.fromkeys(FROM_WORD, "docx"),
    "pdf": "docx",
    **dict.fromkeys(FROM_EXCEL, "xlsx"),
}
"""Kind -> what the drafts are written as before LibreOffice converts them; the first four are not converted."""
READ_BAR = 0.98
_MODULES = {"odt": "odf", "ods": "odf"}
_IN_PROCESS = ("doc", "xls", "pdf")  # their `read` starts a process for each file
_BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
_PAGE = '<w:sectPr><w:pgSz w:w="31680" w:h="20160" w:orient="landscape"/></w:sectPr></w:body>'


@dataclass
class Score:
    """Figures shown, read and wrong; texts of sections, and those that are whole."""

    shown: int = 0
    read: int = 0
    wrong: int = 0
    sections: int = 0
    whole: int = 0

    def add(self, other: Score) -> None:
        """Count another file too."""
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def __str__(self) -> str:
        wrong = f" !{self.wrong}" if self.wrong else ""
        return f"{self.read}/{self.shown}{wrong} {self.whole}/{self.sections}"


def read(path: Path) -> SourceDocument:
    """The file as its reader gives it, told by content."""
    kind = sniff(path)
    module = import_module(f"core.importer.readers.{_MODULES.get(kind, kind)}")
    return module.parse(path) if kind in _IN_PROCESS else module.read(path)


def score(draft: Draft, path: Path, forms: Forms) -> Score:
    """Compare what an import gives with what the draft shows."""
    try:
        report, _ = match(read(path), path.name, forms)
    except UserError as error:
        print(f"{path.name}: {error}")
        return Score(len(draft.figures), 0, 0, 1, 0)
    result = Score()
    for cell, value in report.values.items():
        number = draft.figures.get(cell)
        result.shown += number is not None
        result.read += number is not None and value.number == number
        result.wrong += value.number is not None and value.number != number
    for section in draft.form.template.sections:
        result.sections += 1
        result.whole += _plain(report.texts[section.id]) == _plain(draft.text(section.id))
    return result


def _plain(text: str) -> str:
    return "".join(text.split())


def damaged(kind: str, forms: Forms) -> Iterator[tuple[Damage, Draft]]:
    """The damages that this kind of file can have, each in a fresh draft; those that leave nothing to read are no measure."""
    for damage in DAMAGES:
        if f".{SOURCES[kind]}" in damage.formats and damage.recall >= READ_BAR:
            draft = official(forms.get(damage.edition))
            damage.change(draft)
            yield damage, draft


def measure(kind: str, forms: Forms, folder: Path) -> dict[str, Score]:
    """Damage name -> score of this kind of file."""
    drafts = list(damaged(kind, forms))
    suffix = SOURCES[kind]
    files = [write(draft, folder / f"{kind}-{number:02}.{suffix}") for number, (_, draft) in enumerate(drafts)]
    if kind == "pdf":
        for file in files:
            _print_on_large_paper(file)
    if kind in (*FROM_WORD, *FROM_EXCEL, "pdf"):
        files = convert(files, kind, folder)
    return {damage.name: score(draft, file, forms) for (damage, draft), file in zip(drafts, files, strict=True)}


def _print_on_large_paper(path: Path) -> None:
    """Give tables borders, and cells so much room that no figure is broken over lines."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    body = parts["word/document.xml"].decode("utf-8")
    body = body.replace("<w:tblPr/>", f"<w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr>").replace("</w:body>", _PAGE)
    body = re.sub(r'<w:gridCol w:w="(\d+)"', lambda found: f'<w:gridCol w:w="{int(found[1]) * 3}"', body)
    parts["word/document.xml"] = body.encode("utf-8")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)


def total(scores: dict[str, Score]) -> Score:
    """All damages together."""
    result = Score()
    for one in scores.values():
        result.add(one)
    return result


def missed(kind: str, scores: dict[str, Score]) -> Iterator[str]:
    """The bars that a kind does not reach, one sentence each."""
    everything = total(scores)
    if everything.wrong:
        yield f"{kind}: {everything.wrong} wrong figures"
    if everything.read < READ_BAR * everything.shown:
        yield f"{kind}: only {everything.read} of {everything.shown} figures read"


def table(found: dict[str, dict[str, Score]], every: bool) -> Iterator[str]:
    """The lines to print; a cell is "figures read/shown, !wrong, texts whole/all", "·" when all is right."""
    yield "".join([f"{'':27}", *(f"{kind:>17}" for kind in found)])
    names = list(dict.fromkeys(name for scores in found.values() for name in scores))
    for name in names:
        cells = [_cell(scores.get(name)) for scores in found.values()]
        if every or any(cell not in ("", "·") for cell in cells):
            yield "".join([f"{name:27}", *(f"{cell:>17}" for cell in cells)])
    yield "".join([f"{'figures':27}", *(f"{_share(total(scores).read, total(scores).shown):>17}" for scores in found.values())])
    yield "".join([f"{'wrong':27}", *(f"{total(scores).wrong:>17}" for scores in found.values())])
    yield "".join([f"{'texts':27}", *(f"{_share(total(scores).whole, total(scores).sections):>17}" for scores in found.values())])


def _cell(one: Score | None) -> str:
    if one is None:
        return ""
    return "·" if (one.read, one.wrong, one.whole) == (one.shown, 0, one.sections) else str(one)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %" if whole else ""


def main() -> None:
    """Measure, print, and exit 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description="How exactly every kind of file is read.")
    parser.add_argument("--all", action="store_true", help="print every damage")
    parser.add_argument("--only", nargs="+", choices=SOURCES, default=list(SOURCES), metavar="KIND")
    options = parser.parse_args()
    forms = load_forms()
    with tempfile.TemporaryDirectory() as folder:
        found = {kind: measure(kind, forms, Path(folder)) for kind in options.only}
    print("\n".join(table(found, options.all)))
    failures = [line for kind, scores in found.items() for line in missed(kind, scores)]
    print("\n".join(failures))
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
