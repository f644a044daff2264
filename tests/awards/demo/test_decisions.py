"""The demonstration's decisions and funds: invented, marked, and following the rules."""

from __future__ import annotations

from datetime import date

import pytest

from awards.demo.decisions import decide_session
from awards.models import Award, Decision, FundLine, PastAward, PrizeFund
from awards.queries.funds import sums_of
from awards.queries.public import public_awards
from communes.demo.accounts import Accounts
from kbang_ntm.core.models import User
from tests.factories.awards_decisions import make_deciding
from tests.factories.communes import stand_on


@pytest.mark.django_db
@pytest.mark.data("demo")
def test_decision_and_funds_of_the_demonstration() -> None:
    funds = list(PrizeFund.objects.order_by("year"))
    assert [fund.year for fund in funds] == [2023, 2024]
    assert all(fund.illustrative for fund in funds)
    assert all(one.free >= 0 for one in sums_of(funds).values())
    decision = Decision.objects.get(decided_on__year=2023)
    assert (decision.state, decision.illustrative) == ("issued", True)
    assert decision.session is not None
    voted = decision.session.items.filter(state="closed")
    assert voted.filter(reached=False).exists(), "a session that refuses nobody shows little"
    count = voted.filter(reached=True).count()
    assert decision.awards.count() == count >= 2
    assert PastAward.objects.filter(decision_number=decision.number).count() == count
    assert public_awards(2023)


@pytest.mark.django_db
@pytest.mark.data("reference")
def test_a_signed_session_of_2023_becomes_a_paid_decision() -> None:
    level = make_deciding(date(2023, 11, 20))
    level.fund()
    _round, session, _rows = level.ready(3)
    stand_on(date(2025, 6, 19))
    names: dict[str, User] = {"noivu": level.desk, "chutich": level.leader, "vanthu": level.clerk}
    decision = decide_session(Accounts(names, 0), session)
    assert decision is not None
    assert (decision.state, decision.base_amount) == ("issued", 1_800_000)
    amounts = Award.objects.order_by("order").values_list("amount", flat=True)
    assert list(amounts) == [1_080_000, 810_000, 540_000]
    assert FundLine.objects.filter(kind="payment").count() == 3
    assert not Award.objects.filter(delivered_on=None).exists()
    assert decide_session(Accounts(names, 0), session) is None
