"""A campaign of the small district, with its plan, and quick rows."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from typing import Any

from campaigns.models import Campaign, PartyPaper, PlanVersion
from campaigns.services import campaigns, party_plans, plans
from communes.enums import Role
from communes.models import RegisterRule
from communes.services.register_papers import Scan
from kbang_ntm.core.models import User
from tests.factories.communes import (
    ALWAYS,
    World,
    make_post,
    make_unit,
    make_user,
    make_world,
    pdf,
)

TODAY = date(2025, 6, 20)
PLAN_DAY = date(2022, 8, 5)


@dataclass
class Movement:
    """The small district and its campaign 2021-2025; `village` lies in the commune."""

    world: World
    campaign: Campaign
    admin: User
    village: Any

    def text(self, **fields: Any) -> campaigns.CampaignText:
        values: dict[str, Any] = {
            "title": "Phong trào mới",
            "first": date(2026, 1, 1),
            "last": date(2030, 12, 31),
        }
        return campaigns.CampaignText(**{**values, **fields})

    def draft(self, **fields: Any) -> PlanVersion:
        """A draft with two sections and a day."""
        actor = self.world.coordinator
        version = plans.begin_version(campaign=self.campaign, actor=actor, **fields)
        if version.sequence == 1:
            for heading in ("Mục tiêu", "Phân công"):
                plans.write_section(version=version, heading=heading, body="Lời cũ.", actor=actor)
        day = PLAN_DAY if version.sequence == 1 else date(2024, 3, 1)
        text = plans.VersionText(day=day, reason=version.reason, cites=version.cites)
        return plans.change_version(version=version, text=text, actor=actor)

    def issued(self) -> PlanVersion:
        return plans.issue_version(version=self.draft(), actor=self.world.coordinator)

    def paper(self, *, actor: User | None = None, **fields: Any) -> PartyPaper:
        """A plan of the commune, unless told otherwise."""
        whose = fields.pop("whose", party_plans.Whose(unit_id=self.world.commune.pk))
        values: dict[str, Any] = {"kind": "plan", "on": date(2022, 9, 1), "number": "05/KH-UBND"}
        return party_plans.record_paper(
            campaign=self.campaign,
            whose=whose,
            text=party_plans.PaperText(**{**values, **fields}),
            actor=actor or self.world.officer,
        )

    @property
    def own(self) -> party_plans.Whose:
        return party_plans.Whose(unit_id=self.world.commune.pk)


def scan(name: str = "kế hoạch.pdf") -> Scan:
    return Scan(name=name, stream=io.BytesIO(pdf()))


def make_movement() -> Movement:
    world = make_world()
    admin = make_user("quantri.thu", "Quản Trị")
    make_post(admin, Role.ADMINISTRATOR, world.district)
    village = make_unit("lang-thu", "Làng Thử", kind="village", parent=world.commune)
    RegisterRule.objects.create(
        code="party-plan-due", title="Hạn", valid=ALWAYS, amount=30, text="Số ngày."
    )
    text = campaigns.CampaignText(
        title="Phong trào thử",
        first=date(2021, 1, 1),
        last=date(2025, 12, 31),
        plan_date=PLAN_DAY,
        legal_bases=["Căn cứ một"],
    )
    campaign = campaigns.open_campaign(
        code="thu-2021", unit_id=world.district.pk, text=text, actor=world.coordinator
    )
    return Movement(world, campaign, admin, village)
