"""Open tasks of an ended commune or agency: the successor goes on, done ones stay."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from campaigns.models import Task
from campaigns.queries.tasks import lines_of, visible_tasks
from campaigns.services import tasks as service
from campaigns.services.task_papers import may_read_task_file
from communes.enums import Role
from communes.holdings import held_by
from communes.models import AdministrativeUnit, Agency
from communes.services import mergers
from kbang_ntm.core.errors import NotAllowed
from kbang_ntm.core.models import AuditEvent, User
from tests.factories.campaigns_tasks import Movement, make_movement, scan
from tests.factories.changes import DAY, LAST_DAY, OTHER, asked, definition, end, merge
from tests.factories.communes import make_post, make_unit, make_user, stand_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def movement() -> Movement:
    movement = make_movement()
    province = make_unit("gia-lai", "Tỉnh Gia Lai", kind="province")
    make_post(make_user("quantri", "Quản Trị"), Role.ADMINISTRATOR, province)
    return movement


def apply(*steps: dict[str, Any], **answers: str) -> None:
    stand_on(DAY)
    mergers.apply_change(
        definition=definition(*steps), answers=answers, actor=User.objects.get(username="quantri")
    )


def anew(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_what_is_done_is_not_held(movement: Movement) -> None:
    task = movement.doing(title="Đang làm")
    service.note(task=task, text="x", scan=scan(), actor=movement.world.officer)
    service.withdraw(task=movement.task(title="Rút"), reason="x", actor=movement.lead)
    service.confirm(task=movement.reported(title="Xong"), actor=movement.lead)
    movement.task(movement.neighbour, title="Của xã khác")
    held = [row for row in held_by(movement.world.commune, LAST_DAY) if row.kind == "task"]
    assert [row.title for row in held] == ["Nhiệm vụ «Đang làm», giao Xã Sơn Lang: đang thực hiện"]
    assert held[0].due == date(2025, 7, 10)


def test_the_successor_goes_on_and_nobody_else(movement: Movement) -> None:
    world = movement.world
    task = movement.doing()
    apply(merge("son-lang"), merge("krong", after=OTHER))
    task.refresh_from_db()
    assert task.passed_unit == AdministrativeUnit.objects.get(key="xa-moi")
    stranger = anew(world.neighbour_officer)
    assert not visible_tasks(stranger).exists()
    with pytest.raises(NotAllowed):
        service.report(task=task, result="x", scan=None, actor=stranger)
    heir = anew(world.officer)  # the post passed on too
    assert visible_tasks(heir).get() == task
    line = lines_of(visible_tasks(heir))[0]
    assert (line.passed, line.holder_name) == (True, "Xã Sơn Mới")
    done = service.report(task=task, result="Xong", scan=scan(), actor=heir)
    assert done.result_file is not None
    assert may_read_task_file(heir, done.result_file)
    assert not may_read_task_file(stranger, done.result_file)


def test_an_agency_passes_its_tasks_to_the_one_that_follows(movement: Movement) -> None:
    world = movement.world
    task = movement.task(movement.agency)
    follower = {"key": "phong-moi", "name": "Phòng Văn hóa - Xã hội", "unit": "huyen-kbang"}
    apply(merge("ldtbxh", after=follower, about="agency"))
    task = Task.objects.get(pk=task.pk)
    assert task.passed_agency == Agency.objects.get(code="phong-moi")
    assert service.accept(task=task, actor=anew(world.reviewer)).state == "accepted"
    with pytest.raises(NotAllowed):
        service.start(task=task, actor=anew(world.other_reviewer))


def test_what_no_agency_follows_is_asked_for(movement: Movement) -> None:
    task = movement.task(movement.agency)
    own = movement.task()
    steps = (end("ldtbxh", about="agency"), merge("son-lang"))
    plan = mergers.plan_change(definition(*steps), {})
    assert {name.partition(":")[0] for name in asked(plan)} >= {"task_agency"}
    assert "task" not in {name.partition(":")[0] for name in asked(plan)}  # the commune has an heir
    names = {question.name for question in plan.unanswered}
    answers = {name: "close: thôi" for name in names if not name.startswith("task")}
    apply(*steps, task_agency="close: huyện kết thúc", **answers)
    task.refresh_from_db()
    assert (task.passed_agency_id, task.passed_unit_id, task.state) == (None, None, "assigned")
    assert AuditEvent.objects.filter(action="task.left", subject_uid=task.uid).count() == 1
    own.refresh_from_db()
    assert own.passed_unit is not None
