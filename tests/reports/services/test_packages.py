"""Packages of a change: what they hold, for whom, and that nobody else may open them."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from communes.models import AdministrativeUnit, ProgressReport, UnitChange
from communes.services import handovers
from kbang_ntm.core import clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.jobs import run_next
from kbang_ntm.core.models import AuditEvent, Job, Notification, StoredFile, User
from kbang_ntm.core.queries.files import readable_file
from kbang_ntm.core.storage import read_stored
from reports.builders import handover_list
from reports.documents.registry import Format
from reports.documents.renderers import render
from reports.documents.tree import Document, Table
from reports.services.packages import ARCHIVE, order_packages, packages_of
from tests.factories.changes import (
    Stage,
    contents,
    definition,
    end,
    make_stage,
    merge,
    on_the_day,
    rename,
)
from tests.factories.communes import make_post, make_unit, make_user, stand_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return make_stage()


def ended_district(stage: Stage) -> UnitChange:
    """Two communes become one and the district ends; one report under review, one draft."""
    world = stage.world
    world.sent_report()
    change = stage.apply(
        definition(
            merge("son-lang", "krong"),
            end("huyen-kbang"),
            *(end(code, about="agency") for code in ("vpdp", "ldtbxh", "nnptnt")),
        ),
        queue="close: huyện kết thúc",
        confirm="close: huyện kết thúc",
    )
    on_the_day()
    handovers.carry_out_due(today=clock.today())
    change.refresh_from_db()
    return change


def make_all(change: UnitChange, actor: User) -> dict[str, StoredFile]:
    """{unit key: its package}, made by the job."""
    done = run_next(order_packages(change=change, actor=actor).uid)
    assert done is not None
    assert done.state == Job.State.DONE, done.error
    return {step.name: step.file for step in done.steps.select_related("file")}


def opened(file: StoredFile) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(read_stored(file)))


def rows_of(archive: zipfile.ZipFile, name: str) -> list[tuple]:
    sheet = load_workbook(io.BytesIO(archive.read(name))).active
    return [row for row in sheet.iter_rows(values_only=True) if any(row)]


def test_only_quan_tri_and_only_after_the_day(stage):
    change = stage.apply(definition(merge("son-lang", "krong")))
    for name in ("leader", "coordinator"):
        with pytest.raises(NotAllowed):
            order_packages(change=change, actor=getattr(stage.world, name))
    with pytest.raises(Refused) as refused:
        order_packages(change=change, actor=stage.admin)
    assert refused.value.code == "not_carried_out"
    assert not Job.objects.exists()


def test_each_successor_gets_its_own_and_the_archive_all(stage):
    change = ended_district(stage)
    before = contents()
    files = make_all(change, stage.admin)
    assert set(files) == {"xa-moi", ARCHIVE}
    with opened(files["xa-moi"]) as archive:
        names = set(archive.namelist())
        assert {"so-lieu.xlsx", "bao-cao.xlsx", "nguoi-va-viec.xlsx", "muc-luc.txt"} <= names
        figures = rows_of(archive, "so-lieu.xlsx")
        assert sum(row[0] == "son-lang" for row in figures) == 8
        assert ("son-lang", "xa-moi", "Quý II/2025") in {
            row[:3] for row in rows_of(archive, "bao-cao.xlsx")
        }
        people = rows_of(archive, "nguoi-va-viec.xlsx")
        assert any("Đinh Thị Hạnh" in str(row[1]) for row in people)
        assert not any("Lê Thu Hà" in str(row[1]) for row in people)  # the district's own
        proof = next(name for name in names if name.startswith("tep/son-lang/2025-Q2/11-"))
        assert archive.read(proof).startswith(b"%PDF")
        assert proof in archive.read("muc-luc.txt").decode("utf-8-sig")
    with opened(files[ARCHIVE]) as archive:
        people = rows_of(archive, "nguoi-va-viec.xlsx")
        assert any("Lê Thu Hà" in str(row[1]) for row in people)
        assert change.plan_sha256 in archive.read("phuong-an.json").decode()
    after = contents()
    grown = {name for name in after if after[name] != before[name]}
    names = ("job", "jobstep", "storedfile", "auditevent", "auditdetail", "auditwaiting",
             "notification")  # fmt: skip
    assert grown <= {f"core_{name}" for name in names}


def test_a_package_is_opened_by_its_commune_and_nobody_else(stage):
    change = ended_district(stage)
    other = make_unit("xa-ngoai", "Xã Ngoài", parent=stage.province)
    stranger = make_user("ngoai", "Người Ngoài")
    make_post(stranger, "lanhdao_xa", other)
    files = make_all(change, stage.admin)
    leader = User.objects.get(pk=stage.world.leader.pk)
    assert readable_file(leader, files["xa-moi"].uid) == files["xa-moi"]
    assert readable_file(leader, files[ARCHIVE].uid) is None
    for person in (stranger, stage.world.coordinator):
        assert readable_file(person, files["xa-moi"].uid) is None
    assert readable_file(stage.admin, files[ARCHIVE].uid) == files[ARCHIVE]
    assert [line.key for row in packages_of(leader) for line in row.lines] == ["xa-moi"]
    assert packages_of(stranger) == []
    assert Notification.objects.filter(recipient=leader, kind="package.ready").exists()
    assert AuditEvent.objects.filter(action="package.made").count() == 2


def test_packages_are_ordered_once_everything_has_passed(stage, django_capture_on_commit_callbacks):
    stage.apply(definition(merge("son-lang", "krong")))
    on_the_day()
    with django_capture_on_commit_callbacks(execute=True):
        handovers.carry_out_due(today=clock.today())
    change = UnitChange.objects.get()
    waiting = Job.objects.get()
    assert waiting.steps_total == 2
    assert order_packages(change=change, actor=stage.admin) == waiting  # not asked for twice


def test_the_page_shows_progress_and_files_to_whom_they_belong(client, stage):
    change = ended_district(stage)
    make_all(change, stage.admin)
    client.force_login(stage.admin)
    address = reverse("reports:packages")
    page = client.get(address).text
    assert "ban-giao-2025-07-01-xa-moi.zip" in page
    assert "Lưu trữ" in page
    client.post(reverse("reports:packages-make", args=[change.uid]))
    assert "Đang chờ" in client.get(address).text
    client.force_login(User.objects.get(pk=stage.world.leader.pk))
    assert "Lưu trữ" not in client.get(address).text
    assert client.post(reverse("reports:packages-make", args=[change.uid])).status_code == 403


def words(document: Document) -> str:
    return document.to_json()


def test_the_printed_list_names_people_work_files_and_days(stage):
    change = ended_district(stage)
    document = handover_list.build(change=change)
    text = words(document)
    for expected in (
        "Đinh Thị Hạnh, công chức phụ trách",
        "Danh sách 11.pdf",
        "2025-06-25",
        "để lại, không chuyển: huyện kết thúc",
        "BÊN GIAO",
        "BÊN NHẬN",
        "NQ thử nghiệm",
    ):
        assert expected in text
    assert document.head is not None
    assert document.head.number == ""
    assert document.head.dated is None
    annex = document.annexes[0].blocks[0]
    assert isinstance(annex, Table)
    assert sum(row.kind.value == "body" for row in annex.rows) == change.items.count()


def test_one_receiver_gets_its_own_lines_only(stage):
    change = ended_district(stage)
    unit = AdministrativeUnit.objects.get(key="xa-moi")
    text = words(handover_list.build(change=change, unit=unit))
    assert "Xã Sơn Mới" in text
    assert "Lê Thu Hà" not in text


@pytest.mark.parametrize("format_", [Format.PDF, Format.DOCX, Format.XLSX])
def test_it_is_printed_in_every_format(stage, format_):
    change = ended_district(stage)
    document = handover_list.build(change=change)
    made = render(document, format_)
    assert len(made.content) > 5000
    assert render(Document.from_json(document.to_json()), format_).content == made.content


def test_the_list_is_for_quan_tri_and_its_receiver(client, stage):
    change = ended_district(stage)
    address = reverse("reports:handover-list", args=[change.uid, "xlsx"])
    client.force_login(stage.admin)
    assert client.get(address).status_code == 200
    assert client.get(reverse("reports:handover-list", args=[change.uid, "doc"])).status_code == 404
    client.force_login(User.objects.get(pk=stage.world.leader.pk))
    assert client.get(address).status_code == 404
    assert client.get(address, {"don-vi": "xa-moi"}).status_code == 200
    assert client.get(address, {"don-vi": "gia-lai"}).status_code == 404
    client.force_login(User.objects.get(pk=stage.world.coordinator.pk))
    assert client.get(address).status_code == 403


def test_a_list_without_items_still_prints(stage):
    change = stage.apply(definition(rename("krong", name="Xã Krong Mới")))
    assert "Không có người, công việc hay hồ sơ" in words(handover_list.build(change=change))
    assert ProgressReport.objects.count() == 0


@pytest.mark.parametrize("extra", [0, 3])
def test_the_list_reads_a_constant_number_of_queries(stage, extra, django_assert_num_queries):
    for number in range(extra):
        make_post(make_user(f"them{number}"), "congchuc", stage.world.commune)
    change = stage.apply(definition(merge("son-lang", "krong")))
    with django_assert_num_queries(QUERIES):
        handover_list.build(change=change)


QUERIES = 6


def test_packages_of_many_changes_are_read_in_as_many_queries(stage, django_assert_num_queries):
    change = ended_district(stage)
    make_all(change, stage.admin)
    with django_assert_num_queries(4):
        packages_of(stage.admin)
    day = date(2025, 8, 1)
    stand_on(day)
    second = stage.apply(definition(rename("xa-moi", name="Xã Mới"), date=day.isoformat()))
    second.refresh_from_db()
    make_all(second, stage.admin)
    with django_assert_num_queries(4):
        assert len(packages_of(stage.admin)) == 2
