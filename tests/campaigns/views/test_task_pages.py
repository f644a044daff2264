"""Pages of tasks: who opens what, constant numbers of queries, what a form stores."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import MeetingNotice, Task, TaskDue, TaskNote, TaskSeries, TaskTemplate
from campaigns.queries.tasks import Asked, board_of, calendar_of, sums_of, task_lines
from campaigns.services import tasks as service
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.inbox import inbox_of
from tests.factories.campaigns_tasks import Movement, make_movement
from tests.factories.communes import make_user, pdf

pytestmark = pytest.mark.django_db
LISTS = (
    "tasks", "task-board", "task-calendar", "task-summary", "task-templates", "task-series",
    "guidance", "proposals", "meetings", "boards",
)  # fmt: skip


@pytest.fixture
def movement() -> Movement:
    return make_movement()


def url(name: str, *args: Any) -> str:
    return reverse(f"campaigns:{name}", args=args)


@pytest.fixture
def get(client: Client) -> Callable[..., Any]:
    def ask(user: User, name: str, *args: Any, **data: Any) -> Any:
        client.force_login(user)
        return client.get(url(name, *args), data)

    return ask


@pytest.fixture
def post(client: Client) -> Callable[..., Any]:
    def send(user: User, page: str, *args: Any, query: str = "", **body: Any) -> Any:
        client.force_login(user)
        return client.post(url(page, *args) + query, body)

    return send


def titles(answer: Any) -> list[str]:
    return re.findall(r'href="/phong-trao/nhiem-vu/[0-9a-f-]{36}/">([^<]+)</a>', body(answer))


def body(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("name", LISTS)
def test_lists_open_for_those_with_a_duty(movement: Movement, get: Any, name: str) -> None:
    world = movement.world
    for user in (world.officer, world.reviewer, movement.lead, world.reader, movement.clerk):
        assert get(user, name).status_code == 200
    assert get(make_user("khong-vai-tro"), name).status_code == 403


def test_neighbours_get_404_and_readers_403(movement: Movement, get: Any, post: Any) -> None:
    task, world = movement.doing(), movement.world
    before = Task.objects.values().get()
    for name in ("task", "task-note", "task-report", "task-confirm", "task-due", "task-need"):
        assert get(world.neighbour_officer, name, task.uid).status_code == 404
    for name in ("task-accept", "task-start", "task-report", "task-confirm", "task-withdraw"):
        assert post(world.neighbour_leader, name, task.uid, reason="x").status_code == 404
        answer = post(world.reader, name, task.uid, reason="x")
        assert answer.status_code == 403
        assert "Chỉ" in body(answer)
    assert get(world.reader, "task", task.uid).status_code == 200
    assert Task.objects.values().get() == before


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_a_constant_number_of_queries(movement: Movement, count: int) -> None:
    for number in range(count):
        movement.task(movement.agency, title=f"Việc {number}")
        movement.task(title=f"Việc xã {number}", co=(movement.agency,))
    user = User.objects.get(pk=movement.lead.pk)
    with CaptureQueriesContext(
        connection,
    ) as found:
        lines = task_lines(user, movement.campaign, Asked())
    assert len(found) == 4  # posts once, tasks, names of units and of agencies
    with CaptureQueriesContext(connection) as found:
        board_of(lines)
    assert len(found) == 0
    with CaptureQueriesContext(connection) as found:
        sums_of(lines)
    assert len(found) == 1
    with CaptureQueriesContext(connection) as found:
        calendar_of(user, movement.campaign, 2025, 7, Asked())
    assert len(found) == 3


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_a_constant_number_of_queries(
    movement: Movement, client: Client, count: int
) -> None:
    for number in range(count):
        task = movement.doing(title=f"Việc {number}", co=(movement.agency,))
        service.note(task=task, text="Đang làm", scan=None, actor=movement.world.officer)
    client.force_login(movement.lead)
    client.get(url("tasks"))
    for address, most in ((url("tasks"), 14), (url("task-board"), 14), (url("task", task.uid), 26)):
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        assert len(found) <= most, address


def test_filters_narrow_and_search_without_marks(movement: Movement, get: Any) -> None:
    world = movement.world
    movement.task(title="Lập kế hoạch")
    movement.task(movement.neighbour, title="Lập kế hoạch", due=date(2025, 6, 10))
    movement.task(movement.agency, title="Hướng dẫn ngành", section="guidance")
    assert len(titles(get(movement.lead, "tasks"))) == 3
    assert titles(get(movement.lead, "tasks", tim="huong dan")) == ["Hướng dẫn ngành"]
    assert len(titles(get(movement.lead, "tasks", han="overdue"))) == 1
    assert titles(get(movement.lead, "tasks", muc="guidance")) == ["Hướng dẫn ngành"]
    assert len(titles(get(movement.lead, "tasks", don_vi=f"u{world.commune.pk}"))) == 1
    assert titles(get(world.reviewer, "tasks", don_vi="me")) == ["Hướng dẫn ngành"]
    assert titles(get(world.officer, "tasks")) == ["Lập kế hoạch"]  # not the neighbour's
    assert "quá hạn 10 ngày" in body(get(movement.lead, "tasks"))
    empty = body(get(movement.lead, "tasks", tim="không có"))
    assert "Bỏ bớt điều kiện lọc" in empty
    for kind in ("csv", "xlsx"):
        assert get(movement.lead, "tasks", tai=kind).status_code == 200


def form(**fields: Any) -> dict[str, Any]:
    return {
        "title": "Lập kế hoạch",
        "section": "plan",
        "starts": "01/06/2025",
        "due": "10/07/2025",
        "key": uuid.uuid4().hex,
        **fields,
    }


def test_a_form_refuses_in_words(movement: Movement, get: Any, post: Any) -> None:
    assert get(movement.world.reviewer, "task-new").status_code == 403
    early = post(movement.lead, "task-new", **form(due="01/05/2025", everywhere="on"))
    assert early.status_code == 422
    assert "Hạn hoàn thành không thể trước ngày bắt đầu." in body(early)
    nobody = post(movement.lead, "task-new", **form())
    assert (nobody.status_code, "Chọn nơi nhận" in body(nobody)) == (422, True)
    assert not Task.objects.exists()


def test_everywhere_twice_is_once(movement: Movement, post: Any) -> None:
    sent = form(everywhere="on")
    first, again = (post(movement.lead, "task-new", **sent) for _ in range(2))
    assert first.status_code == again.status_code == 302
    assert first.url == again.url
    assert "?lan=" in first.url
    assert Task.objects.count() == 2


def test_a_task_of_the_plan(movement: Movement, get: Any, post: Any) -> None:
    TaskTemplate.objects.create(
        code="so-ket", section="review", title="Chuẩn bị sơ kết", agency=movement.world.agency
    )
    page = get(movement.lead, "task-new", mau="so-ket")
    assert "Chuẩn bị sơ kết" in body(page)
    assert get(movement.lead, "task-new", mau="khong-co").status_code == 404
    sent = form(title="Chuẩn bị sơ kết", leads=[f"a{movement.world.agency.pk}"])
    assert post(movement.lead, "task-new", query="?mau=so-ket", **sent).status_code == 302
    task = Task.objects.get()
    assert task.template is not None
    assert '<td class="num" data-l="Đã giao">1</td>' in body(get(movement.lead, "task-templates"))


def test_a_series_by_form(movement: Movement, get: Any, post: Any) -> None:
    sent = {
        "title": "Báo cáo quý", "section": "report", "lead": "xa", "repeat": "quarterly",
        "day": "25", "month": "4", "starts": "01/06/2025", "due": "31/12/2025",
    }  # fmt: skip
    wrong = post(movement.lead, "task-series-new", **sent)
    assert (wrong.status_code, "tháng từ 1 đến 3" in body(wrong)) == (422, True)
    assert post(movement.lead, "task-series-new", **{**sent, "month": "3"}).status_code == 302
    series = TaskSeries.objects.get()
    assert series.tasks.count() == 2
    assert "ngày 25 tháng thứ 3 của quý" in body(get(movement.lead, "task-series"))
    assert (
        post(movement.world.officer, "task-series-end", series.uid, reason="x").status_code == 403
    )
    assert post(movement.lead, "task-series-end", series.uid, reason="Thôi").status_code == 302


def test_a_task_by_its_pages(movement: Movement, get: Any, post: Any) -> None:
    world = movement.world
    task = movement.task()
    other = movement.task(movement.agency, title="Việc trước")
    officer = world.officer
    assert post(officer, "task-accept", task.uid).status_code == 302
    assert post(officer, "task-accept", task.uid).status_code == 422
    assert post(officer, "task-start", task.uid).status_code == 302
    file = SimpleUploadedFile("anh.pdf", pdf("ảnh"), "application/pdf")
    assert post(officer, "task-note", task.uid, text="Đã họp", file=file).status_code == 302
    assert TaskNote.objects.get().file is not None
    assert post(movement.lead, "task-need", task.uid, needs=str(other.uid)).status_code == 302
    hidden = body(get(officer, "task", task.uid))
    assert "1 nhiệm vụ của nơi khác phải xong trước." in hidden
    assert "Việc trước" not in hidden.split("<aside")[0]
    blocked = post(officer, "task-report", task.uid, result="Xong")
    assert (blocked.status_code, "phải xong trước" in body(blocked)) == (422, True)
    service.withdraw(task=other, reason="Thôi", actor=movement.lead)
    sent = {"due": "01/08/2025", "reason": "Chờ vốn"}
    assert post(movement.lead, "task-due", task.uid, **sent).status_code == 302
    assert TaskDue.objects.get().reason == "Chờ vốn"
    assert post(officer, "task-report", task.uid, result="Xong").status_code == 302
    assert post(movement.lead, "task-return", task.uid, reason="Thiếu").status_code == 302
    assert post(officer, "task-report", task.uid, result="Xong hẳn").status_code == 302
    assert post(movement.lead, "task-confirm", task.uid).status_code == 302
    page = body(get(officer, "task", task.uid))
    for words in ("Hoàn thành", "Xong hẳn", "hạn ban đầu 10/07/2025", "Chờ vốn", "Thiếu"):
        assert words in page


def test_home_lines(movement: Movement) -> None:
    world = movement.world

    def lines(user: User) -> list[str]:
        found = inbox_of(User.objects.get(pk=user.pk))
        return [line.title for group in found.groups for line in group.lines]

    movement.task(title="Mới giao", due=date(2025, 9, 1))
    movement.doing(title="Còn lâu", due=date(2025, 9, 1))
    movement.doing(title="Sắp đến", due=date(2025, 6, 25))
    movement.reported(title="Đã nộp")
    assert {"Tiếp nhận nhiệm vụ: Mới giao", "Báo cáo kết quả: Sắp đến"} <= set(lines(world.leader))
    assert not any("Còn lâu" in line for line in lines(world.officer))
    assert "Xác nhận kết quả: Đã nộp" in lines(movement.lead)
    assert not any("nhiệm vụ" in line.lower() for line in lines(world.neighbour_officer))
    movement.letter(answer_due=date(2025, 6, 25), handler_agency_id=world.agency.pk)
    assert any("Trả lời văn bản đến" in line for line in lines(world.reviewer))
    assert not any("Trả lời văn bản đến" in line for line in lines(world.other_reviewer))


def test_conclusions_by_form(movement: Movement, get: Any, post: Any) -> None:
    sent = {
        "title": "Giao ban", "held_on": "16/06/2025", "chair": "Chủ tịch",
        "v-TOTAL_FORMS": "3", "v-INITIAL_FORMS": "0",
        "v-0-title": "Rà soát", "v-0-lead": "xa", "v-0-due": "30/06/2025", "v-0-section": "other",
        "v-1-section": "other", "v-2-section": "other", "v-1-title": "Thiếu nơi nhận",
    }  # fmt: skip
    wrong = post(movement.lead, "meeting-new", **sent)
    assert (wrong.status_code, "Chọn nơi nhận việc." in body(wrong)) == (422, True)
    assert not MeetingNotice.objects.exists()
    assert post(movement.lead, "meeting-new", **{**sent, "v-1-title": ""}).status_code == 302
    notice = MeetingNotice.objects.get()
    assert notice.tasks.count() == 2
    assert titles(get(movement.world.officer, "meeting", notice.uid)) == ["Rà soát"]
    late = {"number": "58/TB", "on": "17/06/2025"}
    assert post(movement.lead, "meeting-number", notice.uid, **late).status_code == 302


def test_letters_by_their_pages(movement: Movement, get: Any, post: Any) -> None:
    world = movement.world
    sent = {
        "unit": str(world.district.pk), "arrived_on": "10/06/2025", "sender": "Sở Nội vụ",
        "abstract": "Báo cáo", "answer_due": "15/06/2025", "handler_agency": str(world.agency.pk),
    }  # fmt: skip
    assert post(world.reader, "letter-new", **sent).status_code == 403
    made = post(movement.clerk, "letter-new", **sent)
    assert made.status_code == 302
    page = body(get(movement.clerk, "letters", tra_loi="qua-han"))
    assert "1/2025" in page
    draft = body(get(movement.clerk, "late-letter", "van-ban-qua-han"))
    assert "Phòng LĐTB&amp;XH" in draft
    assert "Văn bản đến 1/2025" in draft
    uid = made.url.rstrip("/").rpartition("/")[2]
    assert get(world.officer, "letter", uid).status_code == 404
    assert get(world.other_reviewer, "letter", uid).status_code == 404
    answer = {"number": "12/LĐ", "on": "19/06/2025"}
    assert post(world.reviewer, "letter-answer", uid, **answer).status_code == 302
    assert "chậm" in body(get(movement.clerk, "letters"))


def test_a_draft_that_urges(movement: Movement, get: Any) -> None:
    movement.task(due=date(2025, 6, 10))
    draft = body(get(movement.lead, "late-letter", "viec-qua-han"))
    assert "UBND xã Sơn Lang" in draft
    assert "còn 1 việc của 1 cơ quan" in draft
    assert get(movement.world.reader, "late-letter", "viec-qua-han").status_code == 403
    assert get(movement.lead, "late-letter", "khong-co").status_code == 404
