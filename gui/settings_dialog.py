"""The settings, on one page. Appearance is shown at once; 取消 takes it back."""

from __future__ import annotations

from PySide6.QtCore import QDate, QLocale
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QFrame,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.settings import Settings
from gui.theme import CHOICES, Theme

_ANY_YEAR = 2023  # not a leap year: 29 February is no deadline


class SettingsDialog(QDialog):
    """Edits a Settings object; nothing is stored before 确定."""

    def __init__(self, settings: Settings, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("设置")
        self._settings, self._theme = settings, theme
        self._make_fields()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(16)
        column.addWidget(_heading("单位"))
        column.addLayout(self._organ_form())
        column.addWidget(_line())
        column.addWidget(_heading("显示"))
        column.addLayout(self._look_form())
        column.addWidget(_line())
        column.addWidget(self.auto_totals)
        column.addStretch()
        column.addWidget(self._buttons())
        self.resize(560, self.sizeHint().height())
        for field in (self.ui_size, self.paper_size):
            field.valueChanged.connect(self._preview)
        self.theme.currentIndexChanged.connect(self._preview)

    def accept(self) -> None:
        """Store everything."""
        settings = self._settings
        settings.organ, settings.county = self.organ.text(), self.county.text()
        settings.deadline_day = (self.deadline.date().month(), self.deadline.date().day())
        settings.local_headings = tuple(self.headings.toPlainText().splitlines())
        settings.ui_size, settings.paper_size = self.ui_size.value(), self.paper_size.value()
        settings.theme = self.theme.currentData()
        settings.auto_totals = self.auto_totals.isChecked()
        super().accept()

    def reject(self) -> None:
        """Take the preview back."""
        self._theme.choose(self._settings.theme)
        self._theme.set_sizes(self._settings.ui_size, self._settings.paper_size)
        super().reject()

    def _make_fields(self) -> None:
        settings = self._settings
        self.organ, self.county = QLineEdit(settings.organ), QLineEdit(settings.county)
        self.organ.setPlaceholderText("例如 昌乐县乔官镇人民政府")
        self.county.setPlaceholderText("例如 昌乐县")
        self.deadline = QDateEdit(QDate(_ANY_YEAR, *settings.deadline_day))
        self.deadline.setLocale(QLocale(QLocale.Language.Chinese))
        self.deadline.setDisplayFormat("M月d日")
        self.headings = QPlainTextEdit("\n".join(settings.local_headings))
        self.headings.setPlaceholderText("每行一个，例如\n收取信息处理费情况\n落实上级年度政务公开工作要点情况")
        self.headings.setTabChangesFocus(True)
        self.headings.setFixedHeight(84)
        self.theme = QComboBox()
        for choice, name in CHOICES.items():
            self.theme.addItem(name, choice)
        self.theme.setCurrentIndex(list(CHOICES).index(settings.theme))
        self.ui_size, self.paper_size = _size(settings.ui_size), _size(settings.paper_size)
        self.auto_totals = QCheckBox("自动合计：总计由各列相加得出，不用手填")
        self.auto_totals.setChecked(settings.auto_totals)

    def _organ_form(self) -> QFormLayout:
        form = _form()
        form.addRow("本机关名称", self.organ)
        form.addRow("所属县区", self.county)
        form.addRow("每年报送期限", self.deadline)
        form.addRow("第六部分的\n本地小标题", self.headings)
        form.addRow("", _hint("新建空白报告时写入“六、其他需要报告的事项”。"))
        return form

    def _look_form(self) -> QFormLayout:
        form = _form()
        form.addRow("颜色", self.theme)
        form.addRow("界面字号", self.ui_size)
        form.addRow("纸面字号", self.paper_size)
        return form

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        ok, cancel = QPushButton("确定"), QPushButton("取消")
        ok.setProperty("role", "primary")
        cancel.setProperty("role", "plain")
        buttons.addButton(ok, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons

    def _preview(self) -> None:
        self._theme.choose(self.theme.currentData())
        self._theme.set_sizes(self.ui_size.value(), self.paper_size.value())


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(16)
    form.setVerticalSpacing(8)
    return form


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "subtitle")
    return label


def _hint(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "secondary")
    return label


def _line() -> QFrame:
    line = QFrame()
    line.setProperty("role", "line")
    return line


def _size(points: float) -> QDoubleSpinBox:
    field = QDoubleSpinBox()
    field.setRange(8, 20)
    field.setSingleStep(0.5)
    field.setDecimals(1)
    field.setSuffix(" 磅")
    field.setValue(points)
    return field
