"""R4: disks that are full, limited or read-only, files that may not be touched, and a person without rights.

The old file must stay whole, the error must be one sentence, nothing may be left behind, and a save must work again when
there is room again.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from core.errors import WriteError
from faults.disks import read_only, require_root, small_disk
from faults.processes import outcome_of
from faults.results import CannotRunError, Outcome
from faults.subject import Exporter, Saver, Writer

_NOBODY = 65534
OLD, NEW = 1, 2


def run(quick: bool) -> Outcome:  # noqa: ARG001 all of them take a second
    """Every kind of disk, for saving and for exporting, and the journal on a full disk."""
    require_root()
    outcome = Outcome()
    with TemporaryDirectory(prefix="faults-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for fault in (full, limited, read_only_disk, immutable, without_right, read_only_file):
            for actor in (Saver, Exporter):
                try:
                    _refused(fault, actor, folder, outcome)
                except CannotRunError as error:
                    outcome.skip(f"{fault.__name__} ({actor.__name__})", str(error))
        _journal_on_a_full_disk(folder, outcome)
    outcome.count("disk faults handled badly", len(outcome.finds), len(outcome.figures), "faults", headline=True)
    return outcome


Fault = Callable[[Path, Path], Iterator[None]]


def full(disk: Path, _file: Path) -> Iterator[None]:
    """Eight KiB are free."""
    filler = disk / "filler"
    room = shutil.disk_usage(disk).free - 8 * 1024
    filler.write_bytes(bytes(room))
    yield
    filler.unlink()


def limited(_disk: Path, _file: Path) -> Iterator[None]:
    """No file may be longer than 4 KiB."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4 * 1024, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


def read_only_disk(disk: Path, _file: Path) -> Iterator[None]:
    """The whole disk has become read-only."""
    with read_only(disk):
        yield


def immutable(_disk: Path, file: Path) -> Iterator[None]:
    """Not even root may change the file."""
    if shutil.which("chattr") is None or subprocess.run(["chattr", "+i", file], capture_output=True).returncode:
        raise CannotRunError("chattr +i does not work on this disk")
    yield
    subprocess.run(["chattr", "-i", file], check=True)


def without_right(disk: Path, _file: Path) -> Iterator[None]:
    """The folder is somebody else's."""
    disk.chmod(0o755)
    os.seteuid(_NOBODY)
    yield
    os.seteuid(0)


def read_only_file(_disk: Path, file: Path) -> Iterator[None]:
    """The file is marked read-only."""
    file.chmod(0o444)
    yield
    file.chmod(0o644)


def _refused(fault: Fault, actor: type[Saver | Exporter], folder: Path, outcome: Outcome) -> None:
    name = f"{fault.__doc__ or ''} {actor.__name__}".replace(". ", ": ")
    with small_disk(folder / "disk", "700k") as disk:
        subject = actor(disk)
        subject.reach(OLD)
        before = _listing(disk)
        with contextmanager(fault)(disk, subject.path):
            status, _, _ = outcome_of(lambda: _try(subject), 20)
            state = subject.state()
        left = set(_listing(disk)) - set(before)
        again = actor(disk)
        again.reach(NEW)
        ended = again.state()
    found = f"status {status}, state {state}, left {sorted(left)}, afterwards {ended}"
    good = status == 3 and state == OLD and not {item for item in left if ".tmp" in item} and ended == NEW
    outcome.tell(name, "refused, the old file whole, saved afterwards" if good else found)
    if not good:
        outcome.finds.append(f"{name} {found}")


def _try(subject: Saver | Exporter) -> int:
    """3: refused in one sentence; 0: claimed to be done; 4: anything else."""
    try:
        subject.reach(NEW)
    except WriteError as error:
        return 3 if str(error).endswith("。") and "\n" not in str(error) else 4
    return 0


def _journal_on_a_full_disk(folder: Path, outcome: Outcome) -> None:
    """Edits until no room is left: what was acknowledged must come back, and nothing after it."""
    with small_disk(folder / "disk", "300k") as disk:
        writer, number = Writer(disk, save_every=10**9), 0
        try:
            while number < 10**5:
                writer.reach(number + 1)
                number += 1
        except OSError:
            state = writer.state()
        writer.close()
    if state != number:
        outcome.finds.append(f"journal on a full disk: acknowledged {number}, found {state}")
    outcome.tell("Journal until the disk is full", f"{number} edits acknowledged, {state} found")


def _listing(disk: Path) -> list[str]:
    return sorted(item.name for item in disk.iterdir() if item.name != "filler")
