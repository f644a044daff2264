"""Templates are taken in, understood, filled from rows and withdrawn by whom it concerns."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from communes.models import UnitVersion
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import AuditEvent
from reports.form_names import NAMES, name_of
from reports.models import ReportForm
from reports.queries.form_figures import form_values
from reports.services import report_forms
from tests.factories.communes import World, make_period, make_world
from tests.factories.report_forms import add_form, text_document, workbook

pytestmark = pytest.mark.django_db
CELLS = {
    "ky": "B1", "so_xa": "B2", "so_xa_da_gui": "B3", "binh_quan_tieu_chi": "B4",
    "so_xa_dat_tc_11": "B5", "xa": "B6", "xa_tieu_chi_dat": "B7", "xa_ct_11": "B8",
    "xa_ct_11_tu": "B9", "xa_tc_17": "C1", "xa_ct_12_1": "C2",
}  # fmt: skip


def commune(world: World) -> UnitVersion:
    return world.commune.versions.select_related("unit").get()


def cell_values(content: bytes) -> dict[str, object]:
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Biểu 1"]
    return {name: sheet[cell].value for name, cell in CELLS.items()}


def test_figures_are_those_of_the_sent_report() -> None:
    world = make_world()
    form = add_form(workbook(CELLS), world.coordinator)
    world.sent_report()
    made = report_forms.fill_form(form=form, period=world.period, commune=commune(world))
    assert made.file_name == "bieu-mau-2025-q2-son-lang.xlsx"
    assert cell_values(made.content) == {
        "ky": "Quý II/2025", "so_xa": 2, "so_xa_da_gui": 1, "binh_quan_tieu_chi": 6,
        "so_xa_dat_tc_11": 1, "xa": "Xã Sơn Lang", "xa_tieu_chi_dat": 6, "xa_ct_11": 5.02,
        "xa_ct_11_tu": 62, "xa_tc_17": "chưa xác định",
        "xa_ct_12_1": "nam 61,8\u00a0%, nữ 60,9\u00a0%",
    }  # fmt: skip


def test_a_draft_gives_no_figures() -> None:
    world = make_world()
    form = add_form(workbook(CELLS), world.coordinator)
    world.fill(world.report())
    made = report_forms.fill_form(form=form, period=world.period, commune=commune(world))
    found = cell_values(made.content)
    assert found["xa"] == "Xã Sơn Lang" and found["so_xa_da_gui"] == 0
    missing = {name for name, value in found.items() if value == "chưa có số liệu"}
    assert missing == {
        "binh_quan_tieu_chi", "so_xa_dat_tc_11", "xa_tieu_chi_dat", "xa_ct_11", "xa_ct_11_tu",
        "xa_tc_17", "xa_ct_12_1",
    }  # fmt: skip


def test_every_value_has_a_name_and_every_name_a_value() -> None:
    world = make_world()
    world.sent_report()
    values = form_values(world.period, commune(world))
    assert [name for name in values if name_of(name) is None] == []
    assert [row.pattern for row in NAMES if not any(row.holds(name) for name in values)] == []


def test_constant_queries(django_assert_max_num_queries: object) -> None:
    world = make_world()
    world.sent_report()
    unit = commune(world)
    with django_assert_max_num_queries(34):  # type: ignore[operator]  # a fixture
        form_values(world.period, unit)


def test_names_that_are_not_understood_are_told_in_a_sentence() -> None:
    world = make_world()
    content = text_document(("{{so_xa}} {{so_nha}} {{ xa_ct_17_1 }}",))
    names = report_forms.names_of(add_form(content, world.coordinator, name="bieu.docx"))
    problems = {name.place.name: name.problem for name in names}
    assert problems["so_xa"] == problems["xa_ct_17_1"] == ""
    assert problems["so_nha"] == (
        "Tên không có trong danh sách tên nên chỗ này giữ nguyên. Sửa tên trong tệp."
    )
    assert report_forms.needs_commune(names)


def test_what_is_no_template_is_refused_and_nothing_is_kept() -> None:
    world = make_world()
    for content, name, code in (
        (workbook({}), "bieu.xlsx", "no_names"),
        (b"%PDF-1.4", "bieu.pdf", "not_a_template"),
        (b"", "bieu.xlsx", "empty"),
    ):
        with pytest.raises(Refused) as refused:
            add_form(content, world.coordinator, name=name)
        assert refused.value.code == code
    with pytest.raises(NotAllowed):
        add_form(workbook(CELLS), world.officer)
    assert not ReportForm.objects.exists()


def test_a_form_is_filled_for_its_own_time_and_with_its_commune_only() -> None:
    world = make_world()
    form = add_form(workbook(CELLS), world.coordinator)
    with pytest.raises(Refused, match="Chọn xã"):
        report_forms.fill_form(form=form, period=world.period, commune=None)
    with pytest.raises(Refused, match="ngoài thời gian dùng: từ 01/01/2024"):
        report_forms.fill_form(form=form, period=make_period("2023-Q4"), commune=commune(world))
    report_forms.withdraw_form(form=form, reason="Có bản mới.", actor=world.coordinator)
    form.refresh_from_db()
    with pytest.raises(Refused, match="đã rút"):
        report_forms.fill_form(form=form, period=world.period, commune=commune(world))
    acts = AuditEvent.objects.filter(action__startswith="report_form").values_list("action")
    assert sorted(acts) == [("report_form.add",), ("report_form.withdraw",)]


def test_withdrawing_needs_a_reason_and_happens_once() -> None:
    world = make_world()
    form = add_form(workbook(CELLS), world.coordinator)
    with pytest.raises(Refused, match="Ghi lý do"):
        report_forms.withdraw_form(form=form, reason=" ", actor=world.coordinator)
    with pytest.raises(NotAllowed):
        report_forms.withdraw_form(form=form, reason="x", actor=world.reader)
    report_forms.withdraw_form(form=form, reason="Có bản mới.", actor=world.coordinator)
    with pytest.raises(Refused, match="đã rút"):
        report_forms.withdraw_form(form=form, reason="Có bản mới.", actor=world.coordinator)


def test_pages_lead_from_the_upload_to_the_filled_copy() -> None:
    world = make_world()
    world.sent_report()
    client = Client()
    client.force_login(world.coordinator)
    upload = SimpleUploadedFile("bieu.xlsx", workbook({**CELLS, "la": "D9"}))
    data = {"title": "Biểu 01", "issuer": "Sở Nội vụ", "first": "01/01/2025", "file": upload}
    answer = client.post(reverse("reports:form-new"), data, follow=True)
    page = answer.content.decode()
    assert "hiểu 11/12" in page and "Tên không có trong danh sách tên" in page
    form = ReportForm.objects.get()
    address = reverse("reports:form-filled", args=[form.uid])
    client.force_login(world.reader)
    assert client.get(address, {"ky": "2025-Q2"}).status_code == 422
    answer = client.get(address, {"ky": "2025-Q2", "xa": "son-lang"})
    assert answer.status_code == 200
    assert cell_values(answer.content)["xa_tieu_chi_dat"] == 6
    client.force_login(world.officer)
    assert client.get(address).status_code == 403
    assert client.get(reverse("core:file", args=[form.file.uid])).status_code == 404


def test_a_file_with_macros_is_refused_on_the_page_with_its_sentence() -> None:
    from tests.factories.report_forms import with_part

    world = make_world()
    client = Client()
    client.force_login(world.coordinator)
    bad = with_part(workbook(CELLS), "xl/vbaProject.bin", b"x")
    data = {
        "title": "Biểu 01", "issuer": "Sở Nội vụ", "first": "01/01/2025",
        "file": SimpleUploadedFile("bieu.xlsx", bad),
    }  # fmt: skip
    answer = client.post(reverse("reports:form-new"), data)
    assert answer.status_code == 422 and "có macro" in answer.content.decode()
