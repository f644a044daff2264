"""Everybody records the own part; papers stay, a wrong one is withdrawn with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from psycopg2.extras import DateRange

from campaigns.fronts.plan import plan_items
from campaigns.models import EmulationCluster, PartyPaper, PartyPlan
from campaigns.queries.party_plans import (
    LATE,
    MISSING,
    ON_TIME,
    late_parties,
    part_lines,
    visible_parts,
)
from campaigns.services import party_plans as service
from campaigns.services.passing_plans import parts_of
from campaigns.services.plan_files import may_read_paper
from communes.models import RegisterRule
from kbang_ntm.core.errors import NotAllowed, Refused
from tests.factories.campaigns_plan import TODAY, Movement, make_movement, scan
from tests.factories.communes import ALWAYS

pytestmark = pytest.mark.django_db


@pytest.fixture
def movement() -> Movement:
    return make_movement()


def refused(code: str, act: Callable[[], Any]) -> None:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code


def test_nobody_records_for_another(movement: Movement) -> None:
    world = movement.world
    agency = service.Whose(agency_id=world.agency.pk)
    for person, whose in (
        (world.neighbour_officer, movement.own),
        (world.coordinator, movement.own),
        (world.reviewer, movement.own),
        (world.officer, agency),
        (world.other_reviewer, agency),
        (world.reader, movement.own),
    ):
        with pytest.raises(NotAllowed):
            movement.paper(actor=person, whose=whose)
    assert not PartyPlan.objects.exists()


def test_bad_input_is_refused_with_a_sentence(movement: Movement) -> None:
    refused("party", lambda: movement.paper(whose=service.Whose()))
    refused(
        "party",
        lambda: movement.paper(
            whose=service.Whose(movement.world.commune.pk, movement.world.agency.pk)
        ),
    )
    refused("kind", lambda: movement.paper(kind="khac"))
    refused("future", lambda: movement.paper(on=date(2099, 1, 1)))
    refused("early", lambda: movement.paper(on=date(1999, 1, 1)))
    refused("no_number", lambda: movement.paper(number=" "))
    refused("no_words", lambda: movement.paper(kind="launch"))
    movement.paper()
    refused("same", lambda: movement.paper())
    assert PartyPaper.objects.count() == 1


def test_a_party_that_is_not_there_in_the_period_has_no_part(movement: Movement) -> None:
    movement.world.commune.versions.update(valid=DateRange(date(2026, 1, 1), None))
    movement.paper(actor=movement.world.reviewer, whose=_agency(movement))
    with pytest.raises(Refused):
        movement.paper()


def _agency(movement: Movement) -> service.Whose:
    return service.Whose(agency_id=movement.world.agency.pk)


def test_a_paper_stays_and_is_withdrawn_with_a_reason(movement: Movement) -> None:
    world = movement.world
    paper = movement.paper()
    with pytest.raises(NotAllowed):
        service.withdraw_paper(paper=paper, reason="x", actor=world.neighbour_officer)
    refused("no_reason", lambda: service.withdraw_paper(paper=paper, reason="", actor=world.leader))
    for act in (
        lambda: PartyPaper.objects.filter(pk=paper.pk).update(number="9"),
        lambda: PartyPaper.objects.filter(pk=paper.pk)._raw_delete("default"),
        lambda: PartyPlan.objects.filter(pk=paper.part_id)._raw_delete("default"),
        lambda: PartyPlan.objects.filter(pk=paper.part_id).update(unit=world.neighbour),
    ):
        with pytest.raises(InternalError), transaction.atomic():
            act()
    service.withdraw_paper(paper=paper, reason="Ghi nhầm", actor=world.leader)
    refused(
        "withdrawn",
        lambda: service.withdraw_paper(paper=paper, reason="x", actor=world.leader),
    )
    movement.paper()  # the same paper may be recorded anew
    assert PartyPaper.objects.count() == 2


def test_the_database_wants_one_party(movement: Movement) -> None:
    world = movement.world
    for fields in ({}, {"unit": world.commune, "agency": world.agency}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PartyPlan.objects.create(campaign=movement.campaign, **fields)
    PartyPlan.objects.create(campaign=movement.campaign, unit=world.commune)
    with pytest.raises(IntegrityError), transaction.atomic():
        PartyPlan.objects.create(campaign=movement.campaign, unit=world.commune)


def line_of(movement: Movement, user: Any, value: str) -> Any:
    return next(row for row in part_lines(user, movement.campaign) if row.value == value)


def test_on_time_late_and_missing(movement: Movement) -> None:
    world = movement.world
    movement.paper(on=date(2022, 9, 4))
    movement.paper(whose=_agency(movement), actor=world.reviewer, on=date(2022, 9, 5))
    unit, agency = f"u{world.commune.pk}", f"a{world.agency.pk}"
    assert line_of(movement, world.coordinator, unit).status == ON_TIME
    assert line_of(movement, world.coordinator, agency).status == LATE
    assert line_of(movement, world.coordinator, f"u{world.neighbour.pk}").status == MISSING
    late = {value for value, _name in late_parties(movement.campaign, TODAY)}
    assert late >= {f"u{world.neighbour.pk}"} and not late & {unit, agency}
    RegisterRule.objects.all().delete()
    assert late_parties(movement.campaign, TODAY) == []


def test_a_commune_sees_its_own_only(movement: Movement) -> None:
    world = movement.world
    movement.paper()
    mine = {row.value for row in part_lines(world.officer, movement.campaign)}
    assert mine == {f"u{world.commune.pk}"}
    assert visible_parts(world.neighbour_officer).count() == 0
    assert visible_parts(world.reader).count() == 1


def test_a_clusters_part_is_kept_by_the_offices(movement: Movement) -> None:
    world = movement.world
    cluster = EmulationCluster.objects.create(
        unit=world.district, kind="cum", name="Cụm số 1", valid=ALWAYS
    )
    whose = service.Whose(cluster_id=cluster.pk)
    with pytest.raises(NotAllowed):
        movement.paper(whose=whose, actor=world.officer)
    movement.paper(whose=whose, actor=world.coordinator)
    assert line_of(movement, world.coordinator, f"c{cluster.pk}").plan is not None


def test_the_scan_is_read_by_whoever_sees_the_part(movement: Movement) -> None:
    world = movement.world
    paper = service.record_paper(
        campaign=movement.campaign,
        whose=movement.own,
        text=service.PaperText("plan", date(2022, 9, 1)),
        scan=scan(),
        actor=world.officer,
    )
    assert paper.file is not None
    assert may_read_paper(world.reader, paper.file)
    assert not may_read_paper(world.neighbour_officer, paper.file)


def test_an_ended_commune_holds_its_part(movement: Movement) -> None:
    world = movement.world
    movement.paper()
    held = list(parts_of(world.commune, TODAY))
    assert [row.kind for row in held] == ["party_plan"]
    assert list(parts_of(world.neighbour, TODAY)) == []
    part = PartyPlan.objects.get()
    part.passed_to = world.neighbour
    part.save(update_fields=["passed_to"])
    with pytest.raises(NotAllowed):
        movement.paper(number="07/KH-UBND")
    movement.paper(number="07/KH-UBND", actor=world.neighbour_officer)
    assert list(parts_of(world.commune, TODAY)) == []
    assert len(list(parts_of(world.neighbour, TODAY))) == 1


@pytest.mark.parametrize("more", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(
    movement: Movement, more: int, django_assert_num_queries: Any
) -> None:
    world = movement.world
    for number in range(more):
        movement.paper(number=f"{number}/KH-UBND")
        movement.paper(number=f"{number}/KH", whose=_agency(movement), actor=world.reviewer)
    reader = type(world.reader).objects.get(pk=world.reader.pk)
    part_lines(reader, movement.campaign)  # a process reads the rules once, then only their stamp
    with django_assert_num_queries(6):
        assert part_lines(reader, movement.campaign)


def test_who_has_no_plan_is_told_at_home(movement: Movement) -> None:
    world = movement.world
    titles = [item.title for item in plan_items(world.officer)]
    assert titles == ["Lập và ghi kế hoạch riêng của xã Sơn Lang"]
    assert [item.due for item in plan_items(world.reviewer)] == [date(2022, 9, 4)]
    movement.paper()
    assert list(plan_items(world.leader)) == []
    assert list(plan_items(world.reader)) == []
