"""How open visits and findings pass on when a unit or an agency ends.

What was found stays with the unit it was found in; what passes is who answers for it, and which
body goes on with the visit and judges what was mended.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from campaigns.inspection_enums import (
    LIVING_VISITS,
    OPEN_FINDINGS,
    PlanState,
)
from campaigns.models import Finding, Inspection, InspectionPlan
from communes.holdings import Holding, Place, register
from communes.models import AdministrativeUnit, Agency, UnitChange
from communes.queries.register_rules import names_on
from kbang_ntm.core import audit
from kbang_ntm.core.models import User

FINDING, VISIT, PLAN = "finding", "inspection", "inspection_plan"
Row = Finding | Inspection | InspectionPlan


def findings_of(place: Place, on: date) -> Iterable[Holding]:
    """Open findings the place answers for."""
    mine = Q(unit=place) if isinstance(place, AdministrativeUnit) else Q(agency=place)
    rows = list(
        Finding.objects.filter(mine, state__in=OPEN_FINDINGS)
        .select_related("inspection", "by")
        .prefetch_related("notes__file")
        .order_by("deadline", "id")
    )
    names = names_on({row.inspection.unit_id for row in rows}, on) if rows else {}
    for row in rows:
        yield Holding(
            kind=FINDING,
            uid=str(row.uid),
            title=f"Tồn tại ở {names.get(row.inspection.unit_id, '')}: {row.text[:120]}",
            due=row.deadline,
            files=tuple(note.file.original_name for note in row.notes.all() if note.file),
        )


def visits_of(place: Place, on: date) -> Iterable[Holding]:
    """Visits the place has to make, to conclude, or to follow up."""
    mine = Q(body_unit=place) if isinstance(place, AdministrativeUnit) else Q(agency=place)
    waits = Q(state__in=LIVING_VISITS) | Q(findings__state__in=OPEN_FINDINGS)
    rows = list(
        Inspection.objects.filter(mine & waits).select_related("made_by").distinct().order_by("id")
    )
    names = names_on({row.unit_id for row in rows}, on) if rows else {}
    for row in rows:
        yield Holding(
            kind=VISIT,
            uid=str(row.uid),
            title=f"{row.title} ({names.get(row.unit_id, '')}): {row.get_state_display()}",
            who=row.made_by.full_name,
            due=row.days.lower,
        )


def plans_of(place: Place, on: date) -> Iterable[Holding]:
    """Plans of the place that are not issued."""
    mine = Q(body_unit=place) if isinstance(place, AdministrativeUnit) else Q(agency=place)
    rows = InspectionPlan.objects.filter(mine, state=PlanState.DRAFT).select_related("made_by")
    for row in rows.order_by("year", "id"):
        yield Holding(
            kind=PLAN,
            uid=str(row.uid),
            title=f"Kế hoạch kiểm tra năm {row.year}: {row.title}",
            who=row.made_by.full_name,
        )


def pass_finding(holding: Holding, successor: Place, actor: User, change: UnitChange) -> None:
    """The successor answers for it."""
    row = Finding.objects.select_for_update(of=("self",)).get(uid=holding.uid)
    row.unit, row.agency = _sides(successor)
    row.save(update_fields=["unit", "agency"])
    _told(row, "finding", successor, actor, change)


def pass_visit(holding: Holding, successor: Place, actor: User, change: UnitChange) -> None:
    """The successor goes on with it; a unit's Front with supervision."""
    row = Inspection.objects.select_for_update(of=("self",)).get(uid=holding.uid)
    _give(row, successor, actor, change)


def pass_plan(holding: Holding, successor: Place, actor: User, change: UnitChange) -> None:
    """The successor goes on with it."""
    row = InspectionPlan.objects.select_for_update(of=("self",)).get(uid=holding.uid)
    _give(row, successor, actor, change)


def _give(
    row: Inspection | InspectionPlan, successor: Place, actor: User, change: UnitChange
) -> None:
    row.body_unit, row.agency = _sides(successor)
    row.save(update_fields=["body_unit", "agency"])
    code = "inspection" if isinstance(row, Inspection) else "inspection_plan"
    _told(row, code, successor, actor, change)


def leave(holding: Holding, actor: User, change: UnitChange, reason: str) -> None:
    """It stays as it is; nobody acts on it any more."""
    models: dict[str, type[Row]] = {FINDING: Finding, VISIT: Inspection, PLAN: InspectionPlan}
    row = models[holding.kind]._default_manager.get(uid=holding.uid)
    audit.record(
        actor=actor,
        action=f"{holding.kind}.left",
        subject=row,
        summary=f"Khép lại theo {change.title}: {reason or 'đơn vị kết thúc hoạt động'}"[:500],
        data={"reason": reason, "change": str(change.uid)},
    )


def _sides(place: Place) -> tuple[AdministrativeUnit | None, Agency | None]:
    if isinstance(place, AdministrativeUnit):
        return place, None
    return None, place


def _told(row: Row, code: str, successor: Place, actor: User, change: UnitChange) -> None:
    audit.record(
        actor=actor,
        action=f"{code}.pass_on",
        subject=row,
        summary=f"Chuyển cho nơi kế tục theo {change.title}"[:500],
        data={"to": getattr(successor, "key", "") or getattr(successor, "code", ""),
              "change": str(change.uid)},
    )  # fmt: skip


def register_kinds() -> None:
    """Called once, when the app starts."""
    for code, label, find, pass_on, order in (
        (FINDING, "Tồn tại, hạn chế chưa khép", findings_of, pass_finding, 70),
        (VISIT, "Cuộc kiểm tra, giám sát chưa xong", visits_of, pass_visit, 71),
        (PLAN, "Kế hoạch kiểm tra đang soạn", plans_of, pass_plan, 72),
    ):
        register(
            code,
            label,
            find,
            pass_on,
            close=leave,
            close_label="Khép lại, chỉ đọc",
            on_the_day=True,
            order=order,
        )
