"""The report window: menus, toolbar, outline, page, side panel, status line. Wiring only; the panes do not know each other."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QMenu, QTabWidget, QToolBar, QVBoxLayout, QWidget

from core.forms import Forms
from gui.actions import IN_CELLS, Actions, Item
from gui.fill_zero import FillZeroDialog, blank_cells
from gui.findings_panel import FindingsPanel
from gui.frame import Frame
from gui.help_panel import HelpPanel
from gui.last_year import LastYearPanel
from gui.notice import NoticeLine
from gui.outline import Outline
from gui.places import Place
from gui.relation_line import RelationLine
from gui.report_page import ReportPage
from gui.search import SearchBar
from gui.session import ReportSession
from gui.settings import Settings
from gui.shortcuts_page import ShortcutsPage
from gui.status import StatusLine, countdown
from gui.tables.explain import cell_name
from gui.theme import Theme

if TYPE_CHECKING:
    from gui.files import FileActions

_VIEW = "report_view"
_SUFFIXES = {"export_word": ".docx", "export_excel": ".xlsx", "export_html": ".html", "export_pdf": ".pdf"}


class MainWindow(QMainWindow):
    """Shows the open report of a session."""

    def __init__(self, session: ReportSession, forms: Forms, settings: Settings, theme: Theme, files: FileActions) -> None:
        super().__init__()
        self._session, self._forms, self._settings, self._theme, self._files = session, forms, settings, theme, files
        self._make_panes()
        self.actions_ = Actions(self, theme)
        self._adopt_undo()
        self._fill_bars()
        self._connect_commands()
        self._connect_panes()
        self._restore_view()
        if session.is_open:
            self._on_report_replaced()

    # -- making --------------------------------------------------------------

    def _make_panes(self) -> None:
        session, theme = self._session, self._theme
        self.page = ReportPage(session, theme)
        self.outline = Outline(session, theme)
        self.findings = FindingsPanel(session, theme)
        self.last_year = LastYearPanel(session, theme)
        self.help = HelpPanel(session, theme)
        self.search = SearchBar(session, theme)
        self.notice = NoticeLine()
        self.relation = RelationLine(session, theme)
        self.status = StatusLine(theme)
        self.side = QTabWidget()
        self.side.setDocumentMode(True)
        self.side.setAccessibleName("侧栏")
        for panel, name in ((self.findings, "检查"), (self.last_year, "去年"), (self.help, "填报说明")):
            self.side.addTab(panel, name)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.search, self.notice):
            column.addWidget(widget)
        column.addWidget(self.page, 1)
        column.addWidget(self.relation)
        self.frame = Frame(self.outline, centre, self.side, theme)
        self.setCentralWidget(self.frame)
        self.setStatusBar(self.status)

    def _adopt_undo(self) -> None:
        """Qt's own actions name the step in the menu; the toolbar's keep their words, or it would be laid out at each edit."""
        stack = self._session.undo_stack
        self.actions_.adopt(Item("undo", "撤销", "undo", ("Ctrl+Z",)), stack.createUndoAction(self, "撤销"))
        self.actions_.adopt(Item("redo", "重做", "redo", ("Ctrl+Y", "Ctrl+Shift+Z")), stack.createRedoAction(self, "重做"))
        for name, text, slot, able in (
            ("undo_button", "撤销", stack.undo, stack.canUndoChanged),
            ("redo_button", "重做", stack.redo, stack.canRedoChanged),
        ):
            action = QAction(text, self)
            self.actions_.adopt(Item(name, text, name.removesuffix("_button")), action)
            action.setEnabled(False)
            action.triggered.connect(slot)
            able.connect(action.setEnabled)
        stack.undoTextChanged.connect(self._on_undo_text)
        stack.redoTextChanged.connect(self._on_redo_text)

    def _on_undo_text(self, step: str) -> None:
        self.actions_.explain("undo_button", f"撤销 {step}".strip() + "（Ctrl+Z）")

    def _on_redo_text(self, step: str) -> None:
        self.actions_.explain("redo_button", f"重做 {step}".strip() + "（Ctrl+Y）")

    def _fill_bars(self) -> None:
        self.recent = QMenu("最近的报告", self)
        self.recent.aboutToShow.connect(self._fill_recent)
        self.actions_.fill_menus(
            self.menuBar(), {"编辑(&E)": self._add_undo, "查看(&V)": self._add_sections, "文件(&F)": self._add_recent}
        )
        bar = QToolBar("工具栏", self)
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bar.setMovable(False)
        bar.toggleViewAction().setVisible(False)
        self.addToolBar(bar)
        self.actions_.fill_toolbar(bar)

    def _add_undo(self, menu: QMenu) -> None:
        menu.addActions([self.actions_["undo"], self.actions_["redo"]])
        menu.addSeparator()

    def _add_recent(self, menu: QMenu) -> None:
        menu.addMenu(self.recent)
        menu.addSeparator()

    def _add_sections(self, menu: QMenu) -> None:
        """Ctrl+1…6 go to the six sections."""
        sections = next(iter(self._forms)).template.sections
        for number, section in enumerate(item for item in sections if item.heading):
            action = QAction(section.heading, self)
            action.setShortcut(f"Ctrl+{number + 1}")
            action.triggered.connect(partial(self._go_to_section, section.id))
            menu.addAction(action)
            self.addAction(action)
        menu.addSeparator()

    def _fill_recent(self) -> None:
        self.recent.clear()
        for entry in self._settings.recent:
            name = f"{entry.organ} {entry.year or ''} 年报告".strip()
            self.recent.addAction(f"{name}　{entry.state}", partial(self._files.open_path, Path(entry.path)))
        if not self._settings.recent:
            self.recent.addAction("还没有").setEnabled(False)

    # -- wiring --------------------------------------------------------------

    def _connect_commands(self) -> None:
        files = self._files
        slots: dict[str, Callable[[], object]] = {
            "new_last": files.new_from_last_year,
            "new_blank": files.new_blank,
            "open": files.choose_and_open,
            "save": files.save,
            "save_as": files.save_as,
            "preview": files.print_preview,
            "print": files.print_,
            "settings": files.open_settings,
            "close": files.close_report,
            "about": files.show_about,
            "choose_previous": self._choose_previous,
            "fill_down": self._fill_down,
            "total": self._fill_total,
            "zeros": self._fill_zeros,
            "find": self.search.open_bar,
            "next_problem": lambda: self._step(1),
            "previous_problem": lambda: self._step(-1),
            "zoom_in": self.page.zoom_in,
            "zoom_out": self.page.zoom_out,
            "zoom_normal": lambda: self.page.set_zoom(1.0),
            "next_area": lambda: self._next_area(1),
            "previous_area": lambda: self._next_area(-1),
            "help": self._show_help,
            "shortcuts": self._show_shortcuts,
        }
        slots |= {name: partial(files.export_to, suffix) for name, suffix in _SUFFIXES.items()}
        slots |= {name: partial(_to_focus, method) for name, method in _FOCUS_METHODS.items()}
        self.actions_.connect_all(slots)
        self.actions_["outline"].toggled.connect(self.frame.show_outline)
        self.actions_["side"].toggled.connect(self.frame.show_side)
        self.actions_["compare"].toggled.connect(self._on_compare)
        self.actions_["auto_totals"].triggered.connect(self._on_auto_totals)

    def _connect_panes(self) -> None:
        session, page = self._session, self.page
        page.place_changed.connect(self._on_place_changed)
        page.message.connect(self.relation.say)
        page.section_seen.connect(self.outline.show_section)
        self.outline.chosen.connect(self._go_to_section)
        self.findings.chosen.connect(self._go_to)
        self.search.chosen.connect(self._go_to)
        self.search.found_changed.connect(page.show_found)
        self.search.closed.connect(page.focus_here)
        self.last_year.choose_wanted.connect(self._choose_previous)
        self.frame.side_shown.connect(self.actions_["side"].setChecked)
        session.report_replaced.connect(self._on_report_replaced)
        session.findings_changed.connect(self._on_state_changed)
        session.undo_stack.cleanChanged.connect(self._on_state_changed)
        session.meta_changed.connect(self._on_state_changed)
        session.path_changed.connect(self._on_state_changed)
        session.auto_totals_changed.connect(self.actions_["auto_totals"].setChecked)
        self._settings.changed.connect(self._on_state_changed)
        self._files.notice.connect(self._on_notice)
        self._files.backed_up.connect(self._on_backed_up)

    def _on_report_replaced(self) -> None:
        self._session.start_auto_totals(self._settings.auto_totals)
        self.notice.hide()
        self.search.hide()
        self._on_place_changed(self.page.place)
        self._on_state_changed()
        self.findings.refresh()

    def _on_state_changed(self) -> None:
        """Counts, title and deadline: all from the session's one digest."""
        if not self._session.is_open:
            return
        counts = self._session.digest.counts()
        unsaved = "" if self._session.undo_stack.isClean() else " ● 未保存"
        words = counts.words()
        title = f"{self._session.title_text()}{unsaved} — {words or '全部完成'}"
        if title != self.windowTitle():
            self.setWindowTitle(title)
        tab = f"检查 {counts.errors}" if counts.errors else "检查"
        if tab != self.side.tabText(0):
            self.side.setTabText(0, tab)
        year = self._session.report.meta.year
        self.status.deadline.say(countdown(self._settings.deadline(year), date.today()) if year else "")

    def _on_place_changed(self, place: Place) -> None:
        report = self._session.report
        self.status.place.say(cell_name(report, place.cell) if place.cell else self._session.heading(place.section))
        self.relation.show_place(place)
        self.help.show_place(place)
        self.last_year.show_section(place.section)
        self.outline.show_section(place.section)

    def _on_notice(self, text: str, path: Path | None) -> None:
        links = []
        if path is not None:
            links = [
                ("打开", partial(self._files.open_outside, path)),
                ("打开所在文件夹", partial(self._files.open_outside, path.parent)),
            ]
        self.notice.tell(text, links)

    def _on_backed_up(self, when: str) -> None:
        self.status.state.say(f"已自动备份 {when}")

    # -- commands ------------------------------------------------------------

    def _go_to(self, place: Place) -> None:
        if self.frame.is_narrow and place.cell:
            self.frame.show_side(False)  # it would lie over the table's right columns
        self.page.go_to(place)

    def _go_to_section(self, section: str) -> None:
        self.page.go_to(Place(section))

    def _step(self, direction: int) -> None:
        self.side.setCurrentWidget(self.findings)
        self.findings.step(direction)

    def _fill_down(self) -> None:
        table = self.page.table()
        if table is not None and table.commit():
            table.fill_down()

    def _fill_total(self) -> None:
        """按合计填写 for the current cell; says so when there is nothing to fill in."""
        table = self.page.table()
        if table is None or not table.commit():
            return
        fix = self._session.total_fix(table.current_cell())
        if fix is not None:
            self._session.apply_fix(fix)
        self.relation.say(f"已{fix.text}" if fix else "这一格的合计已经相符，或者各项还没有填完")

    def _fill_zeros(self) -> None:
        self._session.commit()
        table = self.page.table()
        selected = table.selected_cells() if table else []
        cells = blank_cells(self._session.report, selected if len(selected) > 1 else None)
        if not cells:
            self.relation.say("没有空白的单元格")
            return
        dialog = FillZeroDialog(self._session.report, cells, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            values = dialog.values()
            self._session.edit_cells(values, f"空白填 0（{len(values)} 格）")
        dialog.deleteLater()

    def _on_auto_totals(self, on: bool) -> None:
        self._session.commit()
        self._settings.auto_totals = on
        self._session.set_auto_totals(on)

    def _on_compare(self, on: bool) -> None:
        self.page.set_compare(on)
        if on:
            self.side.setCurrentWidget(self.last_year)
            if self._session.report.previous is None:
                self.frame.show_side(True)

    def _choose_previous(self) -> None:
        self._files.choose_previous()

    def _show_help(self) -> None:
        self.frame.show_side(True)
        self.side.setCurrentWidget(self.help)

    def _show_shortcuts(self) -> None:
        page = ShortcutsPage(
            IN_CELLS,
            [("Ctrl+Z / Ctrl+Y", "撤销 / 重做"), ("Ctrl+1 … Ctrl+6", "转到第一至第六部分"), *self.actions_.key_lines()],
            self,
        )
        page.exec()
        page.deleteLater()

    def _next_area(self, step: int) -> None:
        """F6: outline, page, side panel, round and round."""
        areas = [widget for widget in (self.outline, self.page, self.side) if widget.isVisible()]
        focus = QApplication.focusWidget()
        here = next((number for number, area in enumerate(areas) if focus and (area is focus or area.isAncestorOf(focus))), 0)
        target = areas[(here + step) % len(areas)]
        if target is self.page:
            self.page.focus_here()
        elif target is self.side:
            panel = self.side.currentWidget()
            (panel.tree if isinstance(panel, FindingsPanel) else panel.text).setFocus()  # type: ignore[attr-defined]
        else:
            target.setFocus()

    # -- view state ----------------------------------------------------------

    def _restore_view(self) -> None:
        state = _view_state(self._settings.blob(_VIEW))
        self.resize(1366, 768)
        self.frame.start_with(bool(state.get("outline", True)), bool(state.get("side", True)))
        self.actions_["outline"].setChecked(bool(state.get("outline", True)))
        zoom = state.get("zoom", 1.0)
        self.page.set_zoom(float(zoom) if isinstance(zoom, int | float) else 1.0)

    def _keep_view(self) -> None:
        state = {"outline": self.actions_["outline"].isChecked(), "side": self.frame.wants_side, "zoom": self.page.zoom}
        self._settings.set_blob(_VIEW, QByteArray(json.dumps(state).encode()))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing may be refused."""
        self._session.commit()
        if self._session.is_open and not self._files.maybe_save():
            event.ignore()
            return
        self._keep_view()
        super().closeEvent(event)


_FOCUS_METHODS = {"cut": "cut", "copy": "copy", "paste": "paste", "select_all": "selectAll"}


def _to_focus(method: str) -> None:
    """Cut, copy, paste and select all belong to whatever has the focus."""
    found: Any = getattr(QApplication.focusWidget(), method, None)
    if found is not None:
        found()


def _view_state(data: QByteArray) -> dict[str, Any]:
    try:
        found = json.loads(bytes(data.data()) or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
