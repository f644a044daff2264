"""A portal with rows and files, and databases to restore into that are gone afterwards."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings as portal_settings
from django.db import transaction

from kbang_ntm.core import audit
from kbang_ntm.core.backups import servers
from kbang_ntm.core.backups.contents import Tables, tables_of
from kbang_ntm.core.backups.keys import make_key
from kbang_ntm.core.models import PortalState, StoredFile
from kbang_ntm.core.services.files import store_bytes

CONTENTS = (b"m\xe1\xbb\x99t", b"hai" * 400_000, bytes(range(256)) * 11)


def key_and_folder(settings: Any, tmp_path: Path) -> Path:
    settings.BACKUP_FOLDER = tmp_path / "backups"
    settings.BACKUP_KEY_FILE = str(tmp_path / "key")
    make_key(tmp_path / "key")
    return tmp_path / "backups"


def fill() -> list[StoredFile]:
    """Three files in the store, and events in the trail, with text that must come back as it is."""
    with transaction.atomic():
        for text in ("Đắk Smar", "tab\tvà \\ xuống\ndòng", "'; --"):
            audit.record(
                actor=None, action="test.act", subject=PortalState(), summary=text, data={"a": text}
            )
    return [
        store_bytes(
            name=f"{number}.bin",
            content=content,
            content_type="application/octet-stream",
            owner_kind="test",
            owner_uid=uuid.uuid4(),
            user=None,
        )
        for number, content in enumerate(CONTENTS)
    ]


@contextmanager
def no_database(name: str) -> Iterator[str]:
    """The name of a database that is not there; gone again afterwards."""
    servers.drop(name, owner_server())
    yield name
    servers.drop(name, owner_server())


def owner_server() -> servers.Database:
    return servers.database_at(portal_settings.DATABASE_OWNER_URL)


def content_of(database: servers.Database) -> Tables:
    with database.cursor(snapshot=True) as cursor:
        return tables_of(cursor)


def there(name: str) -> bool:
    with owner_server().cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None
