"""The seal of the program's own file `.nianbao`: version, generation number and checksum around the contract's JSON.

Which of two files is newer is told by the generation, never by a clock. A file without a seal is generation 0.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, TypeGuard, cast

from core import __version__, storage
from core.errors import UnreadableFileError
from core.forms import Forms
from core.migrations import STEPS, migrate
from core.provenance import ImportRecord
from core.report import Report

VERSION = len(STEPS)
_KEY = "nianbao"
_BACKUP = "请打开同一文件夹中的备份（文件名以 .bak 结尾）。"


class NewerFileError(UnreadableFileError):
    """The file was written by a newer version of the program; this one must not overwrite it."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a file was when it was read or written. `generation` counts saves, 0 for a file without a seal."""

    size: int
    digest: str
    generation: int

    @classmethod
    def of(cls, content: bytes, generation: int) -> Stamp:
        """The stamp of a file with that content."""
        return cls(len(content), hashlib.sha256(content).hexdigest(), generation)


def seal(data: storage.Json, generation: int) -> bytes:
    """The content of a `.nianbao` file. `data` is the report's JSON without a seal."""
    header = {"version": VERSION, "program": __version__, "generation": generation, "sha256": _checksum(data)}
    return storage.dump({_KEY: header, **data})


def _checksum(data: storage.Json) -> str:
    """Over what the file will hold: without halves of characters, as `storage.dump` writes it."""
    plain = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode("utf-8", "ignore")).hexdigest()


def open_content(content: bytes, name: str, forms: Forms) -> tuple[Report, ImportRecord, Stamp]:
    """A report from the bytes of a `.nianbao` or `.json` file of any version.

    Raises UnreadableFileError for damage, NewerFileError for a file of a newer program; `name` is for the sentence.
    """
    data, header = _header(content, name)
    version, generation = (0, 0) if header is None else _verified(data, header, name)
    current = migrate(data, version)
    written = content if current is data else storage.dump(current)
    report, record = storage.load(written, name, forms)
    return report, record, Stamp.of(content, generation)


def verified_generation(content: bytes, name: str) -> int:
    """The generation that the seal names, 0 for a file without a seal.

    Raises NewerFileError for a newer version, UnreadableFileError when the checksum does not fit or nothing fits at all.
    """
    data, header = _header(content, name)
    if header is not None:
        return _verified(data, header, name)[1]
    if data.get("schema") != storage.SCHEMA:
        raise _damaged(name, "内容不完整")
    return 0


def _verified(data: storage.Json, header: storage.Json, name: str) -> tuple[int, int]:
    """Version and generation of a seal that fits its data."""
    version, generation = header.get("version"), header.get("generation")
    if _is_count(version) and version > VERSION:
        raise NewerFileError(f"“{name}”是更新版本的程序保存的，请升级程序后再打开。")
    if not _is_count(version) or not _is_count(generation) or header.get("sha256") != _checksum(data):
        raise _damaged(name, "校验不符")
    return version, generation


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _damaged(name: str, reason: str) -> UnreadableFileError:
    return UnreadableFileError(f"“{name}”内容已损坏（{reason}），{_BACKUP}")


def _header(content: bytes, name: str) -> tuple[storage.Json, storage.Json | None]:
    """The data without its seal, and the seal; None for a file without one. Damaged JSON is left to the loader."""
    storage.require_size(content, name)
    try:
        loaded: object = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return {}, None
    if not isinstance(loaded, dict):
        return {}, None
    data = cast("dict[str, Any]", loaded)
    if _KEY not in data:
        return data, None
    header: object = data.pop(_KEY)
    if not isinstance(header, dict):
        raise _damaged(name, "校验不符")
    return data, cast("storage.Json", header)
