"""The first thing a clerk sees: three large choices, the recent reports, a place to drop a file. It asks nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.icons import icon, pixmap
from gui.settings import Recent, Settings
from gui.theme import Theme

if TYPE_CHECKING:
    from gui.recovery import LeftBehind

_WIDTH = 880
_ROW_HEIGHT = 36  # as in style.qss
_CHOICES = (
    ("last_year", "从去年的报告开始", "选去年的 Word、Excel 等文件，\n沿用名称、文字，带入结转数字"),
    ("blank", "新建空白报告", "从一张空表开始填写"),
    ("open", "打开", "继续填写保存过的报告，\n或核对一份别人的报告"),
)
_PATH = Qt.ItemDataRole.UserRole


class ChoiceButton(QPushButton):
    """A large button: picture, name, one or two lines of explanation."""

    def __init__(self, picture: str, name: str, explanation: str, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "choice")
        self.setAccessibleName(name)
        self.setAccessibleDescription(explanation.replace("\n", ""))
        self.setMinimumHeight(112)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._picture, self._theme = picture, theme
        self._image = QLabel()
        heading, words = QLabel(name), QLabel(explanation)
        heading.setProperty("role", "subtitle")
        words.setProperty("role", "secondary")
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(heading)
        column.addWidget(words)
        column.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 20, 16, 16)
        row.setSpacing(16)
        row.addWidget(self._image, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        for label in (self._image, heading, words):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.recolor()
        theme.changed.connect(self.recolor)

    def recolor(self) -> None:
        """Draw the picture in the present accent colour."""
        self._image.setPixmap(pixmap(self._picture, self._theme, 32, "accent"))


class StartPage(QWidget):
    """Emits what the person chose; knows no files."""

    chosen = Signal(str)  # last_year, blank, open
    recent_chosen = Signal(object)  # Path
    recover_chosen = Signal(object)  # LeftBehind
    recover_refused = Signal(object)  # LeftBehind
    settings_chosen = Signal()

    def __init__(self, settings: Settings, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings, self._theme = settings, theme
        self._left: LeftBehind | None = None
        self.column = QWidget(self)
        self._layout = QVBoxLayout(self.column)
        self._layout.setContentsMargins(0, 32, 0, 24)
        self._layout.setSpacing(16)
        self._add_heading()
        self._add_recovery()
        self._add_choices()
        self._add_recent()
        self._add_drop()
        settings.changed.connect(self._on_setting)
        self.fill_recent()

    def offer_recovery(self, left: Sequence[LeftBehind]) -> None:
        """Show that a crash left a report behind; nothing to show hides the line."""
        self._left = left[0] if left else None
        self.recovery.setVisible(self._left is not None)
        if self._left is not None:
            meta = self._left.report.meta
            name = f"{meta.organ or '未填名称'} {meta.year or ''} 年报告"
            words = f"上次没有正常关闭，留有没保存的内容：{name}（{self._left.when:%m月%d日 %H:%M}）"
            self._recovery_words.setText("\n".join(filter(None, (words, self._left.differences))))

    def show_drop(self, active: bool) -> None:
        """Light the drop place up while a file is over the window."""
        self.drop.setProperty("active", active)
        self.drop.style().unpolish(self.drop)
        self.drop.style().polish(self.drop)

    def fill_recent(self) -> None:
        """Show the recent reports anew."""
        self.recent.clear()
        entries = self._settings.recent
        for entry in entries:
            self.recent.addTopLevelItem(_item(entry))
        self.recent.setVisible(bool(entries))
        self.recent.setMaximumHeight(_ROW_HEIGHT * len(entries) + 12)
        self._empty.setVisible(not entries)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the column in the middle."""
        super().resizeEvent(event)
        width = min(self.width() - 48, _WIDTH)
        self.column.setGeometry((self.width() - width) // 2, 0, width, self.height())

    def _add_heading(self) -> None:
        row = QHBoxLayout()
        words = QVBoxLayout()
        title = QLabel("政府信息公开工作年度报告")
        title.setProperty("role", "title")
        self._lead = QLabel(_lead(self._settings))
        self._lead.setProperty("role", "secondary")
        words.addWidget(title)
        words.addWidget(self._lead)
        row.addLayout(words, 1)
        self.settings_button = QPushButton("设置")
        self.settings_button.setProperty("role", "plain")
        self.settings_button.setIcon(icon("settings", self._theme))
        self._theme.changed.connect(lambda: self.settings_button.setIcon(icon("settings", self._theme)))
        self.settings_button.clicked.connect(self.settings_chosen)
        row.addWidget(self.settings_button, 0, Qt.AlignmentFlag.AlignTop)
        self._layout.addLayout(row)

    def _add_recovery(self) -> None:
        self.recovery = QFrame()
        self.recovery.setProperty("role", "warning")
        self._recovery_words = QLabel()
        self._recovery_words.setWordWrap(True)
        row = QHBoxLayout(self.recovery)
        row.setContentsMargins(16, 8, 8, 8)
        row.addWidget(self._recovery_words, 1)
        for text, signal in (("恢复", self.recover_chosen), ("不要了", self.recover_refused)):
            button = QPushButton(text)
            button.setProperty("role", "plain")
            button.clicked.connect(partial(self._answer_recovery, signal))
            row.addWidget(button)
        self.recovery.hide()
        self._layout.addWidget(self.recovery)

    def _answer_recovery(self, signal: SignalInstance) -> None:
        left = self._left
        self.offer_recovery(())
        signal.emit(left)

    def _add_choices(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(16)
        self.choices: dict[str, ChoiceButton] = {}
        for picture, name, explanation in _CHOICES:
            button = ChoiceButton(picture, name, explanation, self._theme)
            button.setProperty("main", picture == "last_year")
            button.clicked.connect(partial(self.chosen.emit, picture))
            self.choices[picture] = button
            row.addWidget(button, 4 if picture == "last_year" else 3)
        self._layout.addLayout(row)

    def _add_recent(self) -> None:
        heading = QLabel("最近的报告")
        heading.setProperty("role", "subtitle")
        self._empty = QLabel("还没有打开过报告。打开过的会列在这里，点一下就能继续填写。")
        self._empty.setProperty("role", "secondary")
        self.recent = QTreeWidget()
        self.recent.setRootIsDecorated(False)
        self.recent.setUniformRowHeights(True)
        self.recent.setProperty("role", "recent")
        self.recent.setHeaderHidden(True)
        self.recent.setAccessibleName("最近的报告")
        self.recent.setColumnCount(4)
        self.recent.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.recent.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.recent.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        self.recent.itemActivated.connect(self._open_item)
        self.recent.itemClicked.connect(self._open_item)
        self.recent.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.recent.customContextMenuRequested.connect(self._show_menu)
        self._layout.addWidget(heading)
        self._layout.addWidget(self._empty)
        self._layout.addWidget(self.recent, 1)

    def _add_drop(self) -> None:
        self.drop = QFrame()
        self.drop.setProperty("role", "drop")
        self.drop.setMinimumHeight(64)
        image, words = QLabel(), QLabel("也可以把文件拖到这个窗口里：.nianbao、Word、Excel、网页、文本")
        image.setPixmap(pixmap("drop", self._theme, 20, "secondary"))
        self._theme.changed.connect(lambda: image.setPixmap(pixmap("drop", self._theme, 20, "secondary")))
        words.setProperty("role", "secondary")
        row = QHBoxLayout(self.drop)
        row.addStretch()
        row.addWidget(image)
        row.addWidget(words)
        row.addStretch()
        self._layout.addWidget(self.drop)
        self._layout.addStretch()

    def _open_item(self, item: QTreeWidgetItem) -> None:
        self.recent_chosen.emit(Path(item.data(0, _PATH)))

    def _show_menu(self, position: QPoint) -> None:
        item = self.recent.itemAt(position)
        if item is None:
            return
        menu = QMenu(self)
        menu.addAction("打开", partial(self._open_item, item))
        menu.addAction("从列表中去掉", partial(self._settings.forget, item.data(0, _PATH)))
        menu.exec(self.recent.viewport().mapToGlobal(position))
        menu.deleteLater()

    def _on_setting(self, name: str) -> None:
        if name == "recent":
            self.fill_recent()
        self._lead.setText(_lead(self._settings))


def _lead(settings: Settings) -> str:
    """Under the title: how long until the report of last year is due, as far as that is near."""
    today = date.today()
    due = settings.deadline(today.year - 1)
    left = (due - today).days
    if 0 <= left <= 92:
        return f"距 {due.month}月{due.day}日 报送还有 {left} 天"
    return "填写、核对、导出，都在这台电脑上完成"


def _item(entry: Recent) -> QTreeWidgetItem:
    """A line of the list; a file that is gone is told apart in words."""
    path = Path(entry.path)
    year = f" {entry.year} 年报告" if entry.year else ""
    state = entry.state if path.exists() else "文件已移走"
    item = QTreeWidgetItem([f"{entry.organ or path.stem}{year}", state, entry.when, path.name])
    item.setData(0, _PATH, entry.path)
    spoken = f"{item.text(0)}，{state}，{entry.when}，{path.name}"
    item.setData(0, Qt.ItemDataRole.AccessibleTextRole, spoken)
    for column in range(4):
        item.setToolTip(column, entry.path)
    return item
