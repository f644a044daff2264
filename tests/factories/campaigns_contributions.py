"""The ledger of contributions of the small district."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from psycopg2.extras import DateRange

from campaigns.models import Campaign, Contribution, ConversionRate
from campaigns.services import contributions as service
from communes.enums import Role
from communes.models import RegisterRule
from communes.services.register_papers import Scan
from kbang_ntm.core.models import User
from tests.factories.communes import ALWAYS, World, make_agency, make_post, make_user
from tests.factories.registers import Registers, make_registers, scan

TODAY = date(2025, 6, 20)
LIMITS = {
    "contribution-poor-limit": "200000",
    "contribution-household-limit": "1500000",
    "contribution-minutes": "5000000",
}


def make_campaign(world: World) -> Campaign:
    return Campaign.objects.create(
        code="thu-nghiem",
        title="Chung sức",
        unit=world.district,
        period=DateRange(date(2021, 1, 1), date(2026, 1, 1)),
    )


@dataclass
class Ledger:
    """The small district with a campaign, its registers and people of the offices."""

    book: Registers
    campaign: Campaign
    home_affairs: User
    admin: User

    @property
    def world(self) -> World:
        return self.book.world

    def add(
        self,
        amount: int | str = 1_000_000,
        *,
        actor: User | None = None,
        minutes: bool = False,
        **fields: Any,
    ) -> Contribution:
        """Money of the people of the commune unless told otherwise."""
        values: dict[str, Any] = {
            "unit_id": self.world.commune.pk,
            "on": date(2025, 3, 1),
            "source": "people",
            "kind": "money",
            **fields,
        }
        return service.add_contribution(
            campaign=self.campaign,
            text=service.ContributionText(amount=Decimal(amount), **values),
            minutes=Scan("bien-ban.pdf", scan()) if minutes else None,
            actor=actor or self.world.officer,
        )

    def rate(self, amount: int, kind: str = "labour", **fields: Any) -> ConversionRate:
        return ConversionRate.objects.create(
            **{"kind": kind, "amount": amount, "valid": ALWAYS, **fields}
        )

    def limits(self, **amounts: str) -> None:
        """The conventions of the ledger, in force always."""
        for code, amount in {**LIMITS, **amounts}.items():
            RegisterRule.objects.create(code=code, title=code, valid=ALWAYS, amount=amount)


def make_ledger() -> Ledger:
    book = make_registers()
    world = book.world
    office = make_agency("noivu", "Phòng Nội vụ", world.district)
    home_affairs, admin = make_user("noivu", "Nguyễn Thị Nội"), make_user("qt", "Quản Trị")
    make_post(home_affairs, Role.HOME_AFFAIRS, world.district, agency=office)
    make_post(admin, Role.ADMINISTRATOR, world.district)
    return Ledger(book, make_campaign(world), home_affairs, admin)
