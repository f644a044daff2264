"""What waits for agencies and for the coordination office, over all periods."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from communes.enums import DutyRole, EntryReview, Role
from communes.models import IndicatorEntry, Membership, ProgressReport, UnitVersion
from communes.queries.review import MOST_RETURNS, SHOWN_NAME, Desk, in_duty
from communes.queries.values import ACCEPTED
from communes.rules import UNDER_REVIEW, reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import User


def waiting_entries(desk: Desk) -> Iterable[Any]:
    """Entries that wait for a desk, by period and unit: `key`, `kind`, `year`, `ordinal` and
    `closes` of the period, `unit` and its `name` of then, `count`. One query."""
    return (
        IndicatorEntry.objects.filter(
            in_duty(desk, DutyRole.LEAD, clock.today()),
            review=EntryReview.NONE,
            report__state__in=UNDER_REVIEW,
        )
        .values(
            key=F("report__period__key"),
            unit=F("report__unit_id"),
            name=_unit_name("report__unit_id", "report__period__ends"),
            year=F("report__period__year"),
            kind=F("report__period__kind"),
            ordinal=F("report__period__ordinal"),
        )
        .annotate(count=Count("pk"), closes=F("report__period__closes_at"))
        .order_by("report__period__ends", "report__unit__order")
    )


def reports_under_review(user: User) -> QuerySet[Any, Any]:
    """Sent reports not yet confirmed, with their `unit_name` and `counts` of entries: `waiting` for
    an agency, `unaccepted`, and `meetings` to be held (None where nothing was entered). Those of a
    district that has a coordination office of its own are that office's. One query."""
    # Report by report: joined with the reports, the entries of the whole country would be read.
    entries = IndicatorEntry.objects.filter(report=OuterRef("pk")).order_by().values("report")
    disputed = Q(returns__gte=MOST_RETURNS, review__in=[EntryReview.NONE, EntryReview.RETURNED])
    counts = entries.annotate(
        counts=JSONObject(
            waiting=Count("pk", filter=Q(review=EntryReview.NONE)),
            unaccepted=Count("pk", filter=~Q(review__in=list(ACCEPTED))),
            meetings=Count("pk", filter=disputed),
        )
    ).values("counts")
    today = clock.today()
    others = (
        Membership.objects.on(today)
        .filter(role=Role.COORDINATION)
        .exclude(unit_id__in=reach(user).units(Role.COORDINATION))
    )
    theirs = UnitVersion.objects.filter(
        valid__contains=today, parent_id__in=others.values("unit_id")
    )
    return (
        ProgressReport.objects.filter(state__in=UNDER_REVIEW)
        .exclude(responsible_unit_id__in=theirs.values("unit_id"))
        .select_related("period")
        .annotate(unit_name=_unit_name("unit_id", "period__ends"), counts=Subquery(counts))
        .order_by("period__ends", "unit__order")
    )


def _unit_name(unit: str, day: str) -> Subquery:
    """The unit's short name on a day of the outer row; a village's says that it is one."""
    versions = UnitVersion.objects.filter(unit_id=OuterRef(unit), valid__contains=OuterRef(day))
    return Subquery(versions.annotate(shown=SHOWN_NAME).values("shown")[:1])
