"""The card of the current question: what the source says, where, why it is unsure, and the ways to answer."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from gui.import_review.questions import Kind, Question

_ACCEPT = {Kind.CELL: "认可", Kind.ROW: "认可", Kind.TEXT: "不放入", Kind.REMARK: "知道了"}
_LONGEST = 120


class NumberEdit(QLineEdit):
    """Where a cell is typed; Esc and the up and down keys give the keyboard back to the queue."""

    left = Signal(int)  # -1 up, 1 down, 0 only back

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that leave the editor."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Escape: 0}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.left.emit(step)


class QuestionCard(QFrame):
    """Shows one question; knows nothing of the others."""

    accepted = Signal()
    emptied = Signal()
    split = Signal()
    placed = Signal(str)  # section id

    def __init__(self, sections: list[tuple[str, str]], parent: QWidget | None = None) -> None:
        """`sections` are the (id, name) of the places that a text can be put into."""
        super().__init__(parent)
        self.setProperty("role", "card")
        self.title, self.source, self.note, self.refusal = (QLabel(wordWrap=True) for _ in range(4))
        for label, role in ((self.title, "subtitle"), (self.note, "secondary"), (self.refusal, "error")):
            label.setProperty("role", role)
        self.source.setTextFormat(Qt.TextFormat.PlainText)
        self.source.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.editor = NumberEdit()
        self.editor.setAccessibleName("改为")
        self.editor.returnPressed.connect(self.accepted)
        self._make_buttons(sections)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        for widget in (self.title, self.source, self.note, self.editor, self.refusal):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.accept_button, self.empty_button, self.split_button, self.place_button):
            row.addWidget(button)
        row.addStretch()
        column.addLayout(row)

    def show_question(self, question: Question, offered: str, section_name: str) -> None:
        """Another question; `offered` stands in the editor."""
        self.title.setText(question.title if question.is_unsure else {Kind.TEXT: "没有放进年报的文字"}.get(question.kind, "提示"))
        raw = question.raw if len(question.raw) <= _LONGEST else f"{question.raw[:_LONGEST]}……"
        where = "　·　".join(part for part in (section_name, question.where) if part)
        self.source.setText(f"原文：{raw}" if raw else "")
        self.source.setVisible(bool(raw))
        self.note.setText("\n".join(part for part in (where, question.note) if part))
        self.editor.setText(offered)
        self.editor.setVisible(question.kind is Kind.CELL)
        self.editor.setPlaceholderText("留空" if not question.raw else "填写数字")
        self.refuse("")
        self.accept_button.setText(f"{_ACCEPT[question.kind]}　Enter")
        self.accept_button.setVisible(question.kind is not Kind.TEXT)
        self.empty_button.setVisible(question.kind in (Kind.CELL, Kind.TEXT))
        self.empty_button.setText("不放入　Delete" if question.kind is Kind.TEXT else "留空　Delete")
        self.split_button.setVisible(question.kind is Kind.ROW)
        self.place_button.setVisible(question.kind is Kind.TEXT)

    def type_into(self, text: str) -> None:
        """Begin to type: what was offered is replaced."""
        if self.editor.isVisible():
            self.editor.setFocus()
            self.editor.setText(text)

    def refuse(self, reason: str) -> None:
        """Say why an entry was not taken; the entry stays."""
        self.refusal.setText(reason)
        self.refusal.setVisible(bool(reason))
        self.editor.setProperty("refused", bool(reason))
        self.editor.style().unpolish(self.editor)
        self.editor.style().polish(self.editor)

    def open_menu(self) -> None:
        """The sections to put a text into."""
        self.place_button.showMenu()

    def _make_buttons(self, sections: list[tuple[str, str]]) -> None:
        self.accept_button, self.empty_button = QPushButton(), QPushButton()
        self.split_button, self.place_button = QPushButton("逐格填写"), QPushButton("放入…")
        for button in (self.accept_button, self.empty_button, self.split_button, self.place_button):
            button.setProperty("role", "plain")
        self.accept_button.setProperty("role", "primary")
        self.accept_button.clicked.connect(self.accepted)
        self.empty_button.clicked.connect(self.emptied)
        self.split_button.clicked.connect(self.split)
        self.menu = QMenu(self)
        for section, name in sections:
            self.menu.addAction(name, partial(self.placed.emit, section))
        self.place_button.setMenu(self.menu)
