"""Open petitions and opinions pass on when their sender, receiver or commune ends."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from campaigns.models import Petition, VoiceOpinion
from campaigns.services import passing_petitions as passing
from campaigns.services import petitions as service
from communes.holdings import held_by, kind_of
from kbang_ntm.core.models import AuditEvent
from tests.factories.campaigns_petitions import Petitions, make_petitions
from tests.factories.communes import make_agency

pytestmark = pytest.mark.django_db
TODAY = date(2025, 6, 20)


@pytest.fixture
def desk() -> Petitions:
    return make_petitions()


class Change:
    """As much of a change as passing on reads."""

    date, title, uid = TODAY, "Nghị quyết thử", "00000000-0000-4000-8000-000000000001"


def held(place: Any, kind: str) -> list[str]:
    return [one.uid for one in held_by(place, TODAY) if one.kind == kind]


def pass_on(place: Any, kind: str, successor: Any, actor: Any) -> None:
    for one in [one for one in held_by(place, TODAY) if one.kind == kind]:
        kind_of(kind).pass_on(one, successor, actor, Change())  # type: ignore[arg-type]  # as much of a change as is read


def test_only_open_ones_are_held(desk: Petitions) -> None:
    open_, _over = desk.sent(), desk.answered()
    assert held(desk.world.commune, passing.SENT_BY) == [str(open_.uid)]
    assert held(desk.office, passing.PUT_TO) == [str(open_.uid)]
    waiting, _published = desk.voice(), desk.published_voice()
    assert held(desk.world.commune, passing.VOICES) == [str(waiting.uid)]
    assert held(desk.world.neighbour, passing.VOICES) == []


def test_the_successor_goes_on(desk: Petitions) -> None:
    world = desk.world
    row, voice = desk.sent(), desk.voice()
    pass_on(world.commune, passing.SENT_BY, world.neighbour, desk.chair)
    pass_on(world.commune, passing.VOICES, world.neighbour, desk.chair)
    assert held(world.neighbour, passing.SENT_BY) == [str(row.uid)]
    assert Petition.objects.visible_to(world.neighbour_officer).get() == row
    assert not Petition.objects.visible_to(world.officer).exists()
    assert VoiceOpinion.objects.visible_to(world.neighbour_officer).get() == voice
    row.refresh_from_db()
    done = service.withdraw_petition(petition=row, reason="x", actor=world.neighbour_leader)
    assert done.unit == world.commune  # the row keeps whose it was
    assert AuditEvent.objects.filter(action="petition.pass_on").count() == 1


def test_the_heir_of_the_desk_receives_with_its_own_numbers(desk: Petitions) -> None:
    first = desk.received()
    heir = make_agency("noivu-moi", "Phòng Nội vụ mới", desk.world.district)
    pass_on(desk.office, passing.PUT_TO, heir, desk.chair)
    first.refresh_from_db()
    assert (first.to_agency, first.incoming_desk) == (heir, f"a{desk.office.pk}")


def test_left_as_it_stands(desk: Petitions) -> None:
    row = desk.sent()
    holding = next(one for one in held_by(desk.office, TODAY) if one.kind == passing.PUT_TO)
    close = kind_of(passing.PUT_TO).close
    assert close is not None
    close(holding, desk.chair, Change(), "không có nơi kế tục")  # type: ignore[arg-type]  # as much of a change as is read
    row.refresh_from_db()
    assert row.state == "sent"
    assert AuditEvent.objects.filter(action="petition.left").exists()
