"""The only door for a change of state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models, transaction

from kbang_ntm.core import audit
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User

M = TypeVar("M", bound=models.Model)
Permission = Callable[[User, Any], bool]
Guard = Callable[[Any], None]


@dataclass(frozen=True)
class Transition:
    """One row of a state table: from `sources`, act `name`, to `target`.

    `permission(user, object)` says who may; `guard(object)` raises Refused with the sentence that
    says what is still missing; `label` is the button, `done` the words in the history.
    """

    name: str
    sources: tuple[str, ...]
    target: str
    permission: Permission
    label: str
    done: str
    guard: Guard | None = None


@dataclass(frozen=True)
class Workflow:
    """A state table for one model; it feeds buttons, docs, tests and the database trigger."""

    code: str
    states: dict[str, str]
    transitions: tuple[Transition, ...]
    field: str = "state"

    def named(self, name: str) -> Transition:
        """The transition called `name`; KeyError when the table has none."""
        for row in self.transitions:
            if row.name == name:
                return row
        raise KeyError(name)

    def pairs(self) -> Sequence[tuple[str, str]]:
        """All (source, target) pairs, for the trigger that guards the column."""
        return sorted({(s, row.target) for row in self.transitions for s in row.sources})


def available(workflow: Workflow, user: User, obj: models.Model) -> Iterable[Transition]:
    """The acts this person could start from the object's state; guards are not asked here,
    because a button is never dead: it says what is missing."""
    state = getattr(obj, workflow.field)
    return [
        row for row in workflow.transitions if state in row.sources and row.permission(user, obj)
    ]


@transaction.atomic
def advance(
    workflow: Workflow,
    *,
    obj: M,
    act: str,
    actor: User,
    changes: dict[str, Any] | None = None,
    data: dict[str, Any] | None = None,
) -> M:
    """Lock the row, check right, state and guard, save, and write the audit event.

    Returns the locked, changed instance. Raises NotAllowed or Refused; nothing is stored then.
    """
    manager: models.Manager[M] = type(obj)._base_manager
    locked = manager.select_for_update(of=("self",)).get(pk=obj.pk)
    return _step(workflow, locked, act, actor, changes or {}, data or {})


@transaction.atomic
def advance_all(
    workflow: Workflow,
    *,
    objs: Sequence[M],
    act: str,
    actor: User,
    changes: dict[str, Any] | None = None,
    data: dict[str, Any] | None = None,
    related: Sequence[str] = (),
    each: Mapping[int, tuple[dict[str, Any], dict[str, Any]]] | None = None,
) -> list[M]:
    """As `advance` for several rows of one model, locked with one query in the order of their
    keys, so that two people who act on the same rows wait for one another. All or nothing.
    `related`: what rights and guards follow, fetched with the rows. `each`: changes and data that
    are one row's own, by its key."""
    if not objs:
        return []
    manager: models.Manager[M] = type(objs[0])._base_manager
    locked = manager.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in objs])
    if related:
        locked = locked.select_related(*related)
    done = []
    for one in locked.order_by("pk"):
        own_changes, own_data = (each or {}).get(one.pk, ({}, {}))
        all_changes, all_data = (changes or {}) | own_changes, (data or {}) | own_data
        done.append(_step(workflow, one, act, actor, all_changes, all_data))
    return done


def _step(
    workflow: Workflow,
    locked: M,
    act: str,
    actor: User,
    changes: dict[str, Any],
    data: dict[str, Any],
) -> M:
    row = workflow.named(act)
    state = getattr(locked, workflow.field)
    if not row.permission(actor, locked):
        raise NotAllowed("not_allowed", f"Bạn không có quyền: {row.label.lower()}.")
    if state not in row.sources:
        raise Refused(
            "wrong_state",
            f"Việc này đang ở trạng thái «{workflow.states[state]}» nên không thể "
            f"{row.label.lower()}. Tải lại trang để xem trạng thái mới nhất.",
        )
    if row.guard is not None:
        row.guard(locked)
    setattr(locked, workflow.field, row.target)
    for name, value in changes.items():
        setattr(locked, name, value)
    locked.save(update_fields=[workflow.field, *changes])
    audit.record(
        actor=actor,
        action=f"{workflow.code}.{act}",
        subject=locked,
        summary=row.done,
        data={"from": state, "to": row.target, **data},
    )
    return locked
