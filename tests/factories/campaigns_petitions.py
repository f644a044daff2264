"""Petitions and opinions of the small district, and the people who handle them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from campaigns.models import Petition, PetitionBatch, VoiceOpinion
from campaigns.services import petition_decisions as decisions
from campaigns.services import petitions, voices
from communes.enums import Role
from communes.models import Agency, RegisterRule
from kbang_ntm.core.models import User
from tests.factories.communes import (
    ALWAYS,
    World,
    make_agency,
    make_post,
    make_user,
    make_world,
    pdf,
)


@dataclass
class Petitions:
    """The small district with Phòng Nội vụ, its officer, and the chairman."""

    world: World
    office: Agency
    clerk: User
    chair: User

    @property
    def desk(self) -> str:
        return f"{self.world.district.pk}-{self.office.pk}"

    def text(self, **fields: Any) -> petitions.PetitionText:
        values: dict[str, Any] = {
            "kind": "obstacle",
            "title": "Chưa có vốn đối ứng đường làng",
            "text": "Ngân sách xã không đủ vốn đối ứng.",
            "desk": self.desk,
        }
        return petitions.PetitionText(**{**values, **fields})

    def draft(self, *, actor: User | None = None, **fields: Any) -> Petition:
        return petitions.write_petition(
            unit_id=self.world.commune.pk,
            agency_id=None,
            text=self.text(**fields),
            actor=actor or self.world.officer,
        )

    def of_agency(self, **fields: Any) -> Petition:
        return petitions.write_petition(
            unit_id=None,
            agency_id=self.world.agency.pk,
            text=self.text(**fields),
            actor=self.world.reviewer,
        )

    def sent(self, **fields: Any) -> Petition:
        return petitions.send_petition(petition=self.draft(**fields), actor=self.world.leader)

    def received(self, **fields: Any) -> Petition:
        return petitions.receive_petition(petition=self.sent(**fields), actor=self.clerk)

    def batch(self, *rows: Petition, **fields: Any) -> PetitionBatch:
        text = decisions.BatchText(**{"title": "Danh sách quý II", **fields})
        return decisions.compile_petitions(petitions=rows, text=text, actor=self.clerk)

    def compiled(self, **fields: Any) -> Petition:
        row = self.received(**fields)
        self.batch(row)
        return Petition.objects.get(pk=row.pk)

    def decided(self, outcome: str = "accepted", **fields: Any) -> Petition:
        return decisions.decide_petition(
            petition=self.compiled(**fields),
            decision=decisions.Decision(outcome, "Đồng ý bổ sung vốn.", "15/QĐ", date(2025, 6, 1)),
            actor=self.chair,
        )

    def answered(self, **fields: Any) -> Petition:
        return decisions.answer_petition(
            petition=self.decided(**fields), text="Đã bổ sung.", actor=self.clerk
        )

    def voice(self, text: str = "Đường làng lầy lội.", **fields: Any) -> VoiceOpinion:
        return voices.enter_voice(
            unit_id=self.world.commune.pk,
            text=voices.VoiceText(text, **fields),
            given_on=date(2025, 6, 1),
            actor=self.world.officer,
        )

    def public_voice(self, text: str = "Nước giếng đục.", **fields: Any) -> VoiceOpinion:
        return voices.receive_voice(
            unit_id=self.world.commune.pk, text=voices.VoiceText(text, **fields)
        )

    def published_voice(self, **fields: Any) -> VoiceOpinion:
        row = voices.answer_voice(
            voice=self.voice(**fields), answer="Xã sẽ sửa.", actor=self.world.officer
        )
        return voices.publish_voice(voice=row, actor=self.world.leader)


def scan() -> io.BytesIO:
    return io.BytesIO(pdf("kiến nghị"))


def make_petitions(world: World | None = None) -> Petitions:
    world = world or make_world()
    office = make_agency("noivu", "Phòng Nội vụ", world.district)
    clerk = make_user("bao", "Trần Quốc Bảo")
    make_post(clerk, Role.HOME_AFFAIRS, world.district, agency=office)
    chair = make_user("chutich", "Nguyễn Văn Chủ")
    make_post(chair, Role.DISTRICT_LEADER, world.district)
    RegisterRule.objects.create(
        code="petition-answer-days", title="Thời hạn", valid=ALWAYS, amount=Decimal(30)
    )
    return Petitions(world, office, clerk, chair)
