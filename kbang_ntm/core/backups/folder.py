"""The folder backups lie in: names, space, one maker at a time, how many are kept."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from kbang_ntm.core.backups.sealed import sum_path
from kbang_ntm.core.errors import Conflict, Refused

NAME, SUFFIX, SCRATCH = "kbang-ntm-", ".tar.zst.age", ".dang-lam-"
SPARE = 64 * 1024 * 1024  # bytes left over beside what is needed
MB = 1024 * 1024


def moment() -> datetime:
    """Real time: a backup of a portal that stands on a demonstration day is made today."""
    return datetime.now(UTC)


def backups() -> list[Path]:
    """The finished backups, oldest first (their names carry the moment)."""
    return sorted(settings.BACKUP_FOLDER.glob(f"{NAME}*{SUFFIX}"))


def name_for(at: datetime) -> str:
    """The name of a backup made then."""
    return f"{NAME}{at:%Y%m%dT%H%M%S}Z{SUFFIX}"


@contextmanager
def at_work() -> Iterator[Path]:
    """A scratch folder (0700) inside the folder of backups, removed afterwards; one process at a
    time. What a killed process left is removed first. Raises Refused (`no_folder`), Conflict
    (`at_work`)."""
    folder: Path = settings.BACKUP_FOLDER
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (folder / ".lock").open("a")
    except OSError as error:
        raise Refused(
            "no_folder",
            f"Không ghi được vào {folder} ({error.strerror}): sửa PORTAL_BACKUP_FOLDER.",
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(
                "at_work", "Đang có lệnh sao lưu hoặc phục hồi khác chạy. Chờ xong rồi làm lại."
            ) from error
        for left in folder.glob(f"{SCRATCH}*"):
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=SCRATCH) as scratch:
            yield Path(scratch)


def check_space(needed: int) -> None:
    """Raises Refused (`no_space`) unless `needed` bytes fit into the folder of backups."""
    free = shutil.disk_usage(settings.BACKUP_FOLDER).free
    if free < needed + SPARE:
        raise Refused(
            "no_space",
            f"{settings.BACKUP_FOLDER} còn {free // MB} MB, cần khoảng "
            f"{(needed + SPARE) // MB} MB. Dọn chỗ, giảm PORTAL_BACKUP_KEEP hoặc đổi "
            "PORTAL_BACKUP_FOLDER; chưa có gì được ghi.",
        )


def publish(draft: Path, name: str, sha256: str) -> Path:
    """Give a finished draft its name. The sum comes first: there is never a backup without it."""
    target: Path = settings.BACKUP_FOLDER / name
    words = draft.with_name("sum")
    words.write_text(f"{sha256}  {name}\n", encoding="ascii")
    words.rename(sum_path(target))
    draft.rename(target)
    return target


def forget_old() -> int:
    """Remove all but the newest backups (PORTAL_BACKUP_KEEP); how many went."""
    old = backups()[: -settings.BACKUP_KEEP]
    for path in old:
        path.unlink()
        sum_path(path).unlink(missing_ok=True)
    return len(old)
