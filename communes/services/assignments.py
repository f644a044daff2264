"""Dividing a commune's indicators among its officers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from django.db import transaction
from psycopg2.extras import DateRange

from communes.enums import Role
from communes.models import AdministrativeUnit, Indicator, IndicatorAssignment, Membership
from communes.rules import reach
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User


@transaction.atomic
def divide(*, unit: AdministrativeUnit, choices: Mapping[int, frozenset[int]], actor: User) -> int:
    """Say which officers enter which indicators of a commune from today on.

    `choices` is {indicator id: membership ids}; an empty set opens the indicator to every
    officer again; indicators not named stay as they are. Returns how many indicators changed.
    Raises NotAllowed for anybody but the commune's leader, Refused (`not_an_officer`).
    """
    if unit.pk not in reach(actor).units(Role.COMMUNE_LEADER):
        raise NotAllowed("not_allowed", "Chỉ lãnh đạo UBND xã phân công chỉ tiêu của xã mình.")
    today = clock.today()
    AdministrativeUnit.objects.select_for_update().get(pk=unit.pk)  # one division at a time
    officers = dict(
        Membership.objects.on(today)
        .filter(unit=unit, role=Role.COMMUNE_OFFICER)
        .values_list("id", "user__full_name")
    )
    if any(not chosen <= officers.keys() for chosen in choices.values()):
        raise Refused(
            "not_an_officer",
            "Người được giao không còn là công chức phụ trách của xã. Tải lại trang rồi chọn lại.",
        )
    present: dict[int, dict[int, IndicatorAssignment]] = defaultdict(dict)
    for row in IndicatorAssignment.objects.filter(
        membership__unit=unit, valid__contains=today, indicator_id__in=choices
    ):
        present[row.indicator_id][row.membership_id] = row
    changed = {pk: want for pk, want in choices.items() if present[pk].keys() != want}
    for pk, want in changed.items():
        for membership_id, row in present[pk].items():
            if membership_id not in want:
                row.valid = DateRange(row.valid.lower, today)  # ended today, never deleted
                row.save(update_fields=["valid"])
    IndicatorAssignment.objects.bulk_create(
        IndicatorAssignment(
            membership_id=membership_id,
            indicator_id=pk,
            valid=DateRange(today, None),
            created_by=actor,
        )
        for pk, want in changed.items()
        for membership_id in want - present[pk].keys()
    )
    if changed:
        _record(unit, changed, officers, actor)
    return len(changed)


def _record(
    unit: AdministrativeUnit,
    changed: Mapping[int, frozenset[int]],
    officers: Mapping[int, str],
    actor: User,
) -> None:
    codes = dict(Indicator.objects.filter(pk__in=changed).values_list("id", "code"))
    audit.record(
        actor=actor,
        action="unit.divide",
        subject=unit,
        summary=f"Phân công {len(changed)} chỉ tiêu: {', '.join(codes.values())}"[:500],
        data={
            codes[pk]: sorted(officers[membership_id] for membership_id in want)
            for pk, want in changed.items()
        },
    )
