"""Web pages saved as one file (.mht, .mhtml; also what Word and WPS save as such): the first HTML part is the page."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from pathlib import Path

from core.importer.guard import one_error, read_file, refuse
from core.importer.readers import html
from core.importer.source import SourceDocument

_MAX_PARTS = 4000


def read(path: Path) -> SourceDocument:
    """The page in the file at `path`; raises UnreadableFileError."""
    data = read_file(path)
    with one_error(path.name):
        if data.lower().count(b"\ncontent-type:") > _MAX_PARTS:
            refuse(path.name, "里面的部分过多，不像是一份年度报告的网页；请只保存正文部分再导入。")
        page = next((part for part in message_from_bytes(data).walk() if part.get_content_type() == "text/html"), None)
        if page is None:
            refuse(path.name, "里面没有网页正文，请用浏览器打开后把正文复制到 Word 再导入。")
        content = _content(page)
    if len(content) > html.MAX_BYTES:
        refuse(path.name, "超过 16 MB，不像是一份年度报告的网页；请确认选对了文件。")
    return replace(html.parse(content, path.name), kind="mht")


def _content(page: Message) -> bytes:
    """The page's bytes; where only the message names the character set, they come as UTF-8."""
    payload = page.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    charset = page.get_content_charset("")
    if not charset or b"charset" in content[:4096].lower():
        return content
    try:
        return content.decode(charset).encode("utf-8")
    except (LookupError, UnicodeDecodeError):
        return content
