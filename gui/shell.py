"""The one window: start page, import review and report window in a stack, and what they share: drops, progress, geometry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from gui.files import FileActions, ReviewRequest
from gui.notice import NoticeLine
from gui.progress_line import ProgressLine
from gui.settings import Settings
from gui.start_page import StartPage

NAME = "政府信息公开工作年度报告"


@dataclass(frozen=True, slots=True)
class Pages:
    """The start page, and how the two larger pages are made when they are first needed."""

    start: StartPage
    make_report: Callable[[], QWidget]
    make_review: Callable[[ReviewRequest], QWidget]


class Shell(QWidget):
    """Shows one page at a time and carries its title. A page's own `close()` decides whether it may be left."""

    def __init__(self, files: FileActions, settings: Settings, pages: Pages) -> None:
        super().__init__()
        self._files, self._settings, self._pages = files, settings, pages
        self._report: QWidget | None = None
        self._review: QWidget | None = None
        self._came_from: QWidget = pages.start
        self.setAcceptDrops(True)
        self.notice = NoticeLine()
        self.stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addWidget(self.stack)
        self.progress = ProgressLine(files.runner, self)
        self.stack.addWidget(pages.start)
        files.opened.connect(self.show_report)
        files.review_wanted.connect(self.show_review)
        files.start_wanted.connect(self.show_start)
        files.notice.connect(self._on_notice)
        self._connect_start(pages.start)
        self.show_start()
        if not self.restoreGeometry(settings.blob("geometry")):
            self.resize(1280, 720)

    def show_start(self) -> None:
        """Go to the start page."""
        self._pages.start.fill_recent()
        self._turn_to(self._pages.start, NAME)
        self._pages.start.choices["last_year"].setFocus()

    def show_report(self) -> None:
        """Go to the open report."""
        if self._report is None:
            self._report = self._pages.make_report()
            self._report.windowTitleChanged.connect(self._on_title)
            self.stack.addWidget(self._report)
        self._drop_review()
        self._turn_to(self._report, self._report.windowTitle())

    def show_review(self, request: ReviewRequest) -> None:
        """Look at what was read from a file."""
        self._drop_review()
        self._review = self._pages.make_review(request)
        self.stack.addWidget(self._review)
        self._turn_to(self._review, f"核对导入内容：{request.path.name}")
        self._review.setFocus()

    def leave_review(self) -> None:
        """Back to where the person came from."""
        if self._report is not None and self._came_from is self._report:
            self.show_report()
        else:
            self._drop_review()
            self.show_start()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave the page first; it may want to stay."""
        page = self.stack.currentWidget()
        if not page.close():
            page.show()
            event.ignore()
            return
        self._settings.set_blob("geometry", self.saveGeometry())
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files, nothing else."""
        if _dropped(event) is not None:
            self._pages.start.show_drop(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """The file went away again."""
        self._pages.start.show_drop(False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the file."""
        self._pages.start.show_drop(False)
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self._files.open_path(path)

    def _connect_start(self, start: StartPage) -> None:
        actions = {
            "last_year": self._files.new_from_last_year,
            "blank": self._files.new_blank,
            "open": self._files.choose_and_open,
        }
        start.chosen.connect(lambda name: actions[name]())
        start.recent_chosen.connect(self._files.open_path)
        start.recover_chosen.connect(self._files.recover)
        start.recover_refused.connect(self._files.refuse_recovery)
        start.settings_chosen.connect(self._files.open_settings)

    def _turn_to(self, page: QWidget, title: str) -> None:
        self._came_from = self.stack.currentWidget()
        self.notice.hide()
        self.stack.setCurrentWidget(page)
        self.setWindowTitle(title)

    def _drop_review(self) -> None:
        if self._review is not None:
            self.stack.removeWidget(self._review)
            self._review.deleteLater()
            self._review = None

    def _on_title(self, title: str) -> None:
        if self.stack.currentWidget() is self._report:
            self.setWindowTitle(title)

    def _on_notice(self, text: str, path: Path | None) -> None:
        """The report window shows its own notices."""
        if self.stack.currentWidget() is not self._report:
            links = [("打开", lambda: self._files.open_outside(path))] if path else []
            self.notice.tell(text, links)


def _dropped(event: QDropEvent) -> Path | None:
    """The first local file of a drag."""
    found = (Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
    return next((path for path in found if path.is_file()), None)
