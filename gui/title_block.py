"""The head and the foot of the paper: organ, year and title above, signature and date at the end.

The title follows organ and year as long as nobody has worded it differently.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.exporter.blocks import printed_date
from core.report import Meta, MetaEdit
from core.template import Template
from gui.fields import LineField
from gui.session import ReportSession
from gui.theme import Theme

_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_DATE = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})")
_YEAR = re.compile(r"(\d{4})\s*年?(?:度)?")


def proper_title(template: Template, meta: Meta) -> str:
    """The title that the form gives for organ and year, "" while one of them is missing."""
    if not meta.organ or meta.year is None:
        return ""
    return template.title.replace("{organ}", meta.organ).replace("{year}", str(meta.year))


def parse_date(text: str) -> date | None:
    """A day written as 2025年1月15日, 2025-1-15, 2025.1.15 or 20250115. None for anything else."""
    match = _DATE.fullmatch(text.translate(_FULL_WIDTH).strip())
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None


class MetaPart(QWidget):
    """What head and foot share: fields that show and change the meta data."""

    reveal = Signal(QRect)
    entered = Signal()

    def __init__(self, session: ReportSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._theme = theme
        self._zoom = 1.0
        self._fields: list[LineField] = []
        self._build()
        session.meta_changed.connect(self._show)
        theme.changed.connect(self._on_theme)
        self._show()
        self._on_theme()

    def _build(self) -> None:
        raise NotImplementedError

    def _show(self) -> None:
        raise NotImplementedError

    def _on_theme(self) -> None:
        raise NotImplementedError

    def _add(self, field: LineField) -> LineField:
        self._fields.append(field)
        field.entered.connect(self.entered)
        field.setProperty("role", "paper")
        self._session.commit_requested.connect(field.commit)
        return field

    def _change(self, meta: Meta, what: str) -> str:
        if meta != self._session.report.meta:
            self._session.edit(MetaEdit(meta), f"修改{what}")
        return ""

    def fit(self, width: int, zoom: float) -> None:
        """Take a new width and zoom."""
        self.setFixedWidth(width)
        self._zoom = zoom
        self._on_theme()


class TitleBlock(MetaPart):
    """Organ, year and title."""

    def _build(self) -> None:
        self.organ = self._add(LineField("机关名称", self._take_organ, self))
        self.year = self._add(LineField("报告年度", self._take_year, self))
        self.title = self._add(LineField("报告标题", self._take_title, self))
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.organ.setPlaceholderText("县（市、区）名和乡镇、街道全称")
        self.year.setPlaceholderText("例如 2024")
        self.title.setPlaceholderText("填好机关名称和年度，标题会自动写好")
        self.title.textChanged.connect(self._shrink_title)
        labels = [self._label("机关名称"), self._label("年度")]
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(labels[0])
        row.addWidget(self.organ, 1)
        row.addSpacing(16)
        row.addWidget(labels[1])
        row.addWidget(self.year)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(row)
        layout.addWidget(self.year.note)
        layout.addSpacing(12)
        layout.addWidget(self.title)

    def _label(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setProperty("role", "secondary")
        return label

    def _show(self) -> None:
        meta = self._session.report.meta
        self.organ.show_text(meta.organ)
        self.year.show_text(str(meta.year or ""))
        self.title.show_text(meta.title)

    def _on_theme(self) -> None:
        small = self._theme.ui_font()
        small.setPointSizeF(small.pointSizeF() * self._zoom)
        for field in (self.organ, self.year):
            field.setFont(small)
        self.year.setFixedWidth(QFontMetrics(small).horizontalAdvance("0") * 12)
        self._shrink_title()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The title has to fit."""
        super().resizeEvent(event)
        self._shrink_title()

    def _shrink_title(self) -> None:
        """A long title is set smaller, so that all of it can be read."""
        font = self._theme.title_font()
        font.setPointSizeF(font.pointSizeF() * self._zoom)
        needed = QFontMetrics(font).horizontalAdvance(self.title.text() or self.title.placeholderText()) + 24
        if needed > self.width() > 0:
            font.setPointSizeF(max(font.pointSizeF() * self.width() / needed, 8.0))
        self.title.setFont(font)

    def _take_organ(self, text: str) -> str:
        return self._change(self._retitled(replace(self._session.report.meta, organ=text.strip())), "机关名称")

    def _take_year(self, text: str) -> str:
        plain = text.translate(_FULL_WIDTH).strip()
        match = _YEAR.fullmatch(plain)
        if plain and (match is None or not 1900 <= int(match.group(1)) <= 2999):
            return "年度请填四位数字，例如 2024"
        year = int(match.group(1)) if match else None
        return self._change(self._retitled(replace(self._session.report.meta, year=year)), "年度")

    def _take_title(self, text: str) -> str:
        return self._change(replace(self._session.report.meta, title=text.strip()), "标题")

    def _retitled(self, meta: Meta) -> Meta:
        """The new meta data with title and signature carried along where they were the usual ones."""
        old, template = self._session.report.meta, self._session.report.form.template
        if old.title in ("", proper_title(template, old)):
            meta = replace(meta, title=proper_title(template, meta) or old.title)
        return replace(meta, signature=meta.organ) if old.signature in ("", old.organ) else meta


class SignatureBlock(MetaPart):
    """Who signs and when, at the right as on paper."""

    def _build(self) -> None:
        self.signature = self._add(LineField("落款单位", self._take_signature, self))
        self.day = self._add(LineField("落款日期", self._take_day, self))
        self.signature.setPlaceholderText("落款单位")
        self.day.setPlaceholderText("落款日期，例如 2025年1月15日")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(4)
        for field in (self.signature, self.day):
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
            layout.addWidget(field)
            layout.addWidget(field.note, 0, Qt.AlignmentFlag.AlignRight)

    def _show(self) -> None:
        meta = self._session.report.meta
        self.signature.show_text(meta.signature)
        self.day.show_text(printed_date(meta.date) if meta.date else "")

    def _on_theme(self) -> None:
        font = self._theme.paper_font()
        font.setPointSizeF(font.pointSizeF() * self._zoom)
        for field in self._fields:
            field.setFont(font)

    def _take_signature(self, text: str) -> str:
        return self._change(replace(self._session.report.meta, signature=text.strip()), "落款单位")

    def _take_day(self, text: str) -> str:
        day = parse_date(text)
        if text.strip() and day is None:
            return "日期请写成 2025年1月15日 这样"
        reason = self._change(replace(self._session.report.meta, date=day), "落款日期")
        self.day.setText(printed_date(day) if day else "")
        return reason
