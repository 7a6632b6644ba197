"""Saving the program's own file `.nianbao`, so that nothing which was once saved is ever lost.

The new content is read back first, written beside and put in its place in one step. Two generations before it stay
beside it as `.bak` and `.bak2`, a damaged file as `.damaged`; each sitting's first state is in its journal besides. A file
that somebody else wrote meanwhile, or a newer program, is never overwritten silently.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from core import storage
from core.errors import UnreadableFileError, UserError, WriteError
from core.exporter.atomic import write_atomic
from core.forms import Forms
from core.locking import HeldBy, Lock, acquire
from core.provenance import ImportRecord
from core.report import Report
from core.seal import NewerFileError, Stamp, open_content, seal, verified_generation

_PREVIOUS, _BEFORE_PREVIOUS, _DAMAGED = ".bak", ".bak2", ".damaged"


class ChangedOnDiskError(UserError):
    """The file is not the one that was opened: another window, program or person has written it since."""


@dataclass(frozen=True, slots=True)
class Backup:
    """An older generation that can be opened in place of a damaged or spoiled file."""

    path: Path
    report: Report
    record: ImportRecord
    stamp: Stamp


def save(report: Report, path: Path, forms: Forms, record: ImportRecord | None = None, known: Stamp | None = None) -> Stamp:
    """Write the report as the next generation of the file and return its stamp.

    `known` is the stamp of the file as it was opened or last saved, None for a first save or a confirmed overwrite.
    Raises ChangedOnDiskError or NewerFileError (nothing is written), and WriteError (the old file is untouched).
    """
    old = _content_on_disk(path)
    if known is not None and old is not None and Stamp.of(old, 0).digest != known.digest:
        raise ChangedOnDiskError(f"“{path.name}”打开以后被别的程序或别的人修改过，请另存为新文件，或者确认后覆盖。")
    on_disk = _generation(old, path.name)
    newest = max((backup.stamp.generation for backup in backups(path, forms)), default=0) if on_disk is None else on_disk
    generation = max(known.generation if known else 0, newest) + 1
    content = seal(storage.to_json(report, record), generation)
    _prove(report, content, path.name, forms)
    if old is not None:
        _keep(old, path, damaged=on_disk is None)
    write_atomic(path, content)
    return Stamp.of(content, generation)


def save_closed(report: Report, path: Path, forms: Forms, record: ImportRecord | None = None) -> Stamp:
    """`save` over whatever is there, for the command line. Raises UserError too where a window here has the file open."""
    lock = acquire(path)
    if isinstance(lock, HeldBy) and lock.here:
        raise UserError(lock.sentence(path.name))
    try:
        return save(report, path, forms, record)
    finally:
        if isinstance(lock, Lock):
            lock.release()


def backups(path: Path, forms: Forms) -> list[Backup]:
    """The older generations of a file that can be read, the newest first by their generation, whatever clocks say."""
    found: list[Backup] = []
    for suffix in (_PREVIOUS, _BEFORE_PREVIOUS):
        older = _beside(path, suffix)
        try:
            found.append(Backup(older, *open_content(older.read_bytes(), path.name, forms)))
        except (OSError, UnreadableFileError):
            continue
    return sorted(found, key=lambda backup: backup.stamp.generation, reverse=True)


def _content_on_disk(path: Path) -> bytes | None:
    """The bytes there, None where there is no file yet. Raises WriteError when the place cannot even be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise WriteError(f"“{path.name}”无法读取，不能确认是否可以覆盖，请换一个文件名保存。") from error


def _generation(content: bytes | None, name: str) -> int | None:
    """The generation of the file that will be replaced; None for a damaged one. Raises NewerFileError."""
    if content is None:
        return 0
    try:
        return verified_generation(content, name)
    except NewerFileError:
        raise
    except UnreadableFileError:
        return None


def _keep(old: bytes, path: Path, damaged: bool) -> None:
    """Put the present file's content aside. A damaged one does not push out a good generation.

    A disk without room for a copy must not stop the save itself; what is damaged has no other copy and does.
    """
    mode = path.stat().st_mode & 0o777
    if damaged:
        write_atomic(_beside(path, _DAMAGED), old, mode)
        return
    previous = _beside(path, _PREVIOUS)
    try:
        if previous.exists():
            os.replace(previous, _beside(path, _BEFORE_PREVIOUS))  # noqa: PTH105 as in atomic.py
        write_atomic(previous, old, mode)
    except (OSError, WriteError):
        return


def _beside(path: Path, suffix: str) -> Path:
    """A neighbour of the real file, also when `path` is a link to it."""
    target = Path(os.path.realpath(path))
    return target.with_name(f"{target.name}{suffix}")


def _prove(report: Report, content: bytes, name: str, forms: Forms) -> None:
    """Read the new content back before it replaces anything. Raises WriteError when it is not the same report."""
    try:
        again, _, _ = open_content(content, name, forms)
    except UnreadableFileError as error:
        raise WriteError(f"报告里有写进文件就读不回来的内容，没有保存，请先改正。{error}") from error
    if _plain(report) != _plain(again):
        raise WriteError(f"写出的内容与报告不一致，没有保存“{name}”，请另存为 .json 文件并联系维护人员。")


def _plain(report: Report) -> bytes:
    """What must come back: everything, last year's report too, but for marks, which only point into the text."""
    data = storage.to_json(report)
    data.pop("marks", None)
    return storage.dump(data)
