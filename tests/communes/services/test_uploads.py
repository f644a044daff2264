"""One file for all communes: each takes in its own part, nobody another's."""

from __future__ import annotations

import pytest

from communes.enums import ImportState, Role
from communes.models import EntryRevision, ImportBatch, ReportingPeriod
from communes.queries.workbook import district_book
from communes.services import imports, uploads
from communes.services.imports import confirm_upload
from communes.services.reports import set_for, start_report
from communes.services.uploads import may_read_upload, upload_for_period
from communes.workbooks.writing import write_period_book
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.jobs import run_next
from kbang_ntm.core.models import Job, StoredFile, User
from tests.factories.communes import make_post, make_world
from tests.factories.workbooks import downloaded_district, filled, opened, saved, stream

pytestmark = pytest.mark.django_db
VALUE = "Số hoặc lựa chọn"


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def both(world):
    """The reports of both communes."""
    return world.report(), start_report(
        unit_id=world.neighbour.pk, period=world.period, actor=world.neighbour_officer
    )


@pytest.fixture
def content(world, both) -> bytes:
    """The district's file, filled for both communes."""
    blank = downloaded_district(both[0], world.coordinator)
    return filled(filled(blank, unit="Sơn Lang"), unit="Krong")


def send(world, content, actor, name="Các xã.xlsx"):
    return upload_for_period(period=world.period, name=name, stream=stream(content), actor=actor)


def part_of(upload, report) -> ImportBatch:
    return ImportBatch.objects.get(upload=upload, report=report)


@pytest.mark.parametrize("who", ["reader", "reviewer"])
def test_who_collects_for_no_commune_may_not_upload(world, content, who):
    with pytest.raises(NotAllowed):
        send(world, content, getattr(world, who))
    assert not StoredFile.objects.exists()


def test_the_office_lays_it_before_each_commune(world, both, content):
    upload = send(world, content, world.coordinator)
    batches = ImportBatch.objects.filter(upload=upload)
    assert {batch.report for batch in batches} == set(both)
    assert all(len(batch.edits) == 8 and not batch.problems for batch in batches)
    assert not EntryRevision.objects.exists()
    with pytest.raises(NotAllowed):
        confirm_upload(upload=upload, actor=world.coordinator)
    assert confirm_upload(upload=upload, actor=world.officer) == {}
    assert confirm_upload(upload=upload, actor=world.officer) == {}  # a second click
    assert EntryRevision.objects.filter(entry__report=both[0]).count() == 8
    assert not EntryRevision.objects.filter(entry__report=both[1]).exists()
    assert part_of(upload, both[1]).state == ImportState.PREVIEWED


def test_a_commune_uploading_it_moves_its_own_part_only(world, both, content):
    upload = send(world, content, world.officer)
    assert part_of(upload, both[0]).left_out == [
        "«Krong» không phải xã bạn thu số liệu nên bỏ qua."
    ]
    assert ImportBatch.objects.filter(upload=upload).count() == 1


def test_a_commune_cannot_open_a_file_with_figures_of_another(world, both, content):
    upload = send(world, content, world.coordinator)
    file = part_of(upload, both[0]).file
    assert may_read_upload(world.coordinator, file)
    assert not may_read_upload(world.officer, file)
    assert not may_read_upload(world.neighbour_officer, file)


def test_communes_that_take_nothing_are_named_with_the_reason(world, both, content):
    world.fill(both[0])
    world.send(both[0])
    upload = send(world, content, world.coordinator)
    (batch,) = ImportBatch.objects.filter(upload=upload)
    assert batch.report == both[1]
    assert batch.left_out == [
        "Xã Sơn Lang: Báo cáo đã gửi huyện. Chỉ sửa được mục mà cơ quan rà soát trả lại. "
        "Phần của xã này không nhập."
    ]


def test_a_file_nobody_can_take_in_is_refused(world):
    report = world.sent_report()
    content = filled(downloaded_district(report, world.coordinator), {}, unit="Sơn Lang")
    with pytest.raises(Refused) as refusal:
        send(world, content, world.coordinator)
    assert refusal.value.code == "no_part"
    assert "Xã Krong: chưa mở báo cáo kỳ này" in refusal.value.message
    assert not StoredFile.objects.filter(owner_kind="import").exists()


def test_each_part_tells_its_uploader_what_it_was_when_it_came(world, both, content):
    upload = send(
        world, filled(content, {"10": {(0, VALUE): "5O"}}, unit="Krong"), world.coordinator
    )
    assert part_of(upload, both[1]).summary == {
        "changes": 7,
        "clashes": 0,
        "wrong": 1,
        "unchanged": 0,
    }


@pytest.mark.data("demo")
def test_a_file_sent_back_as_downloaded_says_nothing_on_the_real_sets():
    """All 57 indicators of communes in every state that takes files, as they stand."""
    period = ReportingPeriod.objects.get(key="2025-Q2")
    office = User.objects.get(username="dieuphoi")
    criteria_set = set_for(period)
    book = district_book(period, criteria_set, office, closed={})
    assert len(book.pages) == 12  # one commune is no more, the town reports no commune set
    content = write_period_book(book)
    upload = upload_for_period(
        period=period, name="Các xã.xlsx", stream=stream(content), actor=office
    )
    batches = list(ImportBatch.objects.filter(upload=upload))
    assert batches
    for batch in batches:
        assert len(batch.edits) == 57
        assert batch.problems == []
        assert batch.summary == {"changes": 0, "clashes": 0, "wrong": 0, "unchanged": 57}


def test_rows_of_all_communes_may_stand_on_one_sheet(world, both, content):
    book = opened(content)
    first, second = book["Sơn Lang"], book["Krong"]
    for row in second.iter_rows(min_row=4, values_only=True):
        first.append(row)
    del book["Krong"]
    upload = send(world, saved(book), world.coordinator)
    assert len(part_of(upload, both[1]).edits) == 8


def test_a_large_file_is_read_and_taken_in_by_jobs(world, both, content, monkeypatch):
    monkeypatch.setattr(uploads, "INLINE_BYTES", 0)
    monkeypatch.setattr(imports, "INLINE_EDITS", 0)
    make_post(world.officer, Role.COMMUNE_OFFICER, world.neighbour)
    job = send(world, content, world.officer)
    assert isinstance(job, Job)
    assert not ImportBatch.objects.exists()
    done = run_next(job.uid)
    assert done.state == Job.State.DONE, done.error
    upload = ImportBatch.objects.values_list("upload", flat=True).first()
    assert str(upload) in done.result["url"]
    assert ImportBatch.objects.filter(upload=upload).count() == 2
    taking = confirm_upload(upload=upload, actor=world.officer)
    assert isinstance(taking, Job)
    assert run_next(taking.uid).state == Job.State.DONE
    for report in both:
        assert EntryRevision.objects.filter(entry__report=report).count() == 8
        assert part_of(upload, report).receipt.entries == 8


def test_a_job_that_runs_again_makes_nothing_twice(world, both, content, monkeypatch):
    monkeypatch.setattr(uploads, "INLINE_BYTES", 0)
    job = send(world, content, world.coordinator)
    run_next(job.uid)
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
    assert run_next(job.uid).state == Job.State.DONE
    assert ImportBatch.objects.count() == 2


def test_a_large_file_that_cannot_be_read_ends_with_the_sentence(world, both, monkeypatch):
    monkeypatch.setattr(uploads, "INLINE_BYTES", 0)
    job = send(world, "Họ tên;Tuổi\nA;3\n".encode(), world.coordinator, "a.csv")
    done = run_next(job.uid)
    assert done.state == Job.State.FAILED
    assert "Không thấy bảng số liệu trong tệp" in done.error


def test_on_the_page_of_a_commune_the_district_file_gives_its_part(world, both, content):
    batch = uploads.upload_for_report(
        report=both[0], name="a.xlsx", stream=stream(content), actor=world.officer
    )
    assert (len(batch.edits), batch.alone) == (8, False)
    assert not may_read_upload(world.second_officer, batch.file)
