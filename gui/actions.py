"""Every command of the report window as data: words, icon, keys; menus, toolbar and the page of keys are made from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QSizePolicy, QToolBar, QToolButton, QWidget

from gui.icons import icon
from gui.theme import Theme


@dataclass(frozen=True, slots=True)
class Item:
    """A command. `short` is its name in the toolbar; `keys` are Qt key sequences, the first one is shown."""

    id: str
    text: str
    icon: str = ""
    keys: tuple[str, ...] = ()
    short: str = ""
    checkable: bool = False


LINE = None  # between groups
MENUS: tuple[tuple[str, tuple[Item | None, ...]], ...] = (
    (
        "文件(&F)",
        (
            Item("new_last", "从去年的报告开始…", "last_year", ("Ctrl+N",)),
            Item("new_blank", "新建空白报告", "new"),
            Item("open", "打开…", "open", ("Ctrl+O",), "打开"),
            LINE,
            Item("save", "保存", "save", ("Ctrl+S",)),
            Item("save_as", "另存为…", "", ("Ctrl+Shift+S",)),
            LINE,
            Item("export_word", "导出 Word", "word", ("Ctrl+E",)),
            Item("export_excel", "导出 Excel", "excel"),
            Item("export_html", "导出网页", "html"),
            Item("export_pdf", "导出 PDF", "pdf"),
            LINE,
            Item("preview", "打印预览"),
            Item("print", "打印…", "print", ("Ctrl+P",), "打印"),
            LINE,
            Item("settings", "设置…", "settings"),
            Item("close", "关闭报告", "", ("Ctrl+W",)),
        ),
    ),
    (
        "编辑(&E)",
        (
            Item("cut", "剪切", "", ("Ctrl+X",)),
            Item("copy", "复制", "copy", ("Ctrl+C",)),
            Item("paste", "粘贴", "paste", ("Ctrl+V",)),
            Item("select_all", "全选", "", ("Ctrl+A",)),
            LINE,
            Item("fill_down", "向下填充", "fill", ("Ctrl+D",)),
            Item("total", "按合计填写", "sum", ("F9",)),
            Item("zeros", "空白填 0…", "", ("Ctrl+B",)),
            Item("auto_totals", "自动合计", "", (), checkable=True),
            LINE,
            Item("find", "查找…", "search", ("Ctrl+F",), "查找"),
        ),
    ),
    (
        "检查(&C)",
        (
            Item("next_problem", "下一个问题", "check", ("F8",), "检查"),
            Item("previous_problem", "上一个问题", "", ("Shift+F8",)),
            LINE,
            Item("compare", "去年对照", "compare", ("Ctrl+L",), checkable=True),
            Item("choose_previous", "选择去年的报告…", "folder"),
        ),
    ),
    (
        "查看(&V)",
        (
            Item("outline", "大纲", "outline", ("Ctrl+Shift+1",), checkable=True),
            Item("side", "侧栏", "panel", ("Ctrl+Shift+2",), checkable=True),
            LINE,
            Item("zoom_in", "放大", "zoom_in", ("Ctrl+=", "Ctrl++")),
            Item("zoom_out", "缩小", "zoom_out", ("Ctrl+-",)),
            Item("zoom_normal", "原来的大小", "", ("Ctrl+0",)),
            LINE,
            Item("next_area", "移到下一区域", "", ("F6",)),
            Item("previous_area", "移到上一区域", "", ("Shift+F6",)),
        ),
    ),
    (
        "帮助(&H)",
        (
            Item("help", "填报说明", "help", ("F1",)),
            Item("shortcuts", "快捷键", "keyboard", ("Ctrl+/",)),
            LINE,
            Item("about", "关于本程序", "info"),
        ),
    ),
)
TOOLBAR: tuple[str | None, ...] = (
    "new",
    "open",
    "save",
    LINE,
    "undo_button",
    "redo_button",
    LINE,
    "next_problem",
    "compare",
    LINE,
    "export_word",
    "print",
    LINE,
    "find",
)
IN_CELLS: tuple[tuple[str, str], ...] = (
    ("直接输入数字", "替换这一格"),
    ("F2", "修改这一格"),
    ("Enter / Shift+Enter", "向下 / 向上一格"),
    ("Tab / Shift+Tab", "向右 / 向左一格，行末转到下一行"),
    ("方向键", "移到相邻的填写格"),
    ("Delete", "清空（不是填 0）"),
    ("Esc", "恢复原来的数"),
    ("Shift+方向键", "选择一片单元格"),
    ("Ctrl+Enter（检查列表中）", "采用修改建议"),
    ("Ctrl+滚轮", "放大、缩小"),
)


class Actions(QObject):
    """The commands as QActions of one window."""

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._icons: dict[str, str] = {}
        self._new: QToolButton | None = None
        self._buttons: list[QToolButton] = []
        self._actions: dict[str, QAction] = {}
        for _title, items in MENUS:
            for item in items:
                if item:
                    self.adopt(item, QAction(item.text, window))
        theme.changed.connect(self._on_theme)

    def adopt(self, item: Item, action: QAction) -> None:
        """Take an action in, also one that Qt made (撤销, 重做)."""
        action.setCheckable(item.checkable)
        action.setShortcuts([QKeySequence(keys) for keys in item.keys])
        action.setIconText(item.short or item.text.rstrip("…"))
        action.setToolTip(item.text.rstrip("…") + (f"（{item.keys[0]}）" if item.keys else ""))
        self._actions[item.id] = action
        self._icons[item.id] = item.icon
        if item.icon:
            action.setIcon(icon(item.icon, self._theme))
        self._window.addAction(action)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def connect_all(self, slots: dict[str, Callable[[], object]]) -> None:
        """Give commands their work; checkable ones are wired by `toggled` elsewhere."""
        for name, slot in slots.items():
            self._actions[name].triggered.connect(lambda _checked=False, slot=slot: slot())

    def fill_menus(self, bar: QMenuBar, extra: dict[str, Callable[[QMenu], None]]) -> None:
        """Make the menus; `extra` adds to the menu of that title."""
        for title, items in MENUS:
            menu = bar.addMenu(title)
            if title in extra:
                extra[title](menu)
            for item in items:
                menu.addAction(self._actions[item.id]) if item else menu.addSeparator()

    def fill_toolbar(self, bar: QToolBar) -> None:
        """The commands used most, with words beside the icons; 新建 is a menu."""
        for name in TOOLBAR:
            if name is None:
                bar.addSeparator()
            elif name == "find":
                gap = QWidget(bar)
                gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
                bar.addWidget(gap)
                bar.addAction(self._actions[name])
            elif name == "new":
                bar.addWidget(self._new_button(bar))
            else:
                bar.addAction(self._actions[name])
        self._buttons = bar.findChildren(QToolButton)

    def explain(self, name: str, text: str) -> None:
        """Another tool tip for a toolbar button; through the action it would cost a new layout."""
        for button in self._buttons:
            if button.defaultAction() is self._actions[name]:
                button.setToolTip(text)

    def _new_button(self, bar: QToolBar) -> QToolButton:
        button = QToolButton(bar)
        button.setText("新建")
        button.setToolTip("新建：从去年的报告开始，或者空白报告")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setIcon(icon("new", self._theme))
        self._new = button
        menu = QMenu(button)
        menu.addAction(self._actions["new_last"])
        menu.addAction(self._actions["new_blank"])
        button.setMenu(menu)
        return button

    def key_lines(self) -> Iterator[tuple[str, str]]:
        """Keys and words of every command that has keys, for the page of keys."""
        for _title, items in MENUS:
            for item in items:
                if item and item.keys:
                    yield item.keys[0], item.text.rstrip("…")

    def _on_theme(self) -> None:
        if self._new:
            self._new.setIcon(icon("new", self._theme))
        for name, picture in self._icons.items():
            if picture:
                self._actions[name].setIcon(icon(picture, self._theme))
