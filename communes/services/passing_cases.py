"""How open cases of recognition pass on when a unit ends: the case keeps its subject and history.

Two things a unit may hold: a case it prepares (`responsible`), and a case it verifies
(`verifier`). Where nobody follows the verifier, the case stays with the ended body, which acts no
more, until people name a successor on a paper.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from communes.holdings import Holding, Place, register
from communes.models import AdministrativeUnit, CasePaper, RecognitionCase, UnitChange
from communes.queries.case_list import case_lines
from communes.queries.procedures import calendar_of
from communes.recognition_enums import CaseAct
from communes.services.cases import add_fact, lock_case
from communes.services.passing_posts import successor_name
from kbang_ntm.core import audit, clock
from kbang_ntm.core.models import User

PREPARED, VERIFIED = "case", "case_verification"


def prepared_by(place: Place, on: date) -> Iterable[Holding]:
    """Open cases the unit prepares, of its own and of its villages."""
    return _held(PREPARED, place, "responsible")


def verified_by(place: Place, on: date) -> Iterable[Holding]:
    """Open cases the unit verifies."""
    return _held(VERIFIED, place, "verifier")


def _held(kind: str, place: Place, side: str) -> Iterable[Holding]:
    if not isinstance(place, AdministrativeUnit):
        return
    rows = RecognitionCase.objects.open().filter(**{side: place})
    cases = list(rows.select_related("unit", "opened_by").order_by("unit__order", "id"))
    if not cases:
        return
    files: dict[int, list[str]] = defaultdict(list)
    for case_id, name in (
        CasePaper.objects.filter(case__in=cases, withdrawn_at__isnull=True)
        .order_by("id")
        .values_list("case_id", "file__original_name")
    ):
        files[case_id].append(name or "")
    for line in case_lines(cases, calendar_of()):
        case = line.case
        yield Holding(
            kind=kind,
            uid=str(case.uid),
            title=f"Hồ sơ xét công nhận {case}: {case.get_state_display()}",
            who=case.opened_by.full_name,
            due=line.due,
            files=tuple(files[case.pk]),
            part=case.unit.key if kind == PREPARED and case.unit_id != place.pk else "",
            alias=f"{case.unit.key}/{case.standard}",
        )


def _case(uid: str) -> RecognitionCase:
    return lock_case(RecognitionCase.objects.get(uid=uid))


def pass_case(holding: Holding, successor: Place, actor: User, change: UnitChange) -> None:
    """The successor goes on preparing; the subject stays the old unit, under its own name."""
    _give(holding, successor, actor, change, "responsible", "lập hồ sơ")


def pass_verification(holding: Holding, successor: Place, actor: User, change: UnitChange) -> None:
    """The successor goes on verifying."""
    _give(holding, successor, actor, change, "verifier", "thẩm tra")


def _give(
    holding: Holding, successor: Place, actor: User, change: UnitChange, side: str, what: str
) -> None:
    assert isinstance(successor, AdministrativeUnit), "cases pass between units"
    case = _case(holding.uid)
    before = getattr(case, side)
    setattr(case, side, successor)
    case.save(update_fields=[side])
    name = successor_name(successor, change.date)
    day = min(change.date, clock.today())
    add_fact(
        case, CaseAct.SUCCEED, day, actor, body=name, text=f"Tiếp tục {what} theo {change.title}"
    )
    audit.record(
        actor=actor,
        action="case.pass_on",
        subject=case,
        summary=f"{name} tiếp tục {what} theo {change.title}"[:500],
        data={"from": before.key, "to": successor.key, "change": str(change.uid)},
    )


def leave_case(holding: Holding, actor: User, change: UnitChange, reason: str) -> None:
    """The case stays where it is; the ended body acts no more in it."""
    audit.record(
        actor=actor,
        action="case.left",
        subject=_case(holding.uid),
        summary=f"Chưa có đơn vị kế tục theo {change.title}. {reason}"[:500],
        data={"change": str(change.uid)},
    )


def register_kinds() -> None:
    """Called once, from AppConfig.ready()."""
    register(
        PREPARED,
        "Hồ sơ xét công nhận đang làm",
        prepared_by,
        pass_case,
        on_the_day=True,
        order=50,
    )
    register(
        VERIFIED,
        "Hồ sơ xét công nhận đang thẩm tra",
        verified_by,
        pass_verification,
        close=leave_case,
        close_label="Chưa xác định đơn vị kế tục",
        ends_with_place=True,
        on_the_day=True,
        order=51,
    )
