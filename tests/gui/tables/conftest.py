from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.session import ReportSession
from gui.tables.model import FormTableModel
from gui.tables.view import FormTable
from tests.gui.samples import full_report


@pytest.fixture
def session(qapp, forms) -> ReportSession:
    found = ReportSession()
    found.open(full_report(forms), Path("x.nianbao"))
    return found


@pytest.fixture
def make_table(qtbot, session, theme):
    hosts: list[QWidget] = []

    def make(section: str = "requests") -> FormTable:
        host = QWidget()
        hosts.append(host)
        host.setFont(theme.ui_font())
        qtbot.addWidget(host)
        table = FormTable(FormTableModel(session, section, host), theme, host)
        QVBoxLayout(host).addWidget(table)
        table.fit(756, 1.0)
        host.show()
        qtbot.waitExposed(host)
        host.activateWindow()
        table.setFocus()
        return table

    return make
