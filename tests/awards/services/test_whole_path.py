"""From the nomination to the money in hand, by services alone, under the law of each regime."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

import pytest

from awards.enums import Presence, SeatRole
from awards.models import (
    AgendaItem,
    AwardRound,
    Council,
    Decision,
    FundLine,
    Nomination,
    PastAward,
    Session,
)
from awards.services import (
    agenda,
    appraisal,
    councils,
    counting,
    decisions,
    issuing,
    keys,
    minutes,
    nominations,
    paying,
    ranking,
    receiving,
    round_parts,
    rounds,
    sessions,
    voting,
)
from awards.services import fund as funds
from awards.services.counting import Keys, Paper
from awards.services.nominees import NomineeText
from awards.services.round_parts import QuotaText
from communes.enums import Role
from communes.models import AdministrativeUnit
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from tests.factories.awards_appraisal import clear, sheet
from tests.factories.awards_nominations import R1, R2, R3, Awards, make_awards
from tests.factories.communes import make_post, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]
MEMBERS, WRITER = 11, 10
NAMES = ("Tập thể làng A", "Hộ ông B", "Ông C", "Bà D")


@dataclass(frozen=True)
class Level:
    """A level with its desk, who writes and sends in it, who decides, who registers."""

    world: Awards
    unit: AdministrativeUnit
    proposer: AdministrativeUnit
    desk: User
    writer: User
    sender: User
    leader: User
    clerk: User


def make_level(day: date) -> Level:
    """The district, and from 01/7/2025 the commune that follows."""
    world = make_awards(day)
    if day >= date(2025, 7, 1):
        return Level(
            world, world.successor, world.successor, world.new_officer, world.new_officer,
            world.new_leader, world.new_leader, world.new_officer,
        )  # fmt: skip
    register = make_user("kt.vanthu")
    make_post(register, Role.CLERK, world.district)
    return Level(
        world, world.district, world.commune, world.clerk, world.officer, world.leader,
        world.chair, register,
    )  # fmt: skip


def make_members(level: Level) -> Council:
    day = clock.today()
    council = councils.make_council(
        unit=level.unit,
        text=councils.CouncilText("Hội đồng TĐKT", date(day.year, 1, 1), None, "10/QĐ-UBND"),
        actor=level.desk,
    )
    for place in range(MEMBERS):
        role = {0: SeatRole.CHAIR, 1: SeatRole.SECRETARY}.get(place, SeatRole.MEMBER)
        user = make_user(f"hd{place:02}", f"Thành Viên {place}")
        councils.add_seat(
            council=council,
            text=councils.SeatText(user.full_name, "Trưởng phòng", role, date(day.year, 1, 1),
                                   user=user),
            actor=level.desk,
        )  # fmt: skip
    return council


def propose_all(level: Level) -> tuple[AwardRound, list[Nomination]]:
    """A collective, a household and two individuals, for one of whom there is a place."""
    world = level.world
    made = world.planned(unit=level.unit, actor=level.desk)
    code = made.types.get().type_code
    quota = QuotaText(code, 1, "Hướng dẫn của đợt", nominee_kind="individual")
    round_parts.set_quota(award_round=made, text=quota, actor=level.desk)
    award_round = rounds.open_round(award_round=made, actor=level.desk)
    head = NomineeText(kind="individual", name="B", unit_id=level.proposer.pk, birth_year=1970)
    about = (
        {"kind": "collective", "form": "other", "women_percent": 40, "birth_year": None},
        {"kind": "household", "head": head, "birth_year": None},
        {"gender": "male"},
        {"gender": "female"},
    )
    rows = []
    for name, fields in zip(NAMES, about, strict=True):
        nominee = world.nominee(name, unit_id=level.proposer.pk, **fields)
        row = world.draft(award_round, nominee, actor=level.writer, unit=level.proposer)
        row = world.complete(row, actor=level.writer)
        sent = nominations.send(nomination=row, actor=level.sender)
        row = receiving.receive(nomination=sent, actor=level.desk)
        clear(row.nominee, level.desk)
        appraisal.appraise(nomination=row, text=sheet(), actor=level.desk)
        rows.append(Nomination.objects.get(pk=row.pk))
    return award_round, rows


def hold(
    level: Level, council: Council, award_round: AwardRound, rows: list[Nomination]
) -> Session:
    """The first item is open, the others secret; one member has written; the chair signs."""
    seats = list(council.seats.order_by("order", "pk"))
    session = sessions.plan_session(
        council=council,
        text=sessions.SessionText(
            award_round=award_round, title="Phiên họp", place="Hội trường",
            held_at=datetime.combine(clock.today(), time(8), tzinfo=clock.LOCAL),
            chair=seats[0], secretary=seats[1],
        ),
        actor=level.desk,
    )  # fmt: skip
    items = agenda.add_items(
        session=session, nominations=rows, heading="Giấy khen", actor=level.desk
    )
    assert {one.mode for one in items} == {"secret"}
    first = items[0]
    agenda.change_item(
        item=first, order=1, heading="", mode="open", channel=first.channel, actor=level.desk
    )
    sessions.invite(session=session, actor=level.desk)
    people = [one.user for one in seats if one.user is not None]
    marks = [
        sessions.Mark(one.pk, Presence.WRITTEN if place == WRITER else Presence.PRESENT,
                      paper="số 3" if place == WRITER else "")
        for place, one in enumerate(session.seats.order_by("order", "pk"))
    ]  # fmt: skip
    sessions.mark_attendance(session=session, marks=marks, actor=people[1])
    halves = Keys(*(keys.take_half(session=session, actor=one) for one in people[:2]))
    session = sessions.open_session(session=session, actor=people[0])
    for item in session.items.order_by("order"):
        vote(item, people, halves)
    ranking.rank_items(session=session, actor=people[0])
    sessions.write_proceedings(
        session=session, discussion="Thảo luận", conclusion="Nhất trí", actor=people[1]
    )
    sessions.close_session(session=session, actor=people[0])
    return minutes.sign(session=session, actor=people[0])


def vote(waiting: AgendaItem, people: list[User], halves: Keys) -> None:
    """Nine of ten say yes, and so does the paper of who is away."""
    item = voting.open_item(item=waiting, actor=people[0])
    secret = item.mode == "secret"
    cast = voting.cast_secret if secret else voting.cast_open
    for place, person in enumerate(people[:WRITER]):
        cast(item=item, choice="yes" if place < 9 else "no", actor=person)
    if not secret:
        seat = item.session.seats.get(user=people[WRITER])
        voting.enter_open(item=item, seat=seat, choice="yes", actor=people[1])
    paper = Paper(1, 1, 1, 0, 0, "Tổ kiểm phiếu")
    done = counting.close_item(
        item=item, actor=people[0], keys=halves, paper=paper if secret else None
    )
    assert (done.yes, done.no, done.total, done.needed, done.reached) == (10, 1, 11, 8, True)


def finish(level: Level, session: Session, rows: list[Nomination]) -> Decision:
    """Drafted by the desk, decided by the leader, registered, handed over, paid."""
    day = clock.today()
    fund = funds.open_fund(unit=level.unit, year=day.year, actor=level.desk)
    line = funds.LineText(amount=Decimal(20_000_000), on=day, source="budget", paper="01/QĐ")
    funds.take_in(fund=fund, text=line, actor=level.desk)
    decision = decisions.draft(
        award_round=session.round, session=session, nominations=rows,
        text=decisions.DraftText("Về việc khen thưởng"), actor=level.desk,
    )  # fmt: skip
    decisions.decide(decision=decision, decided_on=day, actor=level.leader)
    decision = issuing.issue(
        decision=decision, number="15/QĐ-UBND", number_date=day, scan=None, actor=level.clerk
    )
    awards = list(decision.awards.order_by("order"))
    paying.deliver(decision=decision, awards=awards, on=day, note="", actor=level.desk)
    text = paying.PayText(day, "Danh sách ký nhận", {})
    paying.pay(decision=decision, awards=awards, text=text, actor=level.desk)
    return decision


@pytest.mark.parametrize(
    ("day", "regime", "quorum", "amounts"),
    [
        (R1, "R1", 8, [1_080_000, 810_000, 540_000]),
        (R2, "R2", 8, [1_410_000, 1_060_000, 710_000]),
        (R3, "R3", 9, [1_410_000, 1_060_000, 710_000]),
    ],
    ids=["R1", "R2", "R3"],
)
def test_from_nomination_to_payment(
    day: date, regime: str, quorum: int, amounts: list[int]
) -> None:
    level = make_level(day)
    council = make_members(level)
    award_round, rows = propose_all(level)
    assert {row.regime.code for row in rows if row.regime} == {regime}
    session = hold(level, council, award_round, rows)
    assert (session.state, session.members_total, session.quorum_needed) == ("signed", 11, quorum)
    states = dict(award_round.nominations.values_list("nominee_name", "state"))
    assert list(states.values()).count("recommended") == 3
    assert states[NAMES[2]] == "not_recommended"  # a woman goes before her equal
    chosen = list(award_round.nominations.filter(state="recommended"))
    decision = finish(level, session, chosen)
    assert decision.regime is not None
    assert (decision.state, decision.regime.code) == ("issued", regime)
    awards = list(decision.awards.order_by("order"))
    assert [one.amount for one in awards] == amounts
    assert [one.group for one in awards] == ["collective", "household", "individual"]
    paid = FundLine.objects.filter(decision=decision, kind="payment")
    assert sum(one.amount for one in paid) == sum(amounts)
    assert PastAward.objects.filter(decision_number="15/QĐ-UBND").count() == 3
