"""Pages of reviews, as each kind of person sees them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import ReviewEvent
from campaigns.services.reviews import open_review
from kbang_ntm.core.models import User
from tests.factories.campaigns_reviews import make_campaign, make_review, review_text
from tests.factories.communes import World, make_unit, make_world, pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def page(client: Client, user: User, name: str, *args: Any) -> str:
    client.force_login(user)
    answer = client.get(reverse(f"campaigns:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_list_says_what_to_do(client: Client, world: World) -> None:
    make_campaign(world)
    assert "Chưa có đợt sơ kết, tổng kết nào" in page(client, world.coordinator, "reviews")
    assert reverse("campaigns:review-new") not in page(client, world.reader, "reviews")


def test_a_review_from_opening_to_its_end(client: Client, world: World) -> None:
    make_campaign(world)
    client.force_login(world.coordinator)
    form = {
        "kind": "yearly",
        "title": "Sơ kết phong trào năm 2025",
        "first": "01/01/2025",
        "last": "19/06/2025",
        "reports_due": "10/06/2025",
    }
    wrong = client.post(reverse("campaigns:review-new"), form | {"last": "01/01/2024"})
    assert wrong.status_code == 422
    assert "Ngày cuối không thể trước ngày đầu" in wrong.content.decode()
    assert not ReviewEvent.objects.exists()
    client.post(reverse("campaigns:review-new"), form)
    event = ReviewEvent.objects.get()

    inbox = page_of_home(client, world.officer)
    assert "Gửi báo cáo: Sơ kết phong trào năm 2025" in inbox
    owed = event.reports.get(unit=world.commune)
    client.post(
        reverse("campaigns:review-receive", args=[owed.uid]),
        {"number": "12/BC-UBND", "day": "09/06/2025", "received_on": "10/06/2025"},
    )
    assert "Gửi báo cáo: Sơ kết" not in page_of_home(client, world.officer)

    client.force_login(world.coordinator)
    client.post(
        reverse("campaigns:review-remark", args=[event.uid, "criteria"]), {"text": "Đạt khá."}
    )
    client.post(reverse("campaigns:review-gather", args=[event.uid]), {"x": ""})
    shown = page(client, world.reader, "review", event.uid)
    assert "Đạt khá." in shown and "Đã nhận 1/5 báo cáo" in shown and "Số liệu chốt lúc" in shown
    client.force_login(world.coordinator)
    client.post(
        reverse("campaigns:review-close", args=[event.uid]),
        {"paper_number": "45/BC-UBND", "paper_date": "20/06/2025"},
    )
    event.refresh_from_db()
    assert event.state == "closed"


def page_of_home(client: Client, user: User) -> str:
    client.force_login(user)
    return client.get("/").content.decode()


def test_a_neighbours_own_review_is_not_known(client: Client, world: World) -> None:
    event = open_review(
        campaign=make_campaign(world),
        unit_id=world.commune.pk,
        text=review_text(),
        actor=world.leader,
    )
    client.force_login(world.neighbour_officer)
    address = reverse("campaigns:review", args=[event.uid])
    assert client.get(address).status_code == 404
    assert (
        client.get(
            reverse("reports:paper-file", args=["review-report", event.uid, "pdf"])
        ).status_code
        == 404
    )
    assert event.title not in page(client, world.neighbour_officer, "reviews")
    assert event.title in page(client, world.officer, "reviews")


@pytest.mark.parametrize("name", ["review-edit", "review-gather", "review-reopen", "review-close"])
@pytest.mark.parametrize("who", ["officer", "reviewer", "reader"])
def test_others_read_but_do_not_run_it(client: Client, world: World, name: str, who: str) -> None:
    event = make_review(world)
    client.force_login(getattr(world, who))
    address = reverse(f"campaigns:{name}", args=[event.uid])
    assert client.get(address).status_code == client.post(address, {"x": ""}).status_code == 403
    assert ReviewEvent.objects.get().state == "preparing"


@pytest.mark.parametrize("format", ["pdf", "docx", "xlsx"])
def test_its_report_is_printed_and_stays_the_same(
    client: Client, world: World, format: str
) -> None:
    event = make_review(world)
    client.force_login(world.coordinator)
    client.post(reverse("campaigns:review-gather", args=[event.uid]), {"x": ""})
    address = reverse("reports:paper-file", args=["review-report", event.uid, format])
    first, second = client.get(address), client.get(address)
    assert first.status_code == 200 and first.content == second.content
    assert client.get(address.replace(format, "odt")).status_code == 404


def test_a_constant_number_of_queries(client: Client, world: World) -> None:
    event = make_review(world)
    client.force_login(world.coordinator)
    address = reverse("campaigns:review", args=[event.uid])
    client.get(address)
    counts = []
    for number in (0, 3):
        for place in range(number):
            unit = make_unit(f"xa-{place}", f"Xã {place}", parent=world.district)
            event.reports.create(unit=unit)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_scan_comes_with_the_report(client: Client, world: World) -> None:
    event = make_review(world)
    owed = event.reports.get(unit=world.commune)
    client.force_login(world.officer)
    answer = client.post(
        reverse("campaigns:review-receive", args=[owed.uid]),
        {
            "number": "12/BC-UBND",
            "day": "09/06/2025",
            "received_on": "10/06/2025",
            "file": SimpleUploadedFile("Báo cáo.pdf", pdf(), "application/pdf"),
        },
    )
    assert answer.status_code == 302
    owed.refresh_from_db()
    assert owed.file is not None
    client.force_login(world.reader)
    assert client.get(reverse("core:file", args=[owed.file.uid])).status_code == 200
