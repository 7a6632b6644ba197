"""The importer's face: a file of any supported kind in, a report and the record of its import out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

from core.errors import UnreadableFileError
from core.forms import Forms
from core.importer.matching import match
from core.importer.readers.detect import sniff
from core.importer.source import SourceDocument
from core.provenance import ImportRecord
from core.report import Report
from core.storage import MAX_BYTES

_READERS = {
    **{kind: kind for kind in ("docx", "xlsx", "doc", "xls", "rtf", "html", "mht", "pdf", "text")},
    "odt": "odf",
    "ods": "odf",
}
_REFUSED = {
    "empty": "“{name}”是空文件，没有内容可以导入，请检查是否选错了文件。",
    "picture": "“{name}”是图片，里面的文字和数字读不到，请选择原来的 Word、Excel 或 PDF 文件。",
}
_UNKNOWN = "“{name}”不是可以导入的文件，请选择 Word、Excel、WPS、网页、PDF、文本或 .nianbao 文件。"


@dataclass(frozen=True, slots=True)
class Imported:
    """A read file. `source` is what the reader saw, None for the program's own files, which need no matching."""

    report: Report
    record: ImportRecord
    source: SourceDocument | None


def import_report(path: Path, forms: Forms) -> Imported:
    """Read a file by its content, whatever its suffix says. Raises UnreadableFileError with a sentence to show."""
    kind = sniff(path)
    if kind == "json" or (kind not in _READERS and path.suffix.lower() == ".nianbao"):  # of which nothing is left but zeros
        from core.seal import open_content  # and with it all of storage, which other files do not need

        report, record, _ = open_content(_bytes_of(path), path.name, forms)
        return Imported(report, record, None)
    if kind not in _READERS:
        raise UnreadableFileError(_REFUSED.get(kind, _UNKNOWN).format(name=path.name))
    module = import_module(f"core.importer.readers.{_READERS[kind]}")  # loaded when its format is first met
    document = cast("Callable[[Path], SourceDocument]", module.read)(path)
    report, record = match(document, path.name, forms)
    return Imported(report, record, document)


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableFileError(f"无法读取“{path.name}”，请检查文件是否还在、是否有权限打开。") from error
