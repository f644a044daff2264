"""The people's voice: read before anything is shown, answered, published by the leader alone."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, InternalError, transaction

from campaigns.models import VoiceOpinion
from campaigns.services import voices as service
from kbang_ntm.core.errors import NotAllowed, Refused
from tests.factories.campaigns_petitions import Petitions, make_petitions

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Petitions:
    return make_petitions()


def test_others_may_not(desk: Petitions) -> None:
    world = desk.world
    waiting, taken = desk.public_voice(), desk.voice()
    answered = service.answer_voice(voice=desk.voice(), answer="Có", actor=world.officer)
    for person in (world.neighbour_leader, world.coordinator, desk.chair, world.reader):
        for act in (
            lambda who: service.enter_voice(
                unit_id=world.commune.pk,
                text=service.VoiceText("x"),
                given_on=date(2025, 6, 1),
                actor=who,
            ),
            lambda who: service.take_voice(voice=waiting, actor=who),
            lambda who: service.refuse_voice(voice=waiting, reason="x", actor=who),
            lambda who: service.answer_voice(voice=taken, answer="x", actor=who),
            lambda who: service.publish_voice(voice=answered, actor=who),
        ):
            with pytest.raises(NotAllowed):
                act(person)
    with pytest.raises(NotAllowed):  # the officer answers, the leader publishes
        service.publish_voice(voice=answered, actor=world.officer)
    assert VoiceOpinion.objects.count() == 3


def test_what_comes_from_outside_waits_unseen(desk: Petitions) -> None:
    row = desk.public_voice(name="Đinh Văn A", name_shown=True)
    assert (row.state, row.entered_by) == ("waiting", None)
    assert not VoiceOpinion.objects.visible_to(desk.world.reader).exists()
    assert not VoiceOpinion.objects.public().exists()
    service.take_voice(voice=row, actor=desk.world.officer)
    assert VoiceOpinion.objects.visible_to(desk.world.reader).exists()
    assert not VoiceOpinion.objects.public().exists()
    assert not VoiceOpinion.objects.visible_to(desk.world.neighbour_leader).exists()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (service.VoiceText("  "), "no_text"),
        (service.VoiceText("x" * 2001), "long"),
        (service.VoiceText("x", name_shown=True), "no_name"),
    ],
)
def test_what_is_missing_is_said(desk: Petitions, text: service.VoiceText, code: str) -> None:
    with pytest.raises(Refused) as caught:
        service.receive_voice(unit_id=desk.world.commune.pk, text=text)
    assert caught.value.code == code
    with pytest.raises(Refused) as caught:
        service.receive_voice(unit_id=desk.world.district.pk, text=service.VoiceText("x"))
    assert caught.value.code == "unit"
    assert not VoiceOpinion.objects.exists()


def test_a_flood_stops(desk: Petitions) -> None:
    first = desk.public_voice()
    VoiceOpinion.objects.bulk_create(
        VoiceOpinion(
            unit=desk.world.commune,
            source="public",
            given_on=date(2025, 6, 1),
            text="x",
            state="waiting",
        )
        for _ in range(service.MOST_WAITING - 1)
    )
    with pytest.raises(Refused) as caught:
        desk.public_voice()
    assert caught.value.code == "full"
    service.refuse_voice(voice=first, reason="Quảng cáo", actor=desk.world.officer)
    desk.public_voice()


def test_answered_again_then_published_and_taken_off(desk: Petitions) -> None:
    world = desk.world
    row = desk.voice()
    with pytest.raises(Refused):
        service.publish_voice(voice=row, actor=world.leader)
    service.answer_voice(voice=row, answer="Lần một", actor=world.officer)
    row = service.answer_voice(voice=row, answer="Lần hai", actor=world.officer)
    row = service.publish_voice(voice=row, actor=world.leader)
    assert (row.answer, VoiceOpinion.objects.public().count()) == ("Lần hai", 1)
    with pytest.raises(Refused):  # what everybody reads is not changed under their eyes
        service.answer_voice(voice=row, answer="Lần ba", actor=world.officer)
    service.unpublish_voice(voice=row, reason="Nêu tên người khác", actor=world.leader)
    assert not VoiceOpinion.objects.public().exists()


def test_the_database_refuses_too(desk: Petitions) -> None:
    row = desk.voice()
    rows = VoiceOpinion.objects.filter(pk=row.pk)
    for columns in (
        {"state": "answered"},
        {"text": ""},
        {"name_shown": True},
        {"entered_by": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**columns)
    with pytest.raises(InternalError), transaction.atomic():
        rows.update(state="waiting")
    with pytest.raises(InternalError), transaction.atomic():
        row.delete()
