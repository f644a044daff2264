"""The register: number and day once, golden book, registry of past awards, letters with reasons."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import Error, transaction

from awards.models import BookCounter, Decision, Notice, PastAward
from awards.services import decisions, issuing
from communes.services.register_papers import Scan
from kbang_ntm.core.errors import Conflict, NotAllowed, Refused
from kbang_ntm.core.models import Notification
from tests.factories.awards_decisions import Deciding, make_deciding
from tests.factories.registers import scan

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]


@pytest.fixture
def level() -> Deciding:
    return make_deciding()


def issue(
    level: Deciding, decision: Decision, number: str = "15/QĐ-UBND", **fields: object
) -> Decision:
    values = {"number_date": level.day, "actor": level.clerk, "scan": None, **fields}
    return issuing.issue(decision=decision, number=number, **values)  # type: ignore[arg-type]  # words of the test


def test_only_the_clerk_registers(level: Deciding) -> None:
    decision = level.decided(1)
    for actor in (level.desk, level.leader, level.chair, level.proposer):
        with pytest.raises(NotAllowed):
            issue(level, decision, actor=actor)
    assert not PastAward.objects.exists()


@pytest.mark.parametrize(
    ("number", "shift", "code"),
    [("", 0, "no_number"), ("1", 1, "future"), ("1", -1, "before_decided")],
)
def test_what_cannot_be_registered(level: Deciding, number: str, shift: int, code: str) -> None:
    decision = level.decided(1)
    with pytest.raises(Refused) as found:
        issue(level, decision, number, number_date=level.day + timedelta(days=shift))
    assert found.value.code == code
    decision.refresh_from_db()
    assert (decision.state, BookCounter.objects.filter(last__gt=0).count()) == ("decided", 0)


def test_a_draft_is_not_registered_nor_twice(level: Deciding) -> None:
    draft = level.draft(1)
    with pytest.raises(Conflict):
        issue(level, draft)
    level.fund()
    decision = decisions.decide(decision=draft, decided_on=level.day, actor=level.leader)
    issue(level, decision)
    with pytest.raises(Conflict):
        issue(level, decision, "16/QĐ-UBND")


def test_a_number_is_used_once_a_day(level: Deciding) -> None:
    level.issued(1)
    other = level.decided(1)
    with pytest.raises(Refused) as found:
        issue(level, other)
    assert found.value.code == "taken"
    assert "15/QĐ-UBND" in found.value.message
    with pytest.raises(Error, match="decision_number_once"), transaction.atomic():
        Decision.objects.filter(pk=other.pk).update(number="15/QĐ-UBND", number_date=level.day)
    assert issue(level, other, "16/QĐ-UBND").number == "16/QĐ-UBND"


def test_an_issued_number_stays(level: Deciding) -> None:
    decision = level.issued(1)
    with pytest.raises(Error), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(number="99")


def test_the_golden_book_goes_on_in_the_order_of_the_annex(level: Deciding) -> None:
    first, second = level.issued(3), level.issued(2, "16/QĐ-UBND")
    numbers = [row.book_number for row in first.awards.order_by("order")]
    assert numbers == ["1/2024", "2/2024", "3/2024"]
    assert [row.book_number for row in second.awards.order_by("order")] == ["4/2024", "5/2024"]


def test_awards_enter_the_registry(level: Deciding) -> None:
    decision = level.issued()
    rows = PastAward.objects.order_by("pk")
    assert rows.count() == 3
    row = rows[0]
    assert (row.decision_number, row.decision_date) == ("15/QĐ-UBND", level.day)
    assert (row.verified, row.type_code, row.unit) == (True, level.form, level.unit)
    assert row.book_number == decision.awards.get(nominee=row.nominee).book_number
    assert row.decider == "Chủ tịch UBND huyện Kbang"


def test_proposers_are_told_refusals_with_reason_and_day(level: Deciding) -> None:
    level.fund()
    round_ = level.round()
    rows = [level.nomination(round_, level.nominee(name=f"Đinh Được {at}")) for at in range(2)]
    lost = level.nomination(round_, level.nominee(name="Đinh Thua"), state="not_recommended")
    session = level.session(round_, [*rows, lost], lost=[lost])
    reasoned = level.nomination(
        round_, level.nominee(name="Đinh Thiếu"), state="ineligible", state_reason="Thiếu báo cáo"
    )
    draft = decisions.draft(
        award_round=round_, session=session, nominations=rows, text=level.text(), actor=level.desk
    )
    decision = decisions.decide(decision=draft, decided_on=level.day, actor=level.leader)
    issue(level, decision)
    found = {row.nomination_id: row for row in Notice.objects.all()}
    assert len(found) == 4
    assert {found[row.pk].result for row in rows} == {"awarded"}
    assert "5/11" in found[lost.pk].reason
    assert found[reasoned.pk].reason == "Thiếu báo cáo"
    # 10 working days after Wednesday 20/11/2024 (copy of the decision, notice of refusal)
    assert found[lost.pk].due_on == date(2024, 12, 4)
    told = Notification.objects.filter(recipient=level.proposer).values_list("text", flat=True)
    assert any("15/QĐ-UBND" in text for text in told)
    assert any("Đinh Thua" in text for text in told)
    assert not Notification.objects.filter(recipient=level.neighbour).exists()


def test_a_letter_is_sent_once_by_the_desk(level: Deciding) -> None:
    level.issued(1)
    notice = Notice.objects.get()
    with pytest.raises(NotAllowed):
        issuing.send_notice(notice=notice, number="1", day=level.day, actor=level.proposer)
    with pytest.raises(Refused):
        issuing.send_notice(notice=notice, number=" ", day=level.day, actor=level.desk)
    sent = issuing.send_notice(notice=notice, number="1/TB", day=level.day, actor=level.desk)
    assert (sent.paper_number, sent.paper_date) == ("1/TB", level.day)
    with pytest.raises(Refused) as found:
        issuing.send_notice(notice=notice, number="2/TB", day=level.day, actor=level.desk)
    assert found.value.code == "sent"


def test_the_signed_scan_comes_once(level: Deciding) -> None:
    decision = level.decided(1)
    paper = Scan("quyet-dinh.pdf", scan())
    with pytest.raises(Refused):
        issuing.attach_scan(decision=decision, scan=paper, actor=level.clerk)
    decision = issue(level, decision)
    kept = issuing.attach_scan(decision=decision, scan=paper, actor=level.clerk)
    assert kept.file is not None
    with pytest.raises(Refused) as found:
        issuing.attach_scan(decision=decision, scan=Scan("hai.pdf", scan()), actor=level.clerk)
    assert found.value.code == "there"
