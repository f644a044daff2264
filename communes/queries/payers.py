"""Whose room an uploaded file takes: the commune, else the agency, the sender works for today."""

from __future__ import annotations

from collections.abc import Iterable

from communes.models import Agency, Membership, UnitVersion
from communes.rules import COMMUNE_ROLES, reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import User

UNIT, AGENCY = "unit:", "agency:"
NOBODY = ("", "")


def payer(user: User) -> tuple[str, str]:
    """(key, name) of whom a file of this person counts for; ("", "") for one without a post.
    One query for each user object."""
    kept: tuple[str, str] | None = getattr(user, "_payer", None)
    if kept is None:
        kept = _payer(user)
        user._payer = kept  # type: ignore[attr-defined]  # a cache that lives as long as the request
    return kept


def _payer(user: User) -> tuple[str, str]:
    posts = sorted(reach(user).posts, key=lambda one: one.membership_id)
    posts.sort(key=lambda one: one.role not in COMMUNE_ROLES)
    if not posts:
        return NOBODY
    row = Membership.objects.select_related("unit", "agency").get(pk=posts[0].membership_id)
    if row.agency is not None and row.role not in COMMUNE_ROLES:
        return f"{AGENCY}{row.agency.uid}", row.agency.short_name or row.agency.name
    named = UnitVersion.objects.filter(unit=row.unit, valid__contains=clock.today()).first()
    return f"{UNIT}{row.unit.uid}", named.name if named else row.unit.key


def payer_names(keys: Iterable[str]) -> dict[str, str]:
    """{key: name as of today} of those that have one today. Two queries."""
    keys = list(keys)
    units = [key.removeprefix(UNIT) for key in keys if key.startswith(UNIT)]
    agencies = [key.removeprefix(AGENCY) for key in keys if key.startswith(AGENCY)]
    named = UnitVersion.objects.filter(unit__uid__in=units, valid__contains=clock.today())
    found = {f"{UNIT}{uid}": name for uid, name in named.values_list("unit__uid", "name")}
    for agency in Agency.objects.filter(uid__in=agencies):
        found[f"{AGENCY}{agency.uid}"] = agency.short_name or agency.name
    return found
