"""Older versions of the project file, taken to the present one step by step.

Version 0 is the contract's plain JSON, version 1 the same under a seal (core/seal.py). Whoever adds a step adds a sample
of the version before it to tests/data/versions/. A step may change `data` or return another object.
"""

from __future__ import annotations

from collections.abc import Callable

from core.storage import Json

Step = Callable[[Json], Json]


def _sealed(data: Json) -> Json:
    """Version 1 only put the seal around it."""
    return data


STEPS: tuple[Step, ...] = (_sealed,)
"""Step n takes version n to version n + 1."""


def migrate(data: Json, version: int, steps: tuple[Step, ...] = STEPS) -> Json:
    """The data of a file of an older version as the present version writes it."""
    for step in steps[version:]:
        data = step(data)
    return data
