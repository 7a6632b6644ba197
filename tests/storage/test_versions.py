"""Every version of the project file that was ever written opens, with the same content; the sample files never change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from storage_samples import FORMS, full_report

from core import storage
from core.importer.importing import import_report
from core.migrations import migrate
from core.project import save
from core.seal import VERSION, open_content

SAMPLES = Path(__file__).parents[1] / "data" / "versions"


def test_there_is_one_sample_for_every_version() -> None:
    assert sorted(file.name for file in SAMPLES.iterdir()) == [f"v{number}.nianbao" for number in range(VERSION + 1)]


@pytest.mark.parametrize("file", sorted(SAMPLES.iterdir()), ids=lambda file: file.stem)
def test_every_version_opens_with_all_it_holds(file: Path) -> None:
    imported = import_report(file, FORMS)
    assert storage.to_json(imported.report) == storage.to_json(full_report())
    assert imported.record.unplaced == ()


def test_an_old_file_is_saved_as_the_present_version(tmp_path: Path) -> None:
    path = tmp_path / "年报.nianbao"
    path.write_bytes((SAMPLES / "v0.nianbao").read_bytes())
    report, _, known = open_content(path.read_bytes(), path.name, FORMS)
    assert save(report, path, FORMS, known=known).generation == 1
    assert json.loads(path.read_text("utf-8"))["nianbao"]["version"] == VERSION
    assert (tmp_path / "年报.nianbao.bak").read_bytes() == (SAMPLES / "v0.nianbao").read_bytes()


def test_steps_are_taken_in_order_from_the_files_version_on() -> None:
    steps = tuple(lambda data, name=name: {"way": [*data["way"], name]} for name in "abc")
    assert migrate({"way": []}, 0, steps) == {"way": ["a", "b", "c"]}
    assert migrate({"way": []}, 2, steps) == {"way": ["c"]}
    assert migrate({"way": []}, 3, steps) == {"way": []}
