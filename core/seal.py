"""The seal of the program's own file `.nianbao`: version, generation number and checksum around the contract's JSON.

Which of two files is newer is told by the generation, never by a clock. A file without a seal is generation 0.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, cast

from core import __version__, storage
from core.errors import UnreadableFileError
from core.forms import Forms
from core.provenance import ImportRecord
from core.report import Report

VERSION = 1
_KEY = "nianbao"


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
    plain = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def open_content(content: bytes, name: str, forms: Forms) -> tuple[Report, ImportRecord, Stamp]:
    """A report from the bytes of a `.nianbao` or `.json` file.

    Raises UnreadableFileError for damage, NewerFileError for a file of a newer program; `name` is for the sentence.
    """
    generation = verified_generation(content, name)
    report, record = storage.load(content, name, forms)
    return report, record, Stamp.of(content, generation)


def verified_generation(content: bytes, name: str) -> int:
    """The generation that the seal names, 0 for a file without a seal.

    Raises NewerFileError for a newer version, UnreadableFileError when the checksum does not fit.
    """
    data, header = _header(content)
    if header is None:
        return 0
    version, generation = header.get("version"), header.get("generation")
    if isinstance(version, int) and version > VERSION:
        raise NewerFileError(f"“{name}”是更新版本的程序保存的，请升级程序后再打开。")
    if version != VERSION or not isinstance(generation, int) or header.get("sha256") != _checksum(data):
        raise UnreadableFileError(f"“{name}”内容已损坏（校验不符），请打开同一文件夹中的备份“{name}.bak”。")
    return generation


def _header(content: bytes) -> tuple[storage.Json, storage.Json | None]:
    """The data without its seal, and the seal; None for a file without one. Damaged JSON is left to the loader."""
    try:
        loaded: object = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return {}, None
    if not isinstance(loaded, dict):
        return {}, None
    data = cast("dict[str, Any]", loaded)
    header: object = data.pop(_KEY, None)
    return data, cast("storage.Json", header) if isinstance(header, dict) else None
