"""The whole portal of a given size, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q

from communes.demo.loading import load_thresholds
from communes.demo.plan import illustrative_thresholds, plan
from communes.enums import DutyRole, PeriodKind
from communes.models import (
    AdministrativeUnit,
    CriteriaSet,
    EntryRevision,
    IndicatorEntry,
    ProgressReport,
    ReceiptCounter,
    ReportingPeriod,
    ReviewDuty,
)
from communes.queries.specs import SetSpec, load_specs
from communes.scale.aside import set_aside
from communes.scale.figures import PeriodWriter
from communes.scale.places import PREFIX, Made, make_places
from communes.scale.profiles import Profile, make_profiles
from communes.scale.reports import Made as Report
from communes.scale.reports import give_numbers, plan_reports
from communes.scale.trail import acts_of, more_saves, write_acts
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import PortalState

SEED = 318  # the decision that made the set
Say = Callable[[str], object]


@dataclass(frozen=True)
class Scale:
    """How much was made."""

    units: int
    users: int
    reports: int
    figures: int
    events: int


@transaction.atomic
def make_scale(
    *,
    communes: int,
    periods: int,
    password: str,
    audit_events: int = 0,
    drafts: bool = False,
    say: Say = print,
) -> Scale:
    """Invented units, people, reports, figures, evidence, standings and events of that size.

    Needs reference data and the owner's role. Set aside while figures come in, and put back with
    every row checked: foreign keys and secondary indexes of entries and revisions (`set_aside`);
    by row they would take four times as long. Left out, because no page that is measured reads
    them: single words of reviewers on entries, frozen snapshots of confirmed reports, returned
    reports, and contents of the files promised as evidence. `audit_events` is the least number of
    events; acts of the reports are about five each. With `drafts` nobody has handed in the report
    of the running period yet.

    Raises Refused (`no_reference`, `real_data`, `again`, `few_periods`).
    """
    criteria_set = _check(communes)
    chosen = _periods(criteria_set, periods)
    chance = Random(SEED)
    load_thresholds(criteria_set, illustrative_thresholds())
    state, _new = PortalState.objects.get_or_create(singleton=True)
    state.demo_date = state.demo_date or date.fromisoformat(plan()["demo_date"])
    state.save()
    clock.forget()
    made = make_places(communes=communes, secret=make_password(password), chance=chance)
    say(f"{made.units} đơn vị, {made.users} tài khoản")
    run = _Run(criteria_set, made, chance, say)
    with set_aside(IndicatorEntry, EntryRevision):
        for number, period in enumerate(chosen):
            last = number == len(chosen) - 1
            run.add(period, place=number / len(chosen), running=last, drafts=drafts)
        say("đặt lại khóa ngoại và chỉ mục")
    run.count_numbers()
    if criteria_set.frozen_at is None:
        CriteriaSet.objects.filter(pk=criteria_set.pk).update(frozen_at=clock.now())
    events = run.trail(audit_events)
    return Scale(
        made.units, made.users, sum(len(rows) for _label, rows in run.reports), run.figures, events
    )


def _check(communes: int) -> CriteriaSet:
    criteria_set = CriteriaSet.objects.filter(code=plan()["criteria_set"]).first()
    if criteria_set is None:
        raise Refused("no_reference", "Chưa có số liệu tham chiếu. Chạy load_reference trước.")
    if ProgressReport.objects.filter(illustrative=False).exists():
        raise Refused("real_data", "Cổng đã có số liệu thật nên không nạp số liệu đặt ra.")
    if AdministrativeUnit.objects.filter(key__startswith=PREFIX).exists():
        raise Refused("again", "Cổng đã có số liệu quy mô lớn. Muốn cỡ khác thì làm cổng mới.")
    if communes < 1:
        raise Refused("no_communes", "Số xã phải từ 1 trở lên.")
    return criteria_set


def _periods(criteria_set: CriteriaSet, count: int) -> list[ReportingPeriod]:
    """The newest periods up to the one that runs on the day of demonstrations, oldest first:
    quarters before half-years and years."""
    rank = {PeriodKind.QUARTER: 0, PeriodKind.HALF: 1, PeriodKind.YEAR: 2}
    day = plan()["demo_date"]
    offered = sorted(
        ReportingPeriod.objects.filter(
            Q(kind=PeriodKind.QUARTER) | Q(ends__lt=day),
            ends__gte=criteria_set.valid.lower,
            opens_at__date__lte=day,
        ),
        key=lambda period: (rank[PeriodKind(period.kind)], -period.ends.toordinal()),
    )
    if not 0 < count <= len(offered):
        raise Refused("few_periods", f"Số kỳ phải từ 1 đến {len(offered)}.")
    return sorted(offered[:count], key=lambda period: (period.ends, -rank[PeriodKind(period.kind)]))


class _Run:
    """What is carried from period to period."""

    def __init__(self, criteria_set: CriteriaSet, made: Made, chance: Random, say: Say) -> None:
        self.criteria_set, self.communes = criteria_set, made.communes
        self.chance, self.say = chance, say
        self.numbers: dict[date, int] = dict(ReceiptCounter.objects.values_list("day", "last"))
        self.reports: list[tuple[str, list[Report]]] = []
        self.figures = 0
        self._kept: dict[tuple[int, str], list[Profile]] = {}
        self._spec: SetSpec | None = None
        self._duties = list(ReviewDuty.objects.filter(role=DutyRole.LEAD))

    def add(
        self, period: ReportingPeriod, *, place: float, running: bool, drafts: bool = False
    ) -> None:
        """One period's reports with all their rows."""
        spec = load_specs(self.criteria_set, on=period.ends)
        columns = sorted({commune.column for commune in self.communes})
        reports = plan_reports(
            period=period,
            communes=self.communes,
            profiles={column: self._profiles(spec, period, column) for column in columns},
            place=place,
            running=running,
            chance=self.chance,
            drafts=drafts,
        )
        give_numbers(reports, self.numbers)
        day = (period.due_at + timedelta(days=2)).astimezone(clock.LOCAL).date()
        agencies = {duty.indicator_id: duty.agency_id for duty in self._duties if day in duty.valid}
        writer = PeriodWriter(
            period=period, criteria_set=self.criteria_set, spec=spec, agencies=agencies
        )
        self.figures += writer.write(reports)
        self.reports.append((period.label, reports))
        self.say(f"{period.label}: {len(reports)} báo cáo, cộng {self.figures} số liệu")

    def _profiles(self, spec: SetSpec, period: ReportingPeriod, column: str) -> list[Profile]:
        """Of a year and region. Wording that changes within a year would show as another order of
        indicators, so that the ids are part of the key."""
        key = (hash((period.year, tuple(spec.indicators))), column)
        if key not in self._kept:
            self._kept[key] = make_profiles(
                spec=spec,
                criteria_set=self.criteria_set,
                period=period,
                column=column,
                chance=self.chance,
            )
        return self._kept[key]

    def count_numbers(self) -> None:
        """The counters of receipts, so that the next number is a new one."""
        ReceiptCounter.objects.bulk_create(
            [ReceiptCounter(day=day, last=last) for day, last in self.numbers.items()],
            update_conflicts=True,
            unique_fields=["day"],
            update_fields=["last"],
        )

    def trail(self, least: int) -> int:
        """Acts of the reports, and saves up to the number asked for."""
        count = sum(write_acts(acts_of(reports, label)) for label, reports in self.reports)
        every: Sequence[Report] = [one for _label, reports in self.reports for one in reports]
        return count + write_acts(more_saves(every, max(0, least - count)))
