"""The line at the bottom: backup state, where the person is, how many days are left."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStatusBar, QWidget

from gui.quiet_label import QuietLabel
from gui.theme import Theme


def countdown(deadline: date, today: date) -> str:
    """「距 1月31日 还有 12 天」, "" while it is more than a year away."""
    day = f"{deadline.month}月{deadline.day}日"
    days = (deadline - today).days
    if days > 366:
        return ""
    if days == 0:
        return f"今天（{day}）是报送期限"
    return f"距 {day} 还有 {days} 天" if days > 0 else f"已超过报送期限 {day}"


class StatusLine(QStatusBar):
    """Three texts of fixed room."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.setMinimumHeight(30)
        self.setContentsMargins(14, 0, 14, 0)
        self.state = QuietLabel("保存状态", theme, Qt.AlignmentFlag.AlignLeft, self)
        self.place = QuietLabel("当前位置", theme, Qt.AlignmentFlag.AlignHCenter, self)
        self.deadline = QuietLabel("报送期限", theme, Qt.AlignmentFlag.AlignRight, self)
        for label, share in ((self.state, 2), (self.place, 4), (self.deadline, 2)):
            self.addWidget(label, share)
