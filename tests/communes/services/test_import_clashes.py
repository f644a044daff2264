"""Files that meet what others saved, that went through other hands, that the office collects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from communes.enums import ImportState
from communes.models import EntryRevision, ImportBatch, IndicatorEntry
from communes.services.assignments import divide
from communes.services.import_plan import make_plan
from communes.services.imports import MINE, THEIRS, confirm_import
from communes.workbooks.stamp import SHEET
from kbang_ntm.core.errors import Conflict
from kbang_ntm.core.models import Notification
from tests.factories.communes import make_world
from tests.factories.workbooks import cell_of, downloaded, filled, opened, upload

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


# --- Somebody was there meanwhile -----------------------------------------------------------------
def clashing(world, report) -> ImportBatch:
    """The officer's file says 48,5; meanwhile a colleague saved 49,9."""
    world.save(report, world.edit("10"))
    content = filled(downloaded(report, world.officer), put("10", 48.5))
    world.save(
        report,
        world.edit("10", {"a": {"number": "49,9"}}, base_version=1),
        actor=world.second_officer,
    )
    return upload(report, content, world.officer)


def test_a_clash_shows_both_values_person_and_time(world, report):
    batch = clashing(world, report)
    plan = make_plan(batch, actor=world.officer)
    assert plan.changes == ()
    (clash,) = plan.clashes
    assert (clash.change.old, clash.change.new) == (
        "49,9 triệu đồng/người/năm",
        "48,5 triệu đồng/người/năm",
    )
    assert (clash.by, clash.version) == ("Đinh Văn Thuận", 2)
    assert clash.code == world.entry(report, "10").save_code


def test_a_clash_without_a_choice_is_never_stored(world, report):
    batch = clashing(world, report)
    pk = world.indicators["10"].pk
    for choices in ({}, {pk: (MINE, 1)}, {pk: ("", 2)}):
        with pytest.raises(Conflict) as refusal:
            confirm_import(batch=batch, choices=choices, actor=world.officer)
        assert refusal.value.code == "undecided"
    assert str(world.entry(report, "10").number) == "49.9000"


def test_choosing_the_own_value_writes_it_over_the_seen_one(world, report):
    batch = clashing(world, report)
    confirm_import(batch=batch, choices={world.indicators["10"].pk: (MINE, 2)}, actor=world.officer)
    entry = world.entry(report, "10")
    assert (str(entry.number), entry.version) == ("48.5000", 3)


def test_choosing_the_stored_value_keeps_it(world, report):
    world.save(report, world.edit("10"))
    content = filled(downloaded(report, world.officer), put("10", 48.5) | put("16", "Tốt"))
    edit = world.edit("10", {"a": {"number": "49,9"}}, base_version=1)
    world.save(report, edit, actor=world.second_officer)
    batch = upload(report, content, world.officer)
    done = confirm_import(
        batch=batch, choices={world.indicators["10"].pk: (THEIRS, 2)}, actor=world.officer
    )
    assert (done.kept, done.receipt.entries) == (1, 1)
    assert str(world.entry(report, "10").number) == "49.9000"


def test_a_cell_left_as_downloaded_yields_to_what_was_saved_since(world, report):
    world.save(report, world.edit("10"))
    content = filled(downloaded(report, world.officer), put("16", "Tốt"))
    edit = world.edit("10", {"a": {"number": "49,9"}}, base_version=1)
    world.save(report, edit, actor=world.second_officer)
    batch = upload(report, content, world.officer)
    plan = make_plan(batch, actor=world.officer)
    assert [change.row.code for change in plan.changes] == ["16"]
    assert plan.clashes == ()
    confirm_import(batch=batch, choices={}, actor=world.officer)
    assert str(world.entry(report, "10").number) == "49.9000"


def test_a_change_after_the_preview_becomes_a_clash_on_confirming(world, report):
    batch = upload(report, filled(downloaded(report, world.officer)), world.officer)
    world.save(report, world.edit("10", {"a": {"number": "49,9"}}), actor=world.second_officer)
    with pytest.raises(Conflict):
        confirm_import(batch=batch, choices={}, actor=world.officer)
    assert EntryRevision.objects.filter(entry__report=report).count() == 1


# --- Files that went through other hands ----------------------------------------------------------
def strip_stamp(book):
    del book[SHEET]


def break_stamp(book):
    book[SHEET]["B3"].value = "2025-Q1"


@pytest.mark.parametrize("harm", [strip_stamp, break_stamp])
def test_without_its_stamp_a_file_fills_blanks_and_asks_for_the_rest(world, report, harm: Callable):
    world.save(report, world.edit("10"), world.edit("9"))
    cells = put("10", 48.5) | put("16", "Tốt") | put("9", None)
    content = filled(downloaded(report, world.officer), cells, change=harm)
    batch = upload(report, content, world.officer)
    assert not batch.stamped
    assert "không còn dấu nhận dạng" in batch.notes[0]
    plan = make_plan(batch, actor=world.officer)
    assert [change.row.code for change in plan.changes] == ["16"]
    assert [clash.change.row.code for clash in plan.clashes] == ["10"]


def test_moved_columns_renamed_sheets_and_a_lost_group_are_no_matter(world, report):
    def rework(book):
        del book["I. Hạ tầng"]
        sheet = book["II. Kinh tế - xã hội"]
        sheet.title = "Số liệu Hạnh gửi"
        sheet.insert_cols(1, 2)
        sheet.insert_rows(1, 3)

    content = filled(downloaded(report, world.officer), put("10", "51,2"))
    content = filled(content, {}, change=rework)
    batch = upload(report, content, world.officer, "ban cuoi cung (2).xlsx")
    assert batch.stamped
    (change,) = make_plan(batch, actor=world.officer).changes
    assert (change.row.code, change.sheet) == ("10", "Số liệu Hạnh gửi")


def test_a_hand_made_table_in_csv_is_read(world, report):
    text = "Mã;Tử số;Mẫu số;Số liệu\n11;62;1.236;\n10;;;51,2\n16;;;Khá\n"
    batch = upload(report, text.encode(), world.officer, "gui huyen.csv")
    plan = make_plan(batch, actor=world.officer)
    assert [(c.row.code, c.new) for c in plan.changes] == [
        ("10", "51,2 triệu đồng/người/năm"),
        ("11", "5,02\u00a0% (62/1.236 hộ)"),
        ("16", "Khá"),
    ]


# --- The database ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "change",
    [{"edits": []}, {"problems": [{}]}, {"sha256": "0" * 64}, {"state": ImportState.CANCELLED}],
)
def test_what_was_read_and_the_order_of_states_cannot_be_changed(world, report, change):
    batch = upload(report, filled(downloaded(report, world.officer)), world.officer)
    with pytest.raises(DatabaseError), transaction.atomic():
        ImportBatch.objects.filter(pk=batch.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        batch.delete()


def test_a_plan_asks_as_often_for_one_change_as_for_all(world, report):
    content = downloaded(report, world.officer)
    counts = []
    for cells in (put("10", 48.5), None):
        batch = upload(report, filled(content, cells) if cells else filled(content), world.officer)
        batch = ImportBatch.objects.select_related("report__period", "report__criteria_set").get(
            pk=batch.pk
        )
        make_plan(batch, actor=world.officer)  # the set's wording is kept by the process
        with CaptureQueriesContext(connection) as asked:
            make_plan(batch, actor=world.officer)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8


# --- The office collects --------------------------------------------------------------------------
def test_what_the_office_uploads_waits_for_the_commune(world, report):
    content = filled(downloaded(report, world.coordinator))
    batch = upload(report, content, world.coordinator)
    told = Notification.objects.filter(kind="import.proposed")
    assert {one.recipient for one in told} == {world.officer, world.second_officer}
    assert ImportBatch.objects.visible_to(world.officer).get() == batch
    assert ImportBatch.objects.visible_to(world.coordinator).get() == batch
    for other in (world.reader, world.neighbour_officer, world.reviewer):
        assert not ImportBatch.objects.visible_to(other).exists()
    confirm_import(batch=batch, choices={}, actor=world.officer)
    revision = EntryRevision.objects.filter(entry__report=report).first()
    assert revision.author == world.officer


def test_an_indicator_of_a_colleague_is_not_taken(world, report):
    post = world.second_officer.memberships.get().pk
    divide(
        unit=world.commune,
        choices={world.indicators["10"].pk: frozenset({post})},
        actor=world.leader,
    )
    content = downloaded(report, world.officer)
    plan = make_plan(upload(report, filled(content), world.officer), actor=world.officer)
    assert [wrong.code for wrong in plan.wrong] == ["10"]
    assert "giao cho Đinh Văn Thuận" in plan.wrong[0].message
    assert cell_of(opened(content), "10", VALUE).protection.locked


def test_a_stored_figure_that_would_be_refused_today_is_no_problem_while_nobody_touches_it(
    world, report
):
    world.save(report, world.edit("12.1"))
    IndicatorEntry.objects.filter(report=report).update(number=120)
    content = downloaded(report, world.officer)
    plan = make_plan(upload(report, filled(content, {}), world.officer), actor=world.officer)
    assert (plan.wrong, plan.changes, plan.unchanged) == ((), (), 8)
    touched = filled(content, {"12.1": {(1, VALUE): 59}})
    plan = make_plan(upload(report, touched, world.officer), actor=world.officer)
    assert [wrong.code for wrong in plan.wrong] == ["12.1"]
