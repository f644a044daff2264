"""What makes a change of the trail visible: events that wait, seals over them, roots of days."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models

from kbang_ntm.core import clock
from kbang_ntm.core.models.audit import AuditEvent
from kbang_ntm.core.vietnamese import format_date

_KEPT = pgtrigger.Update | pgtrigger.Delete


class AuditWaiting(models.Model):
    """An event that no seal covers yet. Filled by a trigger in the transaction of the act, so that
    what a sealer sees is committed; emptied by the sealer. No constraint, for it is a queue."""

    event = models.OneToOneField(
        AuditEvent,
        primary_key=True,
        db_constraint=False,
        on_delete=models.DO_NOTHING,
        related_name="+",
    )

    class Meta:
        verbose_name = "sự kiện chờ niêm phong"
        verbose_name_plural = "sự kiện chờ niêm phong"


class AuditSeal(models.Model):
    """Some events in order, each chained to the one before it (`audit_chain`); append-only.

    `links` holds 32 bytes an event, the last is the head the next seal goes on from.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField(default=clock.now, db_index=True)
    events = ArrayField(models.BigIntegerField())
    links = models.BinaryField()

    class Meta:
        verbose_name = "niêm phong nhật ký"
        verbose_name_plural = "niêm phong nhật ký"
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                name="audit_seal_not_empty",
                condition=models.Q(events__len__gt=0),
                violation_error_message="Lần niêm phong phải có sự kiện.",
            )
        ]
        triggers = [pgtrigger.Protect(name="audit_seal_append_only", operation=_KEPT)]


class AuditDay(models.Model):
    """The Merkle root over all events sealed on a day that is over; append-only, public."""

    day = models.DateField("ngày", primary_key=True)
    root = models.CharField("dấu nhật ký", max_length=64)
    events = models.PositiveBigIntegerField("số sự kiện")
    last_seal = models.PositiveBigIntegerField()
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "dấu nhật ký của ngày"
        verbose_name_plural = "dấu nhật ký từng ngày"
        ordering = ["-day"]
        triggers = [pgtrigger.Protect(name="audit_day_append_only", operation=_KEPT)]

    @property
    def short(self) -> str:
        """The first 16 digits of the root in groups, as prints carry it."""
        return " ".join(self.root[place : place + 4] for place in range(0, 16, 4))

    @property
    def words(self) -> str:
        """ "19/06/2025: 1a2b 3c4d 5e6f 7081"."""
        return f"{format_date(self.day)}: {self.short}"
