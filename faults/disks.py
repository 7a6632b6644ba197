"""Disks that a test may fill, cut off and freeze: tmpfs and loop images, mounted by root, gone at the end."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from faults.results import CannotRunError

MIB = 1024 * 1024
_MAKE = {
    "ext4": (32, ["mkfs.ext4", "-q", "-F"]),
    "xfs": (300, ["mkfs.xfs", "-q", "-f"]),
    "btrfs": (128, ["mkfs.btrfs", "-q", "-f"]),
}
_OPTIONS = {"ext4": "loop", "xfs": "loop,nouuid", "btrfs": "loop"}


def require_root() -> None:
    """Raises CannotRunError where nothing can be mounted."""
    if os.geteuid() != 0:
        raise CannotRunError("mounting needs root")


def image(kind: str, folder: Path) -> Path:
    """An empty file system of that kind as a file. Raises CannotRunError without its tool or kernel module."""
    size, command = _MAKE[kind]
    if shutil.which(command[0]) is None:
        raise CannotRunError(f"{command[0]} is not installed")
    file = folder / f"{kind}.image"
    with file.open("wb") as stream:
        stream.truncate(size * MIB)
    _run([*command, str(file)])
    with mounted(file, kind, folder / f"{kind}.try"):
        pass
    return file


def copy_image(source: Path, target: Path) -> Path:
    """The image as it is at this moment."""
    _run(["cp", "--sparse=always", str(source), str(target)])
    return target


@contextmanager
def mounted(file: Path, kind: str, place: Path, options: str = "") -> Iterator[Path]:
    """An image at a folder; mounting replays its journal as after a power cut."""
    place.mkdir(exist_ok=True)
    _run(["mount", "-t", kind, "-o", _OPTIONS[kind] + options, str(file), str(place)])
    try:
        yield place
    finally:
        _run(["umount", str(place)])


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[Path]:
    """A disk in memory with room for `size` (as mount says it: "260k")."""
    require_root()
    place.mkdir(exist_ok=True)
    _run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)])
    try:
        yield place
    finally:
        _run(["umount", str(place)])


@contextmanager
def read_only(place: Path) -> Iterator[None]:
    """A mounted disk that has become read-only."""
    _run(["mount", "-o", "remount,ro", str(place)])
    try:
        yield
    finally:
        _run(["mount", "-o", "remount,rw", str(place)])


def _run(command: list[str]) -> None:
    """Run a tool of the system. Raises CannotRunError with what it said."""
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except OSError as error:
        raise CannotRunError(f"{command[0]}: {error.strerror}") from error
    except subprocess.CalledProcessError as error:
        raise CannotRunError(f"{' '.join(command[:3])}: {error.stderr.strip()}") from error
