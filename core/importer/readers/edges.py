"""Columns from positions: where cells say how far they reach, not which grid column they are in (RTF, PDF)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable


class Edges:
    """The distinct edges of a table in order. Edges closer than `tolerance` are one: rows drawn apart never fit exactly."""

    def __init__(self, positions: Iterable[float], tolerance: float) -> None:
        self.starts: list[float] = []
        last = float("-inf")
        for position in sorted(positions):
            if position - last > tolerance:
                self.starts.append(position)
            last = position

    def index(self, position: float) -> int:
        """The number of the edge that a position belongs to, from 0."""
        return max(bisect_right(self.starts, position) - 1, 0)

    def __len__(self) -> int:
        return len(self.starts)
