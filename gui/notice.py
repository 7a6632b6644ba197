"""A quiet line above the paper: what was done, with links to open the result; no dialog for good news."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

Link = tuple[str, Callable[[], object]]


class NoticeLine(QFrame):
    """Shown until it is closed or another notice comes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 4, 8, 4)
        self._row.addWidget(self.words, 1)
        self._buttons: list[QPushButton] = []
        self.hide()

    def tell(self, text: str, links: Sequence[Link] = ()) -> None:
        """Show a text with links."""
        for button in self._buttons:
            button.deleteLater()
        self.words.setText(text)
        self._buttons = [self._button(*link) for link in (*links, ("关闭", self.hide))]
        self.show()

    def _button(self, text: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setProperty("role", "link")
        button.clicked.connect(lambda: slot())
        self._row.addWidget(button)
        return button
