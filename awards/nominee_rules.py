"""Who sees nominees and past awards, who keeps them, who reads what is sensitive."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from awards.council_rules import sits_in
from awards.nomination_rules import desk_units, reader_units
from campaigns.rules import acting
from communes.models import UnitVersion
from communes.queries.register_rules import kept_units
from communes.rules import is_administrator
from kbang_ntm.core.models import User


def area(units: frozenset[int], column: str = "unit_id") -> Q:
    """Rows whose unit is one of these, or lies in one: villages in communes, communes in the
    district. Units that have ended count where they lay."""
    below = UnitVersion.objects.filter(parent_id__in=units).values("unit_id")
    lowest = UnitVersion.objects.filter(parent_id__in=below).values("unit_id")
    inside = {f"{column}__in": units}
    return Q(**inside) | Q(**{f"{column}__in": below}) | Q(**{f"{column}__in": lowest})


def read_units(user: User) -> frozenset[int]:
    """Ids of the units in whose area the person reads nominees and past awards."""
    return reader_units(user) | sits_in(user) | kept_units(user)


def nominees_seen_by(user: User) -> Q:
    """Of the areas read, of the own agencies, and what the person wrote."""
    if is_administrator(user):
        return Q()
    return area(read_units(user)) | Q(agency_id__in=acting(user).agencies) | Q(made_by_id=user.pk)


def past_awards_seen_by(user: User) -> Q:
    """Of the registers of the areas read, and of nominees of these areas or agencies."""
    if is_administrator(user):
        return Q()
    units = read_units(user)
    own = Q(nominee__agency_id__in=acting(user).agencies)
    return area(units) | area(units, "nominee__unit_id") | own


def kept_area(user: User) -> frozenset[int]:
    """Ids of the units for whose area the person is the desk."""
    return desk_units(user) | kept_units(user)


def may_keep_nominee(user: User, nominee: Any) -> bool:
    """Is the desk of the level the nominee lies in. One query."""
    return is_in(nominee.unit_id, kept_area(user))


def is_in(unit_id: int, units: frozenset[int]) -> bool:
    """Whether a unit is one of these or lies in one. One query at most."""
    if unit_id in units:
        return True
    return bool(units) and UnitVersion.objects.filter(area(units), unit_id=unit_id).exists()


def may_read_details(user: User, nominee: Any) -> bool:
    """Reads sensitive details: the desk on duty, nobody else, quản trị neither."""
    return may_keep_nominee(user, nominee)


def may_judge(user: User, namesake: Any) -> bool:
    """Says whether two nominees are one: the desk of either."""
    return may_keep_nominee(user, namesake.one) or may_keep_nominee(user, namesake.other)


def may_keep_book(user: User, unit_id: int) -> bool:
    """Writes past awards into the register of that level."""
    return unit_id in desk_units(user)


def books_of(user: User) -> frozenset[int]:
    """Ids of the levels whose register of past awards the person keeps."""
    return desk_units(user)


def details_log(user: User) -> QuerySet[Any]:
    """Who looked at sensitive details: for quản trị."""
    rows = apps.get_model("awards", "DetailRead").objects.select_related("nominee", "by")
    return rows if is_administrator(user) else rows.none()
