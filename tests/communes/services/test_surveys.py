"""The Front's survey: papers counted twice, closed with minutes, small groups never shown."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import InternalError, transaction
from django.test.utils import CaptureQueriesContext

from communes.models import Survey, SurveyAnswer, SurveyGroup, SurveyQuestion, SurveyTally
from communes.queries.registers import satisfaction
from communes.queries.surveys import survey_figures
from communes.services import surveys as service
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import Notification
from tests.factories.communes import make_post, make_unit, make_user
from tests.factories.registers import TODAY, Registers, make_registers, scan

pytestmark = pytest.mark.django_db


@pytest.fixture
def book() -> Registers:
    return make_registers()


def groups(survey: Survey) -> list[SurveyGroup]:
    return list(survey.groups.order_by("name"))


def figure(book: Registers) -> Any:
    return satisfaction(book.unit_id, standard="ntm", year=2025)


def close(survey: Survey, actor: Any, **fields: Any) -> Survey:
    values = {"minutes_number": "2/BB", "minutes_date": TODAY, **fields}
    return service.close_survey(survey=survey, name="a.pdf", stream=scan(), actor=actor, **values)


def test_only_the_front_of_the_place(book: Registers) -> None:
    world = book.world
    stranger = make_user("mttq2")
    make_post(stranger, "mattran", make_unit("huyen-khac", kind="district"))
    for person in (world.officer, world.leader, world.coordinator, world.reader, stranger):
        with pytest.raises(NotAllowed):
            service.open_survey(
                unit_id=book.unit_id,
                standard="ntm",
                year=2025,
                questionnaire=book.questionnaire,
                actor=person,
            )
    survey = book.survey()
    for person in (world.leader, world.coordinator, stranger):
        for act in (
            lambda who: service.add_group(survey=survey, name="x", actor=who),
            lambda who: service.count_papers(
                group=groups(survey)[0], tally=book.tally(5, 5, 5), actor=who
            ),
            lambda who: close(survey, who),
            lambda who: service.publish_survey(survey=survey, actor=who),
        ):
            with pytest.raises(NotAllowed):
                act(person)
    assert SurveyTally.objects.count() == 0


def test_a_used_questionnaire_is_frozen(book: Registers) -> None:
    question = book.questionnaire.questions.first()
    assert question is not None
    question.short_text = "Đường"
    question.save()  # nobody has answered it yet
    book.survey()
    book.questionnaire.refresh_from_db()
    assert book.questionnaire.frozen_at is not None
    for act in (
        lambda: SurveyQuestion.objects.filter(pk=question.pk).update(text="Khác?"),
        question.delete,
        lambda: SurveyQuestion.objects.create(
            questionnaire=book.questionnaire, order=9, text="Thêm?", short_text="Thêm"
        ),
    ):
        with pytest.raises(InternalError, match="Mẫu phiếu đã dùng"), transaction.atomic():
            act()


def test_a_questionnaire_of_another_standard_is_refused(book: Registers) -> None:
    with pytest.raises(Refused) as refused:
        service.open_survey(
            unit_id=book.unit_id,
            standard="model",
            year=2025,
            questionnaire=book.questionnaire,
            actor=book.front,
        )
    assert refused.value.code == "questionnaire"


def test_counts_that_cannot_be(book: Registers) -> None:
    group = groups(book.survey())[0]
    for tally, code in (
        (book.tally(20, 5, 5, issued=10), "papers"),
        (book.tally(20, 21, 5), "answers"),
        (book.tally(20, 15, 15, no=6), "answers"),
        (book.tally(20, -1, 5), "negative"),
        (service.Tally(20, 20, {}), "questions"),
    ):
        with pytest.raises(Refused) as refused:
            service.count_papers(group=group, tally=tally, actor=book.front)
        assert refused.value.code == code
    assert SurveyTally.objects.count() == 0


def test_the_database_refuses_more_answers_than_papers(book: Registers) -> None:
    group = groups(book.survey())[0]
    tally = SurveyTally.objects.create(group=group, number=1, issued=5, returned=5, by=book.front)
    question = book.questionnaire.questions.first()
    with pytest.raises(InternalError, match="phiếu thu về"), transaction.atomic():
        SurveyAnswer.objects.create(tally=tally, question=question, yes=5, no=1, other=0)
    with pytest.raises(InternalError), transaction.atomic():
        SurveyTally.objects.filter(pk=tally.pk).update(returned=4)


def test_papers_are_counted_twice_with_one_result(book: Registers) -> None:
    survey = book.survey()
    one, two = groups(survey)
    with pytest.raises(Refused, match="Chưa đếm phiếu"):
        close(survey, book.front)
    book.count(one, book.tally(40, 36, 38))
    book.count(two, book.tally(30, 27, 27), times=1)
    assert figure(book).unchecked == (two.name,)
    with pytest.raises(Refused, match="Mới đếm một lần phiếu của Làng Tà Kơr"):
        close(survey, book.front)
    book.count(two, book.tally(30, 26, 27), times=1)
    with pytest.raises(Refused, match="Hai lần đếm khác nhau"):
        close(survey, book.front)
    book.count(two, book.tally(30, 26, 27), times=1)
    assert figure(book).unchecked == ()
    closed = close(survey, book.front)
    assert closed.state == "closed"
    assert Notification.objects.filter(kind="survey.closed").count() == 3  # the commune's people


def test_percentages_over_returned_papers(book: Registers) -> None:
    survey = book.survey()
    one, two = groups(survey)
    book.count(one, book.tally(40, 36, 32, issued=45))
    book.count(two, book.tally(20, 12, 13))
    found = figure(book)
    assert (found.issued, found.returned) == (65, 60)
    assert [row.percent for row in found.questions] == [Decimal(80), Decimal(75)]
    assert found.percent == Decimal(75)  # the general question
    assert found.reaches(Decimal(75)) is True
    assert found.reaches(Decimal("75.01")) is False
    assert found.each_reaches(Decimal(76)) is False
    assert not found.closed
    assert found.questions[1].blank == 15


def test_without_a_general_question_all_answers_count(book: Registers) -> None:
    SurveyQuestion.objects.update(overall=False)
    survey = book.survey()
    book.count(groups(survey)[0], book.tally(10, 10, 5))
    assert figure(book).percent == Decimal(75)


def test_no_papers_no_percentage(book: Registers) -> None:
    assert figure(book) is None
    book.survey()
    assert figure(book).percent is None
    assert figure(book).reaches(Decimal(0)) is None


def test_small_groups_are_marked_hidden(book: Registers) -> None:
    survey = book.survey()
    one, two = groups(survey)
    service.add_group(survey=survey, name="Thôn 3", actor=book.front)
    three = groups(survey)[2]
    for group, papers in ((one, 40), (two, 4), (three, 25)):
        book.count(group, book.tally(papers, papers, papers))
    found = survey_figures([survey], least=10)[survey.pk]
    assert {line.group.name for line in found.groups if line.hidden} == {two.name, three.name}
    unknown = survey_figures([survey])[survey.pk]
    assert all(line.hidden for line in unknown.groups)  # no rule in force: none is shown


def test_closing_needs_the_minutes(book: Registers) -> None:
    survey = book.survey()
    for group in groups(survey):
        book.count(group, book.tally(30, 27, 27))
    with pytest.raises(Refused) as refused:
        close(survey, book.front, minutes_number=" ")
    assert refused.value.code == "no_number"
    survey.refresh_from_db()
    assert survey.state == "open"


def test_closed_published_and_no_way_back(book: Registers) -> None:
    survey = book.closed_survey()
    with pytest.raises(Refused) as refused:
        book.count(groups(survey)[0], book.tally(40, 40, 40), times=1)
    assert refused.value.code == "not_open"
    service.reopen_survey(survey=survey, reason="Sót một tập phiếu", actor=book.front)
    close(survey, book.front)
    service.publish_survey(survey=survey, actor=book.front)
    with pytest.raises(Refused) as refused:
        service.reopen_survey(survey=survey, reason="x", actor=book.front)
    assert refused.value.code == "wrong_state"


def test_who_sees_what(book: Registers) -> None:
    world, rows = book.world, Survey.objects
    survey = book.survey()
    assert rows.visible_to(book.front).count() == 1
    assert [rows.visible_to(who).count() for who in (world.leader, world.reader)] == [0, 0]
    for group in groups(survey):
        book.count(group, book.tally(30, 27, 27))
    close(survey, book.front)
    assert [rows.visible_to(who).count() for who in (world.leader, world.reader)] == [1, 1]
    assert rows.visible_to(world.neighbour_leader).count() == 0
    assert rows.public().count() == 0


def test_figures_take_constant_queries(
    book: Registers, django_assert_num_queries: Callable[[int], CaptureQueriesContext]
) -> None:
    survey = book.closed_survey()
    with django_assert_num_queries(4):
        survey_figures([survey])
