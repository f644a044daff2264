"""What the page of entering figures rests on: it changes when anything that stands on it does."""

from __future__ import annotations

from communes.models import (
    Evidence,
    IndicatorAssignment,
    IndicatorEntry,
    Membership,
    PeriodExtension,
    ProgressReport,
    Review,
    Standing,
)
from communes.queries.footings import LAW, MAP
from communes.queries.gaps import previous_period
from kbang_ntm.core.kept import Totals, table_of, total_of
from kbang_ntm.core.models import IdempotencyKey, StoredFile, User

_REPORTS = (
    f"(SELECT id FROM {table_of(ProgressReport)} WHERE unit_id = %(of)s AND period_id = "
    "ANY(%(periods)s))"
)
_ENTRIES = f"(SELECT id FROM {table_of(IndicatorEntry)} WHERE report_id = %(report)s)"
_POSTS = f"(SELECT id FROM {table_of(Membership)} WHERE unit_id = %(unit)s)"
_PEOPLE = (
    f"SELECT user_id FROM {table_of(Membership)} WHERE unit_id = %(unit)s "
    f"UNION SELECT by_id FROM {table_of(Review)} WHERE entry_id IN {_ENTRIES} "
    f"UNION SELECT unnest(%(named)s::bigint[])"
)

_DESK = Totals(
    total_of(table_of(ProgressReport), f"WHERE id IN {_REPORTS}"),
    total_of(table_of(IndicatorEntry), f"WHERE report_id IN {_REPORTS}"),
    total_of(table_of(Standing), "WHERE report_id = %(report)s"),
    total_of(table_of(Evidence), f"WHERE entry_id IN {_ENTRIES}"),
    total_of(
        table_of(StoredFile),
        f"WHERE id IN (SELECT file_id FROM {table_of(Evidence)} WHERE entry_id IN {_ENTRIES})",
    ),
    total_of(table_of(Review), f"WHERE entry_id IN {_ENTRIES}"),
    total_of(table_of(PeriodExtension), "WHERE unit_id = %(unit)s"),
    total_of(table_of(Membership), "WHERE unit_id = %(unit)s"),
    total_of(table_of(IndicatorAssignment), f"WHERE membership_id IN {_POSTS}"),
    total_of(table_of(User), f"WHERE id IN ({_PEOPLE})"),
    # A page holds the key of its next save; one that was used may not come back.
    f"SELECT count(*)::text FROM {table_of(IdempotencyKey)} WHERE user_id = %(user)s",
)


def desk_stamp(report: ProgressReport, user: User) -> tuple[object, ...]:
    """Totals of the report, of the unit's report of the period before, and of what belongs to them
    and to the commune's people; of map and law besides. Three queries."""
    earlier = previous_period(report.period)
    named = (report.submitted_by_id, report.confirmed_by_id, report.handed_by_id)
    return (
        MAP.stamp(),
        LAW.stamp(),
        _DESK.ask(
            of=report.unit_id,
            unit=report.responsible_unit_id,
            report=report.pk,
            periods=[report.period_id, *([earlier.pk] if earlier else [])],
            named=[pk for pk in named if pk is not None],
            user=user.pk,
        ),
    )
