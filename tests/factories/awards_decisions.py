"""Decisions on the real map and the real law: a level with its people, and a signed session.

Rounds, nominations and sessions are written as rows in the state in which decisions find them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from psycopg2.extras import DateRange

from awards.enums import FundSource, MeritKind, NominationState, NomineeKind
from awards.models import (
    AgendaItem,
    AwardRound,
    Council,
    CouncilSeat,
    Decision,
    Nomination,
    Nominee,
    PrizeFund,
    Session,
)
from awards.queries.law import award_type, regime_on
from awards.services import decisions, issuing
from awards.services import fund as funds
from communes.enums import Role
from communes.models import AdministrativeUnit
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from tests.factories.communes import ALWAYS, make_agency, make_post, make_user, stand_on

FORM, COMMUNE_FORM, ABOVE = "GIAY_KHEN_HUYEN", "GIAY_KHEN_XA", "BANG_KHEN_TINH"
NAMES = {
    NomineeKind.COLLECTIVE: "Nhân dân và cán bộ làng Hà Nừng",
    NomineeKind.HOUSEHOLD: "Hộ ông Đinh Văn Grưp",
    NomineeKind.INDIVIDUAL: "Đinh Thị Blơnh",
}
KINDS = [NomineeKind.INDIVIDUAL, NomineeKind.COLLECTIVE, NomineeKind.HOUSEHOLD]


@dataclass
class Deciding:
    """A level that decides: its desk (two people), leader, clerk, council's chair; a proposer."""

    unit: AdministrativeUnit
    commune: AdministrativeUnit
    desk: User
    second: User
    leader: User
    clerk: User
    chair: User
    proposer: User
    neighbour: User
    day: date
    form: str

    def nominee(self, kind: str = NomineeKind.INDIVIDUAL, name: str = "", **fields: Any) -> Nominee:
        """Somebody of the commune."""
        found = {"unit": self.commune, "made_by": self.desk, **fields}
        if kind == NomineeKind.COLLECTIVE:
            found.setdefault("form", "village")
        if kind == NomineeKind.HOUSEHOLD and "head" not in found:
            found["head"] = self.nominee(name="Đinh Văn Grưp")
        return Nominee.objects.create(kind=kind, name=name or NAMES[NomineeKind(kind)], **found)

    def round(self, name: str = "Đợt khen thưởng năm", **fields: Any) -> AwardRound:
        """A round of the level, for the twelve months before the day."""
        first, last = self.day - timedelta(days=365), self.day
        return AwardRound.objects.create(
            unit=self.unit,
            name=name,
            kind="yearly",
            merit_kind=MeritKind.MOVEMENT,
            achievement=DateRange(first, last),
            opens_on=self.day - timedelta(days=40),
            due_on=self.day - timedelta(days=20),
            closes_on=self.day - timedelta(days=10),
            state="closed",
            made_by=self.desk,
            **fields,
        )

    def nomination(
        self, round_: AwardRound, nominee: Nominee | None = None, code: str = "", **fields: Any
    ) -> Nomination:
        """A nomination of the commune that the council recommended, received before the day."""
        received = fields.pop("received_on", self.day - timedelta(days=20))
        who = nominee or self.nominee()
        regime = regime_on(received)
        values = {
            "state": NominationState.RECOMMENDED,
            "achievement": round_.achievement,
            "citation": "Có thành tích trong phong trào chung sức xây dựng nông thôn mới",
            **fields,
        }
        return Nomination.objects.create(
            round=round_,
            unit=self.commune,
            nominee=who,
            nominee_name=who.name,
            type_code=code or self.form,
            merit_kind=MeritKind.MOVEMENT,
            regime=regime,
            award_type=award_type(code or self.form, regime, received),
            received_on=received,
            made_by=self.proposer,
            **values,
        )

    def session(self, round_: AwardRound, rows: list[Nomination], **fields: Any) -> Session:
        """The session of the round, signed unless said otherwise, on the day before the day; the
        `lost` ones did not get their votes."""
        lost = fields.pop("lost", [])
        council = Council.objects.filter(unit=self.unit).first() or Council.objects.create(
            unit=self.unit, name="Hội đồng", valid=ALWAYS, made_by=self.desk
        )
        seat, _made = CouncilSeat.objects.get_or_create(
            council=council,
            role="chair",
            defaults={
                "user": self.chair,
                "name": self.chair.full_name,
                "position": "Chủ tịch Hội đồng",
                "valid": ALWAYS,
            },
        )
        held = fields.pop("held_on", self.day - timedelta(days=1))
        at = datetime.combine(held, time(8), tzinfo=clock.LOCAL)
        state = fields.pop("state", "signed")
        values: dict[str, Any] = {
            "title": "Phiên họp xét khen thưởng",
            "place": "Hội trường UBND",
            "members_total": 11,
            "quorum_needed": 8,
            "minutes_frozen": {"minutes": 1},
            "minutes_sha256": "0" * 64,
            **fields,
        }
        session = Session.objects.create(
            council=council,
            round=round_,
            held_at=at,
            chair=seat,
            secretary=seat,
            opened_at=at,
            state="closed",
            made_by=self.desk,
            **values,
        )
        for order, row in enumerate(rows, 1):
            self.item(session, row, order, yes=10 if row not in lost else 5)
        if state == "signed":
            session.state, session.signed_at = state, at
            session.save(update_fields=["state", "signed_at"])
        return session

    def item(self, session: Session, row: Nomination, order: int, *, yes: int = 10) -> AgendaItem:
        """A closed item of the agenda: 8 of 11 are needed."""
        return AgendaItem.objects.create(
            session=session,
            nomination=row,
            order=order,
            mode="secret",
            percent=70,
            state="closed",
            needed=8,
            yes=yes,
            no=11 - yes,
            invalid=0,
            recused=0,
            absent=0,
            not_cast=0,
            total=11,
            reached=yes >= 8,
        )

    def ready(self, count: int = 3, **fields: Any) -> tuple[AwardRound, Session, list[Nomination]]:
        """A round with its signed session and recommended nominations of all kinds."""
        round_ = self.round(f"Đợt {AwardRound.objects.count() + 1}")
        rows = [
            self.nomination(round_, self.nominee(KINDS[at % 3], f"{NAMES[KINDS[at % 3]]} {at}"))
            for at in range(count)
        ]
        return round_, self.session(round_, rows, **fields), rows

    def draft(self, count: int = 3, **fields: Any) -> Decision:
        """A draft on all of them."""
        round_, session, rows = self.ready(count)
        return decisions.draft(
            award_round=round_,
            session=session,
            nominations=rows,
            text=self.text(**fields),
            actor=self.desk,
        )

    def text(self, **fields: Any) -> decisions.DraftText:
        return decisions.DraftText(
            **{"title": "Về việc khen thưởng", "signer": self.leader.full_name, **fields}
        )

    def fund(self, amount: int = 50_000_000, year: int = 0) -> PrizeFund:
        """The level's fund of the year with income from the budget."""
        year = year or self.day.year
        fund = funds.open_fund(unit=self.unit, year=year, actor=self.desk)
        if amount:
            self.income(fund, amount)
        return fund

    def income(self, fund: PrizeFund, amount: int, source: str = FundSource.BUDGET) -> Any:
        return funds.take_in(fund=fund, text=self.line(amount, source), actor=self.desk)

    def line(self, amount: int, source: str = FundSource.BUDGET, **fields: Any) -> funds.LineText:
        values = {"on": self.day, "paper": "01/QĐ-UBND", **fields}
        return funds.LineText(amount=Decimal(amount), source=source, **values)

    def decided(self, count: int = 3) -> Decision:
        """Decided on the day; the fund is made when there is none."""
        if not PrizeFund.objects.filter(unit=self.unit, year=self.day.year).exists():
            self.fund()
        return decisions.decide(decision=self.draft(count), decided_on=self.day, actor=self.leader)

    def issued(self, count: int = 3, number: str = "15/QĐ-UBND") -> Decision:
        """Registered on the day."""
        return issuing.issue(
            decision=self.decided(count),
            number=number,
            number_date=self.day,
            scan=None,
            actor=self.clerk,
        )


def make_deciding(day: date = date(2024, 11, 20)) -> Deciding:
    """The level that decides on the day: the district until 30/6/2025, then a commune. Needs the
    reference data."""
    stand_on(day)
    if day < date(2025, 7, 1):
        unit = AdministrativeUnit.objects.get(key="huyen-kbang")
        commune = AdministrativeUnit.objects.get(key="son-lang")
        return _district(unit, commune, day)
    return _commune(AdministrativeUnit.objects.get(key="xa-son-lang-2025"), day)


def _district(unit: AdministrativeUnit, commune: AdministrativeUnit, day: date) -> Deciding:
    office = make_agency("noivu-thu", "Phòng Nội vụ", unit)
    people = {
        "desk": make_user("bao", "Trần Quốc Bảo"),
        "second": make_user("sen", "Lê Thị Sen"),
        "leader": make_user("thanh", "Nguyễn Quang Thành"),
        "clerk": make_user("tu", "Lê Thị Cẩm Tú"),
        "chair": make_user("chu", "Đinh Văn Chủ"),
        "proposer": make_user("lan", "Trần Thị Lan"),
        "neighbour": make_user("kien", "Rơ Chăm Kiên"),
    }
    make_post(people["desk"], Role.HOME_AFFAIRS, unit, agency=office)
    make_post(people["second"], Role.HOME_AFFAIRS, unit, agency=office)
    make_post(people["leader"], Role.DISTRICT_LEADER, unit)
    make_post(people["clerk"], Role.CLERK, unit)
    make_post(people["chair"], Role.COUNCIL_CHAIR, unit)
    make_post(people["proposer"], Role.COMMUNE_LEADER, commune)
    neighbour = AdministrativeUnit.objects.get(key="dak-rong")
    make_post(people["neighbour"], Role.COMMUNE_LEADER, neighbour)
    return Deciding(unit=unit, commune=commune, day=day, form=FORM, **people)


def _commune(unit: AdministrativeUnit, day: date) -> Deciding:
    people = {
        "desk": make_user("bao", "Trần Quốc Bảo"),
        "second": make_user("sen", "Lê Thị Sen"),
        "leader": make_user("thanh", "Nguyễn Quang Thành"),
        "chair": make_user("chu", "Đinh Văn Chủ"),
        "neighbour": make_user("kien", "Rơ Chăm Kiên"),
    }
    make_post(people["desk"], Role.COMMUNE_OFFICER, unit)
    make_post(people["second"], Role.COMMUNE_OFFICER, unit)
    make_post(people["leader"], Role.COMMUNE_LEADER, unit)
    make_post(people["chair"], Role.COUNCIL_CHAIR, unit)
    return Deciding(
        unit=unit,
        commune=unit,
        clerk=people["desk"],
        proposer=people["desk"],
        day=day,
        form=COMMUNE_FORM,
        **people,
    )
