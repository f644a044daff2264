"""An issued plan stays word for word; an amendment is a new version that says why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction

from campaigns.models import PlanSection, PlanVersion
from campaigns.queries.plans import compare
from campaigns.services import plans as service
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


def test_others_may_not(movement: Movement) -> None:
    draft, world = movement.draft(), movement.world
    for person in (world.officer, world.leader, world.reader, world.reviewer):
        for act in (
            lambda who: service.begin_version(campaign=movement.campaign, actor=who, reason="x"),
            lambda who: service.write_section(version=draft, heading="X", body="", actor=who),
            lambda who: service.change_version(
                version=draft, text=service.VersionText(), actor=who
            ),
            lambda who: service.drop_section(version=draft, key="muc-tieu", actor=who),
            lambda who: service.issue_version(version=draft, actor=who),
            lambda who: service.fill_number(version=draft, number="1", actor=who),
        ):
            with pytest.raises(NotAllowed):
                act(person)
    assert PlanVersion.objects.get().state == "draft"
    assert PlanSection.objects.count() == 2


def test_what_is_missing_before_issuing_is_said(movement: Movement) -> None:
    who = movement.world.coordinator
    draft = service.begin_version(campaign=movement.campaign, actor=who)
    refused("no_date", lambda: service.issue_version(version=draft, actor=who))
    service.change_version(version=draft, text=service.VersionText(day=date(2022, 8, 5)), actor=who)
    refused("empty", lambda: service.issue_version(version=draft, actor=who))
    service.write_section(version=draft, heading="Mục tiêu", body="Lời.", actor=who)
    service.change_version(version=draft, text=service.VersionText(day=date(2099, 1, 1)), actor=who)
    refused("future", lambda: service.issue_version(version=draft, actor=who))
    refused(
        "days",
        lambda: service.change_version(
            version=draft,
            text=service.VersionText(day=date(2022, 8, 5), in_force_from=date(2022, 8, 1)),
            actor=who,
        ),
    )
    refused("drafting", lambda: service.begin_version(campaign=movement.campaign, actor=who))


def test_issued_it_stays(movement: Movement) -> None:
    who = movement.world.coordinator
    version = movement.issued()
    movement.campaign.refresh_from_db()
    assert movement.campaign.plan_date == version.date
    refused(
        "issued",
        lambda: service.write_section(version=version, heading="X", body="", actor=who),
    )
    refused("wrong_state", lambda: service.issue_version(version=version, actor=who))
    section = version.sections.first()
    assert section is not None
    for act in (
        lambda: PlanSection.objects.filter(pk=section.pk).update(body="khác"),
        lambda: section.delete(),
        lambda: PlanSection.objects.create(version=version, key="x", order=9, heading="X"),
        lambda: PlanVersion.objects.filter(pk=version.pk).update(reason="khác"),
        lambda: PlanVersion.objects.filter(pk=version.pk).update(state="draft"),
        lambda: PlanVersion.objects.filter(pk=version.pk)._raw_delete("default"),
    ):
        with pytest.raises(InternalError), transaction.atomic():
            act()
    assert version.sections.count() == 2


def test_a_number_nobody_could_read_is_filled_in_once(movement: Movement) -> None:
    who = movement.world.coordinator
    version = movement.issued()
    assert version.number == ""
    refused("no_number", lambda: service.fill_number(version=version, number=" ", actor=who))
    service.fill_number(version=version, number="12/KH-UBND", actor=who)
    movement.campaign.refresh_from_db()
    assert movement.campaign.plan_number == "12/KH-UBND"
    refused("has_number", lambda: service.fill_number(version=version, number="13", actor=who))
    with pytest.raises(InternalError), transaction.atomic():
        PlanVersion.objects.filter(pk=version.pk).update(number="13/KH-UBND")


def test_an_amendment_keeps_the_old_text_and_says_why(movement: Movement) -> None:
    who = movement.world.coordinator
    first = movement.issued()
    refused("no_reason", lambda: service.begin_version(campaign=movement.campaign, actor=who))
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanVersion.objects.create(campaign=movement.campaign, sequence=2)
    second = movement.draft(reason="Đăk Hlơ nhập vào xã khác", cites="KN-12")
    assert second.sections.count() == 2
    service.write_section(
        version=second, key="muc-tieu", heading="Mục tiêu", body="Lời mới.", actor=who
    )
    service.drop_section(version=second, key="phan-cong", actor=who)
    service.write_section(version=second, heading="Mục tiêu", body="Thêm.", actor=who)
    service.issue_version(version=second, actor=who)
    found = {row.key: row.change for row in compare(first, second)}
    assert found == {"muc-tieu": "changed", "muc-tieu-2": "added", "phan-cong": "dropped"}
    assert first.sections.get(key="muc-tieu").body == "Lời cũ."


def test_an_officer_of_a_commune_drafts_and_the_leader_issues(movement: Movement) -> None:
    from campaigns.services.campaigns import open_campaign

    world = movement.world
    own = open_campaign(
        code="xa-2022",
        unit_id=world.commune.pk,
        text=movement.text(first=date(2021, 1, 1)),
        actor=world.leader,
    )
    draft = service.begin_version(campaign=own, actor=world.officer)
    service.write_section(version=draft, heading="Mục tiêu", body="", actor=world.officer)
    service.change_version(
        version=draft, text=service.VersionText(day=date(2022, 9, 1)), actor=world.officer
    )
    with pytest.raises(NotAllowed):
        service.issue_version(version=draft, actor=world.officer)
    assert service.issue_version(version=draft, actor=world.leader).state == "issued"
