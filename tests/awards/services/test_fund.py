"""The prize fund: never below what is allowed, its own level only, each prize once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import Error, transaction

from awards.models import Award, AwardRule, FundLine, PrizeFund
from awards.queries.funds import sums_of
from awards.services import fund as service
from awards.services import paying
from kbang_ntm.core.errors import NotAllowed, Refused
from tests.factories.awards_decisions import Deciding, make_deciding

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]


@pytest.fixture
def level() -> Deciding:
    return make_deciding()


def refused(code: str, do: Callable[[], object]) -> str:
    with pytest.raises(Refused) as found:
        do()
    assert found.value.code == code, found.value.message
    return found.value.message


def free(fund: PrizeFund) -> Decimal:
    return sums_of([PrizeFund.objects.get(pk=fund.pk)])[fund.pk].free


def pay(level: Deciding, decision: object, awards: list[Award], **fields: object) -> list[FundLine]:
    values = {"on": level.day, "paper": "Phiếu chi 7", "receivers": {}, **fields}
    actor = values.pop("actor", level.desk)
    return paying.pay(
        decision=decision,  # type: ignore[arg-type]  # a decision
        awards=awards,
        text=paying.PayText(**values),  # type: ignore[arg-type]  # words of the test
        actor=actor,  # type: ignore[arg-type]  # a person
    )


def test_only_the_desk_keeps_the_fund(level: Deciding) -> None:
    fund = level.fund()
    line = FundLine.objects.get()
    for actor in (level.leader, level.clerk, level.proposer, level.chair, level.neighbour):
        for act in (
            lambda who: service.open_fund(unit=level.unit, year=2023, actor=who),
            lambda who: service.take_in(fund=fund, text=level.line(1), actor=who),
            lambda who: service.spend_on_organising(fund=fund, text=level.line(1), actor=who),
            lambda who: service.authorise_overdraft(
                fund=fund, amount=Decimal(1), paper="x", actor=who
            ),
            lambda who: service.counter(line=line, reason="x", actor=who),
        ):
            with pytest.raises(NotAllowed):
                act(actor)
    assert (FundLine.objects.count(), PrizeFund.objects.count()) == (1, 1)


def test_a_fund_is_opened_once_a_year(level: Deciding) -> None:
    level.fund()
    refused("there", lambda: level.fund())
    refused("year", lambda: level.fund(year=1999))
    with pytest.raises(Error, match="prize_fund_once"), transaction.atomic():
        PrizeFund.objects.create(unit=level.unit, year=2024, made_by=level.desk)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"amount": 0}, "amount"),
        ({"source": "x"}, "source"),
        ({"on": date(2024, 11, 21)}, "future"),
        ({"on": date(2023, 11, 20)}, "year"),
        ({"paper": " "}, "no_paper"),
    ],
)
def test_what_cannot_be_a_line(level: Deciding, fields: dict[str, object], code: str) -> None:
    fund = level.fund(0)
    values = {"amount": 1000, "source": "budget", **fields}
    refused(
        code,
        lambda: service.take_in(fund=fund, text=level.line(**values), actor=level.desk),  # type: ignore[arg-type]  # words of the test
    )
    assert not FundLine.objects.exists()


def test_never_below_zero_without_a_paper(level: Deciding) -> None:
    fund = level.fund(1_000_000)
    spend = lambda: FundLine.objects.create(  # noqa: E731 - said twice below
        fund=fund, kind="organising", source="budget", amount=1_000_001, on=level.day, by=level.desk
    )
    with pytest.raises(Error, match="below zero"), transaction.atomic():
        spend()
    refused(
        "no_paper",
        lambda: service.authorise_overdraft(
            fund=fund, amount=Decimal(5), paper="", actor=level.desk
        ),
    )
    service.authorise_overdraft(
        fund=fund, amount=Decimal(500_000), paper="Công văn 3", actor=level.desk
    )
    spend()
    assert free(fund) == -1
    refused(
        "in_use",
        lambda: service.authorise_overdraft(
            fund=fund, amount=Decimal(0), paper="", actor=level.desk
        ),
    )
    with pytest.raises(Error, match="below zero"), transaction.atomic():
        PrizeFund.objects.filter(pk=fund.pk).update(overdraft=0)


def test_organising_costs_at_most_their_share(level: Deciding) -> None:
    fund = level.fund(10_000_000)
    words = refused(
        "share",
        lambda: service.spend_on_organising(
            fund=fund, text=level.line(2_000_001), actor=level.desk
        ),
    )
    assert "20 %" in words
    assert "2.000.000 đồng" in words
    _line, warning = service.spend_on_organising(
        fund=fund, text=level.line(2_000_000), actor=level.desk
    )
    assert warning == ""
    AwardRule.objects.filter(code="fund-organising-share").update(text="warns")
    _line, warning = service.spend_on_organising(fund=fund, text=level.line(1), actor=level.desk)
    assert "2.000.001 đồng" in warning
    refused(
        "no_money",
        lambda: service.spend_on_organising(
            fund=fund, text=level.line(8_000_000), actor=level.desk
        ),
    )


def test_a_source_pays_what_it_has(level: Deciding) -> None:
    fund = level.fund(10_000_000)
    level.income(fund, 300_000, "donation")
    words = refused(
        "no_money",
        lambda: service.spend_on_organising(
            fund=fund, text=level.line(300_001, "donation"), actor=level.desk
        ),
    )
    assert "đóng góp" in words
    sums = sums_of([fund])[fund.pk]
    assert [(one.source, one.free) for one in sums.sources] == [
        ("budget", 10_000_000),
        ("donation", 300_000),
    ]


def test_lines_are_never_changed_or_deleted(level: Deciding) -> None:
    level.fund()
    line = FundLine.objects.get()
    for act in (lambda: line.delete(), lambda: FundLine.objects.update(amount=1)):
        with pytest.raises(Error), transaction.atomic():
            act()


def test_a_prize_is_paid_once(level: Deciding) -> None:
    decision = level.issued()
    fund = PrizeFund.objects.get()
    awards = list(decision.awards.order_by("order"))
    before = free(fund)
    with pytest.raises(NotAllowed):
        pay(level, decision, awards, actor=level.leader)
    refused("before", lambda: pay(level, decision, awards, on=level.day - timedelta(days=1)))
    refused("future", lambda: pay(level, decision, awards, on=level.day + timedelta(days=1)))
    refused("no_paper", lambda: pay(level, decision, awards, paper=" "))
    refused("none", lambda: pay(level, decision, []))
    made = pay(level, decision, awards, receivers={awards[0].pk: "Đinh Grưp"})
    assert made[0].receiver == "Đinh Grưp"
    assert free(fund) == before
    words = refused("paid", lambda: pay(level, decision, awards[:1]))
    assert "không chi lần hai" in words
    assert FundLine.objects.filter(kind="payment").count() == 3
    again = {
        "fund": fund,
        "source": "budget",
        "amount": awards[0].amount,
        "on": level.day,
        "award": awards[0],
        "decision": decision,
        "by": level.desk,
    }
    with pytest.raises(Error, match="paid once"), transaction.atomic():
        FundLine.objects.create(kind="payment", **again)
    with pytest.raises(Error, match="amount its decision says"), transaction.atomic():
        FundLine.objects.create(kind="return", **{**again, "amount": 5})


def test_nothing_is_paid_before_the_decision_is_issued(level: Deciding) -> None:
    decision = level.decided(1)
    refused("not_issued", lambda: pay(level, decision, list(decision.awards.all())))
    refused(
        "not_issued",
        lambda: paying.deliver(
            decision=decision,
            awards=list(decision.awards.all()),
            on=level.day,
            note="",
            actor=level.desk,
        ),
    )


def test_a_wrong_payment_is_countered_and_paid_again(level: Deciding) -> None:
    decision = level.issued(1)
    fund = PrizeFund.objects.get()
    award = decision.awards.get()
    line = pay(level, decision, [award])[0]
    refused("no_reason", lambda: service.counter(line=line, reason=" ", actor=level.desk))
    made = service.counter(line=line, reason="Ghi nhầm phiếu", actor=level.desk)
    assert made.counter_of == line
    sums = sums_of([fund])[fund.pk]
    assert (sums.paid, sums.held) == (0, award.amount)
    refused("countered", lambda: service.counter(line=line, reason="x", actor=level.desk))
    refused("kind", lambda: service.counter(line=made, reason="x", actor=level.desk))
    pay(level, decision, [award])
    assert sums_of([fund])[fund.pk].paid == award.amount


def test_income_that_is_spent_is_not_countered(level: Deciding) -> None:
    fund = level.fund(1_000_000)
    income = FundLine.objects.get()
    service.spend_on_organising(fund=fund, text=level.line(100_000), actor=level.desk)
    refused("no_money", lambda: service.counter(line=income, reason="Nhầm", actor=level.desk))
    commitment = {"kind": "income", "source": "budget", "amount": 5, "on": level.day}
    with pytest.raises(Error, match="mirrors its line"), transaction.atomic():
        FundLine.objects.create(fund=fund, counter_of=income, by=level.desk, **commitment)


def test_certificates_are_handed_over_once(level: Deciding) -> None:
    decision = level.issued(2)
    awards = list(decision.awards.all())
    with pytest.raises(NotAllowed):
        paying.deliver(
            decision=decision, awards=awards, on=level.day, note="", actor=level.proposer
        )
    done = paying.deliver(
        decision=decision, awards=awards, on=level.day, note="Hội nghị", actor=level.desk
    )
    assert {row.delivered_on for row in done} == {level.day}
    refused(
        "delivered",
        lambda: paying.deliver(
            decision=decision, awards=awards[:1], on=level.day, note="", actor=level.desk
        ),
    )
