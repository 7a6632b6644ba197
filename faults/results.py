"""What a suite of faults gives: one line a figure, and whether it is within its bar; or the reason why it was skipped."""

from __future__ import annotations

from dataclasses import dataclass, field


class CannotRunError(Exception):
    """A tool or a right is missing here; the text says which."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure. `holds` is False past its bar; `headline` ones are repeated at the end."""

    what: str
    shown: str
    holds: bool = True
    headline: bool = False


@dataclass(slots=True)
class Outcome:
    """The figures of one suite, and what it found wrong, each with enough to repeat it."""

    figures: list[Figure] = field(default_factory=list[Figure])
    finds: list[str] = field(default_factory=list[str])
    skipped: list[str] = field(default_factory=list[str])

    def count(self, what: str, bad: int, of: int, unit: str, headline: bool = False) -> None:
        """Something that must not happen at all: `bad` times in `of` trials, which must have been made."""
        self.figures.append(Figure(what, f"{bad} in {of} {unit}", bad == 0 and of > 0, headline))

    def most(self, what: str, value: float, bar: float, unit: str, headline: bool = False) -> None:
        """A figure that must not be larger than `bar`."""
        self.figures.append(Figure(what, f"{value:.3g} {unit} (bar {bar:g})", value <= bar, headline))

    def control(self, what: str, bad: int, of: int, unit: str) -> None:
        """A careless program in the same trials: if even that came through, the trials would prove nothing."""
        self.figures.append(Figure(f"control: {what}", f"{bad} bad in {of} {unit}", bad > 0))

    def tell(self, what: str, shown: str) -> None:
        """A figure without a bar."""
        self.figures.append(Figure(what, shown))

    def skip(self, what: str, reason: str) -> None:
        """A part that could not run here."""
        self.skipped.append(f"{what}: {reason}")

    @property
    def holds(self) -> bool:
        """Whether everything is within its bar; a suite that found nothing to try is not."""
        return not self.finds and all(figure.holds for figure in self.figures) and bool(self.figures or self.skipped)


def print_outcome(name: str, outcome: Outcome, seconds: float) -> None:
    """One line a figure."""
    for figure in outcome.figures:
        print(f"{'ok    ' if figure.holds else 'FAILED'} {name}: {figure.what}: {figure.shown}", flush=True)
    for reason in outcome.skipped:
        print(f"       {name}: skipped: {reason}", flush=True)
    for find in outcome.finds[:10]:
        print(f"FAILED {name}: {find}", flush=True)
    print(f"       {name}: {seconds:.1f} s", flush=True)
