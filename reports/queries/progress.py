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
from communes.queries.gaps import previous_period
from communes.rules import SENT
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from reports.queries.matrix import Matrix, Row, load_matrix
from reports.queries.watched import Watched, watched_figures


@dataclass(frozen=True)
class ProgressFacts:
    """The period's matrix, the one before, watched figures, who is late, promises.

    Who has sent is told of the units of the period's own map, whatever map the matrix is on.
    """

    district: UnitVersion
    matrix: Matrix
    before: Matrix | None
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
    earlier = previous_period(period)
    # Carried figures are compared with the period before on the same map, others as it was then.
    same = matrix.map_date if matrix.carried else None
    before = load_matrix(period=earlier, map_date=same, known_at=known_at) if earlier else None
    day = min(known_at or clock.now(), clock.now()).date()
    campaign = campaign_on(period.ends)
    return ProgressFacts(
        district=district,
        matrix=matrix,
        before=before if before and before.counted else None,
        watched=watched_figures(matrix),
        campaign=campaign,
        promises=promises(campaign, min(day, period.ends)) if campaign else [],
        villages=village_targets(campaign, min(day, period.ends)) if campaign else [],
        known_at=known_at or clock.now(),
    )
