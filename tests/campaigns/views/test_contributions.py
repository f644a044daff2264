"""Pages of the ledger: who opens what, what a form stores, what a file holds."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pgtrigger
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import Contribution, ContributionPlan
from kbang_ntm.core.models import User
from tests.factories.campaigns_contributions import Ledger, make_ledger
from tests.factories.communes import make_user, pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def ledger() -> Ledger:
    return make_ledger()


def get(user: User, name: str, *args: Any, **data: Any) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse(f"campaigns:{name}", args=args), data)


def post(user: User, page: str, /, *args: Any, **body: Any) -> Any:
    client = Client()
    client.force_login(user)
    return client.post(reverse(f"campaigns:{page}", args=args), body)


def body_of(ledger: Ledger, **fields: Any) -> dict[str, Any]:
    return {
        "unit": ledger.world.commune.pk, "on": "01/03/2025", "source": "people",
        "kind": "money", "amount": "1.250.000", "village": "", **fields,
    }  # fmt: skip


def test_who_opens_the_pages(ledger: Ledger) -> None:
    row, world = ledger.add(), ledger.world
    for user in (world.officer, world.leader, world.coordinator, world.reader, ledger.admin):
        for name in ("contributions", "contribution-totals"):
            assert get(user, name).status_code == 200, name
        assert get(user, "contribution", row.uid).status_code == 200
    stranger = make_user("khong-vai-tro")
    assert get(stranger, "contributions").status_code == 403
    for name in ("contribution", "contribution-back"):
        assert get(world.neighbour_officer, name, row.uid).status_code == 404
    assert get(world.reader, "contribution-back", row.uid).status_code == 403
    assert get(world.reader, "contribution-new").status_code == 403


def test_without_a_campaign_there_is_nothing(ledger: Ledger) -> None:
    with pgtrigger.ignore("campaigns.Campaign:campaign_not_deleted"):
        ledger.campaign.delete()
    assert get(ledger.world.officer, "contributions").status_code == 404


def test_a_row_with_its_minutes(ledger: Ledger) -> None:
    scan = SimpleUploadedFile("bien-ban.pdf", pdf("họp"), "application/pdf")
    answer = post(
        ledger.world.officer, "contribution-new",
        **body_of(ledger, minutes=scan, donor="Đinh Văn A", voluntary="on"),
    )  # fmt: skip
    row = Contribution.objects.get()
    assert (answer.status_code, answer.url) == (
        302, reverse("campaigns:contribution", args=[row.uid]),
    )  # fmt: skip
    assert (row.amount, row.donor, row.voluntary) == (1_250_000, "Đinh Văn A", True)
    assert row.minutes_file is not None
    page = get(ledger.world.reader, "contribution", row.uid).content.decode()
    assert "Đinh Văn A" not in page and "được bảo vệ" in page
    assert "bien-ban.pdf" not in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"amount": "-5"}, "Ghi số lớn hơn 0"),
        ({"amount": "2O"}, "chữ"),
        ({"on": "21/06/2025"}, "không thể sau hôm nay"),
        ({"kind": "goods"}, "Ghi tên hiện vật"),
        ({"donor_public": "on"}, "Ghi tên người đồng ý"),
    ],
)
def test_what_a_form_refuses(ledger: Ledger, fields: dict[str, str], words: str) -> None:
    answer = post(ledger.world.officer, "contribution-new", **body_of(ledger, **fields))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Contribution.objects.count() == 0


def test_taking_back_by_form(ledger: Ledger) -> None:
    row = ledger.add()
    assert post(ledger.world.officer, "contribution-back", row.uid, reason="").status_code == 422
    done = post(ledger.world.officer, "contribution-back", row.uid, reason="Nhầm")
    assert done.status_code == 302
    assert Contribution.objects.count() == 2
    page = get(ledger.world.officer, "contribution", row.uid).content.decode()
    assert "Đã đảo" in page and "Nhầm" in page


def test_the_plan_by_form(ledger: Ledger) -> None:
    unit = ledger.world.commune
    address = ("contribution-plan", 2025, unit.uid)
    assert get(ledger.world.neighbour_officer, *address).status_code == 404
    assert get(ledger.world.reader, *address).status_code == 403
    assert get(ledger.world.officer, *address).status_code == 200
    done = post(ledger.world.officer, *address, people="5.000.000", credit="", paper="12/KH")
    assert done.status_code == 302
    assert ContributionPlan.objects.get().amount == 5_000_000
    assert "5.000.000" in get(ledger.world.officer, *address).content.decode()
    assert post(ledger.world.officer, *address, people="-1").status_code == 422


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_a_constant_number(ledger: Ledger, rows: int) -> None:
    for number in range(rows):
        ledger.add(100 + number, donor=f"Người {number}")
    client = Client()
    client.force_login(ledger.world.coordinator)
    client.get(reverse("campaigns:contributions"))
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("campaigns:contributions"))
    assert len(asked) == 7


def test_the_file_holds_what_the_page_shows(ledger: Ledger) -> None:
    ledger.add(1_250_000, donor="Đinh Thị Hương", receipt="=1+1")
    ledger.add(2, kind="labour", on=ledger.world.period.starts)
    for user, name in (
        (ledger.world.officer, "Đinh Thị Hương"),
        (ledger.world.reader, "được bảo vệ"),
    ):
        answer = get(user, "contributions", tai="xlsx", nguon="people")
        content = b"".join(answer)
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        assert sheet is not None
        cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
        line = next(row for row in cells if 1_250_000 in row)
        assert name in line and "Xã Sơn Lang" in line
        assert any(row[0] and "chưa" not in str(row[0]) for row in cells)
