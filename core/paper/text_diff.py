"""What was inserted and deleted between two texts, paragraph by paragraph and inside a paragraph number by number.

Joining what is not inserted gives the old text exactly, joining what is not deleted the new one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from core.exporter.blocks import Change, Piece

Pieces = tuple[Piece, ...]
_TOKEN = re.compile(r"\d+(?:\.\d+)?%?|[A-Za-z]+|.", re.DOTALL)  # a figure changes as a whole: 23 → 25, not 3 → 5
_SENTENCE = re.compile(r"[^。；！？]*[。；！？]?")
_ALIKE = 0.5
_MOST_WORK = 1_000_000
_STRAY = 2  # this few equal characters between two changes only make them harder to read


def diff_paragraphs(old: Sequence[str], new: Sequence[str]) -> list[Pieces]:
    """Every paragraph of both texts in order, each as its pieces; a paragraph that only one text has is one piece."""
    found: list[Pieces] = []
    for kind, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [(Piece(Change.SAME, text),) for text in old[start:end]]
        else:
            found += _replaced(old[start:end], new[first:last])
    return found


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Pieces]:
    """Paragraphs that resemble each other are compared inside, in order; the others were deleted or inserted."""
    done = 0
    for text in old:
        partner = _partner(text, new, done)
        if partner is None:
            yield (Piece(Change.DELETED, text),)
            continue
        yield from ((Piece(Change.INSERTED, other),) for other in new[done:partner])
        yield diff_text(text, new[partner])
        done = partner + 1
    yield from ((Piece(Change.INSERTED, other),) for other in new[done:])


def _partner(text: str, others: Sequence[str], start: int) -> int | None:
    """The first of the others from `start` on that is much like the text."""
    matcher = SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(text)
    for index in range(start, len(others)):
        matcher.set_seq1(others[index])
        if matcher.quick_ratio() >= _ALIKE and _is_alike(text, others[index]):
            return index
    return None


def _is_alike(old: str, new: str) -> bool:
    same = sum(len(piece.text) for piece in diff_text(old, new) if piece.change is Change.SAME)
    return 2 * same >= _ALIKE * (len(old) + len(new))


def diff_text(old: str, new: str) -> Pieces:
    """The pieces of one paragraph; () when both are empty. Very long ones are compared by sentences."""
    pattern = _TOKEN if len(old) * len(new) <= _MOST_WORK else _SENTENCE
    one, other = pattern.findall(old), pattern.findall(new)
    pieces: list[Piece] = []
    for kind, start, end, first, last in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece(Change.SAME, "".join(one[start:end])))
        else:
            pieces += [Piece(Change.DELETED, "".join(one[start:end])), Piece(Change.INSERTED, "".join(other[first:last]))]
    return tuple(_readable(piece for piece in pieces if piece.text))


def _readable(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Changes between which only stray characters are equal become one deletion and one insertion."""
    parts = list(pieces)
    deleted = inserted = ""
    for index, piece in enumerate(parts):
        is_stray = 0 < index < len(parts) - 1 and len(piece.text) <= _STRAY
        if piece.change is Change.SAME and not is_stray:
            yield from _change(deleted, inserted)
            yield piece
            deleted = inserted = ""
        else:
            deleted += "" if piece.change is Change.INSERTED else piece.text
            inserted += "" if piece.change is Change.DELETED else piece.text
    yield from _change(deleted, inserted)


def _change(deleted: str, inserted: str) -> Iterator[Piece]:
    if deleted:
        yield Piece(Change.DELETED, deleted)
    if inserted:
        yield Piece(Change.INSERTED, inserted)
