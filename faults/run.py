"""Do to the program what disks, power lines and other people's files do, and print one line a figure.

Usage: python faults/run.py [--quick] [--only NAME ...]

Ends with status 1 when a figure is past its bar. What cannot run here is printed as skipped, with the reason. The figures
of the README are the last lines.
"""

from __future__ import annotations

import argparse
import platform
import sys
import time
import traceback
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from faults.results import CannotRunError, Outcome, print_outcome

SUITES = {
    "hostile": "hostile documents for every reader",
    "killstorm": "kill -9 at random moments of save, journal and export",
    "sweep": "kill and error at every system call of save, journal and export",
    "powercut": "power cuts on ext4, XFS and btrfs",
    "disk": "full, limited, read-only and immutable disks",
    "damage": "damaged project files and journals",
    "fuzz": "invented XML, project files and cell texts",
    "network": "no network",
    "storms": "100,000 edits undone, 1,000 open/close cycles",
    "window": "the real window killed while a script types",
}


def main() -> int:
    """Run what the command line asks for; returns the exit status."""
    parser = argparse.ArgumentParser(description="Cause faults and print what they cost.")
    parser.add_argument("--quick", action="store_true", help="fewer trials, under three minutes")
    parser.add_argument("--only", nargs="+", choices=SUITES, metavar="NAME", help=f"some suites: {', '.join(SUITES)}")
    arguments = parser.parse_args()
    outcomes: dict[str, Outcome] = {}
    for name in arguments.only or SUITES:
        started = time.monotonic()
        outcomes[name] = _run(name, arguments.quick)
        print_outcome(name, outcomes[name], time.monotonic() - started)
    _print_headline(outcomes)
    return 0 if all(outcome.holds for outcome in outcomes.values()) else 1


def _run(name: str, quick: bool) -> Outcome:
    run: Callable[[bool], Outcome] = import_module(f"faults.{name}").run
    try:
        return run(quick)
    except CannotRunError as error:
        return Outcome(skipped=[str(error)])
    except Exception as error:  # one suite that breaks must not hide what the others find
        traceback.print_exc()
        return Outcome(finds=[f"the suite broke: {error!r}"])


def _print_headline(outcomes: dict[str, Outcome]) -> None:
    print(f"\n{date.today()}, Python {platform.python_version()}, {platform.system()} {platform.release()}")
    for name, outcome in outcomes.items():
        for figure in outcome.figures:
            if figure.headline:
                print(f"{name}: {figure.what}: {figure.shown}")
        for reason in outcome.skipped:
            print(f"{name}: not tested: {reason}")


if __name__ == "__main__":
    sys.exit(main())
