"""What a leader reads before signing: what changed since last period, and from where to where."""

from __future__ import annotations

from dataclasses import dataclass

from communes.enums import Basis
from communes.models import ProgressReport, Standing
from communes.queries.entry_page import Desk
from communes.queries.gaps import warning_of
from communes.queries.specs import IndicatorRow
from communes.queries.values import Figures, value_words


@dataclass(frozen=True)
class Change:
    """One indicator whose value or verdict differs from the period before."""

    row: IndicatorRow
    before: str
    now: str
    was: str
    verdict: str
    warning: str
    note: str

    @property
    def better(self) -> bool:
        """Not met before, met now."""
        return self.verdict == "met" and self.was != "met"

    @property
    def worse(self) -> bool:
        """Met before, no longer met."""
        return self.was == "met" and self.verdict != "met"


def changes_of(desk: Desk) -> list[Change]:
    """Indicators that changed since last period: lost and won ones first. Asks no query."""
    found = []
    for pk, row in desk.spec.indicators.items():
        entry, before = desk.entries.get(pk), desk.previous.get(pk)
        if entry is None or before is None or entry.version == 0:
            continue
        now, old = value_words(row.spec, entry), value_words(row.spec, before)
        if now == old and entry.verdict == before.verdict:
            continue
        found.append(_change(row, entry, before, old, now))
    return sorted(found, key=lambda c: (not c.worse, not c.better, not c.warning))


def _change(row: IndicatorRow, entry: Figures, before: Figures, old: str, now: str) -> Change:
    return Change(
        row=row,
        before=old,
        now=now,
        was=before.verdict,
        verdict=entry.verdict,
        warning=warning_of(row, entry, before),
        note=entry.note,
    )


def earlier_standing(before: ProgressReport | None) -> Standing | None:
    """The counts of the period before: as confirmed, else as the commune saw them. One query."""
    if before is None:
        return None
    rows = {row.basis: row for row in before.standings.all()}
    return rows.get(Basis.CONFIRMED) or rows.get(Basis.SELF_ASSESSED)
