"""Which villages the plans name, for the pages of the communes app below."""

from __future__ import annotations

from collections.abc import Iterable

from campaigns.enums import TargetKind
from campaigns.models import Target
from communes.queries.villages import PromisedVillage


def promised() -> Iterable[PromisedVillage]:
    """Every village of every plan, by year. One query."""
    rows = Target.objects.filter(kind=TargetKind.VILLAGE_NTM).order_by("year", "id")
    columns = rows.values_list("unit_id", "within_id", "year", "read_as")
    return [PromisedVillage(*row) for row in columns]
