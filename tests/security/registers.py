"""The registers of two demonstration communes: things the tests of rights walk with.

Sơn Lang has sent its registration and gathers opinions; Sơ Pai has a draft, a closed round and a
published survey.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from communes.models import OpinionRound, Registration, Survey, Work

NOBODY = UUID("00000000-0000-4000-8000-000000000000")  # the uid of nothing
MISSING = {"uid": NOBODY}
Things = dict[str, dict[str, Any]]


def _things(**rows: Any) -> Things:
    return {name: {"uid": row.uid} for name, row in rows.items()} | {"missing": MISSING}


def register_things() -> dict[str, Things]:
    """{address: {object name: values}} of the registers."""
    registered = {
        row.unit.key.replace("-", ""): row
        for row in Registration.objects.select_related("unit").order_by("pk")
    }
    registration = _things(**registered)
    work = Work.objects.filter(unit__key="son-lang", lines__isnull=False).order_by("pk")[0]
    rounds = {
        row.unit.key.replace("-", ""): row
        for row in OpinionRound.objects.select_related("unit").order_by("pk")
    }
    survey = Survey.objects.get(unit__key="so-pai")
    village = rounds["sonlang"].villages.order_by("pk")[0]
    found = {
        "work-line-back": _things(sonlang=work.lines.order_by("pk")[0]),
        "survey-public-one": _things(sopai=survey),
    }
    found |= dict.fromkeys(("registration", "registration-edit", "registration-send"), registration)
    found |= dict.fromkeys(
        ("work", "work-edit", "work-line", "work-withdraw"), _things(sonlang=work)
    )
    found |= dict.fromkeys(
        ("opinion-round", "opinion-total", "opinion-add", "opinion-close", "opinion-reopen"),
        _things(**rounds),
    )
    found |= dict.fromkeys(
        ("opinion-village", "opinion-answer", "opinion-remove"), _things(sonlang=village)
    )
    found |= dict.fromkeys(
        ("survey", "survey-group", "survey-close", "survey-reopen", "survey-publish"),
        _things(sopai=survey),
    )
    found |= dict.fromkeys(
        ("survey-count", "survey-group-remove"),
        _things(sopai=survey.groups.order_by("pk")[0]),
    )
    return {f"communes:{name}": things for name, things in found.items()}
