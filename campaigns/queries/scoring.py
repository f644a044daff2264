"""Scoring sheets with points, who checks whom, what is missing and the ranking, in few queries."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from campaigns.cluster_enums import ItemRule, SheetState, Stage
from campaigns.cluster_rules import may_keep_sheet, speaks_for_member
from campaigns.models import (
    ClusterHead,
    ClusterMember,
    CrossCheck,
    EmulationCluster,
    RankingSnapshot,
    Score,
    ScoringItem,
    ScoringSheet,
)
from campaigns.queries.clusters import member_names, members_in
from campaigns.ranking import Entrant, Place, Preference, rank
from campaigns.rules import acting, leads_any
from communes.enums import UnitKind
from communes.rules import is_administrator, reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.once import once


def visible_sheets(user: User) -> QuerySet[ScoringSheet]:
    """Sheets of the clusters the person sees; drafts only for those who keep or head them."""
    rows = ScoringSheet.objects.filter(
        cluster__in=EmulationCluster.objects.visible_to(user).values("pk")
    ).select_related("cluster__unit", "minutes_file", "made_by")
    if is_administrator(user):
        return rows
    mine = acting(user)
    heads = ClusterHead.objects.filter(
        Q(member__unit_id__in=mine.units) | Q(member__agency_id__in=mine.agencies),
        withdrawn_at__isnull=True,
    )
    open_ = ~Q(state=SheetState.DRAFT)
    open_ |= Q(cluster__unit_id__in=reach(user).commune_ids)
    if leads_any(user):
        open_ |= Q(cluster__unit__level=UnitKind.DISTRICT)
    for head in heads.values_list("cluster_id", "year"):
        open_ |= Q(cluster_id=head[0], year=head[1])
    return rows.filter(open_)


@dataclass
class SheetView:
    """A sheet as a page reads it: {(item id, member id, stage): score}, {member id: checker id}."""

    sheet: ScoringSheet
    items: list[ScoringItem]
    members: list[ClusterMember]
    names: dict[int, str]
    scores: dict[tuple[int, int, str], Score] = field(default_factory=dict)
    checks: dict[int, int] = field(default_factory=dict)

    @property
    def maximum(self) -> Decimal:
        """The most anybody can get."""
        return sum((item.maximum for item in self.items), Decimal(0))

    def points(self, item: ScoringItem, member: ClusterMember, stage: str) -> Score | None:
        """One score."""
        return self.scores.get((item.pk, member.pk, stage))

    def total(self, member: ClusterMember, stage: str) -> Decimal | None:
        """Sum of a stage; None while nothing stands there."""
        found = [
            score.points
            for item in self.items
            if (score := self.points(item, member, stage)) is not None
        ]
        return sum(found, Decimal(0)) if found else None

    def done(self, member: ClusterMember, stage: str) -> bool:
        """Every item that people judge has points; for the agreed stage, every item."""
        wanted = [
            item for item in self.items if stage == Stage.AGREED or item.rule == ItemRule.JUDGED
        ]
        touched = any((item.pk, member.pk, stage) in self.scores for item in self.items)
        return (touched or bool(wanted)) and all(
            (item.pk, member.pk, stage) in self.scores for item in wanted
        )

    def waiting(self, stage: str) -> list[str]:
        """Names of the members whose points of a stage are not all there."""
        return [self.names[one.pk] for one in self.members if not self.done(one, stage)]

    @property
    def preferences(self) -> list[Preference]:
        """What is looked at where totals are equal, first to last."""
        wanted = [item for item in self.items if item.tie_order is not None]
        wanted.sort(key=lambda item: item.tie_order or 0)
        return [Preference(item.pk, item.content) for item in wanted]

    def ranking(self) -> list[Place]:
        """Places by the points the cluster agreed on, of members that have them all."""
        return rank(
            (
                Entrant(
                    member.pk,
                    {
                        item.pk: self.scores[item.pk, member.pk, Stage.AGREED].points
                        for item in self.items
                    },
                )
                for member in self.members
                if self.done(member, Stage.AGREED)
            ),
            self.preferences,
        )

    @cached_property
    def by_id(self) -> dict[int, ClusterMember]:
        """{member id: member}."""
        return {one.pk: one for one in self.members}

    def may_see(self, user: User, member: ClusterMember, *, keeps: bool) -> bool:
        """Points before the end are for the member, its checker and those who keep the sheet."""
        if keeps or self.sheet.state == SheetState.AGREED or speaks_for_member(user, member):
            return True
        checker = self.by_id.get(self.checks.get(member.pk, 0))
        return (
            self.sheet.state == SheetState.CROSS
            and checker is not None
            and speaks_for_member(user, checker)
        )


def sheet_view(sheet: ScoringSheet) -> SheetView:
    """Everything of one sheet. Six queries at most."""
    members = members_in(sheet.cluster, sheet.year)
    items = list(ScoringItem.objects.filter(sheet=sheet).order_by("order"))
    scores = Score.objects.filter(item__sheet=sheet).select_related("by")
    return SheetView(
        sheet=sheet,
        items=items,
        members=members,
        names=member_names(members, min(clock.today(), date(sheet.year, 12, 31))),
        scores={(row.item_id, row.member_id, row.stage): row for row in scores},
        checks=dict(CrossCheck.objects.filter(sheet=sheet).values_list("member_id", "checker_id")),
    )


@dataclass(frozen=True)
class FrozenPlace:
    """A place of an agreed ranking, as it was frozen."""

    member: str
    name: str
    rank: int
    total: Decimal
    why: str


def frozen_places(snapshot: RankingSnapshot) -> list[FrozenPlace]:
    """What an agreed ranking said. Asks no query."""
    body: dict[str, Any] = json.loads(snapshot.body)
    return [
        FrozenPlace(row["member"], row["name"], row["rank"], Decimal(row["total"]), row["why"])
        for row in body["places"]
    ]


@dataclass(frozen=True)
class ScoreTask:
    """Points that wait for a person: whose, in which stage, on which sheet."""

    sheet: ScoringSheet
    member: ClusterMember
    name: str
    stage: str


@once
def open_sheets(user: User) -> QuerySet[ScoringSheet] | None:
    """Sheets that are being filled in or checked, of the clusters of the person's."""
    mine = acting(user)
    own = ClusterMember.objects.filter(
        Q(unit_id__in=mine.units) | Q(agency_id__in=mine.agencies)
    ).values("cluster_id")
    sheets = ScoringSheet.objects.filter(
        cluster_id__in=own, state__in=[SheetState.SELF, SheetState.CROSS]
    )
    return sheets.select_related("cluster__unit") if mine.anybody else None


def tasks_of(user: User) -> Iterable[ScoreTask]:
    """Own points to give, and points of another member to check. A few queries for every sheet
    that is open in a cluster of the person's."""
    mine, sheets = acting(user), open_sheets(user)
    for sheet in sheets if sheets is not None else ():
        view = sheet_view(sheet)
        for member in view.members:
            if sheet.state == SheetState.SELF:
                who, stage = member, Stage.SELF
            else:
                checker = view.by_id.get(view.checks.get(member.pk, 0))
                if checker is None:
                    continue
                who, stage = checker, Stage.CROSS
            if mine.speaks_for(who.unit_id, who.agency_id) and not view.done(member, stage):
                yield ScoreTask(sheet, member, view.names[member.pk], stage)


def keeps_sheet(user: User, sheet: ScoringSheet) -> bool:
    """Keeps or heads the cluster of the sheet."""
    return may_keep_sheet(user, sheet)
