"""The registers of the small district: villages, a person of the Front, and quick rows."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from communes.enums import Role, Standard, UnitKind
from communes.models import (
    AdministrativeUnit,
    OpinionRound,
    Questionnaire,
    RegistrationVersion,
    Survey,
    SurveyGroup,
    SurveyQuestion,
    Work,
)
from communes.services import opinions, registrations, surveys, works
from communes.services.register_papers import Scan
from kbang_ntm.core.models import User
from tests.factories.communes import (
    ALWAYS,
    World,
    make_agency,
    make_post,
    make_unit,
    make_user,
    make_world,
    pdf,
)

TODAY = date(2025, 6, 20)
GOOD_MINUTES = {
    "held_on": date(2025, 6, 1),
    "number": "01/BB",
    "households": 100,
    "present": 80,
    "agree": 75,
    "disagree": 3,
}


@dataclass
class Registers:
    """The small district with two villages of the commune and one of its neighbour."""

    world: World
    front: User
    villages: list[AdministrativeUnit]
    other_village: AdministrativeUnit
    questionnaire: Questionnaire

    @property
    def unit_id(self) -> int:
        return self.world.commune.pk

    def text(self, **fields: Any) -> registrations.RegistrationText:
        """What a registration says: criteria 10 and 11, one village."""
        values: dict[str, Any] = {
            "criteria_set": self.world.criteria_set,
            "criteria": ["10", "11"],
            "villages": [self.villages[0].pk],
            "paper_number": "05/ĐK-UBND",
            "paper_date": date(2025, 1, 15),
        }
        return registrations.RegistrationText(**{**values, **fields})

    def draft(self, *, year: int = 2025, actor: User | None = None, **fields: Any) -> Any:
        return registrations.begin_registration(
            unit_id=self.unit_id,
            standard=Standard.NTM,
            year=year,
            text=self.text(**fields),
            actor=actor or self.world.officer,
        )

    def with_paper(self, version: RegistrationVersion) -> RegistrationVersion:
        return registrations.attach_registration_paper(
            version=version, scan=Scan("dk.pdf", scan()), actor=self.world.officer
        )

    def sent(self, **fields: Any) -> RegistrationVersion:
        return registrations.send_registration(
            version=self.with_paper(self.draft(**fields)), actor=self.world.leader
        )

    def work(self, name: str = "Đường thôn 1", **fields: Any) -> Work:
        values: dict[str, Any] = {"name": name, "programme": "ntm", **fields}
        return works.add_work(
            unit_id=self.unit_id, text=works.WorkText(**values), actor=self.world.officer
        )

    def line(self, work: Work, kind: str, amount: int, **fields: Any) -> Any:
        values: dict[str, Any] = {"on": date(2025, 3, 1), **fields}
        if kind == "given":
            values.setdefault("source", "central")
        return works.add_line(
            work=work,
            line=works.Line(kind=kind, amount=Decimal(amount), **values),
            actor=self.world.officer,
        )

    def statement(self, owed: int = 0, *, as_of: date = TODAY, actor: User | None = None) -> Any:
        return works.state_debt(
            unit_id=self.unit_id,
            as_of=as_of,
            owed=Decimal(owed),
            paper_number="30/BC-UBND",
            paper_date=TODAY,
            name="no.pdf",
            stream=scan(),
            actor=actor or self.world.leader,
        )

    def round(self, total: int | None = 2) -> OpinionRound:
        return opinions.open_round(
            unit_id=self.unit_id,
            standard=Standard.NTM,
            year=2025,
            villages_total=total,
            actor=self.world.officer,
        )

    def minutes(self, village: Any, *, reason: str = "", file: bool = True, **fields: Any) -> Any:
        return opinions.record_minutes(
            village=village,
            minutes=opinions.Minutes(**{**GOOD_MINUTES, **fields}),
            file_name="bb.pdf" if file else "",
            stream=scan() if file else None,
            reason=reason,
            actor=self.world.officer,
        )

    def survey(self) -> Survey:
        return surveys.open_survey(
            unit_id=self.unit_id,
            standard=Standard.NTM,
            year=2025,
            questionnaire=self.questionnaire,
            actor=self.front,
        )

    def tally(
        self, returned: int, *yes: int, issued: int | None = None, no: int = 0
    ) -> surveys.Tally:
        """A count in which the questions, in order, have these many satisfied papers."""
        ids = self.questionnaire.questions.order_by("order").values_list("pk", flat=True)
        return surveys.Tally(
            issued=issued if issued is not None else returned,
            returned=returned,
            counts={pk: (one, no, 0) for pk, one in zip(ids, yes, strict=True)},
        )

    def count(self, group: SurveyGroup, tally: surveys.Tally, times: int = 2) -> None:
        for _ in range(times):
            surveys.count_papers(group=group, tally=tally, actor=self.front)

    def closed_survey(self, *papers: int) -> Survey:
        """So many papers of each village (40 and 30), ninety percent satisfied, closed with
        minutes."""
        survey = self.survey()
        for group, count in zip(survey.groups.order_by("name"), papers or (40, 30), strict=True):
            self.count(group, self.tally(count, count * 9 // 10, count * 9 // 10))
        return surveys.close_survey(
            survey=survey,
            minutes_number="02/BB-MTTQ",
            minutes_date=TODAY,
            name="kiem-phieu.pdf",
            stream=scan(),
            actor=self.front,
        )


def scan() -> io.BytesIO:
    return io.BytesIO(pdf("bản quét"))


def make_questionnaire(code: str = "mau-thu") -> Questionnaire:
    """Two questions, the second one general."""
    found = Questionnaire.objects.create(
        code=code, title="Mẫu thử", standards=["ntm", "advanced"], valid=ALWAYS
    )
    for order, words in enumerate(("Đường sá", "Chung"), 1):
        SurveyQuestion.objects.create(
            questionnaire=found,
            order=order,
            text=f"Hài lòng về {words}?",
            short_text=words,
            overall=order == 2,
        )
    return found


def make_registers(world: World | None = None) -> Registers:
    world = world or make_world()
    agency = make_agency("mttq", "Ủy ban MTTQ Việt Nam huyện", world.district)
    front = make_user("mttq", "Đinh Văn Thơng")
    make_post(front, Role.FRONT, world.district, agency=agency)

    def village(key: str, name: str, parent: AdministrativeUnit) -> AdministrativeUnit:
        return make_unit(key, name, kind=UnitKind.VILLAGE, parent=parent)

    return Registers(
        world=world,
        front=front,
        villages=[
            village("lang-ha-nung", "Làng Hà Nừng", world.commune),
            village("lang-ta-kor", "Làng Tà Kơr", world.commune),
        ],
        other_village=village("lang-tro", "Làng Tro", world.neighbour),
        questionnaire=make_questionnaire(),
    )
