"""The edit journal: every committed edit at once on disk, so that a crash costs at most the cell being typed.

One file per sitting in the user's own folder: a first record with the report as it was opened, then one checksummed line
per edit and per save. It is held while its program lives; a clean close renames it. core/recovering.py reads it.
"""

from __future__ import annotations

import json
import os
import uuid
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from core import storage
from core.journal_edits import edit_to_json
from core.locking import hold
from core.provenance import ImportRecord
from core.report import Edit, Report

OPEN, CLOSED = ".journal", ".closed"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """The report's own file as this program last saw it. `path` None before the first save."""

    path: Path | None = None
    generation: int = 0
    digest: str = ""


class Journal:
    """Appends to one journal file. A written line is durable against a killed program, a synced one against a power cut."""

    def __init__(self, file: Path, texts: dict[str, str]) -> None:
        self.file = file
        self._texts = texts
        self._length = self._chain = 0
        self._handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        hold(self._handle)

    @classmethod
    def start(
        cls, folder: Path, report: Report, known: Known, record: ImportRecord | None = None, unsaved: bool = False
    ) -> Journal:
        """A new journal in `folder`, whose first record is the report as it is now. Not synced yet. Raises OSError.

        `unsaved`: this very state is in no file yet (an import that was just accepted) and is worth asking about.
        """
        folder.mkdir(parents=True, exist_ok=True)
        journal = cls(folder / f"{uuid.uuid4().hex}{OPEN}", dict(report.texts))
        base: Json = {
            "base": storage.to_json(report, record),
            "record": record is not None,
            "unsaved": unsaved,
            **_known_json(known),
        }
        try:
            journal._append(base)
        except OSError:
            journal.discard()
            raise
        return journal

    def write(self, edit: Edit) -> None:
        """Record one edit that the report has accepted, at once.

        Raises OSError; the edit stays in memory, this journal ends before it, and the caller starts another one.
        """
        self._append({"edit": edit_to_json(edit, self._texts)})

    def saved(self, known: Known) -> None:
        """Record that all edits up to here are in the report's own file. Raises OSError."""
        self._append({"saved": True, **_known_json(known)})

    def sync(self) -> None:
        """Force everything written so far to the disk; may take tens of milliseconds, so not on the window's thread."""
        os.fsync(self._handle)

    def sync_elsewhere(self) -> Callable[[], None]:
        """`sync` for another thread, to be called once: it has a handle of its own, whatever becomes of this journal."""
        handle = os.dup(self._handle)

        def sync() -> None:
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

        return sync

    def close(self) -> None:
        """The report was closed as the person wanted: the file stays for days under another name, as a second net."""
        os.close(self._handle)
        with suppress(OSError):  # removed meanwhile, or its disk is gone
            retire(self.file)

    def discard(self) -> None:
        """Nothing worth keeping was written."""
        os.close(self._handle)
        self.file.unlink(missing_ok=True)

    def _append(self, record: Json) -> None:
        """Whole or not at all: half a line of a full disk would spoil the next one."""
        line = to_line(record, self._chain)
        try:
            written = os.write(self._handle, line)
            while written < len(line):
                written += os.write(self._handle, line[written:])
        except OSError:
            with suppress(OSError):
                os.ftruncate(self._handle, self._length)
            raise
        self._length += len(line)
        self._chain = int(line[:8], 16)


def retire(file: Path) -> None:
    """Give a journal the name of one that nobody needs to be asked about."""
    file.replace(file.with_suffix(CLOSED))


def to_line(record: Json, chain: int = 0) -> bytes:
    """A record as it is written: checksum, blank, JSON, end of line. The checksum goes on from that of the line before."""
    body = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return b"%08x %s\n" % (zlib.crc32(body, chain), body)


def records(content: bytes) -> Iterator[Json | None]:
    """Each line's record; None for a line that is damaged, or does not follow on the one before.

    A last line without its end was never acknowledged and is left out. Attempts to recover stand outside the chain.
    """
    chain = 0
    for line in content.split(b"\n")[:-1]:
        checksum, _, body = line.partition(b" ")
        record = _json(body)
        if record is not None and checksum == b"%08x" % zlib.crc32(body, chain):
            chain = zlib.crc32(body, chain)
        elif record is None or "attempt" not in record or checksum != b"%08x" % zlib.crc32(body):
            record = None
        yield record


def _json(body: bytes) -> Json | None:
    try:
        record: object = json.loads(body.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        return None
    return cast("Json", record) if isinstance(record, dict) else None


def _known_json(known: Known) -> Json:
    return {"path": str(known.path) if known.path else None, "generation": known.generation, "digest": known.digest}


def known_from(record: Json) -> Known:
    """The file that a record speaks of."""
    path, generation, digest = record.get("path"), record.get("generation"), record.get("digest")
    return Known(
        Path(path) if isinstance(path, str) else None,
        generation if isinstance(generation, int) else 0,
        digest if isinstance(digest, str) else "",
    )
