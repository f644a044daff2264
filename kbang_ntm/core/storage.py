"""Bytes of stored files in the private storage; nothing in it has an address of its own."""

from __future__ import annotations

import errno
import time
from collections.abc import Iterator
from typing import IO, BinaryIO, cast

import structlog
from botocore.exceptions import (  # type: ignore[import-untyped]  # it ships no types
    BotoCoreError,
    ClientError,
)
from django.core.files.base import File
from django.core.files.storage import default_storage

from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import StoredFile

log = structlog.get_logger(__name__)
# A full disk, a lost volume; an object store that does not answer or refuses.
STORAGE_ERRORS = (OSError, BotoCoreError, ClientError)
NOT_ARRIVED = "Tệp chưa tới nơi. Tải lên lại, số liệu đã nhập vẫn còn."
STORE_FULL = (
    "Máy chủ hết chỗ chứa tệp nên tệp chưa được lưu. Báo người quản trị dọn ổ đĩa rồi làm lại; số "
    "liệu đã nhập vẫn còn."
)


def write(path: str, stream: IO[bytes], size: int) -> None:
    """Keep the bytes under `path`, all of them. Raises Refused (`not_stored`); nothing
    is left under it then."""
    full = False
    try:
        kept = default_storage.save(path, File(stream, name=path))
        whole = kept == path and default_storage.size(path) == size
    except STORAGE_ERRORS as error:
        log.error("file.not_stored", path=path, reason=str(error))
        whole, full = False, is_full(error)
    if not whole:
        remove(path)
        raise Refused("not_stored", STORE_FULL if full else NOT_ARRIVED)


def is_full(error: BaseException) -> bool:
    """Whether the disk or the quota has no room left."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def remove(path: str) -> None:
    """Forget the bytes; what is not there is no error, what cannot be removed is logged."""
    try:
        default_storage.delete(path)
    except STORAGE_ERRORS as error:
        log.error("file.not_removed", path=path, reason=str(error))


def open_stored(file: StoredFile) -> BinaryIO:
    """The bytes as a stream the caller closes. Raises Refused (`file_missing`)."""
    try:
        return cast(BinaryIO, default_storage.open(file.path, "rb"))
    except STORAGE_ERRORS as error:
        log.error("file.missing", file=str(file.uid), reason=str(error))
        raise Refused(
            "file_missing",
            f"Tệp «{file.original_name}» không còn đọc được trong kho. Báo quản trị; nếu còn tệp "
            "gốc, tải lên lại.",
        ) from error


def read_stored(file: StoredFile) -> bytes:
    """All bytes of a stored file. Raises Refused (`file_missing`)."""
    with open_stored(file) as stream:
        return stream.read()


def paths_older_than(seconds: float) -> Iterator[str]:
    """Every path in the storage written more than `seconds` ago, by the real clock."""
    limit = time.time() - seconds
    for first in _folders(""):
        for second in _folders(first):
            folder = f"{first}/{second}"
            for name in default_storage.listdir(folder)[1]:
                path = f"{folder}/{name}"
                if default_storage.get_modified_time(path).timestamp() < limit:
                    yield path


def _folders(path: str) -> list[str]:
    try:
        return default_storage.listdir(path)[0]
    except FileNotFoundError:  # nothing has been stored yet
        return []
