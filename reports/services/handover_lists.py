"""Printing the handover list of a change outside the pages.

No snapshot is kept: snapshots are open to all who print for the district, the list only to quản trị
and to those who receive.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from communes.models import AdministrativeUnit, UnitChange
from kbang_ntm.core import audit
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import format_date
from reports.builders import handover_list
from reports.documents.renderers import RenderedFile, render
from reports.queries.packages import receivers
from reports.services.documents import check_format


def change_of(text: str) -> UnitChange:
    """The change of that uid. Raises Refused (`no_change`) with the changes there are."""
    try:
        found = UnitChange.objects.filter(uid=UUID(text)).first()
    except ValueError:
        found = None
    if found is not None:
        return found
    known = "; ".join(
        f"{row.uid} ({row.title}, {format_date(row.date)})"
        for row in UnitChange.objects.order_by("date", "id")
    )
    raise Refused(
        "no_change", f'Không có lần sắp xếp "{text}". Các lần: {known or "chưa áp dụng lần nào"}.'
    )


@transaction.atomic
def print_handover_list(
    *, change: UnitChange, unit_key: str, format: str, actor: User | None
) -> RenderedFile:
    """The list of a change as a file; with `unit_key` what that unit receives.

    `actor` is None at the command line, whose user has the server. Raises Refused (`no_receiver`,
    `format_unknown`, `pdf_off`).
    """
    format_ = check_format(handover_list.KIND, format)
    unit = _receiver(change, unit_key) if unit_key else None
    document = handover_list.KIND.build(change=change, unit=unit)
    audit.record(
        actor=actor,
        action="document.handover_list",
        subject=change,
        summary=f"In danh mục bàn giao: {change.title}"[:500],
        data={"unit": unit_key, "format": format_.value},
    )
    return render(document, format_)


def _receiver(change: UnitChange, key: str) -> AdministrativeUnit:
    """A unit that follows in the change. Raises Refused with those there are."""
    units = {unit.key: unit for unit, _name in receivers(change)}
    if key not in units:
        raise Refused(
            "no_receiver",
            f'"{key}" không nhận bàn giao lần này. Các nơi nhận: '
            f"{', '.join(units) or 'không có xã nào'}.",
        )
    return units[key]
