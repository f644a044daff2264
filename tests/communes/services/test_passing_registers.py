"""Open registrations, rounds and surveys of an ended unit: the successor goes on, or they are left
with a reason; done ones stay where they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from communes.changes.plan import Plan
from communes.enums import HandoverState, RegistrationState, Role, Standard, SurveyState
from communes.holdings import held_by
from communes.inbox_registers import opinion_items, registration_items, survey_items
from communes.models import (
    AdministrativeUnit,
    Membership,
    OpinionRound,
    Registration,
    RegistrationVersion,
    Survey,
    UnitChange,
)
from communes.services import handovers, mergers, opinions, registrations, surveys
from communes.services.register_papers import may_read_registration
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import AuditEvent, User
from tests.factories.changes import (
    DAY,
    LAST_DAY,
    NEW,
    OTHER,
    asked,
    contents,
    definition,
    end,
    merge,
    split,
)
from tests.factories.communes import make_post, make_unit, make_user, stand_on
from tests.factories.registers import Registers, make_registers, scan

pytestmark = pytest.mark.django_db
KINDS = {"registration", "opinions", "survey", "survey_front"}
OFFICES = end("vpdp", "ldtbxh", "nnptnt", "mttq", about="agency")


@dataclass
class Open:
    """The small district with a draft, an open round and an open survey of Sơn Lang."""

    book: Registers
    admin: User
    version: RegistrationVersion
    round: OpinionRound
    survey: Survey

    def plan(self, *steps: dict[str, Any], **answers: str) -> Plan:
        return mergers.plan_change(definition(*steps), answers)

    def apply(self, *steps: dict[str, Any], **answers: str) -> UnitChange:
        stand_on(DAY)
        return mergers.apply_change(
            definition=definition(*steps), answers=answers, actor=self.admin
        )

    def minutes(self, actor: User) -> None:
        opinions.set_villages_total(
            round_=OpinionRound.objects.get(pk=self.round.pk), total=3, actor=actor
        )

    def save(self, actor: User, **fields: Any) -> RegistrationVersion:
        return registrations.save_draft(
            version=self.version, text=self.book.text(**fields), reason="", actor=actor
        )

    def count(self, actor: User) -> None:
        survey = Survey.objects.get(pk=self.survey.pk)
        group = survey.groups.order_by("name").first()
        assert group is not None
        surveys.count_papers(group=group, tally=self.book.tally(10, 9, 9), actor=actor)


@pytest.fixture
def open_work() -> Open:
    book = make_registers()
    province = make_unit("gia-lai", "Tỉnh Gia Lai", kind="province")
    admin = make_user("quantri", "Quản Trị")
    make_post(admin, Role.ADMINISTRATOR, province)
    version = book.with_paper(book.draft())
    return Open(book, admin, version, book.round(), book.survey())


def anew(user: User) -> User:
    return User.objects.get(pk=user.pk)


def unit(key: str) -> AdministrativeUnit:
    return AdministrativeUnit.objects.get(key=key)


def at(key: str, role: str) -> User:
    """Somebody new in a role at a unit."""
    person = make_user(f"moi-{key}-{role}", "Người Mới")
    make_post(person, role, unit(key))
    return person


def test_a_divided_commune_asks_for_each_and_nothing_moves_before(open_work: Open) -> None:
    given = {
        "post": "xa-moi",
        "village:lang-ha-nung": "xa-moi",
        "village:lang-ta-kor": "xa-khac",
    }
    plan = open_work.plan(split("son-lang", NEW, OTHER), **given)
    assert asked(plan) == {
        "registration:son-lang/ntm/2025",
        "opinions:son-lang/ntm/2025",
        "survey:son-lang/ntm/2025",
    }
    before = contents()
    with pytest.raises(Refused) as refused:
        mergers.apply_change(definition=plan.definition, answers=given, actor=open_work.admin)
    assert refused.value.code == "questions"
    assert contents() == before


def test_an_answer_that_does_not_follow_is_refused(open_work: Open) -> None:
    plan = open_work.plan(
        split("son-lang", NEW, OTHER), **{"registration:son-lang/ntm/2025": "krong"}
    )
    assert "no_such_answer" in {problem.code for problem in plan.problems}


def test_others_may_not_act_on_what_passed(open_work: Open) -> None:
    open_work.apply(merge("son-lang"), merge("krong", after=OTHER))
    strangers = [at("xa-khac", Role.COMMUNE_LEADER), anew(open_work.book.world.neighbour_officer)]
    before = contents()
    for person in strangers:
        for act in (open_work.save, open_work.minutes, open_work.count):
            with pytest.raises(NotAllowed):
                act(person)
        assert not Registration.objects.visible_to(person).exists()
        assert not OpinionRound.objects.visible_to(person).exists()
        assert not list(registration_items(person))
        assert not list(opinion_items(person))
    assert contents() == before


def test_what_is_done_is_not_held(open_work: Open) -> None:
    world = open_work.book.world
    registrations.send_registration(version=open_work.version, actor=world.leader)
    OpinionRound.objects.update(villages_total=2, state="closed")
    held = {row.kind for row in held_by(world.commune, LAST_DAY)} & KINDS
    assert held == {"survey"}
    assert {row.kind for row in held_by(world.district, LAST_DAY)} & KINDS == {"survey_front"}
    assert not {row.kind for row in held_by(world.neighbour, LAST_DAY)} & KINDS


def test_a_holding_says_who_which_files_and_until_when(open_work: Open) -> None:
    rows = {row.kind: row for row in held_by(open_work.book.world.commune, LAST_DAY)}
    found = rows["registration"]
    assert found.title == "Đăng ký năm 2025, Xã Sơn Lang, đạt chuẩn nông thôn mới: đang soạn"
    assert (found.who, found.files) == ("Đinh Thị Hạnh", ("dk.pdf",))
    assert found.due is None  # no rule names a day
    assert rows["survey"].who == "Đinh Văn Thơng"


def test_the_successor_goes_on_under_the_old_name(open_work: Open) -> None:
    world = open_work.book.world
    change = open_work.apply(merge("son-lang", "krong"))
    officer, leader = anew(world.officer), anew(world.leader)
    saved = open_work.save(officer, note="Làm tiếp")  # with a village of the old commune
    file = saved.paper_file
    assert file is not None
    assert may_read_registration(officer, file)
    open_work.minutes(officer)
    assert [row.title for row in registration_items(leader)] == ["Xem và gửi đăng ký năm 2025"]
    assert [row.title for row in opinion_items(officer)]
    sent = registrations.send_registration(version=saved, actor=leader)
    assert sent.state == RegistrationState.SENT
    for row in (sent.registration, OpinionRound.objects.get(), Survey.objects.get()):
        assert (row.unit, row.passed_to) == (world.commune, unit("xa-moi"))
    open_work.count(open_work.book.front)  # the district's Front is still there
    items = change.items.filter(kind__in=KINDS)
    assert {item.state for item in items} == {HandoverState.PASSED}
    assert {item.kind for item in items} == KINDS - {"survey_front"}
    actions = {f"{name}.pass_on" for name in ("registration", "opinions", "survey")}
    assert AuditEvent.objects.filter(action__in=actions).count() == 3


def test_it_does_not_pass_before_the_day(open_work: Open) -> None:
    change = mergers.apply_change(
        definition=definition(merge("son-lang", "krong")), answers={}, actor=open_work.admin
    )
    assert Registration.objects.get().passed_to is None
    open_work.save(open_work.book.world.officer)  # still the commune's own
    assert {item.state for item in change.items.filter(kind__in=KINDS)} == {HandoverState.PLANNED}
    stand_on(DAY)
    handovers.carry_out_due(today=DAY)
    assert Registration.objects.get().passed_to == unit("xa-moi")


def test_it_passes_on_a_second_time(open_work: Open) -> None:
    open_work.apply(merge("son-lang", "krong"))
    day = date(2025, 8, 1)
    stand_on(day)
    again = {**OTHER, "key": "xa-sau", "name": "Xã Sau"}
    mergers.apply_change(
        definition=definition(merge("xa-moi", after=again), date=day.isoformat()),
        answers={},
        actor=open_work.admin,
    )
    assert {row.passed_to for row in (Registration.objects.get(), OpinionRound.objects.get())} == {
        unit("xa-sau")
    }
    assert not {row.kind for row in held_by(unit("xa-moi"), day)} & KINDS


def test_left_with_a_reason_it_is_in_the_list_and_nobody_acts(open_work: Open) -> None:
    change = open_work.apply(
        merge("son-lang", "krong"),
        registration="close: hết năm đăng ký",
        opinions="close: lấy lại theo xã mới",
    )
    items = {item.kind: item for item in change.items.filter(kind__in=KINDS)}
    assert (items["registration"].state, items["registration"].reason) == (
        HandoverState.CLOSED,
        "hết năm đăng ký",
    )
    assert items["opinions"].state == HandoverState.CLOSED
    before = contents()
    for act in (open_work.save, open_work.minutes):
        with pytest.raises(NotAllowed):
            act(anew(open_work.book.world.officer))
    assert contents() == before
    assert RegistrationVersion.objects.get().state == RegistrationState.DRAFT
    assert AuditEvent.objects.filter(action__in=["registration.left", "opinions.left"]).count() == 2


def test_the_front_of_an_ended_district_is_asked_for(open_work: Open) -> None:
    steps = (merge("son-lang", "krong"), OFFICES, end("huyen-kbang"))
    assert asked(open_work.plan(*steps)) == {"survey_front:son-lang/ntm/2025"}
    open_work.apply(*steps, survey_front="xa-moi")
    survey = Survey.objects.get()
    assert (survey.front_unit, survey.unit.key) == (unit("xa-moi"), "son-lang")
    assert not Membership.objects.filter(user=open_work.book.front, valid__contains=DAY).exists()
    with pytest.raises(NotAllowed):
        open_work.count(anew(open_work.book.front))
    front = at("xa-moi", Role.FRONT)
    open_work.count(front)
    assert list(survey_items(front))


def test_the_successor_reads_a_survey_once_it_is_closed(open_work: Open) -> None:
    book = open_work.book
    open_work.apply(merge("son-lang", "krong"))
    officer = anew(book.world.officer)
    assert not Survey.objects.visible_to(officer).exists()
    survey = Survey.objects.get()
    for group in survey.groups.all():
        book.count(group, book.tally(40, 36, 36))
    surveys.close_survey(
        survey=survey,
        minutes_number="2/BB",
        minutes_date=DAY,
        name="kp.pdf",
        stream=scan(),
        actor=anew(book.front),
    )
    assert Survey.objects.visible_to(officer).get().state == SurveyState.CLOSED


def test_what_began_after_the_plan_is_found_on_the_day(open_work: Open) -> None:
    change = mergers.apply_change(
        definition=definition(merge("son-lang", "krong")), answers={}, actor=open_work.admin
    )
    late = opinions.open_round(
        unit_id=open_work.book.unit_id,
        standard=Standard.ADVANCED,
        year=2025,
        villages_total=2,
        actor=open_work.book.world.officer,
    )
    stand_on(DAY)
    handovers.carry_out_due(today=DAY)
    late.refresh_from_db()
    assert late.passed_to == unit("xa-moi")
    assert change.items.filter(kind="opinions", state=HandoverState.PASSED).count() == 2
