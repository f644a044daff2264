"""All that the progress report of a period tells, gathered once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from campaigns.models import Campaign
from campaigns.queries.current import campaign_on
from campaigns.queries.promises import Promise, promises
from campaigns.queries.village_targets import VillageTarget, village_targets
from communes.enums import UnitKind
from communes.models import ReportingPeriod, UnitVersion
from communes.queries.earlier import earlier_periods
from communes.rules import SENT
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from reports.queries.matrix import Matrix, Row, load_matrix
from reports.queries.watched import Watched, watched_figures


@dataclass(frozen=True)
class Earlier:
    """An earlier period to compare with; `matrix` None where nobody had sent anything, or where
    it was counted by another set of criteria (`other_set`)."""

    key: str
    period: ReportingPeriod | None
    matrix: Matrix | None
    other_set: bool = False


@dataclass(frozen=True)
class ProgressFacts:
    """The period's matrix, earlier ones, watched figures, who is late, promises.

    Who has sent is told of the units of the period's own map, whatever map the matrix is on.
    """

    district: UnitVersion
    matrix: Matrix
    earlier: tuple[Earlier, ...]
    watched: dict[int, dict[str, Watched]]
    campaign: Campaign | None
    promises: list[Promise]
    villages: list[VillageTarget]
    known_at: datetime

    @property
    def sent(self) -> tuple[Row, ...]:
        """Units whose report had been sent."""
        return tuple(row for row in self.matrix.own_rows if row.state in SENT)

    @property
    def unsent(self) -> tuple[Row, ...]:
        """Units that had not sent theirs."""
        return tuple(row for row in self.matrix.own_rows if row.state not in SENT)

    @property
    def late(self) -> tuple[Row, ...]:
        """Units that had sent after the due time."""
        return tuple(row for row in self.sent if row.late)


def district_of(period: ReportingPeriod) -> UnitVersion:
    """The district as it was on the period's last day.

    Raises Refused where none was: a body that no longer exists reports nothing.
    """
    found = (
        UnitVersion.objects.filter(kind=UnitKind.DISTRICT, valid__contains=period.ends)
        .select_related("unit")
        .first()
    )
    if found is None:
        raise Refused(
            "no_district",
            f"Không còn cấp huyện trong {period.label} nên chưa xác định cơ quan báo cáo.",
        )
    return found


def gather(
    *, period: ReportingPeriod, map_date: date | None = None, known_at: datetime | None = None
) -> ProgressFacts:
    """Read everything once. Raises Refused (`no_district`, `no_set`)."""
    district = district_of(period)
    matrix = load_matrix(period=period, map_date=map_date, known_at=known_at)
    if matrix is None:
        raise Refused("no_set", f"Chưa có bộ tiêu chí cho {period.label}. Nạp bộ tiêu chí trước.")
    day = min(known_at or clock.now(), clock.now()).date()
    campaign = campaign_on(period.ends)
    return ProgressFacts(
        district=district,
        matrix=matrix,
        earlier=_earlier(matrix),
        watched=watched_figures(matrix),
        campaign=campaign,
        promises=promises(campaign, min(day, period.ends)) if campaign else [],
        villages=village_targets(campaign, min(day, period.ends)) if campaign else [],
        known_at=known_at or clock.now(),
    )


def _earlier(matrix: Matrix) -> tuple[Earlier, ...]:
    """The period before and the same one a year ago."""
    # Carried figures are compared on the same map, others as the map was then.
    day = matrix.map_date if matrix.carried else None
    found = []
    for key, period in earlier_periods(matrix.period).items():
        then = None
        if period is not None:
            then = load_matrix(period=period, map_date=day, known_at=matrix.known_at)
        if then is None or not then.counted:
            found.append(Earlier(key, period, None))
        elif then.criteria_set != matrix.criteria_set:
            found.append(Earlier(key, period, None, other_set=True))
        else:
            found.append(Earlier(key, period, then))
    return tuple(found)
