"""A task from giving to confirmation: others are refused, states hold, the trail stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, transaction

from campaigns.models import ReminderRule, Task, TaskDependency, TaskDue, TaskNote
from campaigns.punctuality import LATE, ON_TIME, OVERDUE, punctuality
from campaigns.services import tasks as service
from campaigns.services.reminders import remind
from campaigns.task_enums import TaskState
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import Notification, User
from tests.factories.campaigns_tasks import TODAY, Movement, make_movement, scan
from tests.factories.communes import since, stand_on

pytestmark = pytest.mark.django_db
Act = Callable[[Task, User], Any]
DOERS: dict[str, Act] = {
    "accept": lambda task, who: service.accept(task=task, actor=who),
    "start": lambda task, who: service.start(task=task, actor=who),
    "report": lambda task, who: service.report(task=task, result="Xong", scan=None, actor=who),
}
GIVERS: dict[str, Act] = {
    "confirm": lambda task, who: service.confirm(task=task, actor=who),
    "return": lambda task, who: service.give_back(task=task, reason="Thiếu số", actor=who),
    "withdraw": lambda task, who: service.withdraw(task=task, reason="Không cần", actor=who),
    "due": lambda task, who: service.change_due(
        task=task, due=date(2025, 8, 1), reason="Chờ vốn", actor=who
    ),
}


@pytest.fixture
def movement() -> Movement:
    return make_movement()


def test_others_may_not(movement: Movement) -> None:
    world = movement.world
    task = movement.reported()
    for who in (world.neighbour_officer, world.neighbour_leader, world.reviewer, world.reader):
        for act in (*DOERS.values(), *GIVERS.values()):
            with pytest.raises(NotAllowed):
                act(task, who)
        with pytest.raises(NotAllowed):
            service.note(task=task, text="x", scan=None, actor=who)
        with pytest.raises(NotAllowed):
            service.add_need(task=task, needs=movement.task(movement.agency), actor=who)
    for act in GIVERS.values():
        with pytest.raises(NotAllowed):
            act(task, world.officer)  # nobody confirms, returns or moves his own work
    for act in DOERS.values():
        with pytest.raises(NotAllowed):
            act(task, movement.lead)
    task.refresh_from_db()
    assert (task.state, TaskNote.objects.count(), TaskDue.objects.count()) == ("waiting", 0, 0)


@pytest.mark.parametrize(
    ("make", "acts"),
    [
        ("task", ("start", "report", "confirm", "return")),
        ("doing", ("accept", "start", "confirm", "return")),
        ("reported", ("accept", "start", "report", "due")),
    ],
)
def test_wrong_state(movement: Movement, make: str, acts: tuple[str, ...]) -> None:
    task = getattr(movement, make)()
    before = task.state
    for name in acts:
        act = DOERS.get(name) or GIVERS[name]
        with pytest.raises(Refused):
            act(task, movement.world.officer if name in DOERS else movement.lead)
    task.refresh_from_db()
    assert task.state == before


def test_a_closed_task_stays_as_it_is(movement: Movement) -> None:
    done = service.confirm(task=movement.reported(), actor=movement.lead)
    gone = service.withdraw(task=movement.task(), reason="Không cần", actor=movement.lead)
    for task in (done, gone):
        for act in GIVERS.values():
            with pytest.raises(Refused):
                act(task, movement.lead)
        with pytest.raises(Refused):
            service.note(task=task, text="x", scan=None, actor=movement.world.officer)
    assert (done.done_on, done.done_by) == (TODAY, movement.lead)
    assert gone.withdrawn_reason == "Không cần"


def test_the_way_of_a_task(movement: Movement) -> None:
    world = movement.world
    task = movement.doing()
    note = service.note(task=task, text="Đã họp dân", scan=scan(), actor=world.leader)
    assert note.file is not None
    with pytest.raises(Refused):
        service.report(task=task, result=" ", scan=None, actor=world.officer)
    service.report(task=task, result="Đã gửi", scan=scan("kết quả"), actor=world.officer)
    back = service.give_back(task=task, reason="Thiếu chữ ký", actor=movement.lead)
    assert (back.state, back.handed_on) == (TaskState.DOING, None)
    stand_on(date(2025, 7, 11))
    again = service.report(task=task, result="Đã ký", scan=None, actor=world.officer)
    done = service.confirm(task=again, actor=movement.lead)
    assert punctuality(done.state, done.due, done.handed_on, TODAY) == LATE
    assert done.result_file is not None  # the earlier proof stays where no new one came


def test_the_day_of_handing_in_counts_not_that_of_confirming(movement: Movement) -> None:
    task = movement.reported()
    stand_on(date(2025, 9, 1))
    done = service.confirm(task=task, actor=movement.lead)
    assert punctuality(done.state, done.due, done.handed_on, date(2025, 9, 1)) == ON_TIME


@pytest.mark.parametrize(
    ("due", "reason", "code"),
    [
        (date(2025, 5, 1), "x", "due"),
        (date(2025, 7, 10), "x", "same_due"),
        (date(2025, 8, 1), " ", "no_reason"),
    ],
)
def test_a_due_day_that_cannot_be(movement: Movement, due: date, reason: str, code: str) -> None:
    task = movement.task()
    with pytest.raises(Refused) as refused:
        service.change_due(task=task, due=due, reason=reason, actor=movement.lead)
    assert refused.value.code == code
    assert not TaskDue.objects.exists()


def test_a_moved_due_day_keeps_the_old_one(movement: Movement) -> None:
    task = movement.task()
    service.change_due(task=task, due=date(2025, 8, 1), reason="Chờ vốn", actor=movement.lead)
    row = service.change_due(task=task, due=date(2025, 7, 1), reason="Đủ vốn", actor=movement.lead)
    task.refresh_from_db()
    assert (task.due, row.before) == (date(2025, 7, 1), date(2025, 8, 1))
    for wrong in (TaskDue.objects.all(), TaskNote.objects.all()):
        if wrong.exists():
            with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
                wrong.delete()
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(due=date(2025, 8, 1))  # an old row is no reason


def test_tasks_do_not_wait_for_each_other(movement: Movement) -> None:
    one, two, three = (movement.task(title=name) for name in ("Một", "Hai", "Ba"))
    service.add_need(task=two, needs=one, actor=movement.lead)
    service.add_need(task=three, needs=two, actor=movement.lead)
    for task, needs, code in ((one, three, "circle"), (one, one, "self"), (two, one, "already")):
        with pytest.raises(Refused) as refused:
            service.add_need(task=task, needs=needs, actor=movement.lead)
        assert refused.value.code == code
    with pytest.raises(IntegrityError), transaction.atomic():
        TaskDependency.objects.create(task=one, needs=one)
    assert TaskDependency.objects.count() == 2


def test_what_waits_is_handed_in_after_what_it_waits_for(movement: Movement) -> None:
    first = movement.task(title="Trước")
    task = movement.doing(title="Sau")
    service.add_need(task=task, needs=first, actor=movement.lead)
    with pytest.raises(Refused) as refused:
        service.report(task=task, result="Xong", scan=None, actor=movement.world.officer)
    assert refused.value.code == "waits"
    service.withdraw(task=first, reason="Không cần nữa", actor=movement.lead)
    service.report(task=task, result="Xong", scan=None, actor=movement.world.officer)


def test_reminders_come_once_a_step(movement: Movement) -> None:
    world = movement.world
    assert remind(today=TODAY) == 0  # nobody has entered a rule
    for when, days in (("before", 7), ("after", 1)):
        ReminderRule.objects.create(when=when, days=days, valid=since(date(2021, 1, 1)))
    with pytest.raises(IntegrityError), transaction.atomic():
        ReminderRule.objects.create(when="before", days=7, valid=since(date(2025, 1, 1)))
    far = movement.task(title="Còn lâu", due=date(2025, 9, 1))
    movement.task(title="Sắp đến", due=date(2025, 6, 25))
    reported = movement.reported(title="Đã nộp", due=date(2025, 6, 1))
    notices = Notification.objects.filter(kind="task.reminded")
    assert remind(today=TODAY) == 1
    assert remind(today=TODAY) == 1
    assert notices.count() == 3  # officers and leader, once
    assert remind(today=date(2025, 6, 27)) == 1
    assert notices.filter(recipient=movement.lead).count() == 1  # who gave it hears of the delay
    assert notices.count() == 7
    assert {far.state, reported.state} == {"assigned", "waiting"}
    late = Task.objects.get(title="Sắp đến")
    assert punctuality(late.state, late.due, None, date(2025, 6, 27)) == OVERDUE
    assert world.neighbour_officer.pk not in set(notices.values_list("recipient", flat=True))
