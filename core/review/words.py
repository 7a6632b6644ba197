"""Words that are written wrongly: an offline list of the program and lists that an office adds (form.md C40, C42, C43, C48).

One entry a line, `wrong<Tab>right<Tab>note`; the note may be missing, `#` begins a remark. The program's own list is
neutral: misprints met in real reports and names fixed by law.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from core.errors import UserError
from core.findings import Finding
from core.review.passage import read
from core.rules import Severity

BUNDLED = Path(__file__).resolve().parent.parent.parent / "resources" / "words"
_MOST_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True, eq=False)
class WordList:
    """Wrong words with what is right and why; `pattern` finds any of them, the longest first, None for an empty list."""

    entries: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    pattern: re.Pattern[str] | None = None


def load_words(*folders: Path) -> WordList:
    """The program's list and every `.tsv` of `folders`; a later entry replaces an earlier one.

    Raises UserError that names file and line.
    """
    entries: dict[str, tuple[str, str]] = {}
    for folder in (BUNDLED, *folders):
        for file in sorted(folder.glob("*.tsv")):
            entries |= _entries(file)
    longest_first = sorted(entries, key=len, reverse=True)
    return WordList(entries, re.compile("|".join(map(re.escape, longest_first))) if entries else None)


@lru_cache(maxsize=1)
def bundled_words() -> WordList:
    """The program's own list alone."""
    return load_words()


def _entries(file: Path) -> dict[str, tuple[str, str]]:
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise UserError(f"词表“{file.name}”太大，请检查是否选错了文件。")
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"词表“{file.name}”无法读取，请检查文件是否存在、是否为 UTF-8 编码。") from error
    return dict(_parsed(lines, file.name))


def _parsed(lines: Iterable[str], name: str) -> Iterable[tuple[str, tuple[str, str]]]:
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            wrong, right, note = (*(part.strip() for part in line.split("\t")), "", "")[:3]
            if len(wrong) < 2 or wrong == right:
                raise UserError(f"词表“{name}”第 {number} 行写得不对，应为“错误写法<Tab>正确写法<Tab>说明”，错误写法至少两个字。")
            yield wrong, (right, note)


@lru_cache(maxsize=64)
def word_findings(words: WordList, section: str, text: str) -> tuple[Finding, ...]:
    """One finding for each wrong word of a section, at all its places."""
    passage = read(section, text)
    found: dict[str, list[tuple[int, int]]] = {}
    for match in words.pattern.finditer(passage.plain) if words.pattern else ():
        found.setdefault(match.group(0), []).append(match.span())
    return tuple(
        passage.finding("text.wrong_word", Severity.WARNING, _message(wrong, *words.entries[wrong]), *places)
        for wrong, places in found.items()
    )


def _message(wrong: str, right: str, note: str) -> str:
    advice = f"应为“{right}”" if right else "请核对"
    return f"“{wrong}”{advice}" + (f"（{note}）" if note else "")
