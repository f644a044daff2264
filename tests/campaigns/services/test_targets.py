"""Targets name units that live, in years of the campaign; a missed one says why once it is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from psycopg2.extras import DateRange

from campaigns.models import Objective, Target
from campaigns.services import targets as service
from kbang_ntm.core.errors import NotAllowed, Refused
from tests.factories.campaigns_plan import Movement, make_movement

pytestmark = pytest.mark.django_db


@pytest.fixture
def movement() -> Movement:
    return make_movement()


def refused(code: str, act: Callable[[], Any]) -> None:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code


def add(movement: Movement, **fields: Any) -> Target:
    values: dict[str, Any] = {
        "kind": "commune_ntm",
        "unit_id": movement.world.commune.pk,
        "year": 2025,
        "actor": movement.world.coordinator,
    }
    return service.add_target(campaign=movement.campaign, **{**values, **fields})


def test_others_may_not(movement: Movement) -> None:
    target = add(movement)
    for person in (movement.world.officer, movement.world.leader, movement.world.reader):
        with pytest.raises(NotAllowed):
            add(movement, actor=person, year=2024)
        with pytest.raises(NotAllowed):
            service.change_target(
                target=target, owner_id=None, missed_reason="", note="", actor=person
            )
        with pytest.raises(NotAllowed):
            service.save_objective(
                campaign=movement.campaign,
                text=service.ObjectiveText("words", "Lời", 2025),
                actor=person,
            )
    assert (Target.objects.count(), Objective.objects.count()) == (1, 0)


def test_a_unit_that_does_not_exist_in_the_year_is_refused(movement: Movement) -> None:
    movement.world.commune.versions.update(valid=DateRange(None, date(2021, 11, 1)))
    refused("no_unit", lambda: add(movement, year=2024))
    with pytest.raises(InternalError), transaction.atomic():
        Target.objects.create(
            campaign=movement.campaign,
            kind="commune_ntm",
            unit=movement.world.commune,
            year=2024,
        )


def test_a_unit_of_the_plan_that_ended_later_keeps_its_target(movement: Movement) -> None:
    target = add(movement)
    movement.world.commune.versions.update(valid=DateRange(None, date(2024, 11, 1)))
    target.note = "Vẫn giữ theo kế hoạch"
    target.save()
    assert Target.objects.get().note


def test_bad_input_is_refused_with_a_sentence(movement: Movement) -> None:
    refused("kind", lambda: add(movement, kind="khac"))
    refused("year", lambda: add(movement, year=2031))
    refused("year", lambda: add(movement, year=2020))
    refused("level", lambda: add(movement, kind="village_ntm"))
    refused("owner", lambda: add(movement, owner_id=0))
    add(movement)
    refused("same", lambda: add(movement))
    with pytest.raises(IntegrityError), transaction.atomic():
        Target.objects.create(
            campaign=movement.campaign,
            kind="commune_ntm",
            unit=movement.world.commune,
            year=2025,
        )


def test_a_village_knows_its_commune(movement: Movement) -> None:
    target = add(movement, kind="village_ntm", unit_id=movement.village.pk)
    assert target.within == movement.world.commune


def test_a_reason_waits_for_the_end_of_the_year(movement: Movement) -> None:
    def change(target: Target) -> Target:
        return service.change_target(
            target=target,
            owner_id=movement.world.agency.pk,
            missed_reason="Thu nhập chưa đạt.",
            note="",
            actor=movement.world.coordinator,
        )

    refused("early", lambda: change(add(movement)))
    over = change(add(movement, year=2023))
    assert (over.missed_reason, over.owner) == ("Thu nhập chưa đạt", movement.world.agency)


def test_an_objective_without_a_number_is_not_zero(movement: Movement) -> None:
    who = movement.world.coordinator

    def save(row: Objective | None = None, **fields: Any) -> Objective:
        values: dict[str, Any] = {"kind": "commune_ntm", "words": "Các xã", "year": 2025}
        text = service.ObjectiveText(**{**values, **fields})
        return service.save_objective(campaign=movement.campaign, text=text, row=row, actor=who)

    refused("kind", lambda: save(kind="khac"))
    refused("no_words", lambda: save(words=" "))
    refused("year", lambda: save(year=2019))
    refused("number", lambda: save(kind="words", number=1))
    first = save()
    assert first.number is None
    refused("same", lambda: save())
    assert save(row=first, number=13).number == 13
    with pytest.raises(IntegrityError), transaction.atomic():
        Objective.objects.filter(pk=first.pk).update(kind="words")
