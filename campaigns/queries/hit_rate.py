"""How the warnings of half-way through the target years compared with what came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from campaigns.models import Campaign
from campaigns.queries.target_states import TargetLine, target_lines
from campaigns.warning import HitRate, State, hit_rate
from communes.queries.register_rules import rule_on

RULE = "warning-hit-rate"
"""Code of the dated rule: how many targets must have closed before a rate is shown."""


@dataclass(frozen=True)
class Track:
    """Closed targets, how many are wanted (None: nobody has said), and the rate once there are
    enough of them."""

    closed: int
    wanted: int | None
    rate: HitRate | None


def track_record(campaign: Campaign, day: date, lines: list[TargetLine]) -> Track:
    """The rate over all closed targets of which a state was known both times.

    One query while too few have closed; then the states of 30 June of each target year besides.
    """
    ended = (State.MET, State.MISSED)
    closed = [row for row in lines if row.target.year < day.year and row.state in ended]
    rule = rule_on(RULE, day)
    wanted = int(rule.amount) if rule and rule.amount is not None else None
    if wanted is None or len(closed) < wanted:
        return Track(len(closed), wanted, None)
    met = {row.target.pk: row.state is State.MET for row in closed}
    judged = []
    for year in sorted({row.target.year for row in closed}):
        for row in target_lines(campaign, date(year, 6, 30)):
            if row.target.year != year or row.target.pk not in met:
                continue
            if row.state in (State.MET, State.UNKNOWN, State.MISSED):
                continue  # nothing to warn of, or nothing known
            judged.append((row.state is State.AT_RISK, met[row.target.pk]))
    return Track(len(closed), wanted, hit_rate(judged))
