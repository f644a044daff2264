"""Keeping files: bytes first, then the row in the caller's transaction.

In this order a row never promises bytes that are not there. When the transaction fails later,
its bytes are left behind without a row; `clean_orphans` removes them.
"""

from __future__ import annotations

import hashlib
import io
import uuid
from itertools import islice
from typing import IO, BinaryIO

import structlog
from django.db import DatabaseError, transaction

from kbang_ntm.core import storage
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.services.quota import charge
from kbang_ntm.core.uploads import AcceptedUpload, storage_path
from kbang_ntm.core.vietnamese import nfc

log = structlog.get_logger(__name__)
ORPHAN_AFTER = 24 * 3600  # seconds; far longer than any transaction that may still commit
BATCH = 500


def store_file(
    *,
    name: str,
    stream: BinaryIO,
    owner_kind: str,
    owner_uid: uuid.UUID,
    user: User | None,
    accepted: AcceptedUpload,
    uploaded: bool = True,
) -> StoredFile:
    """Keep an uploaded file that `uploads.inspect_upload(name, stream)` has accepted.

    `owner_kind` names the rule that decides who may read it; `uploaded` is false for what the
    portal has made itself, which takes nobody's room. Raises Refused (`not_stored`, `quota`);
    nothing is stored then.
    """
    charged_to = charge(user, accepted.size) if uploaded else ""
    stream.seek(0)
    return _keep(
        stream,
        owner_kind=owner_kind,
        owner_uid=owner_uid,
        original_name=nfc(accepted.original_name or name),
        content_type=accepted.content_type,
        size=accepted.size,
        sha256=accepted.sha256,
        created_by=user,
        charged_to=charged_to,
    )


def store_bytes(
    *,
    name: str,
    content: bytes,
    content_type: str,
    owner_kind: str,
    owner_uid: uuid.UUID,
    user: User | None,
    uploaded: bool = False,
) -> StoredFile:
    """Keep a file the portal has produced itself, or (`uploaded`) a picture it has drawn anew from
    what a person sent. Raises Refused (`not_stored`, `quota`)."""
    charged_to = charge(user, len(content)) if uploaded else ""
    return _keep(
        io.BytesIO(content),
        owner_kind=owner_kind,
        owner_uid=owner_uid,
        original_name=nfc(name)[:200],
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        created_by=user,
        charged_to=charged_to,
    )


def _keep(
    stream: IO[bytes],
    *,
    owner_kind: str,
    owner_uid: uuid.UUID,
    original_name: str,
    content_type: str,
    size: int,
    sha256: str,
    created_by: User | None,
    charged_to: str,
) -> StoredFile:
    uid = uuid.uuid4()
    path = storage_path(sha256, uid)
    storage.write(path, stream, size)
    try:
        with transaction.atomic():
            return StoredFile.objects.create(
                uid=uid,
                path=path,
                owner_kind=owner_kind,
                owner_uid=owner_uid,
                original_name=original_name,
                content_type=content_type,
                size=size,
                sha256=sha256,
                created_by=created_by,
                charged_to=charged_to,
            )
    except DatabaseError:
        storage.remove(path)
        raise


def clean_orphans(*, older_than: float = ORPHAN_AFTER) -> int:
    """Remove bytes older than `older_than` seconds that no row names; returns how many files."""
    removed = 0
    paths = storage.paths_older_than(older_than)
    while batch := list(islice(paths, BATCH)):
        known = set(StoredFile.objects.filter(path__in=batch).values_list("path", flat=True))
        for path in batch:
            if path not in known:
                storage.remove(path)
                removed += 1
    if removed:
        log.info("file.orphans_removed", count=removed)
    return removed
