"""Colours by meaning: complete, readable in every variant, strict."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from core.errors import TemplateError
from gui.icons import ICONS, icon, pixmap
from gui.theme import RESOURCES, SCHEMES, Theme, load_colors

FILLS = ("paper", "panel", "error_fill", "error_fill_strong", "warning_fill", "leftover_fill", "computed_fill", "guessed_fill")


def luminance(color: QColor) -> float:
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in (color.redF(), color.greenF(), color.blueF())]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: QColor, other: QColor) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_keeps_full_contrast_on_every_mark(scheme):
    colors = load_colors()[scheme]
    for fill in (*FILLS, "locked_fill", "ok_fill", "flash", "search_fill", "difference_fill", "hover"):
        assert contrast(colors["text"], colors[fill]) >= 7, (scheme, fill)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_coloured_words_can_be_read(scheme):
    colors = load_colors()[scheme]
    for name in ("error", "warning_text", "ok", "accent", "secondary", "difference", "info"):
        assert contrast(colors[name], colors["paper"]) >= 4.5, (scheme, name)
    assert contrast(colors["accent_text"], colors["accent"]) >= 4.5
    assert contrast(colors["selection_text"], colors["selection"]) >= 7


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace('ground = "#F3F4F6"\n', "", 1),
        lambda text: text.replace('"#F3F4F6"', '"grünlich"', 1),
        lambda text: text + "\n[pink]\n",
        lambda text: text.replace("[dark]", '[dark]\nunknown = "#000000"'),
        lambda text: "",
    ],
)
def test_a_gap_in_the_colours_is_an_error_that_names_the_file(tmp_path: Path, change):
    path = tmp_path / "theme.toml"
    path.write_text(change((RESOURCES / "theme.toml").read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(TemplateError, match=r"theme\.toml"):
        load_colors(path)


def test_choosing_a_variant_changes_colours_and_tells(qtbot, theme):
    before = theme.color("paper")
    assert theme.brush("paper").color() == before
    with qtbot.waitSignal(theme.changed):
        theme.choose("dark")
    assert theme.scheme == "dark"
    assert theme.brush("paper").color() == theme.color("paper") != before


def test_follows_the_system_unless_chosen(qapp):
    assert Theme("system").scheme in ("light", "dark")
    assert Theme("nonsense").scheme == Theme("system").scheme
    assert Theme("contrast").scheme == "contrast"


def test_brushes_and_pens_are_cached(theme):
    assert theme.brush("error_fill") is theme.brush("error_fill")
    assert theme.pen("error", 2) is theme.pen("error", 2)
    with pytest.raises(KeyError):
        theme.color("no such meaning")


def test_fonts_name_chinese_families(theme):
    for font in (theme.ui_font(), theme.paper_font(), theme.kai_font(), theme.heading_font(), theme.title_font()):
        assert any("CJK SC" in family for family in font.families())
    assert theme.ui_font(2).pointSizeF() == theme.ui_font().pointSizeF() + 2


def test_applies_palette_font_and_sheet(qapp: QApplication, qtbot):
    font, palette, sheet = qapp.font(), qapp.palette(), qapp.styleSheet()
    theme = Theme("dark")
    theme.apply(qapp)
    assert qapp.palette().window().color() == theme.color("ground")
    assert "$" not in qapp.styleSheet()
    with qtbot.waitSignal(theme.changed):
        theme.set_sizes(14, 16)
    assert qapp.font().pointSizeF() == 14
    qapp.setFont(font)
    qapp.setPalette(palette)
    qapp.setStyleSheet(sheet)


def test_every_icon_is_drawn_in_the_colour_of_the_theme(theme):
    names = sorted(file.stem for file in ICONS.glob("*.svg") if file.stem != "nianbao")
    assert len(names) >= 40
    for name in names:
        assert not icon(name, theme).isNull()
        image = pixmap(name, theme, 20, "error").toImage()
        inked = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
        solid = [color for color in inked if color.alpha() == 255]
        assert solid and all(color == theme.color("error") for color in solid), name
