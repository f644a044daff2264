"""Support, memberships and clusters of places that end: the successor goes on, or they end."""

from __future__ import annotations

from datetime import date

import pytest

from campaigns.models import ClusterMember, EmulationCluster, SupportAssignment
from communes.holdings import held_by
from communes.models import Agency
from tests.factories.campaigns_support import BEGUN, Helping
from tests.factories.changes import (
    DAY,
    LAST_DAY,
    Stage,
    definition,
    end,
    make_stage,
    merge,
)
from tests.factories.communes import make_agency, make_unit, since

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return make_stage()


def helping(stage: Stage) -> Helping:
    return Helping(stage.world, stage.village)


def kinds(place: object) -> list[tuple[str, str]]:
    return [
        (one.kind, one.title)
        for one in held_by(place, LAST_DAY)  # type: ignore[arg-type]  # both sorts of places
        if one.kind in ("support_agency", "support_unit", "cluster_member", "cluster")
    ]


def cluster(stage: Stage, name: str = "Cụm số 1") -> EmulationCluster:
    return EmulationCluster.objects.create(
        unit=stage.world.district, kind="cum", name=name, valid=since(BEGUN)
    )


def join(stage: Stage, row: EmulationCluster, **party: object) -> ClusterMember:
    return ClusterMember.objects.create(
        cluster=row, valid=since(BEGUN), entered_by=stage.world.coordinator, **party
    )


def test_what_a_place_holds(stage: Stage) -> None:
    book = helping(stage)
    row, place = book.assign(), cluster(stage)
    join(stage, place, unit=stage.world.commune)
    words = "Phòng LĐTB&XH giúp Xã Sơn Lang"
    assert kinds(stage.world.agency) == [("support_agency", words)]
    assert kinds(stage.world.commune) == [
        ("support_unit", words),
        ("cluster_member", "Thành viên Cụm số 1"),
    ]
    assert kinds(stage.world.district) == [("cluster", "Cụm số 1")]
    assert kinds(stage.world.neighbour) == []
    assert row.agency.code in held_by(stage.world.agency, LAST_DAY)[-1].alias


def test_an_ended_agency_without_successor_helps_no_longer(stage: Stage) -> None:
    row = helping(stage).assign()
    stage.apply(definition(end("ldtbxh", about="agency")))
    row.refresh_from_db()
    assert row.valid.upper == DAY
    assert "Sắp xếp thử" in row.ended_reason
    assert SupportAssignment.objects.count() == 1


def test_the_successor_agency_goes_on(stage: Stage) -> None:
    row = helping(stage).assign(paper_number="12/QĐ-UBND")
    make_agency("moi", "Phòng Mới", stage.world.district)
    step = {
        "about": "agency",
        "kind": "merge",
        "predecessors": ["ldtbxh"],
        "successors": [{"key": "moi", "name": "Phòng Mới", "unit": "huyen-kbang"}],
    }
    stage.apply(definition(step))
    row.refresh_from_db()
    made = SupportAssignment.objects.get(follows=row)
    assert (made.agency, made.unit) == (Agency.objects.get(code="moi"), row.unit)
    assert (made.valid.lower, row.valid.upper, made.paper_number) == (DAY, DAY, "12/QĐ-UBND")


def test_two_communes_of_one_agency_become_one(stage: Stage) -> None:
    book = helping(stage)
    book.assign()
    book.assign(stage.world.neighbour)
    place = cluster(stage)
    join(stage, place, unit=stage.world.commune)
    join(stage, place, unit=stage.world.neighbour)
    stage.apply(definition(merge("son-lang", "krong")))
    running = SupportAssignment.objects.filter(valid__contains=DAY)
    assert [(one.agency.code, one.unit.key) for one in running] == [("ldtbxh", "xa-moi")]
    members = ClusterMember.objects.filter(valid__contains=DAY)
    assert [one.unit.key for one in members if one.unit] == ["xa-moi"]


def test_commune_and_agency_end_on_one_day(stage: Stage) -> None:
    helping(stage).assign()
    make_unit("xa-a", "Xã A", parent=stage.world.district)
    stage.apply(
        definition(merge("son-lang", "krong"), end("ldtbxh", about="agency")),
    )
    assert not SupportAssignment.objects.filter(valid__contains=DAY).exists()


def test_what_had_not_begun_never_begins(stage: Stage) -> None:
    row = helping(stage).assign(first=date(2025, 7, 15))
    stage.apply(definition(end("ldtbxh", about="agency")))
    row.refresh_from_db()
    assert row.valid.isempty
