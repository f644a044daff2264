"""Pages of decisions, upward cases and funds: from draft to payment by what people type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.models import Award, CertificateLayout, Decision, FundLine, PrizeFund, UpwardCase
from awards.views.drafts import title_for
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.inbox import inbox_of
from tests.factories.awards_decisions import ABOVE, Deciding, make_deciding
from tests.factories.communes import make_user, pdf

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]
DAY = "20/11/2024"


@pytest.fixture
def level() -> Deciding:
    return make_deciding()


@pytest.fixture
def get(client: Client) -> Callable[..., Any]:
    def ask(user: User | None, name: str, *args: Any, **data: Any) -> Any:
        client.logout()
        if user is not None:
            client.force_login(user)
        return client.get(reverse(f"awards:{name}", args=args), data)

    return ask


@pytest.fixture
def post(client: Client) -> Callable[..., Any]:
    def send(user: User, name: str, /, *args: Any, **body: Any) -> Any:
        client.force_login(user)
        query = body.pop("query", "")
        return client.post(f"{reverse(f'awards:{name}', args=args)}{query}", body)

    return send


def titles(user: User) -> list[str]:
    return [item.title for group in inbox_of(user).groups for item in group.lines]


def test_from_the_session_to_the_payment(level: Deciding, get: Any, post: Any) -> None:
    fund = level.fund()
    round_, session, rows = level.ready(3)
    assert "Soạn" in get(level.desk, "decision-choose").content.decode()
    body = {
        "title": "Về việc khen thưởng năm 2024",
        "chosen": [str(row.pk) for row in rows],
        "memo_number": "77/TTr-NV",
        "memo_date": DAY,
        "capacity": "chairman",
        "signer": level.leader.full_name,
        "fund_source": "budget",
    }
    made = post(level.desk, "decision-new", round_.uid, query=f"?phien={session.uid}", **body)
    assert made.status_code == 302
    row = Decision.objects.get()
    page = get(level.desk, "decision", row.uid).content.decode()
    assert "3.180.000" in page and "Tạm tính" in page
    line = row.awards.get(order=1)
    assert post(level.desk, "decision-line-down", line.uid).status_code == 302
    assert post(level.leader, "decision-decide", row.uid, decided_on=DAY).status_code == 302
    number = {"number": "15/QĐ-UBND", "number_date": DAY}
    file = SimpleUploadedFile("qd.pdf", pdf(), "application/pdf")
    assert post(level.clerk, "decision-register", row.uid, **number, file=file).status_code == 302
    page = get(level.desk, "decision", row.uid).content.decode()
    assert "1/2024" in page and "15/QĐ-UBND" in page and "qd.pdf" in page
    chosen = [str(one.pk) for one in row.awards.all()]
    done = post(level.desk, "decision-deliver", row.uid, chosen=chosen, on=DAY, note="Hội nghị")
    assert done.status_code == 302
    paid = post(level.desk, "decision-pay", row.uid, chosen=chosen, on=DAY, paper="PC 1")
    assert paid.status_code == 302
    for page, said in (("decision-deliver", "Tất cả đã trao."), ("decision-pay", "Không còn tiền")):
        rest = get(level.desk, page, row.uid).content.decode()
        assert said in rest and 'name="on"' not in rest, "nothing is left to fill in"
    listed = get(level.desk, "decision-pay-list", row.uid).content.decode()
    assert "3.180.000" in listed and "Ba triệu một trăm tám mươi" in listed
    assert FundLine.objects.filter(kind="payment").count() == 3
    page = get(level.desk, "fund", fund.uid).content.decode()
    assert "46.820.000" in page
    sheet = get(level.desk, "fund", fund.uid, tai="csv")
    assert b"PC 1" in b"".join(sheet) if sheet.streaming else b"PC 1" in sheet.content
    assert get(level.desk, "decision-certificates", row.uid).status_code == 200
    public = get(None, "awarded-public").content.decode()
    assert "làng Hà Nừng" in public and "710.000" not in public and "1.410.000" not in public


def test_refusals_stay_on_the_page(level: Deciding, post: Any) -> None:
    draft = level.draft()
    answer = post(level.leader, "decision-decide", draft.uid, decided_on=DAY)
    assert answer.status_code == 422
    assert "Chưa có quỹ" in answer.content.decode()
    assert post(level.desk, "decision-decide", draft.uid, decided_on=DAY).status_code == 403
    assert post(level.neighbour, "decision-decide", draft.uid, decided_on=DAY).status_code == 404
    level.fund()
    assert post(level.leader, "decision-decide", draft.uid, decided_on=DAY).status_code == 302
    late = post(level.leader, "decision-decide", draft.uid, decided_on=DAY)
    assert late.status_code == 409
    assert level.leader.full_name in late.content.decode()


def test_others_get_404_and_strangers_403(level: Deciding, get: Any) -> None:
    issued = level.issued(1)
    draft = level.draft(1)
    assert get(level.proposer, "decision", issued.uid).status_code == 200
    assert "710.000" not in get(level.proposer, "decision", issued.uid).content.decode()
    assert get(level.proposer, "decision", draft.uid).status_code == 404
    assert get(level.neighbour, "decision", issued.uid).status_code == 404
    assert get(make_user("khong-vai-tro"), "decisions").status_code == 403
    fund = PrizeFund.objects.get()
    assert get(level.proposer, "fund", fund.uid).status_code == 404
    assert get(level.leader, "fund", fund.uid).status_code == 200


def test_home_says_what_waits(level: Deciding) -> None:
    level.ready(2)
    assert any("Soạn quyết định cho 2" in title for title in titles(level.desk))
    draft = level.draft(1)
    assert f"Quyết định: {draft.title}" in titles(level.leader)
    assert not any("Quyết định:" in title for title in titles(level.chair))
    level.decided(1)
    assert any(title.startswith("Vào sổ:") for title in titles(level.clerk))
    level.issued(1)
    found = titles(level.desk)
    assert any(title.startswith("Chi thưởng:") for title in found)
    assert any("Gửi 1 thông báo" in title for title in found)


def test_correction_and_revocation_by_the_pages(level: Deciding, get: Any, post: Any) -> None:
    about = level.issued(2)
    first, second = about.awards.order_by("order")
    body = {"title": "Đính chính", "reason": "Ghi nhầm", "capacity": "chairman"}
    field = {f"name{first.pk}": "Tên đúng là đây"}
    assert post(level.desk, "decision-correct", about.uid, **body).status_code == 422
    assert post(level.desk, "decision-correct", about.uid, **body, **field).status_code == 302
    draft = Decision.objects.get(kind="correction")
    assert "Tên đúng là đây" in get(level.leader, "decision", draft.uid).content.decode()
    assert post(level.leader, "decision-decide", draft.uid, decided_on=DAY).status_code == 302
    page = get(level.desk, "decision", about.uid).content.decode()
    assert "Tên đúng là đây" in page and "bản gốc ghi" in page
    take = {f"take{second.pk}": "on"}
    assert post(level.desk, "decision-revoke", about.uid, **body, **take).status_code == 302
    draft = Decision.objects.get(kind="revocation")
    assert post(level.leader, "decision-decide", draft.uid, decided_on=DAY).status_code == 302
    second.refresh_from_db()
    assert second.state == "revoked"
    assert "Đã hủy bỏ" in get(level.desk, "decision", about.uid).content.decode()


def test_upward_by_the_pages(level: Deciding, get: Any, post: Any) -> None:
    row = level.nomination(level.round(), code=ABOVE)
    assert "Trình 1 đề nghị" in get(level.desk, "upward").content.decode()
    body = {
        "chosen": [str(row.pk)],
        "to_body": "UBND tỉnh Gia Lai",
        "number": "44/TTr-UBND",
        "day": DAY,
        "sent_on": DAY,
    }
    assert post(level.desk, "upward-send", **body).status_code == 302
    case = UpwardCase.objects.get()
    page = get(level.proposer, "upward-case", case.uid).content.decode()
    assert "44/TTr-UBND" in page and "do cấp quyết định chi" in page
    answer = {"result": "refused", "on": DAY}
    assert post(level.desk, "upward-answer", case.uid, **answer).status_code == 422
    done = post(level.desk, "upward-answer", case.uid, **answer, reason="Chưa đủ")
    assert done.status_code == 302
    assert "Chưa đủ" in get(level.desk, "upward-case", case.uid).content.decode()


def test_an_old_decision_by_the_pages(level: Deciding, get: Any, post: Any) -> None:
    paper = {
        "unit": str(level.unit.pk),
        "number": "312/QĐ-UBND",
        "day": "20/12/2019",
        "title": "Khen thưởng năm 2019",
        "file": SimpleUploadedFile("cu.pdf", pdf(), "application/pdf"),
    }
    assert post(level.desk, "decision-old", **paper).status_code == 302
    row = Decision.objects.get()
    assert "chưa đối chiếu" in get(level.desk, "decision", row.uid).content.decode()
    form = get(level.desk, "decision-old-line", row.uid).context["form"]
    kind = next(pk for pk, name in form.fields["award_type"].choices if "huyện" in name)
    for subject, name in (("household", "Đinh Văn Cũ"), ("collective", "Tập thể cũ")):
        line = {
            "kind": subject,
            "name": name,
            "unit": str(level.commune.pk),
            "award_type": kind,
            "merit_kind": "movement",
            "birth_year": "1970" if subject == "household" else "",
        }
        answer = post(level.desk, "decision-old-line", row.uid, **line)
        assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert set(Award.objects.values_list("name", flat=True)) == {"Hộ Đinh Văn Cũ", "Tập thể cũ"}
    assert post(level.desk, "decision-verify", row.uid).status_code == 403
    assert post(level.second, "decision-verify", row.uid).status_code == 302
    row.refresh_from_db()
    assert row.state == "issued"


def test_the_fund_by_the_pages(level: Deciding, get: Any, post: Any) -> None:
    made = post(level.desk, "fund-new", unit=str(level.unit.pk), year="2024")
    assert made.status_code == 302
    fund = PrizeFund.objects.get()
    line = {"source": "budget", "amount": "10.000.000", "on": DAY, "paper": "QĐ 1"}
    assert post(level.desk, "fund-income", fund.uid, **line).status_code == 302
    over = {**line, "amount": "2.000.001"}
    answer = post(level.desk, "fund-organising", fund.uid, **over)
    assert answer.status_code == 422 and "20 %" in answer.content.decode()
    assert (
        post(level.desk, "fund-organising", fund.uid, **{**line, "amount": "1.000"}).status_code
        == 302
    )
    assert post(level.desk, "fund-overdraft", fund.uid, amount="5.000").status_code == 422
    income = FundLine.objects.get(kind="organising")
    assert post(level.desk, "fund-counter", income.uid, reason="Nhầm").status_code == 302
    page = get(level.desk, "fund", fund.uid).content.decode()
    assert "đảo:" in page and "10.000.000" in page
    assert post(level.leader, "fund-income", fund.uid, **line).status_code == 403


def test_a_layout_by_the_pages(level: Deciding, get: Any, post: Any) -> None:
    form = get(level.desk, "layout-new").context["form"]
    body = {
        name: str(field.initial).replace(".", ",")
        for name, field in form.fields.items()
        if field.initial is not None
    }
    body |= {"unit": str(level.unit.pk), "name": "Phôi 2024", "overlay": "on", "offset_x": "1,5"}
    answer = post(level.desk, "layout-new", **body)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    row = CertificateLayout.objects.get()
    assert (row.overlay, str(row.offset_x)) == (True, "1.5")
    test = get(level.desk, "layout-test", row.uid).content.decode()
    assert "CỘNG HÒA" not in test.split("<svg")[-1] and "Tên người" in test
    wrong = {**body, "name": "Khác", "name_x": "400"}
    assert post(level.desk, "layout-new", **wrong).status_code == 422
    assert get(level.proposer, "layout", row.uid).status_code == 404


@pytest.mark.parametrize("how_many", [1, 3])
def test_pages_ask_a_constant_number(level: Deciding, client: Client, how_many: int) -> None:
    issued = level.issued(how_many)
    client.force_login(level.desk)
    client.get(reverse("awards:decisions"))
    found = {}
    for name, args in (
        ("decision", [issued.uid]),
        ("decision-pay-list", [issued.uid]),
        ("decision-certificates", [issued.uid]),
        ("decisions", []),
        ("award-notices", []),
        ("awarded-public", []),
    ):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(f"awards:{name}", args=args)).status_code == 200
        found[name] = len(asked)
    assert found == {
        "decision": 9,
        "decision-pay-list": 6,
        "decision-certificates": 6,
        "decisions": 5,
        "award-notices": 3,
        "awarded-public": 5,
    }


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Đợt xét khen thưởng phong trào năm 2024", "Về việc khen thưởng phong trào năm 2024"),
        ("Đợt khen thưởng tháng 6/2025", "Về việc khen thưởng tháng 6/2025"),
        ("Đợt đột xuất tháng 6", "Về việc khen thưởng đợt đột xuất tháng 6"),
    ],
)
def test_the_title_of_a_draft_reads(name: str, title: str) -> None:
    assert title_for(name) == title
