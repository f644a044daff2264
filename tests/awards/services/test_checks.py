"""Checks run on what the portal holds: facts gathered, results kept, one let pass by two people."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from psycopg2.extras import DateRange

from awards import law_codes as codes
from awards.models import CheckOverride, CheckResult, CheckRule, CheckRun, Nomination
from awards.queries.check_facts import gather, law_day
from awards.queries.check_results import blocking, result_lines
from awards.services import checks as service
from awards.services.nominees import NomineeText, find_or_make
from kbang_ntm.core import clock
from kbang_ntm.core.errors import NotAllowed, Refused
from tests.factories.awards_appraisal import clear, fact, past_award
from tests.factories.awards_nominations import R1, R2, R3, Awards, make_awards
from tests.factories.communes import stand_on

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]


@pytest.fixture
def world() -> Awards:
    return make_awards()


def results(row: Nomination, actor: Any) -> dict[str, CheckResult]:
    run = service.run_checks(nomination=row, actor=actor)
    return {one.code: one for one in run.results.all()}


def test_only_the_desk_checks(world: Awards) -> None:
    row = world.received(world.round())
    for person in (world.officer, world.leader, world.chair, world.neighbour_leader, world.reader):
        with pytest.raises(NotAllowed):
            service.run_checks(nomination=row, actor=person)
    draft = world.draft(world.round(name="Đợt khác"), world.nominee("Đinh Thị Lan"))
    with pytest.raises(Refused) as caught:
        service.run_checks(nomination=draft, actor=world.clerk)
    assert caught.value.code == "wrong_state"
    assert not CheckRun.objects.exists()


def test_every_check_of_the_day_answers_with_its_clause(world: Awards) -> None:
    row = world.received(world.round())
    found = results(row, world.clerk)
    rules = {one.code: one for one in CheckRule.objects.filter(valid__contains=clock.today())}
    assert set(found) == set(rules)
    for code, one in found.items():
        assert one.sentence and one.clause == rules[code].clause
        assert not one.certain or rules[code].certain
    assert found[codes.CHECK_DOSSIER].outcome == "passed"
    assert found[codes.CHECK_DECIDER].outcome == "passed"
    assert found[codes.CHECK_DISCIPLINE].outcome == "unknown"
    assert found[codes.CHECK_DISCIPLINE].effect == rules[codes.CHECK_DISCIPLINE].unknown_effect


@pytest.mark.parametrize(("day", "has_gap"), [(R1, True), (R2, False)])
def test_the_law_of_the_day_says_which_checks_there_are(day: date, has_gap: bool) -> None:
    world = make_awards(day)
    found = results(world.received(world.round()), world.clerk)
    assert (codes.CHECK_STATE_GAP in found) is has_gap
    assert (codes.CHECK_REGISTRATION in found) is has_gap


def test_a_commune_checks_its_own_after_the_district_has_ended() -> None:
    world = make_awards(R3)
    row = world.own_received(world.own_round())
    found = results(row, world.new_officer)
    assert found[codes.CHECK_DECIDER].outcome == "passed"


def test_the_district_decides_nothing_after_its_last_day(world: Awards) -> None:
    row = world.received(world.round())
    assert gather(row, date(2025, 6, 30)).body_ended == ""
    assert "không còn hoạt động" in gather(row, date(2025, 7, 1)).body_ended


def test_the_law_stays_that_of_receipt(world: Awards) -> None:
    row = world.received(world.round())
    assert law_day(row, R3) == R2


def test_the_same_achievement_honoured_by_the_commune_blocks(world: Awards) -> None:
    row = world.received(world.round())
    clear(row.nominee, world.clerk)
    assert results(row, world.clerk)[codes.CHECK_ONE_ACHIEVEMENT].outcome == "passed"
    past_award(row.nominee, world)
    one = results(row, world.clerk)[codes.CHECK_ONE_ACHIEVEMENT]
    assert (one.outcome, one.effect) == ("failed", "blocks")
    assert "12/QĐ-UBND" in one.sentence


def test_the_household_of_the_nominee_counts(world: Awards) -> None:
    person = world.nominee()
    household = find_or_make(
        text=NomineeText(
            kind="household",
            name="Hộ ông Đinh Văn Bớt",
            unit_id=world.commune.pk,
            head=NomineeText(
                kind="individual",
                name=person.name,
                unit_id=world.commune.pk,
                birth_year=person.birth_year,
            ),
        ),
        actor=world.officer,
    )
    past_award(household, world)
    row = world.received(world.round(), person)
    assert results(row, world.clerk)[codes.CHECK_ONE_ACHIEVEMENT].outcome == "failed"


def test_a_withdrawn_past_award_counts_no_more(world: Awards) -> None:
    row = world.received(world.round())
    past_award(
        row.nominee,
        world,
        withdrawn_at=clock.now(),
        withdrawn_by=world.clerk,
        withdrawn_reason="Nhập nhầm",
    )
    assert results(row, world.clerk)[codes.CHECK_ONE_ACHIEVEMENT].outcome == "passed"


def test_a_nomination_of_another_round_counts_while_it_lives(world: Awards) -> None:
    one = world.received(world.round())
    other = world.received(world.round(name="Đợt khác"), one.nominee)
    assert results(other, world.clerk)[codes.CHECK_ONE_ACHIEVEMENT].outcome == "failed"


def test_the_newest_word_counts_and_a_withdrawn_one_does_not(world: Awards) -> None:
    row = world.received(world.round())
    clear(row.nominee, world.clerk)
    assert results(row, world.clerk)[codes.CHECK_DISCIPLINE].outcome == "passed"
    wrong = fact(row.nominee, world.clerk, "discipline")
    assert results(row, world.clerk)[codes.CHECK_DISCIPLINE].outcome == "failed"
    wrong.withdrawn_at, wrong.withdrawn_by = clock.now(), world.clerk
    wrong.withdrawn_reason = "Nhầm người"
    wrong.save()
    assert results(row, world.clerk)[codes.CHECK_DISCIPLINE].outcome == "passed"


def test_a_commune_without_debt_register_is_unknown_and_blocks(world: Awards) -> None:
    commune = world.nominee(
        "Nhân dân và cán bộ xã Sơn Lang", kind="collective", form="commune", birth_year=None
    )
    row = world.received(world.round(), commune)
    one = results(row, world.clerk)[codes.CHECK_DEBT]
    assert (one.outcome, one.effect) == ("unknown", "blocks")


def test_queries_do_not_grow_with_awards_and_nominations(world: Awards) -> None:
    row = world.received(world.round())

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            gather(row, clock.today())
        return len(caught)

    clear(row.nominee, world.clerk)
    past_award(row.nominee, world)
    few = count()
    for number in range(3):
        past_award(
            row.nominee,
            world,
            decision_number=f"{number}/QĐ",
            achievement=DateRange(date(2020, 1, 1), date(2021, 1, 1)),
        )
        clear(row.nominee, world.clerk)
        world.received(world.round(name=f"Đợt {number}"), row.nominee)
    assert count() == few == 17


def test_results_are_never_changed(world: Awards) -> None:
    row = world.received(world.round())
    one = results(row, world.clerk)[codes.CHECK_DISCIPLINE]
    for act in (
        lambda: CheckResult.objects.filter(pk=one.pk).update(outcome="passed"),
        lambda: CheckResult.objects.filter(pk=one.pk).delete(),
        lambda: CheckRun.objects.filter(pk=one.run_id).update(at=clock.now()),
    ):
        with pytest.raises(Exception, match=r"pgtrigger|Cannot"), transaction.atomic():
            act()


def blocked(world: Awards) -> Nomination:
    row = world.received(world.round())
    clear(row.nominee, world.clerk)
    past_award(row.nominee, world)
    service.run_checks(nomination=row, actor=world.clerk)
    return row


def test_one_asks_another_agrees(world: Awards) -> None:
    row = blocked(world)
    code = codes.CHECK_ONE_ACHIEVEMENT
    with pytest.raises(Refused) as caught:
        service.refuse_blocked([row])
    assert caught.value.code == "blocked"
    one = service.ask_override(
        nomination=row, code=code, reason="Hai việc khác nhau.", actor=world.clerk
    )
    with pytest.raises(Refused):  # asked for is not agreed to
        service.refuse_blocked([row])
    with pytest.raises(Refused) as caught:
        service.agree_override(override=one, actor=world.clerk)
    assert caught.value.code == "same_person"
    for person in (world.officer, world.neighbour_leader, world.reader):
        with pytest.raises(NotAllowed):
            service.agree_override(override=one, actor=person)
    service.agree_override(override=one, actor=world.second_clerk)
    service.refuse_blocked([row])
    with pytest.raises(Refused) as caught:
        service.agree_override(override=one, actor=world.chair)
    assert caught.value.code == "twice"


def test_the_leader_may_be_the_second_person(world: Awards) -> None:
    row = blocked(world)
    one = service.ask_override(
        nomination=row, code=codes.CHECK_ONE_ACHIEVEMENT, reason="x", actor=world.clerk
    )
    assert service.agree_override(override=one, actor=world.chair).agreed_by == world.chair


def test_the_database_refuses_one_person_twice(world: Awards) -> None:
    row = blocked(world)
    one = service.ask_override(
        nomination=row, code=codes.CHECK_ONE_ACHIEVEMENT, reason="x", actor=world.clerk
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckOverride.objects.filter(pk=one.pk).update(agreed_by=world.clerk, agreed_at=clock.now())


@pytest.mark.parametrize(
    ("code", "reason", "refused"),
    [
        (codes.CHECK_ONE_ACHIEVEMENT, "  ", "no_reason"),
        (codes.CHECK_DOSSIER, "x", "not_blocking"),
        ("khong-co", "x", "not_blocking"),
    ],
)
def test_what_cannot_be_let_pass(world: Awards, code: str, reason: str, refused: str) -> None:
    row = blocked(world)
    with pytest.raises(Refused) as caught:
        service.ask_override(nomination=row, code=code, reason=reason, actor=world.clerk)
    assert caught.value.code == refused
    assert not CheckOverride.objects.exists()


def test_asking_twice_and_by_others(world: Awards) -> None:
    row, code = blocked(world), codes.CHECK_ONE_ACHIEVEMENT
    for person in (world.chair, world.officer):
        with pytest.raises(NotAllowed):
            service.ask_override(nomination=row, code=code, reason="x", actor=person)
    service.ask_override(nomination=row, code=code, reason="x", actor=world.clerk)
    with pytest.raises(Refused) as caught:
        service.ask_override(nomination=row, code=code, reason="y", actor=world.second_clerk)
    assert caught.value.code == "twice"


def test_agreeing_while_unknown_does_not_cover_what_fails_later(world: Awards) -> None:
    commune = world.nominee(
        "Nhân dân và cán bộ xã Sơn Lang", kind="collective", form="commune", birth_year=None
    )
    row = world.received(world.round(), commune)
    clear(commune, world.clerk, kinds=("discipline",))
    service.run_checks(nomination=row, actor=world.clerk)
    one = service.ask_override(
        nomination=row, code=codes.CHECK_DEBT, reason="Xã đã báo cáo.", actor=world.clerk
    )
    service.agree_override(override=one, actor=world.second_clerk)
    service.refuse_blocked([row])
    fact(commune, world.clerk, "debt")
    run = service.run_checks(nomination=row, actor=world.clerk)
    assert [one.code for one in blocking(row, run)] == [codes.CHECK_DEBT]
    again = service.ask_override(
        nomination=row,
        code=codes.CHECK_DEBT,
        reason="Nợ đã có nguồn trả.",
        actor=world.second_clerk,
    )
    assert again.pk == one.pk and again.agreed_by is None
    service.agree_override(override=again, actor=world.clerk)
    service.refuse_blocked([row])
    assert any(line.covered for line in result_lines(row, run))


def test_what_was_never_checked_does_not_go_on(world: Awards) -> None:
    row = world.received(world.round())
    with pytest.raises(Refused) as caught:
        service.refuse_blocked([row])
    assert caught.value.code == "not_checked"


def test_blocking_is_asked_for_many_at_once(world: Awards) -> None:
    rows = [
        world.received(world.round(name=f"Đợt {n}"), world.nominee(f"Đinh Văn {n}"))
        for n in range(3)
    ]
    for row in rows:
        clear(row.nominee, world.clerk)
        service.run_checks(nomination=row, actor=world.clerk)
    for some in (rows[:1], rows):
        with CaptureQueriesContext(connection) as caught:
            service.refuse_blocked(some)
        assert len(caught) == 3


def test_posted_days_are_whole_working_days(world: Awards) -> None:
    from tests.factories.awards_appraisal import posted

    row = world.received(world.round())
    posting = posted(world, row)
    stand_on(posting.ends_on)
    assert gather(row, clock.today()).postings[0].elapsed == posting.working_days - 1
    stand_on(posting.ends_on + timedelta(days=1))
    assert gather(row, clock.today()).postings[0].elapsed == posting.working_days
