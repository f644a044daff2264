"""Rows of communes and of recognition of which papers may be printed by a person."""

from __future__ import annotations

from django.db.models import QuerySet

from communes.models import (
    AdministrativeUnit,
    IndicatorEntry,
    OpinionRound,
    ProgressReport,
    RecognitionCase,
)
from communes.queries.review import visible_entries
from kbang_ntm.core.models import User
from reports.rules import may_see_district


def reports_to_print(user: User) -> QuerySet[ProgressReport]:
    """Reports the person may see: drafts of its own commune, of others what was sent."""
    return ProgressReport.objects.visible_to(user).select_related(
        "unit", "responsible_unit", "period", "criteria_set"
    )


def entries_to_print(user: User) -> QuerySet[IndicatorEntry]:
    """Entries of these reports."""
    return visible_entries(user).select_related("report__responsible_unit")


def units_to_print(user: User) -> QuerySet[AdministrativeUnit]:
    """Units for whoever may open their pages. The paper holds sent figures only."""
    return (
        AdministrativeUnit.objects.all()
        if may_see_district(user)
        else (AdministrativeUnit.objects.none())
    )


def opinion_rounds_to_print(user: User) -> QuerySet[OpinionRound]:
    """Rounds of opinions the person may see: its own commune's, of others those that are closed."""
    return OpinionRound.objects.visible_to(user).select_related("unit", "passed_to")


def cases_to_print(user: User) -> QuerySet[RecognitionCase]:
    """Cases the person may see: its own unit's, of others those that were sent."""
    return RecognitionCase.objects.visible_to(user).select_related(
        "unit",
        "criteria_set",
        "responsible",
        "verifier",
        "recognition",
        "report__unit",
        "report__responsible_unit",
        "report__period",
        "report__criteria_set",
    )
