"""Where the person's own things are, by the rules of the system.

The data folder is worked out without Qt, where QStandardPaths would put it: the commands ask for it too, and loading Qt
would double the time they take to start.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from core import __version__

_NAME = "nianbao"


def name_application() -> None:
    """The names by which Qt finds the folders of this program."""
    from PySide6.QtCore import QCoreApplication

    QCoreApplication.setOrganizationName(_NAME)
    QCoreApplication.setApplicationName(_NAME)
    QCoreApplication.setApplicationVersion(__version__)


def user_folder() -> Path:
    """The person's own forms, safety copies and logs (QStandardPaths.AppLocalDataLocation)."""
    return _local_data() / _NAME / _NAME


def _local_data() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    given = os.environ.get("XDG_DATA_HOME", "")
    return Path(given) if given.startswith("/") else Path.home() / ".local" / "share"


def settings_path() -> Path:
    """The person's settings."""
    from PySide6.QtCore import QStandardPaths

    name_application()
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation)) / "settings.ini"


def form_folder() -> Path:
    """Editions of the form that somebody brought along; need not exist."""
    return user_folder() / "forms"
