"""What a style option says; PySide's type stubs leave these fields out."""

from __future__ import annotations

from typing import Any, cast

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QStyle, QStyleOption


def rect_of(option: QStyleOption) -> QRect:
    """Where to paint."""
    return cast("Any", option).rect


def state_of_option(option: QStyleOption) -> QStyle.StateFlag:
    """Selected, focused, under the mouse ..."""
    return cast("Any", option).state
