"""Rounds: the own desk only, days in order, law of the day, quotas with a basis, late list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from awards.models import AwardRound, LateAllowance, Quota
from awards.queries.rounds import late_until, quota_lines, sender_lines, visible_rounds
from awards.services import nominations, round_parts, rounds
from awards.services.round_parts import QuotaText
from kbang_ntm.core import clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import AuditEvent, Notification
from tests.factories.awards_nominations import R1, R2, R3, make_awards, scan
from tests.factories.communes import stand_on

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]


def refused(code: str, act: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code
    return caught.value.message


def test_others_may_not() -> None:
    desk = make_awards()
    row = desk.planned()
    quota = QuotaText("GIAY_KHEN_HUYEN", 3, "15/HD")
    for person in (desk.officer, desk.leader, desk.chair, desk.reviewer, desk.reader):
        for act in (
            lambda who: desk.planned(actor=who, name="Đợt khác"),
            lambda who: rounds.change_round(award_round=row, text=desk.round_text(), actor=who),
            lambda who: rounds.attach_letter(
                award_round=row, name="a.pdf", stream=scan(), actor=who
            ),
            lambda who: rounds.open_round(award_round=row, actor=who),
            lambda who: round_parts.set_quota(award_round=row, text=quota, actor=who),
            lambda who: round_parts.allow_late(
                award_round=row, unit_id=desk.commune.pk, agency_id=None, until=date(2024, 12, 1),
                reason="x", actor=who,
            ),
            lambda who: round_parts.remind_missing(award_round=row, actor=who),
        ):  # fmt: skip
            with pytest.raises(NotAllowed):
                act(person)
    with pytest.raises(NotAllowed):  # the district's desk keeps no round of a commune
        desk.planned(unit=desk.commune, name="Đợt của xã")
    assert [one.state for one in AwardRound.objects.all()] == ["draft"]
    assert not Quota.objects.exists()
    assert not LateAllowance.objects.exists()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": " "}, "no_name"),
        ({"kind": "khac"}, "kind"),
        ({"merit_kind": "khac"}, "kind"),
        ({"first": None}, "period"),
        ({"first": date(2024, 11, 1), "last": date(2024, 10, 1)}, "period"),
        ({"due_on": date(2024, 10, 1)}, "days"),
        ({"closes_on": date(2024, 10, 12)}, "days"),
        ({"letter_date": date(2024, 10, 11)}, "letter_future"),
        ({"types": ("KHONG_CO",)}, "no_type"),
        ({"campaign_id": 0 - 1}, "no_campaign"),
        ({"ballots": (("GIAY_KHEN_HUYEN", "khac"),)}, "ballot"),
    ],
)
def test_what_is_wrong_is_said(fields: dict[str, Any], code: str) -> None:
    desk = make_awards()
    refused(code, lambda: desk.planned(**fields))
    assert not AwardRound.objects.exists()


def test_a_round_is_opened_with_its_letter_and_types_only_and_all_are_told() -> None:
    desk = make_awards()
    row = desk.planned(types=())
    refused("no_types", lambda: rounds.open_round(award_round=row, actor=desk.clerk))
    row = rounds.change_round(
        award_round=row, text=desk.round_text(letter_number=""), actor=desk.clerk
    )
    refused("no_letter", lambda: rounds.open_round(award_round=row, actor=desk.clerk))
    row = rounds.change_round(award_round=row, text=desk.round_text(), actor=desk.clerk)
    row = rounds.attach_letter(award_round=row, name="hd.pdf", stream=scan(), actor=desk.clerk)
    rounds.open_round(award_round=row, actor=desk.clerk)
    told = set(Notification.objects.values_list("recipient__username", flat=True))
    assert told == {
        "kt.officer", "kt.leader", "kt.neighbour_officer", "kt.neighbour_leader",
        "kt.reviewer", "kt.clerk", "kt.second_clerk",
    }  # fmt: skip
    acts = AuditEvent.objects.filter(action__startswith="award_round").order_by("pk")
    assert [one.action for one in acts][-1] == "award_round.open"
    refused("wrong_state", lambda: rounds.open_round(award_round=row, actor=desk.clerk))
    rounds.close_round(award_round=row, actor=desk.clerk)
    refused(
        "wrong_state",
        lambda: rounds.change_round(award_round=row, text=desk.round_text(), actor=desk.clerk),
    )


def test_a_type_with_nominations_stays_and_names_are_not_used_twice() -> None:
    desk = make_awards()
    row = desk.round()
    desk.draft(row)
    other = desk.round_text(types=("LDTT",))
    refused("in_use", lambda: rounds.change_round(award_round=row, text=other, actor=desk.clerk))
    refused("twice", lambda: desk.planned())
    both = desk.round_text(types=("LDTT", "GIAY_KHEN_HUYEN"), ballots=(("LDTT", "secret"),))
    row = rounds.change_round(award_round=row, text=both, actor=desk.clerk)
    assert set(row.types.values_list("type_code", "ballot_mode")) == {
        ("LDTT", "secret"),
        ("GIAY_KHEN_HUYEN", ""),
    }


def test_the_law_of_the_day_says_what_may_be_asked_for() -> None:
    desk = make_awards(R1)
    refused("no_type", lambda: desk.planned(types=("XA_TIEU_BIEU",)))  # not before 2024
    stand_on(R2)
    assert desk.planned(types=("XA_TIEU_BIEU",)).types.get().type_code == "XA_TIEU_BIEU"


def test_a_district_round_is_refused_after_its_last_day_and_the_successors_are_named() -> None:
    desk = make_awards(R2)
    row = desk.planned()
    stand_on(R3)
    for act in (
        lambda: desk.planned(name="Đợt 2025", types=("GIAY_KHEN_XA",)),
        lambda: rounds.open_round(award_round=row, actor=desk.clerk),
    ):
        said = refused("body_ended", act)
        assert "Xã Sơn Lang" in said
        assert "01/07/2025" in said
    own = desk.own_round()
    assert (own.state, own.unit) == ("open", desk.successor)
    row.refresh_from_db()
    assert row.state == "draft"


def test_rounds_are_seen_by_their_own_level_only() -> None:
    desk = make_awards()
    district, planned = desk.round(), desk.planned(name="Đợt chưa mở")
    own = desk.round(
        unit=desk.commune, actor=desk.officer, name="Đợt của xã", types=("GIAY_KHEN_XA",)
    )

    def seen(who: Any) -> set[int]:
        return set(visible_rounds(who).values_list("pk", flat=True))

    assert seen(desk.clerk) == {district.pk, planned.pk}
    assert seen(desk.officer) == {district.pk, own.pk}
    assert seen(desk.neighbour_officer) == {district.pk}
    assert seen(desk.reviewer) == {district.pk}
    assert seen(desk.new_officer) == set()


def test_a_quota_needs_a_basis_and_counts_what_was_sent() -> None:
    desk = make_awards()
    row = desk.round()

    def quota(**fields: Any) -> Quota:
        values: dict[str, Any] = {"type_code": "GIAY_KHEN_HUYEN", "most": 1, "basis": "15/HD"}
        text = QuotaText(**{**values, **fields})
        return round_parts.set_quota(award_round=row, text=text, actor=desk.clerk)

    refused("no_basis", lambda: quota(basis=" "))
    refused("type", lambda: quota(type_code="LDTT"))
    refused("kind", lambda: quota(nominee_kind="khac"))
    refused("other_level", lambda: quota(proposer_unit_id=desk.successor.pk))
    quota(most=5)
    quota()
    quota(proposer_unit_id=desk.neighbour.pk, nominee_kind="household")
    desk.sent(row)
    desk.sent(row, desk.nominee("Rơ Châm Lý", birth_year=1980))
    desk.draft(row, desk.nominee("Đinh Thị Nháp", birth_year=1981))
    lines = [(one.quota.most, one.kind, one.proposer, one.used, one.over)
             for one in quota_lines(row, clock.today())]  # fmt: skip
    assert lines == [(1, "", "", 2, 1), (1, "hộ gia đình", "Xã Krong", 0, 0)]
    first = Quota.objects.get(proposer_unit=None)
    refused("no_reason", lambda: round_parts.drop_quota(quota=first, reason="", actor=desk.clerk))
    round_parts.drop_quota(quota=first, reason="Ghi nhầm", actor=desk.clerk)
    assert Quota.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        kept = Quota.objects.get()
        kept.pk, kept.uid = None, first.uid
        kept.save(force_insert=True)


def test_the_late_list_says_who_why_and_until_when() -> None:
    desk = make_awards()
    row = desk.round()
    asked = {"award_round": row, "unit_id": desk.commune.pk, "agency_id": None}

    def allow(**fields: Any) -> LateAllowance:
        values = {**asked, "until": row.closes_on + timedelta(days=9), "reason": "Bão lũ"}
        return round_parts.allow_late(**{**values, **fields}, actor=desk.clerk)

    refused("no_reason", lambda: allow(reason=" "))
    refused("until", lambda: allow(until=row.due_on))
    refused("other_level", lambda: allow(unit_id=desk.successor.pk))
    made = allow()
    assert late_until(row, desk.commune.pk, None) == date(2024, 11, 8)
    assert late_until(row, desk.neighbour.pk, None) is None
    sent = desk.sent(row)
    desk.draft(row, desk.nominee("Đinh Thị Nháp", birth_year=1981))
    lines = {one.party.name: one for one in sender_lines(row, clock.today())}
    mine = lines["Xã Sơn Lang"]
    assert (mine.sent, mine.late, mine.drafts, mine.allowance) == (1, 0, 1, made)
    assert lines["Xã Krong"].missing
    assert sum(one.missing for one in lines.values()) == len(lines) - 1
    round_parts.withdraw_late(allowance=made, reason="Đã gửi", actor=desk.clerk)
    refused("gone", lambda: round_parts.withdraw_late(allowance=made, reason="x", actor=desk.clerk))
    assert late_until(row, desk.commune.pk, None) is None
    nominations.withdraw(nomination=sent, reason="Sai tên", actor=desk.leader)


def test_who_has_not_sent_is_called_once_a_day() -> None:
    desk = make_awards()
    row = desk.round()
    desk.sent(row)
    Notification.objects.all().delete()
    called = round_parts.remind_missing(award_round=row, actor=desk.clerk)
    round_parts.remind_missing(award_round=row, actor=desk.clerk)
    rows = Notification.objects.filter(kind="award_round.opened")
    told = list(rows.values_list("recipient__username", flat=True))
    assert sorted(told) == ["kt.clerk", "kt.neighbour_leader", "kt.neighbour_officer",
                            "kt.reviewer", "kt.second_clerk"]  # fmt: skip
    assert called > 2
    rounds.close_round(award_round=row, actor=desk.clerk)
    refused("wrong_state", lambda: round_parts.remind_missing(award_round=row, actor=desk.clerk))
