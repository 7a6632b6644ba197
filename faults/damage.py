"""Project files and journals that were cut, flipped, overwritten with zeros or mixed: noticed, or without any effect.

A damaged project file must open as what was saved or be refused; a damaged journal must give a state that was once
acknowledged. Nothing else may come out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from core.errors import UserError
from core.importer.importing import import_report
from core.project import backups
from core.recovering import begin_attempt, pending, recover
from faults.results import Outcome
from faults.subject import FORMS, CorruptError, Saver, Writer, state_of

_EDITS = 40


def run(quick: bool) -> Outcome:
    """Both kinds of file."""
    outcome = Outcome()
    share = 4 if quick else 1
    with TemporaryDirectory(prefix="faults-") as name:
        folder = Path(name)
        _project_files(folder, share, outcome)
        _journals(folder, share, outcome)
    return outcome


def _project_files(folder: Path, share: int, outcome: Outcome) -> None:
    saver = Saver(folder)
    for number in (1, 2, 3):
        saver.reach(number)
    content = saver.path.read_bytes()
    bad = refused = trials = 0
    for what, damaged in _damages(content, share):
        trials += 1
        saver.path.write_bytes(damaged)
        result = _judged(lambda: state_of(import_report(saver.path, FORMS).report), {3})
        refused += result == "refused"
        if result not in ("refused", "whole") or [item.stamp.generation for item in backups(saver.path, FORMS)] != [2, 1]:
            bad += 1
            outcome.finds.append(f"project file, {what}: {result}")
    outcome.count("project files: damage that went unnoticed", bad, trials, f"files ({refused} refused)", headline=True)


def _journals(folder: Path, share: int, outcome: Outcome) -> None:
    writer = Writer(folder, save_every=10**9)
    for number in range(1, _EDITS + 1):
        writer.reach(number)
    (file,) = (folder / "journals").glob("*.journal")
    content, place = file.read_bytes(), folder / "damaged"
    place.mkdir()
    copy = place / "x.journal"
    bad = refused = trials = 0
    for what, damaged in _damages(content, share):
        trials += 1
        copy.write_bytes(damaged)
        pending(place)
        begin_attempt(copy)
        result = _judged(lambda: state_of(recover(copy, FORMS).report), set(range(1, _EDITS + 1)))
        refused += result == "refused"
        if result not in ("refused", "whole"):
            bad += 1
            outcome.finds.append(f"journal, {what}: {result}")
    outcome.count("journals: states that never were", bad, trials, f"files ({refused} refused)", headline=True)


def _judged(read: Callable[[], int], allowed: set[int]) -> str:
    try:
        state = read()
    except UserError as error:
        return "refused" if "\n" not in str(error) else f"not one sentence: {error}"
    except CorruptError as error:
        return f"corrupt: {error}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "whole" if state in allowed else f"state {state}"


def _damages(content: bytes, share: int) -> Iterator[tuple[str, bytes]]:
    """200 cuts, 500 flipped bits, 100 zeroed stretches, 50 repeated or swapped pieces; each `share`th of them."""
    rng = Random("damage")
    size = len(content)
    for number in range(0, 200, share):
        yield f"cut at {number}/200", content[: size * number // 200]
    for _ in range(0, 500, share):
        position = rng.randrange(size)
        yield f"bit at {position}", _with(content, position, bytes([content[position] ^ 1 << rng.randrange(8)]))
    for _ in range(0, 100, share):
        position, length = rng.randrange(size), rng.choice((1, 512, 4096))
        yield f"zeros at {position}", _with(content, position, bytes(min(length, size - position)))
    for _ in range(0, 50, share):
        source, target, length = rng.randrange(size), rng.randrange(size), rng.choice((1, 64, 512))
        yield f"piece {source} at {target}", _with(content, target, content[source : source + min(length, size - target)])
    yield "all zeros", bytes(size)
    yield "nothing", b""
    yield "twice", content * 2
    yield "another file", b"PK\x03\x04" + content


def _with(content: bytes, position: int, piece: bytes) -> bytes:
    return content[:position] + piece + content[position + len(piece) :]
