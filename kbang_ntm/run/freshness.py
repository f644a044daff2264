"""Whether a bundled database already holds what this source tree would put into it.

Migrating, loading and collecting take seconds even when nothing changes; a second start skips
them. The mark lies beside the cluster's data, so it vanishes with it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from kbang_ntm.run.plan import Plan, kept_password

SOURCES = ("kbang_ntm", "communes", "campaigns", "awards", "reports", "static", "requirements.txt")


def fingerprint(root: Path) -> str:
    """SHA-256 (hex) over name, size and time of change of every source file."""
    digest = hashlib.sha256()
    for name in SOURCES:
        top = root / name
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.is_file() and "__pycache__" not in path.parts:
                found = path.stat()
                digest.update(f"{path}:{found.st_size}:{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def is_filled(plan: Plan, mark: Path, table: Path) -> bool:
    """True only for a bundled database filled from exactly these sources, whose
    accounts have the password that was asked for."""
    return (
        "postgres" in plan.embedded
        and kept_password(plan.var) == plan.password
        and table.is_file()
        and mark.is_file()
        and mark.read_text() == fingerprint(plan.root)
    )
