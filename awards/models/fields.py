"""Columns and parts of rows that the tables of awards share."""

from __future__ import annotations

import uuid
from typing import Any

import pgtrigger
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from kbang_ntm.core import clock
from kbang_ntm.core.models import User


def link(to: Any, label: str, **options: Any) -> models.ForeignKey[Any, Any]:
    """A reference that may be empty and is never followed back."""
    return models.ForeignKey(
        to,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=label,
        **options,
    )


def owner(to: Any, label: str, name: str = "+", **options: Any) -> models.ForeignKey[Any, Any]:
    """What a row belongs to; `name` is the way back."""
    return models.ForeignKey(
        to, on_delete=models.PROTECT, related_name=name, verbose_name=label, **options
    )


def moment(label: str) -> models.DateTimeField[Any, Any]:
    """When something was done; empty before it."""
    return models.DateTimeField(label, null=True, blank=True)


def day(label: str) -> models.DateField[Any, Any]:
    """A day typed from a paper; empty before it."""
    return models.DateField(label, null=True, blank=True)


def append_only(prefix: str) -> pgtrigger.Protect:
    """Rows are written once."""
    return pgtrigger.Protect(
        name=f"{prefix}_append_only", operation=pgtrigger.Update | pgtrigger.Delete
    )


def kept(prefix: str) -> pgtrigger.Protect:
    """Rows are never deleted."""
    return pgtrigger.Protect(name=f"{prefix}_kept", operation=pgtrigger.Delete)


class Kept(models.Model):
    """Who wrote a row, and when."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = owner(User, "người ghi")
    at = models.DateTimeField("lúc ghi", default=clock.now)

    class Meta:
        abstract = True


class Withdrawable(Kept):
    """A row that is withdrawn with a reason, never deleted."""

    withdrawn_at = moment("lúc rút")
    withdrawn_by = link(User, "người rút")
    withdrawn_reason = models.CharField("lý do rút", max_length=300, blank=True)

    class Meta:
        abstract = True


def withdrawn_says_why(prefix: str) -> models.CheckConstraint:
    """The rule of `Withdrawable` for the table of that prefix."""
    return models.CheckConstraint(
        condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""),
        name=f"{prefix}_withdrawn_says_why",
        violation_error_message="Ghi lý do rút.",
    )


class LegalRow(models.Model):
    """A row of law: in force in a range of days, with its basis, source and certainty."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    valid = DateRangeField("hiệu lực")
    legal_basis = models.CharField("căn cứ", max_length=400, blank=True)
    source = models.TextField("nguồn", blank=True)
    certain = models.BooleanField("đã kiểm chứng", default=False)
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        abstract = True
