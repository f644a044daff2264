"""What the first page's lines about figures, registers and cases rest on."""

from __future__ import annotations

from typing import Any

from communes.enums import Role
from communes.models import (
    CaseCriterion,
    CaseStep,
    CaseVote,
    Holiday,
    ImportBatch,
    IndicatorEntry,
    LatePaper,
    Membership,
    OpinionAnswer,
    OpinionMinutes,
    OpinionRound,
    OpinionVillage,
    PeriodExtension,
    ProgressReport,
    Questionnaire,
    Recognition,
    RecognitionCase,
    Registration,
    RegistrationVersion,
    ReportingPeriod,
    Review,
    Standing,
    Survey,
    SurveyGroup,
    SurveyTally,
)
from communes.queries.entry_home import PAST
from communes.queries.footings import LAW, MAP
from communes.queries.villages import SOON
from communes.rules import REVIEWERS, UNDER_REVIEW, reach
from kbang_ntm.core import clock
from kbang_ntm.core.kept import table_of, total_of
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.registry import HomeGround

_REGISTERS = (
    Holiday,
    RecognitionCase,
    CaseStep,
    CaseCriterion,
    CaseVote,
    LatePaper,
    Recognition,
    OpinionRound,
    OpinionVillage,
    OpinionMinutes,
    OpinionAnswer,
    Registration,
    RegistrationVersion,
    Questionnaire,
    Survey,
    SurveyGroup,
    SurveyTally,
)
_REPORT, _ENTRY = table_of(ProgressReport), table_of(IndicatorEntry)
_OWN = f"(SELECT id FROM {_REPORT} WHERE responsible_unit_id = ANY(%(own)s))"
_RETURNED = (
    f"(SELECT id FROM {_REPORT} WHERE responsible_unit_id = ANY(%(own)s) AND state = 'returned')"
)
# By periods besides: the index is by period and state.
_REVIEWED = "period_id = ANY(%(periods)s) AND state = ANY(%(reviewed)s)"
_BATCH = f"{table_of(ImportBatch)} WHERE report_id IN {_OWN}"
_NAMED = (
    f"SELECT handed_by_id FROM {_REPORT} WHERE responsible_unit_id = ANY(%(own)s) "
    f"UNION SELECT made_by_id FROM {_BATCH} "
    f"UNION SELECT entered_by_id FROM {table_of(RegistrationVersion)}"
)

_TOTALS = (
    *(total_of(table_of(model)) for model in _REGISTERS),
    # The person's communes: their reports, what stands in them, files and returns.
    total_of(_REPORT, "WHERE responsible_unit_id = ANY(%(own)s)"),
    total_of(table_of(Standing), f"WHERE report_id IN {_OWN}"),
    total_of(table_of(ImportBatch), f"WHERE report_id IN {_OWN}"),
    total_of(table_of(StoredFile), f"WHERE id IN (SELECT file_id FROM {_BATCH})"),
    total_of(_ENTRY, f"WHERE report_id IN {_RETURNED}"),
    total_of(
        table_of(Review),
        f"WHERE entry_id IN (SELECT id FROM {_ENTRY} WHERE report_id IN {_RETURNED})",
    ),
    total_of(table_of(PeriodExtension), "WHERE unit_id = ANY(%(own)s)"),
    f"SELECT count(*)::text FROM {table_of(PeriodExtension)} WHERE until < %(now)s",
    total_of(table_of(User), f"WHERE id IN ({_NAMED})"),
    total_of(table_of(Membership), "WHERE role = ANY(%(offices)s)"),
)


def _values(user: User) -> dict[str, Any]:
    mine = reach(user)
    return {
        "own": sorted(mine.commune_ids),
        # Whose work is whose: other districts' offices, and the clerks an agency's office sits by.
        "offices": [str(Role.COORDINATION), str(Role.CLERK)] if mine.posts else [],
    }


def _facts(user: User) -> tuple[Any, ...]:
    """Map and law, asked already; how many windows have opened, will soon, have closed, are past,
    by now."""
    now, every = clock.now(), every_period()
    return (
        MAP.stamp(),
        LAW.stamp(),
        sum(period.opens_at <= now for period in every),
        sum(period.opens_at - SOON <= now for period in every),
        sum(period.closes_at < now for period in every),
        sum(period.closes_at < now - PAST for period in every),
    )


@MAP.kept
def every_period() -> tuple[ReportingPeriod, ...]:
    """All periods. Kept with the map."""
    return tuple(ReportingPeriod.objects.order_by("pk"))


HOME = HomeGround(_TOTALS, _values, _facts)
REVIEW = HomeGround(
    # Every word on a figure writes its report's standing anew.
    (
        total_of(_REPORT, f"WHERE {_REVIEWED}"),
        total_of(
            table_of(Standing), f"WHERE report_id IN (SELECT id FROM {_REPORT} WHERE {_REVIEWED})"
        ),
    ),
    lambda user: {
        "periods": [period.pk for period in every_period()],
        "reviewed": sorted(UNDER_REVIEW),
    },
    concerns=lambda user: reach(user).has(*REVIEWERS),
    one_plan=False,  # a few reports under review, or all of the country's
)
"""Of those who review."""
