"""Get ready what `make run` and `make test` need: `python3 kbang_ntm/deploy/prepare.py run|test`.

Runs before anything is installed, so it uses the standard library only. What is already right is
left alone: the second start installs nothing.
"""

from __future__ import annotations

import ctypes
import functools
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
REQUIREMENTS = {
    "run": [ROOT / "requirements.txt"],
    "test": [ROOT / "requirements.txt", ROOT / "tests" / "requirements.txt"],
}
# The libraries WeasyPrint opens, and the Debian packages that bring them.
PDF_LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
PDF_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
# Programs that tests start, any one of a line, and the Debian packages that bring the first.
TEST_PROGRAMS = {
    ("chromium-headless-shell", "chromium"): ("chromium-headless-shell",),
    ("docker-compose",): ("docker-compose",),
    ("soffice",): ("libreoffice-writer-nogui", "libreoffice-calc-nogui"),
}
ROOM_NEEDED_MB = 700  # of disk, for the environment
DEBIAN_PYTHON = "/usr/bin/python3"


def stop(sentence: str) -> NoReturn:
    raise SystemExit(f"Không khởi động được: {sentence}")


def say(sentence: str) -> None:
    print(sentence, flush=True)


def pdf_libraries_missing() -> bool:
    """Whether the system lacks a library that drawing PDF needs."""
    try:
        for name in PDF_LIBRARIES:
            ctypes.CDLL(name)
    except OSError:
        return True
    return False


@functools.cache
def interpreter() -> str:
    """The Python to make the environment of: Debian's own, also where `python3` is another one.

    Debian compiles it with the profile of real programs; one that was compiled on the spot mostly
    is not, and takes a sixth longer over every page. `make PYTHON=...` is obeyed.
    """
    if "PORTAL_PYTHON" in os.environ or not Path(DEBIAN_PYTHON).exists():
        return sys.executable
    check = "import ensurepip, sys, venv; raise SystemExit(sys.version_info < (3, 11))"
    return sys.executable if quietly(DEBIAN_PYTHON, "-c", check).returncode else DEBIAN_PYTHON


@functools.cache
def version_of(python: str) -> str:
    """Its version and how it was compiled; "" for one that does not start."""
    return quietly(python, "-c", "import sys; print(sys.version)").stdout


def stamp_of(purpose: str) -> str:
    """What the environment was made from: interpreter and pinned requirements."""
    digest = hashlib.sha256(version_of(interpreter()).encode())
    for path in REQUIREMENTS[purpose]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_installed(purpose: str) -> bool:
    """A stamp is written only after a complete installation; tests include what running needs."""
    return any(
        (VENV / f".installed-{kind}").is_file()
        and (VENV / f".installed-{kind}").read_text() == stamp_of(kind)
        for kind in {purpose, "test"}
    )


def last_words(done: subprocess.CompletedProcess[str]) -> str:
    lines = (done.stderr or done.stdout).strip().splitlines() or ["không rõ lý do"]
    errors = [line for line in lines if "error" in line.lower()]
    return (errors or lines)[-1].strip()


def quietly(*argv: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        argv, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def apt_prefix() -> list[str] | None:
    """How to run apt-get here: as root, through sudo without a password, or not at all."""
    if shutil.which("apt-get") is None:
        return None
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    if os.geteuid() == 0:
        return quiet
    if shutil.which("sudo") and quietly("sudo", "-n", "true").returncode == 0:
        return ["sudo", "-n", *quiet]
    return None


def apt_install(*packages: str) -> bool:
    """Install Debian packages where we may; False when we may not or it failed."""
    prefix = apt_prefix()
    if prefix is None:
        return False
    say(f"Cài gói hệ thống: {' '.join(packages)} …")
    quietly(*prefix, "update")
    done = quietly(*prefix, "install", "-y", "--no-install-recommends", *packages)
    if done.returncode:
        say(f"Chưa cài được: {last_words(done)}")
    return done.returncode == 0


def make_environment(purpose: str) -> None:
    """Create .venv and install pinned requirements, unless that has been done."""
    if is_installed(purpose):
        return
    free = shutil.disk_usage(ROOT).free // 2**20
    if free < ROOM_NEEDED_MB:
        stop(f"ổ đĩa chứa {ROOT} chỉ còn {free} MB, cần {ROOM_NEEDED_MB} MB; dọn bớt rồi chạy lại.")
    python = VENV / "bin" / "python"
    usable = python.exists() and version_of(str(python)) == version_of(interpreter())
    if not usable or quietly(str(python), "-m", "pip", "--version").returncode:
        say("Tạo môi trường Python trong .venv …")
        done = quietly(interpreter(), "-m", "venv", "--clear", str(VENV))
        if done.returncode and apt_install("python3-venv"):
            done = quietly(interpreter(), "-m", "venv", "--clear", str(VENV))
        if done.returncode:
            stop("không tạo được .venv; chạy một lần: sudo apt-get install -y python3-venv")
    say("Cài các thư viện đã ghim phiên bản (lần đầu mất vài phút) …")
    flags = ["--disable-pip-version-check", "--no-input", "--quiet"]
    wanted = str(REQUIREMENTS[purpose][-1])
    done = quietly(str(python), "-m", "pip", "install", *flags, "-r", wanted)
    if done.returncode:
        stop(f"không cài được thư viện ({last_words(done)}); kiểm tra mạng và ổ đĩa rồi chạy lại.")
    (VENV / f".installed-{purpose}").write_text(stamp_of(purpose))


def make_pdf_libraries() -> None:
    if pdf_libraries_missing() and not apt_install(*PDF_PACKAGES):
        say(
            "Chưa in được PDF trên máy này. Để có PDF, chạy một lần:\n"
            f"  sudo apt-get install -y {' '.join(PDF_PACKAGES)}"
        )


def make_test_programs() -> None:
    """Debian's Chromium for tests that look at pages, docker-compose for the one that reads
    docker-compose.yml, LibreOffice for those that open our files in it (half a minute to install);
    where they are missing those tests are skipped with the reason."""
    missing = [
        package
        for programs, packages in TEST_PROGRAMS.items()
        for package in packages
        if not any(map(shutil.which, programs))
    ]
    if missing:
        apt_install(*missing)


def main() -> None:
    purpose = sys.argv[1] if len(sys.argv) > 1 else "run"
    if purpose not in REQUIREMENTS:
        stop(f"không biết việc «{purpose}»; dùng run hoặc test.")
    if sys.version_info < (3, 11):
        stop(f"cần Python 3.11 trở lên, máy này có {sys.version.split()[0]}.")
    make_environment(purpose)
    make_pdf_libraries()
    if purpose == "test":
        make_test_programs()


if __name__ == "__main__":
    main()
