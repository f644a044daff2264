"""`make run` on a fresh data folder: up, respawned, stopped without a trace, up again quickly."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.bundled
PASSWORD = "mật-khẩu-thử-2024"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(folder: Path, port: int, **extra: str) -> dict[str, str]:
    """As a person's shell has it: nothing of the test run's own services."""
    keep = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "USER")}
    return {**keep, "PORT": str(port), "PORTAL_VAR": str(folder), **extra}


def make_run(folder: Path, port: int, **extra: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        ["make", "run"],
        cwd=settings.BASE_DIR,
        env=environment(folder, port, **extra),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # a terminal of its own: Ctrl-C reaches its whole group
    )


def read_until(process: subprocess.Popen[str], start: str) -> list[str]:
    lines = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if line.startswith(start):
            return lines
    raise AssertionError("ended without a line starting with " + start + ":\n" + "\n".join(lines))


def processes_of(folder: Path) -> dict[int, str]:
    """Running processes that have the data folder in their arguments or environment."""
    found = {}
    for path in Path("/proc").iterdir():
        try:
            if path.name.isdigit() and int(path.name) != os.getpid():
                words = (path / "cmdline").read_bytes() + (path / "environ").read_bytes()
                if os.fsencode(folder) in words:
                    found[int(path.name)] = (path / "cmdline").read_bytes().decode()
        except OSError:
            continue
    return found


def wait_until(test: object, seconds: float = 20) -> None:
    assert callable(test)
    end = time.monotonic() + seconds
    while not test():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.2)


def healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/suc-khoe/", timeout=3) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that the service user can reach, as a clone outside root's home is."""
    import shutil
    import tempfile

    path = Path(tempfile.mkdtemp(prefix="kbang-ntm-run-"))
    path.chmod(0o755)
    yield path
    for number in processes_of(path):
        os.kill(number, signal.SIGKILL)
    shutil.rmtree(path, ignore_errors=True)


def numbers_of(folder: Path, words: str) -> list[int]:
    return sorted(pid for pid, line in processes_of(folder).items() if words in line)


def first_start(folder: Path, port: int) -> subprocess.Popen[str]:
    process = make_run(folder, port, PORTAL_DEMO_PASSWORD=PASSWORD)
    lines = read_until(process, "Dừng")
    assert f"READY http://127.0.0.1:{port}" in lines
    table = "\n".join(lines)
    for account in ("quantri", "dieuphoi", "noivu", "xa.sonlang", "ld.sonlang", "chutich"):
        assert re.search(rf"^  {re.escape(account)} ", table, flags=re.M), table
    assert PASSWORD in table
    assert healthy(port)
    return process


def killed_programs_come_back(folder: Path, port: int) -> None:
    """The first of each program's processes is its master: kill them, and see new ones."""
    before = {
        words: numbers_of(folder, words)[0]
        for words in ("gunicorn", "worker", "beat", "seal_audit")
    }
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)

    def all_back() -> bool:
        now = {words: numbers_of(folder, words) for words in before}
        return all(pids and before[words] not in pids for words, pids in now.items())

    wait_until(all_back, 30)
    wait_until(lambda: healthy(port), 30)


def second_start(folder: Path, port: int) -> subprocess.Popen[str]:
    # How long it takes is measured by tests/bench/starting.py, not asserted here.
    process = make_run(folder, port)
    lines = read_until(process, "Dừng")
    assert any("xa.sonlang" in line for line in lines)
    assert not any("Nạp" in line for line in lines)
    assert PASSWORD in "\n".join(lines)
    return process


def test_whole_life(folder: Path) -> None:
    port = free_port()
    process = first_start(folder, port)
    killed_programs_come_back(folder, port)
    os.killpg(process.pid, signal.SIGINT)  # Ctrl-C
    process.wait(60)
    assert processes_of(folder) == {}

    process = second_start(folder, port)
    other = make_run(folder, free_port())
    assert other.wait(30) != 0
    assert other.stdout is not None
    assert "một cổng khác đang chạy" in other.stdout.read()
    process.send_signal(signal.SIGTERM)
    process.wait(60)
    wait_until(lambda: processes_of(folder) == {})

    process = second_start(folder, port)
    os.kill(numbers_of(folder, "supervisor.supervisord")[0], signal.SIGKILL)
    assert process.wait(60) != 0
    assert processes_of(folder) == {}


def refused(folder: Path, port: int, **extra: str) -> str:
    """What a start says that must not succeed; nothing may be left running."""
    process = make_run(folder, port, **extra)
    assert process.stdout is not None
    said = process.stdout.read()
    assert process.wait(60) != 0
    assert processes_of(folder) == {}
    assert "Traceback" not in said
    sentences = [line for line in said.splitlines() if line.startswith("Không khởi động được")]
    assert len(sentences) == 1, said
    return sentences[0]


def test_taken_port(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"số cổng {port} đang có chương trình khác dùng" in refused(tmp_path, port)


@pytest.mark.parametrize(
    "url",
    ["postgresql://nobody:x@127.0.0.1:1/none", "postgresql://", "mysql://localhost/x"],
)
def test_broken_database_address(tmp_path: Path, url: str) -> None:
    assert "DATABASE_URL" in refused(tmp_path, free_port(), DATABASE_URL=url)
    assert not (tmp_path / "services").exists()


def test_broken_broker_address(tmp_path: Path) -> None:
    assert "REDIS_URL" in refused(tmp_path, free_port(), REDIS_URL="redis://127.0.0.1:1/0")


@pytest.mark.parametrize("port", ["0", "abc", "70000"])
def test_wrong_port(tmp_path: Path, port: str) -> None:
    assert "PORT phải là số nguyên" in refused(tmp_path, free_port(), PORT=port)


def test_data_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    said = refused(tmp_path / "file" / "var", free_port())
    assert "không ghi được vào thư mục dữ liệu" in said


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")
def test_full_disk(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let us mount")
    try:
        assert "ổ đĩa" in refused(disk / "var", free_port())
    finally:
        subprocess.run(["umount", str(disk)], check=True)
