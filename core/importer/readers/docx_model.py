"""What a Word story holds once read and before it has places: paragraphs, and tables of cells as the file gives them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Beside:
    """What belongs to a paragraph without being in its line.

    `floating` is the content of text boxes anchored there; `word_art` texts drawn as a shape; `hidden` the text
    that Word does not show.
    """

    floating: list[Block] = field(default_factory=list["Block"])
    word_art: list[str] = field(default_factory=list[str])
    pictures: int = 0
    hidden: str = ""


@dataclass(slots=True)
class Paragraph:
    """A paragraph as seen, its number included. `joins_next`: its mark is deleted, the next paragraph goes on in its line."""

    text: str
    heading: int | None = None
    joins_next: bool = False
    beside: Beside | None = None


@dataclass(slots=True)
class RawCell:
    """A w:tc: the grid positions [start, end) that it claims and its content. `merge` is "", "restart" or "continue"."""

    start: int
    end: int
    merge: str
    blocks: list[Block]

    def lines(self) -> list[str]:
        """The texts of its paragraphs, those of tables within included."""
        lines: list[str] = []
        for block in self.blocks:
            if isinstance(block, Paragraph):
                lines.append(block.text)
            else:
                lines += [line for row in block.rows for cell in row for line in cell.lines()]
        return lines

    def text(self) -> str:
        """Its text with paragraph ends as newlines."""
        if len(self.blocks) == 1 and isinstance(self.blocks[0], Paragraph):
            return self.blocks[0].text
        return "\n".join(self.lines()).strip("\n")


@dataclass(slots=True)
class RawTable:
    """A w:tbl: grid widths in twips (None = not a number) and the cells row by row."""

    widths: list[float | None]
    rows: list[list[RawCell]] = field(default_factory=list[list[RawCell]])

    @property
    def is_layout(self) -> bool:
        """Whether it only arranges other tables on the page: a cell holds a table of two or more columns."""
        return any(
            isinstance(block, RawTable) and (block.is_layout or max(map(len, block.rows), default=0) > 1)
            for row in self.rows
            for cell in row
            for block in cell.blocks
        )


Block = Paragraph | RawTable


def joined(first: Beside, second: Beside) -> Beside:
    """What is beside two paragraphs that run together."""
    return Beside(
        first.floating + second.floating,
        first.word_art + second.word_art,
        first.pictures + second.pictures,
        first.hidden + second.hidden,
    )
