"""What a new campaign takes over from an old one; each part of the app adds its own.

from campaigns import copying

def copy_templates(old, new, actor):
    ...

copying.register("tasks", copy_templates)
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campaigns.models import Campaign
    from kbang_ntm.core.models import User

Copier = Callable[["Campaign", "Campaign", "User"], None]
"""(old, new, actor): adds rows to the new campaign, inside the transaction that opens it."""

_copiers: dict[str, Copier] = {}


def register(name: str, copier: Copier) -> None:
    """Let a part of the app add its rows to every copy; called in its front's register(). A name
    registered again is replaced."""
    _copiers[name] = copier


def copiers() -> list[Copier]:
    """All copiers in the order in which they registered."""
    return list(_copiers.values())


def shifted(day: date, *, old: date, new: date) -> date:
    """A day of a campaign that begins on `old`, moved to one that begins on `new`.

    Where both begin on the same day of the year only the year moves, so that 31/12 stays 31/12.
    """
    if (old.month, old.day) == (new.month, new.day):
        year = day.year + new.year - old.year
        leap_day = (day.month, day.day) == (2, 29)
        return date(year, 2, 28) if leap_day else day.replace(year=year)
    return day + timedelta(days=(new - old).days)
