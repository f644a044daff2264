"""A campaign and a review of the small district."""

from __future__ import annotations

from datetime import date
from typing import Any

from psycopg2.extras import DateRange

from campaigns.models import Campaign, ReviewEvent
from campaigns.services.reviews import ReviewText, open_review
from kbang_ntm.core.models import User
from tests.factories.communes import World


def make_campaign(world: World, *, code: str = "phong-trao") -> Campaign:
    return Campaign.objects.create(
        code=code,
        title="Chung sức xây dựng nông thôn mới",
        unit=world.district,
        period=DateRange(date(2021, 1, 1), date(2026, 1, 1)),
    )


def review_text(**given: Any) -> ReviewText:
    values: dict[str, Any] = {
        "kind": "yearly",
        "title": "Sơ kết phong trào năm 2025",
        "first": date(2025, 1, 1),
        "last": date(2025, 6, 19),
        "reports_due": date(2025, 6, 10),
    }
    return ReviewText(**values | given)


def make_review(world: World, *, by: User | None = None, **given: Any) -> ReviewEvent:
    campaign = Campaign.objects.first() or make_campaign(world)
    return open_review(
        campaign=campaign,
        unit_id=world.district.pk,
        text=review_text(**given),
        actor=by or world.coordinator,
    )
