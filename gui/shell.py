"""The one window: start page, import review and report window in a stack, and what they share: drops, progress, geometry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from gui.notice import NoticeLine
from gui.progress_line import ProgressLine
from gui.settings import Settings
from gui.start_page import StartPage

if TYPE_CHECKING:  # the window is painted before these are loaded
    from gui.files import FileActions, ReviewRequest
    from gui.recovery import LeftBehind
    from gui.theme import Theme

NAME = "政府信息公开工作年度报告"


@dataclass(frozen=True, slots=True)
class Pages:
    """How the two larger pages are made when they are first needed."""

    make_report: Callable[[], QWidget]
    make_review: Callable[[ReviewRequest], QWidget]


class Shell(QWidget):
    """Shows one page at a time and carries its title. A page's own `close()` decides whether it may be left."""

    painted = Signal()  # for the first time: what is not to be seen can be loaded now

    def __init__(self, settings: Settings, start: StartPage) -> None:
        super().__init__()
        self._settings, self._start = settings, start
        self._files: FileActions | None = None
        self._pages: Pages | None = None
        self._report: QWidget | None = None
        self._review: QWidget | None = None
        self._came_from: QWidget = start
        self._is_painted = False
        self.setAcceptDrops(True)
        self.notice = NoticeLine()
        self.stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addWidget(self.stack)
        self.stack.addWidget(start)
        self.show_start()
        if not self.restoreGeometry(settings.blob("geometry")):
            self.resize(1280, 720)

    def connect_files(self, files: FileActions, pages: Pages) -> None:
        """From now on the window does something."""
        self._files, self._pages = files, pages
        self.progress = ProgressLine(files.runner, self)
        files.opened.connect(self.show_report)
        files.review_wanted.connect(self.show_review)
        files.start_wanted.connect(self.show_start)
        files.notice.connect(self._on_notice)
        actions = {"last_year": files.new_from_last_year, "blank": files.new_blank, "open": files.choose_and_open}
        start = self._start
        start.chosen.connect(lambda name: actions[name]())
        start.recent_chosen.connect(files.open_path)
        start.recover_chosen.connect(files.recover)
        start.recover_refused.connect(files.refuse_recovery)
        start.settings_chosen.connect(files.open_settings)

    def show_start(self) -> None:
        """Go to the start page."""
        self._start.fill_recent()
        self._turn_to(self._start, NAME)
        self._start.choices["last_year"].setFocus()

    def show_report(self) -> None:
        """Go to the open report."""
        if self._report is None and self._pages is not None:
            self._report = self._pages.make_report()
            self._report.windowTitleChanged.connect(self._on_title)
            self.stack.addWidget(self._report)
        if self._report is not None:
            self._turn_to(self._report, self._report.windowTitle())
            self._drop_review()

    def show_review(self, request: ReviewRequest) -> None:
        """Look at what was read from a file."""
        if self._pages is None:
            return
        self._drop_review()
        self._review = self._pages.make_review(request)
        self.stack.addWidget(self._review)
        self._turn_to(self._review, f"核对导入内容：{request.path.name}")
        self._review.setFocus()

    def offer_recovery(self, left: Sequence[LeftBehind]) -> None:
        """Tell on the start page what a crash left behind."""
        self._start.offer_recovery(left)

    def leave_review(self) -> None:
        """Back to where the person came from."""
        if self._report is not None and self._came_from is self._report:
            self.show_report()
        else:
            self._drop_review()
            self.show_start()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell that there is something to be seen."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self, self.painted.emit)

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
            self._start.show_drop(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """The file went away again."""
        self._start.show_drop(False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the file."""
        self._start.show_drop(False)
        path = _dropped(event)
        if path is not None and self._files is not None:
            event.acceptProposedAction()
            self._files.open_path(path)

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
        files = self._files
        if files is not None and self.stack.currentWidget() is not self._report:
            links = [("打开", lambda: files.open_outside(path))] if path else []
            self.notice.tell(text, links)


def _dropped(event: QDropEvent) -> Path | None:
    """The first local file of a drag."""
    found = (Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
    return next((path for path in found if path.is_file()), None)


@dataclass(frozen=True, slots=True)
class Window:
    """What is on the screen before anything behind it is loaded."""

    shell: Shell
    settings: Settings
    theme: Theme
