"""Which campaign a page is about."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from campaigns.models import Campaign
from communes.enums import UnitKind
from communes.rules import is_administrator, reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import User

ASK = "pt"
"""The parameter of addresses that names a campaign by its code."""


LEVELS = (UnitKind.DISTRICT, UnitKind.PROVINCE)


def campaign_on(day: date | None = None, code: str = "") -> Campaign | None:
    """The campaign of that code, else the newest whose period holds the day, else the newest of
    all; None in a portal without any. One query.

    Unless asked for by its code a commune's own campaign is not meant, and the district's goes
    before the province's.
    """
    day = day or clock.today()
    return _choose(list(_all()), day, code, communes=False)


def _all() -> QuerySet[Campaign]:
    return Campaign.objects.select_related("unit", "parent").order_by("-period", "id")


def _choose(rows: list[Campaign], day: date, code: str, *, communes: bool) -> Campaign | None:
    named = next((row for row in rows if code and row.code == code), None)
    if named is not None:
        return named
    above = [row for row in rows if row.unit.level in LEVELS]
    wanted = rows if communes or not above else above

    def rank(row: Campaign) -> tuple[bool, int]:
        level = row.unit.level
        return day not in row.period, LEVELS.index(level) if level in LEVELS else len(LEVELS)

    return min(wanted, key=rank, default=None)


def visible_campaigns(user: User) -> QuerySet[Campaign]:
    """All for the district's readers and quản trị; for a commune's people those of the levels
    above and their own."""
    mine = reach(user)
    rows = _all()
    if mine.reads_district or is_administrator(user):
        return rows
    return rows.filter(Q(unit__level__in=LEVELS) | Q(unit_id__in=mine.commune_ids))


def seen_campaign(user: User, code: str = "", day: date | None = None) -> Campaign | None:
    """As `campaign_on`, among the campaigns the person may see. One query."""
    return _choose(list(visible_campaigns(user)), day or clock.today(), code, communes=True)
