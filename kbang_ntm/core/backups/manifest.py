"""What a backup says of itself; the last member of its archive."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from kbang_ntm.core.backups.contents import Tables
from kbang_ntm.core.backups.sealed import damaged
from kbang_ntm.core.exchange.package import hash_of

MANIFEST, FORMAT = "manifest.json", 1
Part = tuple[int, str]  # size in bytes, SHA-256


@dataclass(frozen=True)
class BackupManifest:
    """The moment (UTC, ISO), what made it, and size and SHA-256 of everything inside.

    `missing` names stored files whose content the store no longer had when this was made.
    """

    made_at: str
    database: str
    pg_dump: int
    migrations: dict[str, list[str]]
    tables: Tables
    dump: dict[str, Part]
    files: dict[str, Part]
    missing: list[str] = field(default_factory=list)
    format: int = FORMAT

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(int(found[0]) for found in self.tables.values())

    def as_json(self) -> bytes:
        """The bytes that go into the archive."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True).encode()


def read_manifest(folder: Path, path: Path) -> BackupManifest:
    """The manifest of an unpacked backup, all parts compared with it. Raises Refused
    (`damaged`)."""
    try:
        body = json.loads((folder / MANIFEST).read_bytes())
        if body["format"] != FORMAT:
            raise damaged(path)
        for name in ("dump", "files"):
            body[name] = {part: (size, sha256) for part, (size, sha256) in body[name].items()}
        manifest = BackupManifest(**body)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise damaged(path) from error
    for below, parts in (("dump", manifest.dump), ("files", manifest.files)):
        for name, told in parts.items():
            try:
                with (folder / below / name).open("rb") as stream:
                    same = hash_of(stream) == told
            except OSError:
                same = False
            if not same:
                raise damaged(path)
    return manifest
