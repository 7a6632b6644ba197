"""Last year's report beside this year's: the text of the current section, or the figures of its table, differences marked."""

from __future__ import annotations

import html
from difflib import SequenceMatcher

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from core.report import Report
from core.template import Section
from core.values import format_value
from gui.places import COVER
from gui.session import ReportSession
from gui.theme import Theme

_PAUSE_MS = 300
_SHORTEST = 4  # equal pieces shorter than this are chance


class LastYearPanel(QWidget):
    """The tab 去年; `choose_wanted` asks for last year's file."""

    choose_wanted = Signal()

    def __init__(self, session: ReportSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._theme = theme
        self._section = COVER
        self._head = QLabel(self)
        self._head.setWordWrap(True)
        self._head.setContentsMargins(12, 8, 12, 4)
        self._choose = QPushButton("选择去年的报告…", self)
        self._choose.clicked.connect(self.choose_wanted)
        self.text = QTextBrowser(self)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.document().setDocumentMargin(12)
        self.text.setAccessibleName("去年的内容")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.addWidget(self._head)
        layout.addWidget(self._choose)
        layout.addWidget(self.text, 1)
        self._later = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._later.timeout.connect(self.refresh)
        for signal in (
            session.report_replaced,
            session.previous_changed,
            session.cells_changed,
            session.text_changed,
            theme.changed,
        ):
            signal.connect(self._later.start)

    def show_section(self, section: str) -> None:
        """Show last year's content of that section."""
        if section != self._section:
            self._section = section
            self._later.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Compare when it comes into sight."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Compare anew; nothing is done while the panel is hidden."""
        if not self._session.is_open or not self.isVisible():
            return
        report, old = self._session.report, self._session.report.previous
        self._choose.setVisible(old is None)
        self.text.setVisible(old is not None)
        if old is None:
            self._head.setText("还没有去年的报告。选择去年的文件以后，这里显示去年的内容，上年结转等跨年关系也能核对。")
            return
        section = report.form.template.section(self._section)
        year = f"{old.meta.year} 年" if old.meta.year else "去年"
        self._head.setText(f"{year}：{section.heading or '标题下的说明'}")
        self.text.setHtml(self._table(report, old, section) if section.table else self._text(report, old))

    def _text(self, report: Report, old: Report) -> str:
        before, now = old.texts.get(self._section, ""), report.texts[self._section]
        if not before:
            return "<p>去年这一部分没有文字。</p>"
        legend = f"<p style='color:{self._color('secondary')}'>标出的是今年已经改动的内容；没有标出的与今年相同。</p>"
        return legend + "".join(f"<p style='line-height:150%'>{line}</p>" for line in self._marked(before, now).split("\n"))

    def _marked(self, before: str, now: str) -> str:
        """Last year's text, what this year's does not have any more marked."""
        parts: list[str] = []
        done = 0
        for start, _, size in SequenceMatcher(None, before, now, autojunk=False).get_matching_blocks():
            if size < _SHORTEST and start < len(before):
                continue
            parts += [self._mark(before[done:start]), html.escape(before[start : start + size])]
            done = start + size
        return "".join(parts)

    def _mark(self, text: str) -> str:
        style = f"background:{self._color('difference_fill')};color:{self._color('difference')}"
        return "\n".join(f"<span style='{style}'>{html.escape(line)}</span>" if line else "" for line in text.split("\n"))

    def _table(self, report: Report, old: Report, section: Section) -> str:
        rows: list[str] = []
        for spec in report.form.template.cells.values():
            if spec.section != section.id or spec.id not in old.values:
                continue
            before, now = format_value(old.values[spec.id], spec.kind), format_value(report.values[spec.id], spec.kind)
            if before != now and (before or now):
                rows.append(_difference(f"{spec.column.short} × {spec.row.short}", before, now))
        if not rows:
            return "<p>这张表的数字与去年完全相同。</p>"
        head = f"<p style='color:{self._color('secondary')}'>与去年不同的 {len(rows)} 格：</p>"
        return f"{head}<table cellpadding='3'>{''.join(rows)}</table>"

    def _color(self, name: str) -> str:
        return self._theme.color(name).name()


def _difference(name: str, before: str, now: str) -> str:
    """A line of the table: which cell, last year's figure, this year's."""
    old, new = html.escape(before) or "空", html.escape(now) or "未填"
    return f"<tr><td>{html.escape(name)}</td><td align='right'>{old}</td><td>→</td><td><b>{new}</b></td></tr>"
