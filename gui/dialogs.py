"""The few dialogs that interrupt: choices of files, saving changes, errors in one plain sentence, unexpected errors, about."""

from __future__ import annotations

import platform
from enum import Enum
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QInputDialog,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core import __version__

READABLE = "年度报告 (*.nianbao *.docx *.xlsx *.html *.htm *.txt *.json *.doc *.wps *.xls *.et *.rtf *.pdf *.mht)"
_ALL = "所有文件 (*)"
_KINDS = {
    ".nianbao": "年报文件 (*.nianbao)",
    ".docx": "Word 文档 (*.docx)",
    ".xlsx": "Excel 工作簿 (*.xlsx)",
    ".html": "网页 (*.html)",
    ".pdf": "PDF 文件 (*.pdf)",
    ".json": "数据文件 (*.json)",
}


class Answer(Enum):
    """What the person wants done with unsaved changes."""

    SAVE = "save"
    DISCARD = "discard"
    CANCEL = "cancel"


class Elsewhere(Enum):
    """What the person wants of a report that is open elsewhere."""

    COPY = "copy"
    ANYWAY = "anyway"
    CANCEL = "cancel"


class Dialogs:
    """Questions to the person, over one parent window. Tests put another object in its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.parent = parent

    def open_file(self, title: str, folder: Path) -> Path | None:
        """A file to read, None when the person cancels."""
        name, _ = QFileDialog.getOpenFileName(self.parent, title, str(folder), f"{READABLE};;{_ALL}")
        return Path(name) if name else None

    def save_file(self, title: str, suggestion: Path, suffix: str) -> Path | None:
        """A file to write, with the suffix; asks before an old one is replaced."""
        dialog = QFileDialog(self.parent, title, str(suggestion.parent), _KINDS[suffix])
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix[1:])
        dialog.selectFile(suggestion.name)
        chosen = dialog.exec() == QDialog.DialogCode.Accepted
        return Path(dialog.selectedFiles()[0]) if chosen else None

    def save_changes(self, what: str) -> Answer:
        """保存 / 不保存 / 取消, with one line that says what would be lost."""
        box = QMessageBox(QMessageBox.Icon.NoIcon, "保存修改", "离开前要保存这份报告吗？", parent=self.parent)
        box.setInformativeText(what)
        save = box.addButton("保存", QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton("不保存", QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton("取消", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(save)
        box.setEscapeButton(cancel)
        box.exec()
        clicked = box.clickedButton()
        if clicked is save:
            return Answer.SAVE
        return Answer.DISCARD if clicked is discard else Answer.CANCEL

    def open_elsewhere(self, sentence: str) -> Elsewhere:
        """打开副本 / 仍然打开 / 取消, with the sentence that says where the report is open."""
        box = QMessageBox(QMessageBox.Icon.NoIcon, "已在别处打开", "这份报告已在别处打开，要怎样打开？", parent=self.parent)
        box.setInformativeText(sentence)
        copy = box.addButton("打开副本", QMessageBox.ButtonRole.AcceptRole)
        anyway = box.addButton("仍然打开", QMessageBox.ButtonRole.DestructiveRole)
        copy.setToolTip("内容相同，第一次保存时另取文件名")
        box.setDefaultButton(copy)
        box.setEscapeButton(box.addButton("取消", QMessageBox.ButtonRole.RejectRole))
        box.exec()
        clicked = box.clickedButton()
        if clicked is copy:
            return Elsewhere.COPY
        return Elsewhere.ANYWAY if clicked is anyway else Elsewhere.CANCEL

    def confirm(self, question: str, detail: str, yes: str) -> bool:
        """A question whose agreement is the button `yes`; the safe way out is the default."""
        box = QMessageBox(QMessageBox.Icon.NoIcon, "请确认", question, parent=self.parent)
        box.setInformativeText(detail)
        agree = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton("取消", QMessageBox.ButtonRole.RejectRole))
        box.exec()
        return box.clickedButton() is agree

    def year(self, question: str, suggestion: int) -> int | None:
        """A report year, None when the person cancels."""
        dialog = QInputDialog(self.parent)
        dialog.setWindowTitle("报告年度")
        dialog.setLabelText(question)
        dialog.setInputMode(QInputDialog.InputMode.IntInput)
        dialog.setIntRange(2008, 2099)
        dialog.setIntValue(suggestion)
        return dialog.intValue() if dialog.exec() == QDialog.DialogCode.Accepted else None

    def error(self, sentence: str) -> None:
        """An expected error: its sentence says what to do."""
        box = QMessageBox(QMessageBox.Icon.Warning, "未能完成", sentence, parent=self.parent)
        box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
        box.exec()

    def about(self) -> None:
        """Version and licence."""
        text = (
            f"<h3>政府信息公开工作年度报告</h3><p>版本 {__version__}</p>"
            "<p>填写、核对、导出年度报告。全部在本机完成，不联网。</p>"
            f"<p>Qt {qVersion()}（LGPL），Python {platform.python_version()}</p>"
        )
        box = QMessageBox(QMessageBox.Icon.NoIcon, "关于", text, parent=self.parent)
        box.setIconPixmap(QGuiApplication.windowIcon().pixmap(48, 48))
        box.addButton("关闭", QMessageBox.ButtonRole.AcceptRole)
        box.exec()

    def show_file(self, path: Path) -> bool:
        """Open a file or folder with the system's program."""
        return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


class UnexpectedErrorDialog(QDialog):
    """Something the program did not foresee: what was saved, and details to copy for whoever helps."""

    def __init__(self, saved: str, details: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("程序出错")
        self.details = QPlainTextEdit(details, readOnly=True)
        self.details.setAccessibleName("错误详情")
        heading = QLabel("程序遇到了没有预料到的问题。")
        heading.setProperty("role", "subtitle")
        advice = QLabel(f"{saved}\n可以继续使用；如果反复出现，请复制下面的详情，交给维护人员。")
        advice.setWordWrap(True)
        buttons = QDialogButtonBox()
        self.copy = QPushButton("复制详情")
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.details.toPlainText()))
        buttons.addButton(self.copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(12)
        for widget in (heading, advice, self.details, buttons):
            layout.addWidget(widget)
        self.resize(640, 400)
