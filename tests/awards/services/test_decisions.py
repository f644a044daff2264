"""Drafting and deciding: who may, when, on what; refused by service and by the database."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import Error, transaction

from awards.models import Award, AwardRule, Decision, FundLine, Nomination, PrizeFund
from awards.queries.funds import sums_of
from awards.services import decisions as service
from awards.services import issuing
from kbang_ntm.core.errors import Conflict, NotAllowed, Refused
from kbang_ntm.core.models import AuditEvent, Notification
from tests.factories.awards_decisions import ABOVE, Deciding, make_deciding
from tests.factories.communes import stand_on

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]
R1, R2, R3 = date(2023, 11, 20), date(2024, 11, 20), date(2025, 11, 20)


@pytest.fixture
def level() -> Deciding:
    return make_deciding()


def refused(code: str, do: object) -> str:
    """The sentence of a refusal with that code."""
    with pytest.raises(Refused) as found:
        do()  # type: ignore[operator]  # an act of a service
    assert found.value.code == code, found.value.message
    return found.value.message


def test_only_the_desk_drafts(level: Deciding) -> None:
    round_, session, rows = level.ready()
    for actor in (level.leader, level.chair, level.proposer, level.neighbour, level.clerk):
        with pytest.raises(NotAllowed):
            service.draft(
                award_round=round_,
                session=session,
                nominations=rows,
                text=level.text(),
                actor=actor,
            )
    assert not Decision.objects.exists()


def test_only_the_leader_decides_never_the_chair_of_the_council(level: Deciding) -> None:
    level.fund()
    draft = level.draft()
    for actor in (level.chair, level.desk, level.clerk, level.proposer, level.neighbour):
        with pytest.raises(NotAllowed):
            service.decide(decision=draft, decided_on=level.day, actor=actor)
    draft.refresh_from_db()
    assert (draft.state, FundLine.objects.filter(kind="commitment").count()) == ("draft", 0)


def test_a_session_that_is_not_signed_gives_no_draft(level: Deciding) -> None:
    round_ = level.round()
    row = level.nomination(round_)
    session = level.session(round_, [row], state="closed")
    words = refused(
        "not_signed",
        lambda: service.draft(
            award_round=round_,
            session=session,
            nominations=[row],
            text=level.text(),
            actor=level.desk,
        ),
    )
    assert "ký biên bản" in words


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"state": "eligible"}, "not_recommended"),
        ({"code": ABOVE}, "not_here"),
        ({"voted": False}, "not_voted"),
        ({"session": False}, "not_simplified"),
        ({"other_round": True}, "round"),
        ({"title": ""}, "no_title"),
        ({"none": True}, "none"),
    ],
)
def test_what_cannot_be_drafted(level: Deciding, change: dict[str, object], code: str) -> None:
    round_ = level.round()
    fields = {"state": change["state"]} if "state" in change else {}
    row = level.nomination(round_, code=str(change.get("code", "")), **fields)
    session = level.session(round_, [row] if change.get("voted", True) else [])
    wanted = level.round("Đợt khác") if change.get("other_round") else round_
    meeting = level.session(wanted, []) if change.get("other_round") else session
    refused(
        code,
        lambda: service.draft(
            award_round=wanted,
            session=meeting if change.get("session", True) else None,
            nominations=[] if change.get("none") else [row],
            text=level.text(title=change.get("title", "Khen thưởng")),
            actor=level.desk,
        ),
    )
    assert not Award.objects.exists()


def test_a_nomination_stands_in_one_decision(level: Deciding) -> None:
    draft = level.draft()
    rows = list(Nomination.objects.all())
    words = refused(
        "in_draft",
        lambda: service.draft(
            award_round=draft.round,  # type: ignore[arg-type]  # drafted from one
            session=draft.session,
            nominations=rows,
            text=level.text(),
            actor=level.desk,
        ),
    )
    assert "đã nằm trong một quyết định khác" in words
    service.drop(decision=draft, actor=level.desk)
    again = service.draft(
        award_round=draft.round,  # type: ignore[arg-type]  # drafted from one
        session=draft.session,
        nominations=rows,
        text=level.text(),
        actor=level.desk,
    )
    assert again.awards.count() == 3


def test_the_annex_is_in_groups_and_moves_within_them(level: Deciding) -> None:
    draft = level.draft(6)
    assert [row.group for row in draft.awards.order_by("order")] == (
        ["collective"] * 2 + ["household"] * 2 + ["individual"] * 2
    )
    assert [row.order for row in draft.awards.order_by("order")] == [1, 2, 3, 4, 5, 6]
    second = draft.awards.get(order=2)
    service.move_line(award=second, up=True, actor=level.desk)
    second.refresh_from_db()
    assert second.order == 1
    refused("edge", lambda: service.move_line(award=second, up=True, actor=level.desk))
    last = draft.awards.get(order=2)
    refused("edge", lambda: service.move_line(award=last, up=False, actor=level.desk))
    service.remove_line(award=last, actor=level.desk)
    assert [row.order for row in draft.awards.order_by("order")] == [1, 2, 3, 4, 5]


def test_days_before_the_session_and_after_today_are_refused(level: Deciding) -> None:
    level.fund()
    draft = level.draft()
    held = level.day - timedelta(days=1)
    words = refused(
        "before_session",
        lambda: service.decide(
            decision=draft, decided_on=held - timedelta(days=1), actor=level.leader
        ),
    )
    assert f"{held:%d/%m/%Y}" in words
    refused(
        "future",
        lambda: service.decide(
            decision=draft, decided_on=level.day + timedelta(days=1), actor=level.leader
        ),
    )
    with pytest.raises(Error, match="after its session is signed"), transaction.atomic():
        Decision.objects.filter(pk=draft.pk).update(
            state="decided",
            decided_on=held - timedelta(days=1),
            signer="x",
            decided_by=level.leader,
        )


def test_a_body_that_has_ended_is_refused_and_its_successors_named(level: Deciding) -> None:
    level.fund()
    draft = level.draft()
    stand_on(date(2025, 7, 2))
    with pytest.raises(Refused) as found:
        service.decide(decision=draft, decided_on=date(2025, 7, 1), actor=_leader_again(level))
    assert found.value.code in ("body_ended", "not_allowed")
    words = refused("body_ended", lambda: service.living_body(level.unit, date(2025, 7, 1)))
    assert "30/06/2025" in words or "01/07/2025" in words
    assert "xã Sơn Lang" in words
    with pytest.raises(Error, match="does not exist on that day"), transaction.atomic():
        Decision.objects.filter(pk=draft.pk).update(
            state="decided", decided_on=date(2025, 7, 1), signer="x", decided_by=level.leader
        )


def _leader_again(level: Deciding) -> object:
    """The leader with rights asked anew: the post ended with the unit."""
    return type(level.leader).objects.get(pk=level.leader.pk)


def test_the_last_day_of_the_district_still_counts(level: Deciding) -> None:
    stand_on(date(2025, 6, 30))
    level.day = date(2025, 6, 30)
    decision = level.decided()
    assert decision.state == "decided"
    stand_on(date(2025, 7, 1))
    with pytest.raises(Refused) as found:
        issuing.issue(
            decision=decision,
            number="1/QĐ-UBND",
            number_date=date(2025, 7, 1),
            scan=None,
            actor=type(level.clerk).objects.get(pk=level.clerk.pk),
        )
    assert found.value.code in ("body_ended", "not_allowed")


@pytest.mark.parametrize(
    ("day", "base", "amounts"),
    [
        (R1, 1_800_000, [1_080_000, 810_000, 540_000]),
        (R2, 2_340_000, [1_410_000, 1_060_000, 710_000]),
        (R3, 2_340_000, [1_410_000, 1_060_000, 710_000]),
    ],
)
def test_amounts_by_the_law_of_the_day(day: date, base: int, amounts: list[int]) -> None:
    level = make_deciding(day)
    fund = level.fund()
    decision = level.decided()
    lines = list(decision.awards.order_by("order"))
    assert decision.base_amount == base
    assert [int(line.amount or 0) for line in lines] == amounts
    assert (decision.rounding, decision.rounding_certain) == ("CEIL_10000", False)
    assert decision.regime is not None
    assert decision.regime.valid.lower <= day
    assert sums_of([fund])[fund.pk].held == sum(amounts)
    assert set(Nomination.objects.values_list("state", flat=True)) == {"decided"}
    assert AuditEvent.objects.filter(action="decision.decide").count() == 1
    assert Notification.objects.filter(recipient=level.clerk).count() >= 1


def test_amounts_stay_when_the_law_changes(level: Deciding) -> None:
    decision = level.decided(1)
    AwardRule.objects.filter(code="prize-rounding").update(text="NONE")
    line = decision.awards.get()
    assert line.amount == 710_000
    for values in ({"amount": 1}, {"factor": 1}, {"name": "Khác"}, {"citation": "Khác"}):
        with pytest.raises(Error), transaction.atomic():
            Award.objects.filter(pk=line.pk).update(**values)
    for column, value in (("base_amount", 1), ("signer", "x"), ("rounding", "NONE")):
        with pytest.raises(Error), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(**{column: value})
    with pytest.raises(Error), transaction.atomic():
        line.delete()
    with pytest.raises(Error), transaction.atomic():
        decision.delete()


def test_without_a_rule_of_rounding_nothing_is_decided(level: Deciding) -> None:
    level.fund()
    draft = level.draft()
    AwardRule.objects.filter(code="prize-rounding").delete()
    refused(
        "no_rounding",
        lambda: service.decide(decision=draft, decided_on=level.day, actor=level.leader),
    )
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert not Award.objects.filter(amount__isnull=False).exists()


def test_without_money_nothing_is_decided(level: Deciding) -> None:
    draft = level.draft()
    words = refused(
        "no_fund",
        lambda: service.decide(decision=draft, decided_on=level.day, actor=level.leader),
    )
    assert "3.180.000 đồng" in words
    fund = level.fund(3_000_000)
    words = refused(
        "no_money",
        lambda: service.decide(decision=draft, decided_on=level.day, actor=level.leader),
    )
    assert "thiếu 180.000 đồng" in words
    assert set(Nomination.objects.values_list("state", flat=True)) == {"recommended"}
    assert not Award.objects.filter(amount__isnull=False).exists()
    level.income(fund, 180_000)
    service.decide(decision=draft, decided_on=level.day, actor=level.leader)
    assert sums_of([fund])[fund.pk].free == 0


def test_what_was_suspended_meanwhile_is_not_decided(level: Deciding) -> None:
    level.fund()
    draft = level.draft()
    row = Nomination.objects.order_by("pk")[0]
    Nomination.objects.filter(pk=row.pk).update(state="suspended", state_reason="Khiếu nại")
    words = refused(
        "not_recommended",
        lambda: service.decide(decision=draft, decided_on=level.day, actor=level.leader),
    )
    assert row.nominee_name in words


def test_the_simplified_procedure_needs_no_session(level: Deciding) -> None:
    level.fund()
    round_ = level.round()
    row = level.nomination(round_, simplified=True, simplified_reason="Thành tích đột xuất")
    draft = service.draft(
        award_round=round_, session=None, nominations=[row], text=level.text(), actor=level.desk
    )
    assert service.decide(decision=draft, decided_on=level.day, actor=level.leader).session is None


def test_the_database_wants_a_session_for_the_rest(level: Deciding) -> None:
    draft = level.draft(1)
    with pytest.raises(Error, match="simplified procedure"), transaction.atomic():
        Decision.objects.filter(pk=draft.pk).update(
            session=None, state="decided", decided_on=level.day, signer="x", decided_by=level.leader
        )


def test_two_titles_of_one_period_give_one_prize(level: Deciding) -> None:
    level.fund()
    round_ = level.round()
    person = level.nominee()
    rows = [level.nomination(round_, person, code) for code in ("LDTT", "CSTDCS")]
    rows.append(level.nomination(round_, person))
    decision = service.draft(
        award_round=round_,
        session=level.session(round_, rows),
        nominations=rows,
        text=level.text(),
        actor=level.desk,
    )
    decision = service.decide(decision=decision, decided_on=level.day, actor=level.leader)
    found = {line.award_type.code: line for line in decision.awards.select_related("award_type")}  # type: ignore[union-attr]  # drafted with one
    assert found["CSTDCS"].amount == 2_340_000
    assert found["LDTT"].amount is None
    assert "Chiến sĩ thi đua cơ sở" in found["LDTT"].no_prize_reason
    assert found[level.form].amount == 710_000
    assert FundLine.objects.filter(kind="commitment").count() == 2


def test_decided_once(level: Deciding) -> None:
    decision = level.decided()
    with pytest.raises(Conflict) as found:
        service.decide(decision=decision, decided_on=level.day, actor=level.leader)
    assert level.leader.full_name in found.value.message
    for act in (
        lambda: service.rewrite(decision=decision, text=level.text(), actor=level.desk),
        lambda: service.drop(decision=decision, actor=level.desk),
        lambda: service.remove_line(award=decision.awards.first(), actor=level.desk),  # type: ignore[arg-type]  # three lines
    ):
        refused("wrong_state", act)


def test_the_database_holds_each_nomination_once(level: Deciding) -> None:
    draft = level.draft(1)
    line = draft.awards.get()
    other = Decision.objects.create(unit=level.unit, title="Khác", made_by=level.desk)
    line.pk, line.uid, line.decision = None, other.uid, other
    with pytest.raises(Error, match="award_of_nomination_once"), transaction.atomic():
        line.save(force_insert=True)


def test_a_decision_charges_its_own_level_only(level: Deciding) -> None:
    decision = level.decided(1)
    line = FundLine.objects.get(kind="commitment")
    other = PrizeFund.objects.create(unit=level.commune, year=2024, made_by=level.desk)
    with pytest.raises(Error, match="its own level only"), transaction.atomic():
        FundLine.objects.create(
            fund=other,
            kind="release",
            source="budget",
            amount=line.amount,
            on=level.day,
            award=line.award,
            decision=decision,
            by=level.desk,
        )
    assert Decimal(line.amount) == 710_000
