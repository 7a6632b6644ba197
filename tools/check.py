"""Run the checks of this project one after the other and say how long each took.

Usage: .venv/bin/python tools/check.py {test,proofs}

`test`: lint, format, types, imports and the quick tests. `proofs`: the slow tests. Every step runs, also after
one has failed; the exit status is 1 when any failed. pytest's results are kept as JUnit XML in build/work/.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
NO_TESTS = 5  # pytest's exit status when it found no test

Step = tuple[str, list[str]]


def results_of(suite: str) -> Path:
    """Return where pytest leaves the results of a suite."""
    return ROOT / "build" / "work" / f"{suite}.xml"


def pytest(suite: str, *options: str) -> list[str]:
    """Return a pytest command that keeps its results."""
    return ["pytest", *options, f"--junitxml={results_of(suite)}"]


STEPS: dict[str, list[Step]] = {
    "test": [
        ("lint", ["ruff", "check", "."]),
        ("format", ["ruff", "format", "--check", "."]),
        ("types", ["pyright"]),
        ("imports", ["lint-imports", "--no-logo"]),
        ("tests", pytest("test", "-m", "not slow", "-n", "2", "--dist", "loadfile")),
    ],
    "proofs": [("slow tests", pytest("proofs", "-m", "slow", "--durations=5"))],
}


def environment() -> dict[str, str]:
    """Return the environment of every step: no window, no look at a registry for newer versions."""
    settings = {
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
        "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1",
        "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
    }
    return {**os.environ, **settings}


def run(step: Step) -> tuple[bool, float]:
    """Run one step in the open; return whether it passed and its seconds. Having no slow test is no failure."""
    name, command = step
    print(f"== {name}: {' '.join(command)}", flush=True)
    started = time.monotonic()
    status = subprocess.run([BIN / command[0], *command[1:]], cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL).returncode
    return status == 0 or (status == NO_TESTS and name == "slow tests"), time.monotonic() - started


def main() -> None:
    """Run the steps of the suite on the command line."""
    parser = argparse.ArgumentParser(description="Run the checks of this project.")
    parser.add_argument("suite", choices=STEPS)
    suite: str = parser.parse_args().suite
    results_of(suite).parent.mkdir(parents=True, exist_ok=True)
    results_of(suite).unlink(missing_ok=True)
    outcomes = [(name, *run((name, command))) for name, command in STEPS[suite]]
    print()
    for name, passed, seconds in outcomes:
        print(f"{'ok    ' if passed else 'FAILED'} {seconds:6.1f} s  {name}")
    sys.exit(0 if all(passed for _, passed, _ in outcomes) else 1)


if __name__ == "__main__":
    main()
