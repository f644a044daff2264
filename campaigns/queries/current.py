"""Which campaign a page is about."""

from __future__ import annotations

from datetime import date

from campaigns.models import Campaign
from kbang_ntm.core import clock

ASK = "pt"
"""The parameter of addresses that names a campaign by its code."""


def campaign_on(day: date | None = None, code: str = "") -> Campaign | None:
    """The campaign of that code, else the newest whose period holds the day, else the newest of
    all; None in a portal without any. One query."""
    day = day or clock.today()
    rows = list(Campaign.objects.select_related("unit").order_by("-period"))
    named = next((row for row in rows if code and row.code == code), None)
    if named is not None:
        return named
    running = (row for row in rows if day in row.period)
    return next(running, rows[0] if rows else None)
