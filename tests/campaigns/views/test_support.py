"""Pages of support: who opens what, what a form stores, what a refusal leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from campaigns.models import SupportAssignment, SupportVisit
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.inbox import inbox_of
from tests.factories.campaigns_support import Helping, make_helping
from tests.factories.communes import make_user, pdf

pytestmark = pytest.mark.django_db
VISIT = {"on": "01/03/2025", "people": "Trần Quốc Việt", "seen": "Đường thôn 1 còn lầy."}


@pytest.fixture
def help_() -> Helping:
    found = make_helping()
    found.rule()
    found.gap()
    return found


@pytest.fixture
def get(client: Client) -> Callable[..., Any]:
    def ask(user: User, name: str, *args: Any, data: Any = None) -> Any:
        client.force_login(user)
        return client.get(reverse(f"campaigns:{name}", args=args), data)

    return ask


@pytest.fixture
def post(client: Client) -> Callable[..., Any]:
    def send(user: User, name: str, /, *args: Any, **body: Any) -> Any:
        client.force_login(user)
        return client.post(reverse(f"campaigns:{name}", args=args), body)

    return send


def test_lists_open_for_those_with_a_duty(help_: Helping, get: Any) -> None:
    world = help_.world
    for user in (world.officer, world.leader, world.reader, world.reviewer, world.coordinator):
        for name in ("support", "support-visits"):
            assert get(user, name).status_code == 200
    stranger = make_user("khong-vai-tro")
    assert get(stranger, "support").status_code == 403
    assert get(stranger, "support-visits").status_code == 403


def test_neighbours_get_404_and_readers_403(help_: Helping, get: Any, post: Any) -> None:
    world = help_.world
    row = help_.assign()
    visit = help_.visit()
    for name, uid in (
        ("support-unit", world.commune.uid),
        ("support-unit", help_.village.uid),
        ("support-end", row.uid),
        ("support-withdraw", row.uid),
        ("support-visit", visit.uid),
        ("support-visit-withdraw", visit.uid),
    ):
        assert get(world.neighbour_officer, name, uid).status_code == 404, name
    for name, args in (
        ("support-grid", ()),
        ("support-new", ()),
        ("support-end", (row.uid,)),
        ("support-visit-new", ()),
        ("support-visit-withdraw", (visit.uid,)),
    ):
        for user in (world.officer, world.reader):
            assert get(user, name, *args).status_code == 403, name
            assert post(user, name, *args, reason="x", last="20/06/2025").status_code == 403
    assert (SupportAssignment.objects.count(), SupportVisit.objects.count()) == (1, 1)
    assert get(world.officer, "support-unit", world.commune.uid).status_code == 200


def test_the_agency_sees_standing_and_gaps(help_: Helping, get: Any) -> None:
    help_.assign()
    page = get(help_.world.reviewer, "support-agency", help_.world.agency.uid).content.decode()
    assert "Tiêu chí 10, Thu nhập" in page
    assert "8,5" in page
    assert "chưa ai đến làm việc từ 02/01/2025" in page
    assert "xã tự đánh giá, chưa xác nhận" in page


def test_assigning_one(help_: Helping, post: Any, get: Any) -> None:
    world = help_.world
    body = {"agency": world.agency.pk, "unit": help_.village.pk, "first": "02/01/2025"}
    answer = post(world.coordinator, "support-new", **body)
    assert answer.status_code == 302
    row = SupportAssignment.objects.get()
    assert (row.unit, row.within) == (help_.village, world.commune)
    again = post(world.coordinator, "support-new", **body)
    assert again.status_code == 422
    assert "Kết thúc phân công cũ trước" in again.content.decode()
    assert SupportAssignment.objects.count() == 1
    page = get(world.officer, "support-unit", help_.village.uid).content.decode()
    assert "Phòng LĐTB&amp;XH" in page


def test_assigning_many(help_: Helping, post: Any, get: Any) -> None:
    world = help_.world
    help_.assign()
    page = get(world.coordinator, "support-grid").content.decode()
    assert "đang giúp" in page
    nothing = post(world.coordinator, "support-grid", first="02/01/2025")
    assert nothing.status_code == 422
    assert "Đánh dấu các ô" in nothing.content.decode()
    taken = f"{world.agency.pk}-{world.commune.pk}"
    assert post(world.coordinator, "support-grid", first="x", pairs=[taken]).status_code == 422
    pairs = [f"{agency.pk}-{world.neighbour.pk}" for agency in (world.agency, world.other_agency)]
    done = post(
        world.coordinator, "support-grid", first="02/01/2025", pairs=pairs, paper_number="12/QĐ"
    )
    assert done.status_code == 302
    assert SupportAssignment.objects.filter(paper_number="12/QĐ").count() == 2


def test_ending_and_withdrawing(help_: Helping, post: Any) -> None:
    row, who = help_.assign(), help_.world.coordinator
    wrong = post(who, "support-end", row.uid, last="01/01/2024", reason="Nhầm")
    assert wrong.status_code == 422
    assert post(who, "support-end", row.uid, last="20/06/2025", reason="Đổi").status_code == 302
    assert post(who, "support-withdraw", row.uid, reason="Nhầm").status_code == 302
    row.refresh_from_db()
    assert row.withdrawn_reason == "Nhầm"


def test_a_visit_with_a_file(help_: Helping, post: Any, get: Any, client: Client) -> None:
    help_.assign()
    world = help_.world
    place = f"{world.agency.pk}-{world.commune.pk}"
    late = post(world.reviewer, "support-visit-new", place=place, **{**VISIT, "on": "01/01/2030"})
    assert late.status_code == 422
    file = SimpleUploadedFile("bien-ban.pdf", pdf("biên bản"), "application/pdf")
    done = post(world.reviewer, "support-visit-new", place=place, file=file, **VISIT)
    assert done.status_code == 302
    visit = SupportVisit.objects.get()
    assert visit.file is not None
    page = get(world.officer, "support-visit", visit.uid).content.decode()
    assert "bien-ban.pdf" in page
    for user, status in ((world.officer, 200), (world.neighbour_officer, 404)):
        client.force_login(user)
        assert client.get(reverse("core:file", args=[visit.file.uid])).status_code == status
    assert post(world.reviewer, "support-visit-withdraw", visit.uid, reason="x").status_code == 302


def test_what_stands_out_waits_at_home(help_: Helping) -> None:
    def titles(user: User) -> list[str]:
        lines = [line for group in inbox_of(user).groups for line in group.lines]
        return [line.title for line in lines if "/giup-do/" in line.url]

    assert titles(help_.world.coordinator) == []
    help_.assign()
    assert titles(help_.world.reviewer) == ["Đến làm việc với xã Sơn Lang"]
    assert titles(help_.world.coordinator) == ["Nhắc cơ quan đến 1 đơn vị lâu chưa có người xuống"]
    assert titles(help_.world.officer) == []


def test_the_list_as_a_file(help_: Helping, get: Any) -> None:
    help_.assign()
    answer = get(help_.world.coordinator, "support", data={"tai": "csv", "xem": "im"})
    text = b"".join(answer).decode("utf-8-sig") if answer.streaming else answer.content.decode()
    assert "Xã Sơn Lang" in text
    assert "Xã Krong" not in text
