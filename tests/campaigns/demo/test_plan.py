"""The demonstration of campaign and plan: marked as invented, loaded through the services."""

from __future__ import annotations

import pytest

from campaigns.models import Campaign, PartyPaper, PartyPlan, PlanVersion
from campaigns.queries.party_plans import LATE, MISSING, ON_TIME, part_lines
from kbang_ntm.core.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.data("demo")]


def test_every_state_of_a_plan_is_shown() -> None:
    campaign = Campaign.objects.get(code="kbang-chung-suc-2021-2025")
    lines = part_lines(User.objects.get(username="dieuphoi"), campaign)
    assert {ON_TIME, LATE, MISSING} <= {line.status for line in lines}
    assert any(line.reviews for line in lines) and any(line.launch for line in lines)


def test_what_is_invented_says_so_and_the_plan_itself_is_not() -> None:
    assert not PartyPlan.objects.filter(illustrative=False).exists()
    assert PartyPaper.objects.filter(file__isnull=False).exists()
    own = Campaign.objects.get(code="krong-chung-suc-2022-2025")
    assert own.illustrative and own.parent is not None
    plan = PlanVersion.objects.get(campaign=own.parent, sequence=1)
    assert (plan.state, plan.number, plan.illustrative) == ("issued", "", False)
