"""Decisions and letters that wait for somebody: the rows a home looks for, and their lists."""

from __future__ import annotations

from django.db.models import QuerySet

from awards.decision_rules import register_units
from awards.enums import AwardState, DecisionState, LineKind
from awards.models import Decision, FundLine, Notice
from awards.nomination_rules import desk_units, leader_units
from kbang_ntm.core.models import User
from kbang_ntm.core.once import once


@once
def to_decide_rows(user: User) -> QuerySet[Decision] | None:
    """Drafts that wait for the person as leader."""
    units = leader_units(user)
    rows = Decision.objects.filter(state=DecisionState.DRAFT, taken_in=False, unit_id__in=units)
    return rows if units else None


def to_decide(user: User) -> list[Decision]:
    """These drafts, oldest first. One query."""
    rows = to_decide_rows(user)
    return [] if rows is None else list(rows.order_by("made_at"))


@once
def to_register_rows(user: User) -> QuerySet[Decision] | None:
    """Decided, waiting for number and day."""
    units = register_units(user)
    rows = Decision.objects.filter(state=DecisionState.DECIDED, unit_id__in=units)
    return rows if units else None


def to_register(user: User) -> list[Decision]:
    """These decisions by their day. One query."""
    rows = to_register_rows(user)
    return [] if rows is None else list(rows.order_by("decided_on", "id"))


@once
def to_verify_rows(user: User) -> QuerySet[Decision] | None:
    """Old decisions somebody else entered, waiting to be compared."""
    units = desk_units(user) | register_units(user)
    rows = Decision.objects.filter(state=DecisionState.DRAFT, taken_in=True, unit_id__in=units)
    return rows.exclude(made_by=user) if units else None


def to_verify(user: User) -> list[Decision]:
    """These decisions, oldest first. One query."""
    rows = to_verify_rows(user)
    return [] if rows is None else list(rows.order_by("made_at"))


@once
def unpaid_rows(user: User) -> QuerySet[Decision] | None:
    """Issued decisions of the person's desks with prizes held and not paid."""
    units = desk_units(user)
    paid = FundLine.objects.filter(
        kind=LineKind.PAYMENT, counter_of__isnull=True, award__isnull=False
    )
    held = FundLine.objects.filter(
        kind=LineKind.COMMITMENT, counter_of__isnull=True, award__state=AwardState.VALID
    ).exclude(award_id__in=paid.values("award_id"))
    rows = Decision.objects.filter(
        state=DecisionState.ISSUED, unit_id__in=units, pk__in=held.values("decision_id")
    )
    return rows if units else None


def unpaid(user: User) -> list[Decision]:
    """These decisions by their day. One query."""
    rows = unpaid_rows(user)
    return [] if rows is None else list(rows.order_by("number_date"))


@once
def notice_rows(user: User) -> QuerySet[Notice] | None:
    """Letters the person's desks still have to send."""
    units = desk_units(user)
    rows = Notice.objects.filter(paper_date__isnull=True, nomination__round__unit_id__in=units)
    return rows if units else None


def waiting_notices(user: User) -> list[Notice]:
    """These letters by the day they are due. One query."""
    rows = notice_rows(user)
    if rows is None:
        return []
    return list(rows.select_related("nomination__round").order_by("due_on", "id"))
