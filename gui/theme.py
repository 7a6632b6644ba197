"""Colours by meaning, fonts and the one small style sheet. Every pane asks here; no pane names a colour itself.

Follows the system's dark scheme unless the person chose a variant. Colours live in resources/theme.toml, read strictly.
"""

from __future__ import annotations

from pathlib import Path
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QFontInfo, QGuiApplication, QPalette, QPen
from PySide6.QtWidgets import QApplication

from core.errors import TemplateError
from core.strict import read_toml

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
SCHEMES = ("light", "dark", "contrast")
CHOICES = {"system": "跟随系统", "light": "浅色", "dark": "深色", "contrast": "高对比度"}

UI_FAMILIES = ["Microsoft YaHei UI", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "sans-serif"]
PAPER_FAMILIES = ["仿宋_GB2312", "FangSong", "仿宋", "FandolFang", "Noto Serif CJK SC", "SimSun", "Noto Sans CJK SC"]
KAI_FAMILIES = ["楷体_GB2312", "KaiTi", "楷体", "FandolKai", "LXGW WenKai", "Noto Serif CJK SC", "Noto Sans CJK SC"]
HEADING_FAMILIES = ["SimHei", "黑体", "Noto Sans CJK SC", "WenQuanYi Micro Hei", "sans-serif"]
TITLE_FAMILIES = ["方正小标宋_GBK", "方正小标宋简体", "FZXiaoBiaoSong-B05S", "Noto Serif CJK SC", "SimSun", "Noto Sans CJK SC"]

_HINT = Qt.ColorScheme.Dark


def load_colors(path: Path = RESOURCES / "theme.toml") -> dict[str, dict[str, QColor]]:
    """Scheme -> colour name -> colour. Raises TemplateError for an unknown scheme, a gap or a text that is no colour."""
    keys = read_toml(path)
    schemes = {name: keys.string_map(name) for name in SCHEMES if keys.has(name)}
    names = schemes.get("light", {})
    for scheme in SCHEMES:
        texts = schemes.get(scheme, {})
        if wrong := sorted(set(names) ^ set(texts)) or [name for name in texts if not QColor.isValidColorName(texts[name])]:
            raise TemplateError(f"界面颜色定义有误：theme.toml 的 {scheme}：{wrong[0]}，请重新安装程序。")
    for name in set(keys.names()) - set(SCHEMES):
        raise keys.error(name, "不认识这一项")
    if not names:
        raise keys.error("light", "缺少这一项")
    return {scheme: {name: QColor(text) for name, text in texts.items()} for scheme, texts in schemes.items()}


class Theme(QObject):
    """The present colours and fonts. `changed` is emitted after the caches are cleared."""

    changed = Signal()

    def __init__(
        self, choice: str = "system", ui_size: float = 10.0, paper_size: float = 12.0, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._colors = load_colors()
        self._choice = choice if choice in CHOICES else "system"
        self._ui_size, self._paper_size = ui_size, paper_size
        self._brushes: dict[str, QBrush] = {}
        self._pens: dict[tuple[str, float, Qt.PenStyle], QPen] = {}
        self._app: QApplication | None = None
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_changed)

    @property
    def scheme(self) -> str:
        """The variant in use: light, dark or contrast."""
        if self._choice != "system":
            return self._choice
        return "dark" if QGuiApplication.styleHints().colorScheme() == _HINT else "light"

    def color(self, name: str) -> QColor:
        """The colour of that meaning; a shared object, not to be changed. Raises KeyError."""
        return self._colors[self.scheme][name]

    def brush(self, name: str) -> QBrush:
        """A cached solid brush."""
        if name not in self._brushes:
            self._brushes[name] = QBrush(self.color(name))
        return self._brushes[name]

    def pen(self, name: str, width: float = 1.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
        """A cached pen with square corners; the width is in device-independent pixels."""
        key = (name, width, style)
        if key not in self._pens:
            pen = QPen(self.color(name), width, style, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin)
            self._pens[key] = pen
        return self._pens[key]

    def ui_font(self, delta: float = 0, bold: bool = False) -> QFont:
        """The interface's font, `delta` points larger."""
        font = _font(UI_FAMILIES, self._ui_size + delta)
        font.setBold(bold)
        return font

    def paper_font(self, points: float | None = None) -> QFont:
        """The 仿宋-like font of the paper; None takes the size of the settings."""
        return _font(PAPER_FAMILIES, points or self._paper_size)

    def heading_font(self, points: float | None = None) -> QFont:
        """The 黑体-like font of 「一、」."""
        return _font(HEADING_FAMILIES, points or self._paper_size)

    def kai_font(self, points: float | None = None) -> QFont:
        """The 楷体-like font of 「（一）」."""
        return _font(KAI_FAMILIES, points or self._paper_size)

    def title_font(self, points: float | None = None) -> QFont:
        """The 小标宋-like font of the title; a bold Song face stands in where it is missing."""
        font = _font(TITLE_FAMILIES, points or self._paper_size * 22 / 16)
        font.setBold("小标宋" not in QFontInfo(font).family())
        return font

    def choose(self, choice: str) -> None:
        """Take another variant ("system" follows the system) and show it at once."""
        if choice in CHOICES and choice != self._choice:
            self._choice = choice
            self._refresh()

    def set_sizes(self, ui: float, paper: float) -> None:
        """Other font sizes, in points, shown at once."""
        if (ui, paper) != (self._ui_size, self._paper_size):
            self._ui_size, self._paper_size = ui, paper
            self._refresh()

    def apply(self, app: QApplication) -> None:
        """Give the application its style, palette, font and style sheet; later changes follow by themselves."""
        if self._app is None:
            app.setStyle("Fusion")
        self._app = app
        app.setFont(self.ui_font())
        app.setPalette(self._palette())
        app.setStyleSheet(self._style_sheet())

    def _on_system_changed(self) -> None:
        if self._choice == "system":
            self._refresh()

    def _refresh(self) -> None:
        self._brushes.clear()
        self._pens.clear()
        if self._app is not None:
            self.apply(self._app)
        self.changed.emit()

    def _palette(self) -> QPalette:
        palette = QPalette()
        for name, roles in _PALETTE.items():
            for role in roles:
                palette.setColor(role, self.color(name))
        for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color("faint"))
        return palette

    def _style_sheet(self) -> str:
        names = {name: color.name() for name, color in self._colors[self.scheme].items()}
        sizes = {"title_pt": self._ui_size * 1.9, "subtitle_pt": self._ui_size * 1.2, "small_pt": self._ui_size - 0.5}
        template = Template((RESOURCES / "style.qss").read_text(encoding="utf-8"))
        return template.substitute(names, **{name: f"{size:.1f}pt" for name, size in sizes.items()})


_Role = QPalette.ColorRole
_PALETTE = {
    "ground": (_Role.Window, _Role.Midlight),
    "text": (_Role.WindowText, _Role.Text, _Role.ButtonText, _Role.ToolTipText, _Role.BrightText),
    "paper": (_Role.Base, _Role.ToolTipBase),
    "panel": (_Role.Button, _Role.AlternateBase),
    "selection": (_Role.Highlight,),
    "selection_text": (_Role.HighlightedText,),
    "accent": (_Role.Link, _Role.LinkVisited, _Role.Accent),
    "faint": (_Role.PlaceholderText,),
    "line_strong": (_Role.Mid,),
    "line": (_Role.Light,),
    "secondary": (_Role.Dark,),
    "shadow": (_Role.Shadow,),
}


def _font(families: list[str], points: float) -> QFont:
    font = QFont()
    font.setFamilies(families)
    font.setPointSizeF(points)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    return font
