""" "Hủy lần nhập này": all of it or nothing, and only while nobody built on it."""

from __future__ import annotations

import pytest

from communes.enums import ImportState
from communes.models import EntryRevision, ImportBatch, IndicatorEntry, Receipt
from communes.queries.history import changes_of, events_of
from communes.queries.specs import load_specs
from communes.services.import_plan import make_plan
from communes.services.imports import built_on, cancel_import, confirm_import
from communes.services.reports import give_back, hand_to_leader
from communes.services.reviews import comment, return_entry
from kbang_ntm.core.errors import NotAllowed, Refused
from tests.factories.communes import make_world
from tests.factories.workbooks import downloaded, filled, upload

pytestmark = pytest.mark.django_db
VALUE = "Số hoặc lựa chọn"


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def report(world):
    report = world.report()
    world.save(report, world.edit("10", {"a": {"number": "48,5"}}, note="Theo điều tra"))
    return report


@pytest.fixture
def taken(world, report) -> ImportBatch:
    """Eight good figures taken in over one that stood there."""
    batch = upload(report, filled(downloaded(report, world.officer)), world.officer)
    return confirm_import(batch=batch, choices={}, actor=world.officer)


def cancel(batch, actor, reason="Nhầm tệp của quý trước"):
    return cancel_import(batch=batch, reason=reason, actor=actor)


def values(report) -> dict[str, tuple]:
    rows = IndicatorEntry.objects.filter(report=report).select_related("indicator")
    return {
        row.indicator.code: (row.number, row.numerator, row.choice, row.note, row.verdict)
        for row in rows
    }


@pytest.mark.parametrize("who", ["leader", "coordinator", "neighbour_officer", "reader"])
def test_others_may_not_take_it_back(world, report, taken, who):
    before = EntryRevision.objects.count()
    with pytest.raises(NotAllowed):
        cancel(taken, getattr(world, who))
    assert EntryRevision.objects.count() == before


def test_it_asks_for_the_reason(world, taken):
    with pytest.raises(Refused) as refusal:
        cancel(taken, world.officer, "  ")
    assert refusal.value.code == "no_reason"


def test_everything_stands_as_before_and_the_way_there_is_told(world, report, taken):
    assert values(report)["10"][0] != 48.5
    met = report.standings.get().indicators_met
    done = cancel(taken, world.second_officer)
    found = values(report)
    assert str(found["10"][0]) == "48.5000"
    assert found["10"][3] == "Theo điều tra"
    assert found["10"][4] == "not_met"
    assert all(row[:4] == (None, None, "", "") for code, row in found.items() if code != "10")
    assert done.state == ImportState.CANCELLED
    assert (done.cancelled_by, done.cancel_reason) == (
        world.second_officer,
        "Nhầm tệp của quý trước",
    )
    assert report.standings.get().indicators_met < met
    entry = world.entry(report, "10")
    row = load_specs(report.criteria_set, on=report.period.ends).indicators[entry.indicator_id]
    newest = changes_of(entry, row)[0]
    assert (newest.version, newest.origin) == (3, "hủy lần nhập từ tệp")
    assert newest.reason == "Nhầm tệp của quý trước"
    assert EntryRevision.objects.filter(entry=entry).count() == 3  # nothing was erased
    assert Receipt.objects.filter(report=report, origin="cancelled").get().entries == 8
    told = [(event.line.summary, event.words, event.import_uid) for event in events_of(report)]
    assert told[0] == ("Hủy lần nhập từ tệp", "Nhầm tệp của quý trước", taken.uid)
    assert ("Nhập số liệu từ tệp", "Quý II.xlsx", taken.uid) in told


def test_twice_is_refused(world, report, taken):
    cancel(taken, world.officer)
    count = EntryRevision.objects.count()
    with pytest.raises(Refused) as refusal:
        cancel(taken, world.officer)
    assert refusal.value.code == "wrong_state"
    assert EntryRevision.objects.count() == count


def test_a_preview_has_nothing_to_take_back(world, report):
    batch = upload(report, filled(downloaded(report, world.officer)), world.officer)
    with pytest.raises(Refused) as refusal:
        cancel(batch, world.officer)
    assert refusal.value.code == "wrong_state"


def test_after_it_the_same_file_can_be_taken_in_again(world, report, taken):
    cancel(taken, world.officer)
    content = filled(downloaded(report, world.officer))
    again = upload(report, content, world.officer)
    assert len(make_plan(again, actor=world.officer).changes) == 8
    confirm_import(batch=again, choices={}, actor=world.officer)
    assert str(world.entry(report, "10").number) == "51.2000"


def test_the_very_file_meets_no_clash_with_what_it_has_seen(world, report):
    """Restored values are those the file was downloaded with: nobody changed anything."""
    content = filled(downloaded(report, world.officer))
    first = upload(report, content, world.officer)
    cancel(confirm_import(batch=first, choices={}, actor=world.officer), world.officer)
    plan = make_plan(upload(report, content, world.officer), actor=world.officer)
    assert (len(plan.changes), plan.clashes) == (8, ())


# --- Somebody built on it -------------------------------------------------------------------------
def edited(world, report):
    edit = world.edit("16", {"a": {"choice": "Tốt"}}, base_version=1)
    world.save(report, edit, actor=world.second_officer)
    return "Đinh Văn Thuận đã sửa chỉ tiêu 16"


def handed(world, report):
    report.refresh_from_db()
    hand_to_leader(report=report, actor=world.officer)
    return "đã trình báo cáo cho lãnh đạo UBND xã"


def handed_and_given_back(world, report):
    handed(world, report)
    report.refresh_from_db()
    give_back(report=report, remark="Xem lại", actor=world.leader)
    return "đã trình báo cáo cho lãnh đạo UBND xã"


def sent(world, report):
    world.attach(report, "11")
    report.refresh_from_db()
    world.send(report)
    return "đã gửi báo cáo cho huyện|đã trình báo cáo"


@pytest.mark.parametrize("build", [edited, handed, handed_and_given_back, sent])
def test_it_is_refused_with_who_built_on_it(world, report, taken, build):
    words = build(world, report)
    count, before = EntryRevision.objects.count(), values(report)
    with pytest.raises(Refused, match=words) as refusal:
        cancel(taken, world.officer)
    assert refusal.value.code == "built_on"
    assert (EntryRevision.objects.count(), values(report)) == (count, before)
    taken.refresh_from_db()
    assert taken.state == ImportState.CONFIRMED


def test_an_opinion_of_an_agency_is_building_on_it(world):
    report = world.sent_report()
    entry = world.entry(report, "10")
    return_entry(entry=entry, seen_version=1, text="Xem lại", actor=world.reviewer)
    report.refresh_from_db()
    cells = {"10": {(0, VALUE): 52}}
    batch = upload(report, filled(downloaded(report, world.officer), cells), world.officer)
    taken = confirm_import(batch=batch, choices={}, actor=world.officer)
    assert built_on(taken) == ""
    entry.refresh_from_db()
    comment(entry=entry, seen_version=entry.version, text="Ghi rõ nguồn", actor=world.reviewer)
    with pytest.raises(Refused, match="đã có ý kiến về chỉ tiêu 10"):
        cancel(taken, world.officer)


def test_an_edit_of_another_indicator_is_not_building_on_it(world, report):
    cells = {"9": {(0, VALUE): 3}}
    batch = upload(report, filled(downloaded(report, world.officer), cells), world.officer)
    taken = confirm_import(batch=batch, choices={}, actor=world.officer)
    world.save(report, world.edit("16"), actor=world.second_officer)
    cancel(taken, world.officer)
    assert world.entry(report, "16").choice == "Khá"
    assert world.entry(report, "9").number is None
