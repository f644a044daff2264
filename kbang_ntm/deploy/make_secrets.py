"""Make the secret files docker-compose.yml names: `make_secrets.py FOLDER`.

Existing files are kept. The folder is closed to others (0700); the files themselves are readable,
because a container's user without rights has to read them through the mount.
"""

from __future__ import annotations

import secrets
import sys
from pathlib import Path


def wanted() -> dict[str, str]:
    owner, app, broker = (secrets.token_hex(24) for _ in range(3))
    return {
        "secret_key": secrets.token_urlsafe(64),
        "database_superuser_password": secrets.token_hex(24),
        "database_owner_url": f"postgresql://portal_owner:{owner}@database:5432/portal",
        "database_url": f"postgresql://portal_app:{app}@database:5432/portal",
        "redis_url": f"redis://:{broker}@broker:6379/0",
    }


def make(folder: Path) -> list[str]:
    """Write what is missing; returns the names written."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    written = []
    for name, value in wanted().items():
        path = folder / name
        if not path.exists():
            path.write_text(value)
            path.chmod(0o444)
            written.append(name)
    return written


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("Cách dùng: python3 kbang_ntm/deploy/make_secrets.py secrets")
    print("Đã tạo:", ", ".join(make(Path(sys.argv[1]))) or "không có gì mới")
