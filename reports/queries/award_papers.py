"""Rows of which papers of awards may be printed by a person: narrower than what it may see."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from awards.models import AwardRound, CertificateLayout, Decision, Nomination, Session
from awards.nomination_rules import reader_units
from awards.queries.decisions import inside_units
from kbang_ntm.core.models import User


def rounds_to_print(user: User) -> QuerySet[AwardRound]:
    """Rounds of the levels the person works for."""
    return AwardRound.objects.filter(unit_id__in=reader_units(user)).select_related("unit")


def nominations_to_print(user: User) -> QuerySet[Nomination]:
    """Nominations the person may read, of these levels."""
    rows = Nomination.objects.visible_to(user).filter(round__unit_id__in=reader_units(user))
    return rows.select_related("round__unit", "nominee", "award_type", "regime").distinct()


def sessions_to_print(user: User) -> QuerySet[Session]:
    """Sessions the person may see."""
    rows = Session.objects.visible_to(user)
    return rows.select_related("council__unit", "round", "chair", "secretary").distinct()


def decisions_to_print(user: User) -> QuerySet[Decision]:
    """Decisions of the levels inside of which the person works."""
    rows = Decision.objects.filter(unit_id__in=inside_units(user))
    return rows.select_related("unit", "regime", "session", "about")


def layouts_inside(user: User) -> QuerySet[CertificateLayout]:
    """Layouts of these levels."""
    return CertificateLayout.objects.filter(unit_id__in=inside_units(user))


def layout_of(unit_id: int, uid: UUID) -> CertificateLayout | None:
    """A layout of the level that decides. One query."""
    return CertificateLayout.objects.filter(unit_id=unit_id, uid=uid).first()
