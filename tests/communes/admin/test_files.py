"""Reference data and accounts as files: shown first, stored whole or not at all, in words."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from psycopg2.extras import DateRange

from communes.admin.base import changes_of
from communes.admin.exchange import CHANGED, GONE
from communes.enums import Role
from communes.models import (
    AdministrativeUnit,
    Agency,
    AgencySuccession,
    CriteriaSet,
    Criterion,
    GateRule,
    Holiday,
    Membership,
    ReportingPeriod,
    Succession,
    Threshold,
    UnitVersion,
)
from communes.queries.procedures import calendar_of
from kbang_ntm.core import clock
from kbang_ntm.core.models import AccountLink, AuditEvent, User
from tests.core.people import make_person
from tests.factories.communes import ALWAYS, stand_on

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]
Answer = Any


@pytest.fixture(autouse=True)
def a_day() -> None:
    stand_on(date(2025, 6, 20))


def signed_in(role: str) -> Client:
    unit = AdministrativeUnit.objects.get(key="huyen-kbang")
    person = make_person(f"nguoi.{role}")
    Membership.objects.create(user=person, role=role, unit=unit, valid=ALWAYS)
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def boss() -> Client:
    return signed_in(Role.ADMINISTRATOR)


def upload(client: Client, model: str, content: str | bytes, name: str = "bang.csv") -> Answer:
    body = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(name, body)
    return client.post(reverse(f"admin:{model}_import"), {"import_file": file, "format": ""})


def confirm(client: Client, model: str, shown: Answer) -> Answer:
    assert "confirm_form" in shown.context, shown.content.decode()
    form = shown.context["confirm_form"].initial
    return client.post(reverse(f"admin:{model}_process_import"), form, follow=True)


def store(client: Client, model: str, content: str | bytes) -> Answer:
    return confirm(client, model, upload(client, model, content))


def said(answer: Answer) -> str:
    assert answer.status_code == 200
    assert "confirm_form" not in answer.context
    return str(answer.content.decode())


def export(client: Client, model: str, kind: str = "0") -> bytes:
    page = client.get(reverse(f"admin:{model}_export"))
    fields = {name: "on" for name in page.context["form"].fields if "resource_" in name}
    answer = client.post(
        reverse(f"admin:{model}_export"), {**fields, "format": kind, "resource": ""}
    )
    assert answer.context is None, answer.context["form"].errors
    return b"".join(answer) if answer.streaming else answer.content


def test_screens_speak_in_words_of_the_file(boss: Client) -> None:
    """Neither the columns of an export nor the filter of levels shows a name of the code."""
    page = boss.get(reverse("admin:communes_threshold_export")).content.decode()
    assert "Chỉ tiêu theo vùng" in page
    assert "Region" not in page
    page = boss.get(reverse("admin:communes_threshold_changelist")).content.decode()
    assert "Tây Nguyên</a>" in page
    chosen = boss.get(reverse("admin:communes_threshold_changelist"), {"region_column": "tdmnpb"})
    rows = chosen.context["cl"].queryset
    assert {row.region_column for row in rows} == {"tdmnpb"}


ROUND = [
    "communes_administrativeunit",
    "communes_unitversion",
    "communes_succession",
    "communes_agency",
    "communes_agencysuccession",
    "communes_criteriaset",
    "communes_criterion",
    "communes_indicator",
    "communes_indicatorpart",
    "communes_threshold",
    "communes_reviewduty",
    "communes_reportingperiod",
    "communes_recognition",
    "communes_holiday",
    "communes_procedure",
    "communes_procedurestep",
    "communes_gaterule",
    "campaigns_target",
]


@pytest.mark.parametrize("kind", ["0", "1"])
@pytest.mark.parametrize("model", ROUND)
def test_what_went_out_comes_back_unchanged(boss: Client, model: str, kind: str) -> None:
    if model == "communes_agencysuccession":  # the reference files know of none
        one, other = Agency.objects.order_by("pk")[:2]
        AgencySuccession.objects.create(
            predecessor=one, successor=other, date=date(2025, 7, 1), legal_basis="Nghị quyết"
        )
    content = export(boss, model, kind)
    assert content.startswith(b"\xef\xbb\xbf" if kind == "0" else b"PK")
    shown = upload(boss, model, content, "bang.csv" if kind == "0" else "bang.xlsx")
    assert shown.context["form"].errors == {}
    result = shown.context["result"]
    wrong = [str(e.error) for _, errors in result.row_errors() for e in errors]
    wrong += [str(row.error) for row in result.invalid_rows]
    assert wrong + [str(e.error) for e in result.base_errors] == []
    changed = [row.diff for row in result.rows if row.import_type != "skip"]
    assert changed == []
    totals = {name: count for name, count in result.totals.items() if count}
    assert set(totals) <= {"skip"}


def test_a_wrong_row_takes_the_whole_file_back_and_is_named(boss: Client) -> None:
    sheet = "mã riêng của cổng;cấp;thứ tự\nxa-moi;xã;900\n\nxa-nua;phường;901\nxa-ba;xã;mười\n"
    words = said(upload(boss, "communes_administrativeunit", sheet))
    assert "Dòng 4" in words and "«phường» không có trong danh sách" in words
    assert "Dòng 5" in words and "«mười» không phải số nguyên" in words
    assert not AdministrativeUnit.objects.filter(key__in=["xa-moi", "xa-nua", "xa-ba"]).exists()
    for english in ("Traceback", "Error", "line", "matching query", "could not"):
        assert english not in words.split('<div id="content"')[1], english


def test_units_with_names_and_successions(boss: Client) -> None:
    store(boss, "communes_administrativeunit", "mã riêng của cổng;cấp;thứ tự\nmoi;xã;900\n")
    unit = AdministrativeUnit.objects.get(key="moi")
    assert [change.act for change in changes_of(unit)] == ["thêm"]
    names = (
        "mã riêng của cổng;hiệu lực;tên;tên ngắn;loại;thuộc;căn cứ\n"
        "moi;01/07/2025 - …;Xã Mới;Mới;xã;khong-co;Nghị quyết\n"
    )
    assert "«khong-co»: không có đơn vị này" in said(upload(boss, "communes_unitversion", names))
    store(boss, "communes_unitversion", names.replace("khong-co", "gia-lai"))
    assert UnitVersion.objects.get(unit=unit).valid == DateRange(date(2025, 7, 1), None)
    overlap = names.replace("khong-co", "gia-lai").replace("01/07/2025", "01/01/2026")
    assert "Khoảng thời gian trùng" in said(upload(boss, "communes_unitversion", overlap))
    old = AdministrativeUnit.objects.get(key="son-lang")
    rows = (
        "trước;sau;ngày hiệu lực;việc;phần dân số;căn cứ\nson-lang;moi;01/07/2025;sáp nhập;0,5;NQ\n"
    )
    store(boss, "communes_succession", rows)
    made = Succession.objects.get(predecessor=old, successor=unit)
    assert (str(made.population_share), made.kind) == ("0.50000000", "merge")


def test_a_set_in_use_is_frozen_in_files_too(boss: Client) -> None:
    found = CriteriaSet.objects.get(code="xa-ntm-2021-2025")
    CriteriaSet.objects.filter(pk=found.pk).update(frozen_at=clock.now())
    sheet = "mã bộ tiêu chí;số;tên\nxa-ntm-2021-2025;1;Tên khác\n"
    assert "đã có báo cáo dùng" in said(upload(boss, "communes_criterion", sheet))
    assert not Criterion.objects.filter(title="Tên khác").exists()


def test_levels_are_withdrawn_by_a_file_never_changed(boss: Client) -> None:
    level = Threshold.objects.filter(
        part__indicator__code="11", region_column="tay_nguyen", withdrawn_at=None,
        part__indicator__criteria_set__code="xa-ntm-2021-2025",
    ).get()  # fmt: skip
    head = "chỉ tiêu/phần;từ năm;đến năm;chỉ tiêu theo vùng;mức;mức bằng chữ;căn cứ;lý do rút\n"
    row = f"xa-ntm-2021-2025/11/{level.part.key};2021;2025;Tây Nguyên;7;;QĐ;{{}}\n"
    store(boss, "communes_threshold", head + row.format("Chép nhầm"))
    level.refresh_from_db()
    assert (level.withdrawn_reason, level.amount) == ("Chép nhầm", 7)
    assert AuditEvent.objects.filter(action="threshold.withdraw").count() == 1
    count = Threshold.objects.count()
    store(boss, "communes_threshold", head + row.format("Chép nhầm"))
    assert Threshold.objects.count() == count, "withdrawn before: nothing to do"


DAYS_OFF = "ngày;tên;loại;đã kiểm chứng;nguồn\n"


def test_holidays_come_by_file_with_their_history(boss: Client) -> None:
    made = DAYS_OFF + "02/01/2026;Nghỉ bù;nghỉ;không;Thông báo thử\n10/01/2026;Làm bù;làm bù;;\n"
    shown = upload(boss, "communes_holiday", made)
    assert not Holiday.objects.filter(day__year=2026, name="Nghỉ bù").exists(), "shown first"
    confirm(boss, "communes_holiday", shown)
    rest, worked = date(2026, 1, 2), date(2026, 1, 10)
    calendar = calendar_of()
    assert not calendar.works(rest) and calendar.works(worked)
    store(boss, "communes_holiday", DAYS_OFF + "02/01/2026;Nghỉ bù;nghỉ;có;Thông báo 1\n")
    row = Holiday.objects.get(day=rest)
    assert (row.certain, row.source) == (True, "Thông báo 1")
    assert sorted(change.act for change in changes_of(row)) == ["sửa", "thêm"]
    page = boss.get(reverse("admin:communes_holiday_history", args=[row.pk])).content.decode()
    assert "Thông báo thử" in page


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("2026-01-02;Nghỉ bù;nghỉ;không;", "không phải ngày"),
        (";Nghỉ bù;nghỉ;không;", "ngày"),
        ("02/01/2026;;nghỉ;không;", "tên"),
        ("02/01/2026;Nghỉ bù;lễ;không;", "Ghi một trong: nghỉ, làm bù"),
        ("02/01/2026;Nghỉ bù;nghỉ;chắc;", "ghi có hoặc không"),
    ],
)
def test_a_wrong_holiday_takes_the_file_back(boss: Client, row: str, words: str) -> None:
    before = Holiday.objects.count()
    page = said(upload(boss, "communes_holiday", f"{DAYS_OFF}10/01/2026;Làm bù;làm bù;;\n{row}\n"))
    assert "Dòng 3" in page and words in page.split('<div id="content"')[1]
    assert Holiday.objects.count() == before


@pytest.mark.parametrize("role", [Role.COORDINATION, Role.READER])
def test_who_may_move_holidays(role: str) -> None:
    client = signed_in(role)
    answer = client.get(reverse("admin:communes_holiday_import"))
    assert (answer.status_code == 200) is (role == Role.COORDINATION)


def test_a_level_of_a_gate_is_mended_by_a_file(boss: Client) -> None:
    gate = GateRule.objects.get(procedure__code="xa-ntm-2022", kind="satisfaction")
    head = "mã trình tự;mã;loại;thứ tự;điều kiện;mức, %;cơ quan cung cấp\n"
    row = f"xa-ntm-2022;{gate.code};{gate.get_kind_display()};{gate.order};{gate.label};{{}};MTTQ\n"
    assert "Mức từ 1 đến 100 %." in said(upload(boss, "communes_gaterule", head + row.format(101)))
    store(boss, "communes_gaterule", head + row.format(75))
    gate.refresh_from_db()
    assert (gate.percent, changes_of(gate)[-1].act) == (75, "sửa")


def test_what_no_longer_fits_at_the_second_look_is_not_stored(boss: Client) -> None:
    sheet = (
        "mã riêng của cổng;hiệu lực;tên;tên ngắn;loại\n"
        "moi;01/07/2025 - …;Xã Mới;Mới;xã\nmoi-2;01/07/2025 - …;Xã Mới 2;Mới 2;xã\n"
    )
    for key in ("moi", "moi-2"):
        AdministrativeUnit.objects.create(key=key, level="commune")
    shown = upload(boss, "communes_unitversion", sheet)
    AdministrativeUnit.objects.filter(key="moi-2").update(key="moi-3")
    done = confirm(boss, "communes_unitversion", shown)
    assert CHANGED in done.content.decode() and "Đã nhập" not in done.content.decode()
    assert not UnitVersion.objects.filter(name="Xã Mới").exists()


def test_an_upload_that_is_not_kept_any_more(boss: Client) -> None:
    shown = upload(boss, "communes_administrativeunit", "mã riêng của cổng;cấp\nmoi;xã\n")
    cache.clear()
    done = confirm(boss, "communes_administrativeunit", shown)
    assert GONE in done.content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "trống"), (b"PK\x03\x04 broken", "hỏng"), (b"a;b\n1;2\n", "thiếu các cột")],
)
def test_files_that_are_none_say_so(boss: Client, content: bytes, words: str) -> None:
    page = said(upload(boss, "communes_agency", content, "bang.xlsx"))
    assert words in page


# --- Accounts -----------------------------------------------------------------------------------
HEAD = (
    "tên đăng nhập;họ và tên;chức vụ;điện thoại;thư điện tử;vai trò;mã đơn vị;mã cơ quan;"
    "thời gian;văn bản giao\n"
)
NEW = (
    "Thi.Lan;Đinh Thị Lan;Công chức;0905123456;;công chức phụ trách;son-lang;;"
    "01/06/2025 - …;QĐ 12\n"
)


def test_accounts_come_with_posts_and_without_passwords(boss: Client) -> None:
    done = store(boss, "core_user", HEAD + NEW + NEW.replace("son-lang", "dak-rong"))
    assert "chưa có mật khẩu" in done.content.decode()
    user = User.objects.get(username="thi.lan")
    assert (user.full_name, user.has_usable_password()) == ("Đinh Thị Lan", False)
    posts = Membership.objects.filter(user=user).order_by("id")
    assert [(post.unit.key, post.role, post.paper) for post in posts] == [
        ("son-lang", "congchuc", "QĐ 12"),
        ("dak-rong", "congchuc", "QĐ 12"),
    ]
    assert posts[0].valid == DateRange(date(2025, 6, 1), None)
    assert not AccountLink.objects.filter(user=user).exists()
    acts = AuditEvent.objects.values_list("action", flat=True)
    assert sorted(acts) == ["account.create", "post.give", "post.give"]


def test_an_account_is_corrected_and_a_post_ended(boss: Client) -> None:
    store(boss, "core_user", HEAD + NEW)
    again = upload(boss, "core_user", HEAD + NEW)
    assert again.context["result"].totals["skip"] == 1
    changed = NEW.replace("0905123456", "0905999999").replace("…", "30/06/2025")
    store(boss, "core_user", HEAD + changed)
    user = User.objects.get(username="thi.lan")
    [post] = Membership.objects.filter(user=user)
    assert (user.phone, post.valid.upper) == ("0905999999", date(2025, 7, 1))
    longer = changed.replace("30/06/2025", "31/12/2025")
    assert "Kéo dài thì ghi một" in said(upload(boss, "core_user", HEAD + longer))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Đinh Thị Lan", "", "Ghi họ và tên"),
        ("công chức phụ trách", "trưởng thôn", "không có trong danh sách"),
        ("công chức phụ trách", "cơ quan phụ trách tiêu chí", "cần mã cơ quan"),
        ("son-lang", "", "Có vai trò thì ghi mã đơn vị"),
        ("son-lang", "xa-la", "không có đơn vị này"),
        ("01/06/2025 - …", "tháng 6", "ghi từ ngày - đến hết ngày"),
        ("01/06/2025 - …", "… - 30/06/2025", "Ghi ngày bắt đầu"),
        ("Thi.Lan", "tên có dấu", "tên"),
    ],
)
def test_wrong_accounts_are_refused_in_words(boss: Client, old: str, new: str, words: str) -> None:
    before = User.objects.count(), AuditEvent.objects.count()
    good = NEW.replace("Thi.Lan", "thi.la")
    page = said(upload(boss, "core_user", HEAD + good + NEW.replace(old, new)))
    assert words in page
    assert (User.objects.count(), AuditEvent.objects.count()) == before


def test_the_list_of_accounts_holds_no_secret(boss: Client) -> None:
    store(boss, "core_user", HEAD + NEW + NEW.replace("son-lang", "dak-rong"))
    text = export(boss, "core_user").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    lan = [row for row in rows if row["tên đăng nhập"] == "thi.lan"]
    assert [row["mã đơn vị"] for row in lan] == ["son-lang", "dak-rong"]
    assert {row["vai trò"] for row in lan} == {"công chức phụ trách"}
    assert not any("mật khẩu" in head or "password" in head for head in rows[0])
    for user in User.objects.all():
        assert user.password not in text
    again = upload(boss, "core_user", text)
    assert again.context["result"].totals["skip"] == len(rows)


@pytest.mark.parametrize("role", [Role.COORDINATION, Role.READER])
def test_only_quan_tri_moves_accounts(role: str) -> None:
    client = signed_in(role)
    count = User.objects.count()
    answer = upload(client, "core_user", HEAD + NEW)
    assert answer.status_code in (302, 403)
    assert client.get(reverse("admin:core_user_export")).status_code in (302, 403)
    assert User.objects.count() == count


def test_the_pages_are_vietnamese(boss: Client) -> None:
    for model in ("communes_agency", "core_user"):
        for act in ("import", "export"):
            page = boss.get(reverse(f"admin:{model}_{act}")).content.decode()
            body = page.split('id="content"')[1]
            for english in ("Import", "Export", "Submit", "Format", "Resource", "This "):
                assert f">{english}" not in body, (model, act, english)


def test_an_xlsx_of_the_office_with_dates_and_numbers(boss: Client) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.append(["mã", "loại kỳ", "năm", "thứ tự trong năm", "từ ngày", "đến ngày",
                 "ngày chốt số liệu", "mở lúc", "hạn gửi", "đóng lúc"])  # fmt: skip
    page.append(["2026-Q1", "quý", 2026, 1, date(2026, 1, 1), date(2026, 3, 31),
                 date(2026, 3, 15), "01/03/2026 00:00", "25/03/2026 23:59:59",
                 "31/03/2026 23:59:59"])  # fmt: skip
    out = io.BytesIO()
    book.save(out)
    store(boss, "communes_reportingperiod", out.getvalue())
    period = ReportingPeriod.objects.get(key="2026-Q1")
    assert (period.starts, period.cut_off) == (date(2026, 1, 1), date(2026, 3, 15))
    assert period.due_at.astimezone(clock.LOCAL).strftime("%H:%M:%S") == "23:59:59"
