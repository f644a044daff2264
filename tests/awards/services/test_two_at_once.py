"""Two people at the same moment: one wins, the other reads a sentence, money moves once."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from awards.models import Award, FundLine, PrizeFund
from awards.queries.funds import sums_of
from awards.services import decisions, issuing, paying
from kbang_ntm.core.errors import Refused
from tests.factories.awards_decisions import Deciding, make_deciding

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.data("reference")]


@pytest.fixture
def level() -> Deciding:
    return make_deciding()


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What came of each: "done", or the code of its refusal."""
    barrier, found = threading.Barrier(len(acts)), [""] * len(acts)

    def run(at: int, act: Callable[[], object]) -> None:
        try:
            barrier.wait(10)
            act()
            found[at] = "done"
        except Refused as refusal:
            found[at] = refusal.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(found)


def test_two_decide(level: Deciding) -> None:
    fund = level.fund()
    draft = level.draft()
    act = lambda: decisions.decide(  # noqa: E731 - done by both
        decision=draft, decided_on=level.day, actor=level.leader
    )
    assert at_once(act, act) == ["decided", "done"]
    assert FundLine.objects.filter(kind="commitment").count() == 3
    assert sums_of([fund])[fund.pk].held == 3_180_000


def test_two_decisions_on_money_for_one(level: Deciding) -> None:
    level.fund(3_200_000)
    one, other = level.draft(), level.draft()
    assert at_once(
        *(
            lambda draft=draft: decisions.decide(  # type: ignore[misc]  # bound now
                decision=draft, decided_on=level.day, actor=level.leader
            )
            for draft in (one, other)
        )
    ) == ["done", "no_money"]


def test_two_draft_the_same_nominations(level: Deciding) -> None:
    round_, session, rows = level.ready()
    act = lambda: decisions.draft(  # noqa: E731 - done by both
        award_round=round_, session=session, nominations=rows, text=level.text(), actor=level.desk
    )
    assert at_once(act, act) == ["done", "in_draft"]
    assert Award.objects.count() == 3


def test_two_pay(level: Deciding) -> None:
    decision = level.issued()
    awards = list(decision.awards.all())
    act = lambda: paying.pay(  # noqa: E731 - done by both
        decision=decision,
        awards=awards,
        text=paying.PayText(level.day, "PC 1", {}),
        actor=level.desk,
    )
    assert at_once(act, act) == ["done", "paid"]
    fund = PrizeFund.objects.get()
    assert sums_of([fund])[fund.pk].paid == 3_180_000


def test_two_clerks_take_two_numbers_of_the_golden_book(level: Deciding) -> None:
    first, second = level.decided(2), level.decided(2)
    acts = [
        lambda row=row, number=number: issuing.issue(  # type: ignore[misc]  # bound now
            decision=row, number=number, number_date=level.day, scan=None, actor=level.clerk
        )
        for row, number in ((first, "1/QĐ"), (second, "2/QĐ"))
    ]
    assert at_once(*acts) == ["done", "done"]
    numbers = sorted(Award.objects.values_list("book_number", flat=True))
    assert numbers == ["1/2024", "2/2024", "3/2024", "4/2024"]


def test_two_clerks_with_one_number(level: Deciding) -> None:
    first, second = level.decided(1), level.decided(1)
    acts = [
        lambda row=row: issuing.issue(  # type: ignore[misc]  # bound now
            decision=row, number="1/QĐ", number_date=level.day, scan=None, actor=level.clerk
        )
        for row in (first, second)
    ]
    assert at_once(*acts) == ["done", "taken"]
