"""Pages of figures from a file: refused first, shown without JavaScript, stored on confirmation."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from communes.enums import ImportState
from communes.models import EntryRevision, ImportBatch
from communes.services.imports import confirm_import
from kbang_ntm.core.jobs import run_next
from kbang_ntm.core.models import Job
from tests.factories.communes import make_world, pdf
from tests.factories.workbooks import cell_of, downloaded, filled, opened, upload

pytestmark = pytest.mark.django_db
VALUE = "Số hoặc lựa chọn"


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def report(world):
    return world.report()


def as_(client, user):
    client.force_login(user)
    return client


def at(name: str, *args) -> str:
    return reverse(f"communes:{name}", args=args)


def send(client, report, content: bytes, name="Quý II.xlsx", **more):
    file = SimpleUploadedFile(name, content)
    return client.post(at("imports", report.uid), {"file": file, **more})


@pytest.mark.parametrize(("who", "status"), [("neighbour_officer", 404), ("leader", 403)])
def test_others_cannot_upload(client, world, report, who, status):
    content = filled(downloaded(report, world.officer))
    answer = send(as_(client, getattr(world, who)), report, content)
    assert answer.status_code == status
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("name", ["imports", "workbook"])
def test_a_neighbour_does_not_know_of_the_report(client, world, report, name):
    assert as_(client, world.neighbour_officer).get(at(name, report.uid)).status_code == 404


@pytest.mark.parametrize("name", ["import", "import-cancel"])
def test_a_neighbour_does_not_know_of_the_import(client, world, report, name):
    batch = upload(report, filled(downloaded(report, world.officer)), world.officer)
    as_(client, world.neighbour_officer)
    assert client.get(at(name, batch.uid)).status_code == 404
    assert client.post(at("import-confirm", batch.uid)).status_code == 404
    assert client.get(reverse("core:file", args=[batch.file.uid])).status_code == 404
    assert not EntryRevision.objects.exists()


def test_from_download_to_receipt(client, world, report):
    as_(client, world.officer)
    page = client.get(at("entry", report.uid)).content.decode()
    assert at("workbook", report.uid) in page
    assert at("imports", report.uid) in page
    sheet = client.get(at("workbook", report.uid))
    assert sheet["Content-Disposition"] == 'attachment; filename="bang-nhap-son-lang-2025-Q2.xlsx"'
    answer = send(client, report, filled(sheet.content))
    batch = ImportBatch.objects.get()
    assert answer.url == at("import", batch.uid)
    preview = client.get(answer.url).content.decode()
    assert "8 thay đổi" in preview
    assert "51,2 triệu đồng/người/năm" in preview
    assert "Xác nhận nhập" in preview
    assert not EntryRevision.objects.exists()
    inbox = client.get("/").content.decode()
    assert "Xem trước và xác nhận số liệu từ tệp" in inbox
    done = client.post(at("import-confirm", batch.uid), follow=True).content.decode()
    batch.refresh_from_db()
    assert "Đã lưu 8 chỉ tiêu" in done
    assert batch.receipt.code in done
    assert "Hủy lần nhập này" in done
    assert "Xem trước và xác nhận" not in client.get("/").content.decode()
    history = client.get(at("report-history", report.uid)).content.decode()
    assert "Nhập số liệu từ tệp" in history
    assert at("import", batch.uid) in history
    assert client.post(at("import-confirm", batch.uid)).url == at("import", batch.uid)
    assert EntryRevision.objects.count() == 8


def test_a_wrong_file_comes_back_with_its_sentence(client, world, report):
    answer = send(as_(client, world.officer), report, b"%PDF-1.4 x", "a.pdf")
    assert answer.status_code == 422
    assert "là tệp PDF" in answer.content.decode()
    answer = client.post(at("imports", report.uid), {})
    assert answer.status_code == 422
    assert "Chọn tệp số liệu rồi bấm" in answer.content.decode()


def test_old_fonts_are_shown_and_converted_on_consent(client, world, report):
    as_(client, world.officer)
    # "Mã;Số liệu;Giải trình" and "Giá cà phê tăng, người dân được hưởng" in TCVN3
    text = "M·;Sè liÖu;Gi¶i tr×nh\n10;51,2;Gi¸ cµ phª t¨ng, ng­êi d©n ®­îc h­ëng\n"
    answer = send(client, report, text.encode(), "tcvn3.csv")
    assert answer.status_code == 422
    assert "phông chữ cũ (TCVN3)" in answer.content.decode()
    assert not ImportBatch.objects.exists()
    answer = send(client, report, text.encode(), "tcvn3.csv", convert="on")
    page = client.get(answer.url).content.decode()
    assert "Giá cà phê tăng, người dân được hưởng" in page


def test_problems_stand_with_sheet_and_cell(client, world, report):
    cells = {"10": {(0, VALUE): "5O,2"}, "16": {(0, VALUE): "Tốt"}}
    batch = upload(report, filled(downloaded(report, world.officer), cells), world.officer)
    page = as_(client, world.officer).get(at("import", batch.uid)).content.decode()
    assert "II. Kinh tế - xã hội, ô K" in page
    assert "có chữ O" in page
    wrong = client.get(at("import", batch.uid), {"tai": "csv"}).content.decode("utf-8-sig")
    assert wrong.startswith("Trang, ô;Việc cần làm") and "có chữ O" in wrong
    assert "Chỉ tiêu" not in wrong  # what is about to be taken in is no list
    every = client.get(at("imports", report.uid), {"tai": "csv"}).content.decode("utf-8-sig")
    assert batch.file.original_name in every and "chưa nhập" in every


def test_a_clash_is_chosen_on_the_page(client, world, report):
    world.save(report, world.edit("10"))
    cells = {"10": {(0, VALUE): 48.5}}
    content = filled(downloaded(report, world.officer), cells)
    edit = world.edit("10", {"a": {"number": "49,9"}}, base_version=1)
    world.save(report, edit, actor=world.second_officer)
    batch = upload(report, content, world.officer)
    page = as_(client, world.officer).get(at("import", batch.uid)).content.decode()
    assert "Đinh Văn Thuận đã lưu số khác sau khi tệp được tải về" in page
    assert "48,5" in page
    assert "49,9" in page
    address = at("import-confirm", batch.uid)
    refused = client.post(address, {})
    assert refused.status_code == 409
    assert "Chọn một số cho mỗi chỉ tiêu" in refused.content.decode()
    pk = world.indicators["10"].pk
    client.post(address, {f"c{pk}": "mine", f"c{pk}_v": "2"})
    assert str(world.entry(report, "10").number) == "48.5000"


def test_the_same_file_again_says_so(client, world, report):
    content = filled(downloaded(report, world.officer))
    first = upload(report, content, world.officer)
    first = confirm_import(batch=first, choices={}, actor=world.officer)
    again = upload(report, content, world.officer)
    page = as_(client, world.officer).get(at("import", again.uid)).content.decode()
    assert "Chính tệp này Đinh Thị Hạnh đã nhập" in page
    assert first.receipt.code in page
    assert "Tệp không có số nào khác với số đang lưu." in page


def test_cancelling_asks_first_in_the_words_of_the_office(client, world, report):
    batch = upload(report, filled(downloaded(report, world.officer)), world.officer)
    confirm_import(batch=batch, choices={}, actor=world.officer)
    as_(client, world.officer)
    page = client.get(at("import-cancel", batch.uid)).content.decode()
    assert "Hủy lần nhập này?" in page
    assert "8 dòng vừa nhập trở về như trước" in page
    assert "ai cũng thấy trong nhật ký" in page
    assert client.post(at("import-cancel", batch.uid), {"reason": ""}).status_code == 422
    done = client.post(at("import-cancel", batch.uid), {"reason": "Nhầm tệp"}, follow=True)
    assert "Đã hủy lần nhập" in done.content.decode()
    assert world.entry(report, "10").number is None
    batch.refresh_from_db()
    assert batch.state == ImportState.CANCELLED


def test_a_refused_cancel_says_who_built_on_it(client, world, report):
    batch = upload(report, filled(downloaded(report, world.officer)), world.officer)
    confirm_import(batch=batch, choices={}, actor=world.officer)
    edit = world.edit("16", {"a": {"choice": "Tốt"}}, base_version=1)
    world.save(report, edit, actor=world.second_officer)
    as_(client, world.officer)
    for name in ("import", "import-cancel"):
        page = client.get(at(name, batch.uid)).content.decode()
        assert "Đinh Văn Thuận đã sửa chỉ tiêu 16" in page
    answer = client.post(at("import-cancel", batch.uid), {"reason": "Nhầm"})
    assert answer.status_code == 422


def test_a_preview_can_be_set_aside(client, world, report):
    batch = upload(report, filled(downloaded(report, world.officer)), world.officer)
    as_(client, world.officer)
    assert client.post(at("import-drop", batch.uid)).url == at("imports", report.uid)
    assert "Đã bỏ, không nhập" in client.get(at("imports", report.uid)).content.decode()
    assert "Tệp này đã bỏ" in client.get(at("import", batch.uid)).content.decode()
    assert "Xem trước và xác nhận" not in client.get("/").content.decode()


def test_who_does_not_enter_downloads_locked_cells(client, world, report):
    content = as_(client, world.leader).get(at("workbook", report.uid)).content
    assert cell_of(opened(content), "10", VALUE).protection.locked


def test_the_office_sends_one_file_to_all_communes(client, world, report):
    as_(client, world.coordinator)
    page = client.get(at("district-imports")).content.decode()
    assert "Sơn Lang, Krong" in page
    sheet = client.get(at("district-workbook", "2025-Q2")).content
    content = filled(sheet, unit="Sơn Lang")
    file = SimpleUploadedFile("Các xã.xlsx", content)
    answer = client.post(f"{at('district-imports')}?ky=2025-Q2", {"file": file})
    batch = ImportBatch.objects.get()
    assert answer.url == at("upload", batch.upload)
    page = client.get(answer.url).content.decode()
    assert "Xã Krong: chưa mở báo cáo kỳ này" in page
    assert "Xác nhận nhập" not in page
    assert client.post(at("upload-confirm", batch.upload)).status_code == 403
    inbox = as_(client, world.officer).get("/").content.decode()
    assert "Lê Thu Hà tải lên Các xã.xlsx" in inbox
    assert "Krong" not in client.get(at("import", batch.uid)).content.decode()
    assert "Krong" not in client.get(at("upload", batch.upload)).content.decode()
    client.post(at("upload-confirm", batch.upload))
    assert EntryRevision.objects.filter(entry__report=report).count() == 8


@pytest.mark.parametrize("who", ["reader", "reviewer"])
def test_the_district_file_is_for_those_who_collect(client, world, report, who):
    as_(client, getattr(world, who))
    assert client.get(at("district-imports")).status_code == 403
    assert client.get(at("district-workbook", "2025-Q2")).status_code == 403


def test_the_list_asks_a_constant_number_of_times(
    client, world, report, django_assert_max_num_queries
):
    content = filled(downloaded(report, world.officer))
    as_(client, world.officer)
    for count in (1, 3):
        while ImportBatch.objects.count() < count:
            upload(report, content, world.officer)
        with django_assert_max_num_queries(14):
            client.get(at("imports", report.uid))


def test_the_district_file_asks_a_constant_number_of_times(
    client, world, report, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from communes.services.reports import start_report

    as_(client, world.coordinator)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(at("district-workbook", "2025-Q2"))
        counts.append(len(asked))
        start_report(unit_id=world.neighbour.pk, period=world.period, actor=world.neighbour_officer)
    assert counts[1] <= counts[0] <= 25


LINES = "Đơn vị;Kỳ;Chỉ tiêu;Tử số;Mẫu số\r\nSơn Lang;2025-Q2;11;68;1236\r\n"


@pytest.mark.parametrize("who", ["coordinator", "leader", "reviewer", "reader"])
def test_a_long_file_is_for_those_who_enter(client, world, who):
    as_(client, getattr(world, who))
    file = SimpleUploadedFile("Nhiều kỳ.csv", LINES.encode("utf-8-sig"))
    assert client.post(at("long-file"), {"file": file, "convert": ""}).status_code == 403
    assert not Job.objects.exists()


def test_a_long_file_of_another_kind_is_refused_in_place(client, world):
    as_(client, world.officer)
    file = SimpleUploadedFile("Nhiều kỳ.xlsx", pdf())
    answer = client.post(at("long-file"), {"file": file, "convert": ""})
    assert answer.status_code == 422
    assert not Job.objects.exists()


def test_a_long_file_leads_to_its_job_and_is_written(client, world, report):
    as_(client, world.officer)
    assert at("long-file") in client.get(at("district-imports")).content.decode()
    file = SimpleUploadedFile("Nhiều kỳ.csv", LINES.encode("utf-8-sig"))
    answer = client.post(at("long-file"), {"file": file, "convert": ""})
    job = Job.objects.get()
    assert answer.url == reverse("core:job", args=[job.uid])
    done = run_next(job.uid)
    assert done.result["stored"] == 1, done.result
    entry = report.entries.get(indicator__code="11")
    assert (entry.numerator, entry.denominator) == (68, 1236)
    assert "Đã ghi 1 số liệu" in client.get(answer.url).content.decode()
