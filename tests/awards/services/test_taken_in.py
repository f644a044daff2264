"""Old decisions from scans: a draft until a second person has compared them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import Error, transaction

from awards.models import Award, Decision, PastAward
from awards.queries.law import award_type, regime_on
from awards.queries.public import public_awards
from awards.services import decisions, taken_in
from awards.services.taken_in import OldLine, OldPaper
from communes.services.register_papers import Scan
from kbang_ntm.core.errors import NotAllowed, Refused
from tests.factories.awards_decisions import Deciding, make_deciding
from tests.factories.registers import scan

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]
DAY = date(2019, 12, 20)


@pytest.fixture
def level() -> Deciding:
    return make_deciding()


def refused(code: str, do: Callable[[], object]) -> str:
    with pytest.raises(Refused) as found:
        do()
    assert found.value.code == code, found.value.message
    return found.value.message


def take(level: Deciding, actor: object = None, **fields: object) -> Decision:
    paper = {"number": "312/QĐ-UBND", "day": DAY, "title": "Khen thưởng năm 2019", **fields}
    return taken_in.take_in(
        unit=level.unit,
        paper=OldPaper(**paper),  # type: ignore[arg-type]  # words of the test
        scan=Scan("qd.pdf", scan()),
        actor=actor or level.desk,  # type: ignore[arg-type]  # a person
    )


def line(level: Deciding, decision: Decision, name: str = "Đinh Cũ") -> Award:
    return taken_in.add_line(
        decision=decision,
        line=OldLine(
            level.nominee(name=name),
            award_type(level.form, regime_on(DAY), DAY),
            citation="Năm 2019",
        ),
        actor=level.desk,
    )


def test_only_the_desk_takes_in(level: Deciding) -> None:
    for actor in (level.leader, level.clerk, level.proposer, level.chair):
        with pytest.raises(NotAllowed):
            take(level, actor)
    assert not Decision.objects.exists()


def test_what_is_missing_or_there_is_refused(level: Deciding) -> None:
    refused("no_number", lambda: take(level, number=" "))
    refused("no_title", lambda: take(level, title=""))
    refused("future", lambda: take(level, day=date(2024, 11, 21)))
    take(level)
    refused("taken", lambda: take(level))


def test_a_second_person_compares(level: Deciding) -> None:
    decision = take(level)
    refused("no_lines", lambda: taken_in.verify(decision=decision, actor=level.second))
    award = line(level, decision)
    refused("same_person", lambda: taken_in.verify(decision=decision, actor=level.desk))
    with pytest.raises(NotAllowed):
        taken_in.verify(decision=decision, actor=level.proposer)
    assert (PastAward.objects.count(), public_awards()) == (0, [])
    done = taken_in.verify(decision=decision, actor=level.second)
    assert (done.state, done.verified_by) == ("issued", level.second)
    row = PastAward.objects.get()
    assert (row.decision_number, row.decision_date, row.verified) == ("312/QĐ-UBND", DAY, True)
    assert [one.name for one in public_awards()] == [award.name]
    refused("wrong_state", lambda: line(level, done, "Thêm"))


def test_it_is_never_decided_nor_issued_alone(level: Deciding) -> None:
    decision = take(level)
    line(level, decision)
    with pytest.raises(Refused) as found:
        decisions.decide(decision=decision, decided_on=level.day, actor=level.leader)
    assert found.value.code == "decided"
    with pytest.raises(Error, match="decision_decided_by_somebody"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(state="issued")
    with pytest.raises(Error, match="decision_verified_by_another"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(verified_by=level.desk)


def test_a_wrong_entry_is_dropped_and_entered_again(level: Deciding) -> None:
    decision = take(level)
    line(level, decision)
    decisions.drop(decision=decision, actor=level.desk)
    assert not Award.objects.exists()
    assert take(level).number == "312/QĐ-UBND"


def test_a_line_is_entered_once(level: Deciding) -> None:
    decision = take(level)
    award = line(level, decision)
    refused(
        "there",
        lambda: taken_in.add_line(
            decision=decision,
            line=OldLine(award.nominee, award.award_type),  # type: ignore[arg-type]  # entered with one
            actor=level.desk,
        ),
    )
