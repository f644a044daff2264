"""A small campaign with people who give tasks and people who do them."""

from __future__ import annotations

import io
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from campaigns.models import Campaign, PolicyProposal, Task
from campaigns.services import assigning, guidance, letters
from campaigns.services import tasks as service
from campaigns.services.assigning import TaskText
from campaigns.task_enums import TaskSection
from campaigns.task_rules import Holder
from communes.enums import Role
from communes.services.register_papers import Scan
from kbang_ntm.core.models import User
from tests.factories.communes import (
    World,
    make_agency,
    make_post,
    make_user,
    make_world,
    pdf,
    since,
)

TODAY = date(2025, 6, 20)


@dataclass
class Movement:
    """The small district with its campaign; `clerk` keeps the district's letters."""

    world: World
    campaign: Campaign
    clerk: User

    @property
    def lead(self) -> User:
        """Văn phòng Điều phối."""
        return self.world.coordinator

    @property
    def commune(self) -> Holder:
        return (self.world.commune.pk, None)

    @property
    def neighbour(self) -> Holder:
        return (self.world.neighbour.pk, None)

    @property
    def agency(self) -> Holder:
        return (None, self.world.agency.pk)

    def text(self, **fields: Any) -> TaskText:
        values: dict[str, Any] = {
            "title": "Lập kế hoạch thực hiện phong trào",
            "section": TaskSection.PLAN,
            "starts": date(2025, 6, 1),
            "due": date(2025, 7, 10),
        }
        return TaskText(**{**values, **fields})

    def give(self, *to: Holder, co: tuple[Holder, ...] = (), **fields: Any) -> list[Task]:
        return assigning.assign(
            campaign=self.campaign,
            text=self.text(**fields),
            leads_=to,
            co=co,
            actor=self.lead,
            key=uuid.uuid4().hex,
        )

    def task(self, to: Holder | None = None, **fields: Any) -> Task:
        """One task of the commune unless told otherwise."""
        return self.give(to or self.commune, **fields)[0]

    def doing(self, **fields: Any) -> Task:
        """Accepted and begun."""
        task = service.accept(task=self.task(**fields), actor=self.world.officer)
        return service.start(task=task, actor=self.world.officer)

    def reported(self, **fields: Any) -> Task:
        """Its result waits for confirmation."""
        return service.report(
            task=self.doing(**fields),
            result="Đã ban hành kế hoạch.",
            scan=scan(),
            actor=self.world.officer,
        )

    def letter(self, **fields: Any) -> Any:
        values: dict[str, Any] = {
            "arrived_on": date(2025, 6, 10),
            "sender": "Sở Nội vụ",
            "abstract": "Về việc báo cáo kết quả phong trào",
        }
        unit_id = fields.pop("unit_id", self.world.district.pk)
        actor = fields.pop("actor", self.clerk)
        return letters.register_letter(
            unit_id=unit_id,
            text=letters.LetterText(**{**values, **fields}),
            scan=scan(),
            actor=actor,
        )

    def proposal(self, **fields: Any) -> PolicyProposal:
        values: dict[str, Any] = {
            "campaign": self.campaign,
            "agency": self.world.agency,
            "title": "Nâng mức hỗ trợ làm đường nội làng",
            "text": "Mức hỗ trợ thấp, đề nghị nâng.",
            "raised_on": date(2025, 6, 1),
            "scan": None,
            "actor": self.world.reviewer,
        }
        return guidance.raise_proposal(**{**values, **fields})


def scan(words: str = "minh chứng") -> Scan:
    return Scan("ket-qua.pdf", io.BytesIO(pdf(words)))


def make_movement(**options: Any) -> Movement:
    world = make_world(**options)
    campaign = Campaign.objects.create(
        code="thu",
        title="Phong trào thử nghiệm",
        unit=world.district,
        period=since(date(2021, 1, 1), date(2026, 1, 1)),
    )
    clerk = make_user("vanthu", "Hồ Thị Ngọc")
    office = make_agency("vphdnd", "Văn phòng HĐND và UBND", world.district)
    make_post(clerk, Role.CLERK, world.district, agency=office)
    return Movement(world, campaign, clerk)
