"""A commune begins a report for one of its villages: a village has no office of its own."""

from __future__ import annotations

from django.db import transaction

from communes.enums import Standard, UnitKind
from communes.models import AdministrativeUnit, ProgressReport, ReportingPeriod
from communes.queries.specs import unit_version_on
from communes.queries.villages import heirs_of_commune
from communes.rules import reach
from communes.services.reports import open_report
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User


@transaction.atomic
def start_village_report(
    *, village: AdministrativeUnit, period: ReportingPeriod, actor: User
) -> ProgressReport:
    """Open the village's report of a period, or give the one that stands already.

    The commune in which the village lies on the period's last day enters it. Raises NotAllowed
    for people of other communes; Refused `no_village` where it was no village that day,
    `no_commune` where its commune was divided and nobody has said which part it went to, and what
    `open_report` refuses.
    """
    mine = reach(actor).commune_ids
    version = unit_version_on(village.pk, period.ends)
    if version is None or version.kind != UnitKind.VILLAGE:
        raise Refused(
            "no_village",
            f"Cổng không có làng này vào cuối {period.label}. Chọn làng trong danh sách của xã.",
        )
    if version.parent_id is None and mine & heirs_of_commune(village.pk, period.ends):
        raise Refused(
            "no_commune",
            f"Chưa xác định xã kế tục của {version.name} vào cuối {period.label}: xã cũ đã chia "
            "cho nhiều xã. Hỏi Văn phòng Điều phối làng thuộc xã nào rồi mới nhập.",
        )
    if version.parent_id is None or version.parent_id not in mine:
        raise NotAllowed("not_allowed", "Bạn không nhập số liệu cho làng này.")
    return open_report(
        unit_id=village.pk,
        responsible_id=version.parent_id,
        standard=Standard.VILLAGE,
        period=period,
        actor=actor,
    )
