"""What the public page of a day rests on, as one short text: it changes when any of it does."""

from __future__ import annotations

import hashlib

from campaigns.models import Contribution, Story, Target
from campaigns.queries.footings import PLAN
from communes.models import Standing
from communes.queries.footings import LAW, MAP
from kbang_ntm.core.kept import Totals, table_of, total_of
from kbang_ntm.core.models import User
from reports.queries.units import newest_confirmed_period

_TOLD = Totals(
    *(total_of(table_of(model)) for model in PLAN),
    # Counts of the plan's communes and villages; no other unit's stand on the page.
    total_of(
        table_of(Standing),
        f"WHERE basis = 'confirmed' AND unit_id IN (SELECT unit_id FROM {table_of(Target)})",
    ),
    total_of(
        table_of(User),
        f"WHERE id IN (SELECT proposed_by_id FROM {table_of(Story)} WHERE state = 'published')",
    ),
    # A ledger: rows are added, never changed.
    f"SELECT count(*) || ':' || coalesce(max(id), 0) FROM {table_of(Contribution)}",
)


def public_stamp() -> str:
    """A digest of the plan, the map, recognitions, stories, gifts, and confirmed figures of the
    newest whole period. Three queries."""
    period = newest_confirmed_period()
    parts = [MAP.stamp(), LAW.stamp(), _TOLD.ask(), period.pk if period else 0]
    return hashlib.sha256(repr(parts).encode()).hexdigest()
