"""Open work of ended units and agencies: it passes on its day, or is left with a sentence."""

from __future__ import annotations

from datetime import date

import pytest
from psycopg2.extras import DateRange

from communes.enums import DutyRole, HandoverState, Role
from communes.models import (
    Agency,
    AgencySuccession,
    PeriodExtension,
    ProgressReport,
    ReviewDuty,
    UnitVersion,
)
from communes.rules import reach
from communes.services import handovers, reviews, windows
from kbang_ntm.core import clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from tests.factories.changes import (
    DAY,
    LAST_DAY,
    Stage,
    asked,
    contents,
    definition,
    end,
    make_stage,
    merge,
    on_the_day,
    rename,
)
from tests.factories.communes import make_agency

pytestmark = pytest.mark.django_db
QUERIES = 14


@pytest.fixture
def stage() -> Stage:
    return make_stage()


def anew(user: User) -> User:
    return User.objects.get(pk=user.pk)


def version(key: str, day: date) -> UnitVersion | None:
    return UnitVersion.objects.filter(unit__key=key, valid__contains=day).first()


# --- reports --------------------------------------------------------------------------------------
def test_a_draft_passes_on_the_day_and_not_before(stage):
    world = stage.world
    report = world.report()
    change = stage.apply(definition(merge("son-lang", "krong")), draft="successor")
    report.refresh_from_db()
    assert report.responsible_unit == world.commune
    item = change.items.get(kind="draft")
    assert (item.state, item.done_at) == (HandoverState.PLANNED, None)
    on_the_day()
    assert handovers.carry_out_due(today=clock.today()) == 1
    report.refresh_from_db()
    assert (report.unit, report.responsible_unit.key) == (world.commune, "xa-moi")
    item.refresh_from_db()
    assert item.state == HandoverState.PASSED
    assert handovers.carry_out_due(today=clock.today()) == 0


def test_the_successor_finishes_a_draft_under_its_old_name(stage):
    world = stage.world
    report = world.report()
    windows.extend(
        period=world.period, unit=world.commune, until=clock.end_of_day(date(2025, 7, 10)),
        reason="Sắp xếp đơn vị", granted_by=world.coordinator,
    )  # fmt: skip
    stage.apply(definition(merge("son-lang", "krong")), draft="successor")
    on_the_day()
    handovers.carry_out_due(today=clock.today())
    report = ProgressReport.objects.get(pk=report.pk)
    outcome = world.save(report, world.edit("1.1"), actor=anew(world.officer))
    assert outcome.saved
    assert PeriodExtension.objects.filter(unit__key="xa-moi").count() == 1
    assert PeriodExtension.objects.filter(unit=world.commune).count() == 1


def test_a_draft_left_is_read_only_with_a_sentence(stage):
    world = stage.world
    report = world.report()
    change = stage.apply(
        definition(end("son-lang"), rename("lang-mot", parent="krong")),
        draft="close: kỳ đã đóng",
    )
    on_the_day()
    handovers.carry_out_due(today=clock.today())
    before = contents()
    with pytest.raises(NotAllowed, match="Xã Sơn Lang đã kết thúc hoạt động sau ngày 30/06/2025"):
        world.save(report, world.edit("1.1"), actor=anew(world.officer))
    assert contents() == before
    item = change.items.get(kind="draft")
    assert (item.state, item.reason) == (HandoverState.CLOSED, "kỳ đã đóng")


def test_what_comes_after_the_plan_passes_or_waits_for_a_person(stage):
    """A report begun between applying and the day: with one successor drafts are still asked."""
    world = stage.world
    change = stage.apply(definition(merge("son-lang", "krong")))
    report = world.report()
    on_the_day()
    handovers.carry_out_due(today=clock.today())
    item = change.items.get(kind="draft")
    assert item.state == HandoverState.OPEN
    options = dict(handovers.item_options(item))
    assert list(options) == ["xa-moi", "close"]
    for name in ("officer", "coordinator"):
        with pytest.raises(NotAllowed):
            handovers.name_successor(item=item, answer="xa-moi", actor=getattr(world, name))
    with pytest.raises(Refused, match="danh sách"):
        handovers.name_successor(item=item, answer="krong", actor=stage.admin)
    handovers.name_successor(item=item, answer="xa-moi", actor=stage.admin)
    report.refresh_from_db()
    assert report.responsible_unit.key == "xa-moi"
    with pytest.raises(Refused) as refused:
        handovers.name_successor(item=item, answer="xa-moi", actor=stage.admin)
    assert refused.value.code == "settled"


# --- agencies -------------------------------------------------------------------------------------
def agency_merge(*before: str, **fields) -> dict:
    after = {"key": "phong-moi", "name": "Phòng Mới", "unit": "huyen-kbang", **fields}
    return {"about": "agency", "kind": "merge", "predecessors": list(before), "successors": [after]}


def test_agencies_merge_with_their_duties_queue_and_people(stage):
    world = stage.world
    world.sent_report()
    change = stage.apply(definition(agency_merge("ldtbxh", "nnptnt")))
    new = Agency.objects.get(code="phong-moi")
    assert new.valid == DateRange(DAY, None)
    assert AgencySuccession.objects.filter(successor=new).count() == 2
    old = Agency.objects.get(code="ldtbxh")
    assert old.valid.upper == DAY
    leads = ReviewDuty.objects.filter(role=DutyRole.LEAD, valid__contains=DAY)
    assert {duty.agency for duty in leads} == {new}
    assert ReviewDuty.objects.filter(agency=old, valid__contains=LAST_DAY).count() == len(leads)
    on_the_day()
    handovers.carry_out_due(today=clock.today())
    queue = change.items.get(kind="queue")
    assert (queue.state, queue.to_agency) == (HandoverState.PASSED, new)
    assert reach(anew(world.reviewer)).review_agencies == {new.pk}


def test_a_divided_agency_asks_for_each_duty(stage):
    step = {
        "about": "agency", "kind": "split", "predecessors": ["ldtbxh"],
        "successors": ["nnptnt", {"key": "phong-moi", "name": "Phòng Mới", "unit": "huyen-kbang"}],
    }  # fmt: skip
    plan = stage.plan(definition(step))
    assert {name.split(":")[0] for name in asked(plan)} == {"duty", "post"}
    ready = stage.plan(definition(step), duty="nnptnt", post="phong-moi")
    assert ready.ready


def test_open_reviews_of_an_agency_without_successor_are_asked_for(stage):
    world = stage.world
    world.sent_report()
    one = definition(end("ldtbxh", about="agency"))
    assert asked(stage.plan(one)) == {"queue:ldtbxh/son-lang/2025-Q2"}
    stage.apply(one, queue="nnptnt")
    assert not ReviewDuty.objects.filter(agency=world.other_agency).exists()
    on_the_day()
    handovers.carry_out_due(today=clock.today())
    given = ReviewDuty.objects.filter(agency=world.other_agency, role=DutyRole.LEAD)
    assert {duty.indicator_id for duty in given} == {row.pk for row in world.indicators.values()}
    assert {duty.valid.lower for duty in given} == {DAY}


def test_an_agency_of_an_ended_unit_must_be_settled_too(stage):
    make_agency("xa-phong", "Phòng của xã", stage.world.commune)
    problems = stage.plan(definition(merge("son-lang", "krong"))).problems
    assert [problem.code for problem in problems] == ["orphan"]
    assert "Phòng của xã" in problems[0].text


# --- the end of the district ----------------------------------------------------------------------
def end_of_district() -> list[dict]:
    return [
        merge("son-lang", "krong"),
        end("huyen-kbang"),
        *(end(code, about="agency") for code in ("vpdp", "ldtbxh", "nnptnt")),
    ]


def test_after_the_last_day_the_district_only_reads_and_is_told_so(stage):
    world = stage.world
    report = world.sent_report()
    entry = world.entry(report, "1.1")
    stage.apply(definition(*end_of_district()), queue="close", confirm="close")
    reviews.accept(entry=entry, seen_version=entry.version, actor=world.reviewer)  # still today
    on_the_day()
    handovers.carry_out_due(today=clock.today())
    entry = world.entry(report, "9")
    before = contents()
    with pytest.raises(NotAllowed, match="Phòng LĐTB&XH đã kết thúc hoạt động") as refused:
        reviews.accept(entry=entry, seen_version=entry.version, actor=anew(world.reviewer))
    assert refused.value.code == "office_ended"
    with pytest.raises(NotAllowed, match="Văn phòng Điều phối đã kết thúc hoạt động"):
        reviews.confirm(report=report, actor=anew(world.coordinator))
    with pytest.raises(NotAllowed, match="nơi kế tục làm tiếp"):
        windows.extend(
            period=world.period, unit=world.commune, until=clock.end_of_day(date(2025, 8, 1)),
            reason="x", granted_by=anew(world.coordinator),
        )  # fmt: skip
    assert contents() == before


def test_a_post_nobody_ended_carries_nothing_after_the_end(stage):
    """The map alone is enough: the powers of an ended unit end with it."""
    world = stage.world
    UnitVersion.objects.filter(unit=world.district).update(valid=DateRange(None, DAY))
    on_the_day()
    assert reach(anew(world.coordinator)).posts == ()
    assert reach(anew(world.officer)).commune_ids == {world.commune.pk}
    assert reach(anew(stage.admin)).has(Role.ADMINISTRATOR)
