"""When the invented reports were entered, sent, reviewed and confirmed; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kbang_ntm.core.clock import LOCAL

MORNING, AFTERNOON = 8, 14
DISTRICT_ENDS = date(2025, 6, 30)


@dataclass(frozen=True)
class Steps:
    """The moments of one report, in this order."""

    entered: datetime
    handed: datetime
    submitted: datetime
    reviewed: datetime
    confirmed: datetime

    @property
    def mended(self) -> datetime:
        """When the officer mended what was returned."""
        return self.reviewed + timedelta(hours=5)

    @property
    def resent(self) -> datetime:
        """When the leader sent it again."""
        return self.reviewed + timedelta(hours=6)

    @property
    def accepted(self) -> datetime:
        """When the agency accepted what was mended."""
        return self.reviewed + timedelta(hours=24)


def steps(*, due: date, closes: date, place: int, late: bool) -> Steps:
    """Moments for the commune at `place` (0, 1, ...): sent before `due` unless late, confirmed
    before `closes`. In the district's last period everything falls on the days before 20/6/2025.
    """
    if closes == DISTRICT_ENDS:
        sent = date(2025, 6, 16 + place % 2)
        return _steps(sent, sent + timedelta(days=1), date(2025, 6, 19), place)
    sent = due + timedelta(days=2) if late else due - timedelta(days=place % 4)
    reviewed = due + timedelta(days=3 + place % 3)
    return _steps(sent, reviewed, due + timedelta(days=7 + place % 3), place)


def _steps(sent: date, reviewed: date, confirmed: date, place: int) -> Steps:
    return Steps(
        entered=_at(sent - timedelta(days=1), AFTERNOON, 7 * place),
        handed=_at(sent, MORNING, 3 * place),
        submitted=_at(sent, MORNING + 1, 13 * place + 5),
        reviewed=_at(reviewed, MORNING, 11 * place),
        confirmed=_at(confirmed, MORNING + 1, 9 * place),
    )


def _at(day: date, hour: int, minutes: int) -> datetime:
    start = datetime(day.year, day.month, day.day, hour, tzinfo=LOCAL)
    return start + timedelta(minutes=minutes, seconds=(minutes * 37) % 60)
