"""The real district with the law of awards: its desk, a commune that proposes, rounds, nominations.

Stands on the database kind "reference".
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from awards.models import AwardRound, Nomination, Nominee
from awards.queries.dossiers import checklist
from awards.services import dossiers, nominations, receiving, rounds
from awards.services.nominations import NominationText
from awards.services.nominees import NomineeText, find_or_make
from awards.services.rounds import RoundText
from communes.enums import Role
from communes.models import AdministrativeUnit, Agency
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from tests.factories.communes import make_post, make_user, pdf, stand_on

R1, R2, R3, R4 = date(2023, 10, 10), date(2024, 10, 10), date(2025, 9, 10), date(2026, 10, 12)
PAPER = "TTr 12, 01/10"


@dataclass
class Awards:
    """People of the district and of communes; who is not named yet is made when asked for."""

    district: AdministrativeUnit
    commune: AdministrativeUnit
    neighbour: AdministrativeUnit
    successor: AdministrativeUnit
    office: Agency
    agency: Agency
    clerk: User
    second_clerk: User
    chair: User
    officer: User
    leader: User
    neighbour_officer: User
    neighbour_leader: User
    reviewer: User
    new_officer: User
    new_leader: User
    reader: User

    def round_text(self, **fields: Any) -> RoundText:
        today = clock.today()
        code = "GIAY_KHEN_HUYEN" if today < date(2025, 7, 1) else "GIAY_KHEN_XA"
        values: dict[str, Any] = {
            "name": f"Đợt xét khen thưởng {today:%m/%Y}",
            "kind": "thematic",
            "merit_kind": "movement",
            "first": date(today.year - 1, 1, 1),
            "last": today,
            "opens_on": today,
            "due_on": today + timedelta(days=10),
            "closes_on": today + timedelta(days=20),
            "types": (code,),
            "letter_number": "15/HD-PNV",
            "letter_date": today,
        }
        return RoundText(**{**values, **fields})

    def planned(
        self, *, unit: AdministrativeUnit | None = None, actor: User | None = None, **fields: Any
    ) -> AwardRound:
        return rounds.make_round(
            unit=unit or self.district, text=self.round_text(**fields), actor=actor or self.clerk
        )

    def round(
        self, *, unit: AdministrativeUnit | None = None, actor: User | None = None, **fields: Any
    ) -> AwardRound:
        made = self.planned(unit=unit, actor=actor, **fields)
        return rounds.open_round(award_round=made, actor=actor or self.clerk)

    def nominee(self, name: str = "Đinh Văn Bớt", **fields: Any) -> Nominee:
        values: dict[str, Any] = {
            "kind": "individual",
            "unit_id": self.commune.pk,
            "birth_year": 1978,
        }
        return find_or_make(text=NomineeText(name=name, **{**values, **fields}), actor=self.officer)

    def text(self, award_round: AwardRound, **fields: Any) -> NominationText:
        values: dict[str, Any] = {
            "type_code": award_round.types.get().type_code,
            "citation": "Hiến 500 m2 đất làm đường liên thôn.",
            "report": "Ba năm liền vận động bà con hiến đất, góp ngày công.",
        }
        return NominationText(**{**values, **fields})

    def draft(
        self,
        award_round: AwardRound,
        nominee: Nominee | None = None,
        *,
        actor: User | None = None,
        unit: AdministrativeUnit | None = None,
        **fields: Any,
    ) -> Nomination:
        return nominations.propose(
            award_round=award_round,
            nominee=nominee or self.nominee(),
            unit_id=(unit or self.commune).pk,
            agency_id=None,
            text=self.text(award_round, **fields),
            actor=actor or self.officer,
        )

    def complete(self, row: Nomination, *, actor: User | None = None) -> Nomination:
        """The meeting and every part of the dossier as numbers of papers."""
        who = actor or self.officer
        done = dossiers.record_meeting(
            nomination=row, on=clock.today(), present=9, yes=8, actor=who
        )
        for part in checklist(done, clock.today()):
            if part.missing:
                dossiers.add_item(nomination=done, rule=part.rule, paper=PAPER, actor=who)
        return done

    def sent(self, award_round: AwardRound, nominee: Nominee | None = None) -> Nomination:
        row = self.complete(self.draft(award_round, nominee))
        return nominations.send(nomination=row, actor=self.leader)

    def received(self, award_round: AwardRound, nominee: Nominee | None = None) -> Nomination:
        return receiving.receive(nomination=self.sent(award_round, nominee), actor=self.clerk)

    def own_round(self) -> AwardRound:
        """A round of the commune that follows, after the district has ended."""
        return self.round(unit=self.successor, actor=self.new_officer)

    def own_received(self, award_round: AwardRound) -> Nomination:
        """A nomination of the successor commune in its own round, received."""
        row = self.draft(
            award_round,
            self.nominee(unit_id=self.successor.pk),
            actor=self.new_officer,
            unit=self.successor,
        )
        row = self.complete(row, actor=self.new_officer)
        sent = nominations.send(nomination=row, actor=self.new_leader)
        return receiving.receive(nomination=sent, actor=self.new_officer)


def scan() -> io.BytesIO:
    return io.BytesIO(pdf("hồ sơ khen thưởng"))


def make_awards(day: date = R2) -> Awards:
    """Everybody, standing on a day."""
    stand_on(day)
    unit = {one.key: one for one in AdministrativeUnit.objects.all()}
    office, agency = (Agency.objects.get(code=code) for code in ("noivu", "nnptnt"))
    district = office.unit
    people = {
        name: make_user(f"kt.{name}")
        for name in Awards.__annotations__
        if Awards.__annotations__[name] == "User"
    }
    posts = (
        ("clerk", Role.HOME_AFFAIRS, district, office),
        ("second_clerk", Role.HOME_AFFAIRS, district, office),
        ("chair", Role.DISTRICT_LEADER, district, None),
        ("officer", Role.COMMUNE_OFFICER, unit["son-lang"], None),
        ("leader", Role.COMMUNE_LEADER, unit["son-lang"], None),
        ("neighbour_officer", Role.COMMUNE_OFFICER, unit["krong"], None),
        ("neighbour_leader", Role.COMMUNE_LEADER, unit["krong"], None),
        ("reviewer", Role.AGENCY_OFFICER, district, agency),
        ("new_officer", Role.COMMUNE_OFFICER, unit["xa-son-lang-2025"], None),
        ("new_leader", Role.COMMUNE_LEADER, unit["xa-son-lang-2025"], None),
        ("reader", Role.READER, district, None),
    )
    for name, role, place, at in posts:
        make_post(people[name], role, place, agency=at)
    return Awards(
        district=district,
        commune=unit["son-lang"],
        neighbour=unit["krong"],
        successor=unit["xa-son-lang-2025"],
        office=office,
        agency=agency,
        **people,
    )
