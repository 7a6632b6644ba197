"""The program's entrance on a machine without a display: the job is done all the same."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

MAIN = Path(__file__).resolve().parent.parent / "main.py"


def start(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    no_display = {key: value for key, value in os.environ.items() if key not in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")}
    command = [sys.executable, str(MAIN), *arguments]
    return subprocess.run(command, cwd=folder, env=no_display, capture_output=True, encoding="utf-8", check=False, timeout=60)


def test_without_arguments_the_sample_is_done_and_the_results_are_named(tmp_path: Path) -> None:
    done = start(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"结果在 {tmp_path / 'out'}" in done.stdout
    assert (tmp_path / "out" / "新一年报告.docx").is_file()


def test_a_file_is_checked(tmp_path: Path) -> None:
    file = tmp_path / "年报.txt"
    file.write_text("柳溪镇2024年政府信息公开工作年度报告\n一、总体情况\n本镇做好公开工作。\n", encoding="utf-8")
    done = start(tmp_path, str(file))
    assert done.returncode == 1
    assert "没有找到" in done.stdout
