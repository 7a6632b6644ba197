"""A read-only page whose paragraphs and table cells have keys: they can be pointed at, outlined and scrolled to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QEnterEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from gui.theme import Theme

TEXT_NUMBER = "application/x-nianbao-text"
_PAD_X, _PAD_Y = 3, 2
_LEAST_WIDTH = 380


class PlaceView(QTextEdit):
    """Shows a document whose blocks carry the index of their key as user state."""

    pointed = Signal(str)  # key under the mouse, "" for none
    clicked = Signal(str)
    text_dropped = Signal(int, str)  # number of the question, key dropped on

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFrameShape(QTextEdit.Shape.NoFrame)
        self.setAcceptDrops(False)
        self._theme = theme
        self._page = QTextDocument(self)
        self._shown: QTextDocument | None = None
        self._keys: list[str] = []
        self._anchors: dict[str, QTextCursor] = {}
        self._marks: Mapping[str, str] = {}
        self._pointed, self._current = "", ""
        theme.changed.connect(self.viewport().update)

    def begin(self) -> QTextCursor:
        """A new page, not yet shown: laying it out at each insertion would take seconds. The returned cursor fills it."""
        self._page = QTextDocument(self)
        self._page.setUndoRedoEnabled(False)
        self._page.setDefaultFont(self._theme.ui_font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAnywhere)  # so that ten columns fit into half a window
        self._page.setDefaultTextOption(option)
        self._keys, self._anchors = [], {}
        return QTextCursor(self._page)

    def end(self) -> None:
        """Show the new page from its beginning."""
        self.setDocument(self._page)
        if self._shown is not None:
            self._shown.deleteLater()
        self._shown = self._page

    def tag(self, key: str, first: QTextCursor, last: QTextCursor) -> None:
        """The blocks from `first` to `last` belong to that key; the first place of a key is the one scrolled to."""
        self._keys.append(key)
        block = first.block()
        while block.isValid() and block.position() <= last.position():
            block.setUserState(len(self._keys) - 1)
            block = block.next()
        anchor = QTextCursor(first)
        anchor.setKeepPositionOnInsert(True)
        self._anchors.setdefault(key, anchor)

    def keys(self) -> list[str]:
        """All keys, in the order of the page."""
        return list(self._anchors)

    def key_at(self, position: QPointF) -> str:
        """The key at a point of the viewport, "" for none."""
        offset = QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        hit = self.document().documentLayout().hitTest(position + offset, Qt.HitTestAccuracy.FuzzyHit)
        state = self.document().findBlock(hit).userState() if hit >= 0 else -1
        return self._keys[state] if 0 <= state < len(self._keys) else ""

    def set_marks(self, marks: Mapping[str, str]) -> None:
        """Key -> colour of its dashed edge."""
        self._marks = marks
        self.viewport().update()

    def point(self, key: str) -> None:
        """Outline softly what the other side's mouse is on."""
        if key != self._pointed:
            self._pointed = key
            self.viewport().update()

    def go(self, key: str) -> None:
        """Outline strongly and scroll there."""
        self._current = key
        area = self.rect_of(key)
        if area is not None:
            seen = self.viewport().rect()
            if not 0 <= area.top() <= seen.height() - min(area.height(), seen.height()):
                self.verticalScrollBar().setValue(int(self.verticalScrollBar().value() + area.top() - seen.height() / 3))
            if not 0 <= area.left() <= seen.width() - min(area.width(), seen.width()):
                self.horizontalScrollBar().setValue(int(self.horizontalScrollBar().value() + area.left() - seen.width() / 3))
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow page is scrolled sideways rather than squeezed until nothing can be read."""
        narrow = self.viewport().width() < _LEAST_WIDTH
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth if narrow else QTextEdit.LineWrapMode.WidgetWidth)
        self.setLineWrapColumnOrWidth(_LEAST_WIDTH if narrow else 0)
        super().resizeEvent(event)

    def rect_of(self, key: str) -> QRectF | None:
        """Where the blocks of a key are in the viewport, None for an unknown key."""
        anchor = self._anchors.get(key)
        if anchor is None:
            return None
        layout = self.document().documentLayout()
        area = QRectF()
        for block in _same_state(anchor.block()):
            area = area.united(layout.blockBoundingRect(block))
        offset = QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        return area.translated(-offset).adjusted(-_PAD_X, -_PAD_Y, _PAD_X, _PAD_Y)

    def set_text(self, key: str, text: str) -> None:
        """Other words in the first block of a key."""
        anchor = self._anchors.get(key)
        if anchor is not None:
            cursor = QTextCursor(anchor)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(text)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell what is pointed at."""
        super().mouseMoveEvent(event)
        self.pointed.emit(self.key_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click without selecting chooses the place."""
        super().mouseReleaseEvent(event)
        key = self.key_at(event.position())
        if key and not self.textCursor().hasSelection():
            self.clicked.emit(key)

    def leaveEvent(self, event: QEnterEvent) -> None:
        """Nothing is pointed at any more."""
        super().leaveEvent(event)
        self.pointed.emit("")

    def paintEvent(self, event: QPaintEvent) -> None:
        """The page, then edges over it."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for key, color in self._marks.items():
            self._outline(painter, key, (color, 1.0, Qt.PenStyle.DashLine))
        if self._pointed:
            self._outline(painter, self._pointed, ("accent", 1.5, Qt.PenStyle.SolidLine))
        if self._current:
            self._outline(painter, self._current, ("accent", 2.5, Qt.PenStyle.SolidLine))
        painter.end()

    def _outline(self, painter: QPainter, key: str, pen: tuple[str, float, Qt.PenStyle]) -> None:
        area = self.rect_of(key)
        if area is not None and area.intersects(QRectF(self.viewport().rect())):
            painter.setPen(self._theme.pen(*pen))
            painter.drawRoundedRect(area, 3, 3)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Only texts of this review are taken; files go to the window."""
        if event.mimeData().hasFormat(TEXT_NUMBER):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where the text would go."""
        if event.mimeData().hasFormat(TEXT_NUMBER):
            self.point(self.key_at(event.position()))
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A text is put here."""
        if event.mimeData().hasFormat(TEXT_NUMBER):
            number = int(bytes(event.mimeData().data(TEXT_NUMBER).data()))
            event.acceptProposedAction()
            self.text_dropped.emit(number, self.key_at(event.position()))


def _same_state(block: QTextBlock) -> Iterator[QTextBlock]:
    state = block.userState()
    while block.isValid() and block.userState() == state:
        yield block
        block = block.next()
