"""Tells what a file is by its content; suffixes lie (.docx that are .doc, .xls that are web pages)."""

from __future__ import annotations

import re
from pathlib import Path

from core.importer.guard import SafePackage, read_file, read_head
from core.importer.readers import ole

_HEAD = 64 * 1024
_MIME_HEAD = 8 * 1024
_SIGNATURES = ((b"%PDF", "pdf"), (b"\x89PNG", "picture"), (b"\xff\xd8\xff", "picture"), (b"{\\rtf", "rtf"))
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|table|meta|div|p)\b", re.IGNORECASE)
_MIME = re.compile(rb"^mime-version:", re.IGNORECASE | re.MULTILINE)
_MIME_PAGE = re.compile(rb"^content-type:\s*(?:multipart/|text/html)", re.IGNORECASE | re.MULTILINE)
_CONTENT_TYPES = "[Content_Types].xml"


def sniff(path: Path) -> str:
    """One of docx, xlsx, doc, xls, odt, ods, zip, pdf, rtf, mht, json, html, text, picture, empty, unknown.

    A macro file or a template of Word or Excel counts as docx or xlsx. Raises UnreadableFileError for what is
    no readable file, for a damaged zip, and for an old or locked file that holds neither Word nor Excel.
    """
    head = read_head(path, _HEAD)
    if not head:
        return "empty"
    if head.startswith(b"PK"):
        return _zip_kind(SafePackage.open(path))
    if head.startswith(ole.SIGNATURE):
        return ole.kind_of(read_file(path), path.name)
    for signature, kind in _SIGNATURES:
        if head.lstrip().startswith(signature):
            return kind
    return "mht" if _is_mime(head[:_MIME_HEAD]) else _text_kind(head)


def _is_mime(start: bytes) -> bool:
    """Whether a file begins as a message that is a web page or holds one."""
    return _MIME.search(start) is not None and _MIME_PAGE.search(start) is not None


def _zip_kind(package: SafePackage) -> str:
    if "mimetype" in package.names:
        mimetype = package.read("mimetype")
        return "odt" if b"opendocument.text" in mimetype else "ods" if b"opendocument.spreadsheet" in mimetype else "zip"
    types = package.read(_CONTENT_TYPES) if _CONTENT_TYPES in package.names else b""
    types = types.replace(b"\0", b"")
    if re.search(rb"wordprocessingml\.(document|template)\.main|ms-word\.(document|template)\.macroEnabled", types):
        return "docx"
    if re.search(rb"spreadsheetml\.(sheet|template)\.main|ms-excel\.(sheet|template)\.macroEnabled", types):
        return "xlsx"
    return _kind_by_folders(package)


def _kind_by_folders(package: SafePackage) -> str:
    if package.find("word/document.xml"):
        return "docx"
    return "xlsx" if package.find("xl/workbook.xml") else "zip"


def _text_kind(head: bytes) -> str:
    text = _decode(head)
    if text is None:
        return "unknown"
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("{"):
        return "json"
    if start.startswith("<") and _HTML.search(start[:4096]):
        return "html"
    return "text"


def _decode(head: bytes) -> str | None:
    """The text of a head, which may end within a character; None for bytes that are no text."""
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return head.decode(encoding, errors="ignore")
    if b"\0" in head:
        return None
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):
            try:
                return head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                if len(head) < _HEAD:
                    break
    return None
