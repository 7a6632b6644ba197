"""Add up the JUnit files of build/work/ and print one line: N passed, N failed, N skipped.

Usage: python3 tools/tally.py FILE.xml...

A file that is not there counts as nothing: its step said itself why it did not run.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree


def outcome(case: ElementTree.Element) -> str:
    """Return what became of one test."""
    children = {child.tag for child in case}
    if children & {"failure", "error"}:
        return "failed"
    return "skipped" if "skipped" in children else "passed"


def main() -> None:
    """Count the tests of the files on the command line."""
    files = [Path(name) for name in sys.argv[1:]]
    cases = (case for file in files if file.exists() for case in ElementTree.parse(file).iter("testcase"))
    count = Counter(outcome(case) for case in cases)
    print(f"{count['passed']} passed, {count['failed']} failed, {count['skipped']} skipped")


if __name__ == "__main__":
    main()
