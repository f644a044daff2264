"""The only writer of audit rows."""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
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
    act = Act(subject, summary, data or {})
    return record_many(actor=actor, action=action, acts=[act], at=at)[0]


@dataclass(frozen=True)
class Act:
    """One of several acts of one kind: subject, Vietnamese summary, JSON-ready values."""

    subject: models.Model
    summary: str
    data: dict[str, Any]


def record_many(
    *, actor: User | None, action: str, acts: Sequence[Act], at: datetime | None = None
) -> list[AuditEvent]:
    """As `record`, for many acts of one kind at once: two statements, one event for each."""
    if not connection.in_atomic_block:
        raise RuntimeError("audit.record needs the transaction of the act it records")
    request_id = str(structlog.contextvars.get_contextvars().get("request_id", ""))[:40]
    moment = at or clock.now()
    events, details = [], []
    for act in acts:
        uid = getattr(act.subject, "uid", None)
        if not isinstance(uid, uuid.UUID):
            raise TypeError(f"{act.subject!r} has no uid to audit")
        detail = {
            "actor_name": actor.full_name if actor else "",
            "summary": act.summary,
            "data": act.data,
        }
        salt = secrets.token_hex(16)
        event = AuditEvent(
            at=moment,
            actor_uid=actor.uid if actor else None,
            action=action,
            subject_type=act.subject._meta.label,
            subject_uid=uid,
            request_id=request_id,
            commitment=commitment(salt, detail),
        )
        events.append(event)
        details.append(AuditDetail(event=event, salt=salt, **detail))
    made: list[AuditEvent] = AuditEvent.objects.bulk_create(events)
    AuditDetail.objects.bulk_create(details)
    return made
