"""Long files: the same reading, rules and results as the form; each report wholly or not at all."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal

import pytest
import xlsxwriter
from django.core.management import CommandError, call_command

from communes.enums import Origin, ReportState, Role
from communes.models import (
    EntryRevision,
    IndicatorEntry,
    ProgressReport,
    Receipt,
    ReportingPeriod,
    Standing,
)
from communes.queries.verification import verify_verdicts
from communes.services import bulk_entries
from communes.services.assignments import divide
from communes.services.bulk_entries import order_bulk
from communes.services.reports import hand_to_leader
from kbang_ntm.core import clock, jobs
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import AuditEvent, Job, JobStep
from kbang_ntm.core.storage import read_stored
from tests.factories.communes import GOOD, World, make_period, make_post, make_world

pytestmark = pytest.mark.django_db

HEAD = "Xã;Kỳ báo cáo;Mã chỉ tiêu;Giá trị;Tử số;Mẫu số;Giá trị nữ;Lý do không áp dụng;Giải trình"


@pytest.fixture
def world() -> World:
    made = make_world()
    make_post(made.officer, Role.COMMUNE_OFFICER, made.neighbour)
    return made


def lines(unit: str = "Sơn Lang", period: str = "Quý II/2025", **changed: str) -> list[str]:
    """The good values as lines of a file; `changed` as c9="...": the columns after the code."""
    found = []
    for code, raw in GOOD.items():
        a, b = raw["a"], raw.get("b", {})
        value = a.get("number", {"yes": "Đạt"}.get(a.get("choice", ""), a.get("choice", "")))
        row = [value, a.get("numerator", ""), a.get("denominator", ""), b.get("number", ""), "", ""]
        text = changed.get(f"c{code.replace('.', '_')}", ";".join(row))
        found.append(f"{unit};{period};{code};{text}")
    return found


def csv_file(*rows: str, head: str = HEAD) -> io.BytesIO:
    return io.BytesIO("\r\n".join([head, *rows]).encode("utf-8-sig"))


def xlsx_file(*rows: str) -> io.BytesIO:
    """The same lines as a workbook under a title, numbers as numbers where they are plain."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet("Số liệu")
    page.write(0, 0, "BIỂU TỔNG HỢP")
    for number, line in enumerate([HEAD, *rows], 2):
        for column, text in enumerate(line.split(";")):
            if column > 2 and text.replace(",", "", 1).isdigit():
                page.write_number(number, column, float(text.replace(",", ".")))
            else:
                page.write_string(number, column, text)
    book.close()
    return out


def run(world: World, file: io.BytesIO, name: str = "số liệu.csv") -> Job:
    job = order_bulk(name=name, stream=file, actor=world.officer)
    done = jobs.run_next(job.uid)
    assert done is not None
    return done


def listing(job: Job) -> list[str]:
    assert job.result_file is not None
    return read_stored(job.result_file).decode("utf-8-sig").splitlines()


def stored() -> tuple[int, ...]:
    return tuple(
        model.objects.count()
        for model in (ProgressReport, IndicatorEntry, EntryRevision, Receipt, Standing)
    )


# --- Refusals -------------------------------------------------------------------------------------
def test_only_people_who_enter_figures_may_send_a_file(world):
    for person in (world.leader, world.coordinator, world.reader):
        with pytest.raises(NotAllowed):
            order_bulk(name="a.csv", stream=csv_file(*lines()), actor=person)
    assert not Job.objects.exists()


def test_a_commune_of_others_is_refused_and_nothing_of_it_stored(world):
    file = csv_file(*lines(), *lines("Krong"))
    job = order_bulk(name="a.csv", stream=file, actor=world.second_officer)
    done = jobs.run_next(job.uid)

    assert done.state == Job.State.DONE
    assert {report.unit for report in ProgressReport.objects.all()} == {world.commune}
    assert any(
        "Krong" in line and "không nhập số liệu cho xã này" in line for line in listing(done)
    )


def test_one_bad_line_keeps_its_whole_report_out_and_no_other(world):
    job = run(world, csv_file(*lines(c9="hai;;;;;"), *lines("Krong")))

    assert [report.unit for report in ProgressReport.objects.all()] == [world.neighbour]
    assert job.result["troubles"] == 1
    assert "«hai»" in "".join(listing(job)).replace('""', '"').replace('"hai"', "«hai»")
    assert listing(job)[1].startswith("Bảng;D4;Xã Sơn Lang;Quý II/2025;9;")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("Sơn Lăng Xa;Quý II/2025;9;0;;;;;", "Không có xã"),
        ("Sơn Lang;Quý V/2025;9;0;;;;;", "Không có kỳ"),
        ("Sơn Lang;Quý II/2025;99;0;;;;;", "không có trong bộ tiêu chí"),
        (";Quý II/2025;9;0;;;;;", "không có «Xã»"),
        ("Sơn Lang;Quý II/2025;11;5,02%;;;;;", "cần hai số"),
        ("Sơn Lang;Quý II/2025;11;;1300;1236;;;", "nhiều hơn tổng số"),
        ("Sơn Lang;Quý II/2025;9;;1;2;;;", "không có tử số"),
        ("Sơn Lang;Quý II/2025;9;-1;;;;;", "nhỏ hơn 0"),
        ("Sơn Lang;Quý II/2025;9;0;;;7;;", "chỉ có một phần"),
        ("Sơn Lang;Quý II/2025;1.1;;;;;không có;", "bắt buộc"),
        ("Sơn Lang;Quý II/2025;16;Vừa;;;;;", "không có trong danh sách"),
        ("Sơn Lang;Quý II/2025;9;0;;;;;" + "x" * 1001, "nhiều nhất là 1000"),
    ],
)
def test_a_line_that_is_wrong_is_told_and_stores_nothing(world, row, words):
    job = run(world, csv_file(row))
    assert stored() == (0, 0, 0, 0, 0)
    assert job.result["troubles"] == 1
    assert words in "\n".join(listing(job))


def test_a_figure_twice_is_told(world):
    job = run(world, csv_file(*lines(), "Sơn Lang;Quý II/2025;9;1;;;;;"))
    assert stored() == (0, 0, 0, 0, 0)
    assert "đã có ở dòng trên" in "\n".join(listing(job))


def test_a_file_without_the_columns_fails_with_their_names(world):
    job = run(world, csv_file("a;b", head="Cột 1;Cột 2"))
    assert job.state == Job.State.FAILED
    assert "Không trang nào có đủ các cột cần: Xã, Kỳ, Chỉ tiêu, Giá trị" in job.error


@pytest.mark.parametrize("state", ["handed", "closed", "early"])
def test_state_and_window_are_those_of_the_form(world, state):
    report = world.report()
    if state == "handed":
        world.fill(report)
        hand_to_leader(report=report, actor=world.officer)
    else:
        hour = timedelta(hours=1)
        times = {
            "closed": {"due_at": clock.now() - hour * 2, "closes_at": clock.now() - hour},
            "early": {"opens_at": clock.now() + hour},
        }
        ReportingPeriod.objects.filter(pk=world.period.pk).update(**times[state])
    before = stored()
    job = run(world, csv_file(*lines(c9="1;;;;;")))
    assert stored() == before
    words = {"handed": "đang ở lãnh đạo", "closed": "đã đóng", "early": "mở ngày"}[state]
    assert words in "\n".join(listing(job))


def test_an_indicator_given_to_others_stays_theirs(world):
    membership = world.second_officer.memberships.get()
    divide(
        unit=world.commune,
        choices={world.indicators["9"].pk: frozenset({membership.pk})},
        actor=world.leader,
    )
    job = run(world, csv_file(*lines()))
    assert IndicatorEntry.objects.count() == 0
    assert "giao cho Đinh Văn Thuận" in "\n".join(listing(job))


def test_what_was_saved_after_the_file_came_is_not_overwritten(world):
    report = world.report()
    job = order_bulk(name="a.csv", stream=csv_file(*lines()), actor=world.officer)
    world.save(report, world.edit("9", {"a": {"number": "3"}}), actor=world.second_officer)
    done = jobs.run_next(job.uid)

    assert world.entry(report, "9").number == 3
    assert IndicatorEntry.objects.count() == 1
    assert "Đinh Văn Thuận đã lưu số khác" in "\n".join(listing(done))


# --- The same as the form -------------------------------------------------------------------------
@pytest.mark.parametrize("make", [csv_file, xlsx_file])
def test_verdicts_and_standings_are_those_of_the_form(world, make):
    """One commune by the form, the other by a file: everything that follows is the same."""
    changed = {"c9": "2;;;;;", "c11": ";100;1236;;;", "c1_2": ";;;;không có làng nghề;"}
    report = world.report()
    raw = {"9": {"a": {"number": "2"}}, "11": {"a": {"numerator": "100", "denominator": "1236"}}}
    edits = [
        world.edit("1.2", {}, na_reason="không có làng nghề")
        if code == "1.2"
        else world.edit(code, raw.get(code))
        for code in world.indicators
    ]
    assert not world.save(report, *edits).problems
    job = run(world, make(*lines("Xã Krong", "2025-Q2", **changed)), "số liệu.xlsx")
    assert (job.result["stored"], job.result["troubles"]) == (8, 0)

    other = ProgressReport.objects.get(unit=world.neighbour)
    names = [
        *(f.name for f in IndicatorEntry._meta.concrete_fields),
    ]
    skipped = {"id", "uid", "report", "changed_at", "save_code"}
    compared = [name for name in names if name not in skipped]
    mine, theirs = (
        list(IndicatorEntry.objects.filter(report=r).order_by("indicator_id").values(*compared))
        for r in (report, other)
    )
    assert mine == theirs
    skipped = {"id", "unit", "report", "updated_at"}
    counted = [f.name for f in Standing._meta.concrete_fields if f.name not in skipped]
    mine, theirs = (
        list(Standing.objects.filter(report=r).values(*counted)) for r in (report, other)
    )
    assert mine == theirs
    other.refresh_from_db()
    report.refresh_from_db()
    assert (other.version, other.state) == (report.version, ReportState.DRAFT)
    assert not verify_verdicts().differences


def test_a_file_leaves_revisions_receipt_and_events(world):
    run(world, csv_file(*lines()))
    report = ProgressReport.objects.get()
    receipt = Receipt.objects.get()
    assert (receipt.entries, receipt.origin, receipt.by) == (8, Origin.IMPORT, world.officer)
    entry = world.entry(report, "11")
    assert (entry.numerator, entry.denominator, entry.version) == (Decimal(62), Decimal(1236), 1)
    assert entry.save_code == receipt.code
    revision = entry.revisions.get()
    assert revision.raw == {"a": {"numerator": "62", "denominator": "1.236"}}
    assert (revision.receipt, revision.base_version, revision.author) == (
        receipt, 0, world.officer,
    )  # fmt: skip
    events = AuditEvent.objects.filter(subject_uid=report.uid).order_by("id")
    assert [event.action for event in events] == ["report.start", "report.save"]
    assert events[1].detail.data["receipt"] == receipt.code


def test_new_values_are_new_versions_and_equal_ones_are_left_alone(world):
    report = world.report()
    world.fill(report)
    version = ProgressReport.objects.get().version
    job = run(world, csv_file(*lines(c9="3;;;;;cháy nhà")))

    assert (job.result["stored"], job.result["same"]) == (1, 7)
    entry = world.entry(report, "9")
    assert (entry.number, entry.version, entry.verdict, entry.note) == (3, 2, "not_met", "cháy nhà")
    assert [row.base_version for row in entry.revisions.order_by("version")] == [0, 1]
    assert ProgressReport.objects.get().version == version + 1
    assert world.entry(report, "10").version == 1
    standing = Standing.objects.get(report=report)
    assert standing.verdicts["9"][0] == "not_met"


# --- As a job -------------------------------------------------------------------------------------
def test_the_same_file_is_one_job_and_after_troubles_another(world):
    first = run(world, csv_file(*lines()))
    again = order_bulk(name="khác tên.csv", stream=csv_file(*lines()), actor=world.officer)
    assert again.pk == first.pk
    bad = run(world, csv_file(*lines("Krong", c9="hai;;;;;")))
    assert order_bulk(
        name="a.csv", stream=csv_file(*lines("Krong", c9="hai;;;;;")), actor=world.officer
    ).pk != bad.pk  # fmt: skip
    assert IndicatorEntry.objects.count() == 8


def test_a_successor_goes_on_where_a_killed_worker_stopped(world, monkeypatch):
    """The second chunk dies; the first one's rows and step stand, and are not written twice."""
    monkeypatch.setattr(bulk_entries, "CHUNK_VALUES", 8)
    job = order_bulk(name="a.csv", stream=csv_file(*lines(), *lines("Krong")), actor=world.officer)
    context = jobs.claim(job.uid)
    assert context is not None
    real = context.once
    calls = []

    def once(name, work):
        calls.append(name)
        if len(calls) == 2:
            raise SystemExit("killed")
        return real(name, work)

    context.once = once  # type: ignore[method-assign]  # the power cut
    with pytest.raises(SystemExit):
        bulk_entries.run_bulk(context)
    assert (IndicatorEntry.objects.count(), JobStep.objects.count()) == (8, 1)

    Job.objects.update(state=Job.State.QUEUED, lease_token=None, lease_until=None)
    done = jobs.run_next(job.uid)
    assert done.state == Job.State.DONE
    assert (IndicatorEntry.objects.count(), EntryRevision.objects.count()) == (16, 16)
    assert (done.result["stored"], Receipt.objects.count()) == (16, 2)


def test_a_second_period_and_hidden_rows_and_a_title_do_not_matter(world):
    make_period("2025-Q3", opens=clock.now() - timedelta(days=1))
    rows = [*lines(period="Quý III năm 2025"), *lines(period="QUÝ 2/2025")]
    job = run(world, xlsx_file(*rows), "biểu.xlsx")
    assert (job.result["reports"], job.result["stored"]) == (2, 16)


def test_codes_that_excel_has_changed_are_asked_about(world):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet()
    for column, text in enumerate(HEAD.split(";")):
        page.write(0, column, text)
    page.write(1, 0, "Sơn Lang")
    page.write(1, 1, "Quý II/2025")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    page.write_number(1, 2, 45_000, day)
    page.write(1, 3, "1")
    book.close()
    job = run(world, out, "a.xlsx")
    assert "Mã chỉ tiêu thành" in "\n".join(listing(job))
    assert stored() == (0, 0, 0, 0, 0)


def test_a_broken_file_is_refused_at_the_door(world):
    with pytest.raises(Refused) as refusal:
        order_bulk(name="a.xlsx", stream=io.BytesIO(b"PK\x03\x04 broken"), actor=world.officer)
    assert refusal.value.code == "damaged"
    assert not Job.objects.exists()


def test_the_command_does_the_same_and_leaves_the_list(world, tmp_path, capsys):
    file, listing_file = tmp_path / "số liệu.csv", tmp_path / "sửa.csv"
    file.write_bytes(csv_file(*lines(), *lines("Krong", c9="hai;;;;;")).getvalue())
    with pytest.raises(CommandError):
        call_command("import_entries", file, user="hanh", listing=listing_file)
    assert "Đã ghi 8 số liệu của 1 báo cáo" in capsys.readouterr().out
    assert "Xã Krong" in listing_file.read_text("utf-8-sig")
    with pytest.raises(CommandError, match="công chức phụ trách"):
        call_command("import_entries", file, user="ha")
    with pytest.raises(CommandError, match="Không có tài khoản"):
        call_command("import_entries", file, user="khong-co")


@pytest.mark.django_db(transaction=True)
def test_chunks_at_once_write_what_one_after_the_other_writes(monkeypatch):
    """Each chunk in a transaction and on a connection of its own, all committed."""
    monkeypatch.setattr(bulk_entries, "CHUNK_VALUES", 8)
    made = make_world()
    make_post(made.officer, Role.COMMUNE_OFFICER, made.neighbour)
    make_period("2025-Q3", opens=clock.now() - timedelta(days=1))
    rows = [
        line
        for unit in ("Sơn Lang", "Krong")
        for period in ("2025-Q2", "2025-Q3")
        for line in lines(unit, period)
    ]
    job = run(made, csv_file(*rows))
    assert (job.result["reports"], job.result["stored"], job.result["troubles"]) == (4, 32, 0)
    assert JobStep.objects.filter(job=job).count() == 4
    assert stored() == (4, 32, 32, 4, 4)
    assert not verify_verdicts().differences
