"""Who a nominee is: rows that people judged to be one, a household and its head together."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from awards.enums import NomineeKind
from awards.models import Nominee

STEPS = 12
"""How often the group is widened; people link two rows at a time, so chains stay short."""


def group_of(nominee: Nominee) -> set[int]:
    """Ids of the nominee, of the rows judged the same, and of the household's head or the head's
    households. A few queries: one for each step by which the group grows, and one that finds no
    more."""
    return groups_of([nominee])[nominee.pk]


def groups_of(nominees: Iterable[Nominee]) -> dict[int, set[int]]:
    """{nominee id: its group}; as many queries for many nominees as for one."""
    wanted = {row.pk for row in nominees}
    links = _links(wanted)
    return {pk: _reached(pk, links) for pk in wanted}


def canonical(nominee: Nominee) -> Nominee:
    """The row that stands for all rows judged the same as this one."""
    seen = {nominee.pk}
    while nominee.same_as is not None and nominee.same_as.pk not in seen:
        nominee = nominee.same_as
        seen.add(nominee.pk)
    return nominee


def _links(wanted: set[int]) -> dict[int, set[int]]:
    known: set[int] = set()
    links: dict[int, set[int]] = {pk: set() for pk in wanted}
    edge = set(wanted)
    for _step in range(STEPS):
        rows = Nominee.objects.filter(
            Q(pk__in=edge) | Q(same_as__in=edge) | Q(kind=NomineeKind.HOUSEHOLD, head__in=edge)
        ).values_list("pk", "same_as_id", "head_id", "kind")
        known |= edge
        found: set[int] = set()
        for pk, same, head, kind in rows:
            others = {same} | ({head} if kind == NomineeKind.HOUSEHOLD else set())
            for other in others - {None}:
                links.setdefault(pk, set()).add(other)
                links.setdefault(other, set()).add(pk)
                found |= {pk, other}
        edge = found - known
        if not edge:
            break
    return links


def _reached(start: int, links: dict[int, set[int]]) -> set[int]:
    reached, queue = {start}, [start]
    while queue:
        for other in links.get(queue.pop(), ()):
            if other not in reached:
                reached.add(other)
                queue.append(other)
    return reached
