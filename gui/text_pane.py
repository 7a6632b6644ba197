"""A text section on the page: grows with its text, marks leftovers and findings, records typing in the window's one undo stack.

What an input method is composing is never touched. Paragraphs are lines; the text is cleaned when the pane is left.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QTextDocumentFragment,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QMenu, QTextEdit, QToolTip, QWidget

from core.findings import Finding
from core.report import Mark, clean_text
from gui.keys import asks_for_undo
from gui.session import ReportSession
from gui.text_check import changed_stretch
from gui.text_style import Headings, Stretch, cursor_over, flash_selection, selections, style_paragraphs, underlines
from gui.theme import Theme

_PAUSE_MS = 1200
_FLASH_MS = 900
_WORD_ENDS = "。；！？，、：\n "
_MIN_LINES = 2


class TextPane(QTextEdit):
    """The text of one section."""

    reveal = Signal(QRect)  # the caret, in the pane's own coordinates
    entered = Signal()

    def __init__(self, session: ReportSession, section: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.section = section
        self._theme = theme
        self._text = ""
        self._composing = False
        self._loading = False
        self._run = 0
        self._growing: bool | None = None
        self._findings: tuple[Finding, ...] = ()
        self._found: tuple[Stretch, ...] = ()
        self._flash: Stretch | None = None
        self._zoom = 1.0
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._set_up()
        self._headings = Headings(self.document(), theme)
        self._connect()
        self._load()

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUndoRedoEnabled(False)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self._session.heading(self.section) + " 正文")
        self.setPlaceholderText("点这里输入，或从 Word、WPS 粘贴")
        self.document().setDocumentMargin(6)
        self.viewport().setAutoFillBackground(False)

    def _connect(self) -> None:
        self._pause.timeout.connect(self._end_run)
        self.textChanged.connect(self._on_text_changed)
        self.cursorPositionChanged.connect(self._on_cursor_moved)
        self.document().documentLayout().documentSizeChanged.connect(self._fit_height)
        self._session.text_changed.connect(self._on_session_text)
        self._session.findings_changed.connect(self._on_findings)
        self._session.commit_requested.connect(self.commit)
        self._theme.changed.connect(self._on_theme)

    # -- text ----------------------------------------------------------------

    def _load(self) -> None:
        self._loading = True
        self._text = self._session.report.texts[self.section]
        self.setPlainText(self._text)
        self._loading = False
        self._on_theme()

    def commit(self) -> None:
        """Clean the text (indents, blank lines) as part of the typing that has just ended."""
        clean = clean_text(self._text)
        if clean != self._text and not self._composing:
            self._session.type_text(self.section, clean, self._run)
        self._end_run()

    def _on_text_changed(self) -> None:
        if self._loading:
            return
        text = self.toPlainText()
        if text == self._text:  # fires at each step of a composition, and when only a format changed
            return
        start, end = changed_stretch(self._text, text)
        inserted = text[start : len(text) - end]
        growing = len(inserted) >= len(self._text) - start - end
        if growing is not self._growing:
            self._end_run()
        self._text, self._growing = text, growing
        self._session.type_text(self.section, text, self._run)
        self._pause.start()
        if inserted[-1:] and inserted[-1] in _WORD_ENDS:
            self._end_run()
        if not self._composing:
            self._restyle()

    def _end_run(self) -> None:
        """What is typed from now on is another undo step."""
        self._pause.stop()
        self._growing = None
        self._run += 1

    def _on_session_text(self, section: str) -> None:
        if section != self.section:
            return
        if not self._composing:
            self._take_over()
        self._mark()

    def _take_over(self) -> None:
        """Change only what differs from the report, so that the caret stays where the change is."""
        new, old = self._session.report.texts[self.section], self.toPlainText()
        if new == old:
            return
        start, end = changed_stretch(old, new)
        cursor = cursor_over(self.document(), old, (start, len(old) - end))
        self._loading = True
        cursor.insertText(new[start : len(new) - end])
        self._loading = False
        self._text = new
        if self.hasFocus():
            self.setTextCursor(cursor)
        self._restyle()

    # -- looks ---------------------------------------------------------------

    def fit(self, width: int, zoom: float) -> None:
        """Take a new width and zoom; the height follows."""
        self.setFixedWidth(width)
        if zoom != self._zoom:
            self._zoom = zoom
            self._on_theme()

    def show_found(self, stretches: tuple[Stretch, ...]) -> None:
        """Mark what a search found in this text."""
        self._found = stretches
        self._mark()

    def go_to(self, start: int = -1, end: int = -1, flash: bool = False) -> None:
        """Take the focus, select a stretch of the text and let it light up once."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if start < 0:
            self.reveal.emit(QRect(0, 0, 1, min(self.height(), 80)))
            return
        self.setTextCursor(cursor_over(self.document(), self._text, (start, end)))
        if flash:
            self._flash = (start, end)
            QTimer.singleShot(_FLASH_MS, self, self._end_flash)
            self._mark()

    def _end_flash(self) -> None:
        self._flash = None
        self._mark()

    def _on_theme(self) -> None:
        font = self._theme.paper_font()
        font.setPointSizeF(font.pointSizeF() * self._zoom)
        self._loading = True
        self.document().setDefaultFont(font)
        self._headings.set_zoom(self._zoom)
        self._loading = False
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, QColor(Qt.GlobalColor.transparent))
        palette.setColor(QPalette.ColorRole.Text, self._theme.color("text"))
        self.setPalette(palette)
        self._restyle(again=True)
        self._mark()
        self._fit_height()

    def _restyle(self, again: bool = False) -> None:
        self._loading = True
        style_paragraphs(self.document(), again)
        self._loading = False

    def _on_findings(self) -> None:
        if self._standing() != self._findings:
            self._mark()

    def _standing(self) -> tuple[Finding, ...]:
        """The open findings that speak of words of this text."""
        found = self._session.digest.open
        return tuple(item for item in found if item.section == self.section and item.spans)

    def _mark(self) -> None:
        if self._composing:  # once the composition has ended
            return
        is_current = self._text == self._session.report.texts[self.section]
        self._findings = self._standing() if is_current else ()
        marks = self._session.report.marks(self.section) if is_current else ()
        made = [*selections(self, self._theme, marks, ()), *underlines(self, self._theme, self._findings)]
        made += selections(self, self._theme, (), self._found)
        if self._flash:
            made.append(flash_selection(self, self._theme, self._flash))
        self.setExtraSelections(made)

    def _fit_height(self) -> None:
        least = _MIN_LINES * self.fontMetrics().height()
        self.setFixedHeight(max(round(self.document().size().height()), least) + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A bar beside the text that has the focus, a faint dotted edge where text is still to be written."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        edge = self.viewport().rect()
        if self.hasFocus():
            painter.fillRect(0, 0, 2, edge.height(), self._theme.brush("focus"))
        elif not self._text:
            painter.setPen(self._theme.pen("unfilled", 1, Qt.PenStyle.DotLine))
            painter.drawRect(edge.adjusted(0, 0, -1, -1))
        painter.end()

    # -- events --------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Undo and redo belong to the window's one stack."""
        if asks_for_undo(event):
            event.ignore()
            return False
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """The hint of a leftover and what the findings say as tool tip."""
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self)
            return True
        return super().viewportEvent(event)

    def tip_at(self, point: QPoint) -> str:
        """What is to be said about the characters under the mouse, "" for nothing."""
        mark = self.mark_at(point)
        said = [item.message for item in self._findings if any(self._is_over(point, span) for span in item.spans)]
        return "\n".join(([mark.hint] if mark else []) + said)

    def _is_over(self, point: QPoint, stretch: Stretch) -> bool:
        over = cursor_over(self.document(), self._text, stretch)
        return over.selectionStart() <= self.cursorForPosition(point).position() <= over.selectionEnd()

    def mark_at(self, point: QPoint) -> Mark | None:
        """The leftover under the mouse."""
        marks = self._session.report.marks(self.section)
        return next((mark for mark in marks if self._is_over(point, (mark.start, mark.end))), None)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember whether something is being composed."""
        was_composing, self._composing = self._composing, bool(event.preeditString())
        super().inputMethodEvent(event)
        if was_composing and not self._composing:
            self._on_session_text(self.section)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page keys go on to the page; moving the caret begins another undo step."""
        if event.key() in _PAGE_KEYS:
            event.ignore()  # the page scrolls
            return
        if event.key() in _CARET_KEYS:
            self._end_run()
        if any(event.matches(key) for key in _NEW_PARAGRAPH):  # Qt would first undo the indent of an empty paragraph
            self.textCursor().insertBlock()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click elsewhere begins another undo step."""
        self._end_run()
        super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The page scrolls, not this."""
        event.ignore()  # the page scrolls, not the text

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say that the person is here."""
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving is when the text is cleaned."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.commit()

    def _on_cursor_moved(self) -> None:
        if self.hasFocus() and not self._loading:
            self.reveal.emit(self.cursorRect().translated(self.viewport().pos()))

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Text only; dropped files belong to the window."""
        return not source.hasUrls() and (source.hasText() or source.hasHtml())

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Plain paragraphs only, whatever Word or WPS sends."""
        text = source.text() or QTextDocumentFragment.fromHtml(source.html()).toPlainText()
        self._end_run()
        self.textCursor().insertText(clean_text(text))
        self._end_run()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A menu of its own."""
        selected = self.textCursor().hasSelection()
        menu = QMenu(self)
        menu.addAction("剪切", self.cut).setEnabled(selected)
        menu.addAction("复制", self.copy).setEnabled(selected)
        menu.addAction("粘贴", self.paste).setEnabled(self.canPaste())
        menu.addSeparator()
        menu.addAction("全选", self.selectAll)
        menu.exec(event.globalPos())
        menu.deleteLater()


_NEW_PARAGRAPH = (QKeySequence.StandardKey.InsertParagraphSeparator, QKeySequence.StandardKey.InsertLineSeparator)
_PAGE_KEYS = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_CARET_KEYS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End)
