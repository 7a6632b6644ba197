"""Writing a file so that there is always a whole one: the old one until the new one is safely on the disk.

Both syncs are needed: without the file's, a power cut leaves empty files; without the folder's, it loses the last save.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
import time
from pathlib import Path

from core.errors import WriteError

_IN_USE = (5, 32, 33)  # Windows: access denied, sharing violation, lock violation
_PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 0.8)
_NO_FOLDER_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM)
_FULL = (errno.ENOSPC, errno.EDQUOT)

_SENTENCES = {
    errno.ENOENT: "文件夹“{folder}”不存在，请先建立这个文件夹，或者另选一个位置保存。",
    errno.ENOTDIR: "“{folder}”不是文件夹，请另选一个位置保存。",
    errno.EISDIR: "“{name}”是一个文件夹，请换一个文件名保存。",
    errno.EACCES: "没有在“{folder}”中保存“{name}”的权限，请另选一个文件夹（例如桌面或“文档”）保存。",
    errno.EPERM: "没有在“{folder}”中保存“{name}”的权限，请另选一个文件夹（例如桌面或“文档”）保存。",
    errno.EROFS: "“{folder}”所在的磁盘是只读的，请另选一个位置保存。",
    errno.ENOSPC: "磁盘空间不足，保存“{name}”需要约 {size}，请清理磁盘或者换一个磁盘保存。",
    errno.EDQUOT: "您在这个磁盘上的空间配额已用完，保存“{name}”需要约 {size}，请清理文件或者换一个磁盘保存。",
    errno.EFBIG: "“{name}”有 {size}，超过了这里允许的文件大小，请另选一个位置保存。",
    errno.ENAMETOOLONG: "文件名“{name}”太长，请改短后再保存。",
    errno.EINVAL: "“{name}”不能作为文件名，请去掉其中的特殊符号后再保存。",
    errno.EIO: "磁盘读写出错，“{name}”没有保存成功，请换一个磁盘保存，并检查原来的磁盘。",
}
_LOCKED = "“{name}”正在被其他程序使用，请先在 Word、Excel 或 WPS 中关闭它再保存，或者换一个文件名保存。"
_READ_ONLY = "“{name}”是只读文件，请换一个文件名保存，或者在文件属性中取消“只读”。"
_OTHER = "“{name}”没有保存成功（{reason}），请换一个位置或者文件名再试。"


def write_atomic(path: Path, data: bytes, mode: int | None = None) -> None:
    """Put `data` into the file at `path`, which is replaced in one step; a symbolic link stays and its target is replaced.

    The new file has the permissions of the old one, or `mode` if that is given.
    Raises WriteError; then the old file is as it was and no other file is left behind.
    """
    try:
        target = Path(os.path.realpath(path))
        permissions = _permissions(target) if mode is None else mode
        _write(target, data, permissions)
    except (OSError, ValueError) as error:
        raise WriteError(_sentence(error, path, len(data))) from error


def _permissions(target: Path) -> int | None:
    """Those of the file that will be replaced, None for a new one. Raises OSError for what must not be replaced."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "is a directory")
    if not mode & 0o222:
        raise _ReadOnlyError
    return stat.S_IMODE(mode)


class _ReadOnlyError(OSError):
    """The file itself is marked read-only: replacing it would work, but is not what its owner wants."""


def _write(target: Path, data: bytes, permissions: int | None) -> None:
    temporary = target.parent / f".{secrets.token_hex(8)}.tmp"
    try:
        with temporary.open("xb") as file:
            if permissions is not None:
                temporary.chmod(permissions)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _replace(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _replace(temporary: Path, target: Path) -> None:
    """Swap the files; on Windows a virus scanner or Word may hold the target for a moment."""
    for pause in (*_PAUSES, None):
        try:
            os.replace(temporary, target)  # noqa: PTH105 tests make exactly this call fail
        except OSError as error:
            if pause is None or getattr(error, "winerror", None) not in _IN_USE:
                raise
            time.sleep(pause)
        else:
            return


def _sync_folder(folder: Path) -> None:
    """Make the new name last. Windows has no such call; some network disks refuse it."""
    if os.name == "nt":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise


def _sentence(error: OSError | ValueError, path: Path, size: int) -> str:
    facts = {"name": path.name, "folder": path.parent, "size": _shown_size(size)}
    if isinstance(error, _ReadOnlyError):
        return _READ_ONLY.format(**facts)
    if getattr(error, "winerror", None) in _IN_USE:
        return _LOCKED.format(**facts)
    number = error.errno if isinstance(error, OSError) else errno.EINVAL
    if number in _SENTENCES:
        return _SENTENCES[number].format(**facts)
    return _OTHER.format(reason=getattr(error, "strerror", None) or error, **facts)


def _shown_size(size: int) -> str:
    return f"{max(1, round(size / 1024))} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


def open_elsewhere(path: Path) -> str | None:
    """Who has the file open in Word, Excel, WPS or LibreOffice: a name, "" when it is not known, None when nobody.

    A program that crashed leaves its mark behind: good for a warning, not for a refusal.
    """
    for mark in _marks(path):
        try:
            data = mark.read_bytes()[:1024]
        except FileNotFoundError:
            continue
        except OSError:  # the owner may keep it locked: that it is there says enough
            return ""
        return _libreoffice_owner(data) if mark.name.startswith(".~lock.") else _office_owner(data)
    return None


def _marks(path: Path) -> list[Path]:
    """Word replaces the first characters of a long name, Excel puts its two in front of every name."""
    cut = min(2, max(0, len(path.stem) - 6))
    names = (f"~${path.name[cut:]}", f"~${path.name}", f".~lock.{path.name}#", f".~{path.name}")
    return [path.with_name(name) for name in dict.fromkeys(names)]


def _office_owner(data: bytes) -> str:
    """The name is there twice: with its length as one byte in the system's code page, then as UTF-16."""
    for start in (54, 55):
        length = int.from_bytes(data[start : start + 1], "little")
        text = data[start + 2 : start + 2 + 2 * length].decode("utf-16-le", "ignore")
        if length and len(text) == length and text.isprintable():
            return text
    return data[1 : 1 + data[0]].decode("gb18030", "ignore").strip("\0 ") if data else ""


def _libreoffice_owner(data: bytes) -> str:
    """Fields apart by commas: the name from the options, the account, the computer, the time."""
    fields = data.decode("utf-8", "replace").split(",")
    return next((field.strip() for field in fields[:2] if field.strip()), "")
