"""The sheet and its frozen figures, conclusions, what stops them, and looking again."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from awards import law_codes as codes
from awards.models import AppraisalSheet, Nomination
from awards.queries.appraisal import counts_of, open_overrides, round_lines, waiting_lines
from awards.services import appraisal as service
from awards.services import checks
from kbang_ntm.core import clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import Notification
from tests.factories.awards_appraisal import clear, eligible, past_award, sheet
from tests.factories.awards_nominations import R1, R2, R3, Awards, make_awards
from tests.factories.communes import stand_on

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]


@pytest.fixture
def world() -> Awards:
    return make_awards()


def state(row: Nomination) -> str:
    return str(Nomination.objects.values_list("state", flat=True).get(pk=row.pk))


def test_only_the_desk_concludes(world: Awards) -> None:
    row = world.received(world.round())
    for person in (world.officer, world.leader, world.chair, world.neighbour_leader, world.reader):
        with pytest.raises(NotAllowed):
            service.appraise(nomination=row, text=sheet(), actor=person)
        with pytest.raises(NotAllowed):
            service.reappraise(nomination=row, reason="x", actor=person)
    assert not AppraisalSheet.objects.exists() and state(row) == "appraising"


@pytest.mark.parametrize("day", [R1, R2])
def test_the_figures_of_that_hour_stay(day: Any) -> None:
    world = make_awards(day)
    row = world.received(world.round())
    assert state(eligible(world, row)) == "eligible"
    kept = AppraisalSheet.objects.get()
    assert kept.frozen["regime"] == ("R1" if day == R1 else "R2")
    assert {one["code"] for one in kept.frozen["checks"]} >= {codes.CHECK_DOSSIER}
    assert all(one["there"] for one in kept.frozen["dossier"] if one["required"])
    assert kept.frozen["merits"]["citation"] == row.citation
    before = kept.frozen
    past_award(row.nominee, world)
    assert AppraisalSheet.objects.get().frozen == before
    assert Notification.objects.filter(
        recipient=world.officer, text__contains="đủ điều kiện"
    ).exists()


def test_a_commune_appraises_after_the_district_has_ended() -> None:
    world = make_awards(R3)
    row = world.own_received(world.own_round())
    clear(row.nominee, world.new_officer)
    service.appraise(nomination=row, text=sheet(), actor=world.new_officer)
    assert state(row) == "eligible"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"conclusion": "maybe"}, "conclusion"),
        ({"opinion": "  "}, "no_opinion"),
        ({"opinion": "x" * 5001}, "long"),
        ({"dossier_complete": False}, "not_complete"),
        ({"conditions_met": False}, "not_complete"),
    ],
)
def test_what_is_missing_is_said(world: Awards, fields: Any, code: str) -> None:
    row = world.received(world.round())
    with pytest.raises(Refused) as caught:
        service.appraise(nomination=row, text=sheet(**fields), actor=world.clerk)
    assert caught.value.code == code
    assert not AppraisalSheet.objects.exists()


def test_a_check_that_blocks_stops_the_conclusion_and_stores_nothing(world: Awards) -> None:
    row = world.received(world.round())
    clear(row.nominee, world.clerk)
    past_award(row.nominee, world)
    with pytest.raises(Refused) as caught:
        service.appraise(nomination=row, text=sheet(), actor=world.clerk)
    assert caught.value.code == "blocked"
    assert "12/QĐ-UBND" in caught.value.message
    assert not AppraisalSheet.objects.exists() and not row.check_runs.exists()
    said = sheet(conditions_met=False, conclusion="ineligible", opinion="Đã khen ở xã.")
    service.appraise(nomination=row, text=said, actor=world.clerk)
    done = Nomination.objects.get(pk=row.pk)
    assert (done.state, done.state_reason) == ("ineligible", "Đã khen ở xã.")


def test_with_two_people_it_passes(world: Awards) -> None:
    row = world.received(world.round())
    clear(row.nominee, world.clerk)
    past_award(row.nominee, world)
    checks.run_checks(nomination=row, actor=world.clerk)
    one = checks.ask_override(
        nomination=row, code=codes.CHECK_ONE_ACHIEVEMENT, reason="Hai việc.", actor=world.clerk
    )
    assert open_overrides(world.second_clerk) == [one]
    assert open_overrides(world.clerk) == []
    checks.agree_override(override=one, actor=world.second_clerk)
    service.appraise(nomination=row, text=sheet(), actor=world.clerk)
    assert state(row) == "eligible"
    assert AppraisalSheet.objects.get().frozen["overrides"][0]["agreed"] is True


def test_looking_again_keeps_the_first_sheet(world: Awards) -> None:
    row = eligible(world, world.received(world.round()))
    with pytest.raises(Refused) as caught:
        service.appraise(nomination=row, text=sheet(), actor=world.clerk)
    assert caught.value.code == "wrong_state"
    with pytest.raises(Refused) as caught:
        service.reappraise(nomination=row, reason=" ", actor=world.clerk)
    assert caught.value.code == "no_reason"
    service.reappraise(nomination=row, reason="Có tin mới.", actor=world.clerk)
    said = sheet(conclusion="ineligible", conditions_met=False, opinion="Không đủ.")
    service.appraise(nomination=row, text=said, actor=world.second_clerk)
    numbers = list(AppraisalSheet.objects.values_list("number", "conclusion"))
    assert numbers == [(1, "eligible"), (2, "ineligible")]


def test_the_database_refuses_an_eligible_sheet_that_is_not_whole(world: Awards) -> None:
    row = world.received(world.round())
    with pytest.raises(IntegrityError), transaction.atomic():
        AppraisalSheet.objects.create(
            nomination=row,
            dossier_complete=False,
            conditions_met=True,
            opinion="x",
            conclusion="eligible",
            by=world.clerk,
        )


def test_nothing_is_concluded_after_the_level_has_ended(world: Awards) -> None:
    row = world.received(world.round())
    clear(row.nominee, world.clerk)
    stand_on(R3)
    for person in (world.clerk, world.chair):
        with pytest.raises(Refused):
            service.appraise(nomination=row, text=sheet(), actor=person)
    assert state(row) == "appraising"


def test_what_waits_with_working_days_left(world: Awards) -> None:
    row = world.received(world.round())
    world.sent(world.round(name="Đợt khác"), world.nominee("Đinh Thị Lan"))
    lines = waiting_lines(world.clerk)
    assert [line.row.state for line in lines] == ["appraising", "sent"]
    assert (lines[0].days_left, lines[1].days_left) == (10, None)
    assert not lines[0].checked
    assert row.appraise_by is not None
    stand_on(row.appraise_by)
    assert waiting_lines(world.clerk)[0].days_left == 0
    assert waiting_lines(world.neighbour_leader) == []


def test_lists_ask_a_constant_number(world: Awards) -> None:
    award_round = world.round()
    few = 0
    for number in range(3):
        row = world.received(award_round, world.nominee(f"Đinh Văn {number}"))
        clear(row.nominee, world.clerk)
        checks.run_checks(nomination=row, actor=world.clerk)
        with CaptureQueriesContext(connection) as caught:
            lines = round_lines(award_round, world.clerk)
        few = few or len(caught)
        assert len(caught) == few == 11
    assert counts_of(lines).total == 3
    assert counts_of(lines).by_state == (("đang thẩm định", 3),)
    assert clock.today() == R2
