"""Plans, visits and findings as one reader may see them; constant numbers of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from campaigns.inspection_enums import (
    OPEN_FINDINGS,
    TO_MEND,
    FindingState,
    InspectionKind,
    InspectionState,
    PlanState,
)
from campaigns.inspection_rules import INSPECTORS
from campaigns.models import Campaign, Finding, Inspection, InspectionPlan
from campaigns.queries.parties import Names, party_names
from campaigns.rules import leads_any
from communes.enums import Role
from communes.models import UnitVersion
from communes.queries.register_rules import kept_units
from communes.rules import COMMUNE_ROLES, is_administrator, reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import fold

LATE = "qua-han"


def _of_own_bodies(user: User, prefix: str = "") -> Q:
    """Rows kept by a body the person acts for; those that lead see every administration's."""
    mine = reach(user)
    supervision = Q(**{f"{prefix}kind": InspectionKind.SUPERVISION})
    front = Q(**{f"{prefix}agency_id__in": mine.agencies(Role.FRONT)}) | Q(
        **{f"{prefix}body_unit_id__in": mine.units(Role.FRONT)}
    )
    if leads_any(user):
        return (supervision & front) | ~supervision
    own = Q(**{f"{prefix}agency_id__in": mine.agencies(*INSPECTORS)})
    units = mine.units(*COMMUNE_ROLES, *INSPECTORS)
    communes = Q(**{f"{prefix}body_unit_id__in": units})
    return (supervision & front) | (~supervision & (own | communes))


def visible_plans(user: User) -> QuerySet[InspectionPlan]:
    """Issued plans for everybody in the movement, drafts for their own body."""
    rows = InspectionPlan.objects.select_related("paper_file", "made_by")
    return rows.filter(Q(state=PlanState.ISSUED) | _of_own_bodies(user))


def visible_inspections(user: User) -> QuerySet[Inspection]:
    """Visits of own bodies; those whose plan is no draft for the district's readers and, of their
    own commune and its villages, for its people."""
    rows = Inspection.objects.select_related("plan", "unit", "made_by", "conclusion_file")
    known = ~Q(plan__state=PlanState.DRAFT)
    if reach(user).reads_district or is_administrator(user):
        return rows.filter(known | _of_own_bodies(user))
    units = units_with_villages(kept_units(user))
    return rows.filter((known & Q(unit_id__in=units)) | _of_own_bodies(user))


def units_with_villages(units: frozenset[int]) -> set[int]:
    """Communes and every village they ever had. One query."""
    villages = UnitVersion.objects.filter(parent_id__in=units).values_list("unit_id", flat=True)
    return {*units, *villages}


def visible_findings(user: User) -> QuerySet[Finding]:
    """Findings of visits the person sees, and those it answers for."""
    own = reach(user)
    mine = Q(unit_id__in=own.commune_ids) | Q(agency_id__in=own.review_agencies)
    rows = Finding.objects.select_related("inspection", "indicator", "by")
    return rows.filter(mine | Q(inspection__in=visible_inspections(user).values("pk")))


@dataclass(frozen=True)
class AskedVisits:
    """What lists of visits and findings are narrowed to; empty fields ask for everything."""

    year: int | None = None
    unit_id: int | None = None
    kind: str = ""
    state: str = ""
    words: str = ""


@dataclass(frozen=True)
class VisitLine:
    """A visit in the list: names, how much of its checklist is answered, open findings."""

    row: Inspection
    unit_name: str
    body_name: str
    items: int
    answered: int
    open_findings: int


def visit_lines(user: User, campaign: Campaign, asked: AskedVisits) -> list[VisitLine]:
    """Newest first. Five queries at most."""
    rows = visible_inspections(user).filter(campaign=campaign)
    if asked.year:
        span = (date(asked.year, 1, 1), date(asked.year + 1, 1, 1))
        rows = rows.filter(days__overlap=span)
    if asked.unit_id:
        rows = rows.filter(unit_id=asked.unit_id)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.state:
        rows = rows.filter(state=asked.state)
    for word in fold(asked.words).split():
        rows = rows.filter(search_key__contains=word)
    return lines_of(rows)


def lines_of(rows: QuerySet[Inspection]) -> list[VisitLine]:
    """Visits with their names and counts. Three queries."""
    found = list(
        rows.annotate(
            item_count=Count("items", distinct=True),
            answer_count=Count("items", filter=~Q(items__answer=""), distinct=True),
            open_count=Count(
                "findings", filter=Q(findings__state__in=OPEN_FINDINGS), distinct=True
            ),
        ).order_by("-days", "-id")
    )
    names = party_names(
        [pk for row in found for pk in (row.unit_id, row.body_unit_id)],
        [row.agency_id for row in found],
        clock.today(),
    )
    return [
        VisitLine(
            row,
            names.units.get(row.unit_id, ""),
            names.of(row.body_unit_id, row.agency_id),
            row.item_count,
            row.answer_count,
            row.open_count,
        )
        for row in found
    ]


@dataclass(frozen=True)
class FindingLine:
    """A finding in the list."""

    row: Finding
    where: str
    party: str
    overdue: bool


def finding_lines(user: User, campaign: Campaign, asked: AskedVisits) -> list[FindingLine]:
    """By deadline. Four queries at most."""
    rows = visible_findings(user).filter(inspection__campaign=campaign)
    today = clock.today()
    if asked.unit_id:
        rows = rows.filter(inspection__unit_id=asked.unit_id)
    if asked.kind:
        rows = rows.filter(inspection__kind=asked.kind)
    if asked.state == LATE:
        rows = rows.filter(state__in=TO_MEND, deadline__lt=today)
    elif asked.state:
        rows = rows.filter(state=asked.state)
    for word in fold(asked.words).split():
        rows = rows.filter(search_key__contains=word)
    return named_findings(list(rows.order_by("deadline", "id")), today)


def named_findings(rows: list[Finding], today: date) -> list[FindingLine]:
    """Findings with names. Two queries."""
    names = names_of_findings(rows, today)
    return [
        FindingLine(
            row,
            names.units.get(row.inspection.unit_id, ""),
            names.of(row.unit_id, row.agency_id),
            row.overdue(today),
        )
        for row in rows
    ]


def names_of_findings(rows: list[Finding], today: date) -> Names:
    """Names of where they were found and who answers for them. Two queries."""
    return party_names(
        [pk for row in rows for pk in (row.unit_id, row.inspection.unit_id)],
        [row.agency_id for row in rows],
        today,
    )


RUNNING = (InspectionState.RUNNING, InspectionState.FINISHED, InspectionState.CONCLUDED)
"""States of visits that took place."""
DONE = (FindingState.CLOSED, FindingState.WITHDRAWN)
