"""Old and foreign formats for the tests: LibreOffice writes them from our own drafts; small samples are committed.

Run as a script to write the samples anew: PYTHONPATH=. .venv/bin/python tests/importer/legacy.py
"""

from __future__ import annotations

import gzip
import shutil
import subprocess
import zipfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from drafts import Draft, official, write

from core.forms import load_forms

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "legacy"
EDITIONS = ("2021-30", "2019-60")
FROM_WORD = ("doc", "rtf", "odt", "html")
FROM_EXCEL = ("xls", "ods")
_FILTERS = {"html": "html:HTML (StarWriter)"}
HAS_OFFICE = shutil.which("soffice") is not None


def convert(files: Iterable[Path], target: str, folder: Path) -> list[Path]:
    """All files in one start of LibreOffice, with a profile of its own in `folder`; returns the new ones."""
    sources = [str(file) for file in files]
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", _FILTERS.get(target, target), "--outdir", str(folder / target), *sources]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return [folder / target / f"{Path(source).stem}.{target}" for source in sources]


def draft(edition: str) -> Draft:
    """The draft that the samples of an edition hold."""
    return official(load_forms().get(edition))


def sample(edition: str, kind: str, folder: Path, suffix: str = "") -> Path:
    """A committed sample, unpacked into `folder` under its own suffix or another one."""
    path = folder / f"去年年报{suffix or '.' + kind}"
    path.write_bytes(gzip.decompress((SAMPLES / f"{edition}.{kind}.gz").read_bytes()))
    return path


def _write_samples(folder: Path) -> None:
    SAMPLES.mkdir(parents=True, exist_ok=True)
    for suffix, kinds in ((".docx", FROM_WORD), (".xlsx", FROM_EXCEL)):
        sources = [write(draft(edition), folder / f"{edition}{suffix}") for edition in EDITIONS]
        for kind in kinds:
            for path in convert(sources, kind, folder):
                data = _without_pictures(path) if kind in ("odt", "ods") else path.read_bytes()
                (SAMPLES / f"{path.name}.gz").write_bytes(gzip.compress(data, mtime=0))


def _without_pictures(path: Path) -> bytes:
    """An OpenDocument file without the picture of its first page."""
    slim = BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(slim, "w", zipfile.ZIP_DEFLATED) as target:
        for name in ("mimetype", "META-INF/manifest.xml", "meta.xml", "styles.xml", "content.xml"):
            target.writestr(zipfile.ZipInfo(name), source.read(name), zipfile.ZIP_DEFLATED)
    return slim.getvalue()


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as temporary:
        _write_samples(Path(temporary))
