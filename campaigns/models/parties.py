"""Who does something in the movement: a unit of the map, or an agency."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from communes.models import AdministrativeUnit, Agency

ONE_PARTY = "Chọn một xã (thị trấn, làng) hoặc một cơ quan."


class Party(models.Model):
    """A row about one unit or one agency; never both, never neither."""

    unit = models.ForeignKey(
        AdministrativeUnit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="đơn vị",
    )
    agency = models.ForeignKey(
        Agency,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="cơ quan",
    )

    class Meta:
        abstract = True


def one_party(prefix: str) -> models.CheckConstraint:
    """The rule of `Party` for the table of that prefix."""
    return models.CheckConstraint(
        condition=Q(unit__isnull=False, agency__isnull=True)
        | Q(unit__isnull=True, agency__isnull=False),
        name=f"{prefix}_one_party",
        violation_error_message=ONE_PARTY,
    )
