"""Makes work for many people in a portal with demonstration data, and says who does what (JSON).

    PORTAL_VAR=... python -m tests.drill.prepare

Villages of the demonstration are opened for earlier quarters too (the coordination office extends
them), filled and handed to the leader: each can be sent once. One draft for each officer stays
open to save in.
"""

from __future__ import annotations

import io
import json
import os
import sys
from datetime import timedelta
from typing import Any

MOST_SENDABLE = 16


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "kbang_ntm.settings"
    import django

    django.setup()
    from communes.enums import Role
    from communes.models import ReportingPeriod, UnitVersion

    period = ReportingPeriod.objects.get(key="2025-Q2")
    earlier = list(
        ReportingPeriod.objects.filter(ends__lt=period.starts, kind=period.kind).order_by("-ends")
    )[:2]
    villages = UnitVersion.objects.filter(
        kind="village", valid__contains=period.ends, parent__isnull=False
    ).select_related("unit", "parent")
    savers, sendable = [], []
    for version in villages.order_by("unit__key"):
        officer = person_of(version.parent_id, Role.COMMUNE_OFFICER)
        leader = person_of(version.parent_id, Role.COMMUNE_LEADER)
        report = draft(version, period, officer)
        if report is not None:
            savers.append({"login": officer.username, **open_cells(report)})
        for one in earlier:
            if len(sendable) < MOST_SENDABLE:
                sendable.append(handed(version, one, officer, leader))
    sendable = [one for one in sendable if one]
    json.dump({"savers": savers, "sendable": sendable, "printer": "dieuphoi"}, sys.stdout)


def person_of(unit_id: Any, role: str) -> Any:
    """Who has the role in the unit today."""
    from communes.models import Membership
    from kbang_ntm.core import clock

    rows = Membership.objects.filter(unit_id=unit_id, role=role, valid__contains=clock.today())
    return rows.select_related("user").order_by("pk")[0].user


def draft(version: Any, period: Any, officer: Any) -> Any:
    """The village's open report of the quarter; None when the demonstration has sent it."""
    from communes.services.villages import start_village_report

    report = start_village_report(village=version.unit, period=period, actor=officer)
    return report if report.state == "draft" else None


def open_cells(report: Any) -> dict[str, Any]:
    """Fields that take a decimal number, with the version that stands in them."""
    from communes.measures import Measure
    from communes.queries.specs import load_specs

    rows = load_specs(report.criteria_set, on=report.period.ends).indicators.values()
    versions = dict(report.entries.values_list("indicator_id", "version"))
    cells = [
        {"id": row.id, "field": f"i{row.id}_{row.spec.parts[0].key}_number",
         "version": versions.get(row.id, 0)}
        for row in rows
        if row.spec.parts[0].measure in (Measure.RATIO, Measure.CURRENCY)
        and not row.spec.parts[0].is_counted
    ]  # fmt: skip
    return {"report": str(report.uid), "cells": cells}


def handed(version: Any, period: Any, officer: Any, leader: Any) -> Any:
    """A complete report of an earlier quarter that waits for the leader; None when the
    demonstration has figures there already."""
    from communes.models import PeriodExtension
    from communes.queries.specs import load_specs
    from communes.services.edits import Edit
    from communes.services.entries import save_entries
    from communes.services.evidence import add_files
    from communes.services.reports import hand_to_leader
    from communes.services.villages import start_village_report
    from kbang_ntm.core import clock
    from kbang_ntm.core.models import User
    from tests.factories.communes import pdf

    office = User.objects.get(username="dieuphoi")
    until = clock.now() + timedelta(days=5)
    # A row, not the service: that one gives no more time to a commune which is done.
    PeriodExtension.objects.create(
        period=period, unit=version.parent, until=until, reason="Diễn tập", granted_by=office
    )
    report = start_village_report(village=version.unit, period=period, actor=officer)
    if report.state != "draft" or report.entries.exists():
        return None
    rows = list(load_specs(report.criteria_set, on=period.ends).indicators.values())
    edits = []
    for row in rows:
        (part,) = row.spec.parts
        raw = {"choice": "yes"} if part.is_choice else {"number": "1"}
        edits.append(Edit(row.id, 0, {part.key: raw}, survey="Rà soát tại làng"))
    save_entries(
        report=report, edits=edits, key=f"drill-{report.uid}", received_at=clock.now(),
        origin="group", actor=officer,
    )  # fmt: skip
    files = [(row.id, f"Minh chứng {row.code}.pdf", io.BytesIO(pdf(row.code))) for row in rows]
    wrong = add_files(report=report, files=files, actor=officer, key=f"drill-{report.uid}")
    assert not wrong, wrong
    hand_to_leader(report=report, actor=officer)
    return {"login": leader.username, "report": str(report.uid)}


if __name__ == "__main__":
    main()
