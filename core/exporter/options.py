"""What a person chooses when a document leaves the program, besides its format."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """`style`: the office's own .docx, None for the edition's; `with_seal`: room for the seal; `watermark`: "" for none.

    `with_letterhead` keeps what the office's file has before and after the report; without it the report reads back alone.
    """

    style: Path | None = None
    with_seal: bool = False
    watermark: str = ""
    with_letterhead: bool = True


PLAIN = Options()
DRAFT_MARK = "送审稿"
