"""Make this folder ready to run, test, measure or build the program.

Usage: python3 tools/setup_env.py {run,test,proofs,bench,build}

Creates .venv in the project's root, installs the pinned packages of requirements/ into it, and installs the
Debian packages that Qt and the proofs need, where that is possible without asking anybody. Where it is not,
it prints the one command that a person has to run. A second run only compares a few hashes.

Runs under the system's Python and uses nothing but its standard library.
"""

from __future__ import annotations

import argparse
import ctypes
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
UNFINISHED = VENV / ".unfinished"
LOCKS = ROOT / "requirements"
PYTHON_VERSION = (3, 11)

# what is installed, in this order, for each purpose
LOCK_FILES = {
    "run": ["run"],
    "test": ["run", "test"],
    "proofs": ["run", "test"],
    "bench": ["run", "test", "peers"],
    "build": ["run", "build"],
}

# shared library -> Debian package; Qt's wheels do not carry these
QT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
}
QT_DISPLAY_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}

# command or absolute path of a file -> Debian package, for the slow tests and for freezing the program
PROOF_TOOLS = {
    "Xvfb": "xvfb",
    "xauth": "xauth",
    "xdotool": "xdotool",
    "pdftoppm": "poppler-utils",
    "strace": "strace",
    "/usr/lib/libreoffice/program/libswlo.so": "libreoffice-writer-nogui",
    "/usr/lib/libreoffice/program/libsclo.so": "libreoffice-calc-nogui",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc": "fonts-noto-cjk",
}
BUILD_TOOLS = {"objdump": "binutils"}


def main() -> None:
    """Prepare the folder for the purpose on the command line."""
    parser = argparse.ArgumentParser(description="Make this folder ready to run, test, measure or build the program.")
    parser.add_argument("purpose", choices=LOCK_FILES)
    purpose: str = parser.parse_args().purpose
    use_right_python()
    with Path(__file__).open(encoding="utf-8") as only_one_at_a_time:
        fcntl.flock(only_one_at_a_time, fcntl.LOCK_EX)
        install_system_packages(purpose)
        install_python_packages(purpose)


def use_right_python() -> None:
    """Go on under Python 3.11; stop when there is none."""
    if sys.version_info[:2] == PYTHON_VERSION:
        return
    other = shutil.which("python3.11")
    if other is None:
        found = ".".join(str(part) for part in sys.version_info[:3])
        stop(f"Python 3.11 is needed; {sys.executable} is {found}.", "On Debian 12: sudo apt-get install -y python3 python3-venv")
    os.execv(other, [other, *sys.argv])


# ---- Debian packages -------------------------------------------------------------------------------------------------


def install_system_packages(purpose: str) -> None:
    """Install what is missing, or say how; stop if the purpose cannot be served without it."""
    missing = missing_system_packages(purpose)
    if not missing:
        return
    if apt_install(missing):
        missing = missing_system_packages(purpose)
        if not missing:
            return
    command = f"  sudo apt-get install -y {' '.join(missing)}"
    if "python3-venv" in missing or (purpose != "run" and set(missing) & set(QT_LIBRARIES.values())):
        stop("This machine lacks system packages that cannot be installed from here. Please run", command, "and try again.")
    say("Going on without some system packages. To have them, please run", command)


def missing_system_packages(purpose: str) -> list[str]:
    """Return the Debian packages that the purpose needs and the machine lacks."""
    libraries = {**QT_LIBRARIES, **(QT_DISPLAY_LIBRARIES if purpose == "proofs" or has_display() else {})}
    tools = {"proofs": PROOF_TOOLS, "build": BUILD_TOOLS}.get(purpose, {})
    missing = [package for library, package in libraries.items() if not can_load(library)]
    missing += [package for tool, package in tools.items() if not (shutil.which(tool) or Path(tool).exists())]
    if not VENV_PYTHON.exists() and not can_make_venv():
        missing.insert(0, "python3-venv")
    return missing


def has_display() -> bool:
    """Tell whether a window could be shown."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def can_load(library: str) -> bool:
    """Ask the loader itself: it knows more places than any package list."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def can_make_venv() -> bool:
    """Tell whether Python brings pip for a new environment (Debian splits it off); asks anew each time."""
    return subprocess.run([sys.executable, "-c", "import venv, ensurepip"], stderr=subprocess.DEVNULL).returncode == 0


def apt_install(packages: list[str]) -> bool:
    """Install Debian packages without a question; False when this user or this machine cannot."""
    prefix = apt_prefix()
    if prefix is None:
        return False
    say(f"Installing system packages: {' '.join(packages)}")
    install = [*prefix, "install", "-y", "--no-install-recommends", *packages]
    has_lists = any(Path("/var/lib/apt/lists").glob("*_Packages*"))
    if has_lists and run_quietly(install):
        return True
    return run_quietly([*prefix, "update"]) and run_quietly(install)


def apt_prefix() -> list[str] | None:
    """Return how to call apt-get as root, or None when that would need a password or there is no apt-get."""
    if shutil.which("apt-get") is None:
        return None
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]
    if os.geteuid() == 0:
        return apt
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], stderr=subprocess.DEVNULL).returncode == 0:
        return ["sudo", "-n", *apt]
    return None


def run_quietly(command: list[str]) -> bool:
    """Run a command and show what it said only if it failed."""
    result = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if result.returncode != 0:
        say(f"This failed: {' '.join(command)}", *result.stdout.splitlines()[-12:])
    return result.returncode == 0


# ---- .venv -----------------------------------------------------------------------------------------------------------


def install_python_packages(purpose: str) -> None:
    """Bring .venv to the pinned versions; a broken or half-made one is made anew."""
    names = [name for name in LOCK_FILES[purpose] if not is_installed(name)]
    if VENV.exists() and (UNFINISHED.exists() or was_moved() or (names and not works())):
        say("Making .venv anew: it was left unfinished, moved or broken.")
        shutil.rmtree(VENV)
        names = LOCK_FILES[purpose]
    if not names:
        return
    started = time.monotonic()
    if not VENV.exists():
        say("Making .venv")
        run_or_stop([sys.executable, "-m", "venv", str(VENV)])
    say(f"Installing the pinned Python packages ({', '.join(names)}); the first time this takes some minutes")
    pip_install(names)
    say(f"Python packages are ready ({time.monotonic() - started:.0f} s)")


def pip_install(names: list[str]) -> None:
    """Install lock files; a mark stays behind when this is cut short, so that the next run starts afresh."""
    UNFINISHED.touch()
    pip = [str(VENV_PYTHON), "-m", "pip", "install", "-qq", "--no-input", "--no-deps", "--disable-pip-version-check"]
    arguments = [argument for name in names for argument in ("-r", str(lock_file(name)))]
    run_or_stop([*pip, "--root-user-action=ignore", *arguments])
    for name in names:
        stamp(name).write_text(fingerprint(name), encoding="utf-8")
    UNFINISHED.unlink()


def lock_file(name: str) -> Path:
    """Return the file with the pinned packages."""
    return LOCKS / f"{name}.txt"


def stamp(name: str) -> Path:
    """Return the file in .venv that tells which lock file was installed, and where .venv was made."""
    return VENV / f".installed-{name}"


def fingerprint(name: str) -> str:
    """Return what the stamp must hold for .venv to be up to date."""
    if not lock_file(name).exists():
        stop(f"requirements/{name}.txt is missing.", "`make lock` writes it once pyproject.toml names the group.")
    return f"{ROOT}\n{hashlib.sha256(lock_file(name).read_bytes()).hexdigest()}\n"


def is_installed(name: str) -> bool:
    """Tell whether the lock file was installed as it is now."""
    return stamp(name).exists() and VENV_PYTHON.exists() and stamp(name).read_text(encoding="utf-8") == fingerprint(name)


def was_moved() -> bool:
    """Tell whether .venv was made elsewhere: its scripts hold absolute paths."""
    stamps = VENV.glob(".installed-*")
    return any(path.read_text(encoding="utf-8").splitlines()[:1] != [str(ROOT)] for path in stamps)


def works() -> bool:
    """Tell whether the environment's Python starts, is 3.11 and has pip."""
    test = f"import pip, sys; sys.exit(sys.version_info[:2] != {PYTHON_VERSION})"
    return VENV_PYTHON.exists() and subprocess.run([VENV_PYTHON, "-c", test], stderr=subprocess.DEVNULL).returncode == 0


def run_or_stop(command: list[str]) -> None:
    """Run a command in the open; stop if it fails."""
    if subprocess.run(command, stdin=subprocess.DEVNULL).returncode != 0:
        stop("This failed (see above):", f"  {' '.join(command)}", "Nothing is lost: the same make command starts afresh.")


# ---- words -----------------------------------------------------------------------------------------------------------


def say(*lines: str) -> None:
    """Tell the person at the terminal."""
    print("\n".join(f"[setup] {line}" for line in lines), flush=True)


def stop(*lines: str) -> NoReturn:
    """Tell why it cannot go on, and end."""
    print("\n".join(f"[setup] {line}" for line in lines), file=sys.stderr, flush=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
