"""The mark beside an open report that another window, program or computer can see: `.~lock.NAME#`, as LibreOffice writes it.

A mark whose writer has died on this computer is taken over; one of another computer is left to the person, who may know
better. Nothing here ever stands in the way of reading, and no mark is made where none can be written.
"""

from __future__ import annotations

import errno
import getpass
import os
import platform
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

_TRIES = 5  # a mark may vanish between opening and holding it
_MOST_BYTES = 1024
_NO_LOCKS = (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL)
_FAR = 1 << 30  # Windows keeps readers out of a held range: hold one beyond the text


@dataclass(frozen=True, slots=True)
class Owner:
    """Who has a report open: account, computer, process, and since when as it was told there (「2026-11-21 05:30」)."""

    name: str
    host: str
    pid: int
    since: str


@dataclass(frozen=True, slots=True)
class HeldBy:
    """The report is open elsewhere. `owner` None: the mark does not say; `here`: on this very computer, and alive."""

    owner: Owner | None
    here: bool

    def sentence(self, name: str) -> str:
        """What to tell about the report called `name`."""
        who = self.owner.name if self.owner and self.owner.name else "别人"
        since = f"自 {self.owner.since} 起" if self.owner and self.owner.since else ""
        if self.here or self.owner is None:
            return f"“{name}”已在这台电脑的另一个窗口中打开（{who}{since}），请到那个窗口中修改，或者先把它关闭。"
        place = f"电脑“{self.owner.host}”上"
        return f"“{name}”{since}在{place}由“{who}”打开着，请先联系对方关闭；对方已经关闭时，可以在这里继续修改。"


class Lock:
    """A mark of our own, until `release`. `file` is None where no mark could be written."""

    def __init__(self, file: Path | None = None, handle: int = -1, text: bytes = b"") -> None:
        self.file = file
        self._handle = handle
        self._text = text

    def release(self) -> None:
        """Take the mark away, unless another computer has taken it over meanwhile."""
        if self.file is None:
            return
        if os.name == "nt":  # cannot remove what is open
            ours = _text(self._handle) == self._text
            os.close(self._handle)
        else:
            ours = _text(self._handle) == self._text and _same_file(self._handle, self.file)
        if ours:
            _remove(self.file)
        if os.name != "nt":
            os.close(self._handle)
        self.file = None


def acquire(path: Path, name: str = "", force: bool = False) -> Lock | HeldBy:
    """Mark the report at `path` as open here, by the person called `name` ("": the account).

    `force` takes over the mark of another computer, once the person has said so; a living window here is never robbed.
    """
    mark = mark_of(path)
    for _ in range(_TRIES):
        try:
            handle = os.open(mark, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError:
            return _without_right(mark)
        outcome = _claim(mark, handle, name, force)
        if isinstance(outcome, Lock):
            return outcome
        os.close(handle)
        if outcome is not None:
            return outcome
    return HeldBy(None, here=True)


def mark_of(path: Path) -> Path:
    """The mark of a report, beside the real file."""
    target = Path(os.path.realpath(path))
    return target.with_name(f".~lock.{target.name}#")


def hold(handle: int) -> bool | None:
    """Hold an open file until it is closed or this program dies. False: somebody else does; None: the disk cannot tell."""
    try:
        _lock(handle)
    except OSError as error:
        return None if error.errno in _NO_LOCKS else False
    return True


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _claim(mark: Path, handle: int, name: str, force: bool) -> Lock | HeldBy | None:
    """Make the opened mark ours, or say whose it is; None when it vanished meanwhile."""
    held = hold(handle)
    owner = _owner(_text(handle))
    if held is False or (held is None and _alive(owner)):
        return HeldBy(owner, here=True)
    if not _same_file(handle, mark):
        return None
    if owner is not None and owner.host != platform.node() and not force:
        return HeldBy(owner, here=False)
    text = _line(name)
    try:
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, text)
    except OSError:  # a full disk: what counts is that the file is held
        text = _text(handle)
    return Lock(mark, handle, text)


def _without_right(mark: Path) -> Lock | HeldBy:
    """No mark can be written here; one that is there still tells something."""
    try:
        with mark.open("rb") as file:
            owner = _owner(file.read(_MOST_BYTES))
    except OSError:
        return Lock()
    return HeldBy(owner, here=owner is None or owner.host == platform.node())


def _line(name: str) -> bytes:
    """LibreOffice's fields: name, account, computer, time; the fifth, its user's folder, holds our process."""
    fields = (name, account(), platform.node(), f"{datetime.now():%Y-%m-%d %H:%M}", f"pid:{os.getpid()}")
    return (",".join(field.replace(",", " ").replace(";", " ") for field in fields) + ";").encode("utf-8", "replace")


def account() -> str:
    """The account's name, "" where the system does not tell."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def _owner(text: bytes) -> Owner | None:
    """Who a mark names, None for an empty or unreadable one (a power cut leaves such)."""
    fields = text.decode("utf-8", "replace").rstrip(";\n\0 ").split(",")
    if len(fields) < 4 or not fields[2].isprintable():
        return None
    pid = fields[4].removeprefix("pid:") if len(fields) > 4 else ""
    number = int(pid) if pid.isascii() and pid.isdigit() and len(pid) < 10 else 0
    return Owner(fields[0].strip() or fields[1].strip(), fields[2].strip(), number, fields[3].strip())


def _text(handle: int) -> bytes:
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        return os.read(handle, _MOST_BYTES)
    except OSError:
        return b""


def _alive(owner: Owner | None) -> bool:
    """Where the disk has no locks: whether the process runs on this computer. Our own number was another's before."""
    if owner is None or owner.host != platform.node() or owner.pid in (0, os.getpid()) or os.name == "nt":
        return False
    try:
        os.kill(owner.pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _same_file(handle: int, file: Path) -> bool:
    """Whether the file is still the opened one; Windows keeps open files in place."""
    if os.name == "nt":
        return True
    try:
        return os.path.samestat(os.fstat(handle), file.stat())
    except OSError:
        return False


def _remove(file: Path) -> None:
    try:
        file.unlink()
    except OSError:  # read-only meanwhile, stick pulled: the mark will be seen to be stale
        return
