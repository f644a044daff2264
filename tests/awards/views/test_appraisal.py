"""Pages of checks, appraisal, consultations and posted lists; what strangers may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.fronts.appraisal import GROUP
from awards.models import (
    AppraisalSheet,
    CheckOverride,
    CheckRun,
    Consultation,
    Nomination,
    PostingComment,
    PublicPosting,
)
from awards.services.consultations import Body, Letter, ask
from kbang_ntm.core.models import User
from tests.awards.home import home_lines
from tests.factories.awards_appraisal import clear, past_award, posted
from tests.factories.awards_nominations import Awards, make_awards

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]


@pytest.fixture
def world() -> Awards:
    cache.clear()
    return make_awards()


@pytest.fixture
def row(world: Awards) -> Nomination:
    return world.received(world.round())


def url(name: str, *args: Any) -> str:
    return reverse(f"awards:{name}", args=args)


@pytest.fixture
def get(client: Client) -> Callable[..., Any]:
    def fetch(user: User | None, name: str, *args: Any) -> Any:
        if user is not None:
            client.force_login(user)
        return client.get(url(name, *args))

    return fetch


@pytest.fixture
def post(client: Client) -> Callable[..., Any]:
    def send(user: User | None, page: str, /, *args: Any, **body: Any) -> Any:
        if user is not None:
            client.force_login(user)
        return client.post(url(page, *args), {"x": "1", **body})

    return send


def test_the_sheet_from_checks_to_conclusion(
    world: Awards, row: Nomination, get: Any, post: Any
) -> None:
    clear(row.nominee, world.clerk)
    past_award(row.nominee, world)
    page = get(world.clerk, "nomination", row.uid).content.decode()
    assert "Chưa kiểm" in page and "Lập phiếu thẩm định" in page
    assert post(world.clerk, "checks-run", row.uid).status_code == 302
    page = get(world.clerk, "nomination", row.uid).content.decode()
    assert "12/QĐ-UBND" in page and "Đề nghị bỏ qua" in page
    said = {
        "dossier_complete": "on",
        "conditions_met": "on",
        "opinion": "Đủ.",
        "conclusion": "eligible",
    }
    answer = post(world.clerk, "appraise", row.uid, **said)
    assert answer.status_code == 422
    assert "điều chặn" in answer.content.decode()
    code = "one-achievement-one-award"
    reason = {"reason": "Hai việc khác nhau."}
    assert post(world.clerk, "override-ask", row.uid, code, **reason).status_code == 302
    override = CheckOverride.objects.get()
    assert post(world.clerk, "override-agree", override.uid).status_code == 422
    assert "Xem, đồng ý bỏ qua" in get(world.chair, "nomination", row.uid).content.decode()
    assert post(world.chair, "override-agree", override.uid).status_code == 302
    assert post(world.clerk, "appraise", row.uid, **said).status_code == 302
    assert AppraisalSheet.objects.get().conclusion == "eligible"
    assert "Thẩm định lại" in get(world.clerk, "nomination", row.uid).content.decode()


def test_the_proposer_reads_the_conclusion_not_the_checks(
    world: Awards, row: Nomination, get: Any, post: Any
) -> None:
    clear(row.nominee, world.clerk)
    post(world.clerk, "checks-run", row.uid)
    page = get(world.officer, "nomination", row.uid).content.decode()
    assert "Kiểm theo quy định" not in page and "kỷ luật" not in page
    assert post(world.officer, "checks-run", row.uid).status_code == 403
    for name in ("appraise", "reappraise", "consult", "complaint-new"):
        assert get(world.officer, name, row.uid).status_code == 403
        assert get(world.neighbour_leader, name, row.uid).status_code == 404
    assert CheckRun.objects.count() == 1


def test_lists_ask_a_constant_number(world: Awards, client: Client) -> None:
    award_round = world.round()
    client.force_login(world.clerk)
    counts: dict[str, int] = {}
    for number in range(3):
        row = world.received(award_round, world.nominee(f"Đinh Văn {number}"))
        body = Body("police", "Công an huyện")
        ask(nomination=row, body=body, letter=Letter("x"), actor=world.clerk)
        for name, args in (
            ("appraisal", ()),
            ("appraisal-round", (award_round.uid,)),
            ("consultations", ()),
        ):
            client.get(url(name, *args))  # what is kept from request to request is there
            with CaptureQueriesContext(connection) as caught:
                assert client.get(url(name, *args)).status_code == 200
            assert len(caught) == counts.setdefault(name, len(caught)), name


def test_an_agency_answers(world: Awards, row: Nomination, get: Any, post: Any) -> None:
    body = {"body": "nature", "agency": world.agency.pk, "about": "Môi trường"}
    assert post(world.clerk, "consult", row.uid, **body).status_code == 302
    one = Consultation.objects.get()
    assert [item.title for item in home_lines(world.reviewer, GROUP)] == [
        f"Trả lời xin ý kiến: {row.nominee_name}"
    ]
    page = get(world.reviewer, "consultation", one.uid).content.decode()
    assert row.nominee_name in page and "Mở đề nghị" not in page
    assert get(world.reviewer, "nomination", row.uid).status_code == 404
    assert get(world.neighbour_leader, "consultation", one.uid).status_code == 404
    assert post(world.reviewer, "consultation-answer", one.uid, answer="objects").status_code == 422
    done = post(world.reviewer, "consultation-answer", one.uid, answer="agrees")
    assert done.status_code == 302
    assert "Đồng ý" in get(world.clerk, "consultation", one.uid).content.decode()
    assert home_lines(world.reviewer, GROUP) == []


def test_posting_and_the_public_page(
    world: Awards, row: Nomination, client: Client, post: Any
) -> None:
    said = {
        "title": "Danh sách",
        "nominations": [str(row.pk)],
        "where": "Trụ sở",
        "starts_on": "10/10/2024",
        "on_portal": "on",
    }
    assert post(world.clerk, "posting-new", row.round.uid, **said).status_code == 302
    posting = PublicPosting.objects.get()
    client.logout()
    assert "Danh sách" in client.get(url("postings-public")).content.decode()
    page = client.get(url("posting-public", posting.uid)).content.decode()
    for shown in ("Đinh Văn Bớt", "Xã Sơn Lang", "Giấy khen", "Hiến 500 m2"):
        assert shown in page
    for hidden in ("1978", "Ba năm liền", "kt.officer", str(row.uid)):
        assert hidden not in page


def test_strangers_comment(world: Awards, row: Nomination, client: Client, post: Any) -> None:
    posting = posted(world, row)
    page = "posting-say"
    trapped = post(None, page, posting.uid, text="Mua hàng", website="http://x")
    assert trapped.status_code == 302 and not PostingComment.objects.exists()
    assert post(None, page, posting.uid, text="").status_code == 422
    for number in range(5):
        answer = post(None, page, posting.uid, text=f"Ý kiến {number}", about=str(row.pk))
        assert answer.status_code == 302
    assert post(None, page, posting.uid, text="Thứ sáu").status_code == 422
    assert PostingComment.objects.count() == 5
    assert "Ý kiến 0" not in client.get(url("posting-public", posting.uid)).content.decode()


def test_a_comment_becomes_a_complaint_and_is_settled(
    world: Awards, row: Nomination, get: Any, post: Any
) -> None:
    posting = posted(world, row)
    post(None, "posting-say", posting.uid, text="Không đúng", about=str(row.pk))
    one = PostingComment.objects.get()
    titles = [item.title for item in home_lines(world.clerk, GROUP)]
    assert titles == [f"Ý kiến về danh sách niêm yết: {posting.title}"]
    assert home_lines(world.officer, GROUP) == []
    assert get(world.officer, "comment", one.uid).status_code == 404
    body = {"about": str(row.pk)}
    assert post(world.clerk, "comment-complaint", one.uid, **body).status_code == 302
    row.refresh_from_db()
    assert row.state == "suspended"
    assert "chưa giải quyết" in get(world.clerk, "nomination", row.uid).content.decode()
    complaint = row.complaints.get()
    end = {"result": "unfounded", "text": "Kết luận 5", "on": "10/10/2024"}
    assert post(world.clerk, "complaint-settle", complaint.uid, **end).status_code == 302
    row.refresh_from_db()
    assert row.state == "appraising"
    assert post(world.clerk, "comment-answer", one.uid, answer="Đã xem.").status_code == 302
    assert "Đã xem." in get(world.clerk, "comment", one.uid).content.decode()
    assert one.text in get(world.clerk, "posting", posting.uid).content.decode()
