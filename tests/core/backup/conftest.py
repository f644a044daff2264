"""A portal with rows and files, and a name for a database to restore into."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """Where backups of this test go; a key is there."""
    from tests.core.backup.standing import key_and_folder

    return key_and_folder(settings, tmp_path)


@pytest.fixture
def stored(transactional_db: None, own_files: Path) -> list[Any]:
    """Three stored files, and events in the trail."""
    from tests.core.backup.standing import fill

    return fill()


@pytest.fixture
def target(transactional_db: None, settings: Any) -> Iterator[str]:
    """The name of a database that is not there yet."""
    from tests.core.backup.standing import no_database

    with no_database(f"{settings.DATABASES['default']['NAME']}_target") as name:
        yield name


@pytest.fixture
def broken(folder: Path) -> Callable[[Path, Callable[[bytearray], bytes]], Path]:
    """`broken(path, change)`: a copy of a backup whose bytes `change` has spoilt, no sum beside."""

    def spoil(path: Path, change: Callable[[bytearray], bytes]) -> Path:
        copy = path.with_name("kbang-ntm-copy.tar.zst.age")
        copy.write_bytes(change(bytearray(path.read_bytes())))
        return copy

    return spoil
