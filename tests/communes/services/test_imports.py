"""A file of figures from upload to confirmation: the same as typing, and nothing before that."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from communes.enums import ImportState
from communes.models import EntryRevision, ImportBatch, IndicatorEntry, Receipt
from communes.services.import_plan import make_plan
from communes.services.imports import confirm_import, drop_import
from communes.services.reports import give_back, hand_to_leader, start_report
from communes.services.reviews import return_entry
from communes.services.windows import extend
from kbang_ntm.core import clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import AuditEvent, StoredFile
from tests.factories.communes import make_world, stand_on
from tests.factories.workbooks import downloaded, filled, upload

pytestmark = pytest.mark.django_db
VALUE = "Số hoặc lựa chọn"


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def report(world):
    return world.report()


def put(code: str, value: Any, head: str = VALUE) -> dict:
    return {code: {(0, head): value}}


def figures(report) -> dict[str, list]:
    """What a report says and what came of it, by code."""
    rows = IndicatorEntry.objects.filter(report=report).select_related("indicator")
    names = (*IndicatorEntry.VALUE_FIELDS, "verdict", "gap", "threshold_ids", "rule_version")
    return {row.indicator.code: [getattr(row, name) for name in names] for row in rows}


# --- Who may, and which file ----------------------------------------------------------------------
@pytest.mark.parametrize("who", ["leader", "reader", "reviewer", "neighbour_officer"])
def test_others_may_not_upload(world, report, who):
    content = filled(downloaded(report, world.officer))
    with pytest.raises(NotAllowed):
        upload(report, content, getattr(world, who))
    assert not ImportBatch.objects.exists()
    assert not StoredFile.objects.exists()


def test_the_file_of_a_neighbour_is_refused_by_name(world, report):
    other = start_report(
        unit_id=world.neighbour.pk, period=world.period, actor=world.neighbour_officer
    )
    content = filled(downloaded(other, world.neighbour_officer))
    with pytest.raises(Refused) as refusal:
        upload(report, content, world.officer)
    assert refusal.value.code == "other_unit"
    assert "là của Xã Krong; trang này nhận số liệu Xã Sơn Lang" in refusal.value.message
    assert not ImportBatch.objects.exists()


def test_the_file_of_another_period_is_refused_by_name(world, report):
    before = world.last_period()
    content = filled(downloaded(before, world.officer))
    with pytest.raises(Refused) as refusal:
        upload(report, content, world.officer)
    assert refusal.value.code == "other_period"
    assert "Quý I/2025; trang này nhận số liệu Quý II/2025" in refusal.value.message


def test_a_report_on_its_way_takes_no_file(world, report):
    content = filled(downloaded(report, world.officer))
    hand_to_leader(report=report, actor=world.officer)
    report.refresh_from_db()
    with pytest.raises(Refused) as refusal:
        upload(report, content, world.officer)
    assert refusal.value.code == "handed"


def test_a_closed_period_takes_no_file_until_it_is_extended(world, report):
    content = filled(downloaded(report, world.officer))
    stand_on(date(2025, 7, 5))
    with pytest.raises(Refused) as refusal:
        upload(report, content, world.officer)
    assert refusal.value.code == "closed"
    extend(
        period=world.period,
        unit=world.commune,
        until=clock.end_of_day(date(2025, 7, 8)),
        reason="Mưa lũ",
        granted_by=world.coordinator,
    )
    assert upload(report, content, world.officer).state == ImportState.PREVIEWED


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", b"", "empty"),
        ("a.xlsx", b"PK\x03\x04 broken", "damaged"),
        ("a.csv", "Họ và tên;Tuổi\nA;3\n".encode(), "no_table"),
        ("a.csv", "Mã;Số\n".encode(), "no_table"),
    ],
)
def test_a_file_without_figures_is_refused_and_not_kept(world, report, name, content, code):
    with pytest.raises(Refused) as refusal:
        upload(report, content, world.officer, name)
    assert refusal.value.code == code
    assert not StoredFile.objects.exists()


# --- The preview ----------------------------------------------------------------------------------
def test_a_preview_changes_no_figure(world, report):
    world.save(report, world.edit("10"))
    report.refresh_from_db()
    before, version = figures(report), report.version
    content = filled(downloaded(report, world.officer), put("10", 48.5) | put("16", "Tốt"))
    batch = upload(report, content, world.officer)
    plan = make_plan(batch, actor=world.officer)
    assert [(c.row.code, c.old, c.new) for c in plan.changes] == [
        ("10", "51,2 triệu đồng/người/năm", "48,5 triệu đồng/người/năm"),
        ("16", "để trống", "Tốt"),
    ]
    assert plan.unchanged == 6
    assert (plan.clashes, plan.wrong) == ((), ())
    report.refresh_from_db()
    assert (figures(report), report.version) == (before, version)
    assert Receipt.objects.filter(report=report).count() == 1
    assert batch.file.sha256 == batch.sha256


def test_problems_name_sheet_and_cell_and_the_rest_is_previewed(world, report):
    cells = put("10", "5O,2") | put("9", -1) | put("16", "Tốt") | put("17.9", date(2025, 5, 1))
    batch = upload(report, filled(downloaded(report, world.officer), cells), world.officer)
    plan = make_plan(batch, actor=world.officer)
    assert [change.row.code for change in plan.changes] == ["16"]
    found = {wrong.code: wrong for wrong in plan.wrong}
    assert sorted(found) == ["10", "17.9", "9"]
    assert "có chữ O. Nhập số, ví dụ 50,2" in found["10"].message
    assert found["10"].sheet == "II. Kinh tế - xã hội"
    assert found["10"].cell.startswith("K")
    assert "nhỏ hơn 0" in found["9"].message
    assert "ngày tháng" in found["17.9"].message


@pytest.mark.parametrize("text", ["51,2", "51.2", " 51,2 ", "51,20"])
def test_a_number_as_text_is_a_number(world, report, text):
    batch = upload(
        report, filled(downloaded(report, world.officer), put("10", text)), world.officer
    )
    (change,) = make_plan(batch, actor=world.officer).changes
    assert change.new == "51,2 triệu đồng/người/năm"


def test_a_great_change_asks_for_its_explanation(world):
    world.last_period()
    report = world.report()
    batch = upload(
        report, filled(downloaded(report, world.officer), put("10", 99.5)), world.officer
    )
    (change,) = make_plan(batch, actor=world.officer).changes
    assert "thay đổi quá lớn" in change.asks or "tăng" in change.asks


def test_an_emptied_cell_is_a_change_that_is_shown(world, report):
    world.save(report, world.edit("10"))
    content = filled(downloaded(report, world.officer), put("10", None))
    (change,) = make_plan(upload(report, content, world.officer), actor=world.officer).changes
    assert (change.old, change.new) == ("51,2 triệu đồng/người/năm", "để trống")


def test_texts_travel_too_and_a_missing_column_keeps_what_is_stored(world, report):
    world.save(report, world.edit("10", survey="Điều tra thu nhập 2024"))

    def without_survey(book):
        for sheet in book.worksheets:
            for cell in sheet[3]:
                if cell.value == "Theo cuộc điều tra":
                    sheet.delete_cols(cell.column)

    content = filled(
        downloaded(report, world.officer),
        put("10", "Giá cà phê tăng", "Giải trình"),
        change=without_survey,
    )
    batch = upload(report, content, world.officer)
    (change,) = make_plan(batch, actor=world.officer).changes
    assert change.texts == ("giải trình: để trống → Giá cà phê tăng",)
    confirm_import(batch=batch, choices={}, actor=world.officer)
    entry = world.entry(report, "10")
    assert (entry.note, entry.survey) == ("Giá cà phê tăng", "Điều tra thu nhập 2024")


def test_not_applicable_with_its_reason(world, report):
    reason = "Xã không có làng nghề"
    content = filled(downloaded(report, world.officer), put("1.2", reason, "Lý do không áp dụng"))
    batch = upload(report, content, world.officer)
    confirm_import(batch=batch, choices={}, actor=world.officer)
    assert world.entry(report, "1.2").na_reason == reason


# --- Confirming -----------------------------------------------------------------------------------
def test_the_round_trip_says_what_typing_on_the_form_says(world, report):
    other = start_report(
        unit_id=world.neighbour.pk, period=world.period, actor=world.neighbour_officer
    )
    world.save(
        other, *(world.edit(code) for code in world.indicators), actor=world.neighbour_officer
    )
    batch = upload(report, filled(downloaded(report, world.officer)), world.officer)
    done = confirm_import(batch=batch, choices={}, actor=world.officer)
    assert figures(report) == figures(other)
    mine, theirs = report.standings.get(), other.standings.get()
    assert (mine.criteria_met, mine.verdicts) == (theirs.criteria_met, theirs.verdicts)
    assert done.state == ImportState.CONFIRMED
    revisions = EntryRevision.objects.filter(entry__report=report)
    assert {revision.receipt for revision in revisions} == {done.receipt}
    assert {revision.origin for revision in revisions} == {"import"}
    assert done.receipt.entries == 8
    actions = AuditEvent.objects.order_by("id").values_list("action", flat=True)
    assert list(actions.filter(subject_uid=batch.uid)) == ["import.preview", "import.confirm"]
    assert actions.filter(subject_uid=report.uid, action="report.save").count() == 1


def test_confirming_twice_writes_once(world, report):
    batch = upload(report, filled(downloaded(report, world.officer)), world.officer)
    one = confirm_import(batch=batch, choices={}, actor=world.officer)
    two = confirm_import(batch=batch, choices={}, actor=world.second_officer)
    assert one.receipt == two.receipt
    assert EntryRevision.objects.filter(entry__report=report).count() == 8
    assert Receipt.objects.filter(report=report).count() == 1


def test_the_same_file_again_has_nothing_to_say(world, report):
    content = filled(downloaded(report, world.officer))
    confirm_import(batch=upload(report, content, world.officer), choices={}, actor=world.officer)
    again = upload(report, content, world.officer)
    plan = make_plan(again, actor=world.officer)
    assert (plan.changes, plan.clashes, plan.unchanged) == ((), (), 8)
    with pytest.raises(Refused) as refusal:
        confirm_import(batch=again, choices={}, actor=world.officer)
    assert refusal.value.code == "nothing"


def test_state_window_and_duty_are_asked_again_on_confirming(world, report):
    batch = upload(report, filled(downloaded(report, world.officer)), world.officer)
    hand_to_leader(report=report, actor=world.officer)
    with pytest.raises(Refused) as refusal:
        confirm_import(batch=batch, choices={}, actor=world.officer)
    assert refusal.value.code == "handed"
    report.refresh_from_db()
    give_back(report=report, remark="Sửa", actor=world.leader)
    stand_on(date(2025, 7, 5))
    with pytest.raises(Refused) as refusal:
        confirm_import(batch=batch, choices={}, actor=world.officer)
    assert refusal.value.code == "closed"
    assert not EntryRevision.objects.exists()


@pytest.mark.parametrize("who", ["leader", "coordinator", "neighbour_officer"])
def test_others_may_not_confirm(world, report, who):
    batch = upload(report, filled(downloaded(report, world.officer)), world.officer)
    with pytest.raises(NotAllowed):
        confirm_import(batch=batch, choices={}, actor=getattr(world, who))
    batch.refresh_from_db()
    assert batch.state == ImportState.PREVIEWED
    assert not EntryRevision.objects.exists()


def test_a_return_takes_what_was_returned_only(world):
    report = world.sent_report()
    return_entry(
        entry=world.entry(report, "10"), seen_version=1, text="Xem lại", actor=world.reviewer
    )
    report.refresh_from_db()
    cells = put("10", 52) | put("16", "Tốt")
    batch = upload(report, filled(downloaded(report, world.officer), cells), world.officer)
    plan = make_plan(batch, actor=world.officer)
    assert [change.row.code for change in plan.changes] == ["10"]
    assert [wrong.code for wrong in plan.wrong] == ["16"]
    assert "không bị trả lại nên đã khóa" in plan.wrong[0].message
    confirm_import(batch=batch, choices={}, actor=world.officer)
    assert world.entry(report, "16").choice == "Khá"


def test_dropping_stores_nothing_and_cannot_be_confirmed(world, report):
    batch = upload(report, filled(downloaded(report, world.officer)), world.officer)
    with pytest.raises(NotAllowed):
        drop_import(batch=batch, actor=world.neighbour_officer)
    drop_import(batch=batch, actor=world.officer)
    with pytest.raises(Refused) as refusal:
        confirm_import(batch=batch, choices={}, actor=world.officer)
    assert refusal.value.code == "wrong_state"
    assert not EntryRevision.objects.exists()
