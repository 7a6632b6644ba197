import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter, qGray

from core.values import BLANK, Value
from gui.theme import Theme

MARKED = "requests.received.person"


def picture(table, cell_id, scale=1):
    """One cell in greys."""
    rect = QRect(0, 0, 70, 28)
    image = QImage(rect.size() * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    painter = QPainter(image)
    table.cells.paint_cell(painter, rect, table.form_model.lanes.cell(cell_id))
    painter.end()
    return image


def greys(image):
    return [qGray(image.pixel(x, y)) for y in range(image.height()) for x in range(image.width())]


def contrast(one, two):
    """WCAG contrast of two colours."""
    parts = []
    for color in (one, two):
        linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in color.getRgbF()[:3]]
        parts.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
    return max(parts) / min(parts)


def test_each_mark_can_be_told_in_greys(make_table, session):
    table = make_table()
    plain = greys(picture(table, MARKED))
    session.edit_cells({"requests.received.total": Value.of(29)}, "x")
    broken = greys(picture(table, MARKED))
    table.form_model.set_current(MARKED)
    strong = greys(picture(table, MARKED))
    session.undo_stack.undo()
    session.edit_cells({MARKED: BLANK}, "x")
    unfilled = greys(picture(table, MARKED))
    looks = [plain, broken, strong, unfilled]
    for index, one in enumerate(looks):
        for other in looks[index + 1 :]:
            assert sum(abs(a - b) > 24 for a, b in zip(one, other, strict=True)) > 40


@pytest.mark.parametrize("scheme", ["light", "dark", "contrast"])
def test_figures_keep_full_contrast_on_every_mark(qapp, scheme):
    theme = Theme(scheme)
    for fill in ("paper", "error_fill", "error_fill_strong", "warning_fill", "guessed_fill", "computed_fill", "flash"):
        assert contrast(theme.color("text"), theme.color(fill)) >= 7, fill


def test_colours_follow_the_theme(make_table, theme):
    table = make_table()
    light = greys(picture(table, MARKED))
    theme.choose("dark")
    assert sum(greys(picture(table, MARKED))) < sum(light) / 2
