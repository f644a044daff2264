"""What a person's first page rests on: it changes when anything that stands on it does.

Where these tables are large the stamp costs what reading them costs: rows of everybody's figures
are therefore limited to what this person's page shows, and small registers are taken whole.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from kbang_ntm.core import clock
from kbang_ntm.core.kept import Totals, table_of, total_of
from kbang_ntm.core.models import Job, NoticePreference, Notification, User
from kbang_ntm.core.queries.jobs import FAILED_SHOWN, RECENT
from kbang_ntm.core.registry import registry

_OWN = (
    total_of(
        table_of(Job),
        "WHERE requested_by_id = %(user)s AND (state IN ('queued', 'running') "
        "OR state = 'done' AND finished_at >= %(done)s "
        "OR state = 'failed' AND finished_at >= %(failed)s)",
    ),
    total_of(table_of(Notification), "WHERE recipient_id = %(user)s AND read_at IS NULL"),
    total_of(table_of(NoticePreference), "WHERE user_id = %(user)s"),
)


def home_stamp(user: User) -> tuple[Any, ...] | None:
    """Totals and facts of all apps for this person; None for quản trị, whose page tells of files
    and clocks too. One query, and those the apps' values cost."""
    if registry.is_administrator(user):
        return None
    now = clock.now()
    values: dict[str, Any] = {"user": user.pk, "now": now}
    values |= {"done": now - RECENT, "failed": now - FAILED_SHOWN}
    grounds = tuple(name for name, ground in registry.home_grounds.items() if ground.concerns(user))
    for name in grounds:
        values |= registry.home_grounds[name].values(user)
    facts = tuple(registry.home_grounds[name].facts(user) for name in grounds)
    return (_totals(grounds).ask(**values), facts)


@cache
def _totals(names: tuple[str, ...]) -> Totals:
    """All totals of these apps, each once; put together when the apps are ready."""
    grounds = [registry.home_grounds[name] for name in names]
    parts = [*_OWN, *(part for one in grounds for part in one.totals)]
    return Totals(*dict.fromkeys(parts), one_plan=all(one.one_plan for one in grounds))
