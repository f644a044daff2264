"""Planning and applying a change of units and agencies.

`plan_change` only reads. `apply_change` plans anew under locks and writes exactly what that plan
shows, in one transaction; it refuses when the portal has changed since the plan was seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import IntegrityError, connection, transaction

from communes import holdings
from communes.changes.definition import AGENCY, UNIT, Definition
from communes.changes.plan import Answers, Decisions, Held, Move, Plan, Problem, Target
from communes.enums import UnitKind
from communes.models import (
    AdministrativeUnit,
    Agency,
    ChangeDraft,
    HandoverItem,
    UnitChange,
)
from communes.queries.ground import Ground
from communes.rules import is_administrator
from communes.services.change_agencies import AgencyPlanner
from communes.services.change_checks import period_problems
from communes.services.change_units import UnitPlanner
from communes.services.change_writing import ONE_DAY, Doer
from communes.services.handovers import carry_out, new_item
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import Conflict, NotAllowed, Refused
from kbang_ntm.core.models import User

_LOCK = 4_520_002  # one change at a time, and none beside another's planning under lock
# Units a thing may be given to where nobody follows: not villages, which have no office.
OFFICES = (UnitKind.PROVINCE, UnitKind.DISTRICT, UnitKind.COMMUNE, UnitKind.TOWNSHIP)


def plan_change(definition: Definition, answers: Answers) -> Plan:
    """What a change would do, as the portal stands now. Writes nothing.

    Effects and moves are complete only where the plan is `ready`; questions keep their order from
    one planning to the next. The number of queries grows with the number of ended places, not with
    what they hold.
    """
    ground = Ground()
    units = UnitPlanner(definition, ground, answers)
    found = units.read()
    agencies = AgencyPlanner(definition, ground, units.alive)
    agencies.read()
    places = [
        *(Held(AGENCY, key, agencies.name(key), agencies.followers(key))
          for key in sorted(agencies.ending & ground.agencies.keys())),
        *(Held(UNIT, key, ground.name(key, units.last_day), units.followers(key))
          for key in sorted(units.ending & ground.units.keys())),
    ]  # fmt: skip
    decisions = Decisions(answers, found.parts)
    seen: set[tuple[str, str]] = set()
    others = {AGENCY: agencies.alive(), UNIT: _offices(units, ground)}
    for place in places:
        row = ground.agencies[place.key] if place.about == AGENCY else ground.units[place.key]
        for holding in holdings.held_by(row, definition.date - ONE_DAY):
            if (holding.kind, holding.uid) not in seen:
                seen.add((holding.kind, holding.uid))
                decisions.decide(holding, place, others[place.about])
    return Plan(
        definition=definition,
        effects=(*found.effects, *agencies.effects),
        moves=tuple(decisions.moves),
        questions=(*found.questions, *decisions.questions),
        problems=(
            *found.problems,
            *agencies.problems,
            *decisions.problems,
            *period_problems(definition, clock.now()),
        ),
        places=tuple(places),
    )


def _offices(units: UnitPlanner, ground: Ground) -> tuple[Target, ...]:
    """Units with an office on the day, in the order of the portal."""
    keys = dict.fromkeys([*ground.units, *units.coming])
    found = []
    for key in keys:
        version = ground.version_on(key, units.day) if key in ground.units else None
        kind = version.kind if version else units.coming[key].kind if key in units.coming else ""
        if kind in OFFICES and units.alive(key):
            found.append(Target(UNIT, key, units.new_name(key)))
    return tuple(found)


@transaction.atomic
def apply_change(
    *,
    definition: Definition,
    answers: Answers,
    actor: User,
    seen: str = "",
    draft: ChangeDraft | None = None,
) -> UnitChange:
    """Apply a change; the same change given again is the one that stands.

    `seen` is the hash of the plan the person has read; "" when the caller has just planned and
    nobody decides between. Things without dates of their own pass on the day of the change: at
    once, when that day has come. Raises NotAllowed; Conflict (`uid_reused`, `plan_changed`);
    Refused with the code of the first problem, `questions`, or `clash` from the database.
    """
    if not is_administrator(actor):
        raise NotAllowed("not_allowed", "Chỉ quản trị áp dụng sắp xếp đơn vị, cơ quan.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    standing = UnitChange.objects.filter(uid=definition.uid).first()
    if standing is not None:
        if standing.plan["definition"] != definition.as_json():
            raise Conflict(
                "uid_reused", "Mã này đã dùng cho một lần sắp xếp khác. Bỏ mã để cổng tự đặt."
            )
        return standing
    _lock_places(definition)
    plan = plan_change(definition, answers)
    _check(plan, seen)
    doer = Doer(
        definition=definition,
        actor=actor,
        units={unit.key: unit for unit in AdministrativeUnit.objects.all()},
        agencies={agency.code: agency for agency in Agency.objects.all()},
    )
    try:
        with transaction.atomic():
            for effect in plan.effects:
                if effect.run is not None:
                    effect.run(doer)
    except IntegrityError as clash:
        raise Refused(
            "clash",
            "Tên, mã hoặc khoảng thời gian trùng với dòng đã có. Xem lại mã và ngày hiệu lực.",
        ) from clash
    change = _record(plan, answers, actor)
    HandoverItem.objects.bulk_create(_items(change, plan.moves, doer))
    carry_out(change=change, actor=actor, today=clock.today())
    if draft is not None:
        draft.change = change
        draft.save(update_fields=["change"])
    return change


def _lock_places(definition: Definition) -> None:
    """Nobody edits the named units and agencies, or plans with them, until the end."""
    keys = {UNIT: set[str](), AGENCY: set[str]()}
    for step in definition.steps:
        keys[step.about] |= {*step.predecessors, *step.successor_keys}
    for unit in AdministrativeUnit.objects.filter(key__in=keys[UNIT]).order_by("pk"):
        AdministrativeUnit.objects.select_for_update().get(pk=unit.pk)
    list(Agency.objects.filter(code__in=keys[AGENCY]).order_by("pk").select_for_update())


def _check(plan: Plan, seen: str) -> None:
    if plan.problems:
        first: Problem = plan.problems[0]
        more = f" Còn {len(plan.problems) - 1} lỗi khác." if len(plan.problems) > 1 else ""
        raise Refused(first.code, first.text + more)
    if plan.unanswered:
        raise Refused(
            "questions",
            f"Còn {len(plan.unanswered)} câu hỏi chưa trả lời: {plan.unanswered[0].text}",
        )
    if seen and seen != plan.sha256:
        raise Conflict(
            "plan_changed",
            "Dữ liệu của cổng đã đổi từ lúc bạn xem phương án. Xem phương án mới rồi xác nhận lại.",
        )


def _record(plan: Plan, answers: Answers, actor: User) -> UnitChange:
    definition = plan.definition
    change = UnitChange.objects.create(
        uid=definition.uid,
        title=definition.title,
        date=definition.date,
        legal_basis=definition.legal_basis,
        document_number=definition.document_number,
        document_date=definition.document_date,
        source=definition.source,
        plan=plan.as_json(),
        answers=dict(answers),
        plan_sha256=plan.sha256,
        applied_by=actor,
    )
    audit.record(
        actor=actor,
        action="units.change",
        subject=change,
        summary=f"Áp dụng: {definition.title}, hiệu lực {definition.date:%d/%m/%Y}"[:500],
        data={
            "plan_sha256": plan.sha256,
            "document": definition.document_number,
            "written": [effect.text for effect in plan.effects if not effect.present],
            "moves": len(plan.moves),
        },
    )
    return change


def _items(change: UnitChange, moves: Sequence[Move], doer: Doer) -> Iterator[HandoverItem]:
    for move in moves:
        place, to = move.place, move.to
        yield new_item(
            change,
            move.holding,
            doer.units[place.key] if place.about == UNIT else doer.agencies[place.key],
            (doer.units[to.key] if to.about == UNIT else doer.agencies[to.key]) if to else None,
            reason=move.reason,
        )
