"""Changes of units for the table of rights: prepared, applied, and waiting for a receiver."""

from __future__ import annotations

from typing import Any

from communes.changes import read_definition
from communes.enums import HandoverState
from communes.holdings import Holding
from communes.models import (
    AdministrativeUnit,
    ChangeDraft,
    HandoverItem,
    Membership,
    UnitChange,
)
from communes.services.change_drafts import save_draft
from communes.services.mergers import apply_change
from kbang_ntm.core.models import User
from tests.security.registers import NOBODY as MISSING


def make_changes(who: User) -> tuple[ChangeDraft, UnitChange, HandoverItem]:
    """A change being prepared, one applied long before its day, an item without a receiver."""
    bodies = [
        {
            "title": title,
            "date": f"{year}-01-01",
            "legal_basis": "Văn bản thử",
            "steps": [
                {
                    "kind": "rename",
                    "predecessors": ["krong"],
                    "successors": [{"key": "krong", "name": title}],
                }
            ],
        }
        for title, year in (("Xã Krong Một", 2030), ("Xã Krong Hai", 2031))
    ]
    prepared = save_draft(body=bodies[1], actor=who)
    applied = apply_change(definition=read_definition(bodies[0]), answers={}, actor=who)
    post = Membership.objects.filter(unit__key="krong").select_related("user")[0]
    waiting = HandoverItem.objects.create(
        change=applied,
        kind="post",
        subject=str(post.uid),
        title=post.user.full_name,
        from_unit=AdministrativeUnit.objects.get(key="krong"),
        holding=Holding(kind="post", uid=str(post.uid), title=post.user.full_name).as_json(),
        state=HandoverState.OPEN,
    )
    return prepared, applied, waiting


def change_addresses(
    prepared_row: ChangeDraft, applied_row: UnitChange, waiting: HandoverItem
) -> dict[str, dict[str, dict[str, Any]]]:
    """Addresses about a change of units."""
    prepared = {"there": {"uid": prepared_row.uid}, "missing": {"uid": MISSING}}
    applied = {"there": {"uid": applied_row.uid}, "missing": {"uid": MISSING}}
    return {
        "communes:change-plan": prepared,
        "communes:change-confirm": prepared,
        "communes:change": applied,
        "communes:change-item": {
            "there": {"uid": waiting.uid},
            "missing": {"uid": MISSING},
        },
        "reports:packages-make": applied,
        "reports:handover-list": {
            key: {**value, "format": "xlsx"} for key, value in applied.items()
        },
    }
