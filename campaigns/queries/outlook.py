"""How a promise of the plan is spoken of on a day: met, missed, at risk, under way, unknown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from campaigns.models import Campaign
from campaigns.queries.promises import Promise


@dataclass(frozen=True)
class Outlook:
    """A promise with its chip: `verdict` is met, not_met, unknown, risk or open."""

    promise: Promise
    verdict: str

    @property
    def achieved(self) -> int:
        """For the bar; nothing known counts as nothing done."""
        return self.promise.achieved or 0


def outlook(promise: Promise, campaign: Campaign, day: date) -> Outlook:
    """While the time lasts a promise is at risk when less of it is done than of the time is gone.

    A plain rule, said on the page: it needs no forecast and errs on the side of warning.
    """
    verdict = promise.verdict
    if verdict == "open" and promise.planned:
        done = Fraction(promise.achieved or 0, promise.planned)
        verdict = "risk" if done < elapsed(campaign, day) else "open"
    return Outlook(promise, verdict)


def tiles_and_lines(
    promises: list[Promise], campaign: Campaign, day: date
) -> tuple[tuple[Outlook, ...], tuple[Outlook, ...]]:
    """Promises with a number to show as tiles, those without as lines of text."""
    found = [outlook(promise, campaign, day) for promise in promises]
    tiles = tuple(item for item in found if item.promise.achieved is not None)
    return tiles, tuple(item for item in found if item.promise.achieved is None)


def elapsed(campaign: Campaign, day: date) -> Fraction:
    """The share of the campaign's official period that is gone on a day, 0 to 1."""
    first, after = campaign.period.lower, campaign.period.upper
    if first is None or after is None:
        return Fraction(0)
    whole = (after - first).days
    return min(max(Fraction((day - first).days, whole), Fraction(0)), Fraction(1))
