"""What every test of the window shares: the loaded forms, a theme, settings of its own, and no warnings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QtMsgType, qInstallMessageHandler

from core.forms import Forms, load_forms
from gui.settings import Settings
from gui.theme import Theme

_HARMLESS = ("This plugin does not support", "propagateSizeHints")


@pytest.fixture(scope="session")
def forms() -> Forms:
    return load_forms()


@pytest.fixture
def theme(qapp) -> Theme:
    return Theme("light")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings" / "settings.ini")


@pytest.fixture(autouse=True)
def no_qt_warnings() -> Iterator[None]:
    """Qt's warnings are errors, except what the offscreen platform always says."""
    said: list[str] = []

    def listen(kind: QtMsgType, _context: object, text: str) -> None:
        if kind != QtMsgType.QtDebugMsg and kind != QtMsgType.QtInfoMsg and not text.startswith(_HARMLESS):
            said.append(text)

    before = qInstallMessageHandler(listen)
    yield
    qInstallMessageHandler(before)
    assert not said, said
