"""Files on the server's disk that are there after the power fails, as rows are."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, Any

from django.core.files.storage import FileSystemStorage


class DurableFileStorage(FileSystemStorage):
    """Says that a file is kept only when its bytes and its name are on the disk.

    PostgreSQL syncs the row that tells of a file before it acknowledges; a file left to the
    kernel's cache for half a minute would be missing under a row that survived. Costs about a
    millisecond a file.
    """

    def save(self, name: str | None, content: IO[Any], max_length: int | None = None) -> str:
        """As Django's, returning the name it is kept under. Raises OSError also when the disk
        could not take what it was given."""
        kept = super().save(name, content, max_length)
        path = Path(self.path(kept))
        _sync(path)
        # A name is an entry of its folder, and the folder, if just made, one of the folder above.
        root = Path(self.location)
        for folder in path.parents:
            _sync(folder)
            if folder == root:
                break
        return kept


def _sync(path: Path) -> None:
    """Raises OSError when the disk could not take it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
