"""An amendment of the plan cites the petitions it answers; both pages lead to each other."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from campaigns.models import Petition, PlanVersion
from campaigns.queries.petitions import citable
from campaigns.services import plans
from campaigns.services.plan_petitions import cite
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from tests.factories.campaigns_petitions import Petitions, make_petitions
from tests.factories.campaigns_plan import Movement, make_movement

pytestmark = pytest.mark.django_db


@pytest.fixture
def movement() -> Movement:
    found = make_movement()
    found.issued()
    return found


@pytest.fixture
def desk(movement: Movement) -> Petitions:
    return make_petitions(movement.world)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[-1])
    return client


def test_only_accepted_ones_without_an_amendment_are_offered(
    movement: Movement, desk: Petitions
) -> None:
    accepted, answered = desk.decided(title="Đổi năm"), desk.answered(title="Đổi làng")
    desk.decided("not", title="Không nhận")
    desk.compiled(title="Chưa quyết")
    offered = citable(movement.world.coordinator, movement.campaign)
    assert {row.title for row in offered} == {"Đổi năm", "Đổi làng"}
    version = plans.begin_version(
        campaign=movement.campaign,
        actor=movement.world.coordinator,
        reason="Theo kiến nghị",
        petition_ids=[accepted.pk],
    )
    assert [row.title for row in offered.all()] == ["Đổi làng"]
    kept = Petition.objects.get(pk=accepted.pk)
    assert (kept.amended_by, kept.amended_plan) == (version, "kế hoạch sửa đổi lần 1")
    assert Petition.objects.get(pk=answered.pk).amended_by is None


def test_what_cannot_be_cited(movement: Movement, desk: Petitions) -> None:
    refused, taken = desk.decided("not"), desk.decided(title="Khác")
    begin = {"campaign": movement.campaign, "reason": "Theo kiến nghị"}
    for actor in (movement.world.officer, movement.world.reader):
        with pytest.raises(NotAllowed):
            plans.begin_version(**begin, petition_ids=[taken.pk], actor=actor)
    with pytest.raises(Refused, match="không còn chờ sửa"):
        plans.begin_version(
            **begin, petition_ids=[refused.pk, taken.pk], actor=movement.world.coordinator
        )
    assert PlanVersion.objects.count() == 1  # nothing of it was kept
    assert not Petition.objects.exclude(amended_plan="").exists()
    version = plans.begin_version(
        **begin, petition_ids=[taken.pk], actor=movement.world.coordinator
    )
    with pytest.raises(Refused):
        cite(version=version, petition_ids=[taken.pk], actor=movement.world.coordinator)


def test_by_hand_from_form_to_both_pages(movement: Movement, desk: Petitions) -> None:
    first, second = desk.decided(title="Đổi năm"), desk.decided(title="Đổi làng")
    office = signed_in(movement.world.coordinator)
    address = reverse("campaigns:plan-begin", args=[movement.campaign.code])
    assert f"{first.number_words}: Đổi năm" in office.get(address).content.decode()
    sent = office.post(address, {"reason": "Sửa", "petitions": [first.pk, second.pk]})
    version = PlanVersion.objects.get(sequence=2)
    assert sent.status_code == 302
    shown = office.get(reverse("campaigns:plan-version", args=[version.uid])).content.decode()
    assert "Trả lời kiến nghị" in shown and "Đổi năm" in shown and "Đổi làng" in shown
    leader, page = signed_in(movement.world.leader), reverse("campaigns:petition", args=[first.uid])
    drafted = leader.get(page).content.decode()
    assert "kế hoạch sửa đổi lần 1" in drafted and "(đang soạn)" in drafted
    plans.change_version(
        version=version,
        text=plans.VersionText(day=version.campaign.plan_date, reason="Sửa"),
        actor=movement.world.coordinator,
    )
    plans.issue_version(version=version, actor=movement.world.coordinator)
    issued = leader.get(page).content.decode()
    assert reverse("campaigns:plan-version", args=[version.uid]) in issued


def test_without_petitions_the_form_stays_short(movement: Movement) -> None:
    address = reverse("campaigns:plan-begin", args=[movement.campaign.code])
    page = signed_in(movement.world.coordinator).get(address).content.decode()
    assert "chưa sửa kế hoạch" not in page
