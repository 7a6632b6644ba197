"""R3: power cuts. What has reached the disk at a random moment is what the image file holds; a copy of it is mounted.

The working child is stopped, its acknowledgements are heard, and only then the image is copied: everything acknowledged
must be there after the file system has replayed its own journal.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from faults.disks import copy_image, image, mounted, require_root
from faults.processes import start
from faults.results import CannotRunError, Outcome
from faults.subject import Careless, CorruptError, Saver, Writer

_KINDS = ("ext4", "xfs", "btrfs")
_MAKE = {
    "save": Saver,
    "journal": lambda folder: Writer(folder, save_every=10, sync_always=True),
    "careless": Careless,
}
_ACTORS = ("save", "journal")


def run(quick: bool) -> Outcome:
    """Saves and synced journal lines on each file system."""
    require_root()
    outcome = Outcome()
    cuts = 4 if quick else 40
    memory = Path("/dev/shm")  # the image is the disk: where it lies does not matter, only how fast it is copied
    with TemporaryDirectory(prefix="faults-", dir=memory if memory.is_dir() else None) as name:
        folder = Path(name)
        for kind in _KINDS:
            try:
                fresh = image(kind, folder)
            except CannotRunError as error:
                outcome.skip(kind, str(error))
                continue
            for actor in _ACTORS:
                _series(kind, actor, (folder, fresh), cuts, outcome)
            _control(kind, (folder, fresh), cuts, outcome)
    return outcome


def _control(kind: str, where: tuple[Path, Path], cuts: int, outcome: Outcome) -> None:
    rng = Random(f"control {kind}")
    found = [_cut(kind, "careless", where, rng.uniform(0, 0.3)) for _ in range(cuts)]
    bad = sum(isinstance(state, str) or state < told for told, state in found)
    outcome.control(f"{kind}: overwriting in place", bad, cuts, "cuts")


def _series(kind: str, actor: str, where: tuple[Path, Path], cuts: int, outcome: Outcome) -> None:
    rng = Random(f"cut {kind} {actor}")
    corrupt = older = acknowledged = 0
    for number in range(cuts):
        told, state = _cut(kind, actor, where, rng.uniform(0, 0.3))
        acknowledged += told
        if isinstance(state, str):
            corrupt += 1
            outcome.finds.append(f"{kind} {actor} cut {number}: {state}")
        elif state < told:
            older += 1
            outcome.finds.append(f"{kind} {actor} cut {number}: acknowledged {told}, found {state}")
    outcome.count(f"{kind}: {actor}: corrupt states", corrupt, cuts, "cuts", headline=True)
    outcome.count(f"{kind}: {actor}: acknowledged states lost", older, cuts, "cuts", headline=True)
    outcome.tell(f"{kind}: {actor}: states acknowledged", str(acknowledged))


def _cut(kind: str, actor: str, where: tuple[Path, Path], seconds: float) -> tuple[int, int | str]:
    """One cut after `seconds` of work: the last acknowledged state and the one found, or what is corrupt."""
    folder, fresh = where
    disk, after = copy_image(fresh, folder / "disk"), folder / "after"
    with mounted(disk, kind, folder / "mount") as place:
        child = start(lambda: _MAKE[actor](place), 1)
        child.listen(10)
        time.sleep(seconds)
        os.kill(child.pid, signal.SIGSTOP)
        os.waitpid(child.pid, os.WUNTRACED)
        while child.listen():
            pass
        told = child.acknowledged
        copy_image(disk, after)
        child.kill()
    with mounted(after, kind, folder / "mount") as place:
        try:
            return told, _MAKE[actor](place).state()
        except CorruptError as error:
            return told, str(error)
