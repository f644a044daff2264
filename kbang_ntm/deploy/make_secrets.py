"""Make the secret files docker-compose.yml names: `make_secrets.py FOLDER`.

Existing files are kept. The folder is closed to others (0700); the files themselves are readable,
because a container's user without rights has to read them through the mount.
"""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
FACTORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def bech32(head: str, content: bytes) -> str:
    """BIP 173: bytes as letters with a check sum, without its limit of length, as age writes
    keys."""
    bits = "".join(f"{byte:08b}" for byte in content)
    bits += "0" * (-len(bits) % 5)
    values = [int(bits[place : place + 5], 2) for place in range(0, len(bits), 5)]
    check = 1
    spread = [ord(letter) >> 5 for letter in head] + [0] + [ord(letter) & 31 for letter in head]
    for value in [*spread, *values, *[0] * 6]:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for place, factor in enumerate(FACTORS):
            check ^= factor if top >> place & 1 else 0
    values += [(check ^ 1) >> 5 * (5 - place) & 31 for place in range(6)]
    return head + "1" + "".join(LETTERS[value] for value in values)


def age_key() -> str:
    """A new key for backups, as `manage.py make_backup_key` makes it with the library."""
    return bech32("age-secret-key-", secrets.token_bytes(32)).upper()


def wanted() -> dict[str, str]:
    owner, app, broker, rehearsal = (secrets.token_hex(24) for _ in range(4))
    return {
        "secret_key": secrets.token_urlsafe(64),
        "database_superuser_password": secrets.token_hex(24),
        "database_owner_url": f"postgresql://portal_owner:{owner}@database:5432/portal",
        "database_url": f"postgresql://portal_app:{app}@database:5432/portal",
        "rehearsal_url": f"postgresql://portal_rehearsal:{rehearsal}@database:5432/postgres",
        "redis_url": f"redis://:{broker}@broker:6379/0",
        "backup_key": age_key(),
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
