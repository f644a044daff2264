"""The only writer of audit rows."""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from datetime import datetime
from typing import Any, Protocol

import structlog
from django.db import connection, models

from kbang_ntm.core import clock
from kbang_ntm.core.models import AuditDetail, AuditEvent, User


class HasUid(Protocol):
    """What an act can be about: a model instance with a `uid`."""

    uid: Any


def commitment(salt: str, detail: dict[str, Any]) -> str:
    """SHA-256 (hex) over salt and canonical JSON; what an event promises about its detail."""
    body = json.dumps(detail, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{salt}\n{body}".encode()).hexdigest()


def record(
    *,
    actor: User | None,
    action: str,
    subject: models.Model,
    summary: str,
    data: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> AuditEvent:
    """Write one act inside the caller's transaction.

    `action` is a dotted code such as `report.submit`; `summary` the Vietnamese sentence shown in
    histories; `data` JSON-ready values; `at` only for acts told of afterwards (demonstration
    data), else now. Raises RuntimeError outside a transaction: an act and its trace stand or
    fall together.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("audit.record needs the transaction of the act it records")
    uid = getattr(subject, "uid", None)
    if not isinstance(uid, uuid.UUID):
        raise TypeError(f"{subject!r} has no uid to audit")
    detail = {
        "actor_name": actor.full_name if actor else "",
        "summary": summary,
        "data": data or {},
    }
    salt = secrets.token_hex(16)
    context = structlog.contextvars.get_contextvars()
    event = AuditEvent.objects.create(
        at=at or clock.now(),
        actor_uid=actor.uid if actor else None,
        action=action,
        subject_type=subject._meta.label,
        subject_uid=uid,
        request_id=str(context.get("request_id", ""))[:40],
        commitment=commitment(salt, detail),
    )
    AuditDetail.objects.create(event=event, salt=salt, **detail)
    return event
