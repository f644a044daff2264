"""Merging, dividing and ending units: what is refused, what is asked, what moves, what stays."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from psycopg2.extras import DateRange

from communes.enums import DutyRole, HandoverState, ReportState, Role
from communes.models import (
    AdministrativeUnit,
    Agency,
    AgencySuccession,
    HandoverItem,
    IndicatorAssignment,
    Membership,
    PeriodExtension,
    ProgressReport,
    ReviewDuty,
    Succession,
    UnitChange,
    UnitVersion,
)
from communes.queries.entry_home import period_lines
from communes.rules import reach
from communes.services import assignments, handovers, mergers, people, reviews, windows
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Conflict, NotAllowed, Refused
from kbang_ntm.core.models import AuditEvent, Notification, User
from tests.factories.changes import (
    DAY,
    LAST_DAY,
    NEW,
    OTHER,
    Stage,
    contents,
    definition,
    end,
    make_stage,
    merge,
    on_the_day,
    rename,
    split,
)
from tests.factories.communes import make_agency, make_period, make_post, make_unit, make_user

pytestmark = pytest.mark.django_db
QUERIES = 14


@pytest.fixture
def stage() -> Stage:
    return make_stage()


def anew(user: User) -> User:
    return User.objects.get(pk=user.pk)


def version(key: str, day: date) -> UnitVersion | None:
    return UnitVersion.objects.filter(unit__key=key, valid__contains=day).first()


def past(before: str, after: str) -> None:
    """A succession known from before."""
    units = [AdministrativeUnit.objects.get(key=key) for key in (before, after)]
    Succession.objects.create(
        predecessor=units[0], successor=units[1], kind="merge", date=date(2020, 1, 1),
        legal_basis="NQ cũ",
    )  # fmt: skip


# --- refusals: the database stays as it was ------------------------------------------------------
SHARES = [{"from": "son-lang", "to": "xa-moi", "population": "0,4"}]
REFUSED = {
    "no_such_unit": lambda: definition(merge("khong-co", "krong")),
    "no_successor": lambda: definition(merge("son-lang", after="khong-co")),
    "no_parent": lambda: definition(merge("son-lang", "krong", after={**NEW, "parent": "khong"})),
    "twice": lambda: definition(merge("son-lang", "krong"), merge("son-lang", after=OTHER)),
    "self": lambda: definition(merge("son-lang", "krong", after="krong")),
    "successor_ends": lambda: definition(merge("son-lang", after="krong"), merge("krong")),
    "shares": lambda: definition(split("son-lang", NEW, OTHER, shares=SHARES)),
    "code_taken": lambda: definition(
        merge("son-lang"), merge("krong", after={**OTHER, "code": "23999"})
    ),
    "rename_key": lambda: definition(
        {"kind": "rename", "predecessors": ["son-lang"], "successors": ["krong"]}
    ),
    "no_such_agency": lambda: definition(end("khong-co", about="agency")),
    "agency_rename": lambda: definition(
        {"about": "agency", "kind": "rename", "predecessors": ["nnptnt"], "successors": ["nnptnt"]}
    ),
    "orphan": lambda: definition(end("son-lang")),  # its village would belong to nobody
}  # fmt: skip


@pytest.mark.parametrize("code", REFUSED)
def test_refused_with_a_sentence_and_nothing_written(stage, code):
    one = REFUSED[code]()
    before = contents()
    assert code in [problem.code for problem in stage.plan(one, draft="close").problems]
    with pytest.raises(Refused) as refused:
        stage.apply(one, draft="close")
    assert refused.value.message.endswith((".", "khác."))
    assert contents() == before


def test_a_district_with_communes_left_cannot_end(stage):
    codes = [problem.code for problem in stage.plan(definition(end("huyen-kbang"))).problems]
    assert codes.count("orphan") >= 4  # two communes stay below it, three agencies work on


def test_a_code_of_a_unit_that_stays_is_taken(stage):
    UnitVersion.objects.filter(unit=stage.world.neighbour).update(official_code="23999")
    problems = stage.plan(definition(merge("son-lang"))).problems
    assert [problem.code for problem in problems] == ["code_taken"]
    assert "Xã Krong" in problems[0].text


def test_a_code_of_a_unit_that_ends_is_free(stage):
    UnitVersion.objects.filter(unit=stage.world.commune).update(official_code="23999")
    assert stage.plan(definition(merge("son-lang"))).problems == ()


def test_nobody_becomes_its_own_ancestor(stage):
    past("krong", "son-lang")
    problems = stage.plan(definition(merge("son-lang", after="krong"))).problems
    assert [problem.code for problem in problems] == ["cycle"]


def test_a_day_inside_a_period_being_entered_is_refused(stage):
    inside = definition(merge("son-lang"), date="2025-06-25")
    problems = stage.plan(inside).problems
    assert [problem.code for problem in problems] == ["open_period"]
    assert "Quý II/2025" in problems[0].text


def test_a_row_that_stands_otherwise_is_refused(stage):
    unit = make_unit("xa-moi", "Xã Tên Khác", parent=stage.province)
    UnitVersion.objects.filter(unit=unit).update(valid=DateRange(DAY, None))
    problems = stage.plan(definition(merge("son-lang"))).problems
    assert [problem.code for problem in problems] == ["differs"]


@pytest.mark.parametrize("name", ["coordinator", "leader", "officer", "reviewer", "reader"])
def test_only_quan_tri_applies(stage, name):
    one, before = definition(merge("son-lang")), contents()
    with pytest.raises(NotAllowed):
        mergers.apply_change(definition=one, answers={}, actor=getattr(stage.world, name))
    assert contents() == before


def test_planning_writes_nothing(stage):
    stage.world.report()
    before = contents()
    assert not stage.plan(definition(split("son-lang", NEW, OTHER))).ready
    assert contents() == before


# --- questions: a divided unit is never guessed ---------------------------------------------------
def names(plan) -> set[str]:
    return {question.name for question in plan.unanswered}


def test_of_a_divided_unit_everything_is_asked(stage):
    stage.world.report()
    plan = stage.plan(definition(split("son-lang", NEW, OTHER)))
    assert names(plan) == {
        "village:lang-mot",
        "post:hanh/congchuc",
        "post:thuan/congchuc",
        "post:lan/lanhdao_xa",
        "draft:son-lang/2025-Q2",
    }
    before = contents()
    with pytest.raises(Refused) as refused:
        stage.apply(plan.definition)
    assert refused.value.code == "questions"
    assert contents() == before


def test_an_answer_outside_the_successors_is_refused(stage):
    plan = stage.plan(definition(split("son-lang", NEW, OTHER)), **{"village:lang-mot": "krong"})
    assert [problem.code for problem in plan.problems] == ["no_such_answer"]


def test_an_answer_for_many_fits_only_where_it_can(stage):
    """Posts of the district end together; the one that keeps the portal is asked for by itself."""
    make_post(stage.admin, Role.ADMINISTRATOR, stage.world.district)
    plan = stage.plan(definition(end("huyen-kbang")), **{"post@huyen-kbang": "close"})
    assert names(plan) == {"post:quantri/quantri"}
    assert all(value != "close" for value, _words in plan.unanswered[0].options)


def test_a_village_report_goes_where_the_village_goes(stage):
    world = stage.world
    ProgressReport.objects.create(
        unit=stage.village,
        responsible_unit=world.commune,
        criteria_set=world.criteria_set,
        period=world.period,
    )
    plan = stage.plan(
        definition(split("son-lang", NEW, OTHER)), post="xa-moi", **{"village:lang-mot": "xa-khac"}
    )
    assert plan.ready
    moves = {m.holding.kind: m.to.key for m in plan.moves}
    assert moves == {"post": "xa-moi", "draft": "xa-khac"}


def test_unsent_drafts_are_asked_for_even_with_one_successor(stage):
    stage.world.report()
    plan = stage.plan(definition(merge("son-lang", "krong")))
    assert names(plan) == {"draft:son-lang/2025-Q2"}
    assert [value for value, _words in plan.unanswered[0].options] == ["xa-moi", "close"]


# --- applying -------------------------------------------------------------------------------------
def test_a_merger_writes_units_once_and_links_them(stage):
    change = stage.apply(definition(merge("son-lang", "krong")))
    new = version("xa-moi", DAY)
    assert (new.name, new.short_name, new.official_code) == ("Xã Sơn Mới", "Sơn Mới", "23999")
    assert new.parent == stage.province
    for key in ("son-lang", "krong"):
        assert version(key, DAY) is None
        assert version(key, LAST_DAY) is not None
    links = Succession.objects.filter(successor__key="xa-moi")
    assert {(row.predecessor.key, row.population_share) for row in links} == {
        ("son-lang", 1), ("krong", 1),
    }  # fmt: skip
    assert version("lang-mot", DAY).parent.key == "xa-moi"
    assert version("lang-mot", LAST_DAY).parent == stage.world.commune
    assert change.plan["definition"]["steps"][0]["predecessors"] == ["son-lang", "krong"]
    assert AuditEvent.objects.filter(action="units.change", subject_uid=change.uid).count() == 1


def test_given_twice_it_is_the_one_that_stands(stage):
    one = definition(merge("son-lang", "krong"))
    first, before = stage.apply(one), contents()
    assert stage.apply(one) == first
    assert contents() == before


def test_the_same_uid_for_another_change_is_a_conflict(stage):
    first = stage.apply(definition(merge("son-lang")))
    other = definition(merge("krong", after=OTHER), uid=str(first.uid))
    with pytest.raises(Conflict) as refused:
        stage.apply(other)
    assert refused.value.code == "uid_reused"


def test_rows_that_stand_already_are_recognised(stage):
    """As in the demonstration: the map is known, people and work have not moved."""
    one = definition(merge("son-lang", "krong"))
    stage.apply(one)
    again = definition(merge("son-lang", "krong"), title="Nạp lại", uid="0" * 31 + "1")
    plan = stage.plan(again)
    assert plan.problems == ()
    assert plan.effects
    assert all(effect.present for effect in plan.effects)


def test_a_plan_seen_before_something_changed_is_refused(stage):
    one = definition(merge("son-lang", "krong"))
    seen = stage.plan(one).sha256
    make_post(make_user("moi"), Role.COMMUNE_OFFICER, stage.world.commune)
    before = contents()
    with pytest.raises(Conflict) as refused:
        mergers.apply_change(definition=one, answers={}, actor=stage.admin, seen=seen)
    assert refused.value.code == "plan_changed"
    assert contents() == before
    mergers.apply_change(definition=one, answers={}, actor=stage.admin, seen=stage.plan(one).sha256)


def test_a_unit_that_is_renamed_keeps_everything(stage):
    UnitVersion.objects.filter(unit=stage.world.commune).update(official_code="23647")
    one = definition(rename("son-lang", name="Xã Sơn Lang Hạ", code="23000", parent="gia-lai"))
    change = stage.apply(one)
    assert change.items.count() == 0
    now, was = version("son-lang", DAY), version("son-lang", LAST_DAY)
    assert (now.name, now.short_name, now.official_code) == (
        "Xã Sơn Lang Hạ", "Sơn Lang Hạ", "23000",
    )  # fmt: skip
    assert (was.name, was.official_code, was.parent) == (
        "Xã Sơn Lang",
        "23647",
        stage.world.district,
    )
    assert now.region_column == "tay_nguyen"


def test_a_divided_unit_keeps_its_shares(stage):
    shares = [
        {"from": "son-lang", "to": "xa-moi", "population": "0,4", "area": "0,5", "source": "NQ"},
        {"from": "son-lang", "to": "krong", "population": "0,6", "area": "0,5"},
    ]
    one = definition(split("son-lang", NEW, "krong", shares=shares))
    stage.apply(one, post="krong", **{"village:lang-mot": "krong"})
    rows = {row.successor.key: row for row in Succession.objects.all()}
    assert str(rows["xa-moi"].population_share) == "0.40000000"
    assert str(rows["krong"].area_share) == "0.50000000"
    assert version("lang-mot", DAY).parent == stage.world.neighbour


# --- people ---------------------------------------------------------------------------------------
def test_posts_end_and_go_on_with_what_hangs_on_them(stage):
    world = stage.world
    post = Membership.objects.get(user=world.officer)
    assignments.divide(
        unit=world.commune,
        choices={world.indicators["1.1"].pk: frozenset({post.pk})},
        actor=world.leader,
    )
    helper = make_user("thay", "Người Thay")
    people.delegate(
        post=post, stand_in=helper, first=date(2025, 6, 28), last=date(2025, 7, 5),
        actor=stage.admin,
    )  # fmt: skip
    stage.apply(definition(merge("son-lang", "krong")))
    old, new = Membership.objects.filter(user=world.officer).order_by("id")
    assert (old.pk, old.valid.upper) == (post.pk, DAY)
    assert (new.unit.key, new.role, new.valid) == (
        "xa-moi",
        Role.COMMUNE_OFFICER,
        DateRange(DAY, None),
    )
    assert old.ended_by == stage.admin
    first, second = IndicatorAssignment.objects.order_by("id")
    assert (first.membership, first.valid.upper) == (old, DAY)
    assert (second.membership, second.valid.lower) == (new, DAY)
    before, after = Membership.objects.filter(user=helper).order_by("id")
    assert before.valid == DateRange(date(2025, 6, 28), DAY)
    assert (after.valid, after.stands_for) == (DateRange(DAY, date(2025, 7, 6)), new)
    assert Notification.objects.filter(recipient=world.officer, kind="post.changed").exists()


def test_before_the_day_the_old_posts_work_and_from_the_day_the_new(stage):
    world = stage.world
    stage.apply(definition(merge("son-lang", "krong")))
    assert reach(anew(world.officer)).commune_ids == {world.commune.pk}
    on_the_day()
    new = AdministrativeUnit.objects.get(key="xa-moi")
    assert reach(anew(world.officer)).commune_ids == {new.pk}


def test_who_held_the_role_in_both_keeps_one_post(stage):
    make_post(stage.world.officer, Role.COMMUNE_OFFICER, stage.world.neighbour)
    stage.apply(definition(merge("son-lang", "krong")))
    on_the_day()
    assert Membership.objects.on(DAY).filter(user=stage.world.officer).count() == 1


def test_a_post_that_begins_later_begins_where_it_passes(stage):
    late = make_user("moi", "Người Mới")
    make_post(
        late, Role.COMMUNE_OFFICER, stage.world.commune, valid=DateRange(date(2025, 8, 1), None)
    )
    stage.apply(definition(merge("son-lang", "krong")))
    old, new = Membership.objects.filter(user=late).order_by("id")
    assert old.valid.isempty
    assert (new.unit.key, new.valid) == ("xa-moi", DateRange(date(2025, 8, 1), None))


def test_somebody_may_leave_instead(stage):
    stage.apply(definition(merge("son-lang", "krong")), **{"post:hanh/congchuc": "close"})
    assert Membership.objects.filter(user=stage.world.officer).count() == 1
    item = HandoverItem.objects.get(who="Đinh Thị Hạnh")
    assert (item.state, item.to_unit) == (HandoverState.CLOSED, None)


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
    asked = {question.name.split(":")[0] for question in plan.unanswered}
    assert asked == {"duty", "post"}
    ready = stage.plan(definition(step), duty="nnptnt", post="phong-moi")
    assert ready.ready


def test_open_reviews_of_an_agency_without_successor_are_asked_for(stage):
    world = stage.world
    world.sent_report()
    one = definition(end("ldtbxh", about="agency"))
    assert names(stage.plan(one)) == {"queue:ldtbxh/son-lang/2025-Q2"}
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


# --- the record -----------------------------------------------------------------------------------
def test_the_record_cannot_be_rewritten(stage):
    change = stage.apply(definition(merge("son-lang", "krong")))
    for act in (
        lambda: UnitChange.objects.filter(pk=change.pk).update(title="x"),
        lambda: UnitChange.objects.filter(pk=change.pk).delete(),
        lambda: change.items.all().delete(),
        lambda: change.items.filter(state="passed").update(state="planned"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_nothing_of_the_past_changes_hands(stage):
    world = stage.world
    report = world.sent_report()
    history = list(
        AuditEvent.objects.filter(subject_uid=report.uid)
        .order_by("id")
        .values_list("action", "actor_uid")
    )
    stage.apply(definition(merge("son-lang", "krong")))
    on_the_day()
    handovers.carry_out_due(today=clock.today())
    report.refresh_from_db()
    assert (report.unit, report.submitted_by, report.state) == (
        world.commune, world.leader, ReportState.SUBMITTED,
    )  # fmt: skip
    rows = AuditEvent.objects.filter(subject_uid=report.uid).order_by("id")
    assert list(rows.values_list("action", "actor_uid"))[: len(history)] == history
    assert rows.last().action == "report.pass_on"


def test_planning_asks_no_more_of_more_people(stage, django_assert_num_queries):
    one = definition(merge("son-lang", "krong"))
    with django_assert_num_queries(QUERIES):
        stage.plan(one)
    for number in range(5):
        make_post(make_user(f"nguoi{number}"), Role.COMMUNE_OFFICER, stage.world.commune)
    stage.world.report()
    make_period("2025-Q3")
    with django_assert_num_queries(QUERIES + 2):  # files and names, once a unit has a report
        stage.plan(one)


def test_the_successor_finds_the_passed_draft_among_its_periods(stage):
    stage.world.report()
    stage.apply(definition(merge("son-lang", "krong")), draft="successor")
    on_the_day()
    handovers.carry_out_due(today=clock.today())
    lines = period_lines(anew(stage.world.neighbour_officer))
    assert [(line.unit.name, line.period.key) for line in lines if line.report] == [
        ("Xã Sơn Lang", "2025-Q2")
    ]
