"""Reads a file in a process of its own, with a limit on memory and a deadline: for readers built on others' libraries.

What such a library does with a hostile file cannot be bounded from inside; a process can be ended. The frozen
program starts itself with `CHILD_FLAG` (cli.py hands over to `main`), a source tree starts this module. Files, not pipes,
carry the result: a windowed Windows program has no standard output.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from core.errors import UnreadableFileError
from core.importer import CHILD_FLAG
from core.importer.guard import MIB, one_error, read_file, refuse
from core.importer.source import SourceCell, SourceDocument, SourceNote, SourceParagraph, SourceTable

_ROOT = Path(__file__).resolve().parents[2]
_NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
_MAX_RESULT = 64 * MIB
_TOO_MUCH = "太大或结构异常，没有读取；请用 WPS 或 Word 打开后只留下报告内容，另存为 .docx 或 .xlsx 再导入。"
_ENDED = "已损坏或结构异常，没有读取；请用 WPS 或 Word 打开后另存为 .docx 或 .xlsx 再导入。"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. `memory` is address space in bytes, and `times_size` that many times the file's size more.

    Windows has no such limit: there only the time counts.
    """

    seconds: float = 10
    memory: int = 256 * MIB
    times_size: int = 6


def read(reader: str, path: Path, limits: Limits) -> SourceDocument:
    """What `core.importer.readers.<reader>.parse(path)` gives in a child process. Raises UnreadableFileError."""
    data = read_file(path)
    with TemporaryDirectory(prefix="nianbao-", ignore_cleanup_errors=True) as folder:
        source, result = Path(folder) / "in" / path.name, Path(folder) / "result.json"
        with one_error(path.name):
            source.parent.mkdir()
            source.write_bytes(data)
        memory = limits.memory + limits.times_size * len(data)
        _run([reader, str(memory), str(source), str(result)], limits.seconds, path.name)
        if not result.is_file() or result.stat().st_size > _MAX_RESULT:
            refuse(path.name, _ENDED)
        with one_error(path.name):
            return _document(json.loads(result.read_bytes()))


def _run(arguments: list[str], seconds: float, name: str) -> None:
    start = [CHILD_FLAG] if getattr(sys, "frozen", False) else ["-m", "core.importer.child"]
    try:
        subprocess.run(  # noqa: S603 our own program
            [sys.executable, *start, *arguments],
            cwd=_ROOT,
            timeout=seconds,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            creationflags=_NO_WINDOW,
        )
    except subprocess.TimeoutExpired:
        refuse(name, _TOO_MUCH)
    except OSError as error:
        raise UnreadableFileError(f"无法开始读取“{name}”（内存可能不足），请关闭一些程序后再试。") from error


def main(arguments: Sequence[str]) -> int:
    """The child's side: reader, memory limit, source, result. What goes wrong is written down for the parent too."""
    reader, memory, source, result = arguments
    _limit_memory(int(memory))
    try:
        found: dict[str, Any] = _plain(import_module(f"core.importer.readers.{reader}").parse(Path(source)))
    except UnreadableFileError as error:
        found = {"error": str(error)}
    except Exception:
        # Libraries of thousands of lines meet a hostile file here: whatever they raise means the same to the person.
        found = {"error": f"“{Path(source).name}”{_ENDED}"}
    Path(result).write_text(json.dumps(found, ensure_ascii=True), encoding="ascii")
    return 0


def _limit_memory(size: int) -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _plain(document: SourceDocument) -> dict[str, Any]:
    plain = asdict(document)
    for block, whole in zip(plain["blocks"], document.blocks, strict=True):
        block["is_table"] = isinstance(whole, SourceTable)
    return plain


def _document(plain: dict[str, Any]) -> SourceDocument:
    if "error" in plain:
        raise UnreadableFileError(plain["error"])
    blocks = tuple(_block(block) for block in cast("list[dict[str, Any]]", plain.pop("blocks")))
    notes = tuple(SourceNote(**note) for note in plain.pop("notes"))
    return SourceDocument(blocks=blocks, notes=notes, **plain)


def _block(plain: dict[str, Any]) -> SourceParagraph | SourceTable:
    if not plain.pop("is_table"):
        return SourceParagraph(**plain)
    cells = tuple(SourceCell(**cell) for cell in plain.pop("cells"))
    return SourceTable(cells=cells, **plain)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
