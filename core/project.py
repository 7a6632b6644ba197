"""Saving the program's own file `.nianbao`, so that nothing which was once saved is ever lost.

The new content is read back first, written beside and put in its place in one step; the generation before it stays as
`.bak`. A file that somebody else wrote meanwhile, or a newer program, is never overwritten silently.
"""

from __future__ import annotations

from pathlib import Path

from core import storage
from core.errors import UnreadableFileError, UserError, WriteError
from core.exporter.atomic import write_atomic
from core.forms import Forms
from core.provenance import ImportRecord
from core.report import Report
from core.seal import NewerFileError, Stamp, open_content, seal, verified_generation


class ChangedOnDiskError(UserError):
    """The file is not the one that was opened: another window, program or person has written it since."""


def save(report: Report, path: Path, forms: Forms, record: ImportRecord | None = None, known: Stamp | None = None) -> Stamp:
    """Write the report as the next generation of the file and return its stamp.

    `known` is the stamp of the file as it was opened or last saved, None for a first save or a confirmed overwrite.
    Raises ChangedOnDiskError or NewerFileError (nothing is written), and WriteError (the old file is untouched).
    """
    old = _content_on_disk(path)
    if known is not None and old is not None and Stamp.of(old, 0).digest != known.digest:
        raise ChangedOnDiskError(f"“{path.name}”打开以后被别的程序或别的人修改过，请另存为新文件，或者确认后覆盖。")
    generation = max(known.generation if known else 0, _generation_on_disk(old, path.name)) + 1
    content = seal(storage.to_json(report, record), generation)
    _prove(report, content, path.name, forms)
    if old is not None:
        write_atomic(path.with_name(f"{path.name}.bak"), old)
    write_atomic(path, content)
    return Stamp.of(content, generation)


def _content_on_disk(path: Path) -> bytes | None:
    """The bytes there, None where there is no file yet. Raises WriteError when the place cannot even be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise WriteError(f"“{path.name}”无法读取，不能确认是否可以覆盖，请换一个文件名保存。") from error


def _generation_on_disk(content: bytes | None, name: str) -> int:
    """The generation of the file that will be replaced; 0 for a damaged one, which may be overwritten (its bytes are kept)."""
    if content is None:
        return 0
    try:
        return verified_generation(content, name)
    except NewerFileError:
        raise
    except UnreadableFileError:
        return 0


def _prove(report: Report, content: bytes, name: str, forms: Forms) -> None:
    """Read the new content back before it replaces anything. Raises WriteError when it is not the same report."""
    again, _, _ = open_content(content, name, forms)
    if not report.same_content(again):
        raise WriteError(f"写出的内容与报告不一致，没有保存“{name}”，请另存为 .json 文件并联系维护人员。")
