"""Stand-ins and handover: dated, traced, by those who may; nobody's past work changes hands."""

from __future__ import annotations

from datetime import date

import pytest
from psycopg2.extras import DateRange

from communes.enums import Role
from communes.models import IndicatorAssignment, Membership
from communes.queries.duties import delegations_of, managed_posts, open_work
from communes.rules import reach
from communes.services import people, reviews
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import AuditEvent, Notification, User
from tests.factories.communes import World, make_post, make_user, make_world, since, stand_on

pytestmark = pytest.mark.django_db
TODAY = date(2025, 6, 20)


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def head(world):
    """The head of the agency that leads."""
    user = make_user("truong", "Nguyễn Văn Trưởng")
    make_post(user, Role.AGENCY_HEAD, world.district, agency=world.agency)
    return user


@pytest.fixture
def administrator(world):
    user = make_user("quantri", "Quản Trị")
    make_post(user, Role.ADMINISTRATOR, world.district)
    return user


def anew(user):
    """As the next request sees the person."""
    return User.objects.get(pk=user.pk)


def delegate(world, post, stand_in, actor, first=TODAY, last=date(2025, 6, 25)):
    return people.delegate(
        post=post, stand_in=stand_in, first=first, last=last, paper="GUQ 12", actor=actor
    )


def test_a_stand_in_works_in_those_days_and_the_holder_keeps_the_post(world):
    post = world.leader.memberships.get()
    made = delegate(world, post, world.officer, world.leader)
    assert made.stands_for == post
    assert made.valid == DateRange(TODAY, date(2025, 6, 26))
    assert reach(anew(world.officer)).units(Role.COMMUNE_LEADER) == {world.commune.pk}
    assert reach(anew(world.leader)).units(Role.COMMUNE_LEADER) == {world.commune.pk}
    stand_on(date(2025, 6, 26))
    assert not reach(anew(world.officer)).units(Role.COMMUNE_LEADER)
    event = AuditEvent.objects.get(action="post.delegate")
    assert event.subject_uid == made.uid
    assert Notification.objects.filter(kind="post.changed").count() == 2


def test_a_delegated_officer_reviews_for_the_agency(world, head):
    report = world.sent_report()
    delegate(world, head.memberships.get(), world.other_reviewer, head)
    entry = world.entry(report, "11")
    reviews.accept(entry=entry, seen_version=1, actor=anew(world.other_reviewer))
    assert world.entry(report, "11").reviewed_agency == world.agency


def test_who_may_not_name_a_stand_in(world, head):
    officer_post = world.officer.memberships.get()
    for actor in (world.neighbour_leader, world.reviewer, head, world.reader, world.coordinator):
        with pytest.raises(NotAllowed):
            delegate(world, officer_post, world.leader, actor)
    assert not Membership.objects.filter(stands_for__isnull=False).exists()


@pytest.mark.parametrize("who", ["leader", "officer", "administrator"])
def test_the_holder_the_leader_and_quan_tri_may(world, administrator, who):
    actor = administrator if who == "administrator" else getattr(world, who)
    made = delegate(world, world.officer.memberships.get(), world.leader, actor)
    assert made.created_by == actor


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (date(2025, 6, 19), date(2025, 6, 25), "past"),
        (date(2025, 6, 25), date(2025, 6, 24), "order"),
    ],
)
def test_days_are_in_order_and_ahead(world, first, last, code):
    post = world.leader.memberships.get()
    with pytest.raises(Refused) as refusal:
        delegate(world, post, world.officer, world.leader, first, last)
    assert refusal.value.code == code


def test_a_stand_in_is_another_person_with_an_account_in_use(world):
    post = world.officer.memberships.get()
    gone = make_user("nghi", "Người Nghỉ", is_active=False)
    cases = [(world.officer, "self"), (gone, "inactive"), (world.second_officer, "holds_already")]
    for person, code in cases:
        with pytest.raises(Refused) as refusal:
            delegate(world, post, person, world.leader)
        assert refusal.value.code == code


def test_one_stand_in_at_a_time_and_not_beyond_the_post(world):
    post = world.leader.memberships.get()
    delegate(world, post, world.officer, world.leader)
    with pytest.raises(Refused) as refusal:
        delegate(
            world, post, world.second_officer, world.leader, date(2025, 6, 25), date(2025, 6, 28)
        )
    assert refusal.value.code == "taken"
    delegate(world, post, world.second_officer, world.leader, date(2025, 6, 26), date(2025, 6, 28))
    deputy = make_user("pho", "Phó Chủ Tịch")
    short = make_post(
        deputy, Role.COMMUNE_LEADER, world.commune, valid=since(date(2025, 1, 1), date(2025, 6, 23))
    )
    with pytest.raises(Refused) as refusal:
        delegate(world, short, world.other_reviewer, deputy)
    assert refusal.value.code == "outside"


def test_a_stand_in_passes_nothing_on(world):
    post = world.leader.memberships.get()
    made = delegate(world, post, world.officer, world.leader)
    with pytest.raises(NotAllowed):
        delegate(world, made, world.second_officer, anew(world.officer))
    with pytest.raises(NotAllowed):  # nor manages the commune's other posts
        delegate(world, world.second_officer.memberships.get(), world.leader, anew(world.officer))


def test_a_delegation_ends_at_once_or_is_taken_back(world):
    post = world.leader.memberships.get()
    stand_on(date(2025, 6, 18))
    running = delegate(world, post, world.officer, world.leader, date(2025, 6, 18))
    coming = delegate(
        world, post, world.second_officer, world.leader, date(2025, 7, 1), date(2025, 7, 3)
    )
    stand_on(TODAY)
    with pytest.raises(NotAllowed):
        people.end_delegation(delegation=running, reason="Về sớm", actor=world.neighbour_leader)
    people.end_delegation(delegation=running, reason="Về sớm", actor=world.leader)
    people.end_delegation(delegation=coming, reason="Không đi nữa", actor=world.leader)
    running.refresh_from_db()
    coming.refresh_from_db()
    assert running.valid == DateRange(date(2025, 6, 18), TODAY)
    assert coming.valid.isempty
    assert not reach(anew(world.officer)).units(Role.COMMUNE_LEADER)
    with pytest.raises(Refused) as refusal:
        people.end_delegation(delegation=running, reason="Lại", actor=world.leader)
    assert refusal.value.code == "over"


def test_handover_ends_one_post_and_begins_another_the_next_day(world):
    new = make_user("moi", "Người Mới")
    make_post(new, Role.READER, world.commune)
    post = world.officer.memberships.get()
    IndicatorAssignment.objects.create(
        membership=post,
        indicator=world.indicators["11"],
        valid=since(date(2025, 1, 1)),
        created_by=world.leader,
    )
    made = people.handover(
        post=post, to=new, last_day=date(2025, 6, 22), paper="QĐ 5", actor=world.leader
    )
    post.refresh_from_db()
    assert post.valid.upper == made.valid.lower == date(2025, 6, 23)
    assert post.ended_by == world.leader
    rows = IndicatorAssignment.objects.order_by("id")
    assert [(r.membership_id, r.valid.lower, r.valid.upper) for r in rows] == [
        (post.pk, date(2025, 1, 1), date(2025, 6, 23)),
        (made.pk, date(2025, 6, 23), None),
    ]
    assert reach(anew(world.officer)).commune_ids and not reach(anew(new)).commune_ids
    stand_on(date(2025, 6, 23))
    assert reach(anew(new)).commune_ids and not reach(anew(world.officer)).commune_ids
    actions = AuditEvent.objects.filter(action__startswith="post.").values_list("action", flat=True)
    assert sorted(actions) == ["post.end", "post.handover"]


def test_stand_ins_end_with_the_post(world, administrator):
    new = make_user("moi", "Người Mới")
    post = world.leader.memberships.get()
    made = delegate(world, post, world.officer, world.leader, TODAY, date(2025, 7, 30))
    people.handover(post=post, to=new, last_day=date(2025, 6, 22), actor=administrator)
    made.refresh_from_db()
    assert made.valid.upper == date(2025, 6, 23)


def test_who_may_hand_over(world, head, administrator):
    new = make_user("moi", "Người Mới")
    officer, leader = world.officer.memberships.get(), world.leader.memberships.get()
    for actor in (world.officer, world.neighbour_leader, head, world.coordinator, world.reader):
        with pytest.raises(NotAllowed):
            people.handover(post=officer, to=new, last_day=TODAY, actor=actor)
    with pytest.raises(NotAllowed) as refusal:  # nobody passes on the own leading post
        people.handover(post=leader, to=new, last_day=TODAY, actor=world.leader)
    assert refusal.value.code == "own_post"
    with pytest.raises(Refused) as early:
        people.handover(post=officer, to=new, last_day=date(2025, 6, 18), actor=administrator)
    assert early.value.code == "past"
    assert not Membership.objects.filter(user=new).exists()
    people.handover(post=leader, to=new, last_day=TODAY, actor=administrator)
    assert Membership.objects.get(user=new).role == Role.COMMUNE_LEADER


def test_ending_a_post_keeps_its_past(world, administrator):
    post = world.officer.memberships.get()
    with pytest.raises(NotAllowed):
        people.end_membership(
            membership=post, last_day=TODAY, reason="Nghỉ hưu", actor=world.officer
        )
    with pytest.raises(Refused) as refusal:
        people.end_membership(membership=post, last_day=TODAY, reason=" ", actor=administrator)
    assert refusal.value.code == "no_reason"
    people.end_membership(membership=post, last_day=TODAY, reason="Nghỉ hưu", actor=administrator)
    post.refresh_from_db()
    assert (post.valid.upper, post.ended_reason) == (date(2025, 6, 21), "Nghỉ hưu")
    assert Membership.objects.filter(pk=post.pk).exists()


def test_what_each_person_sees_of_delegations(world, head, administrator):
    made = delegate(world, world.leader.memberships.get(), world.officer, world.leader)
    for user in (world.leader, world.officer, administrator):
        assert list(delegations_of(anew(user))) == [made]
    for user in (world.neighbour_leader, head, world.reader):
        assert not delegations_of(anew(user)).exists()
    assert managed_posts(anew(world.leader)).count() == 3
    assert managed_posts(anew(head)).count() == 2
    assert not managed_posts(anew(world.reviewer)).exists()


def test_open_work_of_a_post(world):
    assert open_work(world.officer.memberships.get()) == []
    report = world.fill(world.report())
    assert [line.label for line in open_work(world.officer.memberships.get())] == [
        "Báo cáo Quý II/2025: nháp"
    ]
    world.send(report)
    assert open_work(world.officer.memberships.get()) == []
    (line,) = open_work(world.reviewer.memberships.get())
    assert (line.label, line.count) == ("Mục chờ rà soát Quý II/2025", 8)
