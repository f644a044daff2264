"""Campaigns are opened by who runs them, changed in sight, and copied in one act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from psycopg2.extras import DateRange

from campaigns import copying
from campaigns.models import Campaign, Objective, PlanVersion
from campaigns.services import campaigns as service
from campaigns.services import plan_rows
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import AuditEvent, User
from tests.factories.campaigns_plan import Movement, make_movement

pytestmark = pytest.mark.django_db


@pytest.fixture
def movement() -> Movement:
    return make_movement()


def refused(code: str, act: Callable[[], Any]) -> None:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code


def test_others_may_not_open(movement: Movement) -> None:
    world = movement.world
    for person in (world.officer, world.neighbour_leader, world.reader, world.reviewer):
        for unit in (world.district, world.commune):
            with pytest.raises(NotAllowed):
                service.open_campaign(
                    code="moi", unit_id=unit.pk, text=movement.text(), actor=person
                )
    assert Campaign.objects.count() == 1


def test_bad_input_is_refused_with_a_sentence(movement: Movement) -> None:
    unit_id, who = movement.world.district.pk, movement.world.coordinator

    def opens(code: str = "moi", **fields: object) -> Callable[[], Any]:
        return lambda: service.open_campaign(
            code=code, unit_id=unit_id, text=movement.text(**fields), actor=who
        )

    refused("code", opens(code="Mã có dấu"))
    refused("same_code", opens(code="thu-2021"))
    refused("no_title", opens(title="  "))
    refused("period", opens(last=date(2025, 12, 31)))
    refused("period", opens(last=date(2200, 12, 31)))
    refused("parent", opens(parent_id=0))
    assert Campaign.objects.count() == 1


def test_an_ended_unit_opens_nothing(movement: Movement) -> None:
    unit = movement.world.commune
    unit.versions.update(valid=DateRange(None, date(2024, 11, 1)))
    refused(
        "no_unit",
        lambda: service.open_campaign(
            code="moi", unit_id=unit.pk, text=movement.text(), actor=movement.admin
        ),
    )


def test_a_commune_is_a_small_campaign_of_its_own(movement: Movement) -> None:
    world = movement.world
    own = service.open_campaign(
        code="xa-2022",
        unit_id=world.commune.pk,
        text=movement.text(parent_id=movement.campaign.pk),
        actor=world.leader,
    )
    assert (own.parent, own.unit) == (movement.campaign, world.commune)
    with pytest.raises(NotAllowed):
        service.change_campaign(
            campaign=own, text=movement.text(title="Khác"), actor=world.neighbour_leader
        )
    text = movement.text(title="Phong trào của xã", parent_id=movement.campaign.pk)
    assert service.change_campaign(campaign=own, text=text, actor=world.officer).title == (
        "Phong trào của xã"
    )
    refused(
        "parent",
        lambda: service.change_campaign(
            campaign=movement.campaign,
            text=movement.text(parent_id=own.pk),
            actor=world.coordinator,
        ),
    )
    assert AuditEvent.objects.filter(subject_uid=own.uid).count() == 2


def test_the_database_refuses_too(movement: Movement) -> None:
    campaign = movement.campaign
    with pytest.raises(InternalError), transaction.atomic():
        campaign.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(parent=campaign.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(period=DateRange(empty=True))


def test_a_copy_carries_what_goes_on_and_leaves_papers_behind(movement: Movement) -> None:
    world, old = movement.world, movement.campaign
    movement.issued()
    who = world.coordinator
    link = plan_rows.LinkText("Toàn dân đoàn kết", "Mặt trận vận động.")
    plan_rows.save_link(campaign=old, text=link, actor=who)
    plan_rows.save_phase(
        campaign=old,
        title="Năm 2022",
        first=date(2022, 1, 1),
        last=date(2022, 12, 31),
        words="Mở đầu",
        actor=who,
    )
    plan_rows.save_milestone(campaign=old, title="Tổng kết", due=date(2025, 12, 31), actor=who)
    subject = plan_rows.SubjectText("a", "Cơ quan", ["Ý một", "Ý hai"])
    plan_rows.save_subject(campaign=old, text=subject, actor=who)
    Objective.objects.create(campaign=old, kind="commune_ntm", number=13, year=2025, words="13 xã")
    with pytest.raises(NotAllowed):
        copied(movement, world.officer)
    new = copied(movement, who)
    assert (new.plan_date, new.plan_number, new.legal_bases) == (None, "", [])
    assert [row.title for row in new.links.all()] == ["Toàn dân đoàn kết"]
    phase = new.phases.get()
    assert (phase.title, phase.period) == (
        "Năm 2027",
        DateRange(date(2027, 1, 1), date(2028, 1, 1)),
    )
    assert new.milestones.get().due == date(2030, 12, 31)
    assert [row.text for row in new.subjects.get().criteria.all()] == ["Ý một", "Ý hai"]
    objective = new.objectives.get()
    assert (objective.number, objective.year) == (None, 2030)
    draft = PlanVersion.objects.get(campaign=new)
    assert (draft.state, draft.date, draft.sections.count()) == ("draft", None, 2)


def copied(movement: Movement, actor: User) -> Campaign:
    return service.copy_campaign(
        campaign=movement.campaign,
        code="thu-2026",
        title="Phong trào 2026-2030",
        unit_id=movement.world.district.pk,
        first=date(2026, 1, 1),
        last=date(2030, 12, 31),
        actor=actor,
    )


def test_a_part_of_the_app_joins_the_copy(movement: Movement) -> None:
    seen = []
    before = dict(copying._copiers)
    copying.register("thu", lambda old, new, actor: seen.append((old.code, new.code)))
    try:
        copied(movement, movement.world.coordinator)
    finally:
        copying._copiers.clear()
        copying._copiers.update(before)
    assert seen == [("thu-2021", "thu-2026")]
