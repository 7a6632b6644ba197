"""Sentences against tables: finds what the text claims about a cell or a sum of cells, and compares (form.md §6).

Deliberately deaf: a figure counts only with the right words around it, in the right year, outside branches (其中). One
reading that disagrees is an error; several readings that differ are a hint; a vague figure never is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from core.claims import FIGURE, FIGURE_REST, Claim, ClaimBook, Listing
from core.expressions import Term
from core.findings import Finding
from core.report import Report
from core.review.passage import Passage, Sentence, read
from core.review.quantities import Quantity
from core.rules import Severity
from core.values import Value, format_number

_YEAR = re.compile(r"20\d{2}(?=年)")
_PART_OF_YEAR = re.compile(r"\d{1,2}月(?!1日至12月|1日起至12月|至12月|31日|底)")
_LAST_YEAR = re.compile(r"上年|上一年|去年|前年|往年")
_BRANCH = re.compile(r"其中|（[^（）]*$")
_CLAUSE_END = "，；：。！？\n（"
_BEFORE = 4
_RESPECTIVELY = re.compile(
    rf"(?:的?(?:数量|件数))?(?:分别|依次)(?:为|是|有)?(?P<figures>{FIGURE}{FIGURE_REST}*+(?:[、，和及]{FIGURE}{FIGURE_REST}*+){{1,6}})"
)
_EACH = re.compile(rf"(?:均|各)(?:为)?(?P<figures>{FIGURE}{FIGURE_REST}*+)")
_LONGEST_LABELS = 60
_LABEL_ENDS = re.compile(r"、|和|及|以及|与")
_FIGURE = re.compile(rf"{FIGURE}{FIGURE_REST}*+")


@dataclass(frozen=True, slots=True)
class Statement:
    """What one place of the text says a claim's number is.

    `sure` is False for a loose reading; `none` is True where the words say that there were none (未发生).
    """

    amount: Decimal
    shown: str
    vague: bool
    sure: bool
    start: int
    end: int
    sentence: Sentence
    none: bool = False


@lru_cache(maxsize=64)
def statements(book: ClaimBook, section: str, text: str, year: int | None) -> Mapping[str, tuple[Statement, ...]]:
    """Every statement of a section by claim id. Depends on nothing else, so an unchanged section costs nothing."""
    passage = read(section, text)
    wanted = [claim for claim in book.claims if section in claim.sections]
    found: dict[str, tuple[Statement, ...]] = {}
    for claim in wanted:
        if claim.needs and not any(word in passage.plain for word in claim.needs):
            continue
        read_here = [*_matched(passage, claim), *_listed(passage, claim)]
        kept = tuple(item for item in read_here if _counts(passage, claim, book.skip, item, year))
        if kept:
            found[claim.id] = kept
    return found


def _matched(passage: Passage, claim: Claim) -> Iterator[Statement]:
    """Matches of the patterns, surest first; a place is read once."""
    taken: set[int] = set()
    for pattern, sure in ((claim.exact, True), (claim.zero, True), (claim.loose, False)):
        for match in pattern.finditer(passage.masked) if pattern else ():
            figure = match.start(match.lastindex) if match.lastindex else match.end()
            quantity = passage.quantities.get(figure)
            if figure not in taken and (quantity is not None or pattern is claim.zero):
                taken.add(figure)
                yield from _statement(passage, claim, match.span(), quantity, sure)


def _statement(
    passage: Passage, claim: Claim, span: tuple[int, int], quantity: Quantity | None, sure: bool
) -> Iterator[Statement]:
    if quantity is not None and quantity.unit not in claim.units:
        return
    sentence = next(item for item in passage.sentences if item.start <= span[0] < item.end)
    if quantity is None:
        yield Statement(Decimal(0), passage.plain[span[0] : span[1]], False, sure, *span, sentence, True)
    else:
        yield Statement(quantity.amount, quantity.text, quantity.vague, sure, *span, sentence)


def _listed(passage: Passage, claim: Claim) -> Iterator[Statement]:
    """The claim's own among 「甲、乙、丙分别为 1 件、2 件、3 件」 and 「甲、乙各 1 件」."""
    for labels, figures, span in _series(passage) if claim.labels else ():
        for label, figure in zip(labels, figures, strict=True):
            quantity = passage.quantities.get(figure)
            if quantity is not None and any(word in label for word in claim.labels):
                yield from _statement(passage, claim, span, quantity, True)


@lru_cache(maxsize=64)
def _series(passage: Passage) -> tuple[tuple[tuple[str, ...], tuple[int, ...], tuple[int, int]], ...]:
    """Labels, places of their figures and the whole stretch of each 分别为 and each 各."""
    return tuple(
        (labels, figures, (start, match.end()))
        for pattern in (_RESPECTIVELY, _EACH)
        for match in pattern.finditer(passage.masked)
        for labels, start in (_labels_before(passage.masked, match.start()),)
        for figures in (_figures(match, len(labels)),)
        if len(labels) == len(figures) > 1
    )


def _labels_before(masked: str, end: int) -> tuple[tuple[str, ...], int]:
    """What stands in the clause before `end`, divided at 、 and 和, and where that begins."""
    clause = masked[max(0, end - _LONGEST_LABELS) : end]
    begin = max(clause.rfind(char) for char in (*_CLAUSE_END, FIGURE, FIGURE_REST)) + 1
    return tuple(_LABEL_ENDS.split(clause[begin:])), end - len(clause) + begin


def _figures(match: re.Match[str], count: int) -> tuple[int, ...]:
    """Where the figures begin; the one figure of 各 stands for all labels."""
    found = tuple(item.start() + match.start("figures") for item in _FIGURE.finditer(match["figures"]))
    return found * count if match.re is _EACH else found


def _counts(passage: Passage, claim: Claim, skip: Sequence[str], item: Statement, year: int | None) -> bool:
    """Whether the words around say that it is this body's number of this year."""
    sentence = item.sentence
    before = passage.masked[sentence.start : item.start]
    clause = before[max(before.rfind(char) for char in _CLAUSE_END) + 1 :]
    here = clause[-_BEFORE:] + passage.masked[item.start : item.end]
    said = before + passage.masked[item.start : item.end]
    if any(word in here for word in claim.skip) or any(word in said for word in claim.avoid):
        return False
    if any(word in clause + here for word in skip) or _PART_OF_YEAR.search(clause):
        return False
    if not claim.branch and _BRANCH.search(clause if item.none else before):
        return False
    if not claim.past and (_other_year(said, year) or _LAST_YEAR.search(here)):
        return False
    return not claim.needs or any(word in _surroundings(passage, sentence) for word in claim.needs)


def _other_year(said: str, year: int | None) -> bool:
    """Whether the last year named before the figure is another one."""
    years = _YEAR.findall(said)
    return bool(years) and year is not None and int(years[-1]) != year


def _surroundings(passage: Passage, sentence: Sentence) -> str:
    """The sub-heading, the sentence before and the sentence itself."""
    index = passage.sentences.index(sentence)
    before = passage.text(passage.sentences[index - 1]) if index else ""
    return sentence.topic + before + passage.text(sentence)


def total(terms: Sequence[Term], values: Mapping[str, Value]) -> Decimal | None:
    """The sum of these cells, None while one of them holds no number."""
    amount = Decimal(0)
    for term in terms:
        number = values[term.name].number if term.name in values else (None if term.name else Decimal(1))
        if number is None:
            return None
        amount += term.factor * number
    return amount


def all_statements(report: Report) -> dict[str, list[tuple[Passage, Statement]]]:
    """The statements of the whole report by claim id, with the passages they stand in."""
    book, year = report.form.claims, report.meta.year
    found: dict[str, list[tuple[Passage, Statement]]] = {}
    for section, text in report.texts.items():
        if text:
            passage = read(section, text)
            for claim, items in statements(book, section, text, year).items():
                found.setdefault(claim, []).extend((passage, item) for item in items)
    return found


def claim_findings(report: Report) -> Iterator[Finding]:
    """Every claim that the tables do not bear out, then lists of results that are not complete."""
    said = all_statements(report)
    flagged: set[str] = set()
    for claim in report.form.claims.claims:
        for finding in _judged(claim, said.get(claim.id, []), report.values):
            flagged.add(claim.id)
            yield replace(finding, cells=claim.cells, source=claim.source)
    for listing in report.form.claims.listings:
        if not flagged & set(listing.parts):
            yield from _incomplete(listing, said, report.values)


def _judged(claim: Claim, said: Sequence[tuple[Passage, Statement]], values: Mapping[str, Value]) -> Iterator[Finding]:
    exact = [pair for pair in said if not pair[1].vague]
    if not claim.equals:
        if len({item.amount for _, item in exact}) > 1:
            yield _finding(claim, claim.severity, claim.message, exact, None)
        return
    table = total(claim.equals, values)
    if table is None:
        return
    if not exact and said:
        yield _vague(claim, said, table)
    off = [pair for pair in exact if pair[1].amount != table]
    notes = [(pair, _accepted(claim, pair, values)) for pair in off]
    wrong = [pair for pair, note in notes if note is None]
    yield from _hints(claim, [(pair, note) for pair, note in notes if note], table)
    if wrong:
        yield _disagreement(claim, exact, wrong, table)


def _accepted(claim: Claim, said: tuple[Passage, Statement], values: Mapping[str, Value]) -> str | None:
    """The note of the other reading that fits, "" for one that needs no word, None when none fits."""
    passage, item = said
    for other in () if item.none else claim.accept:
        if total(other.terms, values) == item.amount:
            sentence = passage.text(item.sentence)
            return "" if any(word in sentence for word in other.unless) else other.note
    return None


def _hints(claim: Claim, noted: Sequence[tuple[tuple[Passage, Statement], str]], table: Decimal) -> Iterator[Finding]:
    for pair, note in noted[:1]:
        yield _finding(claim, Severity.INFO, note, [pair], table)


def _disagreement(
    claim: Claim, exact: Sequence[tuple[Passage, Statement]], wrong: Sequence[tuple[Passage, Statement]], table: Decimal
) -> Finding:
    """One reading that disagrees is what it says it is; several different ones are only pointed at."""
    if len({item.amount for _, item in exact}) == 1:
        sure = any(item.sure for _, item in wrong)
        severity = claim.severity if sure or claim.severity is Severity.INFO else Severity.WARNING
        return _finding(claim, severity, claim.message, wrong, table)
    message = f"正文几处写的{claim.name}不同（{{stated}}），表中是 {{table}}，请核对"
    return _finding(claim, Severity.INFO, message, [*wrong, *(pair for pair in exact if pair not in wrong)], table)


def _vague(claim: Claim, said: Sequence[tuple[Passage, Statement]], table: Decimal) -> Finding:
    message = f"正文写{claim.name}“{{stated}}”，表中有准确数 {{table}}，请写准确数"
    return replace(_finding(claim, Severity.INFO, message, said, table), rule="text.vague_figure")


def _finding(
    claim: Claim, severity: Severity, message: str, said: Sequence[tuple[Passage, Statement]], table: Decimal | None
) -> Finding:
    passage = said[0][0]
    shown = list(dict.fromkeys(item.shown for _, item in said))
    right = None if table is None else format_number(table)
    words = message.format(quote=shown[0], stated="、".join(shown), table=right)
    places = [(item.start, item.end) for other, item in said if other is passage]
    finding = passage.finding(claim.id, severity, words, *places)
    return replace(finding, left=format_number(said[0][1].amount), right=right)


def _incomplete(
    listing: Listing, said: Mapping[str, Sequence[tuple[Passage, Statement]]], values: Mapping[str, Value]
) -> Iterator[Finding]:
    """Every part agrees with its row, yet a row that is not 0 is not among them."""
    parts = [said[part][0] for part in listing.parts if len(said.get(part, ())) == 1]
    if len(parts) < listing.least or any(len(said.get(part, ())) > 1 for part in listing.parts):
        return
    passage = parts[0][0]
    items = [item for other, item in parts if other is passage and not item.vague]
    sums = [total(terms, values) for terms in listing.sums]
    stated = sum((item.amount for item in items), Decimal(0))
    if len(items) != len(parts) or None in sums or stated in sums:
        return
    table = format_number(sums[0] or Decimal(0))
    message = listing.message.format(quote="", stated=format_number(stated), table=table)
    places = [(item.start, item.end) for item in items]
    finding = passage.finding(listing.id, Severity.INFO, message, *places)
    yield replace(finding, left=format_number(stated), right=table, source=listing.source)
