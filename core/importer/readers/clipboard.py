"""What was copied in Word, WPS, Excel or a browser: the HTML of the clipboard, or its plain text where that says more."""

from __future__ import annotations

import re

from core.importer.guard import one_error, refuse
from core.importer.readers import html, text
from core.importer.source import SourceDocument, SourceTable

_NAME = "剪贴板"
_FRAGMENT = re.compile(r"<!--\s*StartFragment\s*-->(.*)<!--\s*EndFragment\s*-->", re.DOTALL | re.IGNORECASE)
_HEADER = re.compile(r"Version:\d.*?(?=<)", re.DOTALL)


def parse_clipboard(markup: str | None, plain: str | None) -> SourceDocument:
    """The copied content. `markup` may be a page, a fragment, or Windows' CF_HTML with its header.

    Raises UnreadableFileError when there is nothing to read or far too much.
    """
    with one_error(_NAME):
        from_text = None if not plain or not plain.strip() else _from_text(plain)
        from_html = None if not markup else _from_html(markup)
    if from_html is None or not from_html.blocks:
        if from_text is None:
            refuse(_NAME, "里没有文字，请先在 Word、WPS、Excel 或网页中复制报告的内容。")
        return from_text
    # Editors copy plain text as coloured HTML, in which tabs are only spaces.
    if from_text is not None and _has_table(from_text) and not _has_table(from_html):
        return from_text
    return from_html


def _from_html(markup: str) -> SourceDocument:
    if len(markup) > html.MAX_BYTES:
        refuse(_NAME, "里的内容过多，不像是一份年度报告；请只复制报告的内容。")
    fragment = _FRAGMENT.search(markup)
    # Word puts lists and cells into the fragment whole; Excel leaves the table's own tag before it.
    if fragment and "<table" in markup[: fragment.start()].lower() and "<tr" in fragment[1].lower():
        return html.parse(f"<table>{fragment[1]}</table>", _NAME)
    return html.parse(fragment[1] if fragment else _HEADER.sub("", markup, count=1), _NAME)


def _from_text(plain: str) -> SourceDocument:
    if len(plain) > text.MAX_BYTES:
        refuse(_NAME, "里的内容过多，不像是一份年度报告；请只复制报告的内容。")
    return text.parse(plain)


def _has_table(document: SourceDocument) -> bool:
    return any(isinstance(block, SourceTable) for block in document.blocks)
