"""Pages of stand-ins and handover: who is offered what, and that a refusal stores nothing."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communes.enums import Role
from communes.models import Membership
from tests.factories.communes import World, make_post, make_user, make_world

pytestmark = pytest.mark.django_db
DELEGATIONS, HANDOVER = reverse("communes:delegations"), reverse("communes:handover")


@pytest.fixture
def world() -> World:
    return make_world()


def ask(client, post, person, **days):
    body = {"post": post.pk, "person": person.pk, "first": "20/06/2025", "last": "25/06/2025"}
    return client.post(DELEGATIONS, body | days)


def test_a_leader_names_a_stand_in_and_ends_it(client, world):
    client.force_login(world.leader)
    post = world.leader.memberships.get()
    assert ask(client, post, world.officer).status_code == 302
    made = Membership.objects.get(stands_for=post)
    page = client.get(DELEGATIONS).text
    assert "Đang thay" in page and "25/06/2025" in page
    end = reverse("communes:delegation-end", args=[made.uid])
    assert "Đinh Thị Hạnh thay Trần Thị Lan" in client.get(end).text
    assert client.post(end, {"reason": ""}).status_code == 422
    assert client.post(end, {"reason": "Về sớm."}).status_code == 302
    assert "Về sớm." in client.get(DELEGATIONS).text


def test_a_wrong_day_stays_on_the_page(client, world):
    client.force_login(world.leader)
    answer = ask(client, world.leader.memberships.get(), world.officer, first="19/06/2025")
    assert answer.status_code == 422
    assert "Ngày bắt đầu đã qua" in answer.text
    assert not Membership.objects.filter(stands_for__isnull=False).exists()


def test_only_own_places_are_offered(client, world):
    client.force_login(world.leader)
    neighbour = world.neighbour_officer.memberships.get()
    assert ask(client, neighbour, world.officer).status_code == 422
    assert ask(client, world.leader.memberships.get(), world.reviewer).status_code == 422
    page = client.get(DELEGATIONS).text
    assert "Đinh Thị Hạnh" in page and "Nay Hơ Ri" not in page
    assert not Membership.objects.filter(stands_for__isnull=False).exists()


def test_others_delegations_do_not_exist(client, world):
    client.force_login(world.leader)
    ask(client, world.leader.memberships.get(), world.officer)
    made = Membership.objects.get(stands_for__isnull=False)
    client.force_login(world.neighbour_leader)
    assert "Trần Thị Lan" not in client.get(DELEGATIONS).text
    end = reverse("communes:delegation-end", args=[made.uid])
    assert client.post(end, {"reason": "?"}).status_code == 404
    client.force_login(world.officer)  # sees it, but did not give it
    assert client.post(end, {"reason": "?"}).status_code == 403
    made.refresh_from_db()
    assert made.ended_by is None


def test_handover_shows_the_waiting_work_and_changes_the_holder(client, world):
    new = make_user("moi", "Người Mới")
    make_post(new, Role.READER, world.commune)
    world.report()
    post = world.officer.memberships.get()
    client.force_login(world.leader)
    page = client.get(f"{HANDOVER}?vai-tro={post.uid}").text
    assert "Báo cáo Quý II/2025: nháp" in page
    body = {"post": post.pk, "person": new.pk, "last_day": "22/06/2025"}
    assert client.post(HANDOVER, body).status_code == 302
    assert Membership.objects.filter(user=new, role=Role.COMMUNE_OFFICER).exists()


@pytest.mark.parametrize("who", ["officer", "reviewer", "coordinator", "reader"])
def test_handover_is_for_those_in_charge(client, world, who):
    client.force_login(getattr(world, who))
    assert client.get(HANDOVER).status_code == 403
    body = {
        "post": world.officer.memberships.get().pk,
        "person": world.second_officer.pk,
        "last_day": "22/06/2025",
    }
    count = Membership.objects.count()
    assert client.post(HANDOVER, body).status_code == 403
    assert Membership.objects.count() == count


def test_an_unknown_post_is_not_found(client, world):
    client.force_login(world.leader)
    neighbour = world.neighbour_officer.memberships.get()
    assert client.get(f"{HANDOVER}?vai-tro={neighbour.uid}").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_stand_in_and_three(client, world, rows):
    client.force_login(world.leader)
    post = world.leader.memberships.get()
    for number in range(rows):
        days = {"first": f"2{number}/06/2025", "last": f"2{number}/06/2025"}
        assert ask(client, post, world.officer, **days).status_code == 302
    client.get(DELEGATIONS)
    with CaptureQueriesContext(connection) as queries:
        client.get(DELEGATIONS)
    assert len(queries) == 10, [q["sql"][:90] for q in queries]
