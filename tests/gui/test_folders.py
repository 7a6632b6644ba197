"""The data folder is where Qt puts it, found without Qt."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths

from gui.folders import name_application, user_folder


@pytest.mark.parametrize("home", [None, "/somewhere/else", "not/absolute"])
def test_it_is_qts_own_place(monkeypatch: pytest.MonkeyPatch, home: str | None) -> None:
    if home is None:
        monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    else:
        monkeypatch.setenv("XDG_DATA_HOME", home)
    name_application()
    where = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)
    assert user_folder() == Path(where)


def test_a_command_starts_without_qt() -> None:
    script = (
        "import sys; sys.argv = ['main.py', '--version']; import main; main.main(['--version']); print('PySide6' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split()[-1] == "False"
