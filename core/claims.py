"""What sentences claim about the tables, as data: `review.toml` beside an edition's template (form.md §6).

A pattern is plain Chinese with `{n}` for a quantity, `{word}` for a word class of the file, `…` for a short gap inside one
clause and `[ ]` around what may be missing. Loading is strict. The engine that reads sentences is core/review/claims.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from core.expressions import Term, parse_sum
from core.rules import Severity
from core.strict import Keys, read_toml
from core.template import SECTION_IDS, Template

FIGURE = "\ufdd0"  # first character of a quantity in a masked text; the rest of it are FIGURE_REST
FIGURE_REST = "\ufdd1"
_GAP = f"[^，。；：！？（）\\n{FIGURE}]{{0,30}}?"
_PART = re.compile(r"\{(?P<word>[^{}]+)\}|(?P<gap>…)|(?P<open>\[)|(?P<close>\])|(?P<plain>[^{}…\[\]]+)")
_MESSAGE_WORDS = {"quote": "", "stated": "", "table": ""}


@dataclass(frozen=True, slots=True)
class Accepted:
    """Another sum that the sentence may mean; `note` is said as a hint, "" or one of `unless` in the sentence keeps quiet."""

    terms: tuple[Term, ...]
    note: str
    unless: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """One kind of statement and what it must agree with.

    `equals` is empty for a statement that must only agree with itself. `exact`, `loose` and `zero` are searched in masked
    text; each capturing group is a quantity. `labels` name the claim in 「甲、乙分别为 1 件、2 件」. A match counts only with
    one of `needs` in the sentence, the one before it or their heading, with none of `skip` in it or just before it, and none
    of `avoid` in the sentence up to it. `branch` claims are also read behind 其中, `past` ones beside another year.
    """

    id: str
    name: str
    sections: tuple[str, ...]
    units: frozenset[str]
    exact: re.Pattern[str] | None
    loose: re.Pattern[str] | None
    zero: re.Pattern[str] | None
    labels: tuple[str, ...]
    needs: tuple[str, ...]
    skip: tuple[str, ...]
    avoid: tuple[str, ...]
    branch: bool
    past: bool
    equals: tuple[Term, ...]
    accept: tuple[Accepted, ...]
    severity: Severity
    message: str
    source: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells that the statement is compared with."""
        return tuple(term.name for term in self.equals if term.name)


@dataclass(frozen=True, slots=True)
class Listing:
    """Claims that, stated together, should add up to one of `sums`; fewer than `least` of them are no list."""

    id: str
    parts: tuple[str, ...]
    sums: tuple[tuple[Term, ...], ...]
    least: int
    message: str
    source: str


@dataclass(frozen=True, slots=True)
class Topic:
    """One of the aspects that section one must speak of: it is there when one of `words` is."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ClaimBook:
    """All that an edition's `review.toml` holds; empty for an edition without one."""

    claims: tuple[Claim, ...] = ()
    listings: tuple[Listing, ...] = ()
    topics: tuple[Topic, ...] = ()
    skip: tuple[str, ...] = ()
    by_id: dict[str, Claim] = field(default_factory=dict[str, Claim])


def load_claims(template: Template) -> ClaimBook:
    """Read and check `review.toml` of the edition's folder, if there is one. Raises TemplateError that names file and key."""
    path = template.folder / "review.toml"
    if not path.is_file():
        return ClaimBook()
    keys = read_toml(path)
    loader = _Loader(template, keys.string_map("words"), keys.string_map("groups"))
    claims = tuple(loader.claim(item) for item in keys.tables("claim"))
    by_id = {claim.id: claim for claim in claims}
    if len(by_id) != len(claims):
        raise keys.error("claim", "有两条的编号相同")
    listings = tuple(loader.listing(item, by_id) for item in keys.tables("listing"))
    book = ClaimBook(claims, listings, tuple(map(_topic, keys.tables("topic"))), keys.strings("skip"), by_id)
    keys.done()
    return book


def _topic(keys: Keys) -> Topic:
    topic = Topic(keys.take("name", str), keys.strings("words"))
    keys.done()
    return topic


class _Loader:
    """Entries of one file: word classes, groups of cells and the cells they may name are the same for all."""

    def __init__(self, template: Template, words: dict[str, str], groups: dict[str, str]) -> None:
        self._cells = template.cells
        self._words = words
        self._groups = groups

    def claim(self, keys: Keys) -> Claim:
        """One [[claim]]."""
        claim = Claim(
            id=keys.take("id", str),
            name=keys.take("name", str),
            sections=self._sections(keys),
            units=frozenset(keys.strings("units")),
            exact=self._patterns(keys, "patterns"),
            loose=self._patterns(keys, "loose"),
            zero=self._patterns(keys, "zero"),
            labels=keys.strings("labels"),
            needs=keys.strings("needs"),
            skip=keys.strings("skip"),
            avoid=keys.strings("avoid"),
            branch=keys.take("branch", bool, False),
            past=keys.take("past", bool, False),
            equals=self._sum(keys, "equals", keys.take("equals", str, "")),
            accept=tuple(map(self._accepted, keys.tables("accept"))),
            severity=self._severity(keys),
            message=self._message(keys),
            source=keys.take("source", str),
        )
        keys.done()
        return claim

    def listing(self, keys: Keys, claims: dict[str, Claim]) -> Listing:
        """One [[listing]]."""
        parts = keys.strings("parts")
        if missing := [part for part in parts if part not in claims]:
            raise keys.error("parts", f"没有 {'、'.join(missing)}")
        listing = Listing(
            id=keys.take("id", str),
            parts=parts,
            sums=tuple(self._sum(keys, "sums", text) for text in keys.strings("sums")),
            least=keys.take("least", int),
            message=self._message(keys),
            source=keys.take("source", str),
        )
        keys.done()
        return listing

    def _sections(self, keys: Keys) -> tuple[str, ...]:
        sections = keys.strings("sections")
        if not sections or set(sections) - set(SECTION_IDS):
            raise keys.error("sections", f"应为 {'、'.join(SECTION_IDS)} 中的几个")
        return sections

    def _accepted(self, keys: Keys) -> Accepted:
        accepted = Accepted(self._sum(keys, "sum", keys.take("sum", str)), keys.take("note", str, ""), keys.strings("unless"))
        keys.done()
        return accepted

    def _severity(self, keys: Keys) -> Severity:
        name = keys.take("severity", str)
        if name not in set(Severity):
            raise keys.error("severity", "应为 error、warning 或 info")
        return Severity(name)

    def _message(self, keys: Keys) -> str:
        message = keys.take("message", str)
        try:
            str.format(message, **_MESSAGE_WORDS)
        except (KeyError, IndexError, ValueError) as error:
            raise keys.error("message", f"只能用 {'、'.join(_MESSAGE_WORDS)}") from error
        return message

    def _sum(self, keys: Keys, key: str, text: str) -> tuple[Term, ...]:
        if not text:
            return ()
        try:
            terms = parse_sum(text, self._groups)
        except ValueError as error:
            raise keys.error(key, str(error)) from error
        for term in terms:
            if term.name and term.name not in self._cells:
                raise keys.error(key, f"没有单元格 {term.name}")
        return terms

    def _patterns(self, keys: Keys, key: str) -> re.Pattern[str] | None:
        """All patterns of a key as one alternation, None when there are none."""
        try:
            texts = [self._pattern(text) for text in keys.strings(key)]
        except ValueError as error:
            raise keys.error(key, str(error)) from error
        return re.compile("|".join(texts)) if texts else None

    def _pattern(self, text: str) -> str:
        """One pattern as a regular expression whose repetitions are all bounded."""
        parts: list[str] = []
        position = depth = 0
        for match in _PART.finditer(text):
            if match.start() != position:
                break
            position = match.end()
            depth += bool(match["open"]) - bool(match["close"])
            parts.append(self._part(match))
        if position != len(text) or depth:
            raise ValueError(f"“{text}”的括号没有配对")
        return "".join(parts)

    def _part(self, match: re.Match[str]) -> str:
        if match["gap"]:
            return _GAP
        if match["open"] or match["close"]:
            return "(?:" if match["open"] else ")?"
        word = match["word"]
        if word is None:
            return re.escape(match["plain"])
        if word == "n":
            return f"({FIGURE}{FIGURE_REST}*+)"
        if word == "year":
            return "20\\d{2}年(?:度)?"
        if word not in self._words:
            raise ValueError(f"没有定义词组 {word}")
        return f"(?:{'|'.join(self._alternatives(word))})"

    def _alternatives(self, word: str) -> list[str]:
        """The words of a class, longest first; a class named `!x` is what must not follow, written as a look-ahead."""
        found = sorted((re.escape(item) for item in self._words[word].split("|") if item), key=len, reverse=True)
        return [f"(?!{'|'.join(found)})"] if word.startswith("!") else found
