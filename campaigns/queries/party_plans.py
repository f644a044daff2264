"""Everybody's own part in a campaign: who has a plan, when, on time or late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from campaigns.models import Campaign, EmulationCluster, PartyPaper, PartyPlan
from campaigns.plan_enums import PaperKind
from campaigns.plan_rules import seen_by
from campaigns.queries.parties import agencies_on, communes_on, party_names
from communes.enums import UnitKind
from communes.models import AdministrativeUnit, Agency, UnitVersion
from communes.queries.register_rules import kept_units, named_on, rule_on
from communes.rules import is_administrator, reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import fold

PLAN_DUE = "party-plan-due"
"""Code of the dated rule: how many days after the campaign's plan a party's own is due."""
ON_TIME, LATE, MISSING, NO_DUE = "dung-han", "muon", "chua-co", "co"
STATUS_WORDS = {
    ON_TIME: "Đúng hạn",
    LATE: "Muộn",
    MISSING: "Chưa có kế hoạch",
    NO_DUE: "Đã có, chưa xác định hạn",
}
KIND_WORDS = {"xa": "Xã, thị trấn, làng", "co-quan": "Cơ quan", "cum": "Cụm, khối"}


@dataclass(frozen=True)
class PartLine:
    """One party of a campaign with its papers that stand; `value` names it in addresses."""

    value: str
    name: str
    kind: str
    part: PartyPlan | None
    papers: tuple[PartyPaper, ...]
    due: date | None
    today: date

    def of(self, kind: str) -> list[PartyPaper]:
        """Papers of a kind, oldest first."""
        return [paper for paper in self.papers if paper.kind == kind]

    @property
    def plan(self) -> PartyPaper | None:
        """Its first plan: that one was on time or not."""
        return next(iter(self.of(PaperKind.PLAN)), None)

    @property
    def launch(self) -> PartyPaper | None:
        """Its first launch."""
        return next(iter(self.of(PaperKind.LAUNCH)), None)

    @property
    def reviews(self) -> list[PartyPaper]:
        """Its own interim and final reviews."""
        return [row for row in self.papers if row.kind in (PaperKind.INTERIM, PaperKind.FINAL)]

    @property
    def status(self) -> str:
        """ON_TIME, LATE, MISSING or NO_DUE (there is a plan, nobody says when it was due)."""
        if self.plan is None:
            return MISSING
        if self.due is None:
            return NO_DUE
        return ON_TIME if self.plan.on <= self.due else LATE

    @property
    def overdue(self) -> bool:
        """Has no plan though the day has passed."""
        return self.plan is None and self.due is not None and self.due < self.today


def visible_parts(user: User) -> QuerySet[PartyPlan]:
    """Parts the person may read."""
    rows = PartyPlan.objects.select_related("campaign", "cluster", "passed_to")
    return rows.filter(seen_by(user, kept_units(user)))


def plan_due(campaign: Campaign) -> date | None:
    """The last day of the parties' own plans; None where the plan has no day or no rule says how
    long. One query at most."""
    if campaign.plan_date is None:
        return None
    rule = rule_on(PLAN_DUE, campaign.plan_date)
    if rule is None or rule.amount is None:
        return None
    return campaign.plan_date + timedelta(days=int(rule.amount))


def party_value(part: PartyPlan) -> str:
    """ "u12", "a7" or "c3"."""
    if part.unit_id:
        return f"u{part.unit_id}"
    return f"a{part.agency_id}" if part.agency_id else f"c{part.cluster_id}"


def part_lines(user: User, campaign: Campaign, day: date | None = None) -> list[PartLine]:
    """Parties of the day's map and those that ended with papers, as far as the person sees them:
    agencies, communes, clusters. Nine queries at most."""
    day = day or clock.today()
    found = {party_value(part): part for part in visible_parts(user).filter(campaign=campaign)}
    parties = _parties(campaign, day)
    mine = kept_units(user)
    if not (reach(user).reads_district or is_administrator(user)):
        parties = {v: row for v, row in parties.items() if _own(v, row, mine)}
    for value, name in _names_of(set(found) - set(parties), found, day).items():
        parties[value] = (name, _kind(value), None)
    papers: dict[int, list[PartyPaper]] = defaultdict(list)
    for paper in PartyPaper.objects.filter(
        part__in=[part.pk for part in found.values()], withdrawn_at__isnull=True
    ).order_by("on", "id"):
        papers[paper.part_id].append(paper)
    due, today = plan_due(campaign), clock.today()
    return [
        PartLine(
            value=value,
            name=name,
            kind=kind,
            part=found.get(value),
            papers=tuple(papers[found[value].pk]) if value in found else (),
            due=due,
            today=today,
        )
        for value, (name, kind, _unit) in parties.items()
    ]


def narrowed(
    lines: Iterable[PartLine], *, kind: str = "", status: str = "", words: str = ""
) -> list[PartLine]:
    """Lines of a kind and status whose names hold every word typed, marks ignored."""
    wanted = fold(words).split()
    return [
        line
        for line in lines
        if (not kind or line.kind == kind)
        and (not status or line.status == status)
        and all(word in fold(line.name) for word in wanted)
    ]


def late_parties(campaign: Campaign, day: date | None = None) -> list[tuple[str, str]]:
    """(value, name) of every party without a plan though it is due: whom to remind. Seven
    queries."""
    day = day or clock.today()
    due = plan_due(campaign)
    if due is None or due >= day:
        return []
    done = {
        party_value(part)
        for part in PartyPlan.objects.filter(
            campaign=campaign,
            papers__kind=PaperKind.PLAN,
            papers__withdrawn_at__isnull=True,
        )
    }
    parties = _parties(campaign, day)
    return [(value, name) for value, (name, _k, _u) in parties.items() if value not in done]


def own_missing(
    campaign: Campaign, units: frozenset[int], agencies: frozenset[int]
) -> list[tuple[str, str]]:
    """(value, name) of those communes and agencies that have no plan yet. Two queries at most,
    one for those who speak only for communes or only for agencies."""
    plans = PartyPlan.objects.filter(
        campaign=campaign, papers__kind=PaperKind.PLAN, papers__withdrawn_at__isnull=True
    )
    communes = AdministrativeUnit.objects.filter(
        ~Exists(plans.filter(unit_id=OuterRef("pk"))), pk__in=units
    ).annotate(called=named_on("pk", clock.today()))
    offices = Agency.objects.filter(
        ~Exists(plans.filter(agency_id=OuterRef("pk"))), pk__in=agencies
    )
    return [
        *((f"u{row.pk}", row.called) for row in communes.order_by("pk")),
        *((f"a{row.pk}", row.name) for row in offices.order_by("pk")),
    ]


Parties = dict[str, tuple[str, str, int | None]]


def _parties(campaign: Campaign, day: date) -> Parties:
    """{value: (name, kind, unit id of a commune or of a cluster's unit)} of a day."""
    found: Parties = {}
    unit = campaign.unit
    if unit.level in (UnitKind.PROVINCE, UnitKind.DISTRICT):
        for one in agencies_on(day):
            found[one.value] = (one.name, "co-quan", None)
        within = unit.pk if unit.level == UnitKind.DISTRICT else None
        for one in communes_on(day, within):
            found[one.value] = (one.name, "xa", one.unit_id)
    else:
        villages = UnitVersion.objects.filter(
            kind=UnitKind.VILLAGE, parent=unit, valid__contains=day
        ).order_by("sort_key")
        for pk, name in villages.values_list("unit_id", "name"):
            found[f"u{pk}"] = (name, "xa", unit.pk)
    clusters = EmulationCluster.objects.filter(unit=unit, valid__contains=day).order_by("name")
    for pk, name in clusters.values_list("id", "name"):
        found[f"c{pk}"] = (name, "cum", unit.pk)
    return found


def _own(value: str, row: tuple[str, str, int | None], mine: frozenset[int]) -> bool:
    return row[2] in mine and not value.startswith("a")


def _kind(value: str) -> str:
    return {"u": "xa", "a": "co-quan", "c": "cum"}[value[0]]


def _names_of(values: set[str], found: dict[str, PartyPlan], day: date) -> dict[str, str]:
    """Names of parties that are on the day's map no more."""
    parts = [found[value] for value in sorted(values)]
    names = party_names([p.unit_id for p in parts], [p.agency_id for p in parts], day)
    return {
        party_value(part): part.cluster.name
        if part.cluster
        else names.of(part.unit_id, part.agency_id)
        for part in parts
    }
