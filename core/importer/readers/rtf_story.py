"""Where the text of an RTF file goes: lines of the body, cells of tables at any depth, and the stories beside the body."""

from __future__ import annotations

from core.importer.readers.flow import Flow
from core.importer.readers.rtf_table import RowShape, TableRows

BODY = "body"
NUMBER = "number"
COMMENT = "comment"
_MAX_CELLS_DEFINED = 1000


class Stories:
    """Takes text and ends of lines, cells, rows and stories. Level 0 is text, 1 a table, more a table inside a cell."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self._pieces: dict[str, list[str]] = {}
        self._hidden: list[str] = []
        self._pictures = 0
        self._shapes: dict[int, RowShape] = {}
        self._tables: dict[int, TableRows] = {}

    def put(self, story: str, text: str) -> None:
        """Visible text; line ends in it are manual line breaks."""
        self._pieces.setdefault(story, []).append(text)

    def hide(self, text: str) -> None:
        """Text that the file marks as hidden."""
        self._hidden.append(text)

    def picture(self) -> None:
        """A picture in the body; it comes behind its paragraph or table."""
        self._pictures += 1

    def end_line(self, story: str, level: int, heading: int | None) -> None:
        """A paragraph ends. In a cell and beside the body it is one line of more."""
        if story != BODY or level:
            self.put(story, "\n")
            return
        self._close_tables(0)
        self.flow.paragraph(self._taken(BODY), heading)
        self._end_block()

    def end_story(self, story: str, kind_of_note: str) -> None:
        """A header, footnote, comment, text box or list number is complete."""
        lines = self._taken(story).split("\n")
        if story in ("header", "footer"):
            self.flow.edge(story, lines)
        elif story == NUMBER:
            number = "".join(lines).strip()
            self.put(BODY, number if any(character.isalnum() for character in number) else "")  # else a bullet
        elif story == COMMENT:
            self.flow.note("import.comment", "\n".join(lines).strip(), self.flow.here)
        elif story == "note":
            self.flow.small(kind_of_note, "\n".join(lines))
        else:
            for line in lines:
                self.flow.beside(line)

    def end_cell(self, story: str, level: int) -> None:
        """A cell of a table of that level is complete; tables beside the body are lines."""
        if story != BODY:
            self.end_line(story, level, None)
            return
        self._close_tables(level)
        lines = (line.strip(" ") for line in self._taken(BODY).split("\n"))
        table = self._tables.setdefault(level, TableRows())
        table.texts.append("\n".join(line for line in lines if line))
        self.flow.require_table_size(len(table.rows), len(table.texts))

    def end_row(self, level: int) -> None:
        """A row is complete; the definition that holds now is its own."""
        if level in self._tables:
            self._tables[level].end_row(self._shapes.get(level, RowShape()))

    def shape(self, word: str, number: int | None, level: int) -> None:
        """A word of a row's definition; others are ignored."""
        if word == "trowd":
            self._shapes[level] = RowShape()
            return
        shape = self._shapes.setdefault(level, RowShape())
        if word == "trleft":
            shape.left = number or 0
        elif word == "cellx" and len(shape.cells) < _MAX_CELLS_DEFINED:
            shape.end_cell(number or 0)
        elif word == "clvmrg":
            shape.pending.merged_down = True
        elif word == "clmrg":
            shape.pending.merged_across = True

    def finish(self) -> None:
        """The file ends, perhaps in the middle of something."""
        self.end_line(BODY, 0, None)
        self._close_tables(0)

    def _taken(self, story: str) -> str:
        """The text of a story, whose lines start anew. Two halves of a character beyond U+FFFF become one."""
        text = "".join(self._pieces.pop(story, []))
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def _close_tables(self, level: int) -> None:
        """End the tables that lie deeper than `level`."""
        for deeper in sorted((known for known in self._tables if known > level), reverse=True):
            table = self._tables.pop(deeper)
            table.end_row(self._shapes.get(deeper, RowShape()))
            self.flow.table(list(table.cells()))
            self._end_block()

    def _end_block(self) -> None:
        for _ in range(self._pictures):
            self.flow.picture()
        self._pictures = 0
        if self._hidden:
            self.flow.note("import.hidden_text", "".join(self._hidden), self.flow.here)
            self._hidden.clear()
