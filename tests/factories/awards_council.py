"""A district council of the small district: members, a round, nominations ready for a session."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from psycopg2.extras import DateRange

from awards.enums import Presence, SeatRole
from awards.law_codes import BALLOT_MODE, QUORUM, QUORUM_AWARDS, VOTE_DEFAULT, WOMEN_COLLECTIVE
from awards.models import (
    AgendaItem,
    AwardRound,
    AwardRule,
    AwardType,
    Council,
    CouncilSeat,
    Nomination,
    Nominee,
    Quota,
    Regime,
    Session,
    SessionSeat,
)
from awards.services import agenda, councils, keys, sessions, voting
from awards.services.counting import Keys
from communes.enums import Role
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from tests.factories.communes import ALWAYS, World, make_post, make_user, make_world

DAY = date(2025, 6, 20)
SINCE = date(2021, 1, 1)
HELD = datetime(2025, 6, 20, 8, 0, tzinfo=clock.LOCAL)
FORM, TITLE, LOCAL = "giay_khen", "cstd", "tap_the"


@dataclass
class Halls:
    """The small district with a council of `members` (chair and secretary first)."""

    world: World
    desk: User
    council: Council
    seats: list[CouncilSeat]
    round: AwardRound
    types: dict[str, AwardType]
    halves: dict[int, Keys] = field(default_factory=dict)

    @property
    def chair(self) -> User:
        return self.person(0)

    @property
    def secretary(self) -> User:
        return self.person(1)

    def person(self, place: int) -> User:
        user = self.seats[place].user
        assert user is not None
        return user

    def nomination(self, name: str = "Bà Đinh Thị Mai", **fields: Any) -> Nomination:
        """One that is eligible, of the neighbour commune unless given."""
        code = fields.pop("type_code", FORM)
        of_nominee = {
            key: fields.pop(key)
            for key in ("gender", "direct_worker", "women_percent", "agency", "kind", "form",
                        "birth_year", "head")
            if key in fields
        }  # fmt: skip
        nominee = Nominee.objects.create(
            kind=of_nominee.pop("kind", "individual"),
            name=name,
            unit=fields.pop("nominee_unit", self.world.neighbour),
            made_by=self.desk,
            **of_nominee,
        )
        if "agency_id" not in fields:
            fields.setdefault("unit_id", self.world.neighbour.pk)
        return Nomination.objects.create(
            round=self.round, nominee=nominee, nominee_name=name, type_code=code,
            award_type=self.types[code], regime=self.types[code].regime, merit_kind="movement",
            achievement=DateRange(date(2024, 1, 1), date(2025, 1, 1)), received_on=DAY,
            state="eligible", made_by=self.desk, **fields,
        )  # fmt: skip

    def planned(self, **fields: Any) -> Session:
        values: dict[str, Any] = {
            "award_round": self.round, "title": "Phiên họp xét khen thưởng", "held_at": HELD,
            "place": "Hội trường UBND huyện", "chair": self.seats[0], "secretary": self.seats[1],
            **fields,
        }  # fmt: skip
        return sessions.plan_session(
            council=self.council, text=sessions.SessionText(**values), actor=self.desk
        )

    def agenda(self, session: Session, *nominations: Nomination) -> list[AgendaItem]:
        return agenda.add_items(
            session=session, nominations=nominations, heading="Giấy khen", actor=self.desk
        )

    def invited(self, *nominations: Nomination) -> Session:
        session = self.planned()
        self.agenda(session, *(nominations or (self.nomination(),)))
        return sessions.invite(session=session, actor=self.desk)

    def attend(self, session: Session, *, written: int = 0, absent: int = 0) -> Session:
        """The last ones are absent, those before them wrote, all others are there."""
        seats = list(session.seats.filter(former=False).order_by("order"))
        there = len(seats) - written - absent
        marks = []
        for place, seat in enumerate(seats):
            presence = Presence.PRESENT if place < there else Presence.WRITTEN
            if place >= there + written:
                presence = Presence.ABSENT
            marks.append(sessions.Mark(seat.pk, presence, paper="số 5, ngày 19/6/2025"))
        return sessions.mark_attendance(session=session, marks=marks, actor=self.secretary)

    def opened(
        self, *nominations: Nomination, written: int = 0, absent: int = 0, with_keys: bool = True
    ) -> Session:
        session = self.attend(self.invited(*nominations), written=written, absent=absent)
        if with_keys:
            self.take_keys(session)
        return sessions.open_session(session=session, actor=self.chair)

    def take_keys(self, session: Session) -> Keys:
        self.halves[session.pk] = Keys(
            keys.take_half(session=session, actor=self.chair),
            keys.take_half(session=session, actor=self.secretary),
        )
        return self.halves[session.pk]

    def voting(self, session: Session, place: int = 0) -> AgendaItem:
        """An item of the session, open for voting."""
        item = session.items.filter(state="waiting").order_by("order", "pk")[place]
        return voting.open_item(item=item, actor=self.chair)

    def cast(self, item: AgendaItem, choices: str) -> None:
        """ "yyn-": yes, yes, no, not cast, by the members in order."""
        vote = voting.cast_secret if item.mode == "secret" else voting.cast_open
        for place, letter in enumerate(choices):
            if letter != "-":
                choice = {"y": "yes", "n": "no"}[letter]
                vote(item=item, choice=choice, actor=self.person(place))

    def seat(self, session: Session, place: int) -> SessionSeat:
        return session.seats.get(seat=self.seats[place])

    def quota(self, most: int, **fields: Any) -> Quota:
        values = {"type_code": FORM, "basis": "Hướng dẫn của tỉnh", **fields}
        return Quota.objects.create(round=self.round, most=most, **values)


def rule(
    code: str, *, amount: int | None = None, text: str = "", certain: bool = True
) -> AwardRule:
    return AwardRule.objects.create(
        code=code, title=code, valid=ALWAYS, text=text, certain=certain, legal_basis="Quy chế",
        amount=None if amount is None else Decimal(amount),
    )  # fmt: skip


def make_law() -> dict[str, AwardType]:
    """A regime with three types: no percentage, 80 % by law and secret, 70 % by local rule."""
    regime = Regime.objects.create(code="R2", law="Luật 06/2022/QH15", valid=ALWAYS)
    rule(QUORUM, text="2/3")
    rule(QUORUM_AWARDS, amount=80, certain=False)
    rule(BALLOT_MODE, text="open")
    rule(VOTE_DEFAULT, amount=70)
    rule(WOMEN_COLLECTIVE, amount=70)
    shared = {"regime": regime, "level": "district", "valid": ALWAYS, "subjects": ["individual"]}
    rows = (
        AwardType(code=FORM, name="Giấy khen", kind="form", **shared),
        AwardType(
            code=TITLE, name="Chiến sĩ thi đua cơ sở", kind="title", vote_percent=80, secret=True,
            legal_basis="NĐ 98/2023 Điều 30.7", certain=True, **shared,
        ),
        AwardType(
            code=LOCAL, name="Tập thể lao động", kind="title", vote_percent_local=70, secret=False,
            **shared,
        ),
    )  # fmt: skip
    for row in rows:
        row.decider = "Chủ tịch UBND huyện"
        row.save()
    return {row.code: row for row in rows}


def make_halls(members: int = 13, world: World | None = None) -> Halls:
    """The council with its round; nothing is nominated yet."""
    world = world or make_world()
    types = make_law()
    desk = make_user("noivu1", "Phạm Thị Nội")
    make_post(desk, Role.HOME_AFFAIRS, world.district)
    council = councils.make_council(
        unit=world.district,
        text=councils.CouncilText("Hội đồng TĐKT huyện", SINCE, decision_number="10/QĐ-UBND"),
        actor=desk,
    )
    seats = []
    for place in range(members):
        role = {0: SeatRole.CHAIR, 1: SeatRole.SECRETARY}.get(place, SeatRole.MEMBER)
        user = make_user(f"hd{place}", f"Thành Viên {place}")
        text = councils.SeatText(user.full_name, "Trưởng phòng", role, SINCE, user=user)
        seats.append(councils.add_seat(council=council, text=text, actor=desk))
    award_round = AwardRound.objects.create(
        unit=world.district, name="Đợt tháng 6/2025", kind="thematic", merit_kind="movement",
        achievement=DateRange(date(2024, 1, 1), date(2025, 1, 1)), opens_on=date(2025, 5, 1),
        due_on=date(2025, 6, 10), closes_on=date(2025, 6, 15), state="closed", made_by=desk,
    )  # fmt: skip
    return Halls(world, desk, council, seats, award_round, types)
