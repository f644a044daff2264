"""Carrying out a change: what was planned passes on, what came later is found, nothing is lost."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.db import transaction

from communes import holdings
from communes.changes.definition import AGENCY, UNIT, Definition, read_definition
from communes.changes.plan import Decisions, Held, Target, closing_reason
from communes.enums import HandoverState
from communes.models import AdministrativeUnit, Agency, HandoverItem, UnitChange
from communes.queries.ground import Ground
from communes.rules import is_administrator
from communes.services.change_writing import ONE_DAY
from communes.signals import change_carried_out
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User


def new_item(
    change: UnitChange,
    holding: holdings.Holding,
    source: holdings.Place,
    to: holdings.Place | None,
    *,
    reason: str = "",
) -> HandoverItem:
    """A line of the handover list, not yet stored, waiting to be carried out."""
    return HandoverItem(
        change=change,
        kind=holding.kind,
        subject=holding.uid,
        title=holding.title[:400],
        who=holding.who[:200],
        part=holding.part,
        files=list(holding.files),
        due=holding.due,
        from_unit=source if isinstance(source, AdministrativeUnit) else None,
        from_agency=source if isinstance(source, Agency) else None,
        to_unit=to if isinstance(to, AdministrativeUnit) else None,
        to_agency=to if isinstance(to, Agency) else None,
        holding=holding.as_json(),
        reason=reason,
        state=HandoverState.PLANNED,
    )


def carry_out(*, change: UnitChange, actor: User, today: date) -> int:
    """Pass on what may pass today; returns how many items did. Inside the caller's transaction.

    Before the day of the change: things that carry dates of their own. From the day on: all, with
    what the places have come to hold since the plan. Then the change is carried out, once.
    """
    come = change.date <= today
    waiting = change.items.filter(state=HandoverState.PLANNED).order_by("id")
    done = 0
    for item in waiting.select_for_update(of=("self",)):
        if come or not holdings.kind_of(item.kind).on_the_day:
            _pass(item, change, actor)
            done += 1
    if come and change.carried_out_at is None:
        done += _take_late(change, actor)
        change.carried_out_at = clock.now()
        change.save(update_fields=["carried_out_at"])
        audit.record(
            actor=actor,
            action="units.carried_out",
            subject=change,
            summary=f"Đã chuyển việc theo: {change.title}"[:500],
            data={
                "passed": change.items.filter(state=HandoverState.PASSED).count(),
                "closed": change.items.filter(state=HandoverState.CLOSED).count(),
                "open": change.items.filter(state=HandoverState.OPEN).count(),
            },
        )
        transaction.on_commit(
            partial(change_carried_out.send, sender=UnitChange, change=change, actor=actor)
        )
    return done


@transaction.atomic
def carry_out_due(*, today: date) -> int:
    """Carry out every change whose day has come, in the name of who applied it; returns how many
    changes. Harmless when repeated."""
    due = UnitChange.objects.filter(carried_out_at__isnull=True, date__lte=today)
    rows = list(due.select_for_update(of=("self",)).select_related("applied_by").order_by("date"))
    for change in rows:
        carry_out(change=change, actor=change.applied_by, today=today)
    return len(rows)


@transaction.atomic
def name_successor(*, item: HandoverItem, answer: str, actor: User) -> HandoverItem:
    """Answer for a thing that came after the plan: the key of a place, or "close: why".

    Raises NotAllowed, Refused (`settled`, `no_such_answer`).
    """
    if not is_administrator(actor):
        raise NotAllowed("not_allowed", "Chỉ quản trị chọn nơi nhận.")
    locked = HandoverItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if locked.state != HandoverState.OPEN:
        raise Refused("settled", "Mục này đã có nơi nhận. Tải lại trang.")
    change = locked.change
    options = dict(item_options(locked))
    reason = closing_reason(answer)
    if reason is not None and "close" in options:
        locked.reason = reason[:300]
    elif answer in options:
        if locked.from_agency_id:
            locked.to_agency = Agency.objects.get(code=answer)
        else:
            locked.to_unit = AdministrativeUnit.objects.get(key=answer)
    else:
        raise Refused("no_such_answer", "Chọn một nơi nhận trong danh sách.")
    _pass(locked, change, actor)
    return locked


def item_options(item: HandoverItem, ground: Ground | None = None) -> tuple[tuple[str, str], ...]:
    """(answer, words) for an item that waits for a person: those that follow, and closing.

    `ground` spares reading all units anew for each of several items.
    """
    kind = holdings.kind_of(item.kind)
    definition = read_definition(item.change.plan["definition"])
    followers = _held(item, definition, ground or Ground()).followers
    options = tuple((row.key, row.name) for row in followers)
    if kind.close is not None and not item.holding["must_pass"]:
        options += (("close", kind.close_label),)
    return options


def _pass(item: HandoverItem, change: UnitChange, actor: User) -> None:
    """Do it, and say so on the line."""
    kind = holdings.kind_of(item.kind)
    holding = holdings.Holding.from_json(item.holding)
    to: holdings.Place | None = item.to_unit or item.to_agency
    if to is not None:
        kind.pass_on(holding, to, actor, change)
        item.state = HandoverState.PASSED
    else:
        assert kind.close is not None, "planning refuses to close what cannot be closed"
        kind.close(holding, actor, change, item.reason)
        item.state = HandoverState.CLOSED
    item.done_at = clock.now()
    item.save(update_fields=["state", "done_at", "reason", "to_unit", "to_agency"])


def _take_late(change: UnitChange, actor: User) -> int:
    """What ended places hold that the plan did not know: passed by its rules, or left open for a
    person to say where it goes. Never guessed, never lost."""
    definition, ground = read_definition(change.plan["definition"]), Ground()
    known = set(change.items.values_list("kind", "subject"))
    done = 0
    for place in _ended(definition, ground):
        row = ground.agencies[place.key] if place.about == AGENCY else ground.units[place.key]
        for holding in holdings.held_by(row, definition.date - ONE_DAY):
            if (holding.kind, holding.uid) in known:
                continue
            known.add((holding.kind, holding.uid))
            decisions = Decisions(change.answers, _parts(place, definition.date, ground))
            decisions.decide(holding, place, ())
            move = decisions.moves[0] if decisions.moves else None
            to = _row(move.to, ground) if move and move.to else None
            item = new_item(change, holding, row, to, reason=move.reason if move else "")
            if move is None:
                item.state = HandoverState.OPEN
                item.save()
            else:
                item.save()
                _pass(item, change, actor)
                done += 1
    return done


def _row(target: Target, ground: Ground) -> holdings.Place:
    return ground.agencies[target.key] if target.about == AGENCY else ground.units[target.key]


def _ended(definition: Definition, ground: Ground) -> list[Held]:
    """The ended places of an applied change, agencies first, with those who follow."""
    found = []
    for about in (AGENCY, UNIT):
        keys = {
            key
            for step in definition.steps
            if step.about == about and step.ends
            for key in step.predecessors
        }
        found += [_place(about, key, definition, ground) for key in sorted(keys)]
    return found


def _place(about: str, key: str, definition: Definition, ground: Ground) -> Held:
    day = definition.date
    followers = dict.fromkeys(
        after
        for step in definition.steps
        if step.about == about and step.ends and key in step.predecessors
        for after in step.successor_keys
    )
    if about == AGENCY:
        names = {code: agency.name for code, agency in ground.agencies.items()}
    else:
        names = {unit: ground.name(unit, day) for unit in followers}
        names[key] = ground.name(key, day - ONE_DAY)
    targets = tuple(Target(about, after, names[after]) for after in followers)
    return Held(about, key, names[key], targets)


def _held(item: HandoverItem, definition: Definition, ground: Ground) -> Held:
    if item.from_agency is not None:
        return _place(AGENCY, item.from_agency.code, definition, ground)
    assert item.from_unit is not None, "an item comes from a unit or an agency"
    return _place(UNIT, item.from_unit.key, definition, ground)


def _parts(place: Held, day: date, ground: Ground) -> dict[str, Target | None]:
    """Where each part of an ended unit belongs since."""
    found: dict[str, Target | None] = {}
    if place.about == UNIT:
        for child in ground.children(place.key, day - ONE_DAY):
            version = ground.version_on(child, day)
            parent = ground.parent_key(version) if version else ""
            found[child] = Target(UNIT, parent, ground.name(parent, day)) if parent else None
    return found
