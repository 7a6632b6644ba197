"""Timing that survives a busy machine: tasks take turns, so that a slow moment hits all of them, in some repeats.

A figure is the median over all rounds; a bar is held against the best of the repeats' medians.
"""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_MOST_ROUNDS = 100
_LAUNCHER = Path(__file__).with_name("launcher.py")

Task = Callable[[int], object]
"""Does one round; the argument is the number of the round, to choose a file by."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to measure: repeats, seconds for each task in all of them, runs of each process in one."""

    repeats: int = 5
    seconds: float = 0.75
    runs: int = 3


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of every round, by repeat. `peak` is the largest memory in MB, None for what ran in this process."""

    repeats: tuple[tuple[float, ...], ...]
    peak: float | None = None

    @property
    def rounds(self) -> list[float]:
        """All rounds."""
        return [seconds for repeat in self.repeats for seconds in repeat]

    @property
    def median(self) -> float:
        """Over all rounds."""
        return statistics.median(self.rounds)

    @property
    def p95(self) -> float:
        """Nineteen of twenty rounds were not slower."""
        ordered = sorted(self.rounds)
        return ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]

    @property
    def best(self) -> float:
        """The lowest median of a repeat."""
        return min(map(statistics.median, self.repeats))

    def ratio(self, other: Timing) -> float:
        """How many times as long as another timing of the same run, over all rounds."""
        return self.median / other.median

    def best_ratio(self, other: Timing) -> float:
        """As `ratio`, the lowest of the repeats: both were measured in the same moments."""
        pairs = zip(self.repeats, other.repeats, strict=True)
        return min(statistics.median(own) / statistics.median(their) for own, their in pairs)


def measure(tasks: Mapping[str, Task], effort: Effort, inner: int = 1) -> dict[str, Timing]:
    """Time tasks against each other, each at least once a repeat.

    `inner` is how many rounds are timed as one, for tasks of microseconds. Collection of garbage waits meanwhile.
    """
    if not tasks:
        return {}
    rounds = {name: _rounds(task, effort, inner) for name, task in tasks.items()}
    repeats = [_repeat(tasks, rounds, inner) for _ in range(effort.repeats)]
    return {name: Timing(tuple(repeat[name] for repeat in repeats)) for name in tasks}


def _rounds(task: Task, effort: Effort, inner: int) -> int:
    """How many rounds a repeat may have, going by a second, warm run unless the first was long."""
    seconds = effort.seconds / effort.repeats
    first = _timed(task, 0, inner)
    once = first if first * inner > seconds else _timed(task, 0, inner)
    return max(1, min(_MOST_ROUNDS, int(seconds / (once * inner))))


def _repeat(tasks: Mapping[str, Task], rounds: Mapping[str, int], inner: int) -> dict[str, tuple[float, ...]]:
    times: dict[str, list[float]] = {name: [] for name in tasks}
    gc.collect()
    gc.disable()
    try:
        for number in range(max(rounds.values())):
            for name, task in tasks.items():
                if number < rounds[name]:
                    times[name].append(_timed(task, number, inner))
    finally:
        gc.enable()
    return {name: tuple(found) for name, found in times.items()}


def _timed(task: Task, number: int, inner: int) -> float:
    started = time.perf_counter()
    for _ in range(inner):
        task(number)
    return (time.perf_counter() - started) / inner


def measure_processes(commands: Mapping[str, Sequence[object]], effort: Effort) -> dict[str, Timing]:
    """Whole processes from start to end, after one that warms the disk's cache and leaves compiled modules.

    Raises RuntimeError when a command ends with another status than 0 or 1 (a check that found something).
    """
    for command in commands.values():
        _launch(command, 1)
    repeats = [{name: _launch(command, effort.runs) for name, command in commands.items()} for _ in range(effort.repeats)]
    timings: dict[str, Timing] = {}
    for name in commands:
        peak = max(memory for repeat in repeats for _, memory in repeat[name])
        timings[name] = Timing(tuple(tuple(seconds for seconds, _ in repeat[name]) for repeat in repeats), peak)
    return timings


def _launch(command: Sequence[object], runs: int) -> list[tuple[float, float]]:
    words = [sys.executable, "-I", "-S", str(_LAUNCHER), str(runs), *map(str, command)]
    # Compiled modules are kept, as they are wherever the program is installed.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    lines = subprocess.run(words, check=True, capture_output=True, text=True, env=environment).stdout.splitlines()
    found: list[tuple[float, float]] = []
    for line in lines:
        seconds, memory, status = line.split()
        if status not in ("0", "1"):
            raise RuntimeError(f"{' '.join(words[5:])} ended with status {status}")
        found.append((float(seconds), float(memory)))
    return found
