"""Giving tasks: refused first, then one, many, everywhere, from series; never twice."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, transaction
from django.db.models import F

from campaigns.models import Campaign, Task, TaskParty, TaskSeries
from campaigns.recurrence import Rule
from campaigns.services import assigning as service
from campaigns.services.reminders import come_again
from campaigns.task_enums import TaskState
from communes.models import UnitVersion
from kbang_ntm.core.errors import Conflict, NotAllowed, Refused
from kbang_ntm.core.models import AuditEvent, Notification, User
from tests.factories.campaigns_tasks import TODAY, Movement, make_movement
from tests.factories.communes import since, stand_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def movement() -> Movement:
    return make_movement()


def test_others_may_not_give(movement: Movement) -> None:
    world = movement.world
    rule = Rule("monthly", 25)
    for who in (world.officer, world.leader, world.reviewer, world.reader, movement.clerk):
        with pytest.raises(NotAllowed):
            service.assign(
                campaign=movement.campaign,
                text=movement.text(),
                leads_=[movement.commune],
                actor=who,
                key="k",
            )
        with pytest.raises(NotAllowed):
            service.assign_everywhere(
                campaign=movement.campaign, text=movement.text(), actor=who, key="k"
            )
        with pytest.raises(NotAllowed):
            service.begin_series(
                campaign=movement.campaign, text=movement.text(), rule=rule, actor=who, lead=None
            )
    assert not Task.objects.exists()
    assert not TaskSeries.objects.exists()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": " "}, "no_title"),
        ({"section": "khac"}, "section"),
        ({"due": date(2025, 5, 31)}, "due"),
    ],
)
def test_what_cannot_be_a_task(movement: Movement, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        movement.task(**fields)
    assert refused.value.code == code
    assert not Task.objects.exists()


def test_nobody_and_the_ended_get_no_task(movement: Movement) -> None:
    with pytest.raises(Refused) as refused:
        movement.give()
    assert refused.value.code == "no_lead"
    world = movement.world
    UnitVersion.objects.filter(unit=world.neighbour).update(valid=since(date(2020, 1, 1), TODAY))
    world.other_agency.valid = since(date(2020, 1, 1), TODAY)
    world.other_agency.save()
    for gone in (movement.neighbour, (None, world.other_agency.pk), (None, 10**6)):
        with pytest.raises(Refused) as refused:
            movement.give(movement.commune, gone)
        assert refused.value.code == "party"
    assert not Task.objects.exists()


def test_a_task_tells_those_it_came_to(movement: Movement) -> None:
    task = movement.task(co=(movement.agency, movement.commune))
    world = movement.world
    assert (task.state, task.assigned_by) == (TaskState.ASSIGNED, movement.lead)
    told = Notification.objects.filter(kind="task.assigned").values_list("recipient", flat=True)
    assert set(told) == {world.officer.pk, world.second_officer.pk, world.leader.pk}
    along = TaskParty.objects.values_list("unit_id", "agency_id")
    assert list(along) == [movement.agency]  # the lead does not work along with itself
    assert AuditEvent.objects.filter(action="task.assign", subject_uid=task.uid).count() == 1


def test_everywhere_is_the_map_of_the_day_and_the_key_makes_it_once(movement: Movement) -> None:
    def give(**fields: Any) -> list[Task]:
        return service.assign_everywhere(
            campaign=movement.campaign, text=movement.text(**fields), actor=movement.lead, key="a1"
        )

    first = give()
    assert [task.unit_id for task in first] == [movement.commune[0], movement.neighbour[0]]
    assert len({task.batch for task in first}) == 1
    assert give() == first
    assert Task.objects.count() == 2
    with pytest.raises(Conflict):
        give(title="Việc khác")
    assert Task.objects.count() == 2


def test_a_quarterly_task_comes_again_once_a_quarter(movement: Movement) -> None:
    series = service.begin_series(
        campaign=movement.campaign,
        text=movement.text(starts=date(2025, 1, 1), due=date(2025, 12, 31)),
        rule=Rule("quarterly", 25, 3),
        actor=movement.lead,
        lead=None,
    )
    assert [(t.starts, t.due) for t in series.tasks.all()] == [
        (date(2025, 4, 1), date(2025, 6, 25))
    ] * 2
    assert come_again(today=TODAY) == 0
    stand_on(date(2025, 7, 1))
    assert come_again(today=date(2025, 7, 1)) == 2
    assert come_again(today=date(2025, 7, 2)) == 0
    service.end_series(series=series, reason="Thôi báo cáo quý", actor=movement.lead)
    assert come_again(today=date(2025, 10, 1)) == 0
    assert Task.objects.count() == 4
    with pytest.raises(Refused) as refused:
        service.end_series(series=series, reason="Lần nữa", actor=movement.lead)
    assert refused.value.code == "ended"


@pytest.mark.parametrize("rule", [Rule("monthly", 32), Rule("quarterly", 5, 4), Rule("", 1)])
def test_a_series_names_a_day(movement: Movement, rule: Rule) -> None:
    with pytest.raises(Refused) as refused:
        service.begin_series(
            campaign=movement.campaign,
            text=movement.text(),
            rule=rule,
            actor=movement.lead,
            lead=movement.agency,
        )
    assert refused.value.code == "repeat"


def test_the_database_holds_the_rules_too(movement: Movement) -> None:
    task = movement.task()

    def insert(**fields: Any) -> None:
        values = {
            "campaign": movement.campaign,
            "section": "plan",
            "title": "x",
            "starts": TODAY,
            "due": TODAY,
            "unit_id": movement.commune[0],
        }
        with transaction.atomic():
            Task.objects.create(**{**values, **fields})

    for wrong in (
        {"due": date(2025, 6, 19)},
        {"agency": movement.world.agency},
        {"unit_id": None},
        {"batch": task.batch, "title": task.title},
        {"state": "waiting"},
        {"state": "withdrawn"},
        {"occurrence": TODAY},
    ):
        with pytest.raises(IntegrityError):
            insert(**wrong)
    rows = Task.objects.filter(pk=task.pk)
    for change in (
        {"state": TaskState.DONE},
        {"due": date(2025, 8, 1)},
        {"unit_id": movement.neighbour[0]},
        {"starts": F("due")},
    ):
        with pytest.raises((InternalError, ProgrammingError, IntegrityError)), transaction.atomic():
            rows.update(**change)
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        rows.delete()
    task.refresh_from_db()
    assert (task.state, task.due) == (TaskState.ASSIGNED, date(2025, 7, 10))


def test_the_same_key_of_another_person_is_another_act(movement: Movement) -> None:
    key = uuid.uuid4().hex
    for _ in range(2):
        service.assign(
            campaign=movement.campaign,
            text=movement.text(),
            leads_=[movement.agency],
            actor=movement.lead,
            key=key,
        )
    assert Task.objects.count() == 1


def test_a_communes_campaign_stays_inside_the_commune(movement: Movement) -> None:
    world = movement.world
    own = Campaign.objects.create(
        code="xa", title="Phong trào của xã", unit=world.commune, period=movement.campaign.period
    )

    def give(to: tuple[int | None, int | None], actor: User) -> list[Task]:
        return service.assign(
            campaign=own, text=movement.text(), leads_=[to], actor=actor, key=uuid.uuid4().hex
        )

    for who in (movement.lead, world.neighbour_leader):
        with pytest.raises(NotAllowed):
            give(movement.commune, who)
    for outside in (movement.neighbour, movement.agency):
        with pytest.raises(Refused) as refused:
            give(outside, world.leader)
        assert refused.value.code == "party"
    assert service.everywhere(own) == [movement.commune]
    assert give(movement.commune, world.leader)[0].state == TaskState.ASSIGNED
