"""What a benchmark gives: rows of the table and the bars that must hold, and how both are printed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from benchmarks.measure import Timing

HEADER = ("what", "median", "p95", "LO-saved", "ratio", "exact own", "exact LO", "memory")


@dataclass(frozen=True, slots=True)
class Bar:
    """A promise, the measured figure, and whether it is kept."""

    what: str
    measured: str
    promised: str
    holds: bool


@dataclass(slots=True)
class Group:
    """A part of the table. `title` says to what its ratios are."""

    title: str
    rows: list[tuple[str, ...]] = field(default_factory=list[tuple[str, ...]])
    bars: list[Bar] = field(default_factory=list[Bar])

    def add(self, what: str, timing: Timing | None, base: Timing | None = None, **more: str) -> None:
        """Add a row; `base` is what the ratio is to. Names of `more`: resaved, own, lo; without a timing `reason` says why."""
        if timing is None:
            self.rows.append((what, more.get("reason", "not measured")))
            return
        ratio = f"{timing.ratio(base):.2f} x" if base else ""
        memory = f"{timing.peak:.0f} MB" if timing.peak else ""
        columns = (more.get("resaved", ""), ratio, more.get("own", ""), more.get("lo", ""), memory)
        self.rows.append((what, show(timing.median), show(timing.p95), *columns))

    def promise(self, what: str, value: float, most: float, unit: str) -> None:
        """A figure that must not be larger than `most`."""
        self.bars.append(Bar(what, f"{value:.3g} {unit}", f"<= {most:g} {unit}", value <= most))

    def promise_all(self, what: str, found: tuple[int, int]) -> None:
        """A count that must be complete."""
        self.bars.append(Bar(what, f"{found[0]} of {found[1]}", "all", 0 < found[1] == found[0]))


def show(seconds: float) -> str:
    """With a unit that leaves one to three digits before the point."""
    factor, unit = next(((factor, unit) for factor, unit in ((1, "s "), (1e3, "ms")) if seconds * factor >= 1), (1e6, "us"))
    number = seconds * factor
    return f"{number:.{2 if number < 10 else 1 if number < 100 else 0}f} {unit}"


def count(found: tuple[int, int]) -> str:
    """「400/400」, nothing for no files."""
    return f"{found[0]}/{found[1]}" if found[1] else ""


def print_groups(groups: Iterable[Group]) -> None:
    """The table, then the bars."""
    groups = list(groups)
    rows = [HEADER, *(row for group in groups for row in group.rows)]
    full = [row for row in rows if len(row) == len(HEADER)]
    widths = [max(_width(row[index]) for row in full) for index in range(len(HEADER))]
    print(_line(HEADER, widths))
    for group in groups:
        print(f"\n{group.title}")
        for row in group.rows:
            print(_line(row, widths))
    bars = [bar for group in groups for bar in group.bars]
    print(f"\nbars (best of the repeats): {sum(bar.holds for bar in bars)} of {len(bars)} hold")
    for bar in bars:
        print(f"  {'ok    ' if bar.holds else 'MISSED'}  {bar.what}: {bar.measured} ({bar.promised})")


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    """The first column to the left, figures to the right."""
    first = "  " + row[0] + " " * (widths[0] - _width(row[0]))
    return "  ".join(
        [first, *(" " * (width - _width(text)) + text for text, width in zip(row[1:], widths[1:], strict=False))]
    ).rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
