"""Write requirements/*.txt: every package of a group, the indirect ones too, pinned to one version.

Usage: .venv/bin/python tools/lock.py

pyproject.toml names the direct packages; pip resolves the rest. Each file builds on the one before it
(run -> test -> peers, run -> build), so that a package has the same version wherever it appears.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "requirements"
BASES = {"run": None, "test": "run", "peers": "test", "build": "run"}
OLDEST_PYTHON = "3.11.2"  # Debian 12's; a later one would let in packages that Debian's refuses
HEADER = "# Made by `make lock` from pyproject.toml: change that file, not this one.\n"


def wanted(group: str) -> list[str]:
    """Return the direct requirements of a group; empty when pyproject.toml does not name the group."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    if group == "run":
        return project["project"]["dependencies"]
    return project["dependency-groups"].get(group, [])


def resolve(requirements: list[str]) -> dict[str, str]:
    """Return name -> version of everything that pip would install into an empty environment."""
    pip = [sys.executable, "-m", "pip", "install", "-qq", "--dry-run", "--ignore-installed", "--report", "-"]
    # pip asks for a target folder with another Python's version; a dry run leaves it alone
    target = ["--only-binary=:all:", f"--python-version={OLDEST_PYTHON}", "--target=unused"]
    answer = subprocess.run([*pip, *target, *requirements], check=True, stdout=subprocess.PIPE, text=True)
    packages = (item["metadata"] for item in json.loads(answer.stdout)["install"])
    return {re.sub(r"[-_.]+", "-", package["name"]).lower(): package["version"] for package in packages}


def pins_of(packages: dict[str, str]) -> list[str]:
    """Return requirement lines, sorted by name."""
    return [f"{name}=={version}" for name, version in sorted(packages.items())]


def main() -> None:
    """Resolve the groups in order and write one file for each."""
    locked: dict[str, dict[str, str]] = {}
    for group, base in BASES.items():
        direct = wanted(group)
        if not direct:
            continue
        known = locked[base] if base else {}
        everything = resolve([*direct, *pins_of(known)])
        added = {name: version for name, version in everything.items() if name not in known}
        include = [f"-r {base}.txt"] if base else []
        (FOLDER / f"{group}.txt").write_text(HEADER + "\n".join([*include, *pins_of(added)]) + "\n", encoding="utf-8")
        locked[group] = everything
        print(f"requirements/{group}.txt: {len(added)} packages")


if __name__ == "__main__":
    main()
