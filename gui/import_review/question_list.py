"""The queue of a review: groups of questions, each with the state of its answer. Keys answer, texts can be dragged away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from gui.icons import icon, pixmap
from gui.import_review.place_view import TEXT_NUMBER
from gui.import_review.questions import GROUPS, Kind, by_kind
from gui.import_review.review import Answer, Review
from gui.theme import Theme

_NUMBER = Qt.ItemDataRole.UserRole
_ROW_HEIGHT, _GROUP_HEIGHT = 32, 36
_ICONS = {
    Answer.OPEN: ("question", "accent"),
    Answer.ACCEPTED: ("done", "ok"),
    Answer.CHANGED: ("done", "ok"),
    Answer.EMPTIED: ("close", "secondary"),
    Answer.PLACED: ("done", "ok"),
}
_WORDS = {Answer.ACCEPTED: "已认可", Answer.CHANGED: "已改", Answer.EMPTIED: "留空", Answer.PLACED: "已放入"}


class QuestionList(QListWidget):
    """Numbers of questions in, keys out."""

    chosen = Signal(int)
    accepted = Signal()
    emptied = Signal()
    typed = Signal(str)

    def __init__(self, review: Review, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "quiet")
        self.setAccessibleName("待核对的内容")
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setIconSize(QSize(16, 16))
        self._review, self._theme = review, theme
        self._items: dict[int, QListWidgetItem] = {}
        self.fill()
        self.currentItemChanged.connect(self._on_current)
        review.questions_changed.connect(self.fill)
        review.answered.connect(self._show_answer)
        theme.changed.connect(self.fill)

    def fill(self) -> None:
        """Show all questions anew."""
        self.blockSignals(True)
        self.clear()
        self._items = {}
        for kind, numbers in by_kind(self._review.questions):
            self._add_group(f"{GROUPS[kind]}（{len(numbers)}）")
            for number in numbers:
                self._add(number)
        self.blockSignals(False)

    def current(self) -> int:
        """The number of the current question, -1 for none."""
        item = self.currentItem()
        number = item.data(_NUMBER) if item else None
        return -1 if number is None else number

    def choose(self, number: int) -> None:
        """Make a question the current one."""
        if number in self._items:
            self.setCurrentItem(self._items[number])

    def go_on(self) -> None:
        """On to the next open question, from the top again at the end; stays when none is left."""
        numbers = sorted(self._items, key=lambda number: self.row(self._items[number]))
        here = numbers.index(self.current()) if self.current() in numbers else -1
        for number in numbers[here + 1 :] + numbers[: here + 1]:
            if self._review.answer(number) is Answer.OPEN and self._review.questions[number].counts:
                self.choose(number)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter accepts, Delete empties, a character begins to be typed into the editor."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accepted.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.emptied.emit()
        elif event.text() and event.text().isprintable() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:
        """A text that is dragged: the number of its question."""
        data = QMimeData()
        numbers = [item.data(_NUMBER) for item in items if item.data(_NUMBER) is not None]
        if numbers and self._review.questions[numbers[0]].kind is Kind.TEXT:
            data.setData(TEXT_NUMBER, QByteArray(str(numbers[0]).encode()))
        return data

    def _add_group(self, text: str) -> None:
        item = QListWidgetItem(text, self)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setFont(self._theme.ui_font(0, bold=True))
        item.setForeground(self._theme.brush("text"))
        item.setSizeHint(QSize(10, _GROUP_HEIGHT))

    def _add(self, number: int) -> None:
        question = self._review.questions[number]
        item = QListWidgetItem(question.title, self)
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        item.setFlags(flags | Qt.ItemFlag.ItemIsDragEnabled if question.kind is Kind.TEXT else flags)
        item.setData(_NUMBER, number)
        item.setToolTip(question.note)
        item.setSizeHint(QSize(10, _ROW_HEIGHT))
        self._items[number] = item
        self._show_answer(number)

    def _show_answer(self, number: int) -> None:
        item = self._items.get(number)
        if item is None:
            return
        question, answer = self._review.questions[number], self._review.answer(number)
        if question.kind is Kind.REMARK and answer is Answer.OPEN:
            item.setIcon(icon("info", self._theme))
        else:
            name, color = _ICONS[answer]
            item.setIcon(pixmap(name, self._theme, 16, color))
        said = "不放入" if question.kind is Kind.TEXT and answer is Answer.EMPTIED else _WORDS.get(answer, "")
        item.setText(f"{question.title}　{said}" if said else question.title)
        item.setForeground(self._theme.brush("text" if answer is Answer.OPEN else "secondary"))

    def _on_current(self) -> None:
        if self.current() >= 0:
            self.chosen.emit(self.current())
