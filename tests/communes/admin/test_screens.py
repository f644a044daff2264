"""Administration screens: open by post, histories with values, workflow rows to look at only."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from communes.enums import Role
from communes.models import (
    AdministrativeUnit,
    Agency,
    CriteriaSet,
    Indicator,
    IndicatorPart,
    Membership,
    ProgressReport,
    ReportingPeriod,
    ReviewDuty,
    Threshold,
)
from kbang_ntm.core import clock, jobs
from kbang_ntm.core.models import AuditEvent, Job, User

pytestmark = [pytest.mark.django_db, pytest.mark.data("demo")]

WRITTEN_BY_SERVICES = [
    "progressreport",
    "indicatorentry",
    "entryrevision",
    "review",
    "receipt",
    "standing",
    "snapshot",
    "evidence",
    "periodextension",
    "membership",
    "indicatorassignment",
    "referencerow",
]


def client_of(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client


@pytest.fixture
def office() -> Client:
    return client_of("dieuphoi")


@pytest.mark.parametrize("name", ["quantri", "dieuphoi"])
def test_the_two_posts_open_every_screen(name: str) -> None:
    client = client_of(name)
    assert client.get("/quan-tri/").status_code == 200
    for model, screen in admin.site._registry.items():
        if model._meta.app_label in ("communes", "campaigns"):
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            assert client.get(address).status_code == 200, address
            assert not screen.has_delete_permission(client.get(address).wsgi_request)


@pytest.mark.parametrize("name", ["xa.sonlang", "ld.sonlang", "nnptnt", "noivu", "chutich"])
def test_other_posts_are_kept_out(name: str) -> None:
    client = client_of(name)
    for address in (
        "/quan-tri/",
        "/quan-tri/communes/agency/",
        "/quan-tri/communes/threshold/add/",
    ):
        assert client.get(address).status_code in (302, 403)
    assert client.get("/quan-tri/", follow=True).status_code in (200, 403)
    assert b"communes/agency" not in client.get("/quan-tri/", follow=True).content


def test_a_flag_without_a_post_opens_nothing() -> None:
    user = User.objects.get(username="dieuphoi")
    assert user.is_staff
    Membership.objects.filter(user=user).update(
        valid=(date(2021, 1, 1), clock.today())  # the last day was yesterday
    )
    client = Client()
    client.force_login(user)
    assert client.get("/quan-tri/communes/agency/").status_code in (302, 403)


@pytest.mark.parametrize("model", WRITTEN_BY_SERVICES)
def test_workflow_rows_are_to_look_at_only(office: Client, model: str) -> None:
    add = reverse(f"admin:communes_{model}_add")
    assert office.get(add).status_code == 403
    row = admin.site._registry[
        next(m for m in admin.site._registry if m._meta.model_name == model)
    ].model._base_manager.first()
    if row is None:
        return
    change = reverse(f"admin:communes_{model}_change", args=[row.pk])
    page = office.get(change)
    assert page.status_code == 200
    assert b'name="_save"' not in page.content
    assert office.post(change, {}).status_code == 403
    delete = reverse(f"admin:communes_{model}_delete", args=[row.pk])
    assert office.post(delete, {"post": "yes"}).status_code == 403
    assert type(row)._base_manager.filter(pk=row.pk).exists()


def test_states_do_not_move_through_the_screen(office: Client) -> None:
    report = ProgressReport.objects.get(period__key="2025-Q2", unit__key="krong")
    address = reverse("admin:communes_progressreport_change", args=[report.pk])
    assert office.post(address, {"state": "confirmed"}).status_code == 403
    report.refresh_from_db()
    assert report.state == "handed"


def test_reference_rows_are_never_deleted(office: Client) -> None:
    duty = ReviewDuty.objects.all()[:1].get()
    address = reverse("admin:communes_reviewduty_delete", args=[duty.pk])
    assert office.post(address, {"post": "yes"}).status_code == 403
    assert ReviewDuty.objects.filter(pk=duty.pk).exists()


def test_history_shows_who_changed_what_into_what(office: Client) -> None:
    period = ReportingPeriod.objects.get(key="2025-Q2")
    address = reverse("admin:communes_reportingperiod_change", args=[period.pk])
    form = {
        "key": period.key,
        "kind": period.kind,
        "year": period.year,
        "ordinal": period.ordinal,
        "starts": "01/04/2025",
        "ends": "30/06/2025",
        "cut_off": "15/06/2025",
        "opens_at_0": "01/06/2025",
        "opens_at_1": "00:00:00",
        "due_at_0": "26/06/2025",
        "due_at_1": "23:59:59",
        "closes_at_0": "30/06/2025",
        "closes_at_1": "23:59:59",
        "note": "Lùi hạn một ngày.",
    }
    answer = office.post(address, form)
    assert answer.status_code == 302, answer.context["errors"] if answer.context else answer
    period.refresh_from_db()
    assert period.due_at.astimezone(clock.LOCAL).day == 26
    page = office.get(reverse("admin:communes_reportingperiod_history", args=[period.pk]))
    text = page.content.decode()
    assert "Lê Thị Minh Hiền" in text
    assert "hạn gửi: 23:59:59 25/06/2025 → 23:59:59 26/06/2025" in text


def test_history_names_units_and_days(office: Client) -> None:
    agency = Agency.objects.get(code="thongke")
    agency.unit = AdministrativeUnit.objects.get(key="gia-lai")
    agency.save()
    page = office.get(reverse("admin:communes_agency_history", args=[agency.pk])).content.decode()
    assert "hoạt động: … - 30/06/2025" in page
    assert "đơn vị: huyen-kbang → gia-lai" in page


def test_times_out_of_order_are_refused_in_words(office: Client) -> None:
    period = ReportingPeriod.objects.get(key="2025-Q4")
    before = period.due_at
    page = office.get(reverse("admin:communes_reportingperiod_change", args=[period.pk]))
    initial = page.context["adminform"].form.initial
    form = {name: initial[name] for name in ("key", "kind", "year", "ordinal", "note")} | {
        "starts": "01/10/2025",
        "ends": "31/12/2025",
        "cut_off": "31/12/2025",
        "opens_at_0": "20/12/2025",
        "opens_at_1": "00:00:00",
        "due_at_0": "10/12/2025",
        "due_at_1": "23:59:59",
        "closes_at_0": "15/01/2026",
        "closes_at_1": "23:59:59",
    }
    answer = office.post(reverse("admin:communes_reportingperiod_change", args=[period.pk]), form)
    assert answer.status_code == 200
    assert "Thứ tự phải là: mở, hạn gửi, đóng" in answer.content.decode()
    period.refresh_from_db()
    assert period.due_at == before


def test_a_set_in_use_is_frozen_and_another_is_not(office: Client) -> None:
    used = Indicator.objects.get(criteria_set__code="xa-ntm-2021-2025", code="11")
    free = Indicator.objects.get(criteria_set__code="huyen-ntm-2021-2025", code="8.1")
    for row, status in ((used, 403), (free, 200)):
        address = reverse("admin:communes_indicator_change", args=[row.pk])
        assert office.get(address).status_code == 200
        assert office.post(address, {}).status_code == status
    whole = CriteriaSet.objects.get(code="xa-ntm-2021-2025")
    address = reverse("admin:communes_criteriaset_change", args=[whole.pk])
    assert office.post(address, {"title": "Khác"}).status_code == 403
    page = office.get(address).content.decode()
    assert 'name="criteria-0-title"' not in page
    assert "_addanother" not in page


# --- Levels -------------------------------------------------------------------------------------
def new_level(part: IndicatorPart, **changed: object) -> dict[str, object]:
    return {
        "part": part.pk,
        "year_from": 2021,
        "year_to": 2025,
        "region_column": "tay_nguyen",
        "amount": "30",
        "choice": "",
        "legal_basis": "QĐ 99/QĐ-UBND ngày 01/6/2025 của UBND tỉnh Gia Lai",
        "source": "bản giấy",
        "certain": "on",
        **changed,
    }


def part_of(code: str) -> IndicatorPart:
    return IndicatorPart.objects.get(
        indicator__criteria_set__code="xa-ntm-2021-2025", indicator__code=code, key="a"
    )


def test_a_level_is_added_audited_and_judges_open_reports_only(office: Client) -> None:
    part = part_of("11")
    open_report = ProgressReport.objects.get(period__key="2025-Q2", unit__key="krong")
    confirmed = ProgressReport.objects.get(period__key="2025-Q2", unit__key="kon-pne")
    address = reverse("admin:communes_threshold_add")
    assert office.post(address, new_level(part, amount="60")).status_code == 302
    made = Threshold.objects.get(part=part, provenance="entered")
    assert made.entered_by is not None and made.entered_by.username == "dieuphoi"
    assert AuditEvent.objects.filter(action="threshold.add", subject_uid=made.uid).exists()
    job = Job.objects.get(kind="communes.judge_open_reports")
    assert open_report.entries.get(indicator__code="11").verdict == "not_met"
    run(job)
    assert open_report.entries.get(indicator__code="11").verdict == "met"
    assert confirmed.entries.get(indicator__code="11").verdict == "not_met"
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert job.result == {"reports": 4}


def run(job: Job) -> None:
    """Run a job in this process, with a lease as a worker takes one."""
    jobs.run_next(job.uid)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"amount": ""}, "cần mức bằng số"),
        ({"legal_basis": " "}, "Ghi căn cứ: số, ngày"),
        ({"year_from": 2026}, "Năm bắt đầu sau năm kết thúc"),
    ],
)
def test_a_level_that_cannot_be_is_refused_in_words(
    office: Client, changed: dict[str, object], words: str
) -> None:
    before = Threshold.objects.count()
    answer = office.post(
        reverse("admin:communes_threshold_add"), new_level(part_of("11"), **changed)
    )
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert Threshold.objects.count() == before
    assert not Job.objects.exists()


def test_a_level_is_withdrawn_with_a_reason_and_then_closed(office: Client) -> None:
    row = part_of("11").thresholds.get(region_column="tay_nguyen")
    address = reverse("admin:communes_threshold_change", args=[row.pk])
    assert b'name="amount"' not in office.get(address).content
    refused = office.post(address, {"withdrawn_reason": " ", "amount": "1"})
    assert refused.status_code == 200
    row.refresh_from_db()
    assert row.withdrawn_at is None
    assert office.post(address, {"withdrawn_reason": "Chép nhầm", "amount": "1"}).status_code == 302
    row.refresh_from_db()
    assert (row.withdrawn_reason, row.amount) == ("Chép nhầm", 7)
    assert row.withdrawn_at is not None
    assert office.post(address, {"withdrawn_reason": "Lần nữa"}).status_code == 403
    assert AuditEvent.objects.filter(action="threshold.withdraw").count() == 1


# --- Files --------------------------------------------------------------------------------------
def preview(client: Client, model: str, text: str) -> object:
    file = SimpleUploadedFile("bang.csv", text.encode(), content_type="text/csv")
    return client.post(
        reverse(f"admin:communes_{model}_import"), {"import_file": file, "format": "0"}
    )


def agency_sheet(name: str, valid: str = "… - 30/06/2025") -> str:
    return (
        "mã,tên,tên ngắn,thuộc,hoạt động,là Văn phòng Điều phối,đã kiểm chứng,nguồn\n"
        f'thongke,{name},Thống kê,huyen-kbang,"{valid}",không,có,bản giấy\n'
    )


def test_an_import_is_shown_before_anything_is_written(office: Client) -> None:
    answer = preview(office, "agency", agency_sheet("Chi cục Thống kê huyện Kbang"))
    assert answer.status_code == 200  # type: ignore[attr-defined]  # a test response
    assert Agency.objects.get(code="thongke").name == "Chi cục Thống kê"
    assert "<ins" in answer.content.decode()  # type: ignore[attr-defined]  # a test response
    assert "style=" not in answer.content.decode()  # type: ignore[attr-defined]  # a test response
    form = answer.context["confirm_form"]  # type: ignore[attr-defined]  # a test response
    done = office.post(reverse("admin:communes_agency_process_import"), form.initial)
    assert done.status_code == 302
    row = Agency.objects.get(code="thongke")
    assert row.name == "Chi cục Thống kê huyện Kbang"
    assert row.certain
    assert row.valid.upper == date(2025, 7, 1)
    assert row.valid.lower is None


def test_markup_in_a_file_is_shown_as_text(office: Client) -> None:
    sheet = agency_sheet('<img src=x onerror=1><ins style="">A</ins>'.replace('"', ""))
    text = preview(office, "agency", sheet).content.decode()  # type: ignore[attr-defined]  # response
    assert "&lt;img" in text
    assert "<img src=x" not in text


def test_a_wrong_day_in_a_file_is_refused_in_words(office: Client) -> None:
    answer = preview(office, "agency", agency_sheet("A", "01/13/2022 - …"))
    assert "không phải ngày" in answer.content.decode()  # type: ignore[attr-defined]  # response
    assert "confirm_form" not in answer.context  # type: ignore[attr-defined]  # a test response


def test_levels_from_a_file_go_through_the_service(office: Client) -> None:
    head = "chỉ tiêu/phần,từ năm,đến năm,chỉ tiêu theo vùng,mức,mức bằng chữ,căn cứ,đã kiểm chứng\n"
    row = "xa-ntm-2021-2025/2.1/a,2021,2025,tay_nguyen,{},,QĐ 99/QĐ-UBND,có\n"
    bad = preview(office, "threshold", head + row.format(""))
    assert "cần mức bằng số" in bad.content.decode()  # type: ignore[attr-defined]  # response
    good = preview(office, "threshold", head + row.format("80"))
    assert not Threshold.objects.filter(provenance="entered").exists()
    form = good.context["confirm_form"]  # type: ignore[attr-defined]  # a test response
    office.post(reverse("admin:communes_threshold_process_import"), form.initial)
    made = Threshold.objects.get(provenance="entered")
    assert (made.amount, made.certain) == (80, True)
    assert AuditEvent.objects.filter(action="threshold.add", subject_uid=made.uid).exists()
    again = preview(office, "threshold", head + row.format("80"))
    form = again.context["confirm_form"]  # type: ignore[attr-defined]  # a test response
    office.post(reverse("admin:communes_threshold_process_import"), form.initial)
    assert Threshold.objects.filter(provenance="entered").count() == 1


def test_nobody_else_imports() -> None:
    client = client_of("nnptnt")
    answer = preview(client, "agency", agency_sheet("A"))
    assert answer.status_code in (302, 403)  # type: ignore[attr-defined]  # a test response
    assert Agency.objects.get(code="thongke").name == "Chi cục Thống kê"


def test_an_export_reads_like_a_table_for_people(office: Client) -> None:
    import tablib

    fields = {
        f"reviewdutyresource_{name}": "on"
        for name in ("indicator", "agency", "role", "valid", "certain")
    }
    answer = office.post(
        reverse("admin:communes_reviewduty_export"), {"format": "0", "resource": "", **fields}
    )
    text = io.StringIO(answer.content.decode("utf-8-sig"))
    sheet = tablib.Dataset().load(text, format="csv", delimiter=";")
    first = next(row for row in sheet.dict if row["chỉ tiêu"] == "xa-ntm-2021-2025/1.1")
    assert first["hiệu lực"] == "08/03/2022 - 30/06/2025"
    assert first["đã kiểm chứng"] == "không"


def test_passwords_do_not_leave_by_a_sheet(office: Client) -> None:
    assert office.get(reverse("admin:core_user_export")).status_code == 403
    unit = AdministrativeUnit.objects.get(key="son-lang")
    officer = Membership.objects.get(user__username="xa.sonlang")
    assert (officer.role, officer.unit_id) == (Role.COMMUNE_OFFICER, unit.pk)
    person = User.objects.get(username="xa.sonlang")
    page = office.get(reverse("admin:core_user_change", args=[person.pk]))
    assert person.password not in page.content.decode()
