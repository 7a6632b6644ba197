"""R1: kill -9 at random moments of save, journal and export; on the next start every acknowledged state must be there."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from faults.processes import start
from faults.results import Outcome
from faults.subject import ACTORS, Careless, CorruptError

_LONGEST = {"save": 0.06, "journal": 0.03, "export": 0.05}


def run(quick: bool) -> Outcome:
    """All three actors, on the disk of the temporary folder."""
    outcome = Outcome()
    kills = 30 if quick else 200
    for name in ACTORS:
        with TemporaryDirectory(prefix="faults-") as folder:
            _storm(name, Path(folder), kills, outcome)
    with TemporaryDirectory(prefix="faults-") as folder:
        outcome.control("overwriting in place", _careless(Path(folder), kills), kills, "kills")
    return outcome


def _careless(folder: Path, kills: int) -> int:
    rng, corrupt = Random("careless"), 0
    for _ in range(kills):
        child = start(lambda: Careless(folder), 1)
        child.listen(5)
        time.sleep(rng.uniform(0, 0.01))
        child.kill()
        try:
            Careless(folder).state()
        except CorruptError:
            corrupt += 1
    return corrupt


def _storm(name: str, folder: Path, kills: int, outcome: Outcome) -> None:
    rng = Random(f"kill {name}")
    corrupt = lost = ahead = 0
    state = 0
    for number in range(kills):
        place = folder / str(number) if name == "journal" else folder
        place.mkdir(exist_ok=True)
        child = start(lambda place=place: ACTORS[name](place), state + 1)
        child.listen(5)
        time.sleep(rng.uniform(0, _LONGEST[name]))
        child.kill()
        try:
            state = ACTORS[name](place).state()
        except CorruptError as error:
            corrupt += 1
            outcome.finds.append(f"{name} kill {number}: {error}")
            continue
        lost += state < child.acknowledged
        ahead += state > child.acknowledged
        if not child.acknowledged <= state <= child.acknowledged + 1:
            outcome.finds.append(f"{name} kill {number}: acknowledged {child.acknowledged}, found {state}")
    left = sum(1 for _ in folder.rglob(".*.tmp"))
    outcome.count(f"{name}: corrupt states", corrupt, kills, "kills", headline=True)
    outcome.count(f"{name}: acknowledged states lost", lost, kills, "kills", headline=True)
    outcome.tell(f"{name}: temporary files left", f"{left} ({ahead} kills found the state after the acknowledged one)")
