"""The report on one page: head, six sections and signature put on the paper, and the ways to each place of it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from gui.paper import Paper
from gui.places import COVER, Place
from gui.section_block import SectionBlock
from gui.session import ReportSession
from gui.tables.header import StickyHeader
from gui.tables.view import FormTable
from gui.text_style import Stretch
from gui.theme import Theme
from gui.title_block import MetaPart, SignatureBlock, TitleBlock


class ReportPage(Paper):
    """The paper with the open report on it."""

    place_changed = Signal(object)  # Place
    message = Signal(str)

    def __init__(self, session: ReportSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._session = session
        self._theme = theme
        self._blocks: dict[str, SectionBlock] = {}
        self._title: TitleBlock | None = None
        self._compare = False
        self._jumping = False
        self.place = Place(COVER)
        session.report_replaced.connect(self.rebuild)
        if session.is_open:
            self.rebuild()

    def rebuild(self) -> None:
        """Put the open report on the paper."""
        self.clear()
        self._title = TitleBlock(self._session, self._theme, self.sheet)
        self._add_meta(COVER, self._title)
        self._blocks = {}
        for section in self._session.report.form.template.sections:
            self._add_section(SectionBlock(self._session, section, self._theme, self.sheet))
        self._add_meta(section.id, SignatureBlock(self._session, self._theme, self.sheet))
        self.refit()
        self.set_compare(self._compare)
        self._enter(Place(COVER))

    def _add_meta(self, section: str, part: MetaPart) -> None:
        part.entered.connect(lambda: self._enter(Place(section)))
        self.add(section, part)

    def _add_section(self, block: SectionBlock) -> None:
        block.entered.connect(self._enter)
        block.reveal.connect(partial(self._reveal, block.section.id))
        self._blocks[block.section.id] = block
        self.add(block.section.id, block)
        if block.table:
            block.table.message.connect(self.message)
            self.keep_in_sight(block.table, StickyHeader(block.table, self._theme, self.viewport()))

    def _enter(self, place: Place) -> None:
        if place != self.place:
            self.place = place
            self.place_changed.emit(place)

    def _reveal(self, section: str, part: QWidget, rect: QRect) -> None:
        self.anchor = (section, part, rect)
        self.show_rect(part, rect, self._jumping)

    # -- ways ----------------------------------------------------------------

    def go_to(self, place: Place, flash: bool = True) -> None:
        """Scroll to a place, put the focus there and let it light up once."""
        self._jumping = True
        self._visit(place, flash)
        self._jumping = False

    def _visit(self, place: Place, flash: bool) -> None:
        whole_section = not place.cell and place.start < 0
        if whole_section:
            self.show_section(place.section)
        if place.section == COVER and whole_section and self._title:
            self._title.organ.setFocus()
        elif place.section in self._blocks:
            self._blocks[place.section].go_to(place, flash)
        if whole_section:
            self.show_section(place.section)

    def focus_here(self) -> None:
        """Give the place last visited the focus again."""
        if self.place.cell or self.place.section != COVER:
            block = self._blocks[self.place.section]
            (block.table or block.pane).setFocus()
        elif self._title:
            self._title.organ.setFocus()

    def table(self) -> FormTable | None:
        """The table that the person is in, None when in a text."""
        block = self._blocks.get(self.place.section)
        return block.table if block and self.place.cell else None

    def sections(self) -> tuple[str, ...]:
        """The ids of the sections on the paper, in order."""
        return tuple(self._blocks)

    # -- view state ----------------------------------------------------------

    def set_compare(self, on: bool) -> None:
        """Show last year's figures in the tables."""
        self._compare = on
        for block in self._blocks.values():
            if block.table:
                block.table.set_compare(on)

    def show_found(self, found: dict[str, tuple[Stretch, ...]]) -> None:
        """Mark what a search found in the texts."""
        for section, block in self._blocks.items():
            block.pane.show_found(found.get(section, ()))
