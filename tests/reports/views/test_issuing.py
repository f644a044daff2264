"""Pages of the signing round, as each person meets them."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kbang_ntm.core.models import User
from reports.models import IssuedPaper
from reports.services import issuing
from reports.services.documents import Order
from tests.factories.communes import make_world, pdf
from tests.factories.issuing import SIGNER, Round, make_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_() -> Round:
    return make_round(make_world())


def url(name: str, *args: object) -> str:
    return reverse(f"reports:{name}", args=args)


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def read(client: Client, user: User, address: str) -> str:
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def send(client: Client, user: User, address: str, **values: object) -> int:
    client.force_login(user)
    return client.post(address, values).status_code


def test_the_way_on_the_pages(client: Client, round_: Round) -> None:
    paper = url("paper", "review-report", round_.event.uid)
    assert "Trình ký" in read(client, round_.maker, paper)
    assert send(client, round_.maker, url("paper-draft", "review-report", round_.event.uid)) == 302
    row = IssuedPaper.objects.get()
    page = url("issued", row.uid)
    assert "đang soạn" in read(client, round_.maker, paper)
    for act, user, button in (
        ("send", round_.maker, "Trình thủ trưởng"),
        ("pass_head", round_.maker, "Đồng ý, chuyển Văn phòng"),
        ("pass_office", round_.office, "Đúng thể thức, trình lãnh đạo"),
        ("approve", round_.chairman, "Duyệt"),
    ):
        assert button in read(client, user, page)
        assert send(client, user, url("issued-act", row.uid, act), words="Được.") == 302
    assert "Vào sổ" in read(client, round_.clerk, page)
    typed = {"number": "12", "dated": "20/06/2025", "signer": SIGNER}
    assert send(client, round_.clerk, url("issued-register", row.uid), **typed) == 302
    assert "số 12/BC-UBND ngày 20/06/2025" in read(client, round_.maker, page)
    file = SimpleUploadedFile("ky.pdf", pdf("đã ký"), content_type="application/pdf")
    assert send(client, round_.clerk, url("issued-signed", row.uid), file=file) == 302
    text = read(client, round_.maker, page)
    assert "ky.pdf" in text
    assert "Tệp không có chữ ký số." in text
    assert "«Được.»" in text
    copy = row.copies.get()
    assert copy.said == []
    assert client.get(reverse("core:file", args=[copy.file.uid])).status_code == 200
    client.force_login(round_.world.officer)
    assert client.get(reverse("core:file", args=[copy.file.uid])).status_code == 404


def test_a_number_that_is_missing_is_asked_for(client: Client, round_: Round) -> None:
    row = round_.approved()
    client.force_login(round_.clerk)
    answer = client.post(
        url("issued-register", row.uid), {"number": "", "dated": "x", "signer": ""}
    )
    assert answer.status_code == 422
    assert IssuedPaper.objects.get().state == "approved"


@pytest.mark.parametrize("name", ["issued", "issued-register", "issued-signed", "issued-section"])
def test_strangers_find_nothing(client: Client, round_: Round, name: str) -> None:
    row = round_.draft()
    for user in (round_.world.officer, round_.world.reader, round_.world.reviewer):
        client.force_login(user)
        assert client.get(url(name, row.uid)).status_code == 404
        assert client.post(url(name, row.uid)).status_code in (404, 405)


def test_who_sees_it_does_not_do_every_act(client: Client, round_: Round) -> None:
    row = round_.moved("send", "pass_head", "pass_office")
    for act in ("approve", "return"):
        assert send(client, round_.office, url("issued-act", row.uid, act), words="x") == 403
    assert send(client, round_.office, url("issued-register", row.uid), number="1") == 403
    assert send(client, round_.maker, url("issued-act", row.uid, "nothing")) == 404
    assert IssuedPaper.objects.get().state == "leader"


def test_a_remark_is_typed_and_printed(client: Client, round_: Round) -> None:
    row = round_.draft()
    address = url("issued-section", row.uid)
    text = read(client, round_.maker, address)
    section = text.partition('<option value="I.')[2].partition('"')[0]
    typed = {"section": f"I.{section}", "text": "Nhận xét của văn phòng."}
    assert send(client, round_.maker, address, **typed) == 302
    assert "Nhận xét của văn phòng." in read(client, round_.maker, url("issued", row.uid))
    paper = url("paper", "review-report", round_.event.uid)
    assert "Nhận xét của văn phòng." in read(client, round_.maker, paper)


def test_files_of_the_copy_to_be_signed(client: Client, round_: Round) -> None:
    row = issuing.register(
        paper=round_.approved(), number="3", dated=date(2025, 6, 20), signer=SIGNER,
        actor=round_.clerk,
    )  # fmt: skip
    client.force_login(round_.clerk)
    answer = client.post(url("issued-file", row.uid, "docx"))
    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200
    assert client.post(url("issued-file", row.uid, "odt")).status_code == 302
    assert row.snapshot.files.count() == 1


def test_the_list_asks_the_same_for_one_and_three(client: Client, round_: Round) -> None:
    client.force_login(round_.clerk)
    counts = []
    for number in range(3):
        row = issuing.register(
            paper=round_.approved(),
            number=str(number + 1),
            dated=date(2025, 6, 20),
            signer=SIGNER,
            actor=round_.clerk,
        )
        issuing.move(paper=row, act="revoke", words="x", actor=round_.clerk)
        assert IssuedPaper.objects.visible_to(round_.clerk).count() == number + 1
        counts.append(queries_of(client, url("papers")))
    assert counts[0] == counts[2]
    assert "Chờ tôi xử lý" in read(client, round_.maker, f"{url('papers')}?trang_thai=mine")


def test_every_figure_of_a_preview_leads_to_its_rows(client: Client, round_: Round) -> None:
    round_.world.sent_report()
    order = Order(kind="progress-report", period="2025-Q2", format="pdf")
    row = issuing.draft_of_period(order=order, actor=round_.maker)
    text = read(client, round_.maker, url("issued", row.uid))
    assert text.count('class="figure-source"') >= 10
    assert f'href="{url("matrix")}?ky=2025-Q2"' in text
    review = url("paper", "review-report", round_.event.uid)
    page = reverse("campaigns:review", args=[round_.event.uid])
    figures = read(client, round_.maker, review).count('class="figure-source"')
    assert (
        read(client, round_.maker, review).count(f'class="figure-source" href="{page}"') == figures
    )
