"""Nominees a person may choose from, and the places a new one may live or work in."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from awards.models import Nomination, Nominee
from awards.nomination_rules import proposed_by
from awards.queries.proposers import level_of
from campaigns.rules import acting
from communes.enums import UnitKind
from communes.models import Agency, UnitVersion
from communes.queries.register_rules import names_on
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import fold

MOST = 30
"""Nominees shown; who is not among them is searched by more words."""


def places_for(user: User) -> list[tuple[int, str]]:
    """(unit id, name) of the communes a person works for with their villages, and of the level
    of its agencies. Three queries."""
    mine, today = acting(user), clock.today()
    levels = level_of((), mine.agencies, today)
    rows = UnitVersion.objects.filter(valid__contains=today).filter(
        Q(unit_id__in=mine.units | levels) | Q(kind=UnitKind.VILLAGE, parent_id__in=mine.units)
    )
    return list(rows.order_by("kind", "sort_key").values_list("unit_id", "name"))


def agencies_for(user: User) -> list[tuple[int, str]]:
    """Agencies the person speaks for. One query."""
    rows = Agency.objects.filter(pk__in=acting(user).agencies, valid__contains=clock.today())
    return list(rows.order_by("name").values_list("pk", "name"))


def choosable(user: User) -> QuerySet[Nominee]:
    """Nominees of the person's own places and agencies, and those it has proposed before; of rows
    judged to be one only the one that stands."""
    mine = acting(user)
    villages = UnitVersion.objects.filter(
        kind=UnitKind.VILLAGE, parent_id__in=mine.units, valid__contains=clock.today()
    )
    return Nominee.objects.filter(
        Q(unit_id__in=mine.units)
        | Q(unit_id__in=villages.values("unit_id"))
        | Q(agency_id__in=mine.agencies)
        | Q(pk__in=Nomination.objects.filter(proposed_by(user)).values("nominee_id"))
        | Q(made_by=user),
        same_as__isnull=True,
    )


@dataclass(frozen=True)
class NomineeLine:
    """A nominee to choose, with where it is."""

    nominee: Nominee
    place: str


def nominee_lines(user: User, words: str) -> list[NomineeLine]:
    """Nominees whose name or birth year holds all the words, by name; at most MOST. Six
    queries."""
    rows = choosable(user)
    for word in fold(words).split():
        found = Q(name_key__contains=word)
        if word.isdigit():
            found |= Q(birth_year=int(word)) if len(word) == 4 else Q()
        rows = rows.filter(found)
    found_rows = list(rows.distinct().select_related("head")[:MOST])
    places = names_on([one.unit_id for one in found_rows], clock.today()) if found_rows else {}
    return [NomineeLine(one, places.get(one.unit_id, "")) for one in found_rows]
