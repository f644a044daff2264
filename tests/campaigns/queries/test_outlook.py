"""How promises are spoken of."""

from __future__ import annotations

from datetime import date

import pytest
from psycopg2.extras import DateRange

from campaigns.models import Campaign
from campaigns.queries.outlook import elapsed, outlook, tiles_and_lines
from campaigns.queries.promises import Promise

CAMPAIGN = Campaign(period=DateRange(date(2021, 1, 1), date(2026, 1, 1)))


def promise(planned: int, achieved: int | None, verdict: str = "open") -> Promise:
    return Promise("k", "Xã đạt chuẩn", "xã", planned, achieved, verdict, "Vì sao.", certain=True)


@pytest.mark.parametrize(
    ("achieved", "day", "expected"),
    [
        (7, date(2025, 6, 20), "risk"),
        (12, date(2025, 6, 20), "open"),
        (1, date(2021, 1, 2), "open"),
        (0, date(2021, 6, 1), "risk"),
    ],
)
def test_less_done_than_time_gone_is_a_risk(achieved: int, day: date, expected: str) -> None:
    assert outlook(promise(13, achieved), CAMPAIGN, day).verdict == expected


@pytest.mark.parametrize("verdict", ["met", "not_met", "unknown"])
def test_what_is_decided_stays_decided(verdict: str) -> None:
    found = outlook(promise(13, 0, verdict), CAMPAIGN, date(2025, 6, 20))
    assert found.verdict == verdict


def test_time_is_never_outside_the_campaign() -> None:
    assert elapsed(CAMPAIGN, date(2020, 1, 1)) == 0
    assert elapsed(CAMPAIGN, date(2030, 1, 1)) == 1


def test_what_has_no_number_is_a_line_not_a_tile() -> None:
    tiles, lines = tiles_and_lines(
        [promise(13, 7), promise(13, None, "unknown")], CAMPAIGN, date(2025, 6, 20)
    )
    assert len(tiles) == len(lines) == 1 and lines[0].promise.achieved is None
