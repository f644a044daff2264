"""Who did what, when. Events carry pseudonyms and a commitment; names stand apart."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models

from kbang_ntm.core import clock

_NEW = pgtrigger.Referencing(new="new_events")  # type: ignore[no-untyped-call]  # of the package


class AuditEvent(models.Model):
    """One business act. Append-only: a trigger and the missing right both refuse changes.

    `commitment` is SHA-256 over the salt and the canonical JSON of its detail, so that a detail
    can be erased without touching the event, and a kept one can be proven.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(default=clock.now, db_index=True)
    actor_uid = models.UUIDField(null=True, blank=True, db_index=True)
    action = models.CharField(max_length=60, db_index=True)
    subject_type = models.CharField(max_length=60)
    subject_uid = models.UUIDField(db_index=True)
    request_id = models.CharField(max_length=40, blank=True)
    commitment = models.CharField(max_length=64)

    class Meta:
        verbose_name = "sự kiện"
        verbose_name_plural = "nhật ký sự kiện"
        ordering = ["-id"]
        triggers = [
            pgtrigger.Protect(
                name="audit_event_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            # In the transaction of the act: the sealer sees an event when it is committed, and
            # nobody waits for a chain.
            pgtrigger.Trigger(
                name="audit_event_waits",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                level=pgtrigger.Statement,
                referencing=_NEW,
                func="INSERT INTO core_auditwaiting (event_id) SELECT id FROM new_events; "
                "RETURN NULL;",
            ),
        ]


class AuditDetail(models.Model):
    """Names and values of an event; may be erased where the law on personal data asks for it."""

    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, related_name="detail")
    salt = models.CharField(max_length=32)
    actor_name = models.CharField(max_length=160, blank=True)
    summary = models.CharField(max_length=500)
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = "chi tiết sự kiện"
        verbose_name_plural = "chi tiết sự kiện"


class IdempotencyKey(models.Model):
    """An answer already given: the same key from the same account gets it again.

    `fingerprint` is SHA-256 of the request body; the same key with another body is a conflict.
    """

    user = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    response = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "khóa chống gửi trùng"
        verbose_name_plural = "khóa chống gửi trùng"
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="idempotency_once_per_account")
        ]
