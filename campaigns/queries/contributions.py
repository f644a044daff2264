"""Rows of the ledger of contributions as one reader may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from campaigns.contribution_rules import reads_all, reads_donors
from campaigns.models import Campaign, Contribution
from communes.enums import UnitKind
from communes.models import UnitVersion, Work
from communes.queries.register_rules import kept_units, names_on
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import fold

PROTECTED = "được bảo vệ"


@dataclass(frozen=True)
class AskedRows:
    """What the list is narrowed to; empty fields ask for everything."""

    year: int | None = None
    unit_id: int | None = None
    source: str = ""
    kind: str = ""
    words: str = ""


@dataclass(frozen=True)
class Reading:
    """What one person reads in the ledger: `own` are the units whose rows the person keeps."""

    own: frozenset[int]
    all_units: bool
    all_donors: bool

    def donor_of(self, row: Contribution) -> str:
        """The donor's name, or that it is protected; "" where nobody is named."""
        if not row.donor or row.donor_public:
            return row.donor
        return row.donor if self.all_donors or row.unit_id in self.own else PROTECTED


def reading(user: User) -> Reading:
    """What the person reads. One query at most."""
    return Reading(kept_units(user), reads_all(user), reads_donors(user))


def visible_contributions(mine: Reading) -> QuerySet[Contribution]:
    """All rows for the district's people, else those of the person's communes."""
    rows = Contribution.objects.select_related("by", "file", "minutes_file", "counter", "rate")
    return rows if mine.all_units else rows.filter(unit_id__in=mine.own)


def contribution_rows(
    mine: Reading, campaign: Campaign, asked: AskedRows
) -> QuerySet[Contribution]:
    """Newest first. Words are looked for in what the person may read, names of donors only where
    those are."""
    rows = visible_contributions(mine).filter(campaign=campaign)
    if asked.year:
        rows = rows.filter(on__year=asked.year)
    if asked.unit_id:
        rows = rows.filter(unit_id=asked.unit_id)
    if asked.source:
        rows = rows.filter(source=asked.source)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    for word in fold(asked.words).split():
        named = Q(donor_key__contains=word)
        if not mine.all_donors:
            named &= Q(unit_id__in=mine.own) | Q(donor_public=True)
        rows = rows.filter(Q(search_key__contains=word) | named)
    return rows.order_by("-on", "-id")


def units_of_ledger(mine: Reading) -> list[tuple[int, str]]:
    """Communes and the town of today's map, and ended ones, whose rows the person may read, in
    the plan's order. One query."""
    today = clock.today()
    begun = Q(valid__startswith__lte=today) | Q(valid__startswith__isnull=True)
    rows = UnitVersion.objects.filter(begun, kind__in=[UnitKind.COMMUNE, UnitKind.TOWNSHIP])
    if not mine.all_units:
        rows = rows.filter(unit_id__in=mine.own)
    named = rows.order_by("unit__order", "unit_id", "valid").values_list("unit_id", "name")
    return list(dict(named).items())


def places_of(rows: Iterable[Contribution], on: date) -> dict[int, str]:
    """Names of the communes and villages of some rows. One query."""
    ids = {pk for row in rows for pk in (row.unit_id, row.village_id) if pk}
    return names_on(ids, on) if ids else {}


def works_of(row: Contribution) -> list[Work]:
    """The works a contribution served. One query."""
    return list(Work.objects.filter(contributions__contribution=row).order_by("name"))
