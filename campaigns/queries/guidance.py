"""Guidance and proposals of policy, for everybody who takes part."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, QuerySet

from campaigns.models import Campaign, GuidanceDocument, PolicyProposal
from campaigns.rules import acting
from communes.enums import Standard
from communes.models import Agency, CriteriaSet, Criterion
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import fold

LATE, ON_TIME = "cham", "dung-han"


@dataclass(frozen=True)
class GuidanceAsked:
    """What the two lists are narrowed to."""

    agency_id: int | None = None
    state: str = ""
    words: str = ""


def guidance_lines(campaign: Campaign, asked: GuidanceAsked) -> QuerySet[GuidanceDocument]:
    """The register, the newest first. One query."""
    rows = GuidanceDocument.objects.filter(campaign=campaign, withdrawn_at__isnull=True)
    if asked.agency_id:
        rows = rows.filter(agency_id=asked.agency_id)
    if asked.state == LATE:
        rows = rows.filter(due__lt=F("issued_on"))
    elif asked.state == ON_TIME:
        rows = rows.filter(due__gte=F("issued_on"))
    for word in fold(asked.words).split():
        rows = rows.filter(search_key__contains=word)
    return rows.select_related("agency", "criterion", "file", "task").order_by("-issued_on", "-id")


def proposal_lines(campaign: Campaign, asked: GuidanceAsked) -> QuerySet[PolicyProposal]:
    """Proposals, the newest first. One query."""
    rows = PolicyProposal.objects.filter(campaign=campaign)
    if asked.agency_id:
        rows = rows.filter(agency_id=asked.agency_id)
    if asked.state:
        rows = rows.filter(state=asked.state)
    for word in fold(asked.words).split():
        rows = rows.filter(search_key__contains=word)
    return rows.select_related("agency", "file", "answer_file", "by").order_by("-raised_on", "-id")


def own_agencies(user: User, everyone: bool = False) -> list[tuple[int, str]]:
    """Agencies of today the person works in, or all of them. One query."""
    rows = Agency.objects.filter(valid__contains=clock.today())
    if not everyone:
        rows = rows.filter(pk__in=acting(user).agencies)
    return list(rows.order_by("name").values_list("id", "name"))


def criteria_of_today() -> list[tuple[int, str]]:
    """Criteria of the communes' set in force, by number. One query."""
    sets = CriteriaSet.objects.filter(
        standard=Standard.NTM, applies_to="commune", valid__contains=clock.today()
    ).order_by("-valid")[:1]
    rows = Criterion.objects.filter(criteria_set__in=list(sets)).order_by("order")
    return [(row.pk, f"{row.no}. {row.short_title or row.title}") for row in rows]
