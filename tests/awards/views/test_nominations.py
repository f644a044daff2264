"""Pages of rounds and nominations: who opens what, what a form stores, constant queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards import nomination_panels
from awards.fronts.nominations import GROUP
from awards.models import AwardRound, Nomination, Nominee
from awards.services import receiving
from campaigns.models import Campaign, Story, Subject
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from tests.awards.home import home_lines
from tests.factories.awards_nominations import Awards, make_awards
from tests.factories.communes import pdf

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]
PROPOSER = ("edit", "send", "withdraw", "meeting", "item")
DESK = ("receive", "ask", "suspend", "resume", "regime")


@pytest.fixture
def desk() -> Awards:
    cache.clear()
    return make_awards()


def url(name: str, *args: Any) -> str:
    return reverse(f"awards:{name}", args=args)


@pytest.fixture
def get(client: Client) -> Callable[..., Any]:
    def ask(user: User, name: str, *args: Any, data: Any = None) -> Any:
        client.force_login(user)
        return client.get(url(name, *args), data)

    return ask


@pytest.fixture
def post(client: Client) -> Callable[..., Any]:
    def send(user: User, page: str, /, *args: Any, tail: str = "", **body: Any) -> Any:
        client.force_login(user)
        return client.post(url(page, *args) + tail, {"x": "1", **body})

    return send


def test_neighbours_get_404(desk: Awards, get: Any) -> None:
    row = desk.sent(desk.round())
    own = desk.round(unit=desk.commune, actor=desk.officer, name="Của xã", types=("GIAY_KHEN_XA",))
    for name in ("nomination", *(f"nomination-{act}" for act in (*PROPOSER, *DESK))):
        assert get(desk.neighbour_leader, name, row.uid).status_code == 404
    assert get(desk.neighbour_leader, "round", own.uid).status_code == 404
    assert get(desk.clerk, "round", own.uid).status_code == 404
    for name in DESK:
        assert get(desk.leader, f"nomination-{name}", row.uid).status_code == 403
    for name in PROPOSER:
        assert get(desk.clerk, f"nomination-{name}", row.uid).status_code == 403
    assert get(desk.reader, "nominations").status_code == 403


def days(**fields: Any) -> dict[str, Any]:
    return {
        "name": "Đợt tổng kết",
        "kind": "final",
        "merit_kind": "movement",
        "first": "01/01/2021",
        "last": "30/09/2024",
        "opens_on": "10/10/2024",
        "due_on": "20/10/2024",
        "closes_on": "25/10/2024",
        "types": ["GIAY_KHEN_HUYEN"],
        "ballot": "secret",
        "letter_number": "12/HD",
        "letter_date": "09/10/2024",
        **fields,
    }


def test_a_round_from_its_form_to_the_late_list(desk: Awards, post: Any, get: Any) -> None:
    refused = post(desk.clerk, "round-new", unit=desk.district.pk, **days(due_on="01/10/2024"))
    assert refused.status_code == 422
    assert "theo thứ tự" in refused.content.decode()
    file = SimpleUploadedFile("Hướng dẫn.pdf", pdf(), "application/pdf")
    post(desk.clerk, "round-new", unit=desk.district.pk, **days(file=file))
    row = AwardRound.objects.get()
    assert row.letter_file is not None
    assert row.types.get().ballot_mode == "secret"
    post(desk.clerk, "round-open", row.uid)
    post(desk.clerk, "round-quota", row.uid, type_code="GIAY_KHEN_HUYEN", most="3", basis="12/HD")
    post(
        desk.clerk, "round-late", row.uid, party=f"u{desk.commune.pk}", until="30/10/2024",
        reason="Mưa lũ",
    )  # fmt: skip
    page = get(desk.officer, "round", row.uid).content.decode()
    assert "Lập đề nghị" in page
    assert "Mẫu" in page
    senders = get(desk.clerk, "round-senders", row.uid).content.decode()
    assert "30/10/2024 (Mưa lũ)" in senders
    assert get(desk.clerk, "round-senders", row.uid, data={"tai": "csv"}).status_code == 200
    post(desk.clerk, "round-remind", row.uid)
    post(desk.clerk, "round-close", row.uid)
    row.refresh_from_db()
    assert row.state == "closed"


def test_from_nobody_to_a_received_nomination(desk: Awards, post: Any, get: Any) -> None:
    row = desk.round(campaign_id=Campaign.objects.get().pk)
    assert get(desk.officer, "nomination-choose", row.uid).status_code == 200
    told = post(
        desk.officer, "nomination-nominee", row.uid, kind="household", name="Hộ ông Đinh Mơ",
        unit=desk.commune.pk, head_name="Đinh Mơ", head_birth_year="1970",
    )  # fmt: skip
    nominee = Nominee.objects.get(kind="household")
    assert told.status_code == 302
    assert str(nominee.uid) in told.url
    body = {
        "party": f"u{desk.commune.pk}",
        "type_code": "GIAY_KHEN_HUYEN",
        "citation": "Hiến đất",
        "report": "Hiến 500 m2 đất.",
        "subject": Subject.objects.get(code="đ").pk,
    }
    tail = f"?doi_tuong={nominee.uid}"
    long = post(
        desk.officer, "nomination-new", row.uid, tail=tail, **{**body, "citation": "x" * 230}
    )
    assert "Bớt 30 ký tự" in long.content.decode()
    post(desk.officer, "nomination-new", row.uid, tail=tail, **body)
    made = Nomination.objects.get()
    assert (made.nominee, made.unit, made.state) == (nominee, desk.commune, "draft")
    page = get(desk.officer, "nomination", made.uid).content.decode()
    assert "Chưa gửi được, còn thiếu" in page
    assert post(desk.leader, "nomination-send", made.uid).status_code == 422
    post(desk.officer, "nomination-meeting", made.uid, on="09/10/2024", present="9", yes="9")
    post(desk.officer, "nomination-criterion", made.uid, 3, met="co", note="Góp 500 m2 đất")
    file = SimpleUploadedFile("Báo cáo.pdf", pdf(), "application/pdf")
    post(desk.officer, "nomination-item", made.uid, part="", label="Ảnh", file=file)
    desk.complete(made)
    item = made.dossier_items.order_by("pk")[0]
    post(desk.officer, "item-withdraw", item.uid, reason="Nhầm")
    assert "đã rút" in get(desk.officer, "nomination", made.uid).content.decode()
    post(desk.leader, "nomination-send", made.uid)
    post(desk.clerk, "nomination-receive", made.uid)
    post(desk.clerk, "nomination-ask", made.uid, reason="Bổ sung ảnh", due="15/10/2024")
    made.refresh_from_db()
    assert (made.state, made.supplements) == ("supplement", 1)
    post(desk.leader, "nomination-supplement", made.uid, reason="Đã bổ sung")
    post(desk.chair, "nomination-suspend", made.uid, reason="Có đơn")
    assert "Xem xét tiếp" in get(desk.clerk, "nomination", made.uid).content.decode()
    post(desk.clerk, "nomination-resume", made.uid, reason="Xong")
    post(desk.leader, "nomination-withdraw", made.uid, reason="Xin rút")
    made.refresh_from_db()
    assert made.state == "withdrawn"


def test_from_a_published_story(desk: Awards, get: Any, post: Any) -> None:
    row = desk.round()
    story = Story.objects.create(
        unit=desk.commune, kind="person", title="Người hiến đất", about_name="Đinh Văn Mới",
        source="desk", state="published", consent="paper",
        consent_note="Giấy 1", published_at=clock.now(),
        body="x", summary="y", approved_by=desk.clerk,
    )  # fmt: skip
    page = get(desk.officer, "nomination-stories").content.decode()
    assert "Người hiến đất" in page
    assert (
        "Người hiến đất" not in get(desk.neighbour_officer, "nomination-stories").content.decode()
    )
    form = get(desk.officer, "nomination-nominee", row.uid, data={"bai": str(story.uid)})
    assert "Đinh Văn Mới" in form.content.decode()
    nominee = desk.nominee("Đinh Văn Mới", birth_year=1980)
    post(
        desk.officer, "nomination-new", row.uid,
        tail=f"?doi_tuong={nominee.uid}&bai={story.uid}", party=f"u{desk.commune.pk}",
        type_code="GIAY_KHEN_HUYEN",
    )  # fmt: skip
    assert Nomination.objects.get().story == story


def test_the_home_says_what_waits(desk: Awards) -> None:
    row = desk.round()
    desk.draft(row)
    sent = desk.sent(row, desk.nominee("Y Lý", birth_year=1980))

    def lines(user: User) -> list[str]:
        return [one.title for one in home_lines(User.objects.get(pk=user.pk), GROUP)]

    assert lines(desk.officer) == ["Bản nháp: Đinh Văn Bớt"]
    assert lines(desk.leader) == ["Xem, gửi: Đinh Văn Bớt"]
    assert lines(desk.clerk) == ["Tiếp nhận: Y Lý"]
    received = receiving.receive(nomination=sent, actor=desk.clerk)
    assert lines(desk.clerk) == ["Thẩm định: Y Lý"]
    receiving.ask_supplement(nomination=received, what="Giấy", actor=desk.clerk)
    assert lines(desk.leader) == ["Bổ sung: Y Lý", "Xem, gửi: Đinh Văn Bớt"]
    assert lines(desk.neighbour_leader) == []


def test_other_parts_add_panels(desk: Awards, get: Any) -> None:
    row = desk.sent(desk.round())
    nomination_panels.register(
        "thử", 10, lambda user, one: ("core/history.html", {}) if user == desk.clerk else None
    )
    try:
        shown = get(desk.clerk, "nomination", row.uid)
        assert "thử" in [panel["name"] for panel in shown.context["panels"]]
        hidden = get(desk.leader, "nomination", row.uid)
        assert "thử" not in [panel["name"] for panel in hidden.context["panels"]]
    finally:
        nomination_panels.forget("thử")


def test_constant_queries(desk: Awards, get: Any) -> None:
    row = desk.round()
    first = desk.sent(row)

    def count(user: User, name: str, *args: Any) -> int:
        get(user, name, *args)  # the first opening fills caches
        with CaptureQueriesContext(connection) as found:
            assert get(user, name, *args).status_code == 200
        return len(found)

    one = {
        name: count(desk.clerk, name, *args)
        for name, args in (
            ("rounds", ()),
            ("nominations", ()),
            ("round", (row.uid,)),
            ("round-senders", (row.uid,)),
            ("nomination", (first.uid,)),
        )
    }
    desk.sent(row, desk.nominee("Y Lý", birth_year=1980))
    desk.sent(row, desk.nominee("Y La", birth_year=1981))
    desk.round(name="Đợt khác")
    desk.round(name="Đợt khác nữa")
    three = {
        name: count(desk.clerk, name, *args)
        for name, args in (
            ("rounds", ()),
            ("nominations", ()),
            ("round", (row.uid,)),
            ("round-senders", (row.uid,)),
            ("nomination", (first.uid,)),
        )
    }
    assert one == three
    assert one == QUERIES


QUERIES = {"rounds": 15, "nominations": 18, "round": 24, "round-senders": 17, "nomination": 23}
