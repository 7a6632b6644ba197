"""Settings survive, are typed, and damage never stops the program."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gui.settings import MAX_RECENT, Recent, Settings


def reopened(settings: Settings, tmp_path: Path) -> Settings:
    settings._store.sync()
    return Settings(tmp_path / "settings" / "settings.ini")


def test_what_was_set_is_there_the_next_time(settings, tmp_path):
    settings.organ, settings.county = " 乔官镇人民政府 ", "昌乐县"
    settings.deadline_day = (1, 20)
    settings.local_headings = ("收取信息处理费情况", "", " 政务公开要点落实情况 ")
    settings.ui_size, settings.paper_size, settings.theme, settings.auto_totals = 11.5, 14.0, "dark", True
    again = reopened(settings, tmp_path)
    assert (again.organ, again.county, again.deadline(2024)) == ("乔官镇人民政府", "昌乐县", date(2025, 1, 20))
    assert again.local_headings == ("收取信息处理费情况", "政务公开要点落实情况")
    assert (again.ui_size, again.paper_size, again.theme, again.auto_totals) == (11.5, 14.0, "dark", True)


def test_first_start_has_sensible_values(settings, tmp_path):
    assert settings.deadline(2024) == date(2025, 1, 31)
    assert (settings.organ, settings.local_headings, settings.recent) == ("", (), ())
    assert (settings.ui_size, settings.paper_size, settings.theme, settings.auto_totals) == (10.0, 12.0, "system", False)
    assert settings.folder("open").is_absolute()
    assert settings.blob("geometry").isEmpty()


def test_the_name_of_what_changed_is_told_once(qtbot, settings):
    with qtbot.waitSignal(settings.changed) as caught:
        settings.organ = "某镇"
    assert caught.args == ["organ"]
    with qtbot.assertNotEmitted(settings.changed):
        settings.organ = "某镇"


def test_recent_reports_are_latest_first_without_doubles(settings, tmp_path):
    for number in range(MAX_RECENT + 3):
        settings.remember(Recent(f"/{number}", "某镇", 2024, "待填 3", "2025-01-05"))
    settings.remember(Recent("/5", "某镇", 2024, "完成", "2025-01-06"))
    found = reopened(settings, tmp_path).recent
    assert found[0] == Recent("/5", "某镇", 2024, "完成", "2025-01-06")
    assert len(found) == MAX_RECENT == len({entry.path for entry in found})
    settings.forget("/5")
    assert "/5" not in {entry.path for entry in settings.recent}


@pytest.mark.parametrize("text", ["[General]\nrecent=[1, {}]\nui_size=huge\ndeadline_month=13\ntheme=pink\n", "\x00\xff[[["])
def test_a_damaged_file_counts_as_never_set(tmp_path, text):
    path = tmp_path / "settings.ini"
    path.write_text(text, encoding="latin-1")
    settings = Settings(path)
    assert (settings.recent, settings.ui_size, settings.theme) == ((), 10.0, "system")
    assert settings.deadline_day == (1, 31)


def test_a_folder_that_is_gone_is_not_offered(settings, tmp_path):
    folder = tmp_path / "year"
    folder.mkdir()
    settings.set_folder("export", folder)
    assert settings.folder("export") == folder
    folder.rmdir()
    assert settings.folder("export") != folder
