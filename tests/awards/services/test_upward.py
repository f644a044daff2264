"""Upward: what a level above decides is sent with a memo; its word is entered once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import Error, transaction

from awards.models import AwardRound, FundLine, Nomination, PastAward, UpwardCase
from awards.queries.upward import cases_of, honoured_twice, to_send
from awards.services import upward as service
from awards.services.upward import Answer, Memo
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import Notification
from tests.factories.awards_decisions import ABOVE, Deciding, make_deciding

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]


@pytest.fixture
def level() -> Deciding:
    return make_deciding()


def refused(code: str, do: Callable[[], object]) -> str:
    with pytest.raises(Refused) as found:
        do()
    assert found.value.code == code, found.value.message
    return found.value.message


def memo(level: Deciding, **fields: object) -> Memo:
    values = {"to_body": "UBND tỉnh Gia Lai", "number": "44/TTr-UBND", "day": level.day}
    return Memo(**{**values, "sent_on": level.day, **fields})  # type: ignore[arg-type]  # words of the test


def sent(level: Deciding, **fields: object) -> UpwardCase:
    row = level.nomination(level.round(), code=ABOVE, **fields)
    return service.send_up(nominations=[row], memo=memo(level), actor=level.desk)[0]


def answer(level: Deciding, case: UpwardCase, result: str, **fields: object) -> UpwardCase:
    values = {"on": level.day, "paper": "Quyết định 900/QĐ-UBND", "reason": "", **fields}
    return service.record_answer(
        case=case,
        answer=Answer(result, **values),  # type: ignore[arg-type]  # words of the test
        actor=level.desk,
    )


def test_who_may_send(level: Deciding) -> None:
    row = level.nomination(level.round(), code=ABOVE)
    for actor in (level.chair, level.clerk, level.proposer, level.neighbour):
        with pytest.raises(NotAllowed):
            service.send_up(nominations=[row], memo=memo(level), actor=actor)
    assert [one.pk for one in to_send(level.desk)] == [row.pk]
    service.send_up(nominations=[row], memo=memo(level), actor=level.leader)
    row.refresh_from_db()
    assert row.state == "sent_up"
    assert to_send(level.desk) == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"number": " "}, "no_number"),
        ({"to_body": ""}, "no_body"),
        ({"day": date(2024, 11, 21)}, "future"),
        ({"sent_on": date(2024, 11, 19)}, "before_memo"),
    ],
)
def test_what_cannot_be_sent(level: Deciding, fields: dict[str, object], code: str) -> None:
    row = level.nomination(level.round(), code=ABOVE)
    refused(
        code,
        lambda: service.send_up(nominations=[row], memo=memo(level, **fields), actor=level.desk),
    )
    row.refresh_from_db()
    assert (row.state, UpwardCase.objects.count()) == ("recommended", 0)


def test_what_the_level_decides_itself_is_not_sent(level: Deciding) -> None:
    round_ = level.round()
    own, early = level.nomination(round_), level.nomination(round_, code=ABOVE, state="eligible")
    send = lambda *rows: service.send_up(  # noqa: E731 - said often below
        nominations=list(rows), memo=memo(level), actor=level.desk
    )
    refused("decided_here", lambda: send(own))
    refused("not_recommended", lambda: send(early))
    refused("none", lambda: send())


def test_awarded_above_enters_the_registry_and_costs_nothing_here(level: Deciding) -> None:
    case = sent(level)
    done = answer(level, case, "awarded")
    row = PastAward.objects.get()
    assert (row.level, row.decision_number) == ("province", "Quyết định 900/QĐ-UBND")
    assert "tỉnh" in row.decider
    assert (row.verified, FundLine.objects.count()) == (False, 0)
    nomination = Nomination.objects.get()
    assert (done.result, nomination.state) == ("awarded", "answered")
    assert Notification.objects.filter(recipient=level.proposer).exists()
    refused("answered", lambda: answer(level, case, "refused", reason="x"))
    with pytest.raises(Error), transaction.atomic():
        UpwardCase.objects.filter(pk=case.pk).update(result="refused", result_reason="x")


@pytest.mark.parametrize(
    ("result", "fields", "code"),
    [
        ("awarded", {"paper": ""}, "no_paper"),
        ("refused", {}, "no_reason"),
        ("returned", {}, "no_reason"),
        ("khác", {}, "result"),
        ("awarded", {"on": date(2024, 11, 21)}, "future"),
        ("awarded", {"on": date(2024, 11, 1)}, "before_sent"),
    ],
)
def test_what_cannot_be_answered(
    level: Deciding, result: str, fields: dict[str, object], code: str
) -> None:
    case = sent(level)
    refused(code, lambda: answer(level, case, result, **fields))
    case.refresh_from_db()
    assert (case.result, PastAward.objects.count()) == ("", 0)


def test_a_refusal_above_undoes_nothing(level: Deciding) -> None:
    decision = level.issued(1)
    person = decision.awards.get().nominee
    case = sent(level, nominee=person)
    answer(level, case, "refused", reason="Chưa đủ thời gian")
    assert decision.awards.get().state == "valid"
    assert PastAward.objects.filter(withdrawn_at=None).count() == 1
    with pytest.raises(NotAllowed):
        service.record_answer(
            case=case, answer=Answer("refused", level.day, reason="x"), actor=level.proposer
        )


def test_one_achievement_honoured_at_two_levels_is_told(level: Deciding) -> None:
    decision = level.issued(1)
    award = decision.awards.get()
    case = sent(level, nominee=award.nominee)
    up = Nomination.objects.select_related("nominee").get(pk=case.nomination_id)
    found = honoured_twice([up])
    assert len(found[up.pk]) == 1
    assert "15/QĐ-UBND" in found[up.pk][0].words
    down = Nomination.objects.select_related("nominee").get(pk=award.nomination_id)
    assert any("đang trình" in one.words for one in honoured_twice([down])[down.pk])
    other = level.nomination(level.round("Khác"), level.nominee(name="Người khác"))
    assert honoured_twice([other]) == {}


def test_a_round_of_the_level_above_gets_a_linked_nomination(level: Deciding) -> None:
    round_ = level.round()
    row = level.nomination(round_, code=ABOVE)
    above = AwardRound.objects.get(pk=round_.pk)
    refused(
        "round",
        lambda: service.send_up(
            nominations=[row], memo=memo(level), actor=level.desk, to_round=above
        ),
    )
    days = {"opens_on": level.day, "due_on": level.day, "closes_on": level.day}
    above = AwardRound.objects.create(
        unit=level.commune,
        name="Đợt nơi khác",
        kind="yearly",
        merit_kind="movement",
        achievement=round_.achievement,
        state="open",
        made_by=level.desk,
        **days,
    )
    service.send_up(nominations=[row], memo=memo(level), actor=level.desk, to_round=above)
    made = Nomination.objects.get(upward_of=row)
    assert (made.round, made.state, made.nominee) == (above, "draft", row.nominee)


def test_lists_start_at_what_one_may_see(level: Deciding) -> None:
    case = sent(level)
    assert [one.pk for one in cases_of(level.desk)] == [case.pk]
    assert [one.pk for one in cases_of(level.proposer)] == [case.pk]
    assert cases_of(level.neighbour) == []
    assert cases_of(level.desk, "xong") == []
