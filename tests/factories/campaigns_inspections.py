"""Inspections of the small district: plans, visits, findings, photos."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from PIL import Image
from PIL.ExifTags import IFD, Base

from campaigns.inspection_enums import ItemAnswer
from campaigns.models import Campaign, Finding, Inspection, InspectionPlan
from campaigns.services import checklists, findings, inspection_plans, inspections
from communes.models import RegisterRule
from kbang_ntm.core.models import User
from tests.factories.campaigns_contributions import Ledger, make_ledger
from tests.factories.communes import ALWAYS, World
from tests.factories.registers import TODAY

WEIGHTS = {"base": 2, "unmet": 1, "open": 2, "overdue": 3, "months": 1}


def photo(*, gps: bool = True, taken: bool = True, kind: str = "JPEG", tail: bytes = b"") -> bytes:
    """A picture as a phone makes it: turned, dated, placed, with words of its maker."""
    picture, notes = Image.effect_noise((40, 30), 60).convert("RGB"), Image.Exif()
    notes[Base.Orientation], notes[Base.Make], notes[Base.Artist] = 6, "HieuMay", "Nguyen"
    if taken:
        notes[IFD.Exif] = {
            Base.DateTimeOriginal: "2025:06:20 08:15:00",
            Base.OffsetTimeOriginal: "+07:00",
            Base.MakerNote: b"bi mat",
        }
    if gps:
        notes[IFD.GPSInfo] = {1: "N", 2: (14.0, 8.0, 30.0), 3: "E", 4: (108.0, 36.0, 12.5)}
    out = io.BytesIO()
    picture.save(out, kind, exif=notes.tobytes())
    return out.getvalue() + tail


@dataclass
class Visits:
    """The small district with who inspects: an agency's officer, the office, the Front."""

    ledger: Ledger

    @property
    def world(self) -> World:
        return self.ledger.world

    @property
    def campaign(self) -> Campaign:
        return self.ledger.campaign

    @property
    def front(self) -> User:
        return self.ledger.book.front

    @property
    def front_agency_id(self) -> int:
        found = self.front.memberships.get().agency_id
        assert found is not None
        return found

    def plan(
        self, *, issued: bool = True, actor: User | None = None, **fields: Any
    ) -> InspectionPlan:
        values: dict[str, Any] = {
            "year": 2025, "kind": "yearly", "title": "Kiểm tra năm 2025",
            "agency_id": self.world.agency.pk, **fields,
        }  # fmt: skip
        actor = actor or self.world.reviewer
        row = inspection_plans.make_plan(
            campaign=self.campaign, text=inspection_plans.PlanText(**values), actor=actor
        )
        if not issued:
            return row
        return inspection_plans.issue_plan(
            plan=row, number="12/KH", day=date(2025, 1, 20), actor=actor
        )

    def visit(self, *, actor: User | None = None, **fields: Any) -> Inspection:
        """A visit of today to the commune, about criterion 11 and the accounts."""
        values: dict[str, Any] = {
            "unit_id": self.world.commune.pk, "kind": "yearly", "title": "Kiểm tra tiêu chí 11",
            "first": TODAY, "last": TODAY, "agency_id": self.world.agency.pk,
            "criteria": ["11"], "extra": ["Sổ sách tài chính"],
            "programmes": ["Phong trào thi đua", "Chương trình NTM"], **fields,
        }  # fmt: skip
        return inspections.plan_inspection(
            campaign=self.campaign,
            visit=inspections.Visit(**values),
            actor=actor or self.world.reviewer,
        )

    def supervision(self) -> Inspection:
        return self.visit(
            actor=self.front, kind="supervision", agency_id=self.front_agency_id,
            title="Giám sát huy động",
        )  # fmt: skip

    def running(self, row: Inspection | None = None, actor: User | None = None) -> Inspection:
        actor = actor or self.world.reviewer
        row = row or self.visit()
        inspections.add_member(
            inspection=row, person=inspections.Person("Trần Quốc Việt", lead=True), actor=actor
        )
        return inspections.start(inspection=row, actor=actor)

    def answer(
        self, row: Inspection, answer: str = ItemAnswer.MET, actor: User | None = None
    ) -> None:
        checklists.save_answers(
            inspection=row,
            answers={
                item.pk: checklists.Answer(answer, "", item.version) for item in row.items.all()
            },
            actor=actor or self.world.reviewer,
        )

    def finished(self) -> Inspection:
        row = self.running()
        self.answer(row)
        return inspections.finish(inspection=row, actor=self.world.reviewer)

    def finding(self, row: Inspection | None = None, **fields: Any) -> Finding:
        values: dict[str, Any] = {
            "text": "Chưa cập nhật danh sách hộ nghèo",
            "deadline": date(2025, 7, 20),
            "unit_id": self.world.commune.pk,
            **fields,
        }
        return findings.state_finding(
            inspection=row or self.running(), lack=findings.Lack(**values),
            actor=self.world.reviewer,
        )  # fmt: skip

    def act(self, row: Finding, act: str, actor: User, text: str = "Đã làm") -> Finding:
        return findings.act_on(finding=row, act=act, text=text, actor=actor)

    def reported(self, row: Finding | None = None) -> Finding:
        row = row or self.finding()
        self.act(row, "begin", self.world.officer)
        return self.act(row, "report", self.world.officer)

    def weights(self) -> None:
        for name, amount in WEIGHTS.items():
            RegisterRule.objects.create(
                code=f"draw-weight-{name}", title=name, valid=ALWAYS, amount=Decimal(amount)
            )


def make_visits() -> Visits:
    return Visits(make_ledger())
