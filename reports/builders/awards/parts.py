"""What the papers of awards share: bases of the law, and the groups of nominees."""

from __future__ import annotations

from collections.abc import Sequence

from awards.enums import NomineeKind
from awards.models import Regime
from reports.builders.parts import written_out

GROUPS = {
    NomineeKind.COLLECTIVE: "Tập thể",
    NomineeKind.HOUSEHOLD: "Hộ gia đình",
    NomineeKind.INDIVIDUAL: "Cá nhân",
}
"""The order of lists (document format, 2.2)."""


def bases_of(regime: Regime | None) -> tuple[str, ...]:
    """The law a paper rests on, one line a document, as the row of law has it."""
    if regime is None:
        return ()
    return tuple(f"Căn cứ {written_out(part)}" for part in regime.law.split("; "))


def counted(kinds: Sequence[str]) -> str:
    """ "03 tập thể, 02 hộ gia đình và 04 cá nhân"; kinds without anybody are left out."""
    parts = [
        f"{kinds.count(kind):02d} {label.lower()}"
        for kind, label in GROUPS.items()
        if kind in kinds
    ]
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} và {parts[-1]}"
