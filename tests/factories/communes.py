"""A small district for tests: two communes, three agencies, one set with every kind of measure.

Through the services where one exists, so that tests start from states the portal can reach.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from psycopg2.extras import DateRange
from pypdf import PdfWriter

from communes.enums import DutyRole, Origin, PeriodKind, Provenance, Role, Standard, UnitKind
from communes.models import (
    AdministrativeUnit,
    Agency,
    CriteriaGroup,
    CriteriaSet,
    Criterion,
    Evidence,
    Indicator,
    IndicatorEntry,
    IndicatorPart,
    Membership,
    ProgressReport,
    Receipt,
    ReportingPeriod,
    ReviewDuty,
    Threshold,
    UnitVersion,
)
from communes.services import entries as entry_service
from communes.services import evidence as evidence_service
from communes.services import reports as report_service
from kbang_ntm.core import clock
from kbang_ntm.core.models import PortalState, User
from tests.factories.small_set import GOOD, SMALL_SET

ALWAYS = DateRange(None, None)
STANDS_ON = date(2025, 6, 20)
PASSWORD = "mot-mat-khau-dai"  # of every person made here


def stand_on(day: date) -> None:
    """Let the portal stand on a day, as a demonstration portal does."""
    PortalState.objects.update_or_create(singleton=True, defaults={"demo_date": day})
    clock.forget()


def since(day: date, until: date | None = None) -> DateRange:
    return DateRange(day, until)


def make_unit(
    key: str,
    name: str = "",
    *,
    kind: str = UnitKind.COMMUNE,
    parent: AdministrativeUnit | None = None,
    region_column: str = "tay_nguyen",
    order: int = 0,
) -> AdministrativeUnit:
    unit = AdministrativeUnit.objects.create(key=key, level=kind, order=order)
    UnitVersion.objects.create(
        unit=unit,
        valid=ALWAYS,
        name=name or key,
        short_name=(name or key).removeprefix("Xã ").removeprefix("Huyện "),
        kind=kind,
        parent=parent,
        region_column=region_column,
    )
    return unit


def make_agency(
    code: str, name: str, unit: AdministrativeUnit, *, is_coordination: bool = False
) -> Agency:
    return Agency.objects.create(
        code=code,
        name=name,
        short_name=name,
        unit=unit,
        valid=ALWAYS,
        is_coordination=is_coordination,
    )


def make_user(username: str, full_name: str = "", **fields: Any) -> User:
    return User.objects.create_user(
        username=username, password=PASSWORD, full_name=full_name or username, **fields
    )


def make_post(
    user: User,
    role: str,
    unit: AdministrativeUnit,
    *,
    agency: Agency | None = None,
    valid: DateRange = ALWAYS,
    stands_for: Membership | None = None,
) -> Membership:
    return Membership.objects.create(
        user=user, role=role, unit=unit, agency=agency, valid=valid, stands_for=stands_for
    )


def make_period(
    key: str = "2025-Q2",
    *,
    opens: datetime | None = None,
    due: datetime | None = None,
    closes: datetime | None = None,
) -> ReportingPeriod:
    """A quarter: opens on the 15th of its last month, is due five days before its end."""
    year, ordinal = int(key[:4]), int(key[-1])
    last = ordinal * 3
    ends = date(year, last, 31 if last in (3, 12) else 30)
    return ReportingPeriod.objects.create(
        key=key,
        kind=PeriodKind.QUARTER,
        year=year,
        ordinal=ordinal,
        starts=date(year, last - 2, 1),
        ends=ends,
        cut_off=ends,
        opens_at=opens or clock.start_of_day(date(year, last, 15)),
        due_at=due or clock.end_of_day(date(year, last, 25)),
        closes_at=closes or clock.end_of_day(ends),
    )


def make_set(
    code: str = "xa-thu-nghiem", *, lead: Agency | None = None, province: Any = None
) -> CriteriaSet:
    """A set of eight indicators in two groups; `lead` reviews all of them."""
    found = CriteriaSet.objects.create(
        code=code,
        title="Bộ tiêu chí thử nghiệm",
        standard=Standard.NTM,
        applies_to="commune",
        legal_basis="QĐ 318/QĐ-TTg",
        short_basis="QĐ 318/QĐ-TTg",
        valid=ALWAYS,
    )
    groups = CriteriaGroup.objects.bulk_create(
        CriteriaGroup(criteria_set=found, order=order, title=title)
        for order, title in ((1, "I. Hạ tầng"), (2, "II. Kinh tế - xã hội"))
    )
    criteria: dict[str, Criterion] = {}
    for order, (_, no, group, title, *_) in enumerate(SMALL_SET, start=1):
        criteria.setdefault(no, Criterion(
            criteria_set=found, group=groups[group - 1], no=no, order=order, title=title,
            short_title=title, watched=no in ("10", "11"),
        ))  # fmt: skip
    Criterion.objects.bulk_create(criteria.values())
    indicators = Indicator.objects.bulk_create(
        Indicator(
            criteria_set=found, criterion=criteria[no], code=code_, order=order, title=title,
            short_title=title, valid=ALWAYS, **{"needs_evidence": False, **flags},
        )
        for order, (code_, no, _, title, _, _, flags) in enumerate(SMALL_SET, start=1)
    )  # fmt: skip
    parts = IndicatorPart.objects.bulk_create(
        IndicatorPart(indicator=indicator, key=key, **part)
        for indicator, line in zip(indicators, SMALL_SET, strict=True)
        for key, part in zip("ab", line[4], strict=False)
    )
    levels = (SMALL_SET[part.indicator.order - 1][5].get(part.key) for part in parts)
    Threshold.objects.bulk_create(
        Threshold(
            part=part, region_column="tay_nguyen", legal_basis="QĐ 318/QĐ-TTg",
            provenance=Provenance.RECALLED,
            **({"choice": level} if isinstance(level, str) else {"amount": level}),
        )
        for part, level in zip(parts, levels, strict=True) if level is not None
    )  # fmt: skip
    if lead is not None:
        ReviewDuty.objects.bulk_create(
            ReviewDuty(agency=lead, indicator=indicator, role=DutyRole.LEAD, valid=ALWAYS)
            for indicator in indicators
        )
    return found


@cache
def pdf(words: str = "minh chứng") -> bytes:
    """A small true PDF; other words give another content."""
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.add_metadata({"/Title": words})
    writer.write(out)
    return out.getvalue()


@dataclass
class World:
    """The small district. People are named by what they do."""

    district: AdministrativeUnit
    commune: AdministrativeUnit
    neighbour: AdministrativeUnit
    coordination: Agency
    agency: Agency
    other_agency: Agency
    criteria_set: CriteriaSet
    previous: ReportingPeriod
    period: ReportingPeriod
    officer: User
    second_officer: User
    leader: User
    neighbour_officer: User
    neighbour_leader: User
    reviewer: User
    other_reviewer: User
    coordinator: User
    reader: User
    indicators: dict[str, Indicator] = field(default_factory=dict)

    def report(
        self, period: ReportingPeriod | None = None, *, actor: User | None = None
    ) -> ProgressReport:
        """The commune's report of a period (the current one), begun by the officer."""
        return report_service.start_report(
            unit_id=self.commune.pk, period=period or self.period, actor=actor or self.officer
        )

    def edit(
        self, code: str, raw: Mapping[str, Mapping[str, str]] | None = None, **fields: Any
    ) -> entry_service.Edit:
        """An edit of one indicator: a good value unless given; base version 0 unless given."""
        return entry_service.Edit(
            indicator_id=self.indicators[code].pk,
            base_version=fields.pop("base_version", 0),
            raw=GOOD[code] if raw is None else raw,
            **fields,
        )

    def save(
        self, report: ProgressReport, *edits: entry_service.Edit, actor: User | None = None
    ) -> entry_service.SaveOutcome:
        return entry_service.save_entries(
            report=report,
            edits=edits,
            key=uuid.uuid4().hex,
            received_at=clock.now(),
            origin=Origin.CELL,
            actor=actor or self.officer,
        )

    def fill(self, report: ProgressReport, *, actor: User | None = None) -> ProgressReport:
        """Good values in every indicator and evidence where it is needed: nothing is missing."""
        self.save(report, *(self.edit(code) for code in self.indicators), actor=actor)
        for code, indicator in self.indicators.items():
            if indicator.needs_evidence:
                self.attach(report, code, actor=actor)
        report.refresh_from_db()
        return report

    def attach(
        self, report: ProgressReport, code: str, *, words: str = "", actor: User | None = None
    ) -> Evidence:
        """A PDF as evidence of one indicator."""
        return evidence_service.add_evidence(
            report=report,
            indicator_id=self.indicators[code].pk,
            name=f"Danh sách {words or code}.pdf",
            stream=io.BytesIO(pdf(words or code)),
            actor=actor or self.officer,
        )

    def send(self, report: ProgressReport) -> Receipt:
        """Handed over and sent by the leader; the report must have no gaps."""
        if report.state == "draft":
            report_service.hand_to_leader(report=report, actor=self.officer)
        receipt = report_service.submit(report=report, actor=self.leader)
        report.refresh_from_db()
        return receipt

    def sent_report(self, period: ReportingPeriod | None = None) -> ProgressReport:
        """Filled, handed over and sent."""
        report = self.fill(self.report(period))
        self.send(report)
        return report

    def last_period(self, **values: Mapping[str, Mapping[str, str]]) -> ProgressReport:
        """The report of 2025-Q1, sent in March; `values` replace good ones, as {code: raw}."""
        today = clock.today()
        stand_on(date(2025, 3, 20))
        report = self.report(self.previous)
        self.save(
            report, *(self.edit(code, values.get(code, GOOD[code])) for code in self.indicators)
        )
        for code, indicator in self.indicators.items():
            if indicator.needs_evidence:
                self.attach(report, code)
        self.send(report)
        stand_on(today)
        return report

    def entry(self, report: ProgressReport, code: str) -> IndicatorEntry:
        return IndicatorEntry.objects.get(report=report, indicator=self.indicators[code])


def make_world(*, stands_on: date | None = STANDS_ON) -> World:
    """The whole small district, standing on a day inside the open period 2025-Q2.

    `stands_on=None` leaves the clock alone (for tests that set the time themselves).
    """
    if stands_on is not None:
        stand_on(stands_on)
    district = make_unit("huyen-kbang", "Huyện Kbang", kind=UnitKind.DISTRICT)
    commune = make_unit("son-lang", "Xã Sơn Lang", parent=district, order=1)
    neighbour = make_unit("krong", "Xã Krong", parent=district, order=2)
    office = make_agency("vpdp", "Văn phòng Điều phối", district, is_coordination=True)
    agency = make_agency("ldtbxh", "Phòng LĐTB&XH", district)
    other = make_agency("nnptnt", "Phòng NN&PTNT", district)
    people = {
        "officer": make_user("hanh", "Đinh Thị Hạnh"),
        "second_officer": make_user("thuan", "Đinh Văn Thuận"),
        "leader": make_user("lan", "Trần Thị Lan"),
        "neighbour_officer": make_user("nay", "Nay Hơ Ri"),
        "neighbour_leader": make_user("rcham", "Rơ Chăm Kiên"),
        "reviewer": make_user("viet", "Trần Quốc Việt"),
        "other_reviewer": make_user("mai", "Lê Thị Mai"),
        "coordinator": make_user("ha", "Lê Thu Hà"),
        "reader": make_user("an", "Phạm Văn An"),
    }
    posts = (
        ("officer second_officer", Role.COMMUNE_OFFICER, commune, None),
        ("leader", Role.COMMUNE_LEADER, commune, None),
        ("neighbour_officer", Role.COMMUNE_OFFICER, neighbour, None),
        ("neighbour_leader", Role.COMMUNE_LEADER, neighbour, None),
        ("reviewer", Role.AGENCY_OFFICER, district, agency),
        ("other_reviewer", Role.AGENCY_OFFICER, district, other),
        ("coordinator", Role.COORDINATION, district, office),
        ("reader", Role.READER, district, None),
    )
    Membership.objects.bulk_create(
        Membership(user=people[who], role=role, unit=unit, agency=where, valid=ALWAYS)
        for names, role, unit, where in posts
        for who in names.split()
    )
    criteria_set = make_set(lead=agency)
    world = World(
        district=district,
        commune=commune,
        neighbour=neighbour,
        coordination=office,
        agency=agency,
        other_agency=other,
        criteria_set=criteria_set,
        previous=make_period("2025-Q1"),
        period=make_period("2025-Q2"),
        **people,
    )
    world.indicators = {row.code: row for row in criteria_set.indicators.order_by("order")}
    return world
