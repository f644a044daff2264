"""Correction and revocation: decisions of their own; the issued one stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import Error, transaction

from awards.models import Award, AwardChange, Decision, FundLine, PastAward, PrizeFund
from awards.queries.funds import sums_of
from awards.services import corrections, decisions, issuing, paying
from awards.services.corrections import Change, ChangeText
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import Notification
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


def change(
    level: Deciding, about: Decision, kind: str, *changes: Change, reason: str = "Ghi nhầm"
) -> Decision:
    text = ChangeText(kind, "Sửa Quyết định số 15", reason, signer="Nguyễn Quang Thành")
    return corrections.draft_change(about=about, text=text, changes=changes, actor=level.desk)


def done(level: Deciding, draft: Decision, number: str = "20/QĐ-UBND") -> Decision:
    decision = decisions.decide(decision=draft, decided_on=level.day, actor=level.leader)
    return issuing.issue(
        decision=decision, number=number, number_date=level.day, scan=None, actor=level.clerk
    )


def test_others_and_other_states_are_refused(level: Deciding) -> None:
    decided = level.decided(1)
    award = decided.awards.get()
    refused("not_issued", lambda: change(level, decided, "revocation", Change(award)))
    about = level.issued(1, "16/QĐ-UBND")
    line = about.awards.get()
    with pytest.raises(NotAllowed):
        corrections.draft_change(
            about=about,
            text=ChangeText("revocation", "x", "x"),
            changes=[Change(line)],
            actor=level.leader,
        )
    refused("no_reason", lambda: change(level, about, "revocation", Change(line), reason=" "))
    refused("none", lambda: change(level, about, "revocation"))
    refused("kind", lambda: change(level, about, "award", Change(line)))
    refused("line", lambda: change(level, about, "revocation", Change(award)))
    refused("same", lambda: change(level, about, "correction", Change(line, name=line.name)))
    assert not AwardChange.objects.exists()


def test_a_correction_marks_the_line_and_leaves_the_paper(level: Deciding) -> None:
    about = level.issued(1)
    award = about.awards.get()
    draft = change(level, about, "correction", Change(award, name="Đinh Thị Blơng"))
    award.refresh_from_db()
    assert award.corrected_name == ""
    decision = done(level, draft)
    award.refresh_from_db()
    assert award.name != "Đinh Thị Blơng"
    assert (award.shown_name, award.corrected_by) == ("Đinh Thị Blơng", decision)
    assert (award.state, PastAward.objects.filter(withdrawn_at=None).count()) == ("valid", 1)
    with pytest.raises(Error), transaction.atomic():
        decision.changes.all().delete()
    told = Notification.objects.filter(recipient=level.proposer, text__contains="Đính chính")
    assert told.count() == 1


def test_a_revocation_lets_unpaid_money_go(level: Deciding) -> None:
    about = level.issued(2)
    fund = PrizeFund.objects.get()
    first, second = about.awards.order_by("order")
    before = sums_of([fund])[fund.pk]
    decision = done(level, change(level, about, "revocation", Change(first)))
    first.refresh_from_db()
    second.refresh_from_db()
    after = sums_of([fund])[fund.pk]
    assert (first.state, first.revoked_by, second.state) == ("revoked", decision, "valid")
    assert after.held == before.held - (first.amount or 0)
    assert after.free == before.free + (first.amount or 0)
    past = PastAward.objects.get(nominee=first.nominee)
    assert past.withdrawn_at is not None
    assert "20/QĐ-UBND" in past.withdrawn_reason
    refused("revoked", lambda: change(level, about, "revocation", Change(first)))
    refused(
        "revoked",
        lambda: paying.pay(
            decision=about,
            awards=[first],
            text=paying.PayText(level.day, "PC 1", {}),
            actor=level.desk,
        ),
    )
    with pytest.raises(Error), transaction.atomic():
        Award.objects.filter(pk=first.pk).update(state="valid")


def test_paid_money_is_taken_back_once(level: Deciding) -> None:
    about = level.issued(1)
    fund = PrizeFund.objects.get()
    award = about.awards.get()
    take = lambda **kw: paying.take_back(  # noqa: E731 - said often below
        award=award, **{"on": level.day, "paper": "PT 4", "actor": level.desk, **kw}
    )
    refused("not_revoked", take)
    paying.pay(
        decision=about, awards=[award], text=paying.PayText(level.day, "PC", {}), actor=level.desk
    )
    start = sums_of([fund])[fund.pk].free
    done(level, change(level, about, "revocation", Change(award)))
    assert sums_of([fund])[fund.pk].free == start
    with pytest.raises(NotAllowed):
        take(actor=level.leader)
    refused("before", lambda: take(on=level.day - timedelta(days=1)))
    refused("no_paper", lambda: take(paper=""))
    line = take()
    assert (line.kind, line.amount) == ("return", award.amount)
    assert sums_of([fund])[fund.pk].free == start + (award.amount or 0)
    refused("returned", take)
    assert FundLine.objects.filter(kind="return").count() == 1


def test_an_award_revoked_before_payment_is_not_paid_by_the_database(level: Deciding) -> None:
    about = level.issued(1)
    award = about.awards.get()
    done(level, change(level, about, "revocation", Change(award)))
    with pytest.raises(Error, match="revoked award is not paid"), transaction.atomic():
        FundLine.objects.create(
            fund=PrizeFund.objects.get(),
            kind="payment",
            source="budget",
            amount=award.amount,
            on=level.day,
            award=award,
            decision=about,
            by=level.desk,
        )


def test_a_change_is_not_before_its_decision(level: Deciding) -> None:
    about = level.issued(1)
    draft = change(level, about, "revocation", Change(about.awards.get()))
    refused(
        "before_original",
        lambda: decisions.decide(
            decision=draft, decided_on=level.day - timedelta(days=1), actor=level.leader
        ),
    )
