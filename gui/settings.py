"""What the program remembers for the person: an ini file in the user's own configuration folder.

Typed properties only; a value that cannot be read counts as never set, so a damaged file never stops the program.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QObject, QSettings, QStandardPaths, Signal

from gui.theme import CHOICES

MAX_RECENT = 12
_SIZES = (8.0, 20.0)


@dataclass(frozen=True, slots=True)
class Recent:
    """A report on the start page: its file, organ, data year, state (「不符 2 · 待填 31」) and day as ISO 8601."""

    path: str
    organ: str
    year: int | None
    state: str
    when: str


class Settings(QObject):
    """Typed access to one ini file. `changed` carries the name of the property."""

    changed = Signal(str)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = QSettings(str(path), QSettings.Format.IniFormat)

    @property
    def organ(self) -> str:
        """The name of the reporting body, for new reports."""
        return self._text("organ")

    @organ.setter
    def organ(self, value: str) -> None:
        self._put("organ", value.strip())

    @property
    def county(self) -> str:
        """The county the report goes to."""
        return self._text("county")

    @county.setter
    def county(self, value: str) -> None:
        self._put("county", value.strip())

    @property
    def deadline_day(self) -> tuple[int, int]:
        """Month and day of the deadline; the notice says 31 January."""
        month, day = self._number("deadline_month", 1), self._number("deadline_day", 31)
        try:
            date(2023, int(month), int(day))
        except ValueError:
            return (1, 31)
        return int(month), int(day)

    @deadline_day.setter
    def deadline_day(self, value: tuple[int, int]) -> None:
        self._store.setValue("deadline_month", value[0])
        self._put("deadline_day", value[1])

    def deadline(self, report_year: int) -> date:
        """The day by which the report on that year is due: in the year after it."""
        return date(report_year + 1, *self.deadline_day)

    @property
    def local_headings(self) -> tuple[str, ...]:
        """Sub-headings of section 六 that the county asks for."""
        found = _parsed(self._text("local_headings"))
        return tuple(map(str, found)) if isinstance(found, list) else ()

    @local_headings.setter
    def local_headings(self, value: tuple[str, ...]) -> None:
        kept = [stripped for line in value if (stripped := line.strip())]
        self._put("local_headings", json.dumps(kept, ensure_ascii=False))

    @property
    def ui_size(self) -> float:
        """Size of the interface's font in points."""
        return min(max(self._number("ui_size", 10.0), _SIZES[0]), _SIZES[1])

    @ui_size.setter
    def ui_size(self, value: float) -> None:
        self._put("ui_size", value)

    @property
    def paper_size(self) -> float:
        """Size of the paper's text on the screen in points."""
        return min(max(self._number("paper_size", 12.0), _SIZES[0]), _SIZES[1])

    @paper_size.setter
    def paper_size(self, value: float) -> None:
        self._put("paper_size", value)

    @property
    def theme(self) -> str:
        """One of gui.theme.CHOICES."""
        found = self._text("theme")
        return found if found in CHOICES else "system"

    @theme.setter
    def theme(self, value: str) -> None:
        self._put("theme", value)

    @property
    def auto_totals(self) -> bool:
        """Whether totals are computed instead of typed."""
        return self._text("auto_totals") == "true"

    @auto_totals.setter
    def auto_totals(self, value: bool) -> None:
        self._put("auto_totals", "true" if value else "false")

    @property
    def recent(self) -> tuple[Recent, ...]:
        """Reports opened lately, the latest first."""
        found = _parsed(self._text("recent"))
        entries = [_recent(item) for item in found] if isinstance(found, list) else []
        return tuple(entry for entry in entries if entry is not None)

    def remember(self, entry: Recent) -> None:
        """Put a report at the head of the list, in place of its older entry."""
        self._put_recent([entry, *(item for item in self.recent if item.path != entry.path)][:MAX_RECENT])

    def forget(self, path: str) -> None:
        """Take a report off the list; the file stays."""
        self._put_recent([item for item in self.recent if item.path != path])

    def folder(self, use: str) -> Path:
        """The folder last used for "open", "save" or "export"; the documents folder at first or when it is gone."""
        found = Path(self._text(f"folder_{use}"))
        if self._text(f"folder_{use}") and found.is_dir():
            return found
        return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or Path.home())

    def set_folder(self, use: str, folder: Path) -> None:
        """Remember the folder for that use."""
        self._put(f"folder_{use}", str(folder))

    def blob(self, name: str) -> QByteArray:
        """Window geometry and the like; empty when never set."""
        found = self._store.value(f"window/{name}")
        return found if isinstance(found, QByteArray) else QByteArray()

    def set_blob(self, name: str, data: QByteArray) -> None:
        """Remember window geometry and the like."""
        self._store.setValue(f"window/{name}", data)

    def _put_recent(self, entries: list[Recent]) -> None:
        self._put("recent", json.dumps([asdict(entry) for entry in entries], ensure_ascii=False))

    def _text(self, key: str) -> str:
        found = self._store.value(key, "")
        return found if isinstance(found, str) else ""

    def _number(self, key: str, default: float) -> float:
        try:
            return float(str(self._store.value(key, default)))
        except ValueError:
            return default

    def _put(self, key: str, value: object) -> None:
        if str(self._store.value(key, "")) != str(value):
            self._store.setValue(key, value)
            self.changed.emit(key)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _recent(item: object) -> Recent | None:
    """An entry of the list, None for one that is not whole."""
    try:
        return Recent(**item) if isinstance(item, dict) else None
    except TypeError:
        return None
