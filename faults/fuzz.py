"""R6: invented Word and Excel parts, web pages, RTF and project files; cell texts and paragraphs over all of Unicode.

The zip around a Word file is not fuzzed: its checksums stop mutations before any of our code. Every input is made from its
target's name and number, so that a find can be repeated; it is also written to build/work/.
"""

from __future__ import annotations

import json
import re
import signal
import sys
import time
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from core import storage
from core.errors import UnreadableFileError, UserError
from core.exporter.export import export
from core.importer.importing import import_report
from core.report import Report, TextEdit
from core.seal import open_content, seal
from core.values import Kind, parse_value
from faults.grammar import TARGETS
from faults.readers import ROOT
from faults.results import Outcome
from faults.subject import FORM, FORMS, report_at

_DEADLINE = 2.0
_UNITS = "件条份次宗起项个例人部"
_IGNORED = ("Cf", "Zs", "Cc", "Zl", "Zp")
_PLAIN = re.compile(rf"[+-]?(\d+|\d{{1,3}}(,\d{{3}})+)(\.\d+)?[{_UNITS}]?", re.ASCII)
_FULL = {ord(wide): narrow for wide, narrow in zip("０１２３４５６７８９，．＋－−", "0123456789,.+--", strict=True)}


def run(quick: bool) -> Outcome:
    """Seconds for each grammar, then Unicode."""
    outcome = Outcome()
    with TemporaryDirectory(prefix="faults-") as name:
        for target, make in TARGETS.items():
            _fuzz(target, make, Path(name), 2 if quick else 60, outcome)
        _project_file(Path(name), 300 if quick else 10_000, outcome)
        _paragraphs(Path(name), 40 if quick else None, outcome)
    _cell_texts(7 if quick else 1, outcome)
    return outcome


def _too_slow(*_: object) -> None:
    raise TimeoutError("slower than the deadline")


def _judged(work: Callable[[], object]) -> str:
    """What escaped, "" when all is well."""
    signal.signal(signal.SIGALRM, _too_slow)
    signal.setitimer(signal.ITIMER_REAL, _DEADLINE)
    try:
        work()
    except UnreadableFileError as error:
        return "" if str(error).endswith("。") else f"not one sentence: {error}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:200]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return ""


def _fuzz(target: str, make: Callable[[Random, Path], Path], folder: Path, seconds: float, outcome: Outcome) -> None:
    began, number, found = time.monotonic(), 0, 0
    while time.monotonic() - began < seconds:
        file = make(Random(f"{target} {number}"), folder)
        what = _judged(lambda file=file: import_report(file, FORMS))
        if what:
            found += 1
            outcome.finds.append(f"{target} {number}: {what} (kept as {_kept(target, number, file)})")
        number += 1
    outcome.count(f"{target}: escapes", found, number, f"inputs ({number / seconds:.0f} a second)", headline=True)


def _kept(target: str, number: int, file: Path) -> Path:
    place = ROOT / "build" / "work" / f"fuzz-{target}-{number}{file.suffix}"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(file.read_bytes())
    return place


_NUMBERS: tuple[object, ...] = (0, -1, 1.5, 10**30, 1e400, "9" * 400, "1e5", "NaN", "２", "\ufeff3")
_ODD: tuple[object, ...] = (*_NUMBERS, None, True, "", "x", "\x00", [], [[]], {}, {"a": {}}, [None])


def _project_file(folder: Path, number: int, outcome: Outcome) -> None:
    """Every kind of wrong thing at every place of a file, with a seal that fits."""
    plain, found = storage.dump(storage.to_json(report_at(1))), 0
    for index in range(number):
        rng, data = Random(f"project {index}"), json.loads(plain)
        for _ in range(rng.choice((1, 1, 3))):
            _spoil(data, rng)
        try:
            content = seal(data, 5)
        except ValueError:  # nothing that JSON can hold
            continue
        what = _judged(lambda content=content: open_content(content, "年报.nianbao", FORMS))
        if what:
            found += 1
            file = folder / "spoiled.nianbao"
            file.write_bytes(content)
            outcome.finds.append(f"project file {index}: {what} (kept as {_kept('project', index, file)})")
    outcome.count("project file: escapes", found, number, "inputs", headline=True)


def _spoil(data: dict[str, object], rng: Random) -> None:
    """Replace, remove or add something somewhere."""
    node: dict[str, object] = data
    while True:
        key = rng.choice(list(node)) if node else "新"
        below = node.get(key)
        if not isinstance(below, dict) or not below or rng.random() < 0.2:
            break
        node = below
    if rng.random() < 0.15:
        node.pop(key, None)
    else:
        node[rng.choice((key, key, key, "新", "previous", "marks"))] = rng.choice(_ODD)


def _cell_texts(step: int, outcome: Outcome) -> None:
    """Each character alone, before and after a digit: what becomes a number must be one to the eye of a plain rule."""
    found = tried = 0
    for point in range(0, sys.maxunicode + 1):
        if step > 1 and point > 0x3100 and point % step:
            continue
        for text in (chr(point), f"1{chr(point)}", f"{chr(point)}1", f"1{chr(point)}2"):
            tried += 1
            try:
                number = parse_value(text, Kind.COUNT).value.number
                wrong = number is not None and number != _plain_number(text)
            except Exception as error:
                wrong, number = True, error
            if wrong:
                found += 1
                outcome.finds.append(f"cell text {text!r} (U+{point:04X}) became {number!r}")
    outcome.count("cell texts over all of Unicode: guessed or escaped", found, tried, "texts", headline=True)


def _plain_number(text: str) -> Decimal | None:
    """What a person reads: digits of Europe or their wide twins, among blanks and invisible marks."""
    seen = "".join(char for char in text if unicodedata.category(char) not in _IGNORED).translate(_FULL)
    return Decimal(seen.rstrip(_UNITS).replace(",", "")) if _PLAIN.fullmatch(seen) else None


def _paragraphs(folder: Path, most: int | None, outcome: Outcome) -> None:
    """Every character in a paragraph, written as Word, web page and project file and read back alike."""
    width, found = 400, 0
    starts = list(range(0, sys.maxunicode + 1, width))
    chosen = starts if most is None else [*starts[:20], *Random("paragraphs").sample(starts, most - 20)]
    for start in chosen:
        report = _with_characters(range(start, min(start + width, sys.maxunicode + 1)))
        for suffix in (".docx", ".html", ".nianbao"):
            try:
                export(report, folder / f"unicode{suffix}", FORMS)
            except UserError as error:
                found += 1
                outcome.finds.append(f"characters from U+{start:04X} in {suffix}: {error}")
    outcome.count("paragraphs over all of Unicode: not read back alike", found, len(chosen) * 3, "files", headline=True)


def _with_characters(points: range) -> Report:
    lines = ["文字" + "".join(map(chr, points[at : at + 50])) + "结尾" for at in range(0, len(points), 50)]
    report = Report(FORM, report_at(1).meta)
    report.apply(TextEdit("overview", "\n".join(lines)))
    return report
