"""Invented rows of clusters, pledges and scores."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from campaigns.cluster_enums import ItemRule, SheetState, Stage
from campaigns.models import ClusterMember, EmulationCluster, Pledge, ScoringItem, ScoringSheet
from campaigns.queries.computed import share_of
from campaigns.queries.scoring import sheet_view
from campaigns.services import clusters, pledges, scoring, scoring_sheets
from communes.demo.accounts import Accounts
from communes.demo.attachments import as_pdf
from communes.measures.reading import read_number
from communes.models import AdministrativeUnit, Agency
from communes.reference.files import Row, read
from communes.services.register_papers import Scan
from kbang_ntm.core.models import User

FILE = Path(__file__).resolve().parent.parent / "data" / "demo" / "clusters.json"
KEEPER = "dieuphoi"


@dataclass
class Loader:
    """What the rows of the file are about: "@nnptnt" is an agency, anything else a unit."""

    accounts: Accounts
    units: dict[str, AdministrativeUnit]
    agencies: dict[str, Agency]
    clusters: dict[str, EmulationCluster] = field(default_factory=dict)
    members: dict[tuple[str, str], ClusterMember] = field(default_factory=dict)

    def speaker(self, name: str) -> User:
        """Who signs for a member: the leader of a commune, the person of an agency."""
        if name.startswith("@"):
            return self.accounts.by_name[name[1:]]
        return self.accounts.leader(name)


def load(accounts: Accounts) -> None:
    """Fill an empty portal; called once, on the day before the one shown."""
    content = read(FILE)
    loader = Loader(
        accounts,
        {unit.key: unit for unit in AdministrativeUnit.objects.all()},
        {agency.code: agency for agency in Agency.objects.all()},
    )
    for row in content["clusters"]:
        _cluster(row, date.fromisoformat(content["first"]), loader)
    for row in content["pledges"]:
        _pledge(row, loader)
    for row in content["sheets"]:
        _sheet(row, loader)


def _cluster(row: Row, first: date, loader: Loader) -> None:
    unit = loader.units[row["unit"]]
    keeper = loader.accounts.by_name[KEEPER]
    if row["unit"] != "huyen-kbang":
        keeper = loader.accounts.leader(row["unit"])
    made = clusters.add_cluster(
        unit_id=unit.pk,
        text=clusters.ClusterText(kind=row["kind"], name=row["name"], first=first),
        actor=keeper,
    )
    EmulationCluster.objects.filter(pk=made.pk).update(illustrative=True)
    loader.clusters[row["code"]] = made
    for name in row["members"]:
        agency = loader.agencies[name[1:]] if name.startswith("@") else None
        loader.members[row["code"], name] = clusters.add_member(
            cluster=made,
            unit_id=None if agency else loader.units[name].pk,
            agency_id=agency.pk if agency else None,
            first=first,
            actor=keeper,
        )
    for year, name in row["heads"].items():
        clusters.set_head(member=loader.members[row["code"], name], year=int(year), actor=keeper)


def _pledge(row: Row, loader: Loader) -> None:
    member, actor = loader.members[row["cluster"], row["member"]], loader.speaker(row["member"])
    pledge = pledges.write_pledge(
        member=member,
        year=row["year"],
        text=row["text"],
        targets=[
            pledges.TargetText(one["content"], _number(one["number"]), one["unit_word"])
            for one in row["targets"]
        ],
        actor=actor,
    )
    Pledge.objects.filter(pk=pledge.pk).update(illustrative=True)
    if "signed_on" not in row:
        return
    pledge.refresh_from_db()
    pledges.sign_pledge(
        pledge=pledge,
        signed_on=date.fromisoformat(row["signed_on"]),
        number="minh họa",
        scan=_scan(f"Giao ước thi đua {row['year']}"),
        actor=actor,
    )
    for target, (reached, number) in zip(
        pledge.targets.order_by("order"), row["results"], strict=False
    ):
        pledges.record_result(
            target=target,
            reached=reached,
            number=_number(number),
            note="Số liệu minh họa.",
            actor=actor,
        )


def _sheet(row: Row, loader: Loader) -> None:
    keeper, cluster = loader.accounts.by_name[KEEPER], loader.clusters[row["cluster"]]
    agreed_on = row["preference_on"]
    sheet = scoring_sheets.make_sheet(
        cluster=cluster,
        year=row["year"],
        text=scoring_sheets.SheetText(
            row["basis"], date.fromisoformat(agreed_on) if agreed_on else None
        ),
        actor=keeper,
    )
    ScoringSheet.objects.filter(pk=sheet.pk).update(illustrative=True)
    items = [
        scoring_sheets.add_item(
            sheet=sheet,
            text=scoring_sheets.ItemText(
                one["content"],
                Decimal(one["maximum"]),
                one["rule"],
                one["source"],
                one["tie_order"],
            ),
            actor=keeper,
        )
        for one in row["items"]
    ]
    ids = [one.pk for one in sheet_view(sheet).members]
    circle = {pk: ids[(number + 1) % len(ids)] for number, pk in enumerate(ids)}
    scoring.assign_checks(sheet=sheet, checkers=circle, actor=keeper)
    sheet = scoring.open_self(sheet=sheet, actor=keeper)
    _points(sheet, row, items, Stage.SELF, loader)
    if row["state"] == SheetState.SELF:
        return
    sheet = scoring.open_cross(sheet=sheet, actor=keeper)
    _points(sheet, row, items, Stage.CROSS, loader)
    if row["state"] != SheetState.AGREED:
        return
    _points(sheet, row, items, Stage.AGREED, loader)
    scoring.agree(
        sheet=sheet,
        minutes_date=date.fromisoformat(row["minutes_date"]),
        minutes_number=row["minutes_number"],
        scan=_scan("Biên bản họp cụm thi đua"),
        actor=keeper,
    )


def _points(
    sheet: ScoringSheet, row: Row, items: list[ScoringItem], stage: Stage, loader: Loader
) -> None:
    """The points of a stage, of those members that have come so far."""
    checkers = dict(sheet.checks.values_list("member_id", "checker_id"))
    names = {
        member.pk: name for (code, name), member in loader.members.items() if code == row["cluster"]
    }
    for name, stages in row["judged"].items():
        if len(stages) <= list(Stage).index(stage):
            continue
        member = loader.members[row["cluster"], name]
        actor = loader.accounts.by_name[KEEPER]
        if stage != Stage.AGREED:
            own = stage == Stage.SELF
            actor = loader.speaker(name if own else names[checkers[member.pk]])
        scoring.save_scores(
            sheet=sheet,
            member=member,
            stage=stage,
            marks=_marks(row, items, member, sheet.year, list(stages[list(Stage).index(stage)])),
            actor=actor,
        )


def _marks(
    row: Row, items: list[ScoringItem], member: ClusterMember, year: int, typed: list[str]
) -> dict[int, scoring.Mark]:
    """What is typed for judged items; for the others what is computed, else what was agreed."""
    found: dict[int, scoring.Mark] = {}
    for item in items:
        if item.rule == ItemRule.JUDGED:
            found[item.pk] = scoring.Mark(read_number(typed.pop(0)))
            continue
        share = share_of(item.source, member.unit_id, member.agency_id, year)
        if share.known:
            found[item.pk] = scoring.Mark(share.points(item.maximum))
        else:
            said: dict[str, Any] = row.get("agreed_computed", {}).get(item.content, {})
            found[item.pk] = scoring.Mark(Decimal(said.get("points", "0")), said.get("note", ""))
    return found


def _number(text: str | None) -> Decimal | None:
    return read_number(text) if text else None


def _scan(title: str) -> Scan:
    return Scan(f"{title}.pdf", io.BytesIO(as_pdf(title, ("Bản minh họa",))))
