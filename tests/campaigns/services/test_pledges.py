"""Pledges: drafts are mended, signed ones stay, results are added."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, transaction

from campaigns.models import Pledge, PledgeResult, PledgeTarget
from campaigns.services import pledges as service
from communes.enums import UnitKind
from communes.services.register_papers import Scan
from kbang_ntm.core.errors import NotAllowed, Refused
from tests.factories.campaigns_clusters import FIRST, YEAR, Emulation, make_emulation
from tests.factories.communes import make_unit
from tests.factories.registers import scan

pytestmark = pytest.mark.django_db
REFUSED_BY_DATABASE = (IntegrityError, InternalError, ProgrammingError)


@pytest.fixture
def book() -> Emulation:
    return make_emulation()


def target(words: str = "Giảm hộ nghèo", number: Any = 40, unit: str = "hộ") -> Any:
    return service.TargetText(words, None if number is None else Decimal(number), unit)


def test_only_the_member_itself(book: Emulation) -> None:
    pledge = book.pledge()
    paper = {"signed_on": FIRST, "number": "", "scan": Scan("g.pdf", scan())}
    for person in (book.world.neighbour_officer, book.world.coordinator, book.world.reader):
        with pytest.raises(NotAllowed):
            book.pledge(actor=person)
        with pytest.raises(NotAllowed):
            service.sign_pledge(pledge=pledge, actor=person, **paper)
    signed = book.signed()
    for person in (book.world.neighbour_officer, book.world.coordinator):
        with pytest.raises(NotAllowed):
            service.record_result(
                target=signed.targets.get(), reached=True, number=None, note="", actor=person
            )
    assert PledgeResult.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"year": 1999}, "year"),
        ({"year": 2024}, "not_member"),
        ({"text": " "}, "no_text"),
        ({"targets": [target(number=-1)]}, "number"),
        ({"targets": [target(number=10**11)]}, "number"),
        ({"targets": [target(words=" ")]}, "targets"),
        ({"targets": [target()] * 13}, "targets"),
    ],
)
def test_what_cannot_be_a_pledge(book: Emulation, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        book.pledge(**fields)
    assert refused.value.code == code
    assert (Pledge.objects.count(), PledgeTarget.objects.count()) == (0, 0)


def test_a_draft_is_mended_as_a_whole(book: Emulation) -> None:
    first = book.pledge("commune", target(), target("Làm đường", "1.5", "km"))
    again = book.pledge("commune", target("Thêm tiêu chí", 1, "tiêu chí"), text="Bản hai.")
    assert (again.pk, again.text) == (first.pk, "Bản hai.")
    assert [one.content for one in again.targets.all()] == ["Thêm tiêu chí"]


def test_a_signed_pledge_stays(book: Emulation) -> None:
    pledge = book.signed()
    with pytest.raises(Refused) as refused:
        book.pledge(text="Khác")
    assert refused.value.code == "signed"
    one = pledge.targets.get()
    for act in (
        lambda: Pledge.objects.update(text="Khác"),
        lambda: Pledge.objects.update(state="draft"),
        lambda: PledgeTarget.objects.update(content="Khác"),
        lambda: PledgeTarget.objects.create(pledge=pledge, order=2, content="Thêm"),
        lambda: one.delete(),
        lambda: pledge.delete(),
    ):
        with pytest.raises(REFUSED_BY_DATABASE), transaction.atomic():
            act()
    with pytest.raises(Refused) as refused:
        service.sign_pledge(
            pledge=pledge,
            signed_on=FIRST,
            number="",
            scan=Scan("g.pdf", scan()),
            actor=book.world.officer,
        )
    assert refused.value.code == "wrong_state"


def test_what_cannot_be_signed(book: Emulation) -> None:
    pledge = book.pledge()
    act = {"pledge": pledge, "number": "", "actor": book.world.officer}
    with pytest.raises(Refused) as refused:
        service.sign_pledge(signed_on=date(2025, 6, 21), scan=Scan("g.pdf", scan()), **act)
    assert refused.value.code == "future"
    with pytest.raises(Refused):
        service.sign_pledge(signed_on=FIRST, scan=Scan("g.exe", scan()), **act)
    pledge.targets.all().delete()
    with pytest.raises(Refused) as refused:
        service.sign_pledge(signed_on=FIRST, scan=Scan("g.pdf", scan()), **act)
    assert refused.value.code == "no_targets"
    pledge.refresh_from_db()
    assert (pledge.state, pledge.paper_file) == ("draft", None)
    with pytest.raises(REFUSED_BY_DATABASE), transaction.atomic():
        Pledge.objects.update(state="signed")


def test_results_are_added_never_changed(book: Emulation) -> None:
    draft = book.pledge("neighbour")
    act: dict[str, Any] = {"number": None, "note": "", "reached": True}
    with pytest.raises(Refused) as refused:
        service.record_result(target=draft.targets.get(), actor=book.world.neighbour_officer, **act)
    assert refused.value.code == "not_signed"
    one = book.signed().targets.get()
    with pytest.raises(Refused):
        service.record_result(
            target=one, actor=book.world.officer, **{**act, "number": Decimal(-1)}
        )
    service.record_result(target=one, actor=book.world.officer, **{**act, "reached": False})
    service.record_result(target=one, actor=book.world.leader, **act)
    assert [row.reached for row in one.results.order_by("id")] == [False, True]
    with pytest.raises(REFUSED_BY_DATABASE), transaction.atomic():
        PledgeResult.objects.update(reached=True)


def test_the_commune_writes_for_its_village(book: Emulation) -> None:
    from campaigns.services import clusters

    world = book.world
    village = make_unit("lang-mot", "Làng Một", kind=UnitKind.VILLAGE, parent=world.commune)
    own = clusters.add_cluster(unit_id=world.commune.pk, text=book.text(), actor=world.officer)
    member = clusters.add_member(
        cluster=own, unit_id=village.pk, agency_id=None, first=FIRST, actor=world.officer
    )
    pledge = service.write_pledge(
        member=member, year=YEAR, text="Sạch làng", targets=[target()], actor=world.officer
    )
    assert Pledge.objects.visible_to(world.leader).filter(pk=pledge.pk).exists()
    assert not Pledge.objects.visible_to(world.neighbour_officer).filter(pk=pledge.pk).exists()
    with pytest.raises(NotAllowed):
        service.write_pledge(
            member=member,
            year=YEAR,
            text="Khác",
            targets=[],
            actor=world.neighbour_officer,
        )


def test_a_draft_is_its_members_alone(book: Emulation) -> None:
    book.pledge()
    book.signed("neighbour")
    seen = {
        name: set(Pledge.objects.visible_to(user).values_list("member__unit__key", flat=True))
        for name, user in (
            ("own", book.world.leader),
            ("neighbour", book.world.neighbour_officer),
            ("reader", book.world.reader),
            ("office", book.world.coordinator),
        )
    }
    assert seen == {
        "own": {"son-lang", "krong"},
        "neighbour": {"krong"},
        "reader": {"krong"},
        "office": {"krong"},
    }
