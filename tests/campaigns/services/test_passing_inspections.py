"""What an ended unit or agency still has to mend or to inspect goes on with its successor."""

from __future__ import annotations

import pytest
from psycopg2.extras import DateRange

from campaigns.fronts.inspections import finding_items
from campaigns.services import inspections
from campaigns.services import passing_inspections as passing
from communes.enums import Role
from communes.holdings import held_by
from communes.models import UnitChange
from kbang_ntm.core.errors import NotAllowed
from kbang_ntm.core.models import AuditEvent
from tests.factories.campaigns_inspections import Visits, make_visits
from tests.factories.communes import make_post, make_user
from tests.factories.registers import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def visits() -> Visits:
    return make_visits()


@pytest.fixture
def change(visits: Visits) -> UnitChange:
    return UnitChange(title="Sắp xếp thử", date=TODAY)


KINDS = {"finding", "inspection", "inspection_plan"}


def held(place: object) -> list[str]:
    found = held_by(place, TODAY)  # type: ignore[arg-type]  # a unit or an agency
    return [one.kind for one in found if one.kind in KINDS]


def test_an_open_finding_passes_to_the_successor(visits: Visits, change: UnitChange) -> None:
    row, world = visits.finding(), visits.world
    assert held(world.commune) == ["finding"]
    holding = next(iter(passing.findings_of(world.commune, TODAY)))
    assert holding.title == "Tồn tại ở Xã Sơn Lang: Chưa cập nhật danh sách hộ nghèo"
    passing.pass_finding(holding, world.neighbour, visits.ledger.admin, change)
    row.refresh_from_db()
    assert (row.unit, row.inspection.unit) == (world.neighbour, world.commune)
    assert held(world.commune) == []
    with pytest.raises(NotAllowed):
        visits.act(row, "begin", world.officer)
    visits.act(row, "begin", world.neighbour_officer)
    assert AuditEvent.objects.filter(action="finding.pass_on").exists()


def test_closed_findings_stay(visits: Visits) -> None:
    row = visits.reported()
    visits.act(row, "close", visits.world.reviewer)
    assert held(visits.world.commune) == []


def test_visits_and_plans_pass_with_their_agency(visits: Visits, change: UnitChange) -> None:
    world, admin = visits.world, visits.ledger.admin
    visits.plan(issued=False)
    row = visits.running()
    assert sorted(held(world.agency)) == ["inspection", "inspection_plan"]
    for holding in passing.visits_of(world.agency, TODAY):
        passing.pass_visit(holding, world.other_agency, admin, change)
    for holding in passing.plans_of(world.agency, TODAY):
        passing.pass_plan(holding, world.other_agency, admin, change)
    assert held(world.agency) == []
    row.refresh_from_db()
    visits.answer(row, actor=world.other_reviewer)
    assert inspections.finish(inspection=row, actor=world.other_reviewer).agency == (
        world.other_agency
    )


def test_a_concluded_visit_passes_while_something_is_open(visits: Visits) -> None:
    finding = visits.finding(visits.finished())
    row, actor = finding.inspection, visits.world.reviewer
    paper = inspections.Conclusion("", "1/KL", TODAY)
    inspections.conclude(inspection=row, conclusion=paper, actor=actor)
    assert held(visits.world.agency) == ["inspection"], "somebody must close the finding"
    visits.reported(finding)
    visits.act(finding, "close", actor)
    assert held(visits.world.agency) == []


def test_a_visit_may_pass_to_a_commune(visits: Visits, change: UnitChange) -> None:
    row, world = visits.running(), visits.world
    holding = next(iter(passing.visits_of(world.agency, TODAY)))
    passing.pass_visit(holding, world.neighbour, visits.ledger.admin, change)
    row.refresh_from_db()
    assert (row.agency, row.body_unit) == (None, world.neighbour)
    visits.answer(row, actor=world.neighbour_officer)


def test_left_as_it_stands(visits: Visits, change: UnitChange) -> None:
    visits.finding()
    holding = next(iter(passing.findings_of(visits.world.commune, TODAY)))
    passing.leave(holding, visits.ledger.admin, change, "đã giải thể")
    assert AuditEvent.objects.filter(action="finding.left").exists()


def test_supervision_goes_on_with_the_front_of_the_unit(visits: Visits, change: UnitChange) -> None:
    row, world = visits.supervision(), visits.world
    holding = next(iter(passing.visits_of(row.agency, TODAY)))  # type: ignore[arg-type]  # it has one
    passing.pass_visit(holding, world.neighbour, visits.ledger.admin, change)
    row.refresh_from_db()
    front = make_user("mt-xa", "Mặt trận xã")
    make_post(front, Role.FRONT, world.neighbour)
    with pytest.raises(NotAllowed):
        visits.running(row, actor=world.neighbour_officer)
    assert visits.running(row, actor=front).state == "running"


def test_after_an_agency_has_ended_the_communes_leader_closes(visits: Visits) -> None:
    row, world = visits.reported(), visits.world
    with pytest.raises(NotAllowed):
        visits.act(row, "close", world.leader)
    world.agency.valid = DateRange(None, TODAY)
    world.agency.save()
    for person in (world.officer, world.neighbour_leader):
        with pytest.raises(NotAllowed):
            visits.act(row, "close", person)
    assert [one.title for one in finding_items(world.leader)] == [
        "Xem báo cáo khắc phục ở xã Sơn Lang"
    ]
    assert visits.act(row, "close", world.leader).state == "closed"
