"""Freezing a built document, and the files made of it."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from kbang_ntm.core import audit
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.queries.seals import root_before
from kbang_ntm.core.services.files import store_bytes
from kbang_ntm.core.storage import read_stored
from reports.documents import registry
from reports.documents.registry import Format
from reports.documents.renderers import RenderedFile, render
from reports.documents.renderers.long_annex import Ledger
from reports.documents.stamp import Stamp
from reports.documents.tree import Document
from reports.models import DocumentFile, DocumentSnapshot
from reports.services.sealing import seal

OWNER_KIND = "document"  # prints about periods: figures of units
PAPER_KIND = "paper"  # prints about rows, which may name people


@transaction.atomic
def freeze(
    document: Document,
    *,
    parameters: Mapping[str, Any],
    actor: User | None,
    about: uuid.UUID | None = None,
    known_at: datetime | None = None,
    to_sign: bool = False,
) -> DocumentSnapshot:
    """Keep a document as it is now: its content and the hash of it, what was asked, a code of its
    own. The time it was built is kept beside as `known_at`, so equal data has an equal hash.

    `to_sign`: it goes to the signer, so its prints carry no code.
    """
    body = document.content()
    kind = registry.get(document.kind)
    snapshot = DocumentSnapshot.objects.create(
        kind=document.kind,
        about=about,
        to_sign=to_sign,
        title=(document.subject or kind.label_vi)[:300],
        parameters=dict(parameters),
        body=body,
        sha256=hashlib.sha256(body.encode()).hexdigest(),
        known_at=known_at or document.created,
        created_by=actor,
    )
    audit.record(
        actor=actor,
        action="document.build",
        subject=snapshot,
        summary=f"Dựng văn bản: {snapshot.title}"[:500],
        data={"sha256": snapshot.sha256, **parameters},
    )
    return snapshot


def file_kind(snapshot: DocumentSnapshot) -> str:
    """Under which rule its files are read."""
    return OWNER_KIND if snapshot.about is None else PAPER_KIND


def document_of(snapshot: DocumentSnapshot) -> Document:
    """The tree that was frozen."""
    return Document.of_content(snapshot.body, snapshot.known_at)


def render_snapshot(
    snapshot: DocumentSnapshot, format_: Format, *, ledger: Ledger | None = None
) -> RenderedFile:
    """The snapshot in a format; always the same bytes for the same snapshot."""
    return render(
        document_of(snapshot),
        format_,
        stored_file=stored_picture,
        ledger=ledger,
        stamp=None if snapshot.to_sign else stamp_of(snapshot),
        for_keeping=True,
    )


def stamp_of(snapshot: DocumentSnapshot) -> Stamp:
    """The code of a print; the square leads to the portal where its public address is known."""
    host = settings.PUBLIC_ADDRESS
    path = reverse("reports:print-check-short", args=[snapshot.code])
    address = f"{host}{path}".upper() if host else snapshot.code
    known = root_before(snapshot.created_at)
    return Stamp(shown_code(snapshot.code), address, known.words if known else "")


def shown_code(code: str) -> str:
    """ "ABCD-EFGH-JKLM", easier to read out."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def stored_picture(uid: str) -> bytes | None:
    """Bytes of a stored picture named in a document, or None when there is none."""
    try:
        wanted = uuid.UUID(uid)
    except ValueError:
        return None
    found = StoredFile.objects.filter(uid=wanted, content_type__startswith="image/").first()
    return read_stored(found) if found else None


def file_of(
    *,
    snapshot: DocumentSnapshot,
    format_: Format,
    actor: User | None,
    ledger: Ledger | None = None,
) -> StoredFile:
    """The stored file of a snapshot in a format, rendered once; `ledger` keeps the parts of a
    long one meanwhile."""
    kept = snapshot.files.filter(format=format_.value).select_related("file").first()
    if kept is not None:
        return kept.file
    made = render_snapshot(snapshot, format_, ledger=ledger)
    if snapshot.to_sign and format_ is Format.PDF:
        made = replace(made, content=seal(made.content))
    try:
        with transaction.atomic():
            file = store_bytes(
                name=made.file_name,
                content=made.content,
                content_type=made.content_type,
                owner_kind=file_kind(snapshot),
                owner_uid=snapshot.uid,
                user=actor,
            )
            DocumentFile.objects.create(snapshot=snapshot, format=format_.value, file=file)
    except IntegrityError:
        # Somebody asked at the same moment and was first; the bytes are the same. (The row of an
        # append-only table cannot be locked: locking asks for the right to update it.)
        return snapshot.files.select_related("file").get(format=format_.value).file
    return file
