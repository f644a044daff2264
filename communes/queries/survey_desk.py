"""Where a person of the Front may hold surveys, and with which questionnaires."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from communes.enums import Role, UnitKind
from communes.models import Questionnaire, UnitVersion
from communes.rules import reach
from kbang_ntm.core.models import User


def communes_of_front(user: User) -> dict[int, int]:
    """{commune id: the unit whose Front the person acts for} today. At most one query."""
    mine = reach(user)
    units = mine.units(Role.FRONT)
    if not units:
        return {}
    rows = UnitVersion.objects.filter(
        Q(parent_id__in=units) | Q(unit_id__in=units),
        kind=UnitKind.COMMUNE,
        valid__contains=mine.on,
    ).values_list("unit_id", "parent_id")
    return {unit: unit if unit in units or parent is None else parent for unit, parent in rows}


def questionnaires_on(day: date) -> QuerySet[Questionnaire]:
    """Questionnaires in force on a day."""
    return Questionnaire.objects.filter(valid__contains=day).order_by("-valid", "title")
