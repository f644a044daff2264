"""Clusters of the small district: two communes and an agency score one another."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from campaigns.cluster_enums import Stage
from campaigns.models import (
    ClusterMember,
    EmulationCluster,
    Pledge,
    RankingSnapshot,
    ScoringItem,
    ScoringSheet,
)
from campaigns.services import clusters, pledges, scoring, scoring_sheets
from communes.services.register_papers import Scan
from kbang_ntm.core.models import User
from tests.factories.communes import World, make_world
from tests.factories.registers import scan

YEAR = 2025
FIRST = date(2025, 1, 1)
TODAY = date(2025, 6, 20)


@dataclass
class Emulation:
    """The small district with one cluster: both communes and Phòng LĐTB&XH since January."""

    world: World
    cluster: EmulationCluster
    members: dict[str, ClusterMember] = field(default_factory=dict)

    def text(self, **fields: Any) -> clusters.ClusterText:
        values = {"kind": "cum", "name": "Cụm thi đua số 2", "first": FIRST, **fields}
        return clusters.ClusterText(**values)

    def join(self, *, first: date = FIRST, actor: User | None = None, **party: Any) -> Any:
        values = {"unit_id": None, "agency_id": None, **party}
        return clusters.add_member(
            cluster=self.cluster, first=first, actor=actor or self.world.coordinator, **values
        )

    def speaker(self, name: str) -> User:
        """Who speaks for a member."""
        return {
            "commune": self.world.officer,
            "neighbour": self.world.neighbour_officer,
            "agency": self.world.reviewer,
        }[name]

    def pledge(self, name: str = "commune", *targets: Any, **fields: Any) -> Pledge:
        """A draft with one target unless others are given."""
        values: dict[str, Any] = {
            "member": self.members[name],
            "year": YEAR,
            "text": "Thi đua giảm nghèo.",
            "targets": targets or (pledges.TargetText("Giảm hộ nghèo", Decimal(40), "hộ"),),
            "actor": self.speaker(name),
        }
        return pledges.write_pledge(**{**values, **fields})

    def signed(self, name: str = "commune", *targets: Any) -> Pledge:
        return pledges.sign_pledge(
            pledge=self.pledge(name, *targets),
            signed_on=date(2025, 2, 1),
            number="01/GƯ",
            scan=Scan("giao-uoc.pdf", scan()),
            actor=self.speaker(name),
        )

    def sheet(self, *, items: bool = True, year: int = YEAR) -> ScoringSheet:
        """A draft with two judged items (10 and 5 points; the second is preferred) and one from
        data (20 points)."""
        sheet = scoring_sheets.make_sheet(
            cluster=self.cluster,
            year=year,
            text=scoring_sheets.SheetText("Quy chế thử", date(2025, 1, 15)),
            actor=self.world.coordinator,
        )
        if items:
            self.item(sheet, "Cách làm sáng tạo", 10)
            self.item(sheet, "Dân chủ, công khai", 5, tie_order=1)
            self.item(sheet, "Chỉ tiêu giao ước", 20, rule="computed", source="pledge_reached")
        return sheet

    def item(self, sheet: ScoringSheet, content: str, maximum: Any, **fields: Any) -> ScoringItem:
        values = {"rule": "judged", "source": "", "tie_order": None, **fields}
        return scoring_sheets.add_item(
            sheet=sheet,
            text=scoring_sheets.ItemText(content, Decimal(maximum), **values),
            actor=self.world.coordinator,
        )

    def circle(self, sheet: ScoringSheet) -> None:
        """commune <- neighbour <- agency <- commune."""
        order = ["commune", "neighbour", "agency"]
        checkers = {
            self.members[name].pk: self.members[order[(place + 1) % 3]].pk
            for place, name in enumerate(order)
        }
        scoring.assign_checks(sheet=sheet, checkers=checkers, actor=self.world.coordinator)

    def open(self, *, cross: bool = False) -> ScoringSheet:
        """A sheet on which members score themselves, or already check one another."""
        sheet = self.sheet()
        self.circle(sheet)
        sheet = scoring.open_self(sheet=sheet, actor=self.world.coordinator)
        if cross:
            sheet = scoring.open_cross(sheet=sheet, actor=self.world.coordinator)
        return sheet

    def score(
        self,
        sheet: ScoringSheet,
        name: str,
        stage: str,
        *points: Any,
        note: str = "",
        actor: User | None = None,
    ) -> int:
        """Points of one member in the order of the items, as many as are given."""
        items = list(sheet.items.order_by("order"))
        checker = {"commune": "neighbour", "neighbour": "agency", "agency": "commune"}[name]
        by = {
            Stage.SELF: self.speaker(name),
            Stage.CROSS: self.speaker(checker),
            Stage.AGREED: self.world.coordinator,
        }[Stage(stage)]
        return scoring.save_scores(
            sheet=sheet,
            member=self.members[name],
            stage=stage,
            marks={
                item.pk: scoring.Mark(Decimal(str(one)), note)
                for item, one in zip(items, points, strict=False)
            },
            actor=actor or by,
        )

    def agree(self, sheet: ScoringSheet, *, actor: User | None = None) -> RankingSnapshot:
        return scoring.agree(
            sheet=sheet,
            minutes_date=date(2025, 6, 1),
            minutes_number="02/BB",
            scan=Scan("bien-ban.pdf", scan()),
            actor=actor or self.world.coordinator,
        )

    def agreed(self) -> RankingSnapshot:
        """Ranked: the agency first, the two communes equal in total, told apart by item two."""
        sheet = self.open(cross=True)
        for name, points in (
            ("commune", (8, 4, 0)),
            ("neighbour", (9, 3, 0)),
            ("agency", (9, 5, 1)),
        ):
            self.score(sheet, name, Stage.AGREED, *points, note="Theo biên bản")
        return self.agree(sheet)


def make_emulation(world: World | None = None) -> Emulation:
    world = world or make_world()
    made = clusters.add_cluster(
        unit_id=world.district.pk,
        text=clusters.ClusterText(kind="cum", name="Cụm thi đua số 1", first=FIRST),
        actor=world.coordinator,
    )
    found = Emulation(world, made)
    found.members = {
        "commune": found.join(unit_id=world.commune.pk),
        "neighbour": found.join(unit_id=world.neighbour.pk),
        "agency": found.join(agency_id=world.agency.pk),
    }
    return found
