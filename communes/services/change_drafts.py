"""A change being prepared on the pages: kept with the answers given so far, applied once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from communes.changes import read_definition
from communes.models import ChangeDraft
from communes.rules import is_administrator
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User

SENTENCE = "Trang này dành cho quản trị."


@transaction.atomic
def save_draft(*, body: Mapping[str, Any], actor: User) -> ChangeDraft:
    """Keep a plan as read from a file or form; nothing in the portal moves by it.

    Raises NotAllowed, Refused (`bad_plan`).
    """
    if not is_administrator(actor):
        raise NotAllowed("not_allowed", SENTENCE)
    definition = read_definition(body)
    answers = {str(key): str(value) for key, value in (body.get("answers") or {}).items()}
    draft = ChangeDraft.objects.create(
        definition=definition.as_json(), answers=answers, created_by=actor
    )
    audit.record(
        actor=actor,
        action="units.draft",
        subject=draft,
        summary=f"Lập phương án: {definition.title}"[:500],
        data={"change": str(definition.uid)},
    )
    return draft


@transaction.atomic
def answer_draft(*, draft: ChangeDraft, answers: Mapping[str, str], actor: User) -> ChangeDraft:
    """Put the answers given on the page in place of those of the same questions; an empty answer
    takes one back. Raises NotAllowed, Refused (`applied`)."""
    if not is_administrator(actor):
        raise NotAllowed("not_allowed", SENTENCE)
    locked = ChangeDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if locked.change_id is not None:
        raise Refused("applied", "Phương án đã áp dụng nên không sửa được nữa.")
    merged = {**locked.answers, **answers}
    locked.answers = {name: answer for name, answer in merged.items() if answer}
    locked.changed_at = clock.now()
    locked.save(update_fields=["answers", "changed_at"])
    return locked
