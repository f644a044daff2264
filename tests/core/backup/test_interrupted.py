"""A maker that is stopped, or finds no room, leaves nothing under the name of a backup."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings as portal_settings

from kbang_ntm.core.backups import folder as places
from kbang_ntm.core.models import BackupRun, StoredFile
from kbang_ntm.core.services.backups import back_up


def start(environment: dict[str, str], tmp_path: Path, *, limit: int = 0) -> subprocess.Popen[str]:
    """`manage.py backup` as a real process; no file may grow beyond `limit` bytes."""

    def narrow() -> None:
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.Popen(
        [sys.executable, "manage.py", "backup"],
        cwd=portal_settings.BASE_DIR,
        env={
            **environment,
            "PORTAL_VAR": str(tmp_path),
            "PORTAL_BACKUP_FOLDER": str(tmp_path / "backups"),
            "PORTAL_BACKUP_KEY_FILE": str(tmp_path / "key"),
        },
        preexec_fn=narrow,  # the test process has one thread
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


@pytest.mark.parametrize("limit", [4096, 300_000], ids=["the dump", "the sealed file"])
@pytest.mark.data("reference")
def test_a_full_disk(
    folder: Path,
    stored: list[StoredFile],
    portal_environment: dict[str, str],
    tmp_path: Path,
    limit: int,
) -> None:
    """The reference data's dump is smaller than the second limit, its largest part too."""
    done = start(portal_environment, tmp_path, limit=limit)
    _, words = done.communicate(timeout=60)
    assert done.returncode == 1
    assert "không có bản sao lưu nào được tạo" in words
    assert "Traceback" not in words
    assert names(folder) == []
    assert not list(folder.glob(f"{places.SCRATCH}*"))
    assert [run.ok for run in BackupRun.objects.all()] == [False]


@pytest.mark.data("reference")
def test_killed_in_the_middle(
    folder: Path,
    stored: list[StoredFile],
    portal_environment: dict[str, str],
    tmp_path: Path,
) -> None:
    process = start(portal_environment, tmp_path)
    end = time.monotonic() + 60
    while not list(folder.glob(f"{places.SCRATCH}*/d*")) and time.monotonic() < end:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert names(folder) == []
    assert list(folder.glob(f"{places.SCRATCH}*"))

    made = back_up()  # the next one clears up and is whole

    assert names(folder) == [made.path.name, made.path.name + ".sha256"]
    assert not list(folder.glob(f"{places.SCRATCH}*"))
