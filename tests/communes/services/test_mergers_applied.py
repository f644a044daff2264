"""Applying a change of units: rows about units, people, and the record."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from psycopg2.extras import DateRange

from communes.enums import HandoverState, ReportState, Role
from communes.models import (
    AdministrativeUnit,
    HandoverItem,
    IndicatorAssignment,
    Membership,
    Succession,
    UnitChange,
    UnitVersion,
)
from communes.queries.entry_home import period_lines
from communes.rules import reach
from communes.services import assignments, handovers, mergers, people
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Conflict
from kbang_ntm.core.models import AuditEvent, Notification, User
from tests.factories.changes import (
    DAY,
    LAST_DAY,
    NEW,
    OTHER,
    Stage,
    contents,
    definition,
    make_stage,
    merge,
    on_the_day,
    rename,
    split,
)
from tests.factories.communes import make_period, make_post, make_user

pytestmark = pytest.mark.django_db
QUERIES = (
    50  # of them thirteen for cases, registers, the movement and nominations, of each ended place
)


@pytest.fixture
def stage() -> Stage:
    return make_stage()


def anew(user: User) -> User:
    return User.objects.get(pk=user.pk)


def version(key: str, day: date) -> UnitVersion | None:
    return UnitVersion.objects.filter(unit__key=key, valid__contains=day).first()


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
