"""Clusters: who keeps them, members by date, one head a year."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, transaction
from psycopg2.extras import DateRange

from campaigns.models import ClusterHead, ClusterMember, EmulationCluster
from campaigns.queries.clusters import cluster_lines
from campaigns.services import clusters as service
from communes.enums import UnitKind
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import AuditEvent
from tests.factories.campaigns_clusters import FIRST, TODAY, YEAR, Emulation, make_emulation
from tests.factories.communes import make_agency, make_unit, since

pytestmark = pytest.mark.django_db
REFUSED_BY_DATABASE = (IntegrityError, InternalError, ProgrammingError)


@pytest.fixture
def book() -> Emulation:
    return make_emulation()


def test_others_may_not(book: Emulation) -> None:
    world, member = book.world, book.members["commune"]
    head = service.set_head(member=member, year=YEAR, actor=world.coordinator)
    for person in (world.officer, world.leader, world.reviewer, world.reader):
        for act in (
            lambda who: service.add_cluster(unit_id=world.district.pk, text=book.text(), actor=who),
            lambda who: service.change_cluster(cluster=book.cluster, text=book.text(), actor=who),
            lambda who: book.join(agency_id=world.other_agency.pk, actor=who),
            lambda who: service.end_member(member=member, last=TODAY, reason="x", actor=who),
            lambda who: service.set_head(member=member, year=2024, actor=who),
            lambda who: service.withdraw_head(head=head, reason="x", actor=who),
        ):
            with pytest.raises(NotAllowed):
                act(person)
    assert (EmulationCluster.objects.count(), ClusterMember.objects.count()) == (1, 3)


def test_a_commune_keeps_its_own_clusters_only(book: Emulation) -> None:
    world = book.world
    made = service.add_cluster(unit_id=world.commune.pk, text=book.text(), actor=world.officer)
    village = make_unit("lang-mot", "Làng Một", kind=UnitKind.VILLAGE, parent=world.commune)
    other = make_unit("lang-hai", "Làng Hai", kind=UnitKind.VILLAGE, parent=world.neighbour)
    join = {"cluster": made, "agency_id": None, "first": FIRST, "actor": world.officer}
    service.add_member(unit_id=village.pk, **join)
    with pytest.raises(Refused) as refused:
        service.add_member(unit_id=other.pk, **join)
    assert refused.value.code == "not_joinable"
    with pytest.raises(NotAllowed):
        service.add_cluster(unit_id=world.neighbour.pk, text=book.text(), actor=world.officer)
    names = {user: len(cluster_lines(user, YEAR)) for user in (
        world.officer, world.neighbour_officer, world.reader
    )}  # fmt: skip
    assert list(names.values()) == [2, 1, 2]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": " "}, "no_name"),
        ({"kind": "doi"}, "kind"),
        ({"name": "Cụm thi đua số 1"}, "same_name"),
        ({"last": date(2024, 1, 1)}, "dates"),
    ],
)
def test_what_cannot_be_a_cluster(book: Emulation, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        service.add_cluster(
            unit_id=book.world.district.pk, text=book.text(**fields), actor=book.world.coordinator
        )
    assert refused.value.code == code
    assert EmulationCluster.objects.count() == 1


def test_nobody_is_a_member_twice(book: Emulation) -> None:
    world = book.world
    with pytest.raises(Refused) as refused:
        book.join(unit_id=world.commune.pk)
    assert refused.value.code == "elsewhere"
    other = service.add_cluster(
        unit_id=world.district.pk, text=book.text(), actor=world.coordinator
    )
    with pytest.raises(Refused) as refused:
        service.add_member(
            cluster=other,
            unit_id=world.commune.pk,
            agency_id=None,
            first=TODAY,
            actor=world.coordinator,
        )
    assert "Cụm thi đua số 1" in refused.value.message
    with pytest.raises(Refused) as refused:
        book.join(agency_id=world.other_agency.pk, first=date(2024, 1, 1))
    assert refused.value.code == "over"
    values = {"cluster": book.cluster, "entered_by": world.coordinator, "valid": since(TODAY)}
    for party in (
        {"unit": world.commune},
        {"agency": world.agency},
        {},
        {"unit": world.commune, "agency": world.agency},
    ):
        with pytest.raises(REFUSED_BY_DATABASE), transaction.atomic():
            ClusterMember.objects.create(**values, **party)


def test_a_member_leaves_and_comes_back(book: Emulation) -> None:
    member, actor = book.members["commune"], book.world.coordinator
    for last, reason, code in (
        (date(2024, 12, 31), "Đổi cụm", "dates"),
        (TODAY, "", "no_reason"),
    ):
        with pytest.raises(Refused) as refused:
            service.end_member(member=member, last=last, reason=reason, actor=actor)
        assert refused.value.code == code
    left = service.end_member(member=member, last=date(2025, 3, 31), reason="Đổi cụm", actor=actor)
    assert left.valid == DateRange(FIRST, date(2025, 4, 1))
    assert book.join(unit_id=book.world.commune.pk, first=date(2025, 6, 1)).pk != member.pk


def test_one_head_a_year(book: Emulation) -> None:
    commune, neighbour, actor = (
        book.members["commune"],
        book.members["neighbour"],
        book.world.coordinator,
    )
    head = service.set_head(member=commune, year=YEAR, actor=actor)
    with pytest.raises(Refused) as refused:
        service.set_head(member=neighbour, year=YEAR, actor=actor)
    assert refused.value.code == "two_heads"
    assert "Mỗi năm một trưởng" in refused.value.message
    with pytest.raises(IntegrityError), transaction.atomic():
        ClusterHead.objects.create(
            cluster=book.cluster, member=neighbour, year=YEAR, entered_by=actor
        )
    with pytest.raises(Refused) as refused:
        service.withdraw_head(head=head, reason=" ", actor=actor)
    assert refused.value.code == "no_reason"
    service.withdraw_head(head=head, reason="Đổi trưởng", actor=actor)
    with pytest.raises(Refused) as refused:
        service.withdraw_head(head=head, reason="Đổi trưởng", actor=actor)
    assert refused.value.code == "withdrawn"
    assert service.set_head(member=neighbour, year=YEAR, actor=actor).member == neighbour
    words = list(
        AuditEvent.objects.filter(action="cluster.head").values_list("detail__summary", flat=True)
    )
    assert len(words) == 2


def test_a_head_is_a_member_that_year(book: Emulation) -> None:
    actor, member = book.world.coordinator, book.members["commune"]
    with pytest.raises(Refused) as refused:
        service.set_head(member=member, year=2024, actor=actor)
    assert refused.value.code == "not_member"
    with pytest.raises(Refused) as refused:
        service.set_head(member=member, year=1999, actor=actor)
    assert refused.value.code == "year"
    other = EmulationCluster.objects.create(
        unit=book.world.district, kind="khoi", name="Khối", valid=since(FIRST)
    )
    values = {"entered_by": actor, "member": member}
    for cluster, year in ((other, YEAR), (book.cluster, 2024)):
        with pytest.raises(REFUSED_BY_DATABASE), transaction.atomic():
            ClusterHead.objects.create(cluster=cluster, year=year, **values)


def test_nothing_is_deleted_or_moved(book: Emulation) -> None:
    member = book.members["commune"]
    head = service.set_head(member=member, year=YEAR, actor=book.world.coordinator)
    for act in (
        lambda: member.delete(),
        lambda: head.delete(),
        lambda: ClusterMember.objects.filter(pk=member.pk).update(unit=book.world.district),
        lambda: ClusterHead.objects.update(year=2026),
    ):
        with pytest.raises(REFUSED_BY_DATABASE), transaction.atomic():
            act()


def test_agencies_of_the_district_only(book: Emulation) -> None:
    stranger = make_agency("xa", "Ban của xã", book.world.commune)
    with pytest.raises(Refused) as refused:
        book.join(agency_id=stranger.pk)
    assert refused.value.code == "not_joinable"
