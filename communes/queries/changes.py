"""Changes and their handover lists, as the pages show them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from communes.enums import HandoverState
from communes.holdings import kind_of
from communes.models import ChangeDraft, HandoverItem, UnitChange, UnitVersion
from kbang_ntm.core.vietnamese import format_date

ONE_DAY = timedelta(days=1)


def applied_changes() -> QuerySet[UnitChange]:
    """All changes, newest first, with how many items passed, wait and are open. One query."""
    return UnitChange.objects.select_related("applied_by").annotate(
        total=Count("items"),
        passed=Count("items", filter=Q(items__state=HandoverState.PASSED)),
        waiting=Count("items", filter=Q(items__state=HandoverState.PLANNED)),
        unsettled=Count("items", filter=Q(items__state=HandoverState.OPEN)),
    )


def open_drafts() -> QuerySet[ChangeDraft]:
    """Plans not applied yet, newest first."""
    return ChangeDraft.objects.filter(change__isnull=True).select_related("created_by")


@dataclass(frozen=True)
class ItemLine:
    """One line of a handover list in words."""

    item: HandoverItem
    source: str
    target: str

    @property
    def settled(self) -> bool:
        """Nobody has to say where it goes."""
        return self.item.state != HandoverState.OPEN


@dataclass(frozen=True)
class ItemGroup:
    """The lines of one kind."""

    code: str
    label: str
    lines: tuple[ItemLine, ...]


def handover_lines(change: UnitChange, *, to_unit: int | None = None) -> list[ItemGroup]:
    """The handover list by kind, with places as called on the last and on the first day.

    `to_unit` limits it to what one unit or its agencies receive. Three queries.
    """
    items = change.items.select_related("from_unit", "from_agency", "to_unit", "to_agency")
    if to_unit is not None:
        items = items.filter(Q(to_unit=to_unit) | Q(to_agency__unit=to_unit))
    rows = list(items.order_by("id"))
    ids = {row.from_unit_id for row in rows} | {row.to_unit_id for row in rows}
    before = names_on({pk for pk in ids if pk}, change.date - ONE_DAY)
    after = names_on({pk for pk in ids if pk}, change.date)
    groups: dict[str, list[ItemLine]] = defaultdict(list)
    for row in rows:
        source = row.from_agency.name if row.from_agency else before.get(row.from_unit_id or 0, "")
        target = row.to_agency.name if row.to_agency else after.get(row.to_unit_id or 0, "")
        if target == source and row.to_unit_id != row.from_unit_id:  # a new unit, an old name
            target = f"{target} (từ {format_date(change.date)})"
        groups[row.kind].append(ItemLine(row, source, target))
    return [ItemGroup(code, kind_of(code).label, tuple(lines)) for code, lines in groups.items()]


def names_on(unit_ids: set[int], day: date) -> dict[int, str]:
    """{unit id: its name on that day}. One query."""
    rows = UnitVersion.objects.filter(unit_id__in=unit_ids, valid__contains=day)
    return dict(rows.values_list("unit_id", "name"))


def units_on(day: date, *kinds: str) -> list[tuple[str, str]]:
    """(key, name) of the units of these kinds on a day, in the order of the plan."""
    rows = UnitVersion.objects.filter(kind__in=kinds, valid__contains=day)
    return list(rows.order_by("unit__order", "unit__key").values_list("unit__key", "name"))
