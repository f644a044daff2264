"""The villages a plan names, each as it stands on a day, and whether each commune has one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from campaigns.enums import TargetKind
from campaigns.models import Campaign, Target
from communes.enums import Basis, Standard, UnitKind
from communes.measures import Verdict
from communes.models import Criterion, DistrictFigure, Recognition, Standing, UnitVersion
from communes.queries.recognised import (
    district_figures,
    figure_known,
    paper_words,
    recognised_on,
)
from communes.queries.villages import NO_COMMUNE
from kbang_ntm.core import clock
from kbang_ntm.core.once import once

CUMULATIVE = "villages_recognised_cumulative"


@dataclass(frozen=True)
class VillageTarget:
    """One of the villages of the plan: its name if it could be read, commune, year, state.

    `commune` is the plan's, `commune_now` the one of the day where it is another ("chưa xác định
    xã kế tục" where nobody has said which). `verdict` is met, not_met or unknown; `label` says
    which of "đã công nhận" and "đủ tiêu chí, chưa công nhận" is meant, `reason` rests on the
    paper or on confirmed figures and names what is missing.
    """

    name: str
    read_as: str
    commune: str
    year: int
    recognised: bool
    certain: bool
    key: str = ""
    commune_now: str = ""
    verdict: str = "unknown"
    label: str = "Chưa xác định"
    reason: str = ""
    illustrative: bool = False


@dataclass(frozen=True)
class CommuneVillages:
    """A commune of a day's map and the recognised villages that are known to lie in it."""

    key: str
    name: str
    villages: tuple[str, ...]


@dataclass(frozen=True)
class EachVillage:
    """ "Each commune has a village" on the map of a day.

    `unnamed` is how many recognised villages nobody has named (None: not even their number is
    known), `unplaced` the named ones whose commune is asked for. While there is one of either, a
    commune without a known village is unknown, not without.
    """

    day: date
    communes: tuple[CommuneVillages, ...]
    unnamed: int | None
    unplaced: tuple[str, ...]

    @property
    def sure(self) -> tuple[CommuneVillages, ...]:
        """Communes with a recognised village."""
        return tuple(row for row in self.communes if row.villages)

    @property
    def computed(self) -> bool:
        """Whether the answer is known for every commune."""
        return len(self.sure) == len(self.communes) or (self.unnamed == 0 and not self.unplaced)

    @property
    def achieved(self) -> int | None:
        """How many communes have one; None = chưa xác định."""
        return len(self.sure) if self.computed else None


def village_targets(
    campaign: Campaign, day: date, *, up_to: date | None = None
) -> list[VillageTarget]:
    """The plan's villages by year, the unread ones without a name. Eight queries at most.

    Figures are those confirmed by the end of the day; with `up_to`, only of periods that end by
    then (what the public may read).
    """
    rows = [row for row in targets_of(campaign) if row.kind == TargetKind.VILLAGE_NTM]
    ids = [row.unit_id for row in rows if row.unit_id]
    names = _names({row.within_id for row in rows if row.within_id} | set(ids))
    on_day = {row.unit_id: row for row in villages_on(day, ids)}
    done = recognised_on(Standard.VILLAGE, day, ids)
    figures = _confirmed(ids, clock.end_of_day(day), up_to or date.max)
    titles = _titles({row.criteria_set_id for row in figures.values()})
    press = press_on({row.year for row in rows}, day)
    found = []
    for row in rows:
        known = names.get(row.unit_id or 0)
        unit_id = row.unit_id or 0
        verdict, label, reason = _state(
            row, done.get(unit_id), figures.get(unit_id), titles, press.get(row.year)
        )
        within = names.get(row.within_id or 0)
        found.append(
            VillageTarget(
                name=known.short_name if known else "",
                read_as=row.read_as,
                commune=within.short_name if within else "",
                year=row.year,
                recognised=unit_id in done,
                certain=row.certain,
                key=known.unit.key if known else "",
                commune_now=_now(on_day.get(unit_id), row.within_id),
                verdict=verdict,
                label=label,
                reason=reason,
                illustrative=unit_id in figures and figures[unit_id].illustrative,
            )
        )
    return found


@once
def targets_of(campaign: Campaign) -> tuple[Target, ...]:
    """All targets of a campaign by year, each with its unit. One query."""
    rows = Target.objects.filter(campaign=campaign).select_related("unit")
    return tuple(rows.order_by("year", "id"))


def each_village(day: date) -> EachVillage:
    """Which communes of a day's map have a recognised village. Five queries."""
    done = recognised_on(Standard.VILLAGE, day)
    total = figure_known(CUMULATIVE, day)
    found: dict[int, list[str]] = {}
    unplaced = []
    for place in villages_on(day, list(done)):
        if place.parent_id is None:
            unplaced.append(place.name)
        else:
            found.setdefault(place.parent_id, []).append(place.name)
    communes = (
        UnitVersion.objects.filter(kind=UnitKind.COMMUNE, valid__contains=day)
        .select_related("unit")
        .order_by("unit__order", "sort_key")
    )
    return EachVillage(
        day=day,
        communes=tuple(
            CommuneVillages(row.unit.key, row.short_name, tuple(found.get(row.unit_id, ())))
            for row in communes
        ),
        unnamed=max(int(total.value) - len(done), 0) if total else None,
        unplaced=tuple(unplaced),
    )


@dataclass(frozen=True)
class Place:
    """A village on a day and the commune it lies in; None and "" while that is asked for."""

    unit_id: int
    key: str
    name: str
    full_name: str
    certain: bool
    parent_id: int | None
    parent_key: str
    parent: str


def villages_on(day: date, unit_ids: Iterable[int] | None = None) -> list[Place]:
    """Villages of a day's map, of all or of those named, in the order of the plan. One query."""
    rows = UnitVersion.objects.filter(kind=UnitKind.VILLAGE, valid__contains=day)
    if unit_ids is not None:
        rows = rows.filter(unit_id__in=list(unit_ids))
    on_map = UnitVersion.objects.filter(valid__contains=day)
    both = on_map.filter(Q(pk__in=rows.values("pk")) | Q(unit_id__in=rows.values("parent_id")))
    above = {
        row.unit_id: row for row in both.select_related("unit").order_by("unit__order", "sort_key")
    }
    wanted = None if unit_ids is None else set(unit_ids)
    found = []
    for row in above.values():
        if row.kind != UnitKind.VILLAGE or (wanted is not None and row.unit_id not in wanted):
            continue
        parent = above.get(row.parent_id or 0)
        found.append(
            Place(
                unit_id=row.unit_id,
                key=row.unit.key,
                name=row.short_name,
                full_name=row.name,
                certain=row.name_certain,
                parent_id=parent.unit_id if parent else None,
                parent_key=parent.unit.key if parent else "",
                parent=parent.short_name if parent else "",
            )
        )
    return found


def _names(unit_ids: set[int]) -> dict[int, UnitVersion]:
    """What units were called first: the plan's words. One query."""
    rows = UnitVersion.objects.filter(unit_id__in=unit_ids).select_related("unit")
    return {row.unit_id: row for row in rows.order_by("-valid")}


def _now(place: Place | None, within_id: int | None) -> str:
    if place is None:
        return ""
    if place.parent_id is None:
        return NO_COMMUNE
    return "" if place.parent_id == within_id else place.parent


def _confirmed(unit_ids: Iterable[int], at: datetime, up_to: date) -> dict[int, Standing]:
    """{village id: its newest counts confirmed by a moment, of periods up to a day}. One query."""
    rows = Standing.objects.filter(
        unit_id__in=list(unit_ids),
        basis=Basis.CONFIRMED,
        criteria_set__standard=Standard.VILLAGE,
        report__confirmed_at__lte=at,
        period__ends__lte=up_to,
    )
    newest = rows.select_related("period").order_by("period__ends")
    return {row.unit_id: row for row in newest}


def _titles(set_ids: set[int]) -> dict[tuple[int, str], str]:
    """{(set id, criterion no): short title}. One query where there are figures."""
    rows = Criterion.objects.filter(criteria_set_id__in=set_ids)
    return {
        (pk, no): short or title
        for pk, no, short, title in rows.values_list(
            "criteria_set_id", "no", "short_title", "title"
        )
    }


def press_on(years: set[int], day: date) -> dict[int, DistrictFigure]:
    """{year of the plan: the newest published figure on its villages}. One query."""
    metrics = {f"villages_{year}_plan_met": year for year in years}
    rows = (row for row in district_figures() if row.as_of <= f"{day:%Y-%m}~")
    return {metrics[row.metric]: row for row in rows if row.metric in metrics}


def _state(
    target: Target,
    paper: Recognition | None,
    standing: Standing | None,
    titles: Mapping[tuple[int, str], str],
    press: DistrictFigure | None,
) -> tuple[str, str, str]:
    """(verdict, label, reason) of one village: the paper first, then confirmed figures."""
    if target.unit_id is None:
        return "unknown", "Chưa xác định", "Cần đối chiếu tên làng với bản gốc của kế hoạch."
    if paper is not None:
        return "met", "Đã công nhận", f"Công nhận {paper_words(paper)}."
    if standing is not None:
        return _by_figures(standing, titles)
    reason = "Chưa có số liệu đã xác nhận, chưa thấy quyết định công nhận."
    if press is not None and press.of_total is not None and not press.value:
        month = f"{press.as_of[5:7]}/{press.as_of[:4]}"
        because = f", {press.note}" if press.note else ""
        reason = (
            f"Tháng {month}: 0/{int(press.of_total)} làng của kế hoạch {target.year} đạt{because}. "
            f"{reason}"
        )
    return "unknown", "Chưa xác định", reason


def _by_figures(standing: Standing, titles: Mapping[tuple[int, str], str]) -> tuple[str, str, str]:
    missing: dict[str, list[str]] = {Verdict.NOT_MET: [], Verdict.UNKNOWN: []}
    for no, (verdict, *_counts) in standing.verdicts.items():
        if verdict in missing:
            title = titles.get((standing.criteria_set_id, no), "")
            missing[verdict].append(f"{no}. {title}".strip(". "))
    words = (
        f"{standing.criteria_met}/{standing.criteria_total} tiêu chí theo số liệu đã xác nhận "
        f"{standing.period.label}"
    )
    if missing[Verdict.NOT_MET]:
        words += f". Chưa đạt: {'; '.join(missing[Verdict.NOT_MET])}"
    if missing[Verdict.UNKNOWN]:
        words += f". Chưa xác định: {'; '.join(missing[Verdict.UNKNOWN])}"
    if missing[Verdict.NOT_MET]:
        return "not_met", "Chưa đạt", f"{words}."
    if missing[Verdict.UNKNOWN]:
        return "unknown", "Chưa xác định", f"{words}."
    return "met", "Đủ tiêu chí, chưa công nhận", f"{words}. Chưa thấy quyết định công nhận."
