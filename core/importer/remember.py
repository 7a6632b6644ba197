"""What is derived from a template is derived once: an edition is loaded once and read for every file after that."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from core.template import Template

_Result = TypeVar("_Result")
_MOST = 16


def once_per_template(build: Callable[[Template], _Result]) -> Callable[[Template], _Result]:
    """Keep the result for each template by identity; the template is kept with it, so that an id is never reused."""
    known: dict[int, tuple[Template, _Result]] = {}

    def remembered(template: Template) -> _Result:
        entry = known.get(id(template))
        if entry is None:
            if len(known) >= _MOST:
                known.clear()
            entry = known[id(template)] = (template, build(template))
        return entry[1]

    return remembered
