"""Reminding communes that have not sent: once a day per commune and period, with a trace."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse

from communes.models import AdministrativeUnit, ReportingPeriod
from communes.queries.people import people_of_commune
from communes.rules import is_coordination
from kbang_ntm.core import audit, clock, notify
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.templatetags.portal import vn_datetime
from reports.queries.late import REMINDED, LateUnit, late_sheet

KIND = "report.reminded"


@transaction.atomic
def remind(
    *, period: ReportingPeriod, units: Iterable[AdministrativeUnit] | None = None, actor: User
) -> list[AdministrativeUnit]:
    """Tell the people of communes that have not sent; returns the communes told now.

    `units` None means all that have not sent. A commune that has sent meanwhile or was reminded
    today is passed over. Raises NotAllowed, or Refused (`not_open_yet`, `nobody_left`,
    `nobody_in_post`).
    """
    if not is_coordination(actor):
        raise NotAllowed("not_allowed", "Chỉ Văn phòng Điều phối đôn đốc được.")
    # The lock makes two clicks at once one reminder: the second sees the first one's trace.
    period = ReportingPeriod.objects.select_for_update().get(pk=period.pk)
    if clock.now() < period.opens_at:
        raise Refused("not_open_yet", f"Kỳ {period.label} chưa mở, chưa đôn đốc được.")
    wanted = None if units is None else {unit.pk for unit in units}
    waiting = [
        late
        for late in late_sheet(period).missing
        if (wanted is None or late.unit_id in wanted) and not late.reminded_today
    ]
    if not waiting:
        raise Refused(
            "nobody_left", "Các xã này đã gửi hoặc đã được đôn đốc hôm nay. Ngày mai đôn đốc lại."
        )
    told = [late for late in waiting if _tell(period, late, actor)]
    if not told:
        names = ", ".join(late.name for late in waiting)
        raise Refused(
            "nobody_in_post", f"{names} chưa có người phụ trách trong cổng. Nhờ quản trị phân công."
        )
    found = {unit.pk: unit for unit in _units(told)}
    for late in told:
        audit.record(
            actor=actor,
            action=REMINDED,
            subject=found[late.unit_id],
            summary=f"Đôn đốc {late.name} gửi báo cáo {period.label}",
            data={"period": period.key},
        )
    return [found[late.unit_id] for late in told]


def _units(told: list[LateUnit]) -> list[AdministrativeUnit]:
    return list(AdministrativeUnit.objects.filter(pk__in=[late.unit_id for late in told]))


def _tell(period: ReportingPeriod, late: LateUnit, actor: User) -> bool:
    """Whether the commune has anybody to tell."""
    people = list(people_of_commune(late.unit_id))
    if not people:
        return False
    notify.tell(
        recipients=people,
        kind=KIND,
        key=f"{KIND}:{period.key}:{late.key}:{clock.today():%Y-%m-%d}",
        text=(
            f"Văn phòng Điều phối ({actor.full_name}) đôn đốc: {late.name} gửi báo cáo "
            f"{period.label} trước {vn_datetime(late.closes_at)}."
        ),
        url=reverse("communes:entry-home"),
    )
    return True
