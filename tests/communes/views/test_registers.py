"""Pages of the registers: who opens what, what a form stores, what a refusal leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communes.models import (
    DebtStatement,
    OpinionMinutes,
    OpinionRound,
    RegisterRule,
    RegistrationVersion,
    Work,
    WorkLine,
)
from communes.services import opinions
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.inbox import inbox_of
from tests.factories.communes import ALWAYS, make_user, pdf
from tests.factories.registers import Registers, make_registers

pytestmark = pytest.mark.django_db
LISTS = ("registrations", "works", "opinion-rounds", "surveys")


@pytest.fixture
def book() -> Registers:
    return make_registers()


def url(name: str, *args: Any) -> str:
    return reverse(name if ":" in name else f"communes:{name}", args=args)


def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("ban-quet.pdf", pdf("bản quét"), "application/pdf")


@pytest.fixture
def get(client: Client) -> Callable[..., Any]:
    def ask(user: User, name: str, *args: Any, data: Any = None) -> Any:
        client.force_login(user)
        return client.get(url(name, *args), data)

    return ask


@pytest.fixture
def post(client: Client) -> Callable[..., Any]:
    def send(user: User, page: str, /, *args: Any, query: str = "", **body: Any) -> Any:
        client.force_login(user)
        return client.post(url(page, *args) + query, body)

    return send


@pytest.mark.parametrize("name", LISTS)
def test_lists_open_for_those_with_a_duty(book: Registers, get: Any, name: str) -> None:
    for user in (book.world.officer, book.world.leader, book.world.reader, book.front):
        assert get(user, name).status_code == 200
    assert get(make_user("khong-vai-tro"), name).status_code == 403


def test_neighbours_get_404(book: Registers, get: Any) -> None:
    version = book.sent()
    work = book.work()
    line = book.line(work, "paid", 5)
    row = book.round()
    village = row.villages.first()
    survey = book.closed_survey()
    group = survey.groups.first()
    neighbour = book.world.neighbour_leader
    for name, thing in (
        ("registration", version.registration),
        ("registration-edit", version.registration),
        ("registration-send", version.registration),
        ("work", work),
        ("work-edit", work),
        ("work-line", work),
        ("work-withdraw", work),
        ("work-line-back", line),
        ("opinion-round", row),
        ("opinion-total", row),
        ("opinion-add", row),
        ("opinion-close", row),
        ("opinion-reopen", row),
        ("opinion-village", village),
        ("opinion-answer", village),
        ("opinion-remove", village),
        ("survey", survey),
        ("survey-count", group),
    ):
        assert get(neighbour, name, thing.uid).status_code == 404, name


def test_readers_read_and_do_not_act(book: Registers, get: Any) -> None:
    version, work, survey = book.sent(), book.work(), book.closed_survey()
    reader = book.world.reader
    for name, thing in (
        ("registration", version.registration),
        ("work", work),
        ("survey", survey),
    ):
        assert get(reader, name, thing.uid).status_code == 200, name
    for name, thing in (
        ("registration-edit", version.registration),
        ("registration-send", version.registration),
        ("work-edit", work),
        ("work-line", work),
        ("work-withdraw", work),
        ("survey-group", survey),
        ("survey-close", survey),
        ("survey-publish", survey),
    ):
        assert get(reader, name, thing.uid).status_code == 403, name
    for name in ("registration-new", "work-new", "debt-statement", "opinion-open", "survey-open"):
        assert get(reader, name).status_code == 403, name


def test_files_follow_their_rows(book: Registers, client: Client) -> None:
    version, said, survey = book.sent(), book.statement(), book.closed_survey()
    minutes = book.minutes(book.round().villages.first())
    for file, seen_by_reader in (
        (version.paper_file, True),
        (said.paper_file, True),
        (survey.minutes_file, True),
        (minutes.file, False),  # its round is still open
    ):
        address = reverse("core:file", args=[file.uid])
        for user, allowed in (
            (book.world.leader, True),
            (book.world.reader, seen_by_reader),
            (book.world.neighbour_leader, False),
        ):
            client.force_login(user)
            assert (client.get(address).status_code == 200) is allowed, (file, user)


def test_registration_from_draft_to_sending(book: Registers, get: Any, post: Any) -> None:
    officer, leader = book.world.officer, book.world.leader
    start = {"unit": book.unit_id, "standard": "ntm", "year": "2025"}
    query = f"?unit={book.unit_id}&standard=ntm&year=2025"
    assert "Làng Hà Nừng" in get(officer, "registration-new", data=start).text
    empty = post(officer, "registration-new", query=query)
    assert empty.status_code == 422
    assert "Chọn ít nhất một tiêu chí" in empty.text
    body = {"criteria": ["10"], "villages": [book.villages[0].pk], "other_villages": "Thôn 5"}
    assert post(officer, "registration-new", query=query, **body).status_code == 302
    version = RegistrationVersion.objects.get()
    uid = version.registration.uid
    assert get(officer, "registration-send", uid).status_code == 403
    refused = post(leader, "registration-send", uid)
    assert refused.status_code == 422
    assert "Ghi số văn bản" in refused.text
    body |= {"paper_number": "5/ĐK", "paper_date": "15/01/2025", "file": scan()}
    assert post(officer, "registration-edit", uid, **body).status_code == 302
    assert post(leader, "registration-send", uid).status_code == 302
    version.refresh_from_db()
    assert (version.state, version.other_villages) == ("sent", ["Thôn 5"])
    page = get(book.world.reader, "registration", uid).text
    assert "10 Thu nhập" in page
    assert "Thôn 5" in page


def test_an_amendment_keeps_both_texts(book: Registers, get: Any, post: Any) -> None:
    uid = book.sent().registration.uid
    body = {"criteria": ["11"], "reason": ""}
    assert post(book.world.officer, "registration-edit", uid, **body).status_code == 422
    body["reason"] = "Chuyển tiêu chí 10 sang năm sau"
    assert post(book.world.officer, "registration-edit", uid, **body).status_code == 302
    own, read = (
        get(user, "registration", uid).text for user in (book.world.leader, book.world.reader)
    )
    assert "Chuyển tiêu chí 10" in own
    assert "Chuyển tiêu chí 10" not in read  # still a draft
    assert "10 Thu nhập" in read


def test_a_broken_file_stores_nothing(book: Registers, post: Any) -> None:
    query = f"?unit={book.unit_id}&standard=ntm&year=2025"
    answer = post(
        book.world.officer,
        "registration-new",
        query=query,
        criteria=["10"],
        file=SimpleUploadedFile("a.pdf", b"khong phai pdf", "application/pdf"),
    )
    assert answer.status_code == 422
    assert RegistrationVersion.objects.count() == 0


def test_a_work_with_its_ledger(book: Registers, get: Any, post: Any) -> None:
    officer = book.world.officer
    body = {"unit": book.unit_id, "name": "Đường thôn 1", "programme": "ntm"}
    wrong = post(officer, "work-new", **body, total_investment="2 tỷ")
    assert wrong.status_code == 422
    assert "có chữ tỷ" in wrong.text
    assert post(officer, "work-new", **body, total_investment="2.000.000.000").status_code == 302
    work = Work.objects.get()
    assert work.total_investment == 2_000_000_000
    for kind, amount in (("accepted", "1.500.000"), ("paid", "1.000.000")):
        answer = post(officer, "work-line", work.uid, kind=kind, amount=amount, on="01/03/2025")
        assert answer.status_code == 302
    page = get(book.world.reader, "work", work.uid).text
    assert "500.000" in page
    line = WorkLine.objects.get(kind="paid")
    assert "Đảo dòng này?" in get(officer, "work-line-back", line.uid).text
    assert post(officer, "work-line-back", line.uid, reason="").status_code == 422
    assert post(officer, "work-line-back", line.uid, reason="Nhầm số").status_code == 302
    page = get(officer, "work", work.uid).text
    assert "<s>1.000.000</s>" in page
    assert "Nhầm số" in page


def test_statement_beside_the_register(book: Registers, get: Any, post: Any) -> None:
    work = book.work()
    book.line(work, "accepted", 100)
    book.line(work, "paid", 40)
    body = {
        "unit": book.unit_id,
        "as_of": "19/06/2025",
        "owed": "0",
        "paper_number": "30/BC",
        "paper_date": "20/06/2025",
        "file": scan(),
    }
    assert get(book.world.officer, "debt-statement").status_code == 403
    assert post(book.world.leader, "debt-statement", **body).status_code == 302
    assert DebtStatement.objects.count() == 1
    page = get(book.world.reader, "works").text
    assert "Hai số khác nhau" in page
    assert "không nợ đọng" in page


def test_filters_of_works(book: Registers, get: Any) -> None:
    owing = book.work("Kênh mương Hà Nừng")
    book.line(owing, "accepted", 100)
    book.line(owing, "paid", 40)
    book.work("Nhà văn hóa")
    reader = book.world.reader
    for asked, shown in (
        ({"tim": "muong ha"}, {"Kênh mương"}),
        ({"no": "no"}, {"Kênh mương"}),
        ({"no": "chua-ro"}, {"Nhà văn hóa"}),
        ({"nguon": "other"}, set()),
        ({"xa": str(book.world.neighbour.pk)}, set()),
    ):
        text = get(reader, "works", data=asked).text
        assert {name for name in ("Kênh mương", "Nhà văn hóa") if name in text} == shown, asked


def test_opinions_from_opening_to_closing(book: Registers, get: Any, post: Any) -> None:
    officer, leader = book.world.officer, book.world.leader
    body = {"unit": book.unit_id, "standard": "ntm", "year": "2025", "villages_total": "2"}
    assert post(officer, "opinion-open", **body).status_code == 302
    row = OpinionRound.objects.get()
    assert "Chưa có đủ biên bản" in get(officer, "opinion-round", row.uid).text
    paper = {
        "held_on": "01/06/2025",
        "number": "1/BB",
        "households": "100",
        "present": "80",
        "agree": "70",
        "disagree": "5",
    }
    for village in row.villages.order_by("name"):
        wrong = post(officer, "opinion-village", village.uid, **paper | {"present": "101"})
        assert wrong.status_code == 422
        assert "101 hộ dự họp nhiều hơn tổng số 100 hộ" in wrong.text
        body = paper | {"other": "1", "opinions": "Sửa đường", "file": scan()}
        assert post(officer, "opinion-village", village.uid, **body).status_code == 302
    assert OpinionMinutes.objects.count() == 2
    refused = post(leader, "opinion-close", row.uid)
    assert refused.status_code == 422
    assert "Chưa trả lời ý kiến" in refused.text
    for village in row.villages.all():
        answer = post(officer, "opinion-answer", village.uid, text="Đưa vào kế hoạch")
        assert answer.status_code == 302
    assert post(officer, "opinion-close", row.uid).status_code == 403
    assert post(leader, "opinion-close", row.uid).status_code == 302
    page = get(book.world.reader, "opinion-round", row.uid).text
    assert "87,5" in page
    assert "Đưa vào kế hoạch" in page
    assert post(leader, "opinion-reopen", row.uid, reason="Nhầm").status_code == 302


def test_small_acts_on_a_round(book: Registers, post: Any) -> None:
    row, officer = book.round(total=None), book.world.officer
    assert post(officer, "opinion-total", row.uid, total="0").status_code == 422
    assert post(officer, "opinion-total", row.uid, total="3").status_code == 302
    assert post(officer, "opinion-add", row.uid, name="Thôn 3").status_code == 302
    village = row.villages.get(name="Thôn 3")
    assert post(officer, "opinion-remove", village.uid, reason="Nhầm xã").status_code == 302
    row.refresh_from_db()
    assert row.villages_total == 3


def queries(client: Client, name: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(url(name)).status_code == 200
    return len(found)


@pytest.mark.parametrize("name", LISTS)
def test_more_rows_no_more_queries(book: Registers, client: Client, name: str) -> None:
    book.sent()
    book.line(book.work("Việc 0"), "paid", 1)
    opinions.open_round(
        unit_id=book.unit_id, standard="ntm", year=2024, villages_total=2, actor=book.world.officer
    )
    book.closed_survey()
    client.force_login(book.world.coordinator)
    queries(client, name)
    first = queries(client, name)
    for number in range(1, 4):
        book.line(book.work(f"Việc {number}"), "paid", 1)
    book.round()
    second = book.draft(year=2024)
    assert second.registration.year == 2024
    client.force_login(book.world.coordinator)
    queries(client, name)
    assert queries(client, name) <= first


def titles(user: User) -> set[str]:
    return {line.title for group in inbox_of(user).groups for line in group.lines}


def test_lines_of_work(book: Registers) -> None:
    world = book.world
    book.draft()
    row = book.round()
    survey = book.survey()
    assert "Xem và gửi đăng ký năm 2025" in titles(world.leader)
    assert "Xem và gửi đăng ký năm 2025" not in titles(world.officer)
    assert "Nhập biên bản của 2 thôn, làng" in titles(world.officer)
    assert "Đếm phiếu của 2 thôn, làng" in titles(book.front)
    for village in row.villages.all():
        book.minutes(village)
    assert "Chốt đợt lấy ý kiến nhân dân" in titles(world.leader)
    assert "Chốt đợt lấy ý kiến nhân dân" not in titles(world.officer)
    for group in survey.groups.all():
        book.count(group, book.tally(20, 20, 20))
    assert "Chốt kết quả kiểm phiếu" in titles(book.front)


def test_a_registration_falls_due(book: Registers) -> None:
    RegisterRule.objects.create(code="registration-due", title="Hạn", valid=ALWAYS, text="30/06")
    assert "Lập đăng ký năm 2025" in titles(book.world.officer)
    assert "Lập đăng ký năm 2025" not in titles(book.world.leader)
    book.draft()
    assert "Lập đăng ký năm 2025" not in titles(book.world.officer)
