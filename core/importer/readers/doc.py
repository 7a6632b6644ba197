"""Word 97-2003 files (.doc, .wps and what is one under another suffix), by way of .docx and its reader.

The conversion is msdoc2docx's, a bounded but young library: it runs in a child process, the file it writes goes
through the same gate as any .docx. Older and encrypted files are told by the first bytes of their main stream.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from core.importer import child
from core.importer.guard import MAX_FILE_BYTES, one_error, refuse
from core.importer.readers import docx, ole
from core.importer.source import SourceDocument, SourceNote

_Modifiers = TypeVar("_Modifiers")
_WORD_97 = 0x00C1
_OLDER_IDENTS = (0xA5DC, 0xA59B, 0xA59C)  # Word 6/95, Word 2
_ENCRYPTED = "设有打开密码，请用 WPS 或 Word 打开，取消密码并另存为 .docx 再导入。"
_OLDER = "是 Word 6.0/95 或更早的文件，请用 WPS 或 Word 打开后另存为 .docx 再导入。"
_DAMAGED = "已损坏或结构异常，请用 WPS 或 Word 打开后另存为 .docx 再导入；若打不开，请重新向来源索取。"
_FLATTENED = "旧版 Word 文件中有的表格或文本框结构已损坏，按普通文字读取，请核对。"
# What the converter tells when something lost its structure or was left out.
_LOSSES = frozenset(
    (
        "MALFORMED_TABLE_FLATTENED",
        "TABLE_DEPTH_LIMITED",
        "TABLE_GRID_MISMATCH",
        "TABLE_CELL_DEFINITION_MISMATCH",
        "MAIN_TEXTBOX_TABLE_MALFORMED",
        "GROUPED_MAIN_TEXTBOXES_DEFERRED",
        "HEADER_FOOTER_TABLE_MALFORMED",
    )
)


def read(path: Path) -> SourceDocument:
    """The visible content of an old Word file. Raises UnreadableFileError, and nothing else."""
    return child.read("doc", path, child.Limits())


def parse(path: Path) -> SourceDocument:
    """As `read`, in this process: only for the child, and for tests."""
    with TemporaryDirectory(prefix="nianbao-") as folder:
        target = Path(folder) / "converted.docx"
        losses = _convert(path, target)
        document = docx.parse(target.read_bytes(), path.name)
    notes = (SourceNote("import.flattened", _FLATTENED),) if losses & _LOSSES else ()
    return replace(document, kind="doc", notes=(*document.notes, *notes))


def _convert(path: Path, target: Path) -> set[str]:
    """Write the file as .docx; returns the codes of what the converter has to say."""
    from doc2docx.cfb import CompoundFile, CompoundFileLimits  # pyright: ignore[reportMissingTypeStubs]
    from doc2docx.converter import convert  # pyright: ignore[reportMissingTypeStubs]
    from doc2docx.errors import Doc2DocxError, EncryptedDocumentError  # pyright: ignore[reportMissingTypeStubs]
    from doc2docx.msdoc import formatting, sprm  # pyright: ignore[reportMissingTypeStubs]

    formatting.parse_grpprl = _with_padding(sprm.parse_grpprl, Doc2DocxError)
    limits = CompoundFileLimits(MAX_FILE_BYTES, MAX_FILE_BYTES, ole.MAX_ENTRIES)
    with one_error(path.name):
        try:
            stream = CompoundFile.from_path(path, limits=limits).open_stream("WordDocument")
            ident, version = struct.unpack_from("<HH", stream)
            if ident in _OLDER_IDENTS or version < _WORD_97:
                refuse(path.name, _OLDER)
            result = convert(path, target, limits=limits)
        except EncryptedDocumentError:
            refuse(path.name, _ENCRYPTED)
        except Doc2DocxError:
            refuse(path.name, _DAMAGED)
    return {diagnostic.code for diagnostic in result.report.diagnostics}


def _with_padding(parse: Callable[..., _Modifiers], refused: type[Exception]) -> Callable[..., _Modifiers]:
    """The converter's reader of properties, also for those that a writer padded to an even length with any byte.

    LibreOffice does so; the converter takes only a zero for padding and would refuse the whole file.
    """

    def parse_padded(data: bytes, **options: Any) -> _Modifiers:
        try:
            return parse(data, **options)
        except refused:
            return parse(data[:-1], **options)

    return parse_padded
