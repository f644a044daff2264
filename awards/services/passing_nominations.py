"""How nominations pass on when the unit or agency that proposed ends.

The nomination keeps the name of who proposed; whoever follows answers for it. Nominations before
a level that has ended stay where they are: nobody there decides any more, and the refusal names
who follows.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from awards.enums import NominationState
from awards.models import Nomination
from communes.holdings import Holding, Place, register
from communes.models import AdministrativeUnit, UnitChange
from communes.services.passing_posts import successor_name
from kbang_ntm.core import audit
from kbang_ntm.core.models import User

PROPOSED = "nomination"
OVER = (
    NominationState.WITHDRAWN,
    NominationState.INELIGIBLE,
    NominationState.NOT_RECOMMENDED,
    NominationState.DECIDED,
    NominationState.ANSWERED,
)


def nominations_of(place: Place, on: date) -> Iterable[Holding]:
    """Nominations the place has drafted or sent, which are not over."""
    own = Q(passed_unit__isnull=True, passed_agency__isnull=True)
    if isinstance(place, AdministrativeUnit):
        held = own & Q(unit=place) | Q(passed_unit=place)
    else:
        held = own & Q(agency=place) | Q(passed_agency=place)
    rows = Nomination.objects.filter(held).exclude(state__in=OVER)
    for row in rows.select_related("round", "made_by").order_by("id"):
        yield Holding(
            kind=PROPOSED,
            uid=str(row.uid),
            title=f"Đề nghị khen thưởng {row.nominee_name} ({row.round.name}): "
            f"{row.get_state_display()}",
            who=row.made_by.full_name,
            due=row.supplement_due or row.appraise_by or row.round.due_on,
        )


def pass_nomination(holding: Holding, successor: Place, actor: User, change: UnitChange) -> None:
    """The successor goes on as the proposer, the name on the nomination stays."""
    row = _lock(holding)
    is_unit = isinstance(successor, AdministrativeUnit)
    row.passed_unit_id = successor.pk if is_unit else None
    row.passed_agency_id = None if is_unit else successor.pk
    row.save(update_fields=["passed_unit", "passed_agency"])
    name = successor_name(successor, change.date)
    audit.record(
        actor=actor,
        action="nomination.pass_on",
        subject=row,
        summary=f"{name} tiếp tục theo {change.title}"[:500],
        data={"to": str(successor.uid), "change": str(change.uid)},
    )


def leave_nomination(holding: Holding, actor: User, change: UnitChange, reason: str) -> None:
    """It stays as it is, read only."""
    audit.record(
        actor=actor,
        action="nomination.left",
        subject=_lock(holding),
        summary=f"Khép lại theo {change.title}: {reason or 'đơn vị kết thúc hoạt động'}"[:500],
        data={"reason": reason, "change": str(change.uid)},
    )


def _lock(holding: Holding) -> Nomination:
    return Nomination.objects.select_for_update(of=("self",)).get(uid=holding.uid)


def register_kinds() -> None:
    """Called once, when the app starts."""
    register(
        PROPOSED,
        "Đề nghị khen thưởng chưa có kết quả",
        nominations_of,
        pass_nomination,
        close=leave_nomination,
        close_label="Khép lại, chỉ đọc",
        on_the_day=True,
        order=80,
    )
