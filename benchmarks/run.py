"""Measure the program against the limit and against other programs, and print one table.

Usage: python benchmarks/run.py [--assert [--known]] [--quick] [--only NAME]

--assert ends with status 1 when a bar is missed; --quick takes fewer files and rounds; --only one part of the table.
"""

from __future__ import annotations

import argparse
import platform
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.corpus import build
from benchmarks.groups import GROUPS, Setting
from benchmarks.measure import Effort
from benchmarks.results import Group, print_groups
from benchmarks.window import window
from core.forms import load_forms

EDITION = "2021-30"
ALL = {**GROUPS, "window": window}
# Promised, but not kept yet on two shared cores: 3.0 to 3.1 x where 3 are promised, 0.19 to 0.23 s where 0.2 are. The promises
# stand, `--assert` fails on them; a line goes from here as soon as its bar holds.
KNOWN_MISSED = {
    "our docx reader to the limit",
    "our check of one docx file, whole process",
    "our check of one xlsx file, whole process",
}


def main() -> int:
    """Run what the command line asks for; returns the exit status."""
    parser = argparse.ArgumentParser(description="Measure the program against the limit and against other programs.")
    parser.add_argument("--assert", dest="strict", action="store_true", help="end with status 1 when a bar is missed")
    parser.add_argument("--known", action="store_true", help="with --assert: the bars known as missed do not count")
    parser.add_argument("--quick", action="store_true", help="fewer files and rounds, about 15 s")
    parser.add_argument("--only", choices=ALL, metavar="NAME", help=f"one part of the table: {', '.join(ALL)}")
    arguments = parser.parse_args()
    started = time.perf_counter()
    groups = measure_all([arguments.only] if arguments.only else list(ALL), arguments.quick)
    print_groups(groups)
    print(f"\n{time.perf_counter() - started:.0f} s on Python {platform.python_version()}, {platform.machine()}")
    missed = [bar for group in groups for bar in group.bars if not bar.holds]
    counted = [bar for bar in missed if not (arguments.known and bar.what in KNOWN_MISSED)]
    return 1 if arguments.strict and counted else 0


def measure_all(names: list[str], quick: bool) -> list[Group]:
    """The parts of the table, on files made for this run only."""
    forms = load_forms()
    with TemporaryDirectory(prefix="benchmark-") as name:
        folder = Path(name)
        resave = {"docx"} & set(names) if quick else set(names)
        corpus = build(forms.get(EDITION), folder, reports=1 if quick else 5, resave=resave)
        setting = Setting(forms, corpus, folder, Effort(2, 0.1, 1) if quick else Effort(), quick)
        return [ALL[name](setting) for name in names]


if __name__ == "__main__":
    sys.exit(main())
