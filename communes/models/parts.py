"""What named parts of a register have in common: villages of a round, groups of a survey."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from communes.models.units import AdministrativeUnit
from kbang_ntm.core.models import User


class NamedPart(models.Model):
    """A unit of the map, or a name typed from the paper; taken out with a reason, never deleted."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(
        AdministrativeUnit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="đơn vị",
    )
    removed_at = models.DateTimeField("lúc bỏ", null=True, blank=True)
    removed_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người bỏ",
    )
    removed_reason = models.CharField("lý do bỏ", max_length=300, blank=True)

    class Meta:
        abstract = True


def part_checks(prefix: str, owner: str, taken: str) -> list[models.BaseConstraint]:
    """One living part of a name per `owner`, and no removal without a reason."""
    return [
        models.UniqueConstraint(
            fields=[owner, "name"],
            condition=Q(removed_at__isnull=True),
            name=f"{prefix}_once",
            violation_error_message=taken,
        ),
        models.CheckConstraint(
            condition=Q(removed_at__isnull=True) | ~Q(removed_reason=""),
            name=f"{prefix}_removed_says_why",
        ),
    ]
