"""Villages for the small district: one of Sơn Lang, one of Krong, and a set of their own."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from psycopg2.extras import DateRange

from communes.enums import Origin, Standard, SuccessionKind, UnitKind
from communes.models import (
    AdministrativeUnit,
    CriteriaSet,
    Indicator,
    ProgressReport,
    Receipt,
    ReportingPeriod,
    Succession,
    UnitVersion,
)
from communes.services import entries as entry_service
from communes.services import evidence as evidence_service
from communes.services import reports as report_service
from communes.services.reviews import accept, confirm
from communes.services.villages import start_village_report
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from tests.factories.communes import GOOD, World, make_set, make_unit, make_world, pdf


@dataclass
class Villages:
    """The villages of a small world and what is done for them."""

    world: World
    criteria_set: CriteriaSet
    village: AdministrativeUnit
    far: AdministrativeUnit
    indicators: dict[str, Indicator]

    def report(
        self,
        period: ReportingPeriod | None = None,
        *,
        village: AdministrativeUnit | None = None,
        actor: User | None = None,
    ) -> ProgressReport:
        return start_village_report(
            village=village or self.village,
            period=period or self.world.period,
            actor=actor or self.world.officer,
        )

    def fill(self, report: ProgressReport, **values: dict[str, dict[str, str]]) -> ProgressReport:
        """Good values but for `values` by code (with "_" for the point), evidence where needed."""
        given = {code.replace("_", "."): raw for code, raw in values.items()}
        entry_service.save_entries(
            report=report,
            edits=[
                entry_service.Edit(row.pk, base_version=0, raw=given.get(code, GOOD[code]))
                for code, row in self.indicators.items()
            ],
            key=uuid.uuid4().hex,
            received_at=clock.now(),
            origin=Origin.CELL,
            actor=self.world.officer,
        )
        for code, row in self.indicators.items():
            if row.needs_evidence:
                evidence_service.add_evidence(
                    report=report,
                    indicator_id=row.pk,
                    name=f"Danh sách {code}.pdf",
                    stream=io.BytesIO(pdf(code)),
                    actor=self.world.officer,
                )
        report.refresh_from_db()
        return report

    def send(self, report: ProgressReport) -> Receipt:
        report_service.hand_to_leader(report=report, actor=self.world.officer)
        receipt = report_service.submit(report=report, actor=self.world.leader)
        report.refresh_from_db()
        return receipt

    def confirm(self, report: ProgressReport) -> ProgressReport:
        for entry in report.entries.all():
            accept(entry=entry, seen_version=entry.version, actor=self.world.reviewer)
        confirm(report=report, actor=self.world.coordinator)
        report.refresh_from_db()
        return report


def make_village(
    key: str, name: str, communes: Iterable[tuple[AdministrativeUnit | None, date | None]]
) -> AdministrativeUnit:
    """A village whose commune changes: (commune or None, from when) in order of time."""
    unit = AdministrativeUnit.objects.create(key=key, level=UnitKind.VILLAGE, order=60)
    rows = list(communes)
    ends = [*(start for _commune, start in rows[1:]), None]
    for (commune, start), end in zip(rows, ends, strict=True):
        UnitVersion.objects.create(
            unit=unit,
            valid=DateRange(start, end),
            name=name,
            short_name=name.removeprefix("Làng "),
            kind=UnitKind.VILLAGE,
            parent=commune,
        )
    return unit


def split(old: AdministrativeUnit, heirs: Iterable[AdministrativeUnit], day: date) -> None:
    """The commune is divided among others from a day on."""
    version = old.versions.get()
    version.valid = DateRange(version.valid.lower, day)
    version.save()
    for heir in heirs:
        Succession.objects.create(
            predecessor=old, successor=heir, kind=SuccessionKind.SPLIT, date=day, legal_basis="NQ"
        )


def make_villages(world: World | None = None) -> Villages:
    """Two villages, a set of village criteria and its reviewers, in the small district."""
    world = world or make_world()
    found = make_set("lang-thu-nghiem", lead=world.agency)
    found.standard, found.applies_to = Standard.VILLAGE, "village"
    found.save(update_fields=["standard", "applies_to"])
    return Villages(
        world=world,
        criteria_set=found,
        village=make_village("lang-a", "Làng Sơ Tơr", [(world.commune, None)]),
        far=make_village("lang-b", "Làng Kuao", [(world.neighbour, None)]),
        indicators={row.code: row for row in found.indicators.order_by("order")},
    )


__all__ = ["Villages", "make_unit", "make_village", "make_villages", "split"]
