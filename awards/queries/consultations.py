"""Consultations as their lists show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from awards.appraisal_rules import consultations_seen_by
from awards.models import Consultation, Nomination
from awards.nomination_rules import desk_units
from awards.queries.postings import place_words
from awards.queries.rounds import type_names
from campaigns.rules import acting
from communes.models import Agency
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.once import once

OPEN, LATE, ANSWERED = "cho-tra-loi", "qua-han", "da-tra-loi"


def visible_consultations(user: User) -> QuerySet[Consultation]:
    """What the person may read, without those taken back."""
    rows = Consultation.objects.filter(consultations_seen_by(user), withdrawn_at__isnull=True)
    return rows.select_related(
        "nomination__round", "nomination__nominee", "nomination__award_type", "agency"
    )


@dataclass(frozen=True)
class ConsultationLine:
    """A consultation with who it is about, as much as the asked body needs to know."""

    row: Consultation
    award: str
    place: str
    today: date

    @property
    def name(self) -> str:
        """Who is proposed."""
        name: str = self.row.nomination.nominee_name
        return name

    @property
    def overdue(self) -> bool:
        """Not answered, and its day is over."""
        return not self.row.answer and self.row.due_on < self.today


def consultation_lines(user: User, asked: str) -> list[ConsultationLine]:
    """By the day the answer is due. Six queries at most."""
    rows, today = visible_consultations(user), clock.today()
    if asked == OPEN:
        rows = rows.filter(answer="")
    elif asked == LATE:
        rows = rows.filter(answer="", due_on__lt=today)
    elif asked == ANSWERED:
        rows = rows.exclude(answer="")
    return lines_of(list(rows.order_by("due_on", "id")))


def lines_of(rows: list[Consultation]) -> list[ConsultationLine]:
    """Consultations with their words. Three queries."""
    today = clock.today()
    names = type_names([row.nomination.type_code for row in rows], today) if rows else {}
    places = place_words([row.nomination.nominee for row in rows], today) if rows else {}
    return [
        ConsultationLine(
            row,
            names.get(row.nomination.type_code, row.nomination.type_code),
            places.get(row.nomination.nominee_id, ""),
            today,
        )
        for row in rows
    ]


@once
def waiting_rows(user: User) -> QuerySet[Consultation] | None:
    """What the own agency has to answer, and what is overdue of the own desk."""
    mine, desks = acting(user).agencies, desk_units(user)
    overdue = Q(nomination__round__unit_id__in=desks, due_on__lt=clock.today())
    rows = Consultation.objects.filter(
        Q(agency_id__in=mine) | overdue, answer="", withdrawn_at__isnull=True
    )
    return rows if mine or desks else None


def waiting_consultations(user: User) -> tuple[list[Consultation], list[Consultation]]:
    """(to answer for the own agency, overdue of the own desk). One query."""
    rows = waiting_rows(user)
    if rows is None:
        return [], []
    mine, desks, today = acting(user).agencies, desk_units(user), clock.today()
    found = list(rows.select_related("nomination__round").order_by("due_on", "id"))
    return (
        [row for row in found if row.agency_id in mine],
        [row for row in found if row.nomination.round.unit_id in desks and row.due_on < today],
    )


def agencies_asked(unit_id: int, day: date) -> list[tuple[int, str]]:
    """(id, name) of agencies of the level that can be asked on the portal. One query."""
    rows = Agency.objects.filter(unit_id=unit_id, valid__contains=day)
    return list(rows.order_by("order", "name").values_list("pk", "name"))


def asked_about(nomination: Nomination) -> list[Consultation]:
    """Bodies asked about a nomination and not taken back, by the day they answer. One query."""
    rows = Consultation.objects.filter(nomination=nomination, withdrawn_at__isnull=True)
    return list(rows.order_by("due_on", "id"))
