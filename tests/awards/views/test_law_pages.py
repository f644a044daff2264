"""Pages of nominees, details, past awards, imports and of the law: who opens what, at what cost."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.award_sheets import blank_sheets
from awards.models import AwardImport, DetailRead, Namesake, Nominee, NomineeFact, PastAward
from awards.old_awards import COLUMNS, read_old_awards
from awards.services.details import DetailText, write_details
from awards.services.nominees import FactText, add_fact
from kbang_ntm.core.models import User
from kbang_ntm.core.sheets import workbook
from kbang_ntm.core.spreadsheets import read_spreadsheet
from tests.factories.awards_law import Book, line, make_book, old_list, upload_of
from tests.factories.communes import make_user

pytestmark = pytest.mark.django_db
LISTS = ("nominees", "past-awards", "law")


@pytest.fixture
def book() -> Book:
    return make_book()


def get(user: User, name: str, *args: Any, **data: Any) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse(f"awards:{name}", args=args), data)


def post(user: User, page: str, /, *args: Any, **body: Any) -> Any:
    client = Client()
    client.force_login(user)
    return client.post(reverse(f"awards:{page}", args=args), body)


def words(answer: Any) -> str:
    return str(answer.content.decode())


def cost(user: User, name: str, *args: Any) -> int:
    get(user, name, *args)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert get(user, name, *args).status_code == 200
    return len([one for one in caught if "SAVEPOINT" not in one["sql"]])


def test_who_opens_the_pages(book: Book) -> None:
    row = book.nominee()
    award = book.award(row)
    for user in (book.desk, book.chairman, book.world.officer, book.clerk, book.admin):
        for name in LISTS:
            assert get(user, name).status_code == 200, (user, name)
        assert get(user, "nominee", row.uid).status_code == 200
        page = get(user, "past-award", award.uid)
        assert page.status_code == 200
        assert award.type_code and award.type_code not in words(page), "a code is no name"
    stranger = make_user("khong-vai-tro")
    for name in LISTS:
        assert get(stranger, name).status_code == 403
    for name in ("nominee", "details", "details-write", "fact-new", "past-award-new"):
        assert get(book.world.neighbour_officer, name, row.uid).status_code == 404, name
    for name in ("past-award", "past-award-verify", "past-award-withdraw"):
        assert get(book.world.neighbour_officer, name, award.uid).status_code == 404, name
    for user in (book.chairman, book.admin):
        for name in ("details", "details-write", "fact-new", "past-award-new"):
            assert get(user, name, row.uid).status_code == 403, (user, name)
    assert get(book.desk, "detail-reads").status_code == 403
    assert get(book.admin, "detail-reads").status_code == 200


def test_a_nominee_by_form(book: Book) -> None:
    body = {
        "kind": "household", "name": "Hộ ông Đinh Văn A", "unit": book.village.pk,
        "head_name": "Đinh Văn A", "head_year": "1975",
    }  # fmt: skip
    answer = post(book.world.officer, "nominee-new", **body)
    row = Nominee.objects.get(kind="household")
    assert (answer.status_code, answer.url) == (302, reverse("awards:nominee", args=[row.uid]))
    assert row.head is not None and row.unit == book.village
    page = words(get(book.desk, "nominee", row.uid))
    assert "Làng Lợt, Xã Sơn Lang" in page and "Xét chung với" in page
    assert post(book.world.officer, "nominee-new", **{**body, "head_name": ""}).status_code == 422
    assert post(book.chairman, "nominee-new", **body).status_code == 403
    elsewhere = {**body, "unit": book.world.neighbour.pk}
    assert post(book.world.officer, "nominee-new", **elsewhere).status_code == 422


def test_judging_by_form(book: Book) -> None:
    book.nominee(birth_year=None)
    book.nominee(birth_year=None)
    pair = Namesake.objects.get()
    assert "1 cặp có thể trùng" in words(get(book.desk, "nominees"))
    assert "Đinh Văn A" in words(get(book.desk, "namesakes"))
    assert post(book.chairman, "namesake", pair.uid, same="yes", reason="x").status_code == 403
    assert get(book.world.neighbour_officer, "namesake", pair.uid).status_code == 404
    assert post(book.desk, "namesake", pair.uid, reason="x").status_code == 422
    assert post(book.desk, "namesake", pair.uid, same="yes", reason="Hỏi xã").status_code == 302
    page = words(get(book.desk, "namesake", pair.uid))
    assert "Đã xác định cùng là một" in page and "Hỏi xã" in page
    assert post(book.desk, "namesake", pair.uid, same="no", reason="x").status_code == 409


def test_details_are_shown_after_a_purpose_and_never_before(book: Book) -> None:
    row = book.nominee()
    write_details(nominee=row, text=DetailText(identity_number="064178000001"), actor=book.desk)
    told = FactText("discipline", "yes", date(2025, 1, 2), "UBKT", note="cảnh cáo")
    add_fact(nominee=row, text=told, actor=book.desk)
    for page in (get(book.desk, "nominee", row.uid), get(book.desk, "details", row.uid)):
        assert "064178000001" not in words(page) and "cảnh cáo" not in words(page)
    assert DetailRead.objects.count() == 0
    assert post(book.desk, "details", row.uid, purpose="x").status_code == 422
    shown = post(book.desk, "details", row.uid, purpose="Lập danh sách chi tiền thưởng")
    assert "064178000001" in words(shown) and "cảnh cáo" in words(shown)
    assert "no-store" in shown.headers["Cache-Control"]
    log = words(get(book.admin, "detail-reads"))
    assert "Lập danh sách chi tiền thưởng" in log and "064178000001" not in log


def test_details_leave_as_a_file_each_person_logged(book: Book) -> None:
    for name in ("Đinh A", "Đinh B"):
        row = book.nominee(name)
        write_details(nominee=row, text=DetailText(identity_number="064178000001"), actor=book.desk)
    other = book.nominee("Nay C", unit_id=book.world.neighbour.pk)
    write_details(nominee=other, text=DetailText(ethnic_group="Ba Na"), actor=book.desk)
    assert post(book.admin, "details-export", purpose="Lập danh sách").status_code == 403
    answer = post(book.world.officer, "details-export", purpose="Lập danh sách chi tiền")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert cells.count("064178000001") == 2 and "Nay C" not in cells
    assert set(DetailRead.objects.values_list("what", flat=True)) == {"xuất thông tin riêng"}
    assert DetailRead.objects.count() == 2


def test_details_are_written_without_a_look(book: Book) -> None:
    row = book.nominee()
    assert post(book.desk, "details-write", row.uid, identity_number="12").status_code == 422
    assert post(book.desk, "details-write", row.uid, ethnic_group="Ba Na").status_code == 302
    assert "Ba Na" not in words(get(book.desk, "details-write", row.uid))
    assert DetailRead.objects.count() == 0


def test_a_confirmation_by_form(book: Book) -> None:
    row = book.nominee()
    body = {"kind": "debt", "state": "no", "on": "01/05/2025", "body": "Phòng TC-KH"}
    assert post(book.desk, "fact-new", row.uid, **{**body, "on": "01/05/2026"}).status_code == 422
    assert post(book.desk, "fact-new", row.uid, **body).status_code == 302
    fact = NomineeFact.objects.get()
    assert "Phòng TC-KH" in words(get(book.desk, "nominee", row.uid))
    assert get(book.world.neighbour_officer, "fact-withdraw", fact.uid).status_code == 404
    assert post(book.chairman, "fact-withdraw", fact.uid, reason="x").status_code == 403
    assert post(book.desk, "fact-withdraw", fact.uid, reason="Nhầm").status_code == 302
    assert "Phòng TC-KH" not in words(get(book.desk, "nominee", row.uid)).split("Quá trình")[0]


def test_a_past_award_by_form(book: Book) -> None:
    row = book.nominee()
    body = {
        "unit": book.world.district.pk, "type_name": "Giấy khen", "level": "district",
        "merit_kind": "movement", "decider": "Chủ tịch UBND huyện", "source": "sổ vàng 2024",
        "first": "01/01/2023", "last": "31/12/2023", "number": "12/QĐ-UBND", "date": "15/01/2024",
    }  # fmt: skip
    assert post(book.desk, "past-award-new", row.uid, **{**body, "last": ""}).status_code == 422
    assert post(book.desk, "past-award-new", row.uid, **body).status_code == 302
    award = PastAward.objects.get()
    page = words(get(book.desk, "past-award", award.uid))
    assert "chưa đối chiếu" in page and "12/QĐ-UBND, 15/01/2024" in page
    assert post(book.desk, "past-award-verify", award.uid, note="bản gốc").status_code == 302
    assert post(book.desk, "past-award-withdraw", award.uid, reason="Nhầm").status_code == 302
    assert "Nhầm" in words(get(book.chairman, "past-award", award.uid))
    assert (
        "Giấy khen"
        not in words(get(book.desk, "past-awards")).split("<tbody")[-1].split("</tbody")[0]
    )
    assert "Đã rút" in words(get(book.desk, "past-awards", doi_chieu="withdrawn"))


def test_the_register_as_a_file(book: Book) -> None:
    book.award(book.nominee(), first=date(2022, 1, 1), last=date(2023, 12, 31))
    answer = get(book.chairman, "past-awards", tai="xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    found = next(row for row in rows if row[0] == "12/QĐ-UBND")
    assert found[3] == "Đinh Văn A" and found[10].date() == date(2023, 12, 31)
    assert "chưa đối chiếu" in found


def test_the_blank_list_is_read_as_it_is_given(book: Book) -> None:
    assert get(book.chairman, "award-import-blank").status_code == 403
    content = get(book.desk, "award-import-blank").content
    found = read_old_awards(read_spreadsheet(io.BytesIO(content), "mau.xlsx"))
    assert (found.rows, found.problems) == ([], [])
    guide = read_spreadsheet(io.BytesIO(workbook(blank_sheets())), "mau.xlsx").sheets[1]
    assert len([row for row in guide.rows if row.text(1)]) >= len(COLUMNS)


def test_a_list_by_form(book: Book) -> None:
    unit = book.world.district.pk
    wrong = post(book.desk, "award-imports", unit=unit, file=upload_of(old_list([line(level="")])))
    batch = AwardImport.objects.get()
    assert wrong.url == reverse("awards:award-import", args=[batch.uid])
    page = words(get(book.desk, "award-import", batch.uid))
    assert "Chưa ghi «Cấp»" in page and "Xác nhận nhập" not in page
    assert post(book.desk, "award-import-confirm", batch.uid).status_code == 422
    post(book.desk, "award-imports", unit=unit, file=upload_of(old_list([line()])))
    good = AwardImport.objects.order_by("-pk")[0]
    assert get(book.world.officer, "award-import", good.uid).status_code == 404
    assert post(book.world.officer, "award-import-confirm", good.uid).status_code == 404
    assert "Xác nhận nhập" in words(get(book.desk, "award-import", good.uid))
    assert post(book.desk, "award-import-confirm", good.uid).status_code == 302
    assert post(book.desk, "award-import-confirm", good.uid).status_code == 409
    assert post(book.desk, "award-import-cancel", good.uid, reason="Nhầm").status_code == 302
    assert "Đã hủy lần nhập" in words(get(book.desk, "award-imports"))
    assert get(book.chairman, "award-imports").status_code == 403
    assert (
        post(
            book.desk, "award-imports", unit=unit, file=upload_of(b"\x00\x01", "a.xlsx")
        ).status_code
        == 422
    )


def test_lists_cost_the_same_whatever_they_hold(book: Book) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            row = book.nominee(birth_year=None)
            book.award(row, number=f"{row.pk}/QĐ-UBND")

    def costs() -> list[int]:
        names = ("nominees", "past-awards", "namesakes", "award-imports")
        return [cost(book.desk, name) for name in names]

    add(2)
    few = costs()
    assert few == [20, 19, 18, 16]
    add(2)
    assert costs() == few


@pytest.mark.data("reference")
def test_the_law_of_a_day_says_what_is_not_known() -> None:
    desk = make_user("noivu-luat")
    desk.is_superuser = True
    desk.save()
    page = words(get(desk, "law", ngay="10/10/2024"))
    assert "Quy định R2" in page and "2.340.000 đồng" in page and "1.060.000" in page
    assert "chưa kiểm chứng" in page and "chưa có quy định nào ghi cho ngày này" in page
    later = words(get(desk, "law", ngay="01/11/2026"))
    assert "lấy theo quy định R3" in later and "tiếp nhận theo quy định R3" in later
    assert "chưa có quy định khen thưởng áp dụng ngày" in words(get(desk, "law", ngay="01/01/2016"))
