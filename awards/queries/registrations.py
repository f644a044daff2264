"""Titles registered at the year's start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from awards import law_codes
from awards.models import TitleRegistration
from awards.nomination_rules import reader_units
from awards.queries.law import rule_on
from awards.queries.rounds import type_names
from campaigns.queries.parties import party_names
from campaigns.rules import acting
from communes.models import Agency, UnitVersion
from communes.rules import is_administrator
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import fold

NEEDED = "needed"


def registration_needed(year: int) -> bool:
    """The law at the year's start asks for a registration of titles. One query."""
    rule = rule_on(law_codes.TITLE_REGISTRATION, date(year, 1, 1))
    return rule is not None and rule.text == NEEDED


def visible_registrations(user: User) -> QuerySet[TitleRegistration]:
    """Own ones; of the levels read by duty those of their communes and agencies."""
    if is_administrator(user):
        return TitleRegistration.objects.all()
    mine, levels = acting(user), reader_units(user)
    below = UnitVersion.objects.filter(parent_id__in=levels).values("unit_id")
    offices = Agency.objects.filter(unit_id__in=levels).values("id")
    return TitleRegistration.objects.filter(
        Q(unit_id__in=mine.units | levels)
        | Q(agency_id__in=mine.agencies)
        | Q(unit_id__in=below)
        | Q(agency_id__in=offices)
    )


@dataclass(frozen=True)
class RegistrationLine:
    """A registration in the list; `own`: the person speaks for whose it is, so may withdraw it."""

    row: TitleRegistration
    party: str
    title: str
    own: bool


def registration_lines(user: User, year: int | None, words: str) -> list[RegistrationLine]:
    """Newest year first. Four queries."""
    rows = visible_registrations(user).select_related("nominee", "file")
    if year:
        rows = rows.filter(year=year)
    found = list(rows)
    names = party_names([r.unit_id for r in found], [r.agency_id for r in found], clock.today())
    types = type_names([row.type_code for row in found], clock.today())
    mine = acting(user)
    lines = [
        RegistrationLine(
            row=row,
            party=names.of(row.unit_id, row.agency_id),
            title=types.get(row.type_code, row.type_code),
            own=mine.speaks_for(row.unit_id, row.agency_id),
        )
        for row in found
    ]
    wanted = fold(words).split()
    return [
        one
        for one in lines
        if all(word in fold(f"{one.row.nominee.name} {one.party} {one.title}") for word in wanted)
    ]
