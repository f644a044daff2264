"""How open tasks pass on when the unit or agency they are with ends.

The task keeps the name it was given under; what passes is who goes on with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from campaigns.models import Task
from campaigns.queries.tasks import names_for
from campaigns.task_enums import TaskState
from communes.holdings import Holding, Place, register
from communes.models import AdministrativeUnit, UnitChange
from communes.services.passing_posts import successor_name
from kbang_ntm.core import audit
from kbang_ntm.core.models import User

# Two kinds, so that one answer for all agencies of a district that ends leaves the communes' be.
UNIT, AGENCY = "task", "task_agency"


def unit_tasks(place: Place, on: date) -> Iterable[Holding]:
    """Open tasks a commune goes on with."""
    return tasks_of(UNIT, place, on) if isinstance(place, AdministrativeUnit) else ()


def agency_tasks(place: Place, on: date) -> Iterable[Holding]:
    """Open tasks an agency goes on with."""
    return () if isinstance(place, AdministrativeUnit) else tasks_of(AGENCY, place, on)


def tasks_of(kind: str, place: Place, on: date) -> Iterable[Holding]:
    """Tasks that are neither done nor withdrawn, of whoever goes on with them. Three queries."""
    rows = list(
        Task.objects.filter(_of(place))
        .exclude(state__in=[TaskState.DONE, TaskState.WITHDRAWN])
        .select_related("result_file")
        .order_by("due", "id")
    )
    names = names_for(rows, on) if rows else None
    for row in rows:
        lead = names.of(row.unit_id, row.agency_id) if names else ""
        yield Holding(
            kind=kind,
            uid=str(row.uid),
            title=f"Nhiệm vụ «{row.title}», giao {lead}: {row.get_state_display()}",
            who=row.responsible_name,
            due=row.due,
            files=(row.result_file.original_name,) if row.result_file else (),
        )


def _of(place: Place) -> Q:
    column = "unit" if isinstance(place, AdministrativeUnit) else "agency"
    own = Q(**{column: place, "passed_unit__isnull": True, "passed_agency__isnull": True})
    return own | Q(**{f"passed_{column}": place})


def pass_task(holding: Holding, successor: Place, actor: User, change: UnitChange) -> None:
    """The successor goes on with it."""
    row = _lock(holding)
    is_unit = isinstance(successor, AdministrativeUnit)
    row.passed_unit_id = successor.pk if is_unit else None
    row.passed_agency_id = None if is_unit else successor.pk
    row.save(update_fields=["passed_unit", "passed_agency"])
    name = successor_name(successor, change.date)
    audit.record(
        actor=actor,
        action="task.pass_on",
        subject=row,
        summary=f"{name} tiếp tục theo {change.title}"[:500],
        data={"to": str(successor.uid), "change": str(change.uid)},
    )


def leave_task(holding: Holding, actor: User, change: UnitChange, reason: str) -> None:
    """It stays as it is under the ended name; the office that gave it may withdraw it."""
    row = _lock(holding)
    audit.record(
        actor=actor,
        action="task.left",
        subject=row,
        summary=f"Khép lại theo {change.title}: {reason or 'nơi làm kết thúc hoạt động'}"[:500],
        data={"reason": reason, "change": str(change.uid)},
    )


def _lock(holding: Holding) -> Task:
    return Task.objects.select_for_update(of=("self",)).get(uid=holding.uid)


def register_kinds() -> None:
    """Called once, when the app starts."""
    for code, label, find, order in (
        (UNIT, "Nhiệm vụ của xã chưa hoàn thành", unit_tasks, 70),
        (AGENCY, "Nhiệm vụ của cơ quan chưa hoàn thành", agency_tasks, 71),
    ):
        register(
            code,
            label,
            find,
            pass_task,
            close=leave_task,
            close_label="Khép lại, chỉ đọc",
            on_the_day=True,
            order=order,
        )
