"""Which rows leave the portal by the whole export: every model is either carried or left out.

Apps decide in a module `exchange.py` of their own, by `carry` and `leave_out`; a model that is in
neither stops the export and fails a test. Histories (pghistory) follow the model they track.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pghistory.models
from django.apps import apps
from django.db.models import Model, Q
from django.utils.module_loading import autodiscover_modules

from kbang_ntm.core.errors import Refused

Row = Mapping[str, Any]
Mask = Callable[[Row], Any]  # from {column: value} to what stands there instead


@dataclass(frozen=True)
class Carried:
    """How a model's rows leave.

    `secret` columns never leave: their fixed replacement does. `personal` columns are replaced
    unless personal details are asked for; a `personal_only` model leaves then only. `cleared`
    references point at rows that are left out and leave empty. `rows` narrows.
    """

    secret: Mapping[str, Any] = field(default_factory=dict)
    personal: Mapping[str, Mask] = field(default_factory=dict)
    personal_only: bool = False
    cleared: frozenset[str] = frozenset()
    rows: Q = field(default_factory=Q)


@dataclass
class Decisions:
    """All decisions by model label, such as "core.User", and kinds of files anybody may get."""

    carried: dict[str, Carried] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    open_files: set[str] = field(default_factory=set)


_decisions = Decisions()


def blank(row: Row) -> str:
    """The mask for a text that is simply taken away."""
    return ""


def nothing(row: Row) -> None:
    """The mask for a value that may be missing."""
    return None


def carry(
    *labels: str,
    secret: Mapping[str, Any] | None = None,
    personal: Mapping[str, Mask] | None = None,
    personal_only: bool = False,
    cleared: tuple[str, ...] = (),
    rows: Q | None = None,
) -> None:
    """These models leave with the whole export; see `Carried` for the words."""
    decision = Carried(
        secret=secret or {},
        personal=personal or {},
        personal_only=personal_only,
        cleared=frozenset(cleared),
        rows=rows or Q(),
    )
    _decisions.carried.update(dict.fromkeys(labels, decision))


def leave_out(reason: str, *labels: str) -> None:
    """These models stay behind; `reason` is the Vietnamese sentence of the schema page."""
    _decisions.left_out.update(dict.fromkeys(labels, reason))


def open_files(*owner_kinds: str) -> None:
    """Files of these kinds hold no personal details: their content leaves always."""
    _decisions.open_files.update(owner_kinds)


def decisions() -> Decisions:
    """All decisions of all apps."""
    autodiscover_modules("exchange")
    from kbang_ntm.core.exchange import core_rows  # noqa: F401  registers core and packages

    return _decisions


def stored_models() -> dict[str, type[Model]]:
    """{label: model} of everything that has a table of its own, by label."""
    found = {
        model._meta.label: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    return dict(sorted(found.items()))


def decision_of(model: type[Model]) -> Carried | str | None:
    """How the model leaves, or why it does not, or None when nobody has decided."""
    found = decisions()
    label = model._meta.label
    if label in found.carried:
        return found.carried[label]
    if label in found.left_out:
        return found.left_out[label]
    if issubclass(model, pghistory.models.Event):
        tracked = getattr(model, "pgh_tracked_model", None)
        return decision_of(tracked) if tracked is not None else None
    return None


def undecided() -> list[str]:
    """Labels of models that are neither carried nor left out."""
    return [label for label, model in stored_models().items() if decision_of(model) is None]


def carried_models(*, personal: bool) -> dict[str, tuple[type[Model], Carried]]:
    """{label: (model, how)} of what leaves. Raises Refused (`undecided`)."""
    missing = undecided()
    if missing:
        raise Refused(
            "undecided",
            f"Chưa quyết định xuất hay không xuất các bảng: {', '.join(missing)}. "
            "Ghi vào tệp exchange.py của ứng dụng.",
        )
    found = {}
    for label, model in stored_models().items():
        decision = decision_of(model)
        if isinstance(decision, Carried) and (personal or not decision.personal_only):
            found[label] = (model, decision)
    return found
