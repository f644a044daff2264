"""Rows of the movement of which papers may be printed by a person."""

from __future__ import annotations

from django.db.models import QuerySet

from campaigns.models import ReviewEvent
from kbang_ntm.core.models import User


def reviews_to_print(user: User) -> QuerySet[ReviewEvent]:
    """Reviews the person may see."""
    return ReviewEvent.objects.visible_to(user).select_related("campaign", "unit")
