"""The one page of all keys."""

from __future__ import annotations

import html
from collections.abc import Iterable

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget


class ShortcutsPage(QDialog):
    """Two lists: keys inside tables, keys of the commands."""

    def __init__(
        self, in_cells: Iterable[tuple[str, str]], commands: Iterable[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("快捷键")
        self.resize(520, 560)
        text = QTextBrowser(self)
        text.setAccessibleName("快捷键")
        text.setHtml(_table("填表时", in_cells) + _table("整个窗口", commands))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText("关闭")
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.addWidget(text)
        layout.addWidget(buttons)


def _table(title: str, lines: Iterable[tuple[str, str]]) -> str:
    rows = "".join(f"<tr><td><b>{html.escape(keys)}</b></td><td>{html.escape(words)}</td></tr>" for keys, words in lines)
    return f"<h4>{title}</h4><table cellpadding='4'>{rows}</table>"
