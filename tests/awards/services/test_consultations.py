"""Asking other bodies: the day by rule, answers on the portal and from paper, objections."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import InternalError, transaction

from awards import law_codes as codes
from awards.models import Consultation, Nomination
from awards.queries.consultations import (
    consultation_lines,
    visible_consultations,
    waiting_consultations,
)
from awards.services import consultations as service
from awards.services.appraisal import appraise
from awards.services.consultations import Answer, Body, Letter
from kbang_ntm.core import clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import Notification
from tests.factories.awards_appraisal import clear, sheet
from tests.factories.awards_nominations import Awards, make_awards
from tests.factories.communes import pdf, stand_on

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]


@pytest.fixture
def world() -> Awards:
    return make_awards()


@pytest.fixture
def row(world: Awards) -> Nomination:
    return world.received(world.round())


def asked(world: Awards, row: Nomination, agency: bool = True, **fields: Any) -> Consultation:
    body = Body("nature", agency_id=world.agency.pk) if agency else Body("police", "Công an huyện")
    letter = Letter(**{"about": "Việc chấp hành pháp luật.", **fields})
    return service.ask(nomination=row, body=body, letter=letter, actor=world.clerk)


def test_only_the_desk_asks(world: Awards, row: Nomination) -> None:
    for person in (world.officer, world.chair, world.reviewer, world.neighbour_leader):
        with pytest.raises(NotAllowed):
            service.ask(nomination=row, body=Body("tax", "Thuế"), letter=Letter("x"), actor=person)
    assert not Consultation.objects.exists()


def test_the_day_is_counted_in_working_days_from_the_letter(world: Awards, row: Nomination) -> None:
    one = asked(world, row)
    assert one.due_on == date(2024, 10, 24)  # ten working days after Thursday 10/10
    stand_on(date(2024, 10, 14))
    done = service.write_letter(
        consultation=one, number="31/PNV", day=date(2024, 10, 14), actor=world.clerk
    )
    assert done.due_on == date(2024, 10, 28)


@pytest.mark.parametrize(
    ("body", "letter", "code"),
    [
        (Body("king", "Vua"), Letter("x"), "body"),
        (Body("tax", " "), Letter("x"), "no_name"),
        (Body("tax", "Thuế"), Letter(" "), "no_text"),
        (Body("tax", "Thuế"), Letter("x", day=date(2024, 10, 11)), "future"),
        (Body("tax", "Thuế"), Letter("x", due=date(2024, 10, 9)), "due_past"),
        (Body("tax", agency_id=0), Letter("x"), "agency"),
    ],
)
def test_what_is_missing_is_said(
    world: Awards, row: Nomination, body: Body, letter: Letter, code: str
) -> None:
    with pytest.raises(Refused) as caught:
        service.ask(nomination=row, body=body, letter=letter, actor=world.clerk)
    assert caught.value.code == code
    assert not Consultation.objects.exists()


def test_a_body_is_asked_once_until_taken_back(world: Awards, row: Nomination) -> None:
    one = asked(world, row, agency=False)
    with pytest.raises(Refused) as caught:
        asked(world, row, agency=False)
    assert caught.value.code == "twice"
    service.withdraw(consultation=one, reason="Gửi nhầm.", actor=world.clerk)
    assert asked(world, row, agency=False).pk != one.pk


def test_an_agency_answers_on_the_portal(world: Awards, row: Nomination) -> None:
    one = asked(world, row)
    assert Notification.objects.filter(recipient=world.reviewer, kind=service.ASKED).exists()
    assert list(visible_consultations(world.reviewer)) == [one]
    assert not Nomination.objects.visible_to(world.reviewer).exists()
    assert waiting_consultations(world.reviewer) == ([one], [])
    done = service.answer(
        consultation=one,
        said=Answer("agrees"),
        actor=world.reviewer,
        file=("trả lời.pdf", io.BytesIO(pdf("trả lời"))),
    )
    assert (done.answer, done.answered_on) == ("agrees", clock.today())
    assert Notification.objects.filter(recipient=world.clerk, kind=service.ANSWERED).exists()
    assert done.answer_file is not None
    assert service.may_read_answer(world.reviewer, done.answer_file)
    assert not service.may_read_answer(world.neighbour_leader, done.answer_file)


def test_others_neither_see_nor_answer(world: Awards, row: Nomination) -> None:
    one = asked(world, row)
    for person in (world.officer, world.leader, world.neighbour_leader, world.reader):
        assert not visible_consultations(person).exists()
        with pytest.raises(NotAllowed):
            service.answer(consultation=one, said=Answer("agrees"), actor=person)
    assert visible_consultations(world.chair).exists()
    with pytest.raises(NotAllowed):
        service.answer(consultation=one, said=Answer("agrees"), actor=world.chair)


def test_the_desk_types_from_paper(world: Awards, row: Nomination) -> None:
    one = asked(world, row, agency=False)
    for said, code in (
        (Answer("agrees"), "no_paper"),
        (Answer("objects", paper="5/CV"), "no_text"),
        (Answer("perhaps", paper="5/CV"), "answer"),
        (Answer("agrees", paper="5/CV", on=date(2024, 10, 11)), "future"),
        (Answer("agrees", "x" * 4001, "5/CV"), "long"),
    ):
        with pytest.raises(Refused) as caught:
            service.answer(consultation=one, said=said, actor=world.clerk)
        assert caught.value.code == code
    done = service.answer(
        consultation=one, said=Answer("no_opinion", paper="5/CV"), actor=world.clerk
    )
    with pytest.raises(Refused) as caught:
        service.answer(consultation=done, said=Answer("agrees", paper="6/CV"), actor=world.clerk)
    assert caught.value.code == "answered"
    with pytest.raises(InternalError, match="consultation_answer_stays"), transaction.atomic():
        Consultation.objects.filter(pk=one.pk).update(answer="agrees")
    with pytest.raises(Refused) as caught:
        service.write_letter(consultation=done, number="1", day=clock.today(), actor=world.clerk)
    assert caught.value.code == "answered"


def test_an_objection_blocks_and_silence_warns(world: Awards, row: Nomination) -> None:
    clear(row.nominee, world.clerk)
    one = asked(world, row)
    said = Answer("objects", "Đang bị xử phạt về môi trường.")
    service.answer(consultation=one, said=said, actor=world.reviewer)
    with pytest.raises(Refused) as caught:
        appraise(nomination=row, text=sheet(), actor=world.clerk)
    assert caught.value.code == "blocked"
    assert "xử phạt" in caught.value.message
    service.withdraw(consultation=one, reason="Đã khắc phục.", actor=world.clerk)
    asked(world, row, agency=False)
    appraise(nomination=row, text=sheet(), actor=world.clerk)
    result = row.check_runs.first().results.get(code=codes.CHECK_CONSULTED)  # type: ignore[union-attr]  # just run
    assert (result.outcome, result.effect) == ("unknown", "warns")


def test_overdue_is_marked_for_the_desk(world: Awards, row: Nomination) -> None:
    one = asked(world, row)
    assert waiting_consultations(world.clerk) == ([], [])
    stand_on(one.due_on)
    assert not consultation_lines(world.clerk, "")[0].overdue
    stand_on(one.due_on + timedelta(days=1))
    assert consultation_lines(world.clerk, "qua-han")[0].overdue
    assert waiting_consultations(world.clerk) == ([], [one])
