"""Support of the small district: the offices that assign, agencies that visit, a village."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from campaigns.models import SupportAssignment, SupportVisit
from campaigns.queries.support import QUIET_MONTHS
from campaigns.services import support
from communes.enums import UnitKind
from communes.models import AdministrativeUnit, Agency, RegisterRule
from communes.services import reports
from kbang_ntm.core.models import User
from tests.factories.communes import ALWAYS, GOOD, World, make_unit, make_world

TODAY = date(2025, 6, 20)
BEGUN = date(2025, 1, 2)


@dataclass
class Helping:
    """The small district in which agencies may be sent to help; `village` lies in the commune."""

    world: World
    village: AdministrativeUnit

    def assign(
        self,
        unit: AdministrativeUnit | None = None,
        *,
        agency: Agency | None = None,
        actor: User | None = None,
        **terms: Any,
    ) -> SupportAssignment:
        """The first agency helps the commune since January unless said otherwise."""
        return support.assign(
            agency=agency or self.world.agency,
            unit_id=(unit or self.world.commune).pk,
            terms=support.Terms(**{"first": BEGUN, **terms}),
            actor=actor or self.world.coordinator,
        )

    def visit(
        self,
        on: date = date(2025, 3, 1),
        *,
        unit: AdministrativeUnit | None = None,
        actor: User | None = None,
        agency: Agency | None = None,
        **fields: Any,
    ) -> SupportVisit:
        """A visit of the first agency's officer."""
        scan = fields.pop("scan", None)
        words = {"people": "Trần Quốc Việt", "seen": "Đường thôn 1 còn lầy.", **fields}
        return support.record_visit(
            agency_id=(agency or self.world.agency).pk,
            unit_id=(unit or self.world.commune).pk,
            visit=support.Visit(on=on, **words),
            scan=scan,
            actor=actor or self.world.reviewer,
        )

    def gap(self) -> None:
        """The commune has sent a report in which criterion 10 is not met."""
        low = {"a": {"number": "41,5"}}
        values = {**GOOD, "10": low}
        report = self.world.report()
        self.world.save(report, *(self.world.edit(code, values[code]) for code in values))
        self.world.attach(report, "11")
        report.refresh_from_db()
        reports.hand_to_leader(report=report, actor=self.world.officer)
        reports.submit(report=report, actor=self.world.leader)

    def rule(self, months: int = 2) -> RegisterRule:
        return RegisterRule.objects.create(
            code=QUIET_MONTHS, title="Lâu chưa có người xuống", valid=ALWAYS, amount=Decimal(months)
        )


def make_helping(world: World | None = None) -> Helping:
    world = world or make_world()
    village = make_unit("lang-ha-nung", "Làng Hà Nừng", kind=UnitKind.VILLAGE, parent=world.commune)
    return Helping(world, village)
