"""Invented rows of inspections, findings and draws."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from PIL import Image
from PIL.ExifTags import IFD, Base

from campaigns.inspection_enums import InspectionState, ItemAnswer
from campaigns.models import Campaign, Inspection, InspectionPlan
from campaigns.queries.current import campaign_on
from campaigns.services import checklists, draws, findings, inspection_plans, inspections
from communes.demo.accounts import Accounts
from communes.demo.attachments import page
from communes.models import AdministrativeUnit, Agency
from communes.reference.files import Row, read
from kbang_ntm.core import clock
from kbang_ntm.core.models import User

FILE = Path(__file__).resolve().parent.parent / "data" / "demo" / "inspections.json"
NOTHING_WRONG = {"begin": "Xã đã phân công người làm (minh họa).",
                 "report": "Đã làm xong, gửi cơ quan kiểm tra xem lại (minh họa)."}  # fmt: skip


def load(accounts: Accounts) -> None:
    """Fill an empty portal; called once, on the day before the one shown."""
    campaign = campaign_on()
    if campaign is None or Inspection.objects.exists():
        return
    content = read(FILE)
    places = Places(accounts, campaign)
    plans = [places.plan(row) for row in content["plans"]]
    for row in content["visits"]:
        places.visit(row, plans)
    office = accounts.by_name["dieuphoi"]
    for name in ("draw", "draft_draw"):
        row = content[name]
        made = draws.prepare_draw(
            campaign=campaign,
            text=draws.DrawText(row["title"], row["count"], row["seed_rule"], illustrative=True),
            actor=office,
        )
        if "seed" in row:
            draws.publish_seed(draw=made, seed=row["seed"], actor=office)
            draws.run_draw(draw=made, actor=office)


class Places:
    """Accounts, units and agencies by the names the file uses."""

    def __init__(self, accounts: Accounts, campaign: Campaign) -> None:
        self.accounts, self.campaign = accounts, campaign
        self.units = {unit.key: unit.pk for unit in AdministrativeUnit.objects.all()}
        self.agencies = {one.code: one.pk for one in Agency.objects.all()}

    def person(self, row: Row) -> User:
        """Who acts."""
        return self.accounts.by_name[row["actor"]]

    def plan(self, row: Row) -> InspectionPlan:
        """A plan, issued where it has a paper."""
        made = inspection_plans.make_plan(
            campaign=self.campaign,
            text=inspection_plans.PlanText(
                year=clock.today().year,
                kind=row["kind"],
                title=row["title"],
                agency_id=self.agencies[row["agency"]],
                note=row["note"],
                illustrative=True,
            ),
            actor=self.person(row),
        )
        if not row["number"]:
            return made
        day = date.fromisoformat(row["date"])
        return inspection_plans.issue_plan(
            plan=made, number=row["number"], day=day, actor=self.person(row)
        )

    def visit(self, row: Row, plans: list[InspectionPlan]) -> None:
        """A visit, carried as far as the file says."""
        actor, today = self.person(row), clock.today()
        made = inspections.plan_inspection(
            campaign=self.campaign,
            visit=inspections.Visit(
                unit_id=self.units[row["unit"]],
                kind=row["kind"],
                title=row["title"],
                first=today + timedelta(days=row["first"]),
                last=today + timedelta(days=row["last"]),
                agency_id=self.agencies[row["agency"]],
                plan=None if row["plan"] is None else plans[row["plan"]],
                programmes=row["programmes"],
                criteria=row["criteria"],
                extra=row["extra"],
                illustrative=True,
            ),
            actor=actor,
        )
        for name, position, body, lead in row["members"]:
            person = inspections.Person(name, position, body, lead)
            inspections.add_member(inspection=made, person=person, actor=actor)
        if row["state"] == InspectionState.PLANNED:
            return
        made = inspections.start(inspection=made, actor=actor)
        self._answer(made, row, actor)
        if row.get("photo"):
            shot = checklists.Shot("anh-minh-hoa.jpg", io.BytesIO(_photo()), caption="Minh họa")
            checklists.add_photo(inspection=made, shot=shot, actor=actor)
        stated = [self._finding(made, one, actor) for one in row["findings"]]
        if row["state"] == InspectionState.RUNNING:
            return
        made = inspections.finish(inspection=made, actor=actor)
        if row["state"] == InspectionState.CONCLUDED:
            self._conclude(made, row, actor)
        for finding, one in zip(stated, row["findings"], strict=True):
            for act in one["acts"]:
                findings.act_on(
                    finding=finding, act=act, text=NOTHING_WRONG[act],
                    actor=self.accounts.officer(one["unit"]),
                )  # fmt: skip

    def _answer(self, made: Inspection, row: Row, actor: User) -> None:
        items = list(made.items.all())
        if "partly" in row:
            items = items[: row["partly"]]
        checklists.save_answers(
            inspection=made,
            answers={
                item.pk: checklists.Answer(
                    ItemAnswer.NOT_MET if place in row["not_met"] else ItemAnswer.MET, "", 0
                )
                for place, item in enumerate(items)
            },
            actor=actor,
        )

    def _finding(self, made: Inspection, one: Row, actor: User) -> Any:
        items = list(made.items.all())
        return findings.state_finding(
            inspection=made,
            lack=findings.Lack(
                text=one["text"],
                deadline=clock.today() + timedelta(days=one["deadline"]),
                unit_id=self.units[one["unit"]] if "unit" in one else None,
                agency_id=self.agencies[one["agency"]] if "agency" in one else None,
                item_id=None if one["item"] is None else items[one["item"]].pk,
            ),
            actor=actor,
        )

    def _conclude(self, made: Inspection, row: Row, actor: User) -> None:
        inspections.conclude(
            inspection=made,
            conclusion=inspections.Conclusion(
                row["conclusion"], row["number"], made.days.upper + timedelta(days=5)
            ),
            actor=actor,
        )


def _photo() -> bytes:
    """A drawn page with the notes of a camera, its place among them: the portal takes it out."""
    notes, out = Image.Exif(), io.BytesIO()
    notes[IFD.Exif] = {Base.DateTimeOriginal: "2025:05:11 09:20:00"}
    notes[IFD.GPSInfo] = {1: "N", 2: (14.0, 0.0, 0.0), 3: "E", 4: (108.0, 0.0, 0.0)}
    picture = page("Ảnh kiểm tra", ("Minh họa",)).convert("L")
    picture.save(out, "JPEG", quality=60, exif=notes.tobytes())
    return out.getvalue()
