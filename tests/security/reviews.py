"""The review of the demonstration district: things the tests of rights walk with."""

from __future__ import annotations

from campaigns.models import ReviewEvent
from tests.security.registers import MISSING, Things


def review_things() -> dict[str, Things]:
    """{address: {object name: values}} of reviews."""
    event = ReviewEvent.objects.order_by("pk")[0]
    owed = event.reports.get(unit__key="dak-rong")
    one: Things = {"there": {"uid": event.uid}, "missing": MISSING}
    names = ("review", "review-edit", "review-gather", "review-reopen", "review-close")
    found: dict[str, Things] = {f"campaigns:{name}": one for name in names}
    found["campaigns:review-remark"] = {
        key: {**values, "section": "criteria"} for key, values in one.items()
    }
    found["campaigns:review-receive"] = {"dakrong": {"uid": owed.uid}, "missing": MISSING}
    return found
