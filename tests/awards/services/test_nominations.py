"""Nominations: others may not, what is missing is said, late is late, withdrawn stays readable."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction

from awards.models import CriterionAnswer, DossierItem, Nomination
from awards.queries.dossiers import checklist
from awards.services import criteria, dossiers, nominations, round_parts, rounds
from campaigns.models import Campaign, ClusterHead, ClusterMember, EmulationCluster, Subject
from kbang_ntm.core import clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import Notification
from tests.factories.awards_nominations import R1, R2, R3, make_awards, scan
from tests.factories.communes import ALWAYS, since, stand_on

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]


def refused(code: str, act: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code
    return caught.value.message


def test_others_may_not() -> None:
    desk = make_awards()
    row = desk.round()
    draft = desk.complete(desk.draft(row))
    item = draft.dossier_items.order_by("pk")[0]
    text = desk.text(row)
    for person in (desk.neighbour_officer, desk.reviewer, desk.clerk, desk.chair, desk.reader):
        for act in (
            lambda who: desk.draft(row, actor=who),
            lambda who: nominations.change(nomination=draft, text=text, actor=who),
            lambda who: nominations.send(nomination=draft, actor=who),
            lambda who: nominations.withdraw(nomination=draft, reason="x", actor=who),
            lambda who: dossiers.add_item(nomination=draft, label="x", paper="1", actor=who),
            lambda who: dossiers.withdraw_item(item=item, reason="x", actor=who),
            lambda who: dossiers.record_meeting(
                nomination=draft, on=clock.today(), present=1, yes=1, actor=who
            ),
        ):
            with pytest.raises(NotAllowed):
                act(person)
    with pytest.raises(NotAllowed):  # an officer drafts, the leader sends
        nominations.send(nomination=draft, actor=desk.officer)
    assert [one.state for one in Nomination.objects.all()] == ["draft"]
    assert not DossierItem.objects.filter(withdrawn_at__isnull=False).exists()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"type_code": "LDTT"}, "not_in_round"),
        ({"merit_kind": "khac"}, "merit_kind"),
        ({"first": date(2024, 1, 1)}, "period"),
        ({"first": date(2024, 5, 1), "last": date(2024, 1, 1)}, "period"),
        ({"citation": "x" * 201}, "citation_long"),
        ({"citation_list": "x" * 401}, "citation_long"),
        ({"report": "x" * 20_001}, "report_long"),
        ({"simplified": True}, "simplified"),
        ({"subject_id": 999_999}, "subject_of_plan"),
        ({"initiative_id": 999_999}, "initiative"),
    ],
)
def test_what_is_wrong_is_said(fields: dict[str, Any], code: str) -> None:
    desk = make_awards()
    row = desk.round()
    refused(code, lambda: desk.draft(row, **fields))
    assert not Nomination.objects.exists()


def test_the_type_must_know_the_kind_of_nominee() -> None:
    desk = make_awards()
    row = desk.round(types=("LDTT",))
    village = desk.nominee("Làng Hà Nừng", kind="collective", form="village", birth_year=None)
    refused("subject", lambda: desk.draft(row, village))
    assert desk.draft(row).type_code == "LDTT"


def test_one_nominee_one_form_one_round() -> None:
    desk = make_awards()
    row = desk.round()
    first = desk.draft(row)
    refused("twice", lambda: desk.draft(row))
    with pytest.raises(IntegrityError), transaction.atomic():
        first.pk, first.uid = None, desk.commune.uid
        first.save(force_insert=True)
    kept = Nomination.objects.get()
    nominations.withdraw(nomination=kept, reason="Lập nhầm", actor=desk.leader)
    assert desk.draft(row).state == "draft"  # a withdrawn one does not stand in the way


def test_only_the_own_level_and_an_open_round() -> None:
    desk = make_awards()
    planned = desk.planned(name="Đợt chưa mở")
    refused("round_draft", lambda: desk.draft(planned))
    own = desk.round(
        unit=desk.neighbour, actor=desk.neighbour_officer, name="Đợt xã", types=("GIAY_KHEN_XA",)
    )
    refused("other_level", lambda: desk.draft(own))
    ahead = desk.round(name="Đợt sau", opens_on=date(2024, 10, 12))
    row = desk.complete(desk.draft(ahead))
    refused("too_early", lambda: nominations.send(nomination=row, actor=desk.leader))


def test_what_is_missing_is_named_before_it_is_sent() -> None:
    desk = make_awards()
    row = desk.draft(desk.round(), citation="", report="")
    said = refused("missing", lambda: nominations.send(nomination=row, actor=desk.leader))
    for words in ("thành tích ghi trên giấy khen", "tóm tắt thành tích", "họp xét", "biên bản"):
        assert words in said
    nominations.change(nomination=row, text=desk.text(row.round), actor=desk.officer)
    sent = nominations.send(nomination=desk.complete(row), actor=desk.leader)
    assert (sent.state, sent.late, sent.sent_by) == ("sent", False, desk.leader)
    told = set(
        Notification.objects.filter(kind="nomination.arrived").values_list(
            "recipient__username", flat=True
        )
    )
    assert told == {"kt.clerk", "kt.second_clerk"}
    refused(
        "wrong_state",
        lambda: nominations.change(nomination=sent, text=desk.text(sent.round), actor=desk.officer),
    )
    refused("wrong_state", lambda: nominations.send(nomination=sent, actor=desk.leader))


def test_a_simplified_one_needs_no_meeting_but_its_case() -> None:
    desk = make_awards()
    row = desk.draft(desk.round(), simplified=True, simplified_reason="thành tích đột xuất")
    for part in checklist(row, clock.today()):
        dossiers.add_item(nomination=row, rule=part.rule, paper="TTr 1", actor=desk.officer)
    assert nominations.send(nomination=row, actor=desk.leader).state == "sent"


def test_late_is_marked_and_after_closing_only_who_may() -> None:
    desk = make_awards()
    row = desk.round()
    first = desk.complete(desk.draft(row))
    second = desk.complete(desk.draft(row, desk.nominee("Rơ Châm Lý", birth_year=1980)))
    stand_on(row.due_on + timedelta(days=1))
    assert nominations.send(nomination=first, actor=desk.leader).late
    stand_on(row.closes_on + timedelta(days=1))
    said = refused("closed", lambda: nominations.send(nomination=second, actor=desk.leader))
    assert "30/10/2024" in said
    rounds.close_round(award_round=row, actor=desk.clerk)
    round_parts.allow_late(
        award_round=row,
        unit_id=desk.commune.pk,
        agency_id=None,
        until=row.closes_on + timedelta(days=5),
        reason="Bão lũ",
        actor=desk.clerk,
    )
    assert nominations.send(nomination=second, actor=desk.leader).late
    stand_on(row.closes_on + timedelta(days=6))
    third = desk.complete(desk.draft(row, desk.nominee("Đinh Thị Trễ", birth_year=1982)))
    refused("closed", lambda: nominations.send(nomination=third, actor=desk.leader))


def test_nothing_is_sent_to_a_district_that_has_ended() -> None:
    desk = make_awards(date(2025, 6, 20))
    row = desk.round()
    draft = desk.complete(desk.draft(row))
    stand_on(date(2025, 7, 1))
    said = refused("body_ended", lambda: nominations.send(nomination=draft, actor=desk.leader))
    assert "Xã Sơn Lang" in said
    assert Nomination.objects.get().state == "draft"


def test_a_withdrawal_says_why_and_ends_it() -> None:
    desk = make_awards()
    row = desk.received(desk.round())
    refused(
        "no_reason", lambda: nominations.withdraw(nomination=row, reason=" ", actor=desk.leader)
    )
    why = "Người được đề nghị xin rút"
    done = nominations.withdraw(nomination=row, reason=why, actor=desk.leader)
    assert (done.state, done.state_reason) == ("withdrawn", why)
    refused(
        "wrong_state", lambda: nominations.withdraw(nomination=done, reason="x", actor=desk.leader)
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.filter(pk=row.pk).update(state_reason="")


def test_only_the_head_proposes_for_a_cluster() -> None:
    desk = make_awards()
    row = desk.round()
    cluster = EmulationCluster.objects.create(
        unit=desk.district, kind="cum", name="Cụm thi đua số 1", valid=ALWAYS
    )
    member = ClusterMember.objects.create(
        cluster=cluster, unit=desk.commune, valid=since(date(2024, 1, 1)), entered_by=desk.clerk
    )

    def propose() -> Nomination:
        return nominations.propose(
            award_round=row,
            nominee=desk.nominee(),
            unit_id=desk.commune.pk,
            agency_id=None,
            cluster=cluster,
            text=desk.text(row),
            actor=desk.officer,
        )

    refused("not_head", propose)
    ClusterHead.objects.create(cluster=cluster, member=member, year=2024, entered_by=desk.clerk)
    assert propose().cluster == cluster


def test_parts_of_the_dossier_are_files_or_papers_and_leave_with_a_reason() -> None:
    desk = make_awards()
    row = desk.draft(desk.round())
    parts = checklist(row, clock.today())
    assert [part.missing for part in parts] == [True] * len(parts)
    rule = parts[0].rule
    refused("nothing", lambda: dossiers.add_item(nomination=row, rule=rule, actor=desk.officer))
    refused("no_label", lambda: dossiers.add_item(nomination=row, paper="1", actor=desk.officer))
    item = dossiers.add_item(
        nomination=row, rule=rule, name="Tờ trình.pdf", stream=scan(), actor=desk.officer
    )
    assert item.file is not None
    assert dossiers.may_read_nomination(desk.leader, item.file)
    assert not dossiers.may_read_nomination(desk.neighbour_officer, item.file)
    assert not dossiers.may_read_nomination(desk.clerk, item.file)  # not sent yet
    refused("no_reason", lambda: dossiers.withdraw_item(item=item, reason="", actor=desk.officer))
    dossiers.withdraw_item(item=item, reason="Nhầm tệp", actor=desk.officer)
    refused("gone", lambda: dossiers.withdraw_item(item=item, reason="x", actor=desk.officer))
    again = checklist(row, clock.today())
    assert again[0].missing
    assert [one.withdrawn_reason for one in again[0].items] == ["Nhầm tệp"]
    sent = desk.complete(row)
    nominations.send(nomination=sent, actor=desk.leader)
    assert dossiers.may_read_nomination(desk.clerk, item.file)
    refused(
        "wrong_state",
        lambda: dossiers.add_item(nomination=row, label="x", paper="1", actor=desk.officer),
    )


@pytest.mark.parametrize(
    ("on", "present", "yes", "code"),
    [
        (date(2024, 10, 11), 9, 8, "future"),
        (date(2024, 10, 9), 0, 0, "nobody"),
        (date(2024, 10, 9), 9, 10, "too_many"),
    ],
)
def test_a_meeting_must_add_up(on: date, present: int, yes: int, code: str) -> None:
    desk = make_awards()
    row = desk.draft(desk.round())
    refused(
        code,
        lambda: dossiers.record_meeting(
            nomination=row, on=on, present=present, yes=yes, actor=desk.officer
        ),
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.update(meeting_present=3, meeting_yes=4)


def test_a_criterion_is_confirmed_by_people_with_the_figures_of_the_moment() -> None:
    desk = make_awards()
    campaign = Campaign.objects.get()
    subject = Subject.objects.get(campaign=campaign, code="b")
    row = desk.draft(
        desk.round(campaign_id=campaign.pk),
        desk.nominee("Nhân dân xã Sơn Lang", kind="collective", form="commune", birth_year=None),
        subject_id=subject.pk,
    )
    found = subject.criteria.get(order=2)

    def answer(**fields: Any) -> CriterionAnswer:
        values: dict[str, Any] = {
            "nomination": row,
            "criterion": found,
            "met": True,
            "note": "QĐ công nhận",
            "actor": desk.officer,
        }
        return criteria.answer_criterion(**{**values, **fields})

    refused("no_note", lambda: answer(note=" "))
    refused(
        "other_subject",
        lambda: answer(criterion=Subject.objects.get(code="a").criteria.get(order=1)),
    )
    with pytest.raises(NotAllowed):
        answer(actor=desk.neighbour_officer)
    made = answer()
    assert [line["code"] for line in made.computed["lines"]] == ["standard", "debt"]
    assert made.computed["lines"][1]["met"] is None  # no register of works: unknown stays unknown
    assert answer(met=None, note="").met is None
    with pytest.raises(InternalError), transaction.atomic():
        CriterionAnswer.objects.filter(pk=made.pk).update(met=False)


@pytest.mark.parametrize("day", [R1, R2])
def test_the_same_under_the_law_of_each_day(day: date) -> None:
    desk = make_awards(day)
    sent = desk.sent(desk.round())
    assert (sent.state, sent.regime) == ("sent", None)


def test_after_the_district_the_commune_proposes_to_itself() -> None:
    desk = make_awards(R3)
    row = desk.own_received(desk.own_round())
    assert row.regime is not None
    assert (row.state, row.regime.code, row.type_code) == ("appraising", "R3", "GIAY_KHEN_XA")


def test_parts_that_the_submitting_level_makes_do_not_keep_the_proposer_from_sending() -> None:
    desk = make_awards()
    row = desk.draft(desk.round(types=("BANG_KHEN_TINH",)))
    dossiers.record_meeting(nomination=row, on=clock.today(), present=9, yes=9, actor=desk.officer)
    assert any(part.missing for part in checklist(row, clock.today()))  # shown all the same
    assert nominations.send(nomination=row, actor=desk.leader).state == "sent"
