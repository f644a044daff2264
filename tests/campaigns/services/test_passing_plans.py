"""A commune's part in a running campaign goes on with its successor, once."""

from __future__ import annotations

from typing import Any

import pytest

from campaigns.models import PartyPlan
from campaigns.queries.party_plans import visible_parts
from campaigns.services import party_plans
from communes.enums import Role
from communes.models import AdministrativeUnit
from communes.services import mergers
from kbang_ntm.core.errors import NotAllowed
from kbang_ntm.core.models import AuditEvent
from tests.factories.campaigns_plan import Movement, make_movement
from tests.factories.changes import DAY, OTHER, definition, merge
from tests.factories.communes import make_post, make_unit, make_user, stand_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def movement() -> Movement:
    found = make_movement()
    make_unit("gia-lai", "Tỉnh Gia Lai", kind="province")
    return found


def apply(movement: Movement, *steps: dict[str, Any]) -> None:
    stand_on(DAY)
    mergers.apply_change(definition=definition(*steps), answers={}, actor=movement.admin)


def person_at(key: str) -> Any:
    person = make_user(f"moi-{key}", "Người Mới")
    make_post(person, Role.COMMUNE_OFFICER, AdministrativeUnit.objects.get(key=key))
    return person


def test_the_successor_keeps_it_and_nobody_else(movement: Movement) -> None:
    movement.paper()
    apply(movement, merge("son-lang"), merge("krong", after=OTHER))
    part = PartyPlan.objects.get()
    assert part.passed_to is not None and part.passed_to.key == "xa-moi"
    assert part.unit == movement.world.commune
    heir, stranger = person_at("xa-moi"), person_at("xa-khac")
    assert visible_parts(heir).get() == part
    assert not visible_parts(stranger).exists()
    with pytest.raises(NotAllowed):
        movement.paper(number="09/KH-UBND", actor=stranger)
    review = party_plans.PaperText("interim", DAY, "10/BC-UBND")
    party_plans.record_paper(
        campaign=movement.campaign, whose=movement.own, text=review, actor=heir
    )
    assert part.papers.count() == 2
    assert AuditEvent.objects.filter(action="party_plan.pass_on", subject_uid=part.uid).count() == 1
