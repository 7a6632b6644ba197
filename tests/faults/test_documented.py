"""The fault list of docs/reliability.md names tests and suites that exist, and has all 32 rows."""

from __future__ import annotations

import re
from pathlib import Path

from faults.run import SUITES

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "reliability.md").read_text("utf-8")


def test_every_test_file_and_module_it_names_exists() -> None:
    written = "\n".join(file.read_text("utf-8") for file in (ROOT / "tests").rglob("test_*.py"))
    missing = [name for name in re.findall(r"`(test_\w+)`", TEXT) if f"def {name}(" not in written]
    missing += [path for path in re.findall(r"`((?:tests|core|gui|faults)/[\w/.]+)`", TEXT) if not (ROOT / path).exists()]
    assert missing == []


def test_every_suite_it_names_exists_and_all_rows_are_there() -> None:
    rows = re.findall(r"^\| (\d+) \|(.*)$", TEXT, re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, 33))
    for _, row in rows:
        for names in re.findall(r"F ([a-z, ]+)", row):
            assert {name.strip() for name in names.split(",") if name.strip()} <= SUITES.keys()
