"""The key file: an age identity, as `age-keygen` writes it, so that `age -d -i KEY` opens a backup
without this portal."""

from __future__ import annotations

import os
from pathlib import Path

import pyrage
from django.conf import settings
from pyrage import x25519

from kbang_ntm.core.errors import Refused


def key_path() -> Path:
    """The key file that is set. Raises Refused (`no_key`) when none is."""
    if not settings.BACKUP_KEY_FILE:
        raise Refused(
            "no_key",
            "Chưa có khóa sao lưu. Tạo bằng manage.py make_backup_key TỆP, cất một bản ở nơi khác, "
            "rồi đặt PORTAL_BACKUP_KEY_FILE.",
        )
    return Path(settings.BACKUP_KEY_FILE)


def make_key(path: Path) -> str:
    """A new key file (mode 0600); its public half. Raises Refused (`key_there`, `no_folder`)."""
    identity = x25519.Identity.generate()
    public = str(identity.to_public())
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Refused(
            "key_there",
            f"Đã có {path}. Bản sao lưu cũ cần khóa đó: chọn tên khác, không ghi đè.",
        ) from error
    except OSError as error:
        raise Refused("no_folder", f"Không ghi được {path} ({error.strerror}).") from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"# public key: {public}\n{identity}\n")
    return public


def read_keys(path: Path) -> list[x25519.Identity]:
    """The keys of a file, the newest first: backups are made for the first, opened by any.

    Raises Refused (`no_key`, `bad_key`).
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(
            "no_key",
            f"Không đọc được khóa sao lưu {path}. Tạo bằng manage.py make_backup_key, hoặc chép "
            "khóa đã cất về.",
        ) from error
    written = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    try:
        keys = [x25519.Identity.from_str(line) for line in written]
    except pyrage.IdentityError as error:
        raise Refused("bad_key", f"{path} không phải khóa sao lưu (AGE-SECRET-KEY-1…).") from error
    if not keys:
        raise Refused("bad_key", f"{path} không có khóa nào (AGE-SECRET-KEY-1…).")
    return keys


def keys_to_make_with() -> list[x25519.Identity]:
    """The keys of the setting. A portal for trying out makes its key itself, beside its data; in
    production a person makes it and keeps it elsewhere too. Raises Refused."""
    path = key_path()
    if not settings.PRODUCTION and not path.exists():
        make_key(path)
    return read_keys(path)
