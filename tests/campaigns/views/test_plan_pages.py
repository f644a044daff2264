"""Pages of campaign, plan and parts: refused first, then the whole way by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from campaigns.models import Campaign, PartyPaper, PlanVersion
from campaigns.services import plan_rows
from kbang_ntm.core.models import User
from tests.factories.campaigns_plan import Movement, make_movement, scan
from tests.factories.communes import stand_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def movement() -> Movement:
    return make_movement()


def page(client: Client, user: User, name: str, *args: Any, **data: str) -> Any:
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[-1])
    return client.get(reverse(f"campaigns:{name}", args=args), data)


def send(client: Client, user: User, name: str, *args: Any, **data: Any) -> Any:
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[-1])
    return client.post(reverse(f"campaigns:{name}", args=args), data)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_neighbours_campaign_does_not_exist(movement: Movement, client: Client) -> None:
    own = Campaign.objects.create(
        code="xa-2022",
        title="Phong trào của xã",
        unit=movement.world.commune,
        parent=movement.campaign,
        period=movement.campaign.period,
    )
    stranger = movement.world.neighbour_leader
    assert page(client, stranger, "home", pt=own.code).status_code == 404
    assert page(client, stranger, "campaign-edit", own.code).status_code == 404
    assert page(client, movement.world.reader, "home", pt=own.code).status_code == 200
    refused = send(client, movement.world.reader, "campaign-edit", own.code, title="Khác")
    assert refused.status_code == 403 and "cơ quan chủ trì" in text(refused)
    assert Campaign.objects.get(code="xa-2022").title == "Phong trào của xã"


def test_the_copy_page_says_which_stage_becomes_which(movement: Movement, client: Client) -> None:
    who, old = movement.world.coordinator, movement.campaign
    days = {"first": date(2022, 1, 1), "last": date(2022, 12, 31), "words": "", "actor": who}
    plan_rows.save_phase(campaign=old, title="Năm 2022", **days)
    plan_rows.save_milestone(campaign=old, title="Tổng kết", due=date(2025, 12, 31), actor=who)
    offered = text(page(client, movement.admin, "campaign-copy", old.code))
    assert "«Năm 2022» thành «Năm 2027» (01/01/2027 đến 31/12/2027)" in offered
    assert "mốc «Tổng kết» thành «Tổng kết», 31/12/2030" in offered
    short = {"first": "01/01/2026", "last": "30/06/2026", "code": "sai mã"}
    typed = text(send(client, movement.admin, "campaign-copy", old.code, **short))
    assert "«Năm 2022» nằm ngoài giai đoạn mới nên không mang theo" in typed
    unread = text(send(client, movement.admin, "campaign-copy", old.code, first="01/01/0001"))
    assert "thành «Năm" not in unread


def test_the_overview_says_what_is_unknown(movement: Movement, client: Client) -> None:
    found = text(page(client, movement.world.officer, "home"))
    assert "Phong trào thử" in found and "chưa xác định" in found
    assert "Sửa thông tin" not in found
    assert "Sửa thông tin" in text(page(client, movement.world.coordinator, "home"))


def test_an_unknown_code_is_nothing(movement: Movement, client: Client) -> None:
    assert page(client, movement.admin, "home", pt="khong-co").status_code == 404


def test_a_new_campaign_is_set_up_on_the_pages_in_a_portal_of_2026(
    movement: Movement, client: Client
) -> None:
    """No district any more: quản trị copies for the unit that is there, without code."""
    movement.issued()
    movement.world.district.versions.update(valid=_until(date(2025, 7, 1)))
    stand_on(date(2026, 3, 1))
    form = page(client, movement.admin, "campaign-copy", movement.campaign.code)
    assert 'value="01/01/2026"' in text(form) and 'value="31/12/2030"' in text(form)
    assert str(movement.world.commune.pk) in text(form)
    data = {
        "unit": str(movement.world.commune.pk),
        "code": "xa-2026",
        "title": "Phong trào 2026-2030",
        "first": "01/01/2026",
        "last": "31/12/2030",
    }
    assert send(client, movement.admin, "campaign-copy", "thu-2021", **data).status_code == 302
    new = Campaign.objects.get(code="xa-2026")
    again = send(client, movement.admin, "campaign-copy", "thu-2021", **data)
    assert again.status_code == 422 and "Đã có phong trào mang mã" in text(again)
    draft = new.versions.get()
    who = movement.world.leader
    edited = send(client, who, "plan-edit", draft.uid, day="15/02/2026", number="01/KH")
    assert edited.status_code == 302
    assert send(client, who, "plan-issue", draft.uid, sure="1").status_code == 302
    added = send(
        client,
        who,
        "target-new",
        "xa-2026",
        kind="commune_ntm",
        unit=str(movement.world.commune.pk),
        year="2030",
    )
    assert added.status_code == 302 and new.targets.get().year == 2030
    assert "Phong trào 2026-2030" in text(page(client, who, "home"))


def _until(day: date) -> Any:
    from psycopg2.extras import DateRange

    return DateRange(None, day)


def test_a_draft_is_seen_by_who_runs_the_campaign_only(movement: Movement, client: Client) -> None:
    movement.issued()
    draft = movement.draft(reason="Đổi mục tiêu")
    for person in (movement.world.reader, movement.world.leader):
        assert page(client, person, "plan-version", draft.uid).status_code == 404
        assert "đang soạn" not in text(page(client, person, "plan"))
        assert send(client, person, "plan-issue", draft.uid).status_code == 404
    assert page(client, movement.world.coordinator, "plan-version", draft.uid).status_code == 200
    assert PlanVersion.objects.get(pk=draft.pk).state == "draft"


def test_what_an_amendment_changes_is_shown_word_by_word(
    movement: Movement, client: Client
) -> None:
    who = movement.world.coordinator
    movement.issued()
    draft = movement.draft(reason="Đổi mục tiêu", cites="KN-12")
    body = "Lời <b>mới</b>."
    sent = send(client, who, "plan-section", draft.uid, "muc-tieu", heading="Mục tiêu", body=body)
    assert sent.status_code == 302
    found = text(page(client, who, "plan-compare", draft.uid))
    assert "<del>cũ.</del>" in found and "&lt;b&gt;mới&lt;/b&gt;" in found
    assert "Đổi mục tiêu" in found and "KN-12" in found
    assert page(client, who, "plan-compare", draft.campaign.versions.first().uid).status_code == 404


def test_rows_of_the_campaign_by_hand(movement: Movement, client: Client) -> None:
    who, code = movement.world.coordinator, movement.campaign.code
    bad = send(client, who, "phase-new", code, title="Sớm", first="01/01/2019", last="31/12/2019")
    assert bad.status_code == 422 and "phải nằm trong thời gian" in text(bad)
    ways: tuple[tuple[str, dict[str, str]], ...] = (
        ("phase-new", {"title": "Năm 2022", "first": "01/01/2022", "last": "31/12/2022"}),
        ("milestone-new", {"title": "Tổng kết", "due": "31/12/2025"}),
        ("link-new", {"title": "Cuộc vận động", "division": "Mặt trận vận động."}),
        ("subject-new", {"code": "a", "title": "Cơ quan", "criteria": "Một\nHai",
                         "alternatives": "unknown"}),
        ("objective-new", {"kind": "words", "words": "Lời", "year": "2025"}),
    )  # fmt: skip
    for name, data in ways:
        assert send(client, movement.world.officer, name, code, **data).status_code == 403
        assert send(client, who, name, code, **data).status_code == 302, name
        assert send(client, who, name, code, **data).status_code == 422, name
    campaign = movement.campaign
    link, subject = campaign.links.get(), campaign.subjects.get()
    assert "chưa xác định" in text(page(client, who, "subjects"))
    changed = {"code": "a", "title": "Cơ quan", "criteria": "Một", "alternatives": "all"}
    refused = send(client, who, "subject-edit", subject.uid, **changed)
    assert refused.status_code == 422 and "căn cứ của cách hiểu" in text(refused)
    changed["alternatives_basis"] = "Hướng dẫn"
    assert send(client, who, "subject-edit", subject.uid, **changed).status_code == 302
    assert subject.criteria.count() == 1
    assert send(client, who, "row-remove", "lien-ket", link.uid, sure="1").status_code == 302
    assert send(client, who, "row-remove", "khac", link.uid, sure="1").status_code == 404
    assert not campaign.links.exists()


def test_a_party_records_its_own_plan_with_a_scan(movement: Movement, client: Client) -> None:
    world, code = movement.world, movement.campaign.code
    mine = f"u{world.commune.pk}"
    from django.core.files.uploadedfile import SimpleUploadedFile

    def data() -> dict[str, Any]:
        file = SimpleUploadedFile("Kế hoạch.pdf", scan().stream.read(), "application/pdf")
        return {"kind": "plan", "on": "01/09/2022", "number": "05/KH-UBND", "file": file}

    for person, status in (
        (world.neighbour_officer, 404),
        (world.coordinator, 403),
        (world.reader, 403),
    ):
        answer = send(client, person, "party-paper-new", code, mine, **data())
        assert answer.status_code == status
    assert not PartyPaper.objects.exists()
    assert page(client, world.officer, "party-paper-new", code, "u0").status_code == 404
    assert page(client, world.officer, "party-paper-new", code, "xyz").status_code == 404
    assert send(client, world.officer, "party-paper-new", code, mine, **data()).status_code == 302
    paper = PartyPaper.objects.get()
    assert paper.file is not None
    listed = text(page(client, world.coordinator, "party-plans"))
    assert "05/KH-UBND" in listed and "Đúng hạn" in listed
    none = text(page(client, world.coordinator, "party-plans", tim="khong co ai"))
    assert "Không có đơn vị nào khớp" in none
    out = send(client, world.leader, "party-paper-withdraw", paper.uid, reason="Ghi nhầm")
    assert out.status_code == 302
    assert "đã rút: Ghi nhầm" in text(page(client, world.officer, "party-plan", code, mine))


def test_the_list_goes_along_as_a_file(movement: Movement, client: Client) -> None:
    movement.paper()
    answer = page(client, movement.world.reader, "party-plans", tai="csv")
    content = b"".join(answer) if answer.streaming else answer.content
    assert "05/KH-UBND" in content.decode("utf-8-sig")
